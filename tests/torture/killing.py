"""kill -9 under eight writers: at any moment, the start included. After each kill the next start must have every article
that was acknowledged in any life, byte for byte, and nothing that stands half.
"""
import http.client
import json
import pathlib
import random
import statistics
import subprocess
import tempfile
import threading
import time

import checks
import texts
from control import Service, wait_for

WRITERS = 8
READY_MS = 100
LARGE = 10000  # articles
LARGE_KILLS = 20
FILLED_AT_ONCE = 200
FRESH_FILE_EVERY = 50  # rounds: the making of a file is killed too


class Writer(threading.Thread):
    """Puts articles one after another until nobody answers; every third goes in by a fresh connection."""

    def __init__(self, port, numbers):
        super().__init__(daemon=True)
        self.port, self.numbers, self.kept, self.sent, self.refused = port, numbers, {}, set(), []

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            for number in self.numbers:
                body = texts.article(number)
                self.sent.add(body["text"])
                connection.request("POST", "/v1/articles", json.dumps(body), {"Content-Type": "application/json"})
                answer = connection.getresponse()
                told = answer.read()
                if answer.status == 201:
                    self.kept[json.loads(told)["id"]] = body["text"]
                elif answer.status != 503:
                    self.refused.append(f"{answer.status} {told[:200]}")
                if number % 3 == 0:
                    connection.close()
        except (OSError, http.client.HTTPException):
            pass  # killed


class Start:
    """Starts and tells in milliseconds how long it took until /readyz said 200: by the clock, without what the main
    thread waited for a processor that others had (the machine's fault), and what all threads had run by then."""

    def __init__(self, service):
        begun = time.monotonic()
        service.start()
        while service.ask("GET", "/readyz").status != 200:
            pass
        self.clock = 1000 * (time.monotonic() - begun)
        tasks = pathlib.Path(f"/proc/{service.process.pid}/task")
        told = {task.name: [int(word) / 1e6 for word in (task / "schedstat").read_text().split()] for task in tasks.iterdir()}
        self.own = self.clock - told[str(service.process.pid)][1]
        self.processor = sum(ran for ran, *_ in told.values())


def kill(service):
    service.process.kill()
    service.process.wait()
    service.process.stdout.close()
    service.process = None


def kill_while_starting(service, luck, report):
    """Without waiting for the first line: the schema, the recovery of the log, the reading of the counts."""
    process = subprocess.Popen([service.claimd, "serve", "--listen", "127.0.0.1:0", "--database", str(service.database)],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(luck.random() * 0.08)
    report.check(process.poll() is None, "claimd is still starting, or runs, when it is killed")
    process.kill()
    process.wait()


def compare(path, kept, sent, what, report):
    """`kept` was acknowledged; of `sent` each may be there or not, but whole."""
    stored = checks.texts(path)
    lost = [article for article, text in kept.items() if stored.get(article) != text]
    report.check(not lost, f"{what}: {len(lost)} acknowledged articles are lost or altered: {lost[:3]}")
    strange = [article for article, text in stored.items() if text not in sent]
    report.check(not strange, f"{what}: {len(strange)} articles that nobody sent: {strange[:3]}")
    return len(stored) - len(kept)


class Killing:
    def __init__(self, options, report, luck):
        self.options, self.report, self.luck = options, report, luck
        self.kept, self.sent, self.next_number = {}, set(), 0
        self.ready, self.acknowledged, self.unasked, self.lives, self.looks = [], 0, 0, 0, 0

    def fresh(self, folder):
        self.kept, self.sent = {}, set()
        return Service(self.options.claimd, folder=folder, flags=["--log-level", "warning"])

    def take_numbers(self, count):
        self.next_number += count
        return range(self.next_number - count, self.next_number)

    def life(self, service, what):
        """Starts, writes, kills, looks at the file as the next start will find it."""
        self.ready.append(Start(service))
        writers = [Writer(int(service.base.rsplit(":", 1)[1]), self.take_numbers(500)) for _ in range(WRITERS)]
        for writer in writers:
            writer.start()
        if self.luck.random() < 0.8:  # else at any moment, the first answer or none
            wait_for(lambda: any(writer.kept for writer in writers))
        time.sleep(self.luck.random() * 0.4)
        kill(service)
        for writer in writers:
            writer.join()
            self.report.check(not writer.refused, f"{what}: refused: {writer.refused[:1]}")
            self.kept.update(writer.kept)
            self.sent.update(writer.sent)
            self.acknowledged += len(writer.kept)
        self.lives += 1

    def look(self, service, what, deep=True):
        """The next start, not Python, takes the log in: what it then holds is looked at while it runs."""
        if self.luck.random() < 0.25:
            kill_while_starting(service, self.luck, self.report)
        Start(service)
        self.unasked += compare(service.database, self.kept, self.sent, what, self.report)
        wrong = checks.whole(service.database, deep)
        self.report.check(not wrong, f"{what}: {wrong}")
        self.looks += 1
        if self.looks % 50 == 0:
            self.report.note(f"{self.lives} processes killed, {self.acknowledged} articles acknowledged, {self.report.failed} checks failed so far")
        for article in self.luck.sample(sorted(self.kept), min(5, len(self.kept))):
            answer = service.ask("GET", f"/v1/articles/{article}/text")
            self.report.check(answer.status == 200 and answer.body.decode() == self.kept[article], f"{what}: GET {article}")
        kill(service)


def kill_often(killing, rounds):
    with tempfile.TemporaryDirectory(prefix="claimd-kill-") as folder:
        service = killing.fresh(folder)
        for round_ in range(rounds):
            if round_ and round_ % FRESH_FILE_EVERY == 0:
                service = killing.fresh(tempfile.mkdtemp(dir=folder))
            what = f"kill {round_ + 1}"
            killing.life(service, what)
            killing.look(service, what)


def fill(service, killing, articles):
    """In bulk, in bodies that are answered soon on a busy machine too; what was stored counts as acknowledged."""
    numbers = killing.take_numbers(articles)
    for begin in range(0, articles, FILLED_AT_ONCE):
        bodies = [texts.article(number, paragraphs=1) for number in numbers[begin:begin + FILLED_AT_ONCE]]
        killing.sent.update(body["text"] for body in bodies)
        answer = service.ask("POST", "/v1/articles", "\n".join(map(json.dumps, bodies)).encode(),
                             {"Content-Type": "application/x-ndjson"})
        for body, line in zip(bodies, answer.lines()):
            killing.kept[line["id"]] = body["text"]
    killing.report.check(len(killing.kept) == articles, f"{len(killing.kept)} of {articles} articles were stored")


def tell_ready(killing, starts, articles):
    """The first start follows an orderly end, the others kill -9."""
    orderly, *killed = starts
    middle = lambda what: statistics.median(getattr(start, what) for start in killed)  # noqa: E731
    clocks = [start.clock for start in killed]
    killing.report.note(
        f"ready after kill -9 at {articles} articles and more: median {middle('clock'):.0f} ms by the clock (best {min(clocks):.0f}, "
        f"worst {max(clocks):.0f}), {middle('own'):.0f} ms without waiting for a processor; {middle('processor'):.0f} ms of processor time; "
        f"after an orderly end {orderly.clock:.0f}, {orderly.own:.0f} and {orderly.processor:.0f} ms")
    if articles >= 10000:
        killing.report.check(middle("own") <= READY_MS, f"ready in {middle('own'):.0f} ms, {READY_MS} at most")


def kill_large(killing, rounds, articles):
    """The same over a store of `articles`: how long until it answers again, its log to be taken in."""
    with tempfile.TemporaryDirectory(prefix="claimd-kill-") as folder:
        service = killing.fresh(folder)
        service.patience = 600
        with service:
            fill(service, killing, articles)
        killing.ready.clear()
        for round_ in range(rounds):
            killing.life(service, f"kill {round_ + 1} at {articles} articles")
            killing.look(service, f"kill {round_ + 1} at {articles} articles", deep=round_ == rounds - 1)
        tell_ready(killing, killing.ready, articles)


def run(options, report):
    killing = Killing(options, report, random.Random(options.seed))
    kill_often(killing, 3 if options.short else options.kills)
    if not options.short:
        kill_large(killing, LARGE_KILLS, LARGE)
    report.note(f"{killing.lives} processes killed under {WRITERS} writers, {killing.acknowledged} articles acknowledged while they "
                f"wrote; {killing.unasked} stood whole without an acknowledgement")
