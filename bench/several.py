#!/usr/bin/env python3
"""Storing and reading through one and two claimd over PostgreSQL, beside one over SQLite: rounds of each in turn, so that
what else the machine does falls on all of them alike. Prints articles and answers a second, the median of the rounds.

    bench/several.py --claimd build/claimd [--many-stories] [--rounds 3] [--seconds 8] [--folder /dev/shm]
"""
import argparse
import http.client
import json
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time

SCRIPTS = pathlib.Path(__file__).resolve().parent.parent / "scripts"
NAMES = "Alder Birch Cedar Dorn Elmwood Firth Gorse Hazel Iver Juniper Korsa Linden Marl Norvale Orva Pell Quarn Rusk Sorrel Tarrow".split()


SYLLABLES = "bar cor den fal gim hol jun kel lom mar nor pel quin ras sel tor ulm ver wes yar".split()
MATTERS = ["ferry", "dam", "bridge", "strike", "harvest", "mine", "festival", "railway", "hospital", "airport", "dike", "museum"]


def name(dice):
    return "".join(dice.sample(SYLLABLES, 2)).capitalize()


def one_story(dice, _):
    """The hardest there are: all about the same twenty names, so that nearly all of them join one story."""
    place, ship, mayor = dice.sample(NAMES, 3)
    return f"{ship} at {place}", lambda: (f"The {ship} {dice.choice(['left', 'reached', 'passed'])} {place} {dice.choice(NAMES)} with "
                                          f"{dice.randrange(9000)} tonnes on board, Mayor {mayor} said on Monday.")


def many_stories(dice, number):
    """Forty events at a time, each with names of its own, told by a dozen papers."""
    event = number % 40 + 40 * (number // 480)
    own = random.Random(event)
    place, person, firm, matter = name(own), name(own), name(own), own.choice(MATTERS)
    return f"{matter} of {place}", lambda: (f"{firm} {dice.choice(['closed', 'opened', 'repaired', 'sold'])} the {matter} of {place} after "
                                            f"{dice.randrange(90)} days, {person} {name(own)} said on Monday.")


def article(number, tell=one_story):
    dice = random.Random(number)
    title, sentence = tell(dice, number)
    return json.dumps({"text": " ".join(sentence() for _ in range(12)), "title": f"{title} {number}", "source": f"Paper {number % 9}"}).encode()


def client(port, ends, number, step, reads, counts, tell):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while time.monotonic() < ends:
        if reads:
            connection.request("GET", random.choice(["/v1/stories?limit=20", "/v1/articles?limit=20", f"/v1/articles?q={random.choice(NAMES)}"]))
        else:
            connection.request("POST", "/v1/articles", article(number, tell), {"Content-Type": "application/json"})
            number += step
        answer = connection.getresponse()
        answer.read()
        counts[answer.status] = counts.get(answer.status, 0) + 1


def measure(ports, seconds, first, reads, tell=one_story):
    counts, ends, clients = {}, time.monotonic() + seconds, 16
    threads = [threading.Thread(target=client, args=(ports[n % len(ports)], ends, first + n, clients, reads, counts, tell))
               for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(counts) <= {200, 201}, counts
    return sum(counts.values()) / seconds


def start(claimd, flags, where):
    process = subprocess.Popen([claimd, "serve", "--listen", "127.0.0.1:0", "--database", where, "--log-level", "error", *flags],
                               stdout=subprocess.PIPE, text=True)
    return process, int(process.stdout.readline().rsplit(":", 1)[1])


def run(options, folder):
    server = f"{folder}/server"
    address = subprocess.run([SCRIPTS / "postgres.sh", "start", server], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    subprocess.run(["psql", "-q", "-d", address, "-c", "CREATE SCHEMA one", "-c", "CREATE SCHEMA two"], check=True)
    places = {"SQLite, 1 process": [f"{folder}/first.db"], "PostgreSQL, 1 process": [f"{address}&options=-csearch_path%3Done"],
              "PostgreSQL, 2 processes": [f"{address}&options=-csearch_path%3Dtwo"] * 2}
    fleets = {name: [start(options.claimd, options.flags, where) for where in wheres] for name, wheres in places.items()}
    stored, read = {name: [] for name in places}, {name: [] for name in places}
    for turn in range(options.rounds):
        for name, fleet in fleets.items():
            ports = [port for _, port in fleet]
            stored[name].append(measure(ports, options.seconds, turn * 100000, False, options.tell))
            read[name].append(measure(ports, options.seconds / 2, 0, True))
    for name, fleet in fleets.items():
        print(f"{name:26} stored {statistics.median(stored[name]):7.1f}/s  read {statistics.median(read[name]):7.1f}/s  "
              f"{[round(v, 1) for v in stored[name]]} {[round(v, 1) for v in read[name]]}")
        for process, _ in fleet:
            process.terminate()
            process.wait(timeout=60)
    size = "SELECT sum(pg_total_relation_size(c.oid)) / (SELECT count(*) FROM two.article) FROM pg_class c JOIN pg_namespace n " \
           "ON n.oid = c.relnamespace WHERE n.nspname = 'two' AND c.relkind = 'r'"
    print("bytes an article on PostgreSQL:", subprocess.run(["psql", "-At", "-d", address, "-c", size], stdout=subprocess.PIPE,
                                                            text=True).stdout.strip())
    subprocess.run([SCRIPTS / "postgres.sh", "stop", server], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claimd", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--many-stories", dest="tell", action="store_const", const=many_stories, default=one_story)
    parser.add_argument("--folder", help="where both databases lie")
    parser.add_argument("--flag", dest="flags", action="append", default=[], help="one more for claimd serve")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="claimd-bench-", dir=options.folder) as folder:
        pathlib.Path(folder).chmod(0o755)
        run(options, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
