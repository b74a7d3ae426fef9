"""Is the finished binary hardened? Reads it with readelf and objdump, not the flags that should have made it so.
The same reader then has to find each fault in a program that is built without any hardening: it can fail.

CET: Debian 12's crt1.o and crti.o carry no IBT mark, so that the linker cannot set it for the whole file; that each
function which may be reached indirectly begins with endbr64 is counted in the code instead.
"""
import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "http"))
from service import Report  # noqa: E402

SOFT_PROGRAM = r"""
#include <stdio.h>
__asm__(".section both,\"awx\",@progbits; .byte 0; .previous");
int (*chosen)(const char *);
static int shout(const char *text) { char room[64]; snprintf(room, sizeof room, "%s!", text); return puts(room); }
int main(int argc, char **argv) { chosen = shout; return chosen(argv[argc - 1]); }
"""
SOFT_FLAGS = ["-O2", "-no-pie", "-fno-stack-protector", "-U_FORTIFY_SOURCE", "-fcf-protection=none", "-fno-stack-clash-protection",
              "-Wl,-z,norelro", "-Wl,-z,lazy", "-Wl,-z,execstack", "-Wl,-z,noseparate-code"]


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def first_instructions(binary):
    """The first instruction of each function of the program, by name."""
    listing = output("objdump", "-d", "--no-show-raw-insn", "--section=.text", binary)
    return dict(re.findall(r"^[0-9a-f]+ <([\w.]+)>:\n\s*[0-9a-f]+:\s+(\S+)", listing, re.M))


def traits(binary):
    """Each trait and whether the binary has it."""
    segments, dynamic = output("readelf", "-lW", binary), output("readelf", "-dW", binary)
    symbols, notes = output("readelf", "-sW", "--dyn-syms", binary), output("readelf", "-nW", binary)
    loads = re.findall(r"^\s+LOAD(?:\s+0x\w+){5}\s+([RWE ]{3})", segments, re.M)
    stack = re.search(r"GNU_STACK(?:\s+0x\w+){5}\s+([RWE ]{3})", segments)
    main = first_instructions(binary).get("main", "")
    return {
        "position independent (DYN, PIE)": "DYN" in segments and "PIE" in dynamic,
        "read-only relocations (GNU_RELRO)": "GNU_RELRO" in segments,
        "all symbols bound at start (BIND_NOW)": "BIND_NOW" in dynamic and "NOW" in dynamic,
        "stack not executable": bool(stack) and "E" not in stack.group(1),
        "no segment both writable and executable": bool(loads) and not any("W" in flags and "E" in flags for flags in loads),
        "code apart from read-only data": any(flags == "R  " for flags in loads) and "R E" in loads,
        "stack protector": "__stack_chk_fail" in symbols,
        "no text relocations, no search path": not re.search(r"TEXTREL|RPATH|RUNPATH", dynamic),
        "fortified calls": len(set(re.findall(r"__(?:mem|str|v?s?n?printf|v?f?printf|recv|read|explicit)\w*_chk", symbols))) >= 3,
        "CET: shadow stack marked": "SHSTK" in notes,
        "CET: what is called indirectly begins with endbr64": main == "endbr64",
    }


def soft_binary(compiler, folder):
    source, binary = folder / "soft.c", folder / "soft"
    source.write_text(SOFT_PROGRAM)
    subprocess.run([compiler, *SOFT_FLAGS, "-w", "-o", binary, source], check=True)
    return str(binary)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--claimd", required=True)
    parser.add_argument("--compiler", default="cc")
    parser.add_argument("--unfortified", action="store_true", help="a sanitizer's build, where fortify is off")
    parser.add_argument("--x86", action="store_true", help="CET is a matter of this processor")
    options = parser.parse_args()
    report = Report()
    hardened = traits(options.claimd)
    for name, there in hardened.items():
        if (name == "fortified calls" and options.unfortified) or (name.startswith("CET") and not options.x86):
            report.skip(f"{name}: not in this build")
            continue
        report.check(there, f"claimd lacks: {name}")
    with tempfile.TemporaryDirectory(prefix="claimd-hardening-") as folder:
        soft = traits(soft_binary(options.compiler, pathlib.Path(folder)))
    for name, there in soft.items():
        if name not in ("no text relocations, no search path",):  # every toolchain's default
            report.check(not there, f"the reader does not see that a soft program lacks: {name}")
    return report.end()


sys.exit(main())
