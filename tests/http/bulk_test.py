#!/usr/bin/env python3
"""Lines of JSON to POST /v1/articles: one answer per line, in order; wrong lines do not stop the others; memory stays
bounded for a body of any length; a client that goes away, or a process that is killed, leaves whole articles.

    bulk_test.py --claimd build/claimd --source .
"""
import json
import pathlib
import re
import sys
import threading

from service import Report, Service, test_options, wait_for

NDJSON = {"Content-Type": "application/x-ndjson"}


def article(number):
    return {"text": f"The ferry number {number} left Port Larne with {number + 10} passengers on Monday.", "source": "Pier News"}


def line(thing):
    return json.dumps(thing).encode() + b"\n"


def send(service, body):
    return service.ask("POST", "/v1/articles", body, NDJSON)


def order_and_errors(service, report):
    bad = {3: (b'{"text": 3}\n', 422, "/text"), 7: (b'{"text"\n', 400, None), 11: (b"\n", None, None), 12: (b" \r\n", None, None),
           20: (line({"text": "a", "publised_at": "2031-01-01"}), 422, "/publised_at"), 21: (b'{"text": "\xff"}\n', 400, None),
           22: (b"[]\n", 422, ""), 30: (line({"text": "", "title": "Nothing"}), 422, "/text"), 31: (line({"text": " \n"}), 422, "/text"),
           32: (line({"html": "<html><body><script>x()</script></body></html>"}), 422, "/html"), 23: (b'{"text":"' + b"x" * (10 << 20) + b'"}\n', 413, None)}
    body = b"".join(bad[n][0] if n in bad else line(article(n)) for n in range(1, 120)) + line(article(120)).rstrip()
    answer = send(service, body)
    report.check(answer.status == 200 and answer.headers["Content-Type"] == "application/x-ndjson", f"{answer.status}")
    report.check(re.fullmatch(r'work;dur=[\d.]+, total;dur=[\d.]+, lines;desc="118", refused;desc="9"',
                              answer.headers["Server-Timing"]) is not None, f"Server-Timing: {answer.headers['Server-Timing']}")
    answers = answer.lines()
    report.check([a["line"] for a in answers] == [n for n in range(1, 121) if n not in (11, 12)], "one answer per line, in order")
    for a in answers:
        _, status, pointer = bad.get(a["line"], (None, 201, None))
        report.check(a["status"] == status, f"line {a['line']}: {a}")
        if pointer:
            report.check(a["problem"]["errors"][0]["pointer"] == pointer, f"line {a['line']}: {a}")
        if status == 201:
            stored = service.ask("GET", f"/v1/articles/{a['id']}")
            number = f"number {a['line']} " in stored.json()["analysis"]["article"]["text"]
            report.check(stored.status == 200 and number, f"line {a['line']} names its article")
    for wrong, status, pointer in bad.values():  # a line is judged as the same body alone
        alone = service.ask("POST", "/v1/articles", wrong, {"Content-Type": "application/json"})
        if pointer is not None:
            report.check((alone.status, alone.json()["errors"][0]["pointer"]) == (status, pointer), f"{wrong} alone: {alone.body}")
    for bare, media in ((b"", "text/plain"), (b"\n\n", "text/plain"), (b"<p> </p>", "text/html")):
        alone = service.ask("POST", "/v1/articles", bare, {"Content-Type": media})
        report.check((alone.status, alone.json()["errors"][0]["pointer"]) == (422, ""), f"{bare} alone: {alone.status}")
    again = send(service, body).lines()
    report.check([a.get("id") for a in again] == [a.get("id") for a in answers], "again: the same ids")
    report.check(all(a["status"] == 200 for a in again if "id" in a), "again: nothing new")
    for empty in (b"", b"\n", b"\n\n  \n"):
        report.check(send(service, empty).body == b"", f"{empty!r} has no answers")
    wrong = service.ask("POST", "/v1/articles?source=x", line(article(1)), NDJSON)
    report.check(wrong.status == 422, f"query parameters: {wrong.status}")


def memory(service, field):
    text = pathlib.Path(f"/proc/{service.process.pid}/status").read_text()
    return int(re.search(rf"{field}:\s+(\d+) kB", text)[1]) * 1024


def bounded(service, report):
    """150 MB of lines, and 30 MB of answers."""
    known, wrong = line(article(1)), line({"text": "x" * 3000, "unknown": 1})
    lines = [known, wrong]
    turns = 50000
    send(service, known * 100)
    before = memory(service, "VmHWM")

    def produce():
        for _ in range(turns // 100):
            yield b"".join(lines) * 100

    connection = service.connect()
    connection.timeout = 300
    connection.request("POST", "/v1/articles", produce(), NDJSON, encode_chunked=True)
    answer = connection.getresponse()
    numbers, bad = 0, 0
    while True:
        text = answer.readline()
        if not text:
            break
        numbers += 1
        got = json.loads(text)
        bad += got["line"] != numbers or got["status"] != (200 if numbers % 2 else 422)
    connection.close()
    grown = memory(service, "VmHWM") - before
    report.check(numbers == 2 * turns and bad == 0, f"{numbers} answers, {bad} wrong")
    sanitized = b"__asan_init" in pathlib.Path(service.claimd).read_bytes()  # it keeps 256 MiB of what was freed
    report.check(grown < (400 if sanitized else 64) << 20, f"memory grew by {grown >> 20} MiB")
    report.check(not list(service.folder.glob("*.spool*")), "no spool has a name")
    print(f"  {numbers} lines, {(len(known) + len(wrong)) * turns >> 20} MiB: memory grew by {grown >> 20} MiB")


def stored(service):
    return int(re.search(r"^claimd_store_articles (\d+)", service.ask("GET", "/metrics").body.decode(), re.M)[1])


def client_goes_away(service, report):
    text = b"".join(line(article(n)) for n in range(1000, 1200))
    before = stored(service)
    for part in (0.1, 0.5, 0.9):
        connection = service.connect()
        connection.connect()
        head = f"POST /v1/articles HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nContent-Length: {len(text)}\r\n\r\n"
        connection.sock.sendall(head.encode() + text[:int(len(text) * part)])
        connection.sock.close()
    report.check(wait_for(lambda: stored(service) > before), "a client that goes away leaves what it had sent")
    answers = send(service, text).lines()
    report.check([a["status"] in (200, 201) for a in answers] == [True] * 200, "everything is there after a client went away")
    report.check(any(a["status"] == 200 for a in answers), "what it had sent was stored")
    total = service.ask("GET", "/metrics").body.decode()
    report.check("claimd_" in total, "the service lives")


def many_at_once(service, report):
    """Eight hold the floor; the ninth is asked to come again. Connections have no order among themselves: a question may
    take the place of one that was opened before it and is refused then, so that another one is opened in its stead."""
    head = b"POST /v1/articles HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nContent-Length: 100\r\n\r\n"
    open_ones = []

    def hold():
        connection = service.connect()
        connection.connect()
        connection.sock.sendall(head + b"{")
        open_ones.append(connection.sock)

    for _ in range(8):
        hold()
    while send(service, line(article(1))).status == 200 and len(open_ones) < 24:
        hold()
    report.check(send(service, line(article(1))).status == 503, f"beside {len(open_ones)} the next is 503")
    for one in open_ones:
        one.sendall(b" " * 99)
    statuses = [int(one.recv(100).split()[1]) for one in open_ones]
    report.check(statuses.count(200) == 8 and set(statuses) <= {200, 503}, f"eight held the floor: {statuses}")
    for one in open_ones:
        one.close()
    report.check(wait_for(lambda: send(service, line(article(1))).status == 200), "and welcome when they have gone")


def parallel(service, report):
    results = {}

    def work(turn):
        results[turn] = send(service, b"".join(line(article(n)) for n in range(2000, 2100))).lines()

    threads = [threading.Thread(target=work, args=(turn,)) for turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = {tuple(a["id"] for a in answers) for answers in results.values()}
    created = sum(a["status"] == 201 for answers in results.values() for a in answers)
    report.check(len(ids) == 1 and created == 100, f"four times the same lines: {len(ids)} answers, {created} created")


def killed(options, report):
    with Service(options.claimd, flags=["--log-level", "warning"]) as service:
        text = b"".join(line(article(n)) for n in range(400))
        thread = threading.Thread(target=lambda: quietly(lambda: send(service, text)))
        thread.start()
        wait_for(lambda: service.ask("GET", "/v1/articles?limit=1").json()["articles"] != [])
        service.process.kill()
        service.process.wait()
        thread.join()
        service.start()
        answers = send(service, text).lines()
        report.check(len({a["id"] for a in answers}) == 400, "after kill -9 and again: 400 articles")
        report.check(any(a["status"] == 200 for a in answers), "some were stored before the kill")
        found, cursor = 0, ""
        while cursor is not None:
            page = service.ask("GET", f"/v1/articles?limit=200{cursor}").json()
            found += len(page["articles"])
            cursor = page["next"] and f"&cursor={page['next']}"
        report.check(found == 400, f"no doubles: {found}")


def quietly(deed):
    try:
        deed()
    except OSError:
        pass
    except Exception as error:  # http.client has its own for a connection that ends early
        assert type(error).__module__ == "http.client", error


def main():
    options = test_options(__doc__)
    report = Report()
    with Service(options.claimd, flags=["--log-level", "warning"]) as service:
        order_and_errors(service, report)
        bounded(service, report)
        client_goes_away(service, report)
        many_at_once(service, report)
        parallel(service, report)
    killed(options, report)
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
