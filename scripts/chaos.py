#!/usr/bin/env python3
"""Two to four claimd over one PostgreSQL behind HAProxy, under mixed load, while things go wrong: every few seconds one
claimd is killed with SIGKILL and started again, then the database server is restarted as after a crash (with --failover it
dies for good, and its standby, which had to have each commit, is promoted), and with --cut
the network between claimd and the server, which then has a namespace of its own, goes silent once before that.

Asked afterwards: is every article that was acknowledged there, once? Are the event numbers without a gap, and has a
stream that reconnects by its last number seen each of them? Was every failure a 503 with Retry-After, or a connection
that broke? Exits with 1 otherwise.

With --rolling nothing goes wrong: the processes are restarted with SIGTERM, one after the other, as an update does, and no
request at all may fail.

    scripts/chaos.py --claimd build/claimd [--processes 2] [--seconds 60] [--cut 20 | --failover | --rolling]
"""
import argparse
import http.client
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import threading
import time

SCRIPTS = pathlib.Path(__file__).resolve().parent
HAPROXY = """
global
    maxconn 4000
defaults
    mode http
    timeout connect 2s
    timeout client 60s
    timeout server 60s
    retries 3
    option redispatch
    retry-on conn-failure
    errorfile 502 {folder}/away.http
    errorfile 503 {folder}/away.http
    errorfile 504 {folder}/away.http
frontend front
    bind {front}
    default_backend claimd
backend claimd
    option httpchk GET /readyz
    default-server inter 300ms fall 1 rise 1 observe layer4 error-limit 1 on-error mark-down
{servers}
"""

# What a client is told by the proxy itself, in claimd's own way.
AWAY = ("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\nCache-Control: no-store\r\n"
        "Content-Type: application/problem+json\r\n\r\n"
        '{"type":"urn:claimd:problem:unavailable","title":"Not now","status":503}\n')


class Fleet:
    def __init__(self, options, folder, address):
        self.options, self.folder, self.address = options, folder, address
        self.processes, self.stopping = [None] * options.processes, False

    def socket(self, number):
        return f"{self.folder}/claimd{number}.sock"

    def start(self, number):
        log = open(f"{self.folder}/claimd{number}.log", "a")
        while True:
            process = subprocess.Popen([self.options.claimd, "serve", "--listen", f"unix:{self.socket(number)}", "--database",
                                        self.address, "--log-level", "error", *self.options.flags], stdout=subprocess.PIPE, stderr=log, text=True)
            if process.stdout.readline().startswith("listening"):
                break
            assert process.wait() == 1, f"claimd cannot start: see {log.name}"
            time.sleep(0.3)  # the database is away
        self.processes[number] = process

    def kill(self, number):
        self.processes[number].kill()
        self.processes[number].wait()

    def restart(self, number):
        """As an update does: it drains and ends, then the next one is started, and is ready."""
        self.processes[number].terminate()
        assert self.processes[number].wait(timeout=60) == 0
        self.start(number)
        time.sleep(1)  # for two checks of the balancer

    def end(self):
        for process in self.processes:
            process.terminate()
        return [process.wait(timeout=60) for process in self.processes]


class Wire:
    """The network between claimd and a server in a namespace of its own; needs root."""

    def __init__(self):
        self.name = f"claimd{os.getpid() % 10000}"
        subnet = f"10.213.{os.getpid() % 250}"
        self.here, self.there = f"{subnet}.1", f"{subnet}.2"

    def ip(self, *words):
        subprocess.run(["ip", *words], check=True)

    def lay(self):
        self.ip("netns", "add", self.name)
        self.ip("link", "add", f"{self.name}h", "type", "veth", "peer", "name", "db", "netns", self.name)
        self.ip("addr", "add", f"{self.here}/24", "dev", f"{self.name}h")
        self.ip("link", "set", f"{self.name}h", "up")
        self.ip("-n", self.name, "addr", "add", f"{self.there}/24", "dev", "db")
        self.ip("-n", self.name, "link", "set", "lo", "up")
        self.join()

    def cut(self):
        """The far end goes down: what is sent is lost, and nobody is told."""
        self.ip("-n", self.name, "link", "set", "db", "down")

    def join(self):
        self.ip("-n", self.name, "link", "set", "db", "up")

    def remove(self):
        self.ip("netns", "del", self.name)


class Outcome:
    def __init__(self):
        self.lock = threading.Lock()
        self.acknowledged, self.sent = {}, 0
        self.statuses, self.broken, self.wrong, self.slowest = {}, 0, [], 0.0

    def count(self, status, headers):
        with self.lock:
            self.statuses[status] = self.statuses.get(status, 0) + 1
            if status >= 500 and not (status == 503 and headers.get("Retry-After")):
                self.wrong.append((status, dict(headers)))

    def broke(self):
        with self.lock:
            self.broken += 1


def article(number):
    return {"text": f"The ferry Alder {number} ran aground at pier {number % 50} of Korsa on Monday. {number % 9 + 2} people were "
                    f"hurt, Mayor Ilse Brandt said.", "title": f"Ferry {number} aground", "source": f"Paper {number % 11}"}


KEPT = threading.local()  # with --rolling each client keeps its connection, as most do


def ask(port, method, path, body=None):
    keep = getattr(KEPT, "wanted", False)
    connection = getattr(KEPT, "connection", None) or http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    KEPT.connection = connection if keep else None
    try:
        connection.request(method, path, json.dumps(body) if body else None, {"Content-Type": "application/json"} if body else {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    except (OSError, http.client.HTTPException):
        KEPT.connection = None
        raise
    finally:
        if not keep:
            connection.close()


def write(port, number, outcome):
    """Until it is acknowledged, as a client does."""
    for _ in range(200):
        try:
            began = time.monotonic()
            status, headers, body = ask(port, "POST", "/v1/articles", article(number))
            outcome.slowest = max(outcome.slowest, time.monotonic() - began)
        except (OSError, http.client.HTTPException):
            outcome.broke()
            time.sleep(0.1)
            continue
        outcome.count(status, headers)
        if status in (200, 201):
            with outcome.lock:
                outcome.acknowledged[number] = json.loads(body)["id"]
            return
        time.sleep(0.1)


def writer(port, which, step, ends, outcome, keep):
    KEPT.wanted, number = keep, which
    while time.monotonic() < ends:
        write(port, number, outcome)
        number += step


def reader(port, ends, outcome, keep):
    KEPT.wanted = keep
    paths = ["/v1/stories", "/v1/articles?q=ferry", "/v1/articles", "/v1/quantities", "/v1/events?after=0&limit=50&wait=0"]
    while time.monotonic() < ends:
        try:
            status, headers, _ = ask(port, "GET", random.choice(paths))
            outcome.count(status, headers)
        except (OSError, http.client.HTTPException):
            outcome.broke()
        time.sleep(0.02)


class Stream(threading.Thread):
    """Reads events as they come; when the connection breaks it goes on behind the last number."""

    def __init__(self, port):
        super().__init__(daemon=True)
        self.port, self.last, self.gaps, self.reconnects, self.stop = port, 0, 0, 0, False

    def run(self):
        while not self.stop:
            try:
                self.read()
            except (OSError, http.client.HTTPException, ValueError):
                pass
            self.reconnects += 1
            time.sleep(0.1)

    def read(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", "/v1/events", headers={"Accept": "text/event-stream", "Last-Event-ID": str(self.last)})
        answer = connection.getresponse()
        if answer.status != 200:
            answer.read()
            return
        while not self.stop:
            line = answer.readline()
            if not line:
                return
            if line.startswith(b"id:"):
                number = int(line[3:])
                self.gaps += number > self.last + 1  # where it begins anew it says where it stands
                self.last = max(self.last, number)


def postgres(*words):
    return subprocess.run([SCRIPTS / "postgres.sh", *words], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def start_server(options, server, wire):
    """Addresses for claimd and for this script, now and at the end."""
    command, environment = [SCRIPTS / "postgres.sh", "start", server], dict(os.environ)
    if wire:
        wire.lay()
        command, environment["LISTEN"] = ["ip", "netns", "exec", wire.name, *command], wire.there
    own = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    if options.failover:
        standby = postgres("follow", f"{server}2", server)
        return f"postgresql://claimd@/postgres?host={server},{server}2&target_session_attrs=read-write", standby
    return f"postgresql://claimd@{wire.there}/postgres" if wire else own, own


def break_things(options, fleet, server, wire, ends):
    """Kills all the time, one cut, one restart of the server. Answers how many were killed."""
    kills, began = 0, time.monotonic()
    restart_at, cut_at = began + options.seconds * 0.7, began + options.seconds * 0.15
    while time.monotonic() < ends:
        time.sleep(options.every)
        if wire and cut_at and time.monotonic() > cut_at:
            wire.cut()
            time.sleep(options.cut)
            wire.join()
            cut_at = None
        if restart_at and time.monotonic() > restart_at:
            if options.failover:
                postgres("crash", server)
                postgres("promote", f"{server}2")
            else:
                subprocess.run(([] if not wire else ["ip", "netns", "exec", wire.name]) + [SCRIPTS / "postgres.sh", "restart", server], check=True)
            restart_at = None
        fleet.kill(kills % options.processes)
        fleet.start(kills % options.processes)
        kills += 1
    return kills


def roll(options, fleet, ends):
    restarts = 0
    while time.monotonic() < ends:
        time.sleep(options.every)
        fleet.restart(restarts % options.processes)
        restarts += 1
    return restarts


def run(options, folder):
    server, wire = f"{folder}/server", Wire() if options.cut else None
    try:
        return run_over(options, folder, server, wire)
    finally:
        for one in (f"{server}2", server):
            if os.path.exists(one):
                postgres("stop", one)
        if wire:
            wire.remove()


def run_over(options, folder, server, wire):
    address, own_address = start_server(options, server, wire)
    fleet = Fleet(options, folder, address)
    for number in range(options.processes):
        fleet.start(number)
    servers = "\n".join(f"    server c{n} unix@{fleet.socket(n)} check" for n in range(options.processes))
    port = random.randrange(20000, 30000)
    config = pathlib.Path(folder, "haproxy.cfg")
    pathlib.Path(folder, "away.http").write_text(AWAY)
    config.write_text(HAPROXY.format(folder=folder, front=f"127.0.0.1:{port}", servers=servers))
    proxy = subprocess.Popen(["haproxy", "-q", "-f", config])
    time.sleep(1)

    outcome, ends = Outcome(), time.monotonic() + options.seconds
    stream = Stream(port)
    threads = [threading.Thread(target=writer, args=(port, n, 4, ends, outcome, options.rolling)) for n in range(4)]
    threads += [threading.Thread(target=reader, args=(port, ends, outcome, options.rolling)) for _ in range(2)]
    for thread in [stream, *threads]:
        thread.start()
    changes = roll(options, fleet, ends) if options.rolling else break_things(options, fleet, server, wire, ends)
    for thread in threads:
        thread.join()
    address = own_address

    newest = int(subprocess.run(["psql", "-Atc", "SELECT max(number) FROM event", "-d", address], stdout=subprocess.PIPE).stdout)
    for _ in range(300):
        if stream.last >= newest:
            break
        time.sleep(0.1)
    stream.stop = True
    rows = {line: int(subprocess.run(["psql", "-Atc", sql, "-d", address], stdout=subprocess.PIPE).stdout or -1) for line, sql in {
        "articles": "SELECT count(*) FROM article", "texts": "SELECT count(DISTINCT text) FROM document",
        "event gaps": "SELECT max(number) - count(*) FROM event",
        "counted wrongly": "SELECT count(*) FROM shared WHERE articles <> (SELECT count(*) FROM article)"
                           " OR events <> (SELECT max(number) FROM event)"}.items()}
    lost = [n for n, i in outcome.acknowledged.items() if ask(port, "GET", f"/v1/articles/{i}")[0] != 200]
    ended = fleet.end()
    proxy.terminate()
    proxy.wait()

    print(f"{options.processes} processes, {options.seconds} s, " +
          (f"{changes} restarts in turn" if options.rolling else
           f"{changes} killed, the database {'lost and its standby promoted' if options.failover else 'restarted once'}, "
           f"the network cut for {options.cut} s"))
    print(f"acknowledged {len(outcome.acknowledged)}, lost {len(lost)}; answers {dict(sorted(outcome.statuses.items()))}, broken "
          f"connections {outcome.broken}, slowest answer {outcome.slowest:.1f} s, other failures {len(outcome.wrong)} {outcome.wrong[:3]}")
    print(f"stream: {stream.last} of {newest} events, {stream.gaps} gaps, {stream.reconnects} reconnects; {rows}; ended {ended}")
    good = not lost and not outcome.wrong and not stream.gaps and stream.last == newest and rows["event gaps"] == 0
    if options.rolling:
        good = good and not outcome.broken and set(outcome.statuses) <= {200, 201}
    return good and rows["articles"] == rows["texts"] and rows["counted wrongly"] == 0 and not any(ended)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claimd", required=True)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--folder", help="where the server's data lies for the time")
    parser.add_argument("--flag", dest="flags", action="append", default=[], help="one more for claimd serve")
    parser.add_argument("--cut", type=float, default=0, help="seconds of silence between claimd and the server; needs root")
    parser.add_argument("--failover", action="store_true", help="lose the server and promote its standby; not with --cut")
    parser.add_argument("--rolling", action="store_true", help="restart in turn, and let no request fail")
    parser.add_argument("--every", type=float, default=3, help="seconds between two kills")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="claimd-chaos-", dir=options.folder) as folder:
        pathlib.Path(folder).chmod(0o755)
        return 0 if run(options, folder) else 1


if __name__ == "__main__":
    sys.exit(main())
