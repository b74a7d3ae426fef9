#!/usr/bin/env python3
"""Every operation of openapi.yaml with its route's handler and the tests that call it: docs/operation-table.md.

    operation_table.py           prints the table
    operation_table.py --check   fails where the committed one is wrong, or where an operation has no handler or no test; tests that
                                 came since it was made are no mistake

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

Made by `scripts/operation_table.py`; `tests/http/openapi_test.py` fails when it is wrong, when an operation has no route,
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


def rows():
    """[(operation, route, handler, tests)]"""
    files, texts = handlers(), tests()
    return [(name, f"{method} `{path}`", files.get((method, path)) or "", callers_of(texts, method, path)) for name, method, path in operations()]


def faults(made):
    """What an operation lacks."""
    for name, route, handler, callers in made:
        if not handler:
            yield f"{name} ({route}) has no handler"
        if not callers:
            yield f"{name} ({route}) has no test of its own"


def differences(made):
    """Where the committed table is wrong."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    written = {cells[0]: cells for cells in ([cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("| "))}
    for name, route, handler, callers in made:
        cells = written.pop(name, None)
        if not cells or cells[1:3] != [route, handler] or not set(cells[3].split(", ")) <= set(callers):
            yield f"{name} is otherwise now: scripts/operation_table.py >docs/operation-table.md"
    for name in set(written) - {"operation", "---"}:
        yield f"{name} is no operation any more: scripts/operation_table.py >docs/operation-table.md"


def main():
    made = rows()
    complaints = list(faults(made))
    if "--check" in sys.argv[1:]:
        complaints += differences(made)
    else:
        print(HEAD + "\n".join(f"| {name} | {route} | {handler} | {', '.join(callers)} |" for name, route, handler, callers in made))
    for complaint in complaints:
        print(complaint, file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
