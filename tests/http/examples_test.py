#!/usr/bin/env python3
"""What stands in examples/ works: the curl sessions in their order, the script, and the page in a real browser (where
there is one: Chromium).

    examples_test.py --claimd build/claimd --source .
"""
import functools
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import urllib.parse

from service import Report, Service, test_options

class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


EXPECTED = {
    "1_compare.sh": ["1 conflict, 0 compatible, 0 agree", "≈ compatible", "as 2025 − 25", "no value fits both"],
    "2_store.sh": ['"line":5,"status":201', "About 3,000 litres", '"unit":"litre"'],
    "3_check.sh": ["≠ conflict", "30,000 litres", "The draft was not stored."],
    "4_follow.sh": ['"kind":"article_stored"', "retry: ", "data: {"],
    "5_take_away.sh": ['"article","story","source"', '{"end":true,"lines":6}', "whole and unchanged", "all the same", '"integrity":"ok"'],
}


VARYING = [  # what another run may show otherwise
    (r"\d{4}-\d\d-\d\dT[\d:.]+Z", "TIME"), (r'"[\w.]+\.backup"', '"BACKUP"'), (r'"(id|bytes|articles|schema)":\d+', r'"\1":N'),
    (r"^id: \d+", "id: N"), (r"^/tmp/story\.\d+", "/tmp/story.N"), (r"\d+ lines", "N lines"),
]


def masked(line):
    for pattern, with_ in VARYING:
        line = re.sub(pattern, with_, line)
    return line.rstrip()


def same_line(shown, said):
    return masked(said).startswith(masked(shown[:-2])) if shown.endswith(" …") else masked(said) == masked(shown)


def parts_shown(options):
    """{file of a session: [runs of lines that README.md shows of it]}"""
    text = (options.source / "examples/README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```\n\$ sh examples/sessions/(\S+)\n(.*?)```", text, re.DOTALL)
    return {name: [part.strip("\n").split("\n") for part in re.split(r"(?:^|\n)…\n", body) if part.strip()] for name, body in blocks}


def terminal_as_shown(name, parts, said, report):
    lines, at = said.splitlines(), 0
    for part in parts:
        while at < len(lines) and not all(at + i < len(lines) and same_line(shown, lines[at + i]) for i, shown in enumerate(part)):
            at += 1
        report.check(at < len(lines), f"examples/README.md shows of {name} what the terminal does not: {part} in {said[-2500:]}")


def sessions(options, report, service):
    environment = {**os.environ, "CLAIMD": service.base, "PATH": f"{options.claimd.parent}:{os.environ['PATH']}"}
    files = sorted((options.source / "examples/sessions").glob("*.sh"))
    shown = parts_shown(options)
    report.check([f.name for f in files] == sorted(EXPECTED) == sorted(shown), f"sessions: {[f.name for f in files]}, {sorted(shown)}")
    for file in files:
        done = subprocess.run(["sh", str(file)], capture_output=True, text=True, env=environment, timeout=60)
        report.check(done.returncode == 0, f"{file.name}: {done.returncode} {done.stdout[-300:]} {done.stderr[-300:]}")
        for wanted in EXPECTED[file.name]:
            report.check(wanted in done.stdout, f"{file.name} shows {wanted}: {done.stdout[-1500:]}")
        report.check("urn:claimd:problem" not in done.stdout, f"{file.name} meets no problem: {done.stdout}")
        report.check("curl -sS" in done.stderr, f"{file.name} shows what it does")
        terminal_as_shown(file.name, shown.get(file.name, [["nothing"]]), done.stdout, report)


def story_as_lines(options, report):
    folder = options.source / "examples/ferry"
    rows = [line.split("\t") for line in (folder / "articles.tsv").read_text().splitlines() if not line.startswith("#")]
    lines = [json.loads(line) for line in (folder / "articles.ndjson").read_text().splitlines()]
    wanted = [{"source": source, "published_at": date, "text": (folder / name).read_text()} for name, source, date in rows]
    report.check(lines == wanted, "articles.ndjson holds what the files and articles.tsv say")


QUARREL = [
    {"source": "Valley Wire", "published_at": "2031-04-02T08:00:00Z",
     "text": "The flood in Morvane killed 12 people on Tuesday, the county said. Some 400 houses were damaged."},
    {"source": "Morvane Post", "published_at": "2031-04-02T11:00:00Z",
     "text": "The flood in Morvane killed 15 people on Tuesday, the county said. Some 400 houses were damaged."},
]


def table_of_readme(options, report):
    """README.md's table is what the service prints of the ferry's story: each of its blocks, in their order."""
    page = (options.source / "README.md").read_text(encoding="utf-8")
    shown = re.search(r"```\n\$ curl [^\n]*/alignments\n\n(.*?)```", page, re.DOTALL).group(1)
    with Service(options.claimd, flags=["--log-level", "warning"]) as service:
        stored = service.ask("POST", "/v1/articles", (options.source / "examples/ferry/articles.ndjson").read_bytes(),
                             {"Content-Type": "application/x-ndjson"})
        story = json.loads(stored.body.decode().splitlines()[0])["story"]
        printed = service.ask("GET", f"/v1/stories/{story}/alignments", headers={"Accept": "text/plain"}).body.decode()
    at = 0
    for block in (block.strip("\n") for block in shown.split("\n\n")):
        found = printed.find(block, at)
        report.check(found >= 0, f"README.md shows what the service does not print there:\n{block}\n--- but\n{printed}")
        at = max(at, found)


def script(options, report, service):
    for article in QUARREL:
        service.ask("POST", "/v1/articles", article)
    done = subprocess.run([sys.executable, str(options.source / "examples/watch.py"), service.base, "--once"],
                          capture_output=True, text=True, timeout=60)
    report.check(done.returncode == 0 and done.stdout.startswith("≠ "), f"watch.py: {done.stdout[:300]} {done.stderr[-500:]}")
    lines = done.stdout.splitlines()
    report.check(len(lines) == len(set(lines)), "watch.py tells nothing twice")


def page(options, report):
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if not browser:
        report.skip("the page: there is no Chromium")
        return
    handler = functools.partial(QuietHandler, directory=str(options.source / "examples"))
    web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=web.serve_forever, daemon=True).start()
    origin = f"http://127.0.0.1:{web.server_port}"
    with Service(options.claimd, flags=["--log-level", "warning", "--cors-origin", origin]) as service:
        service.ask("POST", "/v1/articles", (options.source / "examples/ferry/articles.ndjson").read_bytes(),
                    {"Content-Type": "application/x-ndjson"})
        draft = "More than 30,000 litres of fuel leaked from the ferry Maid of Tarsay into the sound. <b>Bold</b> words stay words."
        query = urllib.parse.urlencode({"claimd": service.base, "draft": draft})
        with subprocess.Popen([browser, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={service.folder}/browser",
                               "--virtual-time-budget=8000", "--dump-dom", f"{origin}/check.html?{query}"],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
            dom, said = process.communicate(timeout=120)
        main_part = dom[dom.find("<main>"):dom.find("</main>")]
        report.check("≠ More than 30,000 litres" in main_part, f"the page shows the conflict: {dom[-2500:]} {said[-300:]}")
        report.check("Coastwire: “About 3,000 litres" in main_part, f"and who says otherwise: {main_part}")
        report.check("&lt;b&gt;Bold" in main_part and "<b>" not in main_part, "words are shown as words")
    web.shutdown()


def lengths(options, report):
    for name in ("check.html", "watch.py"):
        count = len((options.source / "examples" / name).read_text().splitlines())
        report.check(count <= 40, f"{name} has {count} lines")


def main():
    options = test_options(__doc__)
    report = Report()
    with Service(options.claimd, flags=["--log-level", "warning"]) as service:
        sessions(options, report, service)
        script(options, report, service)
    story_as_lines(options, report)
    table_of_readme(options, report)
    page(options, report)
    lengths(options, report)
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
