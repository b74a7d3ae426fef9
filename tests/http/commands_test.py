#!/usr/bin/env python3
"""What the commands say of what cannot be: one row for each mistake that somebody at a terminal makes. The status tells a
mistake in the words given (2) from one in what they name (1); the words on standard error name the thing; nothing is made.

    commands_test.py --claimd build/claimd --source .
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from service import Report, Service, test_options

FILES = {
    "empty": b"", "token": b"claimd_x\n", "a.txt": b"The mayor opened the bridge on Friday, the council said.",
    "b.html": b"<p>The mayor did not open the bridge, police said.</p>", "c.json": b'{"text":"The bridge was closed.","source":"A"}',
    "wrong.json": b'{"text":1}', "no.json": b'{"text"', "lines.ndjson": b'{"text":"The bridge was closed."}\n{"text":""}\n{"text":"Another"}',
    "bytes": b"\xff\xfe\x00a", "key.conf": b"# one\n\nthreads 4\n", "unknown.conf": b"colour = red\n", "value.conf": b"threads = many\n",
    "good.conf": b" threads = 3 \nidle-timeout = 5s\narticle-bytes = 2M\nlog-format = json\n", "seal.ndjson": b'{"sha256":"00","of":{"kind":"bundle"}}\n',
}
SERVE = ["serve", "--listen", "127.0.0.1:0", "--database", "@made.db"]

# Words of the command ("@" is the folder), status, what standard error says, and what the environment adds.
ROWS = [
    ([], 2, "usage:"), (["paint"], 2, "no such command: paint"), (["help"], 0, ""), (["version"], 0, ""), (["--version"], 0, ""),
    (["serve", "--help"], 0, ""), (["verify", "-h"], 0, ""), (["help", "token"], 0, ""), (["help", "paint"], 2, "no such command: paint"),
    (["serve", "--listen", "nowhere"], 1, "nowhere is not an address"),
    (["serve", "--listen", "0.0.0.0:0", "--database", "@open.db"], 1, "there is no token"),
    (["serve", "--listen", "unix:@none/s", "--database", "@open.db"], 1, "cannot listen on .*No such file"),
    (["serve", "--database", "@"], 1, "cannot use the database"),
    *[(["serve", "--base-path", path], 1, "base-path begins with a slash") for path in ("x", "/a/", "/a//b", "/a b")],
    (["serve", "--trusted-proxies", "x"], 1, "trusted-proxies is a list"),
    (["serve", "--models", "@"], 1, "gazetteer.model is not there"), (["serve", "--models", "@none"], 1, "no folder with models"),
    (["serve", "--database", "@never.db", "--contact", "a(b)"], 1, "contact must be"),
    (["serve", "--database", "@never.db", "--allow-networks", "x"], 1, "allow-networks takes networks"),
    ([*SERVE, "@file"], 1, "nothing is to stand beside"), (["config", "--", "--x"], 2, "nothing is to stand beside"),
    (["serve", "--threads"], 1, "--threads wants a value"), (["serve", "--nothing"], 1, "no such flag"), (["serve", "--threads", "0"], 1, "between 1 and 256"),
    *[(["config", f"--{name}={value}"], 2, f"is not a value for {name}")
      for name, value in (("sandbox", "perhaps"), ("idle-timeout", "9" * 20), ("idle-timeout", ""), ("idle-timeout", "5M"), ("article-bytes", "1XB"),
                          ("article-bytes", "99999999999G"), ("article-bytes", "1KK"), ("log-level", "loud"), ("threads", "1K"))],
    (["config", "--idle-timeout=5s", "--article-bytes", "2048K", "--sandbox", "--allow-open=true"], 0, ""),
    (["config", "--config", "@key.conf"], 2, r"key.conf:3: not a key and a value"), (["config", "--config", "@unknown.conf"], 2, r"unknown.conf:1"),
    (["config", "--config", "@value.conf"], 2, "many from the file"), (["config", "--config", "@none"], 2, "No such file"),
    (["config", "--config", "@good.conf"], 0, ""), (["config"], 2, "many from the environment", {"CLAIMD_THREADS": "many"}),
    *[(["healthcheck", "--listen", place], 1, "says that it is ready") for place in ("127.0.0.1:1", "0.0.0.0:1", "[::]:1", "[::1]:1", "unix:@none", "x")],
    (["healthcheck", "--threads", "1"], 2, "no such flag"),
    (["token"], 2, "usage:"), (["token", "paint"], 2, "usage:"), (["token", "create"], 2, "--name says"), (["token", "create", "--name", "a" * 101], 2, "--name says"),
    (["token", "create", "--name", "a", "--expires", "2031-02-30", "--database", "@t.db"], 2, "--expires wants a date"),
    (["token", "create", "--name", "a", "--expires", "2031-02-28", "--database", "@t.db"], 0, "only time"),
    (["token", "list", "--database", "@t.db"], 0, ""), (["token", "revoke", "--database", "@t.db"], 2, "usage:"),
    (["token", "revoke", "short", "--database", "@t.db"], 2, "12 characters"), (["token", "revoke", "0" * 12, "--database", "@t.db"], 1, "was not revoked"),
    (["token", "list", "--database", "@none/t.db"], 1, "cannot use the database"), (["token", "list", "--database", "@a.txt"], 1, "cannot use the database"),
    (["import"], 1, "usage:"), (["import", "@none"], 1, "No such file"), (["import", "@"], 1, "Is a directory"),
    (["import", "@lines.ndjson", "--token-file", "@empty"], 2, "no token inside"), (["import", "@lines.ndjson", "--token-file", "@none"], 2, "No such file"),
    (["import", "@lines.ndjson", "--base-url", "ftp://a"], 2, "no base URL"), (["export", "--base-url", "http://127.0.0.1:1"], 1, "connect"), (["export", "--kind", "x"], 2, "kind"),
    (["analyze"], 1, "name a file"), (["analyze", "@none"], 1, "No such file"), (["analyze", "@"], 1, "cannot be read"), (["analyze", "@bytes"], 1, "not UTF-8"),
    (["analyze", "@no.json"], 1, "invalid-json"), (["analyze", "@wrong.json"], 1, "/text"), (["analyze", "@a.txt", "--published-at", "never"], 1, "invalid-parameters"),
    (["analyze", "@b.html", "--format", "text"], 0, ""), (["analyze", "@a.txt", "@c.json", "--title", "A", "--source", "B"], 0, ""),
    (["compare", "@a.txt"], 1, "2 to 50 files"), (["compare", "@a.txt", "@none"], 1, "No such file"), (["compare", "@a.txt", "@wrong.json"], 1, "/text"),
    (["compare", "@a.txt", "@b.html", "@c.json", "--format", "text"], 0, ""), (["compare", "@a.txt", *["@b.html"] * 50], 1, "2 to 50 files"),
    (["backup"], 2, "usage:"), (["backup", "@out.db", "--database", "@none.db"], 1, "there is no file"), (["backup", "@none/out.db", "--database", "@t.db"], 1, "cannot back up"),
    (["restore"], 2, "usage:"), (["restore", "@none", "--database", "@r.db"], 1, "there is no file"), (["restore", "@a.txt", "--database", "@r.db"], 1, "not an SQLite"),
    (["migrate", "more"], 2, "usage:"), (["migrate", "--database", "@none.db"], 1, "there is no database yet"), (["migrate", "--database", "@a.txt"], 1, "not an SQLite"),
    (["migrate", "--database", "@t.db"], 0, ""), (["copy"], 2, "usage:"), (["copy", "--from", "@t.db"], 2, "usage:"), (["copy", "--to", "@t.db"], 2, "usage:"),
    (["copy", "--from", "@t.db", "--to", "@u.db", "more"], 2, "usage:"), (["copy", "--from", "@none.db", "--to", "@u.db"], 1, "there is no file"),
    (["doctor", "--database", "@none.db"], 0, ""), (["doctor", "--database", "@t.db"], 0, ""), (["doctor", "--database", "@a.txt"], 1, ""),
    (["verify"], 2, "usage:"), (["verify", "@a.txt", "--title", "A"], 2, "no such flag"), (["verify", "@none"], 2, "cannot be read"), (["verify", "@a.txt"], 1, "cut off inside a line"), (["verify", "@empty"], 1, ""),
    (["verify", "@c.json"], 1, ""), (["verify", "@seal.ndjson"], 1, "seal.ndjson:1"), (["replay"], 2, "usage:"), (["replay", "@none"], 2, "cannot be read"),
    (["replay", "@seal.ndjson"], 1, "seal.ndjson:1"),
]


def check_row(report, claimd, folder, words, status, says, environment=None):
    command = [claimd, *[word.replace("@", f"{folder}/") for word in words]]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL, cwd=folder, env={**os.environ, **(environment or {})})
    except subprocess.TimeoutExpired:
        report.check(False, f"{words}: goes on")
        return
    report.check(answer.returncode == status and re.search(says, answer.stderr), f"{words}: {answer.returncode}, not {status}: {answer.stderr[:300]}")
    report.check(status == 0 or not answer.stdout or words[0] in ("doctor", "import", "token"), f"{words}: standard output is for what was asked for: {answer.stdout[:100]}")


def check_help(report, claimd):
    for words in (["compare", "--help"], ["compare", "-h"], ["help", "compare"]):
        told = subprocess.run([claimd, *words], capture_output=True, text=True, timeout=30, check=False).stdout
        report.check("where articles agree" in told and "--format" in told and "--listen" not in told, f"{words} tells what compare takes: {told[:200]}")


def check_service(report, claimd, folder):
    """The same over a running service: what it refuses is told line by line, and a lock is respected."""
    with Service(claimd, flags=["--log-format", "json", "--log-level", "debug"]) as service:
        service.ask("GET", "/livez", headers={"X-Request-Id": 'odd "name'})
        place, base = str(service.database), ["--base-url", service.base]
        rows = [(["healthcheck", "--listen", service.base.removeprefix("http://")], 0, ""),
                (["import", "@lines.ndjson", *base], 1, r"lines.ndjson:2: 422: .*/text"),
                (["import", "@a.txt", *base], 1, r"a.txt:1: 400"), (["import", "@empty", *base], 0, ""),
                (["export", *base], 0, ""), (["export", *base, "--kind", "alignments"], 0, ""),
                (["token", "create", "--name", "a", "--scope", "read", "--database", place], 1, "in use|POST /v1/admin/tokens"),
                (["restore", "@t.db", "--database", place], 1, "is using"), (["migrate", "--database", place], 1, "is using"),
                (["backup", "@copy.db", "--database", place], 0, "")]
        for row in rows:
            check_row(report, claimd, folder, *row)
        lines = service.log.read_text().splitlines()
        report.check(all(line.startswith("{") and line.endswith("}") for line in lines), "the log is lines of JSON")


def main():
    options = test_options(__doc__)
    report, claimd = Report(), str(options.claimd)
    with tempfile.TemporaryDirectory(prefix="claimd-commands-") as name:
        folder = pathlib.Path(name)
        for file, content in FILES.items():
            (folder / file).write_bytes(content)
        for row in ROWS:
            check_row(report, claimd, folder, *row)
        check_help(report, claimd)
        check_service(report, claimd, folder)
        report.check(not {"claimd.db", "never.db", "r.db", "u.db", "out.db"} & set(os.listdir(folder)), f"a refused command made a file: {os.listdir(folder)}")
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
