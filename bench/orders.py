#!/usr/bin/env python3
"""Do stories depend on the order of arrival? Stores the articles of a set in shuffled orders, each in an empty store, by one
process or by several at once, and compares what came out: B-cubed between every two results (Bagga and Baldwin 1998), the
share of alignments that both have, and B-cubed against the gold.

    bench/orders.py --claimd build/claimd --set ../shared/eval/stories/ecbplus [--orders 6]
    bench/orders.py … --database 'postgresql://…' --processes 1,2,4     each run in a schema of its own, taken away afterwards
"""
import argparse
import collections
import http.client
import itertools
import json
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time


def b_cubed(left, right):
    groups, others = collections.defaultdict(set), collections.defaultdict(set)
    for article in left:
        groups[left[article]].add(article)
        others[right[article]].add(article)
    both = [(len(groups[left[a]] & others[right[a]]), len(groups[left[a]]), len(others[right[a]])) for a in left]
    recall, precision = sum(b / g for b, g, _ in both) / len(both), sum(b / o for b, _, o in both) / len(both)
    return 2 * precision * recall / (precision + recall)


def start(claimd, where):
    process = subprocess.Popen([claimd, "serve", "--listen", "127.0.0.1:0", "--database", where, "--log-level", "error"],
                               stdout=subprocess.PIPE, text=True)
    return process, int(process.stdout.readline().rsplit(":", 1)[1])


def ask(connection, method, path, body=None):
    connection.request(method, path, body, {"Content-Type": "application/json", "Accept": "application/json"})
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


def post_all(port, waiting, lock, names):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    while True:
        with lock:
            if not waiting:
                return
            article = waiting.pop()
        body = json.dumps({k: article[k] for k in ("text", "title", "source", "published_at", "url") if k in article})
        status, answer = ask(connection, "POST", "/v1/articles", body)
        while status == 503:
            time.sleep(0.2)
            status, answer = ask(connection, "POST", "/v1/articles", body)
        assert status in (200, 201), answer
        names[answer["id"]] = article["id"]


def read_all(port, names):
    connection, stories, alignments, cursor = http.client.HTTPConnection("127.0.0.1", port, timeout=300), {}, set(), ""
    while cursor is not None:
        _, page = ask(connection, "GET", "/v1/stories?limit=100" + (f"&cursor={cursor}" if cursor else ""))
        for story in page["stories"]:
            stories.update((names[a], story["id"]) for a in story["articles"])
            for found in ask(connection, "GET", f"/v1/stories/{story['id']}/alignments")[1]["alignments"]:
                alignments.add((found["relation"], tuple(sorted((names[m["article_id"]], m["claim"]) for m in found["members"]))))
        cursor = page["next"]
    return stories, alignments


def store(claimd, where, articles, processes):
    fleet = [start(claimd, where) for _ in range(processes)]
    names, waiting, lock = {}, list(articles), threading.Lock()
    threads = [threading.Thread(target=post_all, args=(port, waiting, lock, names)) for _, port in fleet]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcome = read_all(fleet[0][1], names)
    for process, _ in fleet:
        process.terminate()
        process.wait(timeout=60)
    return outcome


def in_place(options, folder, number, articles, processes):
    if not options.database:
        return store(options.claimd, f"{folder}/{number}.db", articles, processes)
    schema, joint = f"orders_{number}", "&" if "?" in options.database else "?"
    psql = ["psql", "-q", "-d", options.database, "-c"]
    subprocess.run(psql + [f"CREATE SCHEMA {schema}"], check=True)
    try:
        return store(options.claimd, f"{options.database}{joint}options=-csearch_path%3D{schema}", articles, processes)
    finally:
        subprocess.run(psql + [f"DROP SCHEMA {schema} CASCADE"], check=True, stderr=subprocess.DEVNULL)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claimd", required=True)
    parser.add_argument("--set", required=True, help="SET_articles.jsonl, and SET_gold.json beside it")
    parser.add_argument("--orders", type=int, default=6)
    parser.add_argument("--database", help="a server; otherwise a file, which has one process")
    parser.add_argument("--processes", default="1", help="of the runs, by turns")
    options = parser.parse_args()
    with open(options.set + "_articles.jsonl", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines if line.strip()]
    with open(options.set + "_gold.json", encoding="utf-8") as file:
        gold = json.load(file)
    gold, fleets, outcomes = gold.get("stories", gold), [int(n) for n in options.processes.split(",")], []
    with tempfile.TemporaryDirectory(prefix="claimd-orders-") as folder:
        for number in range(options.orders):
            processes, order = fleets[number % len(fleets)], list(articles)
            random.Random(number).shuffle(order)
            outcomes.append(in_place(options, folder, number, order, processes))
            print(f"order {number}, processes {processes}: {len(set(outcomes[-1][0].values()))} stories, {len(outcomes[-1][1])} alignments, "
                  f"B-cubed {b_cubed(gold, outcomes[-1][0]):.3f} against the gold", flush=True)
    between = list(itertools.combinations(outcomes, 2))
    if not between:
        return 0
    stories = [b_cubed(a[0], b[0]) for a, b in between]
    shared = [len(a[1] & b[1]) / max(1, len(a[1] | b[1])) for a, b in between]
    print(f"between orders: B-cubed {min(stories):.4f} at worst, {statistics.mean(stories):.4f} in the mean; alignments {min(shared):.4f} at worst")
    return 0 if min(stories) >= 0.99 else 1


if __name__ == "__main__":
    sys.exit(main())
