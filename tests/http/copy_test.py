#!/usr/bin/env python3
"""claimd copy: a file into another file, and, where CLAIMD_TEST_DATABASE names a server, onto it and back: every answer
is the same, a copy that was killed goes on, and what cannot be copied is refused in plain words."""
import signal
import subprocess
import sys
import tempfile

import database
from service import Report, Service, test_options

PATHS = ["/v1/articles?limit=200", "/v1/stories?limit=200", "/v1/claims?limit=200", "/v1/quantities?limit=200",
         "/v1/entities?limit=200", "/v1/sources?limit=200", "/v1/events?limit=200&after=0&wait=0", "/v1/articles?q=ferry*",
         "/v1/articles?q=%22north+pier%22"]


def article(number):
    return {"text": f"The ferry Alder ran aground at the north pier of Korsa on Monday. {number % 7 + 3} people were hurt, Mayor "
                    f"Ilse Brandt said. “We will repair the pier in {number} days,” she said.",
            "title": f"Ferry aground, report {number}", "source": f"Paper {number % 9}", "published_at": "2031-04-02",
            "url": f"https://paper{number % 9}.example/{number}"}


def copy(options, source, target):
    answer = subprocess.run([options.claimd, "copy", "--from", source, "--to", target], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, timeout=300)
    return answer.returncode, answer.stdout, answer.stderr


def answers(service):
    got = {path: service.ask("GET", path).body for path in PATHS}
    for story in service.ask("GET", "/v1/stories").json()["stories"]:
        got[story["id"]] = service.ask("GET", f"/v1/stories/{story['id']}/matrix").body
    return got


def serve(options, where):
    service = Service(options.claimd, folder=tempfile.mkdtemp(dir=options.folder))
    service.where = where
    return service.start()


def compare(options, report, where, wanted, what):
    service = serve(options, where)
    got = answers(service)
    for path, body in wanted.items():
        report.check(got.get(path) == body, f"{what}: {path} differs: {body[:300]} {got[path][:300]}")
    stored = service.ask("POST", "/v1/articles", article(5000))
    report.check(stored.status == 201, f"{what}: nothing can be stored: {stored.body}")
    service.stop()


def interrupted(options, report, source, target):
    """Killed again and again, it ends all the same, and meanwhile nobody may open it."""
    refused = False
    for turn in range(400):
        process = subprocess.Popen([options.claimd, "copy", "--from", source, "--to", target], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, text=True)
        try:
            _, said = process.communicate(timeout=0.02 + turn * 0.004)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            answer = subprocess.run([options.claimd, "token", "list", "--database", target], stderr=subprocess.PIPE, text=True)
            refused = refused or "claimd copy" in answer.stderr
            continue
        return report.check(process.returncode == 0 and refused, f"turn {turn}: {process.returncode}, refused {refused}: {said}")
    return report.check(False, "it never ended")


def main():
    options = test_options(__doc__)
    report = Report()
    with tempfile.TemporaryDirectory(prefix="claimd-copy-") as folder:
        options.folder = folder  # of all services too, which goes with them
        first = f"{folder}/first.db"
        service = serve(options, first)
        ids = [service.ask("POST", "/v1/articles", article(number)).json()["id"] for number in range(40)]
        service.ask("DELETE", f"/v1/articles/{ids[7]}")
        changed = service.ask("POST", "/v1/articles", dict(article(3), text=article(3)["text"] + " It was dark."))
        report.check(changed.status == 201, "a new version")
        wanted = answers(service)
        service.stop()

        places = [f"{folder}/second.db"]
        if database.SERVER:
            places = [database.place(folder, "server"), f"{folder}/second.db"]
        source = first
        for place in places:
            interrupted(options, report, source, place)
            status, out, err = copy(options, source, place)
            report.check(status == 0, f"a finished copy is verified once more, for the last one may have been killed as it ended: {status} {err}")
            source = place
        compare(options, report, places[0], wanted, "first copy")
        status, out, err = copy(options, first, places[0])
        report.check(status == 1, f"a copy over one that was written to since: {status} {err}")
        if len(places) > 1:
            compare(options, report, places[1], wanted, "and back")
        status, _, err = copy(options, f"{folder}/none.db", f"{folder}/third.db")
        report.check(status == 1 and "there is no file" in err, err)
        if database.SERVER:
            database.drop(places[0])
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
