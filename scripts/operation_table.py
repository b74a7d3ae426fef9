#!/usr/bin/env python3
"""Every operation of openapi.yaml with its route's handler and the tests that call it: docs/operation-table.md.

    operation_table.py           prints the table
    operation_table.py --check   fails where the committed one differs, or where an operation has no handler or no test

A test calls an operation where its path stands in the test's text (variables are anything, and a path may be put together
from its end), with the method beside it when that is not GET. openapi_test.py executes an example of each, which it checks
itself.
"""
import pathlib
import re
import sys

import yaml

SOURCE = pathlib.Path(__file__).resolve().parent.parent
TABLE = SOURCE / "docs/operation-table.md"
METHODS = ("get", "post", "put", "patch", "delete")
GENERAL = {"openapi_test.py", "random_client.py"}  # these call everything
NEAR = 400  # characters between a method and its path
HEAD = """# The operations and their tests

Made by `scripts/operation_table.py`; `tests/http/openapi_test.py` fails when it is not up to date, when an operation has no route,
no handler or no test of its own, or when one of its examples was not executed. Beside the tests named here
`openapi_test.py` runs each operation's examples and the refusals that all share, and `random_client.py` sends random requests to all.

| operation | route | handler | tests that call it |
| --- | --- | --- | --- |
"""


def operations():
    document = yaml.safe_load((SOURCE / "openapi.yaml").read_text(encoding="utf-8"))
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield item[method]["operationId"], method.upper(), path


def handlers():
    """{(method, path): "handlers/file.c"}"""
    files = {}
    for file in sorted((SOURCE / "handlers").glob("*.c")):
        for name in re.findall(r"^void (\w+)\(struct request \*", file.read_text(encoding="utf-8"), re.MULTILINE):
            files[name] = f"handlers/{file.name}"
    rows = re.findall(r'\{\s*"([A-Z]+)",\s*"(/[^"]*)",\s*(\w+)', (SOURCE / "handlers/routes.c").read_text(encoding="utf-8"))
    return {(method, path): files.get(name) for method, path, name in rows}


def tests():
    """{name: text}"""
    folders = ("http", "page", "torture")
    files = (file for folder in folders for file in (SOURCE / "tests" / folder).iterdir() if file.suffix in (".c", ".py", ".mjs", ".js"))
    return {file.name: file.read_text(encoding="utf-8") for file in files if file.name not in GENERAL}


def pattern(path):
    """The path as it stands in a string, whole or from its last variable on."""
    whole = r"""(?:\{[^}]*\}|[^"'`\s?])*?""".join(map(re.escape, re.split(r"\{\w+\}", path)))
    tail = re.split(r"\{\w+\}", path)[-1] if "{" in path else ""
    begin = r"""["'`](?:http://[\w.:{}]*|\{\w*base\w*\})?"""
    either = f"{begin}{whole}" + (rf"""|["'`}}s]{re.escape(tail)}""" if tail else "")
    return re.compile(rf"""(?:{either})(?=["'`?])""")


def calls(text, method, path, near):
    for found in pattern(path).finditer(text):
        if method == "GET" or f'"{method}"' in text[max(0, found.start() - near):found.end() + near]:
            return True
    return False


def callers_of(texts, method, path):
    """Where no method stands beside the path (it is kept in a variable), anywhere in the test counts."""
    near = [name for name, text in texts.items() if calls(text, method, path, NEAR)]
    return sorted(near or [name for name, text in texts.items() if calls(text, method, path, len(text))])


def table():
    """-> (text, complaints)"""
    files, texts = handlers(), tests()
    lines, complaints = [], []
    for name, method, path in operations():
        handler = files.get((method, path))
        callers = callers_of(texts, method, path)
        if not handler:
            complaints.append(f"{name} has no handler")
        if not callers:
            complaints.append(f"{name} ({method} {path}) has no test of its own")
        lines.append(f"| {name} | {method} `{path}` | {handler} | {', '.join(callers)} |")
    return HEAD + "\n".join(lines) + "\n", complaints


def main():
    text, complaints = table()
    if "--check" not in sys.argv[1:]:
        print(text, end="")
    elif not TABLE.exists() or TABLE.read_text(encoding="utf-8") != text:
        complaints.append("docs/operation-table.md is not up to date: scripts/operation_table.py >docs/operation-table.md")
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
