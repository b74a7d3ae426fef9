"""Every call of a scenario failed once: the first, the second, … the last. A scenario is one request to a running service (or
its start, or its end). While it runs one allocation, or one call that changes a file, fails; then
- the answer is what it would have been, or a 5xx in the interface's words, or the connection closed; never another answer;
- what was answered 2xx is there, what was not is not, and nothing stands half;
- the service answers the next request, and the same request as if nothing had been;
- nothing leaks and nothing touches foreign memory, where the binary was built with AddressSanitizer.
"""
import collections
import errno
import http.server
import json
import random
import re
import signal
import socket
import tempfile
import threading

import checks
import texts
from control import ALLOCATE, CREATE, FROM_THEN_ON, ONCE, RENAME, SYNC, THREAD, TORN, TRUNCATE, WRITE, Torture, wait_for

FILES = WRITE | SYNC | RENAME | TRUNCATE | CREATE
CALM_CALLS = 3  # in a row without a hit: the scenario has no more calls than that
NOISE = re.compile(rb'"request_id":"[^"]*"|"stored_at":"[^"]*"|"elapsed[^,}]*')


# ---- the world around the service

class Site(http.server.BaseHTTPRequestHandler):
    """A page for each path, and an ear for webhooks."""
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def reply(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        number = re.fullmatch(r"/page/(\d+)", self.path)
        self.reply(200 if number else 404, texts.page(int(number.group(1)))["html"].encode() if number else b"")

    def do_POST(self):
        self.server.heard.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.reply(204)


def open_site():
    site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    site.heard, site.base = [], f"http://127.0.0.1:{site.server_address[1]}"
    threading.Thread(target=site.serve_forever, daemon=True).start()
    return site


# ---- scenarios: each is asked with a number that it was not asked with before

class Scenario:
    """`kinds`: what can fail in it. `is_read`: its answer is the same each time, and compared byte by byte."""
    kinds, is_read, flags = ALLOCATE, True, ()

    def prepare(self, world):
        pass

    def act(self, world, number):
        raise NotImplementedError

    def after(self, world, number, answer):
        """Once the call works again: what is wrong, or None."""


class Ask(Scenario):
    def __init__(self, method, path, body=None, headers=None):
        self.method, self.path, self.body, self.headers = method, path, body, headers

    def act(self, world, number):
        path = self.path.format(article=world.article, story=world.story, alignment=world.alignment)
        return world.service.try_ask(self.method, path, self.body, headers=self.headers)


class Put(Scenario):
    kinds, is_read = ALLOCATE | FILES, False

    def __init__(self, make):
        self.make = make

    def act(self, world, number):
        return world.service.try_ask("POST", "/v1/articles", self.make(number))

    def after(self, world, number, answer):
        again = world.service.ask("POST", "/v1/articles", self.make(number))
        wanted = (200,) if answer and answer.status == 201 else (200, 201) if answer is None else (201,)
        return None if again.status in wanted else f"the same article once more: {again.status} {again.body[:200]}"


class Bulk(Scenario):
    kinds, is_read = ALLOCATE | FILES, False

    def act(self, world, number):
        lines = "\n".join(json.dumps(texts.article(10 * number + i, 1)) for i in range(3)).encode()
        return world.service.try_ask("POST", "/v1/articles", lines, {"Content-Type": "application/x-ndjson"})

    def after(self, world, number, answer):
        again = self.act(world, number)
        states = [line.get("status") for line in again.lines()]
        return None if all(state in (200, 201) for state in states) else f"the same lines once more: {states}"


class Patch(Scenario):
    kinds, is_read = ALLOCATE | FILES, False

    def act(self, world, number):
        return world.service.try_ask("PATCH", f"/v1/stories/{world.story}", {"title": f"Title {number}"}, headers={"If-Match": "*"})


class Delete(Scenario):
    """Each time an article of its own is put before, healthily."""
    kinds, is_read = ALLOCATE | FILES, False

    def __init__(self, query):
        self.query, self.ids = query, {}

    def prepare_one(self, world, number):
        self.ids[number] = world.service.ask("POST", "/v1/articles", texts.article(number, 1)).json()["id"]

    def act(self, world, number):
        return world.service.try_ask("DELETE", f"/v1/articles/{self.ids[number]}{self.query}")

    def after(self, world, number, answer):
        there = world.service.ask("GET", f"/v1/articles/{self.ids[number]}").status
        if answer and answer.status == 204 and there != 404:
            return f"deleted, and still there: {there}"
        again = self.act(world, number)
        return None if again.status in (204, 404) else f"once more: {again.status} {again.body[:200]}"


class Move(Scenario):
    """An editor's decision, after which two stories are compared anew from what is known of their articles."""
    kinds, is_read = ALLOCATE | FILES, False

    def __init__(self, deed):
        self.do, self.other = deed, None

    def out(self, world, ask):
        return ask("DELETE", f"/v1/stories/{world.story}/articles/{world.article}")

    def back(self, world, ask):
        return ask("PUT", f"/v1/stories/{world.story}/articles/{world.article}")

    def merge(self, world, ask):
        return ask("POST", f"/v1/stories/{world.story}/merge", {"from": self.other})

    def prepare_one(self, world, number):
        answer = self.back(world, world.service.ask)
        if self.do != "out":
            answer = self.out(world, world.service.ask)
        assert answer.status == 200, answer.body
        self.other = answer.json()["story"]

    def act(self, world, number):
        return getattr(self, self.do)(world, world.service.try_ask)

    def after(self, world, number, answer):
        articles = world.service.ask("GET", f"/v1/stories/{world.story}").json()["articles"]
        there = world.article in articles
        if answer and answer.status < 300 and there == (self.do == "out"):
            return f"{self.do}: {answer.status}, and the article is {'still' if there else 'not'} there"
        return None


class Stream(Scenario):
    """Connecting to the events, with what is missed, and reading two of them."""
    is_read = False

    def act(self, world, number):
        host, port = world.service.base.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(b"GET /v1/events HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\nLast-Event-ID: 1\r\n\r\n")
            seen = b""
            try:
                while seen.count(b"\nid: ") < 3:
                    some = connection.recv(65536)
                    if not some:
                        break
                    seen += some
                    if b" 200 " not in seen.split(b"\r\n", 1)[0] and b"request_id" in seen:
                        break
            except OSError:
                pass
        if not seen.startswith(b"HTTP/1.1 "):
            return None
        answer = type("Seen", (), {})()
        answer.status, answer.body = int(seen[9:12]), seen
        return answer if answer.status != 200 or seen.count(b"\nid: ") >= 3 else None


class Backup(Scenario):
    kinds, is_read = ALLOCATE | FILES, False

    def act(self, world, number):
        return world.service.try_ask("POST", "/v1/admin/backup")

    def after(self, world, number, answer):
        left = list(world.service.disk.glob("*.partial*"))
        for file in world.service.disk.glob("*backup*"):
            if answer and answer.status == 201 and file.name == answer.json()["file"]:
                wrong = checks.whole(file, deep=False)
                if wrong:
                    return f"a backup that is not whole: {wrong}"
            file.unlink()
        return f"left over: {left}" if left else None


class Webhook(Scenario):
    """An article is put and its event delivered; a call fails anywhere on the way, in whatever thread."""
    kinds, is_read, flags = ALLOCATE | FILES, False, ("--allow-networks", "127.0.0.1/32", "--clock-speed", "100")

    def prepare(self, world):
        made = world.service.ask("POST", "/v1/webhooks", {"url": f"{world.site.base}/hook", "kind": "article_stored"})
        assert made.status == 201, made.body

    def heard(self, world, article):
        return any(article in json.dumps(message) for message in list(world.site.heard))

    def act(self, world, number):
        answer = world.service.try_ask("POST", "/v1/articles", texts.article(number, 1))
        if answer and answer.status == 201:
            wait_for(lambda: self.heard(world, answer.json()["id"]) or world.service.control.hits, 10)
        return answer

    def after(self, world, number, answer):
        again = world.service.ask("POST", "/v1/articles", texts.article(number, 1))
        if again.status not in (200, 201):
            return f"the same article once more: {again.status}"
        article = again.json()["id"]
        return None if wait_for(lambda: self.heard(world, article), 20) else f"nobody was told of {article}"


class Job(Scenario):
    kinds, is_read, flags = ALLOCATE | FILES, False, ("--allow-networks", "127.0.0.1/32", "--clock-speed", "1000")

    def act(self, world, number):
        answer = world.service.try_ask("POST", "/v1/articles", {"url": f"{world.site.base}/page/{number}"})
        if answer and answer.status == 202:
            job = answer.json()["id"]
            wait_for(lambda: self.state(world, job) in ("done", "failed") or world.service.control.hits, 10)
        return answer

    def state(self, world, job):
        answer = world.service.try_ask("GET", f"/v1/jobs/{job}")
        return answer and answer.status == 200 and answer.json()["state"]

    def after(self, world, number, answer):
        if not answer or answer.status != 202:
            return None
        job = answer.json()["id"]
        return None if wait_for(lambda: self.state(world, job) in ("done", "failed"), 20) else f"the job is {self.state(world, job)}"


TWO = {"articles": [texts.article(1), texts.article(2)]}
SCENARIOS = {
    "put text": Put(texts.article),
    "put HTML": Put(texts.page),
    "put in bulk": Bulk(),
    "analyze": Ask("POST", "/v1/analyze", texts.page(3)),
    "compare": Ask("POST", "/v1/compare", TWO),
    "check": Ask("POST", "/v1/check", texts.article(4)),
    "list": Ask("GET", "/v1/articles?limit=5"),
    "search": Ask("GET", "/v1/articles?q=march&limit=5"),
    "claims": Ask("GET", "/v1/claims?limit=5&polarity=affirmed"),
    "article": Ask("GET", "/v1/articles/{article}", headers={"Accept-Encoding": "zstd"}),
    "matrix": Ask("GET", "/v1/stories/{story}/matrix"),
    "report": Ask("GET", "/v1/stories/{story}/report"),
    "export": Ask("GET", "/v1/export?kind=articles"),
    "bundle": Ask("GET", "/v1/stories/{story}/bundle"),
    "events": Stream(),
    "change a story": Patch(),
    "split a story": Move("out"),
    "put into a story": Move("back"),
    "merge stories": Move("merge"),
    "delete": Delete(""),
    "purge": Delete("?purge=true"),
    "backup": Backup(),
    "webhook": Webhook(),
    "fetch": Job(),
}


class World:
    """A service with a few stories in it, and a site."""

    def __init__(self, options, scenario, folder):
        self.site = open_site()
        self.service = Torture(options, flags=["--threads", "4", *scenario.flags], folder=folder).start()
        kept = [self.service.ask("POST", "/v1/articles", texts.article(number)) for number in range(6)]
        assert all(answer.status == 201 for answer in kept), kept
        self.article = kept[0].json()["id"]
        stories = self.service.ask("GET", "/v1/stories").json()["stories"]
        self.story = max(stories, key=lambda story: len(story["articles"]))["id"]
        alignments = self.service.ask("GET", f"/v1/stories/{self.story}/alignments").json()["alignments"]
        self.alignment = alignments[0]["id"] if alignments else ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.service.process:  # a failure on the way
            self.service.kill()
        self.site.shutdown()
        self.site.server_close()


def plain(body):
    return NOISE.sub(b"", body)


# ---- one scenario, all its calls

class Injection:
    def __init__(self, options, report, luck):
        self.options, self.report, self.luck = options, report, luck
        self.number, self.injected = 100, 0
        self.outcomes = collections.Counter()

    def next_number(self):
        self.number += 1
        return self.number

    def attempt(self, world, scenario, kinds, at, shape, error, wanted, what):
        """One run with call `at` failing. Returns whether it got that far."""
        number, control = self.next_number(), world.service.control
        if hasattr(scenario, "prepare_one"):
            scenario.prepare_one(world, number)
        control.fail(kinds, at, shape, error)
        answer = scenario.act(world, number)
        control.heal()
        hit = control.hits > 0
        if hit:
            self.injected += 1
            where = world.service.culprit() if self.options.verbose else ""
            self.judge(world, scenario, answer, wanted, f"{what} {at} {where}")
        if not self.alive(world, f"{what} {at}"):
            return None
        wrong = scenario.after(world, number, answer)
        self.report.check(not wrong, f"{what} {at} ({world.service.culprit()}): {wrong}")
        return hit

    def judge(self, world, scenario, answer, wanted, what):
        status = answer.status if answer else "closed"
        self.outcomes[status] += 1
        if status == "closed":
            return
        if status >= 500:
            told = json.loads(answer.body) if answer.body.startswith(b"{") else {}
            self.report.check(status in (500, 503, 507) and (told.get("detail") or scenario.kinds == 0 or b"HTTP/1.1" in answer.body[:9]),
                              f"{what}: {status} without a word: {answer.body[:200]} {world.service.culprit()}")
        else:
            same = not scenario.is_read or plain(answer.body) == plain(wanted.body) or ends_early(answer.body, wanted.body)
            self.report.check(status == wanted.status and same,
                              f"{what}: {status} with another body than without the fault, {world.service.culprit()}: "
                              f"{difference(plain(wanted.body), plain(answer.body))}")

    def alive(self, world, what):
        if world.service.process.poll() is None and wait_for(lambda: ok(world.service.try_ask("GET", "/livez")), 5):
            return True
        log = world.service.log.read_text()
        self.report.check(False, f"{what}: the service died, {world.service.culprit()}: status "
                                 f"{world.service.process.poll()}\n{log[-self.options.words:]}")
        return False

    def run(self, name, kinds, shape=ONCE, error=errno.EIO, stride=1, begin=1, last=100000):
        scenario = SCENARIOS[name]
        kind = "allocation" if kinds == ALLOCATE else "call on a file"
        what = f"{name}, {kind}"
        before = self.injected
        with tempfile.TemporaryDirectory(prefix="claimd-inject-") as folder, World(self.options, scenario, folder) as world:
            scenario.prepare(world)
            wanted, total = self.rehearse(world, scenario, kinds)
            at, calm = begin, 0
            while calm < CALM_CALLS and at < min(last, 3 * total + 100):
                hit = self.attempt(world, scenario, kinds, at, shape, error, wanted, what)
                if hit is None:
                    return
                calm = 0 if hit else calm + 1
                at += stride
            self.finish(world, what)
        if not self.options.short:
            self.report.note(f"{what}: {total} calls in one run, {self.injected - before} made to fail, one at a time")

    def rehearse(self, world, scenario, kinds):
        """Twice without a fault, so that statements are prepared; then counted."""
        for turn in range(3):
            number = self.next_number()
            if hasattr(scenario, "prepare_one"):
                scenario.prepare_one(world, number)
            if turn == 2:
                world.service.control.count(kinds)
            wanted = scenario.act(world, number)
            assert wanted is not None and wanted.status < 300, wanted and wanted.body
            if turn == 2:
                calls = world.service.control.calls
            scenario.after(world, number, wanted)
        return wanted, calls

    def finish(self, world, what):
        self.report.check(world.service.ask("GET", "/readyz").status == 200, f"{what}: ready at the end")
        try:
            world.service.stop()
        except AssertionError as error:
            self.report.check(False, f"{what}: {str(error)[-self.options.words:]}")
            return
        wrong = checks.whole(world.service.database)
        self.report.check(not wrong, f"{what}: {wrong}")


def ends_early(body, wanted):
    """Lines of an export that stops where it cannot go on, and says so in its last line: whole lines of the healthy one before it."""
    *lines, last = body.splitlines() or [b""]
    return last.startswith(b'{"end":false,') and plain(b"".join(line + b"\n" for line in lines)) == plain(b"".join(wanted.splitlines(True)[:len(lines)]))


def ok(answer):
    return answer is not None and answer.status == 200


def difference(left, right):
    at = next((i for i, (a, b) in enumerate(zip(left, right)) if a != b), min(len(left), len(right)))
    return f"at {at}: {left[max(0, at - 60):at + 60]} / {right[max(0, at - 60):at + 60]}"


# ---- the start and the end of the process

def start_once(injection, options, kinds, at, shape, error, fresh):
    """Returns whether the call was reached."""
    with tempfile.TemporaryDirectory(prefix="claimd-start-") as folder:
        service = Torture(options, folder=folder)
        if not fresh:
            service.start()
            service.ask("POST", "/v1/articles", texts.article(1))
            service.kill()
        service.control.fail(kinds, at, shape, error)
        started, status = service.try_start()
        hit = service.control.hits > 0
        what = f"start{'' if fresh else ' over a file'}, call {at} fails"
        words = service.log.read_text()
        if started:
            service.control.heal()
            injection.report.check(ok(service.try_ask("GET", "/readyz")), f"{what}: it started and is not ready")
            try:
                service.stop()
            except AssertionError as wrong:
                injection.report.check(False, f"{what}: {str(wrong)[-options.words:]} {service.culprit()}")
        else:
            injection.outcomes[f"exit {status}"] += 1
            where = names_at(service)
            injection.report.check(status == 1, f"{what}: ended with {status}, {where}: {words[-options.words:]}")
            injection.report.check("claimd" in words or "level=error" in words, f"{what}: ended without a word, {where}")
            service.start()  # a second start needs no help
            service.stop()
        injection.injected += hit
        wrong = checks.whole(service.database)
        injection.report.check(not wrong, f"{what}: {wrong}")
        return hit


def names_at(service):
    return " ".join(hex(frame) for frame in service.control.frames()[:6])


def stop_once(injection, options, kinds, at, shape, error):
    with tempfile.TemporaryDirectory(prefix="claimd-stop-") as folder:
        service = Torture(options, folder=folder).start()
        for number in range(3):
            service.ask("POST", "/v1/articles", texts.article(number))
        service.control.fail(kinds, at, shape, error)
        service.process.send_signal(signal.SIGTERM)
        status = service.process.wait(timeout=60)
        hit = service.control.hits > 0
        words = service.log.read_text()
        service.process.stdout.close()
        service.process = None
        injection.report.check(status in (0, 1), f"stop, call {at} fails ({service.culprit()}): ended with {status}: {words[-options.words:]}")
        injection.injected += hit
        service.control.heal()
        with service:
            injection.report.check(service.ask("GET", "/v1/articles").json()["articles"].__len__() == 3, f"stop, call {at} fails")
        wrong = checks.whole(service.database)
        injection.report.check(not wrong, f"stop, call {at}: {wrong}")
        return hit


def sweep(once, begin, stride):
    at, calm = begin, 0
    while calm < 2:
        calm = 0 if once(at) else calm + 1
        at += stride
    return at


def run_short(injection):
    """A sample for every change: where faults have done harm before, and one or two of everything else."""
    injection.run("put text", ALLOCATE, stride=9, begin=14, last=60)
    injection.run("put HTML", ALLOCATE, stride=41, begin=11)
    injection.run("put text", FILES, TORN, errno.ENOSPC, 61, 2)
    injection.run("webhook", FILES, stride=3, begin=157, last=170)  # where the event is taken from the log


def run_scenario(injection, name, stride):
    luck = injection.luck
    injection.run(name, ALLOCATE, stride=stride, begin=luck.randint(1, stride))
    if SCENARIOS[name].kinds & FILES:
        injection.run(name, FILES, ONCE, errno.EIO)
        injection.run(name, FILES, TORN, errno.ENOSPC)


def run_start(injection, options):
    luck, stride = injection.luck, 3 * options.stride
    for fresh in (True, False):
        for kinds, step in ((ALLOCATE, stride), (FILES, 1), (THREAD, 1)):
            sweep(lambda at: start_once(injection, options, kinds, at, ONCE, errno.EIO, fresh), luck.randint(1, step), step)


def run_stop(injection, options):
    for kinds in (ALLOCATE, FILES):
        for shape in (ONCE, FROM_THEN_ON):
            sweep(lambda at: stop_once(injection, options, kinds, at, shape, errno.EIO), 1, 1)


def run(options, report):
    injection = Injection(options, report, random.Random(options.seed))
    if options.short:
        run_short(injection)
    for name in [] if options.short else [*SCENARIOS, "start", "stop"]:
        if options.only and name not in options.only:
            continue
        if name in SCENARIOS:
            run_scenario(injection, name, options.stride)
        else:
            (run_start if name == "start" else run_stop)(injection, options)
    report.note(f"{injection.injected} calls failed one at a time; "
                f"answers: {', '.join(f'{count} × {status}' for status, count in injection.outcomes.most_common())}")
