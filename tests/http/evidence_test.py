#!/usr/bin/env python3
"""Evidence bundles: the same state gives the same bytes; verify finds any changed byte, any line that was moved, left out
or added; replay works the evidence out again without a network, and finds what a forger wrote with fresh hashes.

    evidence_test.py --claimd build/claimd --source .
"""
import hashlib
import json
import subprocess
import sys

from service import Report, Service, can_run, test_options

NAMESPACE = ["unshare", "--user", "--map-root-user", "--net"]
STEP = 997  # every so many bytes one is changed; a prime, so that all places of a line have their turn


def seed(service, source):
    story = None
    for line in (source / "examples/ferry/articles.tsv").read_text().splitlines():
        if line.startswith("#"):
            continue
        name, outlet, date = line.split("\t")
        text = (source / "examples/ferry" / name).read_text()
        answer = service.ask("POST", "/v1/articles", {"text": text, "source": outlet, "published_at": date}).json()
        story = story or answer["story"]
    return story


def payloads(data):
    return [line[len('{"sha256":"') + 64 + len('","of":'):-2] for line in data.splitlines(keepends=True)]


def bundle_of(parts):
    """The chain as docs/evidence.md tells it, written a second time."""
    last, out = "0" * 64, b""
    for part in parts:
        last = hashlib.sha256(last.encode() + b"\n" + part).hexdigest()
        out += b'{"sha256":"' + last.encode() + b'","of":' + part + b"}\n"
    return out


def main():
    options = test_options(__doc__)
    report = Report()
    offline = NAMESPACE if can_run([*NAMESPACE, "true"]) else []
    if not offline:
        report.skip("the network namespace: this machine does not let the test make one")

    with Service(options.claimd, flags=["--log-level", "warning"]) as service:
        story = seed(service, options.source)
        first = service.ask("GET", f"/v1/stories/{story}/bundle")
        report.check(first.status == 200, f"{first.status} {first.body[:200]}")
        data = first.body
        report.check(service.ask("GET", f"/v1/stories/{story}/bundle").body == data, "the same state, the same bytes")
        report.check(service.ask("GET", f"/v1/stories/{'0' * 32}/bundle").status == 404, "no such story")
        file = service.folder / "evidence"

        def run(command, content, prefix=()):
            file.write_bytes(content)
            done = subprocess.run([*prefix, str(options.claimd), command, str(file)], capture_output=True, text=True, timeout=60)
            return done.returncode, done.stdout + done.stderr

        parts = payloads(data)
        kinds = [json.loads(part)["kind"] for part in parts]
        report.check(bundle_of(parts) == data, "the chain is what its description says")
        report.check(set(kinds) == {"bundle", "input", "analysis", "pair", "matter", "alignment", "end"}, f"kinds {set(kinds)}")
        head = json.loads(parts[0])
        report.check(len(head["models"]) == 5 and all(len(m["sha256"]) == 64 for m in head["models"]), "hashes of the models")
        report.check(all(json.loads(p)["trace"] for p in parts if b'"kind":"pair"' in p), "every pair has its trace")

        status, said = run("verify", data)
        root = json.loads(data.splitlines()[-1])["sha256"]
        report.check(status == 0 and root in said, f"verify: {said}")
        status, said = run("replay", data, offline)
        report.check(status == 0 and "all the same" in said, f"replay: {said}")

        survived = []
        for place in range(0, len(data), STEP):
            changed = bytearray(data)
            changed[place] ^= 1 << (place // STEP % 8)
            if run("verify", bytes(changed))[0] != 1:
                survived.append(place)
        report.check(not survived, f"bytes that may be changed unseen: {survived}")
        print(f"  {len(range(0, len(data), STEP))} changed bytes of {len(data)}, all seen")

        lines = data.splitlines(keepends=True)
        tampered = {"an empty file": b"", "the last line left out": b"".join(lines[:-1]), "a half line": data[:-30],
                    "a line left out": b"".join(lines[:3] + lines[4:]), "a line twice": b"".join(lines[:4] + lines[3:]),
                    "two lines exchanged": b"".join(lines[:3] + [lines[4], lines[3]] + lines[5:]),
                    "a line behind the end": data + lines[-1], "a blank line": data + b"\n", "no bundle": b"{}\n" * 5}
        for what, content in tampered.items():
            status, said = run("verify", content)
            report.check(status == 1 and said.startswith("claimd: "), f"verify {what}: {status} {said}")
            report.check(run("replay", content)[0] == 1, f"replay {what}")

        def forge(kind, old, new):
            place = next(i for i, part in enumerate(parts) if json.loads(part)["kind"] == kind and old in part)
            forged = parts[:place] + [parts[place].replace(old, new, 1)] + parts[place + 1:]
            return bundle_of(forged)

        forgeries = {"a relation": forge("pair", b'"relation":"compatible"', b'"relation":"agree"'),
                     "a trace": forge("pair", b'"verdict":"for"', b'"verdict":"silent"'),
                     "an article's words": forge("analysis", b"passengers", b"passenjers"),
                     "an article's bytes": forge("input", b'"bytes":"AQ', b'"bytes":"Ag'),
                     "a matter left out": bundle_of([p for p in parts if b'"kind":"matter"' not in p[:20]][:-1]
                                                    + [json.dumps({"kind": "end", "lines": len(parts) - kinds.count("matter")},
                                                                  separators=(",", ":")).encode()])}
        for what, content in forgeries.items():
            status, said = run("verify", content)
            report.check(status == 0, f"a forger can make hashes ({what}): {said}")
            status, said = run("replay", content)
            report.check(status == 1 and said, f"replay finds {what}: {said}")
        other = forge("bundle", b'"engine":"', b'"engine":"9.')
        report.check("made by engine" in run("replay", other)[1], "replay tells of another engine")
        for arguments in (["verify"], ["verify", "a", "b"], ["replay"]):
            report.check(subprocess.run([str(options.claimd), *arguments], capture_output=True).returncode == 2, f"{arguments}")
        report.check(subprocess.run([str(options.claimd), "verify", "/nowhere"], capture_output=True).returncode != 0, "no file")
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
