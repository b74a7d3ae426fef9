#!/usr/bin/env python3
"""Pages and feeds, fetched by the real binary from a server that lies, drips, bombs and never ends; then a day of a feed in
seconds, with the process killed again and again.

    fetch_test.py --claimd build/claimd

Needs nothing but Python and the openssl command. Prints "N passed, N failed".
"""
import argparse
import gzip
import http.server
import json
import pathlib
import re
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import zlib

import database
from service import Report

ALLOWED = "127.0.0.1/32"  # claimd may fetch from our server, and from no other loopback address


def page(title, text):
    paragraphs = "".join(f"<p>{p}</p>" for p in text.split("\n"))
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>"


FERRY = page("Ferry aground off Corran Head", "The ferry Maid of Tarsay ran aground off Corran Head on Tuesday with 214 passengers "
             "on board, the coastguard said.\nIt is the first grounding on the route since 1998, the harbour office said.")
FERRY_LATER = FERRY.replace("214 passengers", "219 passengers")


class Site(http.server.BaseHTTPRequestHandler):
    """Each path is one behaviour; what was asked is remembered."""
    protocol_version = "HTTP/1.1"
    timeout = 30

    def log_message(self, *_):
        pass

    def answer(self, status, body=b"", headers=()):
        body = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if not any(name == "Content-Type" for name, _ in headers):
            self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        state = self.server.state
        path = self.path.split("?")[0]
        with state.lock:
            state.asked.append((self.path, dict(self.headers)))
            state.open += 1
            state.most_open = max(state.most_open, state.open)
            rule = state.rules.get(path)
        try:
            rule(self) if rule else self.answer(404, "nothing here")
        except (BrokenPipeError, ConnectionResetError, ssl.SSLError):
            pass
        finally:
            with state.lock:
                state.open -= 1

    def handle_one_request(self):
        try:
            super().handle_one_request()
        except (ConnectionResetError, BrokenPipeError):
            self.close_connection = True


class State:
    def __init__(self):
        self.lock = threading.Lock()
        self.asked = []
        self.rules = {}
        self.open = self.most_open = 0

    def times(self, path):
        with self.lock:
            return sum(1 for asked, _ in self.asked if asked == path)

    def headers_of_last(self, path):
        with self.lock:
            return [headers for asked, headers in self.asked if asked == path][-1]


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        pass  # clients that hang up are what we test


def serve(state, context=None):
    server = Server(("127.0.0.1", 0), Site)
    server.state = state
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


class Claimd:
    """The service over a database that outlives it."""

    def __init__(self, binary, folder, flags=()):
        self.command = [binary, "serve", "--listen", "127.0.0.1:0", "--database", database.place(folder, "test.db"), "--log-level", "error", *flags]
        self.start()

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        self.base = self.process.stdout.readline().split()[-1]

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        self.process.terminate()
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        return code

    def ask(self, method, path, body=None, headers=None):
        """-> (status, headers, parsed or bytes)"""
        headers = dict(headers or {})
        if body is not None and not isinstance(body, bytes):
            body = json.dumps(body).encode()
            headers.setdefault("Content-Type", "application/json")
        request = urllib.request.Request(self.base + path, data=body, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=90) as answer:
                status, got, data = answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            status, got, data = error.code, error.headers, error.read()
        if "json" in got.get("Content-Type", ""):
            data = json.loads(data)
        return status, got, data

    def fetch(self, url, wait=40):
        status, _, job = self.ask("POST", "/v1/articles", {"url": url}, {"Prefer": f"wait={wait}"})
        return job if status in (200, 202) else {"state": status, "problem": job}

    def articles(self):
        found, cursor = [], ""
        while True:
            _, _, answer = self.ask("GET", f"/v1/articles?limit=200{cursor}")
            found += answer["articles"]
            if not answer["next"]:
                return found
            cursor = f"&cursor={answer['next']}"


def slug(thing):
    return (thing.get("problem") or {}).get("type", "").removeprefix("urn:claimd:problem:")


# ---- one page ----------------------------------------------------------------------------------

def test_pages(claimd, state, root, report):
    state.rules["/ferry"] = lambda r: r.answer(200, FERRY, [("ETag", '"one"')])
    status, headers, job = claimd.ask("POST", "/v1/articles", {"url": f"{root}/ferry", "source": "Coastwire"})
    report.equal((status, job["state"] in ("queued", "running", "done")), (202, True), "a URL is taken")
    status, _, job = claimd.ask("GET", headers["Location"], headers={"Prefer": "wait=20"})
    report.equal((status, job["state"], job["outcome"]), (200, "done", "stored"), "the job ends")
    _, _, article = claimd.ask("GET", f"/v1/articles/{job['article']}")
    report.equal((article["source"], article["url"]), ("Coastwire", f"{root}/ferry"), "what is stored")
    report.check("214 passengers" in article["analysis"]["article"]["text"], "the page's text")
    agent = state.headers_of_last("/ferry").get("User-Agent", "")
    report.check(re.fullmatch(r"claimd/\S+ \(\+desk@example\.org\)", agent), f"an honest name: {agent}")
    report.equal(state.times("/robots.txt"), 0, "what somebody asks for is no robot's doing")

    again = claimd.fetch(f"{root}/ferry")
    report.equal((again["state"], again["outcome"]), ("done", "unchanged"), "another text around the same article")
    state.rules["/ferry"] = lambda r: (r.answer(304) if r.headers.get("If-None-Match") == '"one"' else r.answer(500))
    again = claimd.fetch(f"{root}/ferry")
    report.equal((again["outcome"], again["article"]), ("not-modified", job["article"]), "304")
    state.rules["/ferry"] = lambda r: r.answer(200, FERRY_LATER, [("ETag", '"two"')])
    later = claimd.fetch(f"{root}/ferry")
    report.equal((later["outcome"], later["article"] != job["article"]), ("stored", True), "a changed text")
    _, _, article = claimd.ask("GET", f"/v1/articles/{later['article']}")
    report.equal(article["version"], 2, "is a new version")

    sly = page("Ferry &lt;script&gt;alert(1)&lt;/script&gt;", "The mayor of Tarrow said on Monday that 40 boats &lt;img src=x onerror=alert(2)&gt; had been lost."
               "\nNobody was hurt, the harbour office said on Tuesday, and 12 of the boats were found again.")
    state.rules["/sly"] = lambda r: r.answer(200, sly)
    job = claimd.fetch(f"{root}/sly")
    _, headers, body = claimd.ask("GET", f"/v1/articles/{job['article']}/annotated")
    report.check(headers["Content-Type"].startswith("text/html") and b'<mark class="claim' in body, "an annotated page")
    report.check(b"<script>alert" not in body and b"<img" not in body and b"&lt;img src=x" in body, "in which nothing of the page runs")
    report.check("default-src 'none'" in headers["Content-Security-Policy"], "nor could")

    state.rules["/moved"] = lambda r: r.answer(301, "", [("Location", "/ferry")])
    report.equal(claimd.fetch(f"{root}/moved")["state"], "done", "a redirect that leads somewhere")
    state.rules["/plain"] = lambda r: r.answer(200, "The quay was closed on Monday.", [("Content-Type", "text/plain")])
    report.equal(claimd.fetch(f"{root}/plain")["outcome"], "stored", "plain text")
    latin = page("Élan", "Le café “Zürich” was closed on Monday by the mayor, Mr Müller said.\nIt stays closed.").encode("cp1250", "replace")
    state.rules["/latin"] = lambda r: r.answer(200, latin, [("Content-Type", 'text/html; charset="windows-1250"')])
    job = claimd.fetch(f"{root}/latin")
    _, _, article = claimd.ask("GET", f"/v1/articles/{job['article']}")
    report.check("Müller" in article["analysis"]["article"]["text"], "the encoding that HTTP names")


# ---- hostile ones ------------------------------------------------------------------------------

def drip(handler):
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    for _ in range(300):
        handler.wfile.write(b"<p>")
        handler.wfile.flush()
        time.sleep(0.1)


def endless_headers(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(200000):
        handler.wfile.write(b"X-%d: %s\r\n" % (number, b"a" * 80))


def wrong_length(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n<p>Half a page")
    handler.close_connection = True


def endless_body(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    for _ in range(4000):
        handler.wfile.write(b"<p>more and more</p>" * 1000)


def not_http(handler):
    handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")
    handler.close_connection = True


def bomb():
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join([packer.compress(bytes(1 << 20)) for _ in range(300)] + [packer.flush()])


def redirect(to, status=302):
    return lambda r: r.answer(status, "", [("Location", to)])


def test_hostile(claimd, state, root, report):
    port = root.rsplit(":", 1)[1]
    packed = bomb()
    report.check(len(packed) < 400000, "the bomb is small while it is packed")
    twice = gzip.compress(packed)
    rules = {
        "to-loopback": (redirect(f"http://127.0.0.2:{port}/ferry"), "address-refused"),
        "to-mapped": (redirect(f"http://[::ffff:127.0.0.2]:{port}/ferry"), "address-refused"),
        "to-decimal": (redirect(f"http://2130706434:{port}/ferry"), "address-refused"),
        "to-metadata": (redirect("http://169.254.169.254/latest/meta-data/"), "address-refused"),
        "to-private": (redirect("http://10.0.0.1/"), "address-refused"),
        "to-nothing": (redirect("http://0.0.0.0/"), "address-refused"),
        "to-v6": (redirect("http://[::1]/"), "address-refused"),
        "twice-hidden": (redirect("/to-loopback"), "address-refused"),
        "to-file": (redirect("file:///etc/passwd"), "redirected-away"),
        "to-ftp": (redirect("ftp://127.0.0.1/x"), "redirected-away"),
        "to-gopher": (redirect("gopher://127.0.0.1:25/x"), "redirected-away"),
        "loop": (redirect("/loop"), "redirected-away"),
        "huge-redirect": (redirect("/" + "a" * 90000), "too-large"),
        "endless-headers": (endless_headers, "too-large"),
        "endless-body": (endless_body, "too-large"),
        "said-too-large": (lambda r: r.answer(200, bytes(9 << 20)), "too-large"),
        "bomb": (lambda r: r.answer(200, packed, [("Content-Encoding", "gzip")]), "too-large"),
        "bomb-in-bomb": (lambda r: r.answer(200, twice, [("Content-Encoding", "gzip, gzip")]), "too-large"),
        "image": (lambda r: r.answer(200, b"\x89PNG", [("Content-Type", "image/png")]), "not-a-page"),
        "empty": (lambda r: r.answer(200, ""), "no-text"),
        "gone": (lambda r: r.answer(410), "status-refused"),
        "binary-text": (lambda r: r.answer(200, b"\xff\xfe\x00", [("Content-Type", "text/plain")]), "not-text"),
    }
    again = {  # these are tried again: the job is queued, and says why
        "drip": (drip, "timed-out"),
        "wrong-length": (wrong_length, "garbled"),
        "not-http": (not_http, "garbled"),
        "not-gzip": (lambda r: r.answer(200, b"no gzip", [("Content-Encoding", "gzip")]), "garbled"),
        "busy": (lambda r: r.answer(503, "", [("Retry-After", "3")]), "status-refused"),
    }
    for name, (rule, wanted) in {**rules, **again}.items():
        state.rules[f"/{name}"] = rule
        began = time.monotonic()
        job = claimd.fetch(f"{root}/{name}")
        took = time.monotonic() - began
        report.equal((job["state"], slug(job)), ("failed", wanted), name)
        report.equal(job["attempts"], 4 if name in again else 1, f"{name}: attempts")
        report.check(took < 30, f"{name} took {took:.1f} s")
    _, _, answer = claimd.ask("GET", "/livez")
    report.equal(answer, b"ok\n", "alive after all that")


def test_tls(claimd, state, folder, report):
    made = subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
                           "-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem"], capture_output=True, check=False)
    if made.returncode != 0:
        print("SKIP: no openssl command: TLS failures were NOT tested")
        return
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/cert.pem", f"{folder}/key.pem")
    server = serve(state, context)
    job = claimd.fetch(f"https://127.0.0.1:{server.server_port}/ferry")
    report.equal((job["state"], slug(job)), ("failed", "insecure"), "a certificate that nobody vouches for")
    server.shutdown()


def test_guard_without_exceptions(binary, folder, root, report):
    port = root.rsplit(":", 1)[1]
    with tempfile.TemporaryDirectory() as own:
        closed = Claimd(binary, own)
        for host in ("127.0.0.1", "localhost", "0x7f.1", "[::1]", "[::ffff:7f00:1]", "0.0.0.0", "169.254.169.254"):
            job = closed.fetch(f"http://{host}:{port}/ferry")
            report.equal((job["state"], slug(job)), ("failed", "address-refused"), f"{host} without exceptions")
        for url in ("ftp://127.0.0.1/", "file:///etc/passwd", "http://u:p@127.0.0.1/", "http://", "x", "//a.example/"):
            job = closed.fetch(url)
            report.equal((job["state"], slug(job)), (422, "invalid-fields"), url)
        report.equal(closed.stop(), 0, "a clean end")

        # Names that resolve to loopback are let through where loopback is.
        open_one = Claimd(binary, own, ["--allow-private-networks"])
        report.equal(open_one.fetch(f"http://127.0.0.1:{port}/ferry")["state"], "done", "--allow-private-networks")
        report.equal(open_one.stop(), 0, "a clean end")

        offline = Claimd(binary, own, ["--offline"])
        report.equal(slug({"problem": offline.fetch(f"http://127.0.0.1:{port}/ferry")["problem"]}), "offline", "--offline")
        status, _, answer = offline.ask("POST", "/v1/feeds", {"url": f"{root}/feed"})
        report.equal((status, slug({"problem": answer})), (409, "offline"), "--offline takes no feeds")
        _, _, answer = offline.ask("GET", "/readyz?verbose")
        report.check(b"fetching: off (--offline)" in answer, f"/readyz?verbose says so: {answer!r}")
        report.equal(offline.stop(), 0, "a clean end")


# ---- feeds -------------------------------------------------------------------------------------

def until(condition, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


def story(number):
    return page(f"Report {number} from Tarrow", f"The council of Tarrow counted {number + 100} boats in the harbour on Monday, the mayor said."
                f"\nReport number {number} of the harbour office names {number + 7} owners.")


def test_feeds(claimd, state, root, report):
    for number in range(20):
        state.rules[f"/story/{number}"] = lambda r, n=number: r.answer(200, story(n))
    rss = (f'<?xml version="1.0"?><rss version="2.0"><channel><title>Tarrow Post</title><item><guid>a</guid><link>{root}/story/0</link></item>'
           f'<item><guid isPermaLink="true">{root}/story/1</guid></item><item><link>/story/2</link></item>'
           '<item><title>no link</title></item></channel></rss>')
    atom = ('<feed xmlns="http://www.w3.org/2005/Atom"><title>Atom of Tarrow</title><entry><id>urn:3</id><link rel="edit" href="/no"/>'
            '<link href="/story/3"/></entry><entry><id>urn:0</id><link href="/story/0"/></entry></feed>')
    feed = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "JSON of Tarrow",
                       "items": [{"id": "4", "url": f"{root}/story/4"}, {"id": "5", "external_url": f"{root}/story/5"}]})
    home = '<html><head><link rel="stylesheet" href="x"><link rel="alternate" type="application/atom+xml" href="/atom?a=1&amp;b=2"></head></html>'
    robots = "User-agent: claimd\nDisallow: /story/5\n"
    state.rules["/robots.txt"] = lambda r: r.answer(200, robots, [("Content-Type", "text/plain")])
    state.rules["/rss"] = lambda r: (r.answer(304) if r.headers.get("If-None-Match") == '"r"' else
                                     r.answer(200, rss, [("Content-Type", "application/rss+xml"), ("ETag", '"r"')]))
    state.rules["/atom"] = lambda r: r.answer(200, atom, [("Content-Type", "application/atom+xml")])
    state.rules["/json"] = lambda r: r.answer(200, feed, [("Content-Type", "application/feed+json")])
    state.rules["/home"] = lambda r: r.answer(200, home)
    state.rules["/no-feed"] = lambda r: r.answer(200, FERRY)

    status, headers, made = claimd.ask("POST", "/v1/feeds", {"url": f"{root}/rss", "source": "Tarrow Post", "interval": 600})
    report.equal((status, made["source"], made["interval"]), (201, "Tarrow Post", 600), "a feed is taken")
    report.equal(claimd.ask("POST", "/v1/feeds", {"url": f"{root}/rss"})[0], 200, "the same again")
    rss_feed = headers["Location"]
    opml = f'<opml version="2.0"><body><outline text="all"><outline text="A" xmlUrl="{root}/home"/><outline xmlUrl="{root}/json"/><outline xmlUrl="ftp://x/"/></outline></body></opml>'
    status, _, answer = claimd.ask("POST", "/v1/feeds", opml.encode(), {"Content-Type": "text/x-opml"})
    report.equal((status, answer["added"], answer["refused"]), (200, 2, ["ftp://x/"]), "OPML in")
    claimd.ask("POST", "/v1/feeds", {"url": f"{root}/no-feed"})

    wanted = {f"{root}/story/{n}" for n in range(5)}
    def stored():
        return {a["url"] for a in claimd.articles() if "/story/" in a["url"]}
    report.check(until(lambda: stored() >= wanted), f"every item becomes an article: {sorted(stored())}")
    report.equal(state.times("/story/0"), 1, "an item of two feeds is fetched once")
    report.equal(state.times("/story/5"), 0, "robots.txt is respected")
    report.check(state.times("/robots.txt") <= 2, "robots.txt is not asked for each page")
    _, _, answer = claimd.ask("GET", rss_feed)
    report.equal((answer["title"], answer["problem"]), ("Tarrow Post", None), "how its polls go")
    _, _, listed = claimd.ask("GET", "/v1/feeds")
    by_url = {f["url"].removeprefix(root): f for f in listed["feeds"]}
    report.equal(by_url["/home"]["feed_url"], f"{root}/atom?a=1&b=2", "the feed that a page announces")
    report.equal(by_url["/home"]["title"], "A", "the title of the OPML stays")
    report.equal(slug(by_url["/no-feed"]), "not-a-feed", "a page without a feed")
    _, headers, body = claimd.ask("GET", "/v1/feeds", headers={"Accept": "text/x-opml"})
    report.check(body.count(b"<outline") == 4 and headers["Content-Type"].startswith("text/x-opml"), f"OPML out: {body!r}")

    status, _, answer = claimd.ask("PATCH", rss_feed, {"paused": True, "title": "Renamed"})
    report.equal((status, answer["paused"], answer["title"], answer["next_poll_at"]), (200, True, "Renamed", None), "paused")
    polls = answer["polls"]
    time.sleep(0.3)
    report.check(claimd.ask("GET", rss_feed)[2]["polls"] <= polls + 1, "a paused feed is not polled")
    report.equal(claimd.ask("PATCH", rss_feed, {"interval": 5})[0], 422, "an interval too short")
    status, _, answer = claimd.ask("PATCH", rss_feed, {"source": "An outlet"})
    report.equal((status, answer["source"]), (200, "An outlet"), "a source is given")
    status, _, answer = claimd.ask("PATCH", rss_feed, {"source": None})
    report.equal((status, answer["source"]), (200, None), "null takes the source away")
    report.equal(claimd.ask("DELETE", rss_feed)[0], 204, "deleted")
    report.equal(claimd.ask("GET", rss_feed)[0], 404, "gone")
    report.equal(state.most_open, 1, "one request at a time to one host")
    for feed_made in listed["feeds"]:
        claimd.ask("DELETE", f"/v1/feeds/{feed_made['id']}")


def test_day(binary, report):
    """A day in half a minute: a feed with a new item every 20 minutes, ten of them in its window, an outage of two hours,
    and the process killed eight times. Each item must be an article, once. The feed's day goes on by a quarter of an hour
    with each poll, so that a slow machine makes the test slower and not wrong."""
    speed, items, window, interval = 3600, 60, 10, 900
    state = State()
    root = f"http://127.0.0.1:{serve(state).server_port}"

    def hour():
        return state.times("/feed") * interval / 3600

    def newest():
        return min(items, int(hour() * 3) + 1)

    def feed(handler):
        if 8 <= hour() < 10:
            handler.answer(503)
            return
        last = newest()
        tag = f'"{last}"'
        if handler.headers.get("If-None-Match") == tag:
            handler.answer(304)
            return
        listed = "".join(f"<item><guid>{n}</guid><link>{root}/story/{n}?from=feed</link></item>" for n in range(last - 1, max(-1, last - 1 - window), -1))
        handler.answer(200, f"<rss><channel>{listed}</channel></rss>", [("Content-Type", "text/xml"), ("ETag", tag)])

    state.rules["/feed"] = feed
    for number in range(items):
        state.rules[f"/story/{number}"] = lambda r, n=number: r.answer(200, story(n))
    with tempfile.TemporaryDirectory() as folder:
        claimd = Claimd(binary, folder, ["--allow-networks", ALLOWED, "--clock-speed", str(speed), "--clock-from",
                                          str(int(time.time())), "--host-pause", "30"])
        claimd.ask("POST", "/v1/feeds", {"url": f"{root}/feed", "interval": interval})
        for kill_at in (0.5, 2, 5, 9, 11, 14, 17, 20):
            until(lambda: hour() >= kill_at, 120)
            claimd.kill()
            claimd.start()
        until(lambda: hour() >= 24, 120)
        until(lambda: len(claimd.articles()) >= items, 60)
        urls = [article["url"] for article in claimd.articles()]
        versions = [article["version"] for article in claimd.articles()]
        report.equal(sorted(urls), sorted(f"{root}/story/{n}?from=feed" for n in range(items)), "each item an article, once")
        report.equal(set(versions), {1}, "and no second version of any")
        polls = state.times("/feed")
        fetched = sum(state.times(f"/story/{n}?from=feed") for n in range(items))
        report.check(fetched <= items + 8, f"{fetched} fetches for {items} items and 8 kills")
        _, _, answer = claimd.ask("GET", "/readyz?verbose")
        report.check(b"jobs waiting: 0" in answer, f"nothing waits: {answer!r}")
        print(f"a day: {polls} polls, {fetched} pages fetched, {len(urls)} articles, 8 kills")
        report.equal(claimd.stop(), 0, "a clean end")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claimd", required=True)
    options = parser.parse_args()
    socket.setdefaulttimeout(60)
    report, state = Report(), State()
    server = serve(state)
    root = f"http://127.0.0.1:{server.server_port}"
    with tempfile.TemporaryDirectory() as folder:
        claimd = Claimd(options.claimd, folder, ["--allow-networks", ALLOWED, "--clock-speed", "1000", "--fetch-timeout", "2",
                                                 "--contact", "desk@example.org"])
        try:
            test_pages(claimd, state, root, report)
            test_feeds(claimd, state, root, report)
            test_hostile(claimd, state, root, report)
            test_tls(claimd, state, folder, report)
        finally:
            report.equal(claimd.stop(), 0, "a clean end")
        test_guard_without_exceptions(options.claimd, folder, root, report)
    test_day(options.claimd, report)
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
