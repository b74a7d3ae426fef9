#!/usr/bin/env python3
"""embed_text.py NAME IN OUT: writes IN as the C string constant NAME (NUL-terminated)."""
import sys

name, source, target = sys.argv[1:4]
lines = open(source, encoding="utf-8").read().splitlines(keepends=True)


def literal(line):
    out = "".join(
        chr(b) if 32 <= b < 127 and b not in b'"\\?' else f"\\{b:03o}" for b in line.encode("utf-8")
    )
    return f'    "{out}"'


with open(target, "w", encoding="ascii") as out:
    out.write(f"extern const char {name}[];\nconst char {name}[] =\n")
    out.write("\n".join(literal(line) for line in lines) + ";\n")
