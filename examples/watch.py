#!/usr/bin/env python3
"""Tells of every new conflict, by long polls of the event log: watch.py [BASE-URL] [--once]"""
import json
import sys
import urllib.parse
import urllib.request


def get(base, path, **query):
    with urllib.request.urlopen(f"{base}{path}?{urllib.parse.urlencode(query)}", timeout=90) as answer:
        return json.load(answer)


def conflicts(base, story):
    """Where a story's articles cannot all be right."""
    found = get(base, f"/v1/stories/{story}/alignments")
    return {a["id"]: a["explanation"] for a in found["alignments"] if a["relation"] == "conflict"}


def main():
    arguments = [a for a in sys.argv[1:] if a != "--once"]
    base, once = (arguments or ["http://127.0.0.1:8080"])[0], "--once" in sys.argv
    after, known = 0, set()
    while True:
        page = get(base, "/v1/events", after=after, limit=200, wait=0 if once else 60)
        for story in {event["story"] for event in page["events"] if event["story"]}:
            try:
                news = conflicts(base, story)
            except urllib.error.HTTPError:  # the story has gone since
                continue
            for alignment in news.keys() - known:
                print(f"≠ {news[alignment]}", flush=True)
            known |= news.keys()
        if once and not page["events"]:
            return
        after = page["next"]


if __name__ == "__main__":
    main()
