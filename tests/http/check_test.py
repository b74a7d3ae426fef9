#!/usr/bin/env python3
"""POST /v1/check finds what coverage says against a draft, and leaves no trace of it: not in the database, its log, the
process's log or any other file, and not on the network. It runs in a network namespace without routes, where the
kernel's counters tell of every packet and connection that was tried; where the machine does not allow that, the test says so.

    check_test.py --claimd build/claimd --source .
"""
import hashlib
import pathlib
import sys

import database
from service import Report, Service, can_run, test_options

NAMESPACE = ["unshare", "--user", "--map-root-user", "--net"]
MARKER = "Quillfeather Obradovskaya"  # stands in no lexicon and in no example
DRAFT = (f"The ferry Maid of Tarsay ran aground off Corran Head on Tuesday, {MARKER} wrote. More than 30,000 litres of "
         "fuel leaked into the sound. It is the first grounding on the route since 1998. The mayor bought a hat.")


def seed(service, source):
    for line in (source / "examples/ferry/articles.tsv").read_text().splitlines():
        if line.startswith("#"):
            continue
        name, outlet, date = line.split("\t")
        text = (source / "examples/ferry" / name).read_text()
        answer = service.ask("POST", "/v1/articles", {"text": text, "source": outlet, "published_at": date})
        assert answer.status == 201, answer.body


def contents(folder):
    """Name and bytes of every file of the service."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def holding(folder, words):
    return [name for name, data in contents(folder).items() for word in words if word.lower().encode() in data.lower()]


def sent(pid):
    """What the namespace's kernel has tried to send, from the counters of RFC 1213."""
    counters = {}
    rows = pathlib.Path(f"/proc/{pid}/net/snmp").read_text().splitlines()
    for names, values in zip(rows[::2], rows[1::2]):
        counters.update({f"{names.split()[0]}{n}": int(v) for n, v in zip(names.split()[1:], values.split()[1:])})
    return {name: counters[name] for name in ("Tcp:ActiveOpens", "Udp:OutDatagrams", "Ip:OutRequests", "Ip:OutNoRoutes")}


def spans_hold(thing, text):
    return thing["text"] == text[thing["start"]:thing["end"]]


def check_findings(service, report):
    answer = service.ask("POST", "/v1/check", {"text": DRAFT, "published_at": "2025-03-06"})
    report.check(answer.status == 200, f"status {answer.status}: {answer.body[:300]}")
    report.check(answer.headers["Cache-Control"] == "no-store", "Cache-Control: no-store")
    found = answer.json()
    text = found["article"]["text"]
    fuel = next(s for s in found["sentences"] if "litres" in s["text"])
    since = next(s for s in found["sentences"] if "1998" in s["text"])
    hat = next(s for s in found["sentences"] if "hat" in s["text"])
    report.check(fuel["relation"] == "conflict", f"30,000 litres against 3,000: {fuel['relation']}")
    against = next(f for f in fuel["findings"] if f["article"]["source"] == "Coastwire")
    report.check("3,000 litres" in against["stored_claim"]["text"], "the other side's claim")
    report.check(any("no value fits both" in d["explanation"] for d in against["differences"]), "the arithmetic")
    report.check(any(f["relation"] == "agree" for f in since["findings"]), "since 1998 is agreed on")
    report.check(hat["relation"] is None and not hat["findings"], "nobody wrote of the hat")
    for sentence in found["sentences"]:
        report.check(spans_hold(sentence, text), "a sentence's span")
        for finding in sentence["findings"]:
            stored = service.ask("GET", f"/v1/articles/{finding['article']['id']}/text").body.decode()
            good = spans_hold(finding["claim"], text) and all(
                spans_hold(finding[key], stored) for key in ("stored_claim", "stored_sentence")) and all(
                spans_hold(d["draft"], text) and spans_hold(d["stored"], stored) for d in finding["differences"])
            report.check(good, f"spans of a finding: {finding}")
    again = service.ask("POST", "/v1/check", {"text": DRAFT, "published_at": "2025-03-06"})
    report.check(again.body == answer.body, "the same draft, the same bytes")
    table = service.ask("POST", "/v1/check?published_at=2025-03-06", DRAFT.encode(),
                        {"Content-Type": "text/plain", "Accept": "text/plain"}).body.decode()
    report.check("≠ conflict" in table and "not stored" in table, "the table for a terminal")


def check_stored_draft(service, source, report):
    """A draft that is stored already is not held against itself."""
    text = (source / "examples/ferry/1_coastwire.txt").read_text()
    found = service.ask("POST", "/v1/check", {"text": text, "source": "Coastwire", "published_at": "2025-03-04"}).json()
    sources = {f["article"]["source"] for s in found["sentences"] for f in s["findings"]}
    report.check(found["compared"] == 4 and "Coastwire" not in sources, f"compared {found['compared']}, {sources}")


def check_short_and_strange(service, report):
    short = service.ask("POST", "/v1/check", {"text": "The ferry carried 350 passengers."}).json()
    report.check(short["stories"] != [], "one sentence finds a story")
    for text in ("", "Всё спокойно на море, сообщила береговая охрана.", "\u200b \u0301 ((((", "7 " * 5000):
        answer = service.ask("POST", "/v1/check", {"text": text})
        report.check(answer.status == 200, f"{text[:20]!r}: {answer.status}")


def check_no_trace(service, report, namespace):
    words = MARKER.split()
    before = contents(service.folder)
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in before.items() if name != "log"}
    for accept in ("application/json", "text/plain"):
        answer = service.ask("POST", "/v1/check", {"text": DRAFT, "title": MARKER, "source": MARKER,
                                                   "url": "https://desk.invalid/Quillfeather"}, {"Accept": accept})
        report.check(answer.status == 200, f"status {answer.status}")
    broken = service.ask("POST", "/v1/check", b'{"text": "' + MARKER.encode() + b'", ', {"Content-Type": "application/json"})
    report.check(broken.status == 400 and b"Quillfeather" not in broken.body, "a problem does not quote the draft")
    service.ask("POST", "/v1/check", {"text": DRAFT, MARKER: 1})
    after = {name: hashlib.sha256(data).hexdigest() for name, data in contents(service.folder).items() if name != "log"}
    report.check(after == digests, "a check changed no byte of database and write-ahead log")
    report.check(holding(service.folder, words) == [], f"the draft stands in {holding(service.folder, words)}")
    if namespace:
        report.check(not any(sent(service.process.pid).values()), f"the network was tried: {sent(service.process.pid)}")
    service.ask("POST", "/v1/articles", {"text": DRAFT})
    if database.is_file(service.where):
        report.check("test.db-wal" in holding(service.folder, words), "the search would have found a stored draft")


def main():
    options = test_options(__doc__)
    report = Report()
    namespace = can_run([*NAMESPACE, "true"])
    if not namespace:
        report.skip("the network namespace: this machine does not let the test make one; connections are not counted")
    with Service(options.claimd, NAMESPACE if namespace else (), unix=True, flags=["--log-level", "debug"]) as service:
        seed(service, options.source)
        check_findings(service, report)
        check_stored_draft(service, options.source, report)
        check_short_and_strange(service, report)
        check_no_trace(service, report, namespace)
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
