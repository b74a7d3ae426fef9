#!/usr/bin/env python3
"""What one more article costs in a story of 2, 10 or 50: stories.py CLAIMD [CLIENTS [ROUNDS]].

Made-up outlets tell of one event in some 25 sentences each, with numbers and words of their own, so that nearly every
claim meets one of every other outlet: as dense as a story gets. Prints, per size, puts a second, the CPU time of the
thread that writes and of the whole process per put, and how long a small write that has nothing to do with the story waits
meanwhile. Articles of the story are taken out again, so that it keeps its size.
"""

import http.client
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time

MATTERS = [
    "The ferry Halden left Port Merrow at {hour} on Tuesday with {n} passengers on board.",
    "{n} people were taken to hospital in Port Merrow, the coast guard said.",
    "Captain Ilse Maren told reporters that the engine {failed} {k} miles off the coast.",
    "The operator, Norrland Lines, said the vessel was built in {year}.",
    "Repairs will cost about ${m} million, according to the company.",
    "Divers {searched} the hull for {k} hours on Wednesday.",
    "The transport ministry said it would inspect {k} ferries of the same type.",
    "Waves reached {k} metres when the ship lost power.",
    "Mayor Tomas Brandt said the town had opened {k} schools as shelters.",
    "The coast guard sent {k} helicopters and two boats.",
    "Norrland Lines carried {m} million passengers last year.",
    "“We have never seen such a storm,” Brandt said on Tuesday.",
    "The ferry had {failed} an inspection in March, documents show.",
    "Prosecutors opened an investigation into Norrland Lines on Thursday.",
    "The union said the crew had worked {n} hours in a week.",
    "Services to Skarholm will stay suspended until {day}.",
    "The wreck lies {n} metres deep, the harbour authority said.",
    "About {n} litres of fuel leaked into the bay.",
    "Fishermen from Skarholm rescued {k} passengers before the boats arrived.",
    "The company’s shares fell {k} percent in Oslovik.",
    "Transport minister Ada Lindqvist visited Port Merrow on {day}.",
    "Lindqvist said the government would pay {m} million to families.",
    "It was the worst accident on the route since {year}.",
    "The crew counted {k} lifeboats that would not open.",
    "Insurers put the loss at ${m} million.",
]


def article(number, seed):
    rng = random.Random(seed)
    lines = []
    for index, matter in enumerate(MATTERS):
        own = random.Random(index)
        k, n, m, year = own.randint(2, 9), own.randint(20, 400), own.randint(2, 80), own.randint(1970, 2010)
        if rng.random() < 0.3:
            k, n, m, year = k + 1, n + rng.randint(1, 9), m + 1, year + 1
        lines.append(matter.format(k=k, n=n, m=m, year=year, hour="noon", day=rng.choice(["Friday", "Monday"]),
                                   failed=rng.choice(["failed"]), searched=rng.choice(["searched", "examined"])))
    head = lines[:2]
    rest = lines[2:]
    rng.shuffle(rest)
    return {"title": "Ferry Halden accident off Port Merrow", "source": f"Outlet {number}",
            "published_at": f"2031-05-{7 + number % 3:02d}T{number % 24:02d}:00:00Z", "text": "\n\n".join(head + rest)}


class Service:
    def __init__(self, program, folder):
        self.process = subprocess.Popen(
            [program, "serve", "--listen", "127.0.0.1:0", "--database", os.path.join(folder, "stories.db"), "--offline",
             "--log-level", "error"], stdout=subprocess.PIPE, text=True)
        self.port = int(re.search(r":(\d+)$", self.process.stdout.readline().strip()).group(1))

    def threads(self):
        """CPU seconds by the name of the thread, and of all."""
        tick = os.sysconf("SC_CLK_TCK")
        seconds = {}
        for task in os.listdir(f"/proc/{self.process.pid}/task"):
            with open(f"/proc/{self.process.pid}/task/{task}/stat", encoding="ascii") as stat:
                name, rest = re.match(r"\d+ \((.*)\) (.*)", stat.read()).groups()
            fields = rest.split()
            seconds[name] = seconds.get(name, 0) + (int(fields[11]) + int(fields[12])) / tick
        return seconds


def send(connection, method, path, body=None):
    connection.request(method, path, json.dumps(body) if body is not None else None,
                       {"Content-Type": "application/json"} if body is not None else {})
    answer = connection.getresponse()
    data = answer.read()
    if answer.status >= 400:
        raise SystemExit(f"{method} {path}: {answer.status} {data[:300]!r}")
    return json.loads(data) if data else None


def in_turns(port, clients, deeds):
    """Runs the deeds on `clients` connections; the seconds that it took."""
    deeds = list(deeds)
    lock = threading.Lock()

    def run():
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while True:
            with lock:
                if not deeds:
                    return
                deed = deeds.pop(0)
            deed(connection)

    threads = [threading.Thread(target=run) for _ in range(clients)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.monotonic() - start


def measure(service, size, clients, rounds):
    ids = []
    connection = http.client.HTTPConnection("127.0.0.1", service.port)
    for number in range(size):
        ids.append(send(connection, "POST", "/v1/articles", article(number, number))["id"])
    bystander = http.client.HTTPConnection("127.0.0.1", service.port)
    waits = []
    stop = threading.Event()
    source = send(connection, "GET", "/v1/sources?limit=1")["sources"][0]["name"].replace(" ", "%20")

    def knock():
        while not stop.wait(0.05):
            start = time.monotonic()
            send(bystander, "PATCH", f"/v1/sources/{source}", {"kind": random.choice(["wire", "outlet"])})
            waits.append(time.monotonic() - start)

    lock = threading.Lock()
    new = []

    def put(number):
        def deed(own):
            answer = send(own, "POST", "/v1/articles", article(number, number))
            with lock:
                new.append(answer["id"])
        return deed

    before = service.threads()
    knocking = threading.Thread(target=knock)
    knocking.start()
    seconds = in_turns(service.port, clients, [put(100 + size + i) for i in range(rounds)])
    stop.set()
    knocking.join()
    after = service.threads()
    writer = after.get("writer", 0) - before.get("writer", 0)
    total = sum(after.values()) - sum(before.values())
    stories = send(connection, "GET", "/v1/stories?limit=10")["stories"]
    largest = max(len(story["articles"]) for story in stories)
    waits.sort()
    print(f"{size:5} {clients:8} {rounds / seconds:8.1f} {1000 * writer / rounds:10.1f} {1000 * total / rounds:10.1f}"
          f" {1000 * statistics.median(waits):10.1f} {1000 * waits[-1]:10.1f} {largest:8}", flush=True)
    for one in ids + new:
        send(connection, "DELETE", f"/v1/articles/{one}")


def main():
    program = sys.argv[1]
    clients = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 8
    print(" size  clients   puts/s  writer ms     all ms  other p50  other max  largest")
    with tempfile.TemporaryDirectory() as folder:
        service = Service(program, folder)
        try:
            for size in (2, 10, 50):
                measure(service, size, clients, rounds)
        finally:
            service.process.terminate()
            service.process.wait()


if __name__ == "__main__":
    main()
