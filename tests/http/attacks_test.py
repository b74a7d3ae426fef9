#!/usr/bin/env python3
"""Clients that mean harm: slow ones, many, floods, and texts made to be dear. While each goes on, somebody else asks
/livez, a new connection each time; afterwards the service is as before: the attackers' connections gone, memory
bounded, a request answered.

    attacks_test.py --claimd build/claimd --source . [--full]      --full: 10,000 connections, minutes
"""
import argparse
import contextlib
import http.client
import os
import pathlib
import re
import resource
import signal
import socket
import sys
import threading
import time

from service import Report, Service, wait_for

P99_MAX = 0.05  # seconds, beside what the machine takes: see Probe
OTHERS_MAX = 0.1  # of the processors' time
MEMORY_MAX = 512 << 20
UNSENT_MAX = 1 << 20  # of answers, for one client
SLOWER = 1  # how many times a sanitizer makes the analysis dearer; its texts are that much shorter


class Others:
    """What part of the machine's processors others than the service and this test have had since."""

    def __init__(self, service):
        self.stat = pathlib.Path(f"/proc/{service.process.pid}/stat")
        self.since = self.now()

    def now(self):
        _, user, nice, system, idle, wait, irq, soft, steal, *_ = pathlib.Path("/proc/stat").read_text().split("\n")[0].split()
        busy = sum(map(int, (user, nice, system, irq, soft, steal)))
        ours = sum(map(int, self.stat.read_text().rsplit(")", 1)[1].split()[11:13])) + 100 * sum(os.times()[:2])
        return busy - ours, busy + int(idle) + int(wait)

    def share(self):
        (others, whole), (others_then, whole_then) = self.now(), self.since
        return (others - others_then) / max(1, whole - whole_then)


def wait_for_loops(service):
    """Where the kernel tells of each event loop; a thread has its name a moment after it is there."""
    tasks = pathlib.Path(f"/proc/{service.process.pid}/task")
    loops = lambda: [task / "schedstat" for task in tasks.iterdir() if (task / "comm").read_text().startswith("MHD-")]  # noqa: E731
    assert wait_for(loops), "no event loop shows its name"
    return loops()


class Probe:
    """Asks /livez all the time, from another address than the attackers'. A machine that is busy with other things
    delays everybody, so that a bare connection to a thread of our own is measured beside it and its p99 added to the bound.
    Where others have more than a tenth of the processors, the event loops wait for one as well, which the kernel tells:
    the p99 of that is added too, and never on a machine of our own."""

    def __init__(self, service):
        self.service, self.times, self.bare, self.waits, self.failures = service, [], [], [], 0
        self.others = Others(service)
        self.loops = wait_for_loops(service)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.stopping = False
        self.threads = [threading.Thread(target=target, daemon=True) for target in (self.ask, self.echo, self.compare)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping = True
        for thread in self.threads:
            thread.join(30)
        self.listener.close()

    def ask(self):
        host, port = self.service.base.removeprefix("http://").split(":")
        while not self.stopping:
            waited = self.waited()
            began = time.monotonic()
            try:
                connection = http.client.HTTPConnection(host, int(port), timeout=10, source_address=("127.0.0.2", 0))
                connection.request("GET", "/livez")
                self.failures += connection.getresponse().status != 200
                connection.close()
            except OSError:
                self.failures += 1
            self.times.append(time.monotonic() - began)
            self.waits.append(max(now - then for now, then in zip(self.waited(), waited)))
            time.sleep(0.01)

    def waited(self):
        """Seconds that each event loop has been ready to run and was not running."""
        return [int(loop.read_text().split()[1]) * 1e-9 for loop in self.loops]

    def machine(self):
        """What the machine, and not the service, may have added to the p99."""
        return self.p99(self.bare) + (self.p99(self.waits) if self.others.share() > OTHERS_MAX else 0)

    def echo(self):
        self.listener.settimeout(0.2)
        while not self.stopping:
            with contextlib.suppress(OSError):
                connection, _ = self.listener.accept()
                connection.sendall(connection.recv(100))
                connection.close()

    def compare(self):
        while not self.stopping:
            began = time.monotonic()
            with contextlib.suppress(OSError), socket.create_connection(self.listener.getsockname(), timeout=10) as connection:
                connection.sendall(b"x")
                connection.recv(1)
                self.bare.append(time.monotonic() - began)
            time.sleep(0.01)

    def p99(self, times):
        return sorted(times)[min(len(times) - 1, len(times) * 99 // 100)] if times else 0


def resident(service):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{service.process.pid}/status").read_text())[1]) << 10


def descriptors(service):
    return len(os.listdir(f"/proc/{service.process.pid}/fd"))


def unsent(service):
    """Bytes of answers that the kernel holds for clients that do not read, the most of one connection."""
    port = int(service.base.split(":")[-1])
    rows = [line.split() for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return max((int(row[4].split(":")[0], 16) for row in rows if int(row[1].split(":")[1], 16) == port and row[3] == "01"), default=0)


def connect(service, address="127.0.0.1"):
    host, port = service.base.removeprefix("http://").split(":")
    return socket.create_connection((host, int(port)), timeout=30, source_address=(address, 0))


# ---- the attacks: each gets the service, the report and how much of it to do; returns what to print ---------------------


def slow_heads(service, report, scale):
    return drip(service, report, scale, b"GET /livez HTTP/1.1\r\nHost: a\r\nX: ", b"a", "head")


def slow_bodies(service, report, scale):
    head = b"POST /v1/analyze HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 100000\r\n\r\n"
    return drip(service, report, scale, head, b"a", "body")


def drip(service, report, scale, head, byte, what):
    """A byte a second: the request timeout (3 s here) ends each, however busily it drips."""
    sockets = [connect(service) for _ in range(100 * scale)]
    for one in sockets:
        one.sendall(head)
    began = time.monotonic()
    answers = {}
    while len(answers) < len(sockets) and time.monotonic() - began < 60:
        for one in sockets:
            if one in answers:
                continue
            with contextlib.suppress(BlockingIOError):
                one.setblocking(False)
                try:
                    one.send(byte)
                    answers[one] = one.recv(1000)
                except (ConnectionError, BrokenPipeError):
                    answers[one] = b""
        time.sleep(1)
    for one in sockets:
        one.close()
    report.check(len(answers) == len(sockets), f"slow {what}: {len(answers)} of {len(sockets)} were ended")
    told = sum(answer.startswith(b"HTTP/1.1 408") for answer in answers.values())
    report.check(told > 0, f"slow {what}: 408 tells why")
    return f"{len(sockets)} connections, all ended after {time.monotonic() - began:.0f} s, {told} told by 408"


def slow_readers(service, report, scale):
    """Ask for much and take a byte a second: the send timeout (3 s here) ends each."""
    sockets = []
    none = descriptors(service)
    for _ in range(40 * scale):
        one = socket.socket()
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        one.connect(("127.0.0.1", int(service.base.split(":")[-1])))
        one.settimeout(0.01)
        one.sendall(b"GET /openapi.yaml HTTP/1.1\r\nHost: a\r\n\r\n" * 300)
        sockets.append(one)
    report.check(wait_for(lambda: descriptors(service) >= none + len(sockets)), "all readers are there")
    held = unsent(service)
    report.check(0 < held < UNSENT_MAX, f"{held} bytes wait in the kernel for one slow reader")
    began = time.monotonic()
    while descriptors(service) > none + len(sockets) // 10 and time.monotonic() - began < 20:
        for one in sockets:
            with contextlib.suppress(OSError):
                one.recv(1)
        time.sleep(1)
    report.check(time.monotonic() - began < 20, "slow readers are ended by the send timeout")
    for one in sockets:
        one.close()
    return f"{len(sockets)} readers, {held >> 10} KiB held for one, ended after {time.monotonic() - began:.0f} s"


def idle_connections(service, report, scale):
    """Many that say nothing. An address has a share of the connections; what is above it is closed at once."""
    count = 300 * scale if scale == 1 else 10000
    sockets = []
    with contextlib.suppress(OSError):
        for n in range(count):
            sockets.append(connect(service, f"127.0.1.{1 + n % 200}"))
    report.check(len(sockets) == count, f"{len(sockets)} of {count} connections")
    report.check(service.ask("GET", "/livez").status == 200, "a request beside idle connections")
    memory = resident(service)
    for one in sockets:
        one.close()
    return f"{len(sockets)} connections, {memory >> 20} MiB"


def pipelining(service, report, scale):
    count = 2000 * scale
    with connect(service) as one:
        threading.Thread(target=lambda: one.sendall(b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n" * count), daemon=True).start()
        text = b""
        while text.count(b"HTTP/1.1 200") < count:
            piece = one.recv(1 << 16)
            if not piece:
                break
            text += piece
    report.check(text.count(b"HTTP/1.1 200") == count, f"{text.count(b'HTTP/1.1 200')} answers to {count} pipelined requests")
    return f"{count} requests in one write"


def first_status(service, data):
    with connect(service) as one:
        with contextlib.suppress(ConnectionError, BrokenPipeError):
            one.sendall(data)
        with contextlib.suppress(ConnectionError):
            answer = one.recv(100)
            return int(answer.split()[1]) if answer else 0
    return 0


def header_floods(service, report, scale):
    flood = b"".join(b"X-%d: a\r\n" % n for n in range(5000))
    statuses = [first_status(service, b"GET /livez HTTP/1.1\r\nHost: a\r\n" + flood + b"\r\n") for _ in range(50 * scale)]
    report.check(set(statuses) <= {431, 0} and 431 in statuses, f"many fields: {set(statuses)}")
    long = [first_status(service, b"GET /livez HTTP/1.1\r\nHost: a\r\nX: " + b"a" * size + b"\r\n\r\n") for size in (20000, 1 << 20, 8 << 20)]
    report.check(set(long) <= {431, 0} and long[0] == 431, f"one long field: {long}")
    target = [first_status(service, b"GET /" + b"a" * size + b" HTTP/1.1\r\nHost: a\r\n\r\n") for size in (9000, 30000)]
    report.check(set(target) == {414}, f"a long target: {target}")
    return f"{len(statuses)} heads of 5,000 fields, fields up to 8 MiB"


def large_bodies(service, report, scale):
    """50 MB: with a length it is refused before a byte of it; in chunks when the limit is reached."""
    head = b"POST /v1/analyze HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
    told = first_status(service, head + b"Content-Length: 52428800\r\n\r\n")
    chunk = b"100000\r\n" + b"a" * (1 << 20) + b"\r\n"
    untold = first_status(service, head + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 50 + b"0\r\n\r\n")
    report.check((told, untold) == (413, 413), f"50 MB: {told} and in chunks {untold}")
    coded = first_status(service, head + b"Content-Encoding: gzip\r\nContent-Length: 10\r\n\r\n" + b"a" * 10)
    report.check(coded == 415, f"a coded body, which could be a bomb: {coded}")
    return "413 before the first byte, and in chunks; 415 for coded bodies"


def deep_json(service, report, scale):
    bodies = [b"[" * 5000000, b'{"a":' * 1000000, b'{"text":' + b"[" * 100000 + b"]" * 100000 + b"}", b'{"a":1,' * 100]
    for body in bodies:
        answer = service.ask("POST", "/v1/analyze", body, {"Content-Type": "application/json"})
        report.check(answer.status in (400, 422), f"deep JSON: {answer.status}")
    return f"{len(bodies)} bodies up to 5 MB"


def dear_texts(service, report, scale):
    """As many at once as would hold every thread twice."""
    size = 60000 * scale // SLOWER
    pieces = ['"', "1 ", "(", "Ada Lee ", "he said that ", "the mayor opened the bridge and "]
    texts = [(piece * (size // len(piece))).encode() for piece in pieces] * 2
    answers = []
    service.patience = 600

    def send(text):
        answers.append(service.ask("POST", "/v1/analyze", text, {"Content-Type": "text/plain"}).status)

    threads = [threading.Thread(target=send, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(600)
    report.check(answers.count(200) == len(texts), f"dear texts: {answers}")
    return f"{len(texts)} texts of {size} bytes at once"


def dear_lines(service, report, scale):
    """The same as lines of bulk bodies."""
    line = b'{"text":"' + b"the mayor opened the bridge and " * (1000 * scale // SLOWER) + b'"}\n'
    answers = []
    service.patience = 600

    def send():
        answers.append(service.ask("POST", "/v1/articles", line * 3, {"Content-Type": "application/x-ndjson"}).status)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(600)
    report.check(answers.count(200) == 8, f"dear lines: {answers}")
    return f"8 bodies of {len(line) * 3} bytes at once"


ATTACKS = [slow_heads, slow_bodies, slow_readers, idle_connections, pipelining, header_floods, large_bodies, deep_json, dear_texts,
           dear_lines]


def run(attack, service, report, scale, sanitized):
    before = descriptors(service)
    with Probe(service) as probe:
        time.sleep(0.3)
        told = attack(service, report, scale)
        machine = probe.machine()
    bound = P99_MAX * (20 if sanitized else 1) + machine
    p99 = probe.p99(probe.times)
    name = attack.__name__.replace("_", " ")
    report.check(probe.failures == 0, f"{name}: /livez failed {probe.failures} times of {len(probe.times)}")
    report.check(p99 < bound, f"{name}: /livez p99 {p99 * 1e3:.0f} ms of {len(probe.times)}, bound {bound * 1e3:.0f} ms")
    report.check(wait_for(lambda: descriptors(service) <= before + 10, 20), f"{name}: {descriptors(service)} descriptors, {before} before")
    memory = resident(service)
    report.check(memory < MEMORY_MAX * (4 if sanitized else 1), f"{name}: {memory >> 20} MiB")
    report.check(service.ask("GET", "/readyz").status == 200, f"{name}: ready afterwards")
    print(f"{name:18} /livez p99 {p99 * 1e3:5.1f} ms (bare {probe.p99(probe.bare) * 1e3:4.1f}, the machine's {machine * 1e3:4.1f}), {memory >> 20:4} MiB   {told}", flush=True)


def all_at_once(claimd, report):
    """News on exactly as many connections as libmicrohttpd takes in one round (128), or on two rounds of them, and then
    silence: each is answered, and each close is noticed. The process is stopped meanwhile, so that all of it is there at once."""
    with Service(claimd, flags=["--threads", "1", "--log-level", "error"]) as service:
        service.ask("GET", "/readyz")
        time.sleep(0.5)  # it is gone, and what a start opens is open
        none = descriptors(service)
        for count in (127, 128, 129, 256):
            sockets = [connect(service, f"127.0.1.{1 + n % 20}") for n in range(count)]
            report.check(wait_for(lambda: descriptors(service) >= none + count), f"{count} at once: all are there")
            with stopped(service):
                for one in sockets:
                    one.sendall(b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
            answered = 0
            for one in sockets:
                one.settimeout(5)
                with contextlib.suppress(TimeoutError):
                    answered += one.recv(1000).startswith(b"HTTP/1.1 200")
            report.check(answered == count, f"{count} at once: {answered} were answered")
            with stopped(service):
                for one in sockets:
                    one.close()
            report.check(wait_for(lambda: descriptors(service) <= none), f"{count} at once: {descriptors(service) - none} closes went unnoticed")


@contextlib.contextmanager
def stopped(service):
    service.process.send_signal(signal.SIGSTOP)
    yield
    time.sleep(0.2)  # the kernel's own work on what was sent
    service.process.send_signal(signal.SIGCONT)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--claimd", required=True)
    parser.add_argument("--source")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    report = Report()
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(limit, 30000), limit))
    binary = pathlib.Path(options.claimd).read_bytes()
    sanitized = b"__asan_init" in binary or b"__tsan_init" in binary
    global SLOWER
    SLOWER = 10 if sanitized else 1
    flags = ["--request-timeout", "3", "--send-timeout", "3", "--connections", "12000", "--connections-per-address", "4000",
             "--log-level", "error"]
    for attack in ATTACKS:
        if options.only not in attack.__name__:
            continue
        with Service(options.claimd, flags=flags) as service:
            run(attack, service, report, 5 if options.full else 1, sanitized)
    if options.only in all_at_once.__name__:
        all_at_once(options.claimd, report)
    return report.end()


sys.exit(main())
