#!/usr/bin/env python3
"""service.py [BUILD [ROUNDS [SECONDS]]]: claimd beside a bare libmicrohttpd server and beside the Node service of bench/node/,
one process against one process, in one run and in turns, so that a busy machine slows all of them alike. Read the ratios.

CPU time is the server's own (/proc/PID/stat), user and system together; a request's share is that of its turn. Each server is
asked the same things over two connections: different articles of 2.9 KB (bench/articles.py), pages of 184 KB, the same articles to be
kept durably, one of them to be read. Called by scripts/bench.sh, which builds what is needed."""
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import articles  # noqa: E402

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "..", "build")
ROUNDS = int(sys.argv[2]) if len(sys.argv) > 2 else 5
SECONDS = float(sys.argv[3]) if len(sys.argv) > 3 else 3.0
CONNECTIONS = 2
STARTS = 7
TICK = os.sysconf("SC_CLK_TCK")
JSON = {"Content-Type": "application/json"}


class Server:
    """A server process of one of the kinds, from its start to its end."""

    def __init__(self, name, command, ready, folder, keep_stdin=False):
        self.name, self.ready_path = name, ready
        started = time.monotonic()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.PIPE if keep_stdin else subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL, cwd=folder, text=True)
        line = self.process.stdout.readline()
        self.port = int(re.search(r"127\.0\.0\.1:(\d+)", line).group(1))
        while self.ask("GET", ready)[0] != 200:
            time.sleep(0.001)
        self.start_ms = (time.monotonic() - started) * 1e3

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body, JSON if body else {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def cpu(self):
        with open(f"/proc/{self.process.pid}/stat") as stat:
            fields = stat.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def memory(self, field):
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(re.search(rf"{field}:\s+(\d+)", status.read()).group(1)) / 1024

    def end(self):
        self.process.terminate()
        self.process.wait()


def claimd(folder, threads=4):
    return Server("claimd", [os.path.abspath(os.path.join(BUILD, "claimd")), "serve", "--listen", "127.0.0.1:0", "--threads", str(threads),
                             "--models", os.path.abspath(os.path.join(BUILD, "models")),
                             "--database", os.path.join(folder, f"claimd-{time.monotonic_ns()}.db"), "--log-level", "error"], "/readyz", folder)


def node(folder):
    return Server("node", ["node", os.path.join(HERE, "node", "service.js"), os.path.join(folder, f"node-{time.monotonic_ns()}.db")],
                  "/livez", folder)


def bare(folder):
    return Server("bare", [os.path.abspath(os.path.join(BUILD, "bench/hello_server")), "4"], "/", folder, keep_stdin=True)


class Turn:
    """One server asked one kind of thing for some seconds."""

    def __init__(self, requests, cpu_ms, p50, p99, rate, failures=0):
        self.requests, self.cpu_ms, self.p50, self.p99, self.rate, self.failures = requests, cpu_ms, p50, p99, rate, failures


def post_turn(server, path, body_of):
    """Bodies that differ, over CONNECTIONS connections."""
    latencies, failures, lock = [], [0], threading.Lock()
    end = time.monotonic() + SECONDS

    def client():
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=120)
        while time.monotonic() < end:
            body = body_of(server)
            asked = time.monotonic()
            connection.request("POST", path, body, JSON)
            answer = connection.getresponse()
            answer.read()
            with lock:
                latencies.append(time.monotonic() - asked)
                failures[0] += answer.status // 100 != 2
        connection.close()

    threads = [threading.Thread(target=client) for _ in range(CONNECTIONS)]
    before, started = server.cpu(), time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds, used = time.monotonic() - started, server.cpu() - before
    latencies.sort()
    return Turn(len(latencies), used / len(latencies) * 1e3, latencies[len(latencies) // 2] * 1e3,
                latencies[len(latencies) * 99 // 100] * 1e3, len(latencies) / seconds, failures[0])


def get_turn(server, path):
    """The same thing over and over, asked by bench/load, which costs less than Python."""
    before = server.cpu()
    line = subprocess.run([os.path.join(BUILD, "bench/load"), str(server.port), str(CONNECTIONS * 4), str(SECONDS / 2), "GET", path],
                          stdout=subprocess.PIPE, text=True, check=True).stdout
    rate, p50, p99, failures = (float(word) for word in line.split())
    used = server.cpu() - before
    return Turn(rate * SECONDS / 2, used / (rate * SECONDS / 2) * 1e3, p50, p99, rate, int(failures))


class Bodies:
    """The next body for each server: every server gets the same ones in the same order."""

    def __init__(self, make, count):
        self.ready = [json.dumps(make(number)).encode() for number in range(count)]
        self.next, self.lock = {}, threading.Lock()

    def __call__(self, server):
        with self.lock:
            number = self.next[server] = self.next.get(server, -1) + 1
        return self.ready[number % len(self.ready)]


def stored_id(server):
    status, answer = server.ask("POST", "/v1/articles", json.dumps(articles.article(1_000_000)).encode())
    if status // 100 != 2:
        sys.exit(f"{server.name} does not store: {status} {answer[:200]}")
    found = json.loads(answer)
    return found.get("id") or found["article"]["id"]


def fdatasync_ms(folder, count=100):
    took = []
    with open(os.path.join(folder, "sync"), "wb") as file:
        for _ in range(count):
            file.write(b"x" * 4096)
            file.flush()
            started = time.monotonic()
            os.fdatasync(file.fileno())
            took.append((time.monotonic() - started) * 1e3)
    took.sort()
    return took[count // 2], took[count * 99 // 100]


def measure(folder):
    """{what: {server name: [turns]}}, memory, and the servers' own start."""
    servers = {"bare": bare(folder), "claimd": claimd(folder), "node": node(folder)}
    time.sleep(1)
    idle = {name: server.memory("VmRSS") for name, server in servers.items()}
    texts = Bodies(articles.article, 300)
    pages = Bodies(lambda number: {"html": articles.page(number), "source": "Sound Weekly"}, 20)
    kept = Bodies(lambda number: articles.article(5000 + number), 2000)
    read = {name: f"/v1/articles/{stored_id(servers[name])}" for name in ("claimd", "node")}
    work = {
        "/livez": (("bare", "claimd", "node"), lambda server: get_turn(server, "/" if server.name == "bare" else "/livez")),
        "analyze text, 3 KB": (("claimd", "node"), lambda server: post_turn(server, "/v1/analyze", texts)),
        "analyze HTML, 184 KB": (("claimd", "node"), lambda server: post_turn(server, "/v1/analyze", pages)),
        "store durably, 3 KB": (("claimd", "node"), lambda server: post_turn(server, "/v1/articles", kept)),
        "read an article": (("claimd", "node"), lambda server: get_turn(server, read[server.name])),
    }
    for what in list(work)[1:4]:  # Node's compiler warms up unmeasured
        for name in work[what][0]:
            work[what][1](servers[name])
    turns = {what: {name: [] for name in work[what][0]} for what in work}
    for round_number in range(ROUNDS):
        print(f"round {round_number + 1} of {ROUNDS}, load {os.getloadavg()[0]:.1f}", file=sys.stderr)
        for what, (names, run) in work.items():
            for name in names if round_number % 2 == 0 else reversed(names):
                turns[what][name].append(run(servers[name]))
    peak = {name: server.memory("VmHWM") for name, server in servers.items()}
    now = {name: server.memory("VmRSS") for name, server in servers.items()}
    for server in servers.values():
        server.end()
    return turns, idle, now, peak


def starts(folder):
    took = {"claimd": [], "node": []}
    for _ in range(STARTS):
        for name, start in (("claimd", claimd), ("node", node)):
            server = start(folder)
            took[name].append(server.start_ms)
            server.end()
    return {name: statistics.median(times) for name, times in took.items()}


def scale(folder):
    """Requests a second on two threads over those on one, in turns."""
    texts = Bodies(articles.article, 300)
    rates = {1: [], 2: []}
    servers = {threads: claimd(folder, threads) for threads in rates}
    for _ in range(ROUNDS):
        for threads, server in servers.items():
            rates[threads].append(post_turn(server, "/v1/analyze", texts).rate)
    for server in servers.values():
        server.end()
    return statistics.median(rates[2]) / statistics.median(rates[1])


def median_of(turns, field):
    return statistics.median(getattr(turn, field) for turn in turns)


def print_turns(turns):
    print(f"{'what':22} {'server':8} {'CPU ms':>9} {'requests/s':>11} {'p50 ms':>9} {'p99 ms':>9} {'asked':>8} {'failed':>6}   against node or bare: CPU, rate")
    for what, by_server in turns.items():
        ours, other = by_server["claimd"], "bare" if what == "/livez" else "node"
        for name, of in by_server.items():
            note = ""
            if name == "claimd":
                theirs = by_server[other]
                note = (f"   {median_of(theirs, 'cpu_ms') / median_of(ours, 'cpu_ms'):6.2f} x {other:4} "
                        f"{median_of(ours, 'rate') / median_of(theirs, 'rate'):6.2f} x")
            print(f"{what:22} {name:8} {median_of(of, 'cpu_ms'):9.3f} {median_of(of, 'rate'):11.1f} {median_of(of, 'p50'):9.2f} "
                  f"{median_of(of, 'p99'):9.2f} {sum(turn.requests for turn in of):8.0f} {sum(turn.failures for turn in of):6}{note}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        sync = fdatasync_ms(folder)
        print(f"{time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; "
              f"fdatasync {sync[0]:.2f} ms median, {sync[1]:.2f} ms p99; {ROUNDS} rounds of {SECONDS:g} s, medians", flush=True)
        started = starts(folder)
        turns, idle, now, peak = measure(folder)
        print_turns(turns)
        for name in ("claimd", "node"):
            print(f"{name:8} ready after {started[name]:.0f} ms; resident {idle[name]:.0f} MB idle, {now[name]:.0f} MB after, {peak[name]:.0f} MB at most")
        print(f"claimd, two threads over one: {scale(folder):.2f} times the texts a second")


if __name__ == "__main__":
    main()
