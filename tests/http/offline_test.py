#!/usr/bin/env python3
"""claimd analyze and compare, the endpoints without a server: files in, answers out, and what cannot be read in words.

    offline_test.py --claimd build/claimd
"""
import json
import pathlib
import subprocess
import sys
import tempfile

from service import Report, test_options

FIRST = "The flood in Morvane killed 12 people on Tuesday, the county said. Some 400 houses were damaged."
SECOND = "The flood in Morvane killed 15 people on Tuesday, the county said. Some 400 houses were damaged."
PAGE = f"<html><head><title>Flood</title></head><body><article><h1>Flood in Morvane</h1><p>{FIRST}</p><p>{SECOND}</p></article></body></html>"


class Commands:
    def __init__(self, binary, folder, report):
        self.binary, self.folder, self.report = binary, folder, report

    def run(self, *arguments, given=""):
        return subprocess.run([self.binary, *arguments], cwd=self.folder, input=given, capture_output=True, text=True, timeout=60)

    def refused(self, wanted, *arguments):
        done = self.run(*arguments)
        self.report.check(done.returncode == 1 and not done.stdout and wanted in done.stderr and done.stderr.startswith("claimd: "),
                          f"{arguments}: {done.returncode} {done.stdout[-200:]} {done.stderr[-300:]}")


def write(folder):
    (folder / "first.txt").write_text(FIRST)
    (folder / "second.txt").write_text(SECOND)
    (folder / "page.html").write_text(PAGE)
    (folder / "article.json").write_text(json.dumps({"text": SECOND, "published_at": "2031-04-02", "source": "Post"}))
    (folder / "both.json").write_text(json.dumps({"articles": [{"text": FIRST}, {"text": SECOND}]}))
    (folder / "broken.json").write_text('{"text": ')
    (folder / "bytes.txt").write_bytes(b"caf\xe9")


def articles_are_analysed(commands, report):
    done = commands.run("analyze", "--published-at", "2031-04-01", "--source", "Wire", "first.txt", "page.html", "article.json", "-", given=SECOND)
    report.check(done.returncode == 0, f"analyze: {done.returncode} {done.stderr[-300:]}")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    told = [(a["article"].get("source"), a["article"].get("published_at"), "killed 12" in a["article"]["text"]) for a in answers]
    wanted = [("Wire", "2031-04-01", True), ("Wire", "2031-04-01", True), ("Post", "2031-04-02", False), ("Wire", "2031-04-01", False)]
    report.check(told == wanted, f"flags are for bare files, members for JSON: {told}")


def articles_are_compared(commands, report):
    done = commands.run("compare", "--format", "text", "first.txt", "second.txt")
    report.check(done.returncode == 0 and "1 conflict" in done.stdout, f"compare as a table: {done.stdout[-400:]} {done.stderr[-300:]}")
    done = commands.run("compare", "both.json")
    answer = json.loads(done.stdout or "{}")
    report.check(done.returncode == 0 and any(a["relation"] == "conflict" for a in answer.get("alignments", [])),
                 f"compare of a body: {done.stdout[-300:]} {done.stderr[-300:]}")


def what_cannot_be_read_is_told(commands):
    commands.refused("name a file", "analyze")
    commands.refused("missing.txt", "analyze", "missing.txt")
    commands.refused("invalid-text", "analyze", "bytes.txt")
    commands.refused("invalid-json", "compare", "first.txt", "broken.json")
    commands.refused("takes 2 to", "compare", "first.txt")


def main():
    options = test_options(__doc__)
    report = Report()
    with tempfile.TemporaryDirectory(prefix="claimd-offline-") as folder:
        write(pathlib.Path(folder))
        commands = Commands(options.claimd, folder, report)
        articles_are_analysed(commands, report)
        articles_are_compared(commands, report)
        what_cannot_be_read_is_told(commands)
    return report.end()


sys.exit(main())
