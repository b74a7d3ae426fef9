#!/usr/bin/env python3
"""claimd import and export against a running service: positions that survive kill -9, no doubles, wrong lines named by
file and line, a bar on a terminal, exports that can be imported again and are known to be whole.

    transfer_test.py --claimd build/claimd --source .
"""
import json
import os
import pathlib
import pty
import signal
import subprocess
import sys
import time

from service import Report, Service, test_options, wait_for


def article(number):
    return {"text": f"The ferry number {number} left Port Larne with {number + 10} passengers on Monday.", "source": "Pier News",
            "url": f"https://pier.example/{number}", "published_at": "2031-05-04"}


def run(options, *arguments, **more):
    return subprocess.run([str(options.claimd), *map(str, arguments)], capture_output=True, text=True, timeout=120, **more)


def all_articles(service):
    found, cursor = [], ""
    while cursor is not None:
        page = service.ask("GET", f"/v1/articles?limit=200{cursor}").json()
        found += page["articles"]
        cursor = page["next"] and f"&cursor={page['next']}"
    return found


def write_lines(path, numbers):
    path.write_text("".join(json.dumps(article(n)) + "\n" for n in numbers))
    return path


def imports(options, report):
    with Service(options.claimd, flags=["--log-level", "warning"]) as service:
        file = write_lines(service.folder / "a.ndjson", range(600))
        with file.open("a") as more:
            more.write('{"text": 3}\n\n{"tex\n' + json.dumps(article(600)))
        done = run(options, "import", file, "--base-url", service.base)
        report.check(done.returncode == 1 and "601 new, 0 known, 2 refused" in done.stdout, f"{done.stdout} {done.stderr}")
        for wanted in ("a.ndjson:601: 422:", "[/text must be a string]", "a.ndjson:603: 400:"):
            report.check(wanted in done.stderr, f"{wanted} in {done.stderr}")
        report.check(not pathlib.Path(f"{file}.position").exists(), "no position is left")
        again = run(options, "import", file, "--base-url", service.base + "/")
        report.check("0 new, 601 known, 2 refused" in again.stdout, again.stdout)
        stdin = run(options, "import", "-", "--base-url", service.base, input=file.read_text())
        report.check("0 new, 601 known" in stdin.stdout, stdin.stdout + stdin.stderr)
        report.check(len(all_articles(service)) == 601, "no doubles")
        for arguments, wanted in ((["import"], 2), (["import", "/nowhere"], 1), (["import", file, "--base-url", "ftp://x"], 2)):
            base = [] if "--base-url" in arguments else ["--base-url", service.base]
            report.check(run(options, *arguments, *base).returncode in (wanted, 1), f"{arguments}")


def killed_imports(options, report):
    """The command is killed again and again; the service once."""
    with Service(options.claimd, flags=["--log-level", "warning"]) as service:
        total = 2000  # eight bodies, and four are behind it when the service is killed
        file = write_lines(service.folder / "b.ndjson", range(total))
        position = pathlib.Path(f"{file}.position")
        places = []
        for turn in range(4):
            process = subprocess.Popen([str(options.claimd), "import", str(file), "--base-url", service.base],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            reached = places[-1] if places else 0
            wait_for(lambda: position.exists() and int(position.read_text().split()[2]) > reached, 60)
            process.send_signal(signal.SIGKILL)
            said = process.communicate()[1]
            places.append(int(position.read_text().split()[2]))
            report.check(turn == 0 or "going on behind line" in said, f"turn {turn}: {said}")
        report.check(places == sorted(set(places)) and places[-1] < total, f"positions {places}")
        process = subprocess.Popen([str(options.claimd), "import", str(file), "--base-url", service.base],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        wait_for(lambda: int((position.read_text().split() or [0, 0, 0])[2]) > places[-1] if position.exists() else True, 60)
        port = service.base.rsplit(":", 1)[1]
        service.process.kill()
        service.process.wait()
        time.sleep(1)
        restarted = subprocess.Popen([str(options.claimd), "serve", "--listen", f"127.0.0.1:{port}", "--database",
                                      service.where, "--log-level", "warning"], stdout=subprocess.PIPE, text=True)
        restarted.stdout.readline()
        out, err = process.communicate(timeout=120)
        report.check(process.returncode == 0, f"it waits for the service to come back: {out} {err}")
        service.process = restarted
        stored = all_articles(service)
        report.check(len(stored) == total and len({a["url"] for a in stored}) == total, f"{len(stored)} articles of {total}")
        report.check(all(a.get("version", 1) == 1 for a in stored), "and none twice")


def bar(options, report):
    with Service(options.claimd, flags=["--log-level", "warning"]) as service:
        file = write_lines(service.folder / "c.ndjson", range(300))
        parent, child = pty.openpty()
        process = subprocess.Popen([str(options.claimd), "import", str(file), "--base-url", service.base],
                                   stdout=subprocess.DEVNULL, stderr=child)
        process.wait(timeout=60)
        os.close(child)
        drawn = os.read(parent, 1 << 16).decode()
        os.close(parent)
        report.check("% " in drawn and "300 lines" in drawn and "[##" in drawn, f"the bar: {drawn!r}")
        report.check("\033" not in run(options, "import", file, "--base-url", service.base).stderr, "no bar without a terminal")


def exports(options, report):
    with Service(options.claimd, flags=["--log-level", "warning"]) as service, Service(
            options.claimd, unix=True, flags=["--log-level", "warning"]) as other:
        file = write_lines(service.folder / "d.ndjson", range(300))
        run(options, "import", file, "--base-url", service.base)
        service.ask("POST", "/v1/articles", b"<p>The caf\xe9 opened on Monday, its owner said, after two years.</p>" * 3,
                    {"Content-Type": "text/html"})
        out = run(options, "export", "--base-url", service.base)
        lines = out.stdout.splitlines()
        report.check(out.returncode == 0 and len(lines) == 301, f"{len(lines)} lines {out.stderr}")
        report.check(all("end" not in json.loads(line) for line in lines), "the last line is for the machine")
        copy = service.folder / "copy.ndjson"
        copy.write_text(out.stdout)
        done = run(options, "import", copy, "--base-url", f"unix:{other.folder}/socket")
        report.check(done.returncode == 0 and "301 new" in done.stdout, f"into another service: {done.stdout} {done.stderr}")
        ids, theirs = ({a["id"] for a in all_articles(s) if a.get("source")} for s in (service, other))
        report.check(ids == theirs and len(ids) == 300, "the same articles have the same ids")
        for kind in ("articles", "claims", "alignments"):
            out = run(options, "export", "--kind", kind, "--base-url", service.base)
            least = 1 if kind == "alignments" else 301
            report.check(out.returncode == 0 and len(out.stdout.splitlines()) >= least, f"{kind}: {out.stderr}")
        part = service.ask("GET", "/v1/export?kind=articles&source=Pier%20News&published_from=2031-05-05").lines()
        report.check(part == [{"end": True, "lines": 0}], f"nothing after its day: {part}")
        rows = service.ask("GET", "/v1/export?kind=claims", headers={"Accept": "text/csv"})
        report.check(rows.headers["Content-Type"].startswith("text/csv"), "CSV")
        report.check(len(rows.body.split(b"\r\n")) == len(service.ask("GET", "/v1/export?kind=claims").lines()) + 1, "rows")
        report.check(service.ask("GET", "/v1/export", headers={"Accept": "text/csv"}).status == 406, "CSV of articles")
        report.check(service.ask("GET", "/v1/export?kind=songs").status == 422, "an unknown kind")
        process = subprocess.Popen([str(options.claimd), "export", "--kind", "articles", "--base-url", service.base],
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        process.stdout.readline()
        service.process.kill()
        service.process.wait()
        service.process.stdout.close()
        service.process = None
        process.stdout.read()
        said = process.stderr.read()
        report.check(process.wait() in (0, 1), "an export that was cut")
        report.check(process.returncode == 0 or said, "says so")
        gone = run(options, "export", "--base-url", service.base)
        report.check(gone.returncode == 1 and gone.stderr, "nobody there")


def main():
    options = test_options(__doc__)
    report = Report()
    imports(options, report)
    killed_imports(options, report)
    bar(options, report)
    exports(options, report)
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
