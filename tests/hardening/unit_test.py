"""The systemd unit: does it hold what it promises, and does its filter let through what claimd's own filter allows? A
unit without its walls is read first: the figure has to rise."""
import argparse
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "http"))
from service import Report  # noqa: E402

EXPOSURE_MAX = 1.3  # of 10, as `systemd-analyze security` counts
PROMISED = ["ProtectSystem=strict", "NoNewPrivileges=yes", "PrivateTmp=yes", "MemoryDenyWriteExecute=yes", "CapabilityBoundingSet=",
            "DynamicUser=yes", "LimitCORE=0"]
REFUSED = {"fchown", "chown"}  # SQLite calls it for root only, which DynamicUser never is


def exposure(unit, folder):
    path = pathlib.Path(folder) / "claimd.service"
    path.write_text(unit)
    (path.parent / "claimd.socket").write_text("[Socket]\nListenStream=127.0.0.1:8080\n")
    answer = subprocess.run(["systemd-analyze", "security", "--offline=true", "--no-pager", path], capture_output=True, text=True)
    return float(re.search(r"Overall exposure level for claimd\.service: ([\d.]+)", answer.stdout).group(1))


def members(group):
    """The calls of one of systemd's groups, with the groups inside it."""
    text = subprocess.run(["systemd-analyze", "syscall-filter", group], check=True, capture_output=True, text=True).stdout
    names = set()
    for name in re.findall(r"^    ([@\w-]+)", text, re.M):
        names |= members(name) if name.startswith("@") else {name}
    return names


def calls_of_unit(unit):
    calls = set()
    for line in re.findall(r"^SystemCallFilter=(.*)$", unit, re.M):
        names = set()
        for word in line.lstrip("~").split():
            names |= members(word) if word.startswith("@") else {word}
        calls = calls - names if line.startswith("~") else calls | names
    return calls | members("@default")


def calls_of_program(source):
    table = re.search(r"allowed\[\] = \{(.*?)\};", source, re.S).group(1)
    return set(re.findall(r'"(\w+)"', table)) | {"seccomp", "socket", "mmap", "mprotect", "clone", "ioctl"}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--source", required=True)
    source = pathlib.Path(parser.parse_args().source)
    unit = (source / "docs/deploy/claimd.service").read_text()
    report = Report()
    for line in PROMISED:
        report.check(line in unit.splitlines(), f"the unit lacks {line}")
    if not shutil.which("systemd-analyze"):
        report.skip("exposure and filter: no systemd-analyze here")
        return report.end()
    bare = "\n".join(line for line in unit.splitlines() if not re.match(r"Protect|Private|Restrict|SystemCall|Capab|NoNew", line))
    with tempfile.TemporaryDirectory(prefix="claimd-unit-") as folder:
        open_level, level = exposure(bare, folder), exposure(unit, folder)
    print(f"exposure {level}, without its walls {open_level}")
    report.check(level <= EXPOSURE_MAX, f"exposure {level} is above {EXPOSURE_MAX}")
    report.check(open_level > 3 * EXPOSURE_MAX, f"a bare unit has exposure {open_level}: the measure does not measure")
    several = (source / "docs/deploy/several/claimd@.service").read_text()
    with tempfile.TemporaryDirectory(prefix="claimd-unit-") as folder:
        level = exposure(several, folder)
    print(f"exposure of one of several {level}")
    report.check(level <= EXPOSURE_MAX, f"exposure of one of several {level} is above {EXPOSURE_MAX}")
    report.check(calls_of_unit(several) == calls_of_unit(unit), "the filters of both units differ")
    refused = calls_of_program((source / "server/sandbox_rules.c").read_text()) - calls_of_unit(unit)
    report.check(refused <= REFUSED, f"the unit refuses what claimd needs: {sorted(refused - REFUSED)}")
    report.check("ptrace" not in calls_of_unit(unit) and "mount" not in calls_of_unit(unit), "the unit lets too much through")
    return report.end()


sys.exit(main())
