#!/usr/bin/env python3
"""soak.py [BUILD [SECONDS]]: everything at once for ten minutes (texts and pages analysed, articles kept, read and listed) against one
claimd, and what it holds meanwhile: memory must stay flat, descriptors must not gather, the write-ahead log must stay bounded.
Fails when one of them does not. Called by scripts/soak.sh."""
import json
import os
import random
import statistics
import sys
import tempfile
import threading
import time

import articles
import service

SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else 600.0
CLIENTS = 4
KEPT = 600  # different articles; then they come again, as a newsroom's feeds do
MEMORY_GROWTH_MB, DESCRIPTOR_GROWTH, LOG_MB = 16, 4, 64


class Mix:
    """Requests drawn from the mix until the end; every answer but 2xx counts as a failure."""

    def __init__(self, server):
        self.server = server
        self.texts = [json.dumps(articles.article(number)).encode() for number in range(60)]
        self.pages = [json.dumps({"html": articles.page(number), "source": "Sound Weekly"}).encode() for number in range(6)]
        self.stored = [service.stored_id(server)]
        self.answers, self.failures, self.next, self.lock = 0, 0, 0, threading.Lock()

    def one(self, draw):
        kind = draw.random()
        if kind < 0.25:
            return self.server.ask("POST", "/v1/analyze", draw.choice(self.texts))
        if kind < 0.35:
            return self.server.ask("POST", "/v1/analyze", draw.choice(self.pages))
        if kind < 0.60:
            with self.lock:
                number = self.next = (self.next + 1) % KEPT
            status, answer = self.server.ask("POST", "/v1/articles", json.dumps(articles.article(9000 + number)).encode())
            found = json.loads(answer)
            with self.lock:
                self.stored = self.stored[-99:] + [found.get("id") or found["article"]["id"]]
            return status, answer
        if kind < 0.85:
            return self.server.ask("GET", f"/v1/articles/{draw.choice(self.stored)}")
        return self.server.ask("GET", draw.choice(["/v1/articles?limit=20", "/v1/stories?limit=20", "/v1/articles?q=bridge", "/metrics"]))

    def run(self, seed, end):
        draw = random.Random(seed)
        while time.monotonic() < end:
            status, _ = self.one(draw)
            with self.lock:
                self.answers += 1
                self.failures += status // 100 != 2


def sample(server, database):
    log = database + "-wal"
    return (server.memory("VmRSS"), len(os.listdir(f"/proc/{server.process.pid}/fd")),
            os.path.getsize(log) / 2**20 if os.path.exists(log) else 0)


def soak(folder):
    server = service.claimd(folder)
    database = next(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".db"))
    mix = Mix(server)
    end = time.monotonic() + SECONDS
    clients = [threading.Thread(target=mix.run, args=(seed, end)) for seed in range(CLIENTS)]
    for client in clients:
        client.start()
    samples = []
    while time.monotonic() < end:
        samples.append(sample(server, database))
        time.sleep(min(1.0, SECONDS / 40))
    for client in clients:
        client.join()
    server.end()
    return mix, samples


def main():
    with tempfile.TemporaryDirectory() as folder:
        mix, samples = soak(folder)
    warm = samples[len(samples) // 3:]
    half = len(warm) // 2
    early, late = ([statistics.median(column) for column in zip(*part)] for part in (warm[:half], warm[half:]))
    log = max(log for _, _, log in samples)
    print(f"{SECONDS:g} s, {mix.answers} answers, {mix.failures} not 2xx")
    print(f"memory {early[0]:.1f} MB in the second third, {late[0]:.1f} MB in the last, {max(s[0] for s in samples):.1f} MB at most")
    print(f"descriptors {early[1]:.0f} and {late[1]:.0f}, write-ahead log {log:.1f} MB at most")
    failed = [what for what, bad in (("an answer failed", mix.failures), ("memory grows", late[0] - early[0] > MEMORY_GROWTH_MB),
                                     ("descriptors gather", late[1] - early[1] > DESCRIPTOR_GROWTH), ("the log grows", log > LOG_MB)) if bad]
    sys.exit("soak: " + ", ".join(failed) if failed else 0)


if __name__ == "__main__":
    main()
