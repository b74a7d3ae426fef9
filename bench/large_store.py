#!/usr/bin/env python3
"""What does an article cost in a large store, all told? Stores the articles of examples/ferry in copies of the two stores that
bench_scale has left in FOLDER (1,000 generated articles, and many), in turns, and prints the CPU time of each kind of thread for
one article: `worker` analyses, `aligner` compares with the story, `writer` finds the story and stores.

    bench_scale FOLDER 100000; bench/large_store.py FOLDER [BUILD [TURNS]]
"""
import collections
import glob
import http.client
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def cpu_by_thread(pid):
    """Seconds of CPU by the threads' names."""
    seconds = collections.Counter()
    for task in glob.glob(f"/proc/{pid}/task/*"):
        with open(f"{task}/comm") as comm, open(f"{task}/schedstat") as schedstat:
            seconds[comm.read().strip()] += int(schedstat.read().split()[0]) / 1e9
    return seconds


def store_all(build, store, articles):
    with tempfile.TemporaryDirectory() as folder:
        database = shutil.copy(store, folder)
        command = [f"{build}/claimd", "serve", "--listen", "127.0.0.1:0", "--models", f"{build}/models", "--database", database,
                   "--log-level", "error"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        port = int(process.stdout.readline().rsplit(":", 1)[1])
        time.sleep(1)  # what the start has left to do
        before = cpu_by_thread(process.pid)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for article in articles:
            connection.request("POST", "/v1/articles", article, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            assert answer.status == 201, answer.read()
            answer.read()
        spent = cpu_by_thread(process.pid) - before
        process.terminate()
        process.wait()
        return spent


def main():
    folder = sys.argv[1]
    build = sys.argv[2] if len(sys.argv) > 2 else os.path.join(HERE, "..", "build")
    turns = int(sys.argv[3]) if len(sys.argv) > 3 else 10
    with open(os.path.join(HERE, "..", "examples", "ferry", "articles.ndjson"), "rb") as file:
        articles = [line for line in file.read().splitlines() if line.strip()]
    spent = {"small": collections.Counter(), "scale": collections.Counter()}
    for _ in range(turns):
        for name, sum_of_turns in spent.items():
            sum_of_turns.update(store_all(build, os.path.join(folder, f"{name}.db"), articles))
    count = turns * len(articles)
    for thread in ("worker", "aligner", "writer"):
        small, large = (1e3 * spent[name][thread] / count for name in ("small", "scale"))
        print(f"{thread:8} {small:6.2f} ms an article in the store of 1,000, {large:6.2f} ms in the large one, x{large / small:.2f}")
    small, large = (1e3 * spent[name].total() / count for name in ("small", "scale"))
    print(f"all      {small:6.2f} ms, {large:6.2f} ms, x{large / small:.2f}")


main()
