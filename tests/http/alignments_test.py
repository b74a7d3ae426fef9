#!/usr/bin/env python3
"""How a story's articles relate, as it is kept: the same whatever the order of arrival, in step with the articles after
a crash, readable as a table, and with its past.

    alignments_test.py --claimd build/claimd --source .
"""
import csv
import io
import itertools
import re
import sys
import threading
import xml.etree.ElementTree

import database
from service import Report, Service, test_options

FLOOD = [
    {"source": "Valley Wire", "published_at": "2031-04-02T08:00:00Z", "title": "Flood in Morvane",
     "text": "The flood in Morvane killed 12 people on Tuesday, the county said. Some 400 houses were damaged. "
             "The dam at Orrick held."},
    {"source": "Morvane Post", "published_at": "2031-04-02T11:00:00Z", "title": "Morvane counts its dead",
     "text": "The flood in Morvane killed 15 people on Tuesday, the county said. Some 400 houses were damaged."},
    {"source": "=Upland Times", "published_at": "2031-04-04", "title": "After the flood",
     "text": "The flood in Morvane damaged some 400 houses on Tuesday. The dam at Orrick held, engineers said."},
]


def put(service, article):
    answer = service.ask("POST", "/v1/articles", article)
    assert answer.status in (200, 201), answer.body
    return answer.json()


def story_of(service, article):
    return put(service, article)["story"]


def relations(service, story):
    """What is said, without ids of stories and alignments, numbers of events and times."""
    answer = service.ask("GET", f"/v1/stories/{story}/alignments").json()
    kept = ("topic", "relation", "kinds", "differences", "explanation", "score", "origins", "independent_origins")
    rows = []
    for alignment in answer["alignments"]:
        members = [{k: m[k] for k in ("article_id", "claim", "start", "end", "text", "cell")} for m in alignment["members"]]
        rows.append(({k: alignment[k] for k in kept}, members))
    return [a["id"] for a in answer["articles"]], rows, answer["pairs"]


def any_order(options, report):
    said = []
    for order in itertools.permutations(range(3)):
        with Service(options.claimd) as service:
            for number in order:
                story = story_of(service, FLOOD[number])
            said.append(relations(service, story))
    report.check(all(one == said[0] for one in said), "another order of arrival says otherwise")
    report.check(any(row["relation"] == "conflict" for row, _ in said[0][1]), "12 and 15 dead are no conflict")

    with Service(options.claimd) as service:
        compared = service.ask("POST", "/v1/compare", {"articles": FLOOD}).json()
    pairs = [{**p, "left": {k: p["left"][k] for k in ("article", "claim")},
              "right": {k: p["right"][k] for k in ("article", "claim")}} for p in said[0][2]]
    for pair in compared["pairs"]:  # beside the sentence, a comparison quotes the words of both sides
        pair["differences"] = [{k: d[k] for k in ("kind", "explanation")} for d in pair["differences"]]
        report.check(pair.pop("shares") == "matter", "only where two articles are compared may a pair share no more than the event")
    by_articles = sorted(compared["pairs"], key=lambda pair: [pair[side][place] for place in ("article", "claim") for side in ("left", "right")])
    report.check(pairs == by_articles, "the stored pairs are not those of POST /v1/compare")


def table(options, report):
    with Service(options.claimd) as service:
        for article in FLOOD:
            story = story_of(service, article)
        where = f"/v1/stories/{story}/matrix"
        matrix = service.ask("GET", where).json()
        report.check([c["name"] for c in matrix["columns"]] == ["Valley Wire", "Morvane Post", "=Upland Times"],
                     f"columns {[c['name'] for c in matrix['columns']]}")
        dead = next(r for r in matrix["rows"] if r["relation"] == "conflict")
        report.check([c["state"] for c in dead["cells"]] == ["told", "told", "silent"], f"states of {dead['topic']}")
        report.check([c["told"][0]["value"]["value"] for c in dead["cells"][:2]] == [12, 15], "the values of the dead")
        for row in matrix["rows"]:
            for cell in row["cells"]:
                for told in cell["told"]:
                    text = service.ask("GET", f"/v1/articles/{told['article_id']}/text").body.decode()
                    report.check(text[told["start"]:told["end"]] == told["text"], f"the span of {told['text']!r}")
                    report.check(text[told["claim_start"]:told["claim_end"]] == told["claim_text"], "the claim's span")

        rows = list(csv.reader(io.StringIO(service.ask("GET", where, headers={"Accept": "text/csv"}).body.decode())))
        report.check(rows[0][4:] == ["Valley Wire", "Morvane Post", "'=Upland Times"], f"CSV head {rows[0]}")
        report.check(all(len(row) == 7 for row in rows) and len(rows) == len(matrix["rows"]) + 1, "the shape of the CSV")
        page = service.ask("GET", where, headers={"Accept": "text/html"}).body.decode()
        report.check("<script>" not in page and "12 people" in page and "style=" not in page, "the page")
        text = service.ask("GET", where, headers={"Accept": "text/plain"}).body.decode()
        report.check("12 people" in text and max(map(len, text.splitlines())) <= 80, "the text table")
        only = service.ask("GET", where + "?relation=conflict").json()["rows"]
        rest = service.ask("GET", where + "?relation=agree,compatible").json()["rows"]
        report.check(only and all(r["relation"] == "conflict" for r in only), "relation=conflict")
        report.check(len(only) + len(rest) == len(matrix["rows"]), "relation=agree,compatible")
        for bad in ("relation=true", "collapse=all", "as_of=yesterday", "as_of=0", "relation="):
            report.check(service.ask("GET", f"{where}?{bad}").status == 422, bad)


def past(options, report):
    with Service(options.claimd) as service:
        story = story_of(service, FLOOD[0])
        story_of(service, FLOOD[1])
        log = service.ask("GET", "/v1/events?limit=200").json()["events"]
        before = log[-1]["id"]
        then = service.ask("GET", f"/v1/stories/{story}/matrix").json()
        third = put(service, FLOOD[2])
        again = service.ask("GET", f"/v1/stories/{story}/matrix?as_of={before}").json()
        moved = ("etag", "score")  # docs/storage.md: each arrival moves the score a little, and no history keeps that
        report.check([{**row, **dict.fromkeys(moved)} for row in again["rows"]] == [{**row, **dict.fromkeys(moved)} for row in then["rows"]]
                     and again["columns"] == then["columns"], "the table as of an event is not what it was")
        now = service.ask("GET", f"/v1/stories/{story}/matrix").json()
        report.check(len(now["columns"]) == 3 and now["as_of"] > before, "the present")
        report.check({r["id"] for r in then["rows"]} <= {r["id"] for r in now["rows"]}, "an alignment lost its id by growing")

        service.ask("DELETE", f"/v1/articles/{third['id']}")
        left = service.ask("GET", f"/v1/stories/{story}/alignments").json()
        report.check(len(left["articles"]) == 2 and all(m["article_id"] != third["id"] for a in left["alignments"]
                                                       for m in a["members"]), "a deleted article is still aligned")
        kinds = {e["kind"] for e in service.ask("GET", "/v1/events?limit=200").json()["events"]}
        report.check({"alignment_opened", "alignment_changed", "conflict_opened"} <= kinds, f"events {kinds}")
        payloads = str(service.ask("GET", "/v1/events?limit=200").json())
        # Identifiers may hold the digits.
        report.check("Morvane" not in payloads and not re.search(r"\b400\b", payloads), "an event holds words of an article")


def edits(options, report):
    with Service(options.claimd) as service:
        for article in FLOOD[:2]:
            story = story_of(service, article)
        row = next(r for r in service.ask("GET", f"/v1/stories/{story}/matrix").json()["rows"] if r["relation"] == "conflict")
        where = f"/v1/alignments/{row['id']}"
        alone = service.ask("GET", where)
        tag = alone.headers["ETag"]
        report.check(tag == row["etag"], f"the list names the tag {row['etag']}, the alignment has {tag}")
        report.check(service.ask("GET", where, headers={"If-None-Match": tag}).status == 304, "304 for what is known")

        change = {"state": "resolved", "note": "The county corrected itself: 15."}
        report.check(service.ask("PATCH", where, change).status == 428, "428 without If-Match")
        report.check(service.ask("PATCH", where, change, {"If-Match": '"other"'}).status == 412, "412 with another tag")
        report.check(service.ask("PATCH", where, {"state": "gone"}, {"If-Match": tag}).status == 422, "422 for another state")
        report.check(service.ask("PATCH", where, {}, {"If-Match": tag}).status == 422, "422 for nothing")
        done = service.ask("PATCH", where, change, {"If-Match": tag})
        report.check(done.status == 200 and done.json()["state"] == "resolved" and done.headers["ETag"] != tag, "the edit")
        report.check(service.ask("PATCH", where, {"note": None}, {"If-Match": tag}).status == 412, "412 for what was seen before")

        put(service, FLOOD[2])
        put(service, dict(FLOOD[2], source="Delta Paper", text="The flood in Morvane killed 15 people, officials said."))
        later = service.ask("GET", where).json()
        report.check(later["state"] == "resolved" and later["note"] == change["note"] and len(later["members"]) == 3,
                     f"an editor's word did not stay: {later['state']}, {len(later['members'])} members")
        cleared = service.ask("PATCH", where, {"note": None}, {"If-Match": service.ask("GET", where).headers["ETag"]}).json()
        report.check(cleared["note"] is None and cleared["state"] == "resolved", "a note that is null goes")

        trace = service.ask("GET", where + "/explain").json()
        rules = [s["rule"] for s in trace["pairs"][0]["steps"]]
        report.check("slot.quantities" in rules and rules[-1] == "relation", f"rules {rules}")
        text = service.ask("GET", where + "/explain", headers={"Accept": "text/plain"}).body.decode()
        report.check("slot.quantities" in text and "Valley Wire" in text, "the trace as text")
        report.check(service.ask("GET", "/v1/alignments/" + "0" * 32).status == 404, "404")


def explains_what_is_kept(options, report):
    """An explanation aligns the articles of its alignment alone, and says what the whole story's comparison said: also
    of texts without a source, which are called by their numbers in the story."""
    told = ["The dam at Orrick held on Tuesday, engineers said.", "The dam at Orrick was built in 1950, engineers said.",
            "The flood in Morvane killed 12 people on Tuesday, the county said.",
            "The flood in Morvane killed 15 people on Tuesday, the county said."]
    with Service(options.claimd) as service:
        articles = [{"published_at": f"2031-04-0{day + 1}", "text": text + " The flood in Morvane and the dam at Orrick are the county's worry."}
                    for day, text in enumerate(told)]
        articles[2]["source"] = "Valley Wire"
        story = {put(service, article)["story"] for article in articles}.pop()
        answer = service.ask("GET", f"/v1/stories/{story}/alignments").json()
        side = lambda claim: (claim["article_id"], claim["claim"])
        kept = {(side(p["left"]), side(p["right"])): (p["relation"], p["score"], p["explanation"]) for p in answer["pairs"]}
        partial = []
        for alignment in answer["alignments"]:
            trace = service.ask("GET", f"/v1/alignments/{alignment['id']}/explain").json()
            members = {side(m) for m in alignment["members"]}
            said = {(side(p["left"]), side(p["right"])): (p["relation"], p["score"], p["explanation"]) for p in trace["pairs"]}
            expected = {two: what for two, what in kept.items() if members.issuperset(two)}
            report.check(said == expected, f"explained {said}, kept {expected}")
            if len({m["article_id"] for m in alignment["members"]}) < len(articles):
                partial += [what[2] for what in said.values()]
        report.check(len(answer["articles"]) == 4 and any("article 4" in what for what in partial), f"numbers are names: {partial}")


def follows(options, report):
    """An alignment goes where most of its claims go, with what an editor said of it."""
    with Service(options.claimd) as service:
        first, second = put(service, FLOOD[0]), put(service, FLOOD[1])
        story = second["story"]
        away = put(service, {"text": "The museum in Tallow opens on Friday. Admission is 4 euros.", "source": "Tallow News"})
        row = next(r for r in service.ask("GET", f"/v1/stories/{story}/matrix").json()["rows"] if r["relation"] == "conflict")
        where = f"/v1/alignments/{row['id']}"
        service.ask("PATCH", where, {"state": "dismissed"}, {"If-Match": row["etag"]})
        merged = service.ask("POST", f"/v1/stories/{away['story']}/merge", {"from": story})
        report.check(merged.status == 200, f"merging: {merged.body[:200]}")
        now = service.ask("GET", where).json()
        report.check(now.get("story") == away["story"] and now.get("state") == "dismissed", f"after a merge: {str(now)[:200]}")
        moved = service.ask("DELETE", f"/v1/stories/{away['story']}/articles/{second['id']}")
        report.check(moved.status == 200 and service.ask("GET", where).status == 404,
                     "the conflict outlives the article that was taken out")
        alone = service.ask("GET", f"/v1/stories/{moved.json()['story']}/alignments").json()
        report.check([a["id"] for a in alone["articles"]] == [second["id"]], f"taken out: {str(alone['articles'])[:200]}")
        service.ask("PUT", f"/v1/stories/{away['story']}/articles/{second['id']}")
        now = service.ask("GET", where).json()
        report.check(now.get("story") == away["story"] and now.get("relation") == "conflict", f"put back: {str(now)[:200]}")
        for article in (first, second):
            service.ask("DELETE", f"/v1/articles/{article['id']}")
        report.check(service.ask("GET", where).status == 404, "an alignment without articles is still there")


def notices(options, report):
    with Service(options.claimd) as service:
        for article in FLOOD[:2]:
            story = story_of(service, article)
        again = dict(FLOOD[0], published_at="2031-04-02T20:00:00Z",
                     text="The flood in Morvane killed 15 people on Tuesday, the county said. Some 400 houses were damaged.")
        put(service, again)
        listed = service.ask("GET", f"/v1/stories/{story}/notices").json()["notices"]
        kinds = [n["kind"] for n in listed]
        report.check("conflict_opened" in kinds and "value_changed" in kinds, f"kinds {kinds}")
        standing = service.ask("GET", f"/v1/stories/{story}/notices?kind=conflict_opened&standing=true").json()["notices"]
        report.check(all(n["kind"] == "conflict_opened" and n["standing"] for n in standing), "standing conflicts")
        report.check(service.ask("GET", f"/v1/stories/{story}/notices?kind=rumour").status == 422, "an unknown kind")

        changes, after = [], 0
        while True:
            page = service.ask("GET", f"/v1/stories/{story}/changes?after={after}&limit=3").json()
            changes += [c["id"] for c in page["changes"]]
            after = page["next"]
            if len(page["changes"]) < 3:
                break
        whole = [e["id"] for e in service.ask("GET", f"/v1/events?story={story}&limit=200").json()["events"]]
        report.check(changes == whole, "the changes page by page are not the story's events")

        line = service.ask("GET", f"/v1/stories/{story}/timeline").json()
        moved = [s for t in line["tracks"] for s in t["steps"] if s["changed"]]
        report.check(any(s["text"] == "15 people" and line["lanes"][s["lane"]]["name"] == "Valley Wire" for s in moved),
                     f"steps that changed: {[s['text'] for s in moved]}")
        feed = xml.etree.ElementTree.fromstring(service.ask("GET", f"/v1/stories/{story}/feed.atom").body)
        entries = feed.findall("{http://www.w3.org/2005/Atom}entry")
        report.check(len(entries) == len(listed), f"{len(entries)} entries, {len(listed)} notices")
        page = service.ask("GET", f"/v1/stories/{story}/report").body.decode()
        report.check("<mark>12 people</mark>" in page and page.count('<li id="n') == page.count("<sup>"), "the printed report")


def collision(options, report):
    """One rare number of two things is a notice, and no agreement."""
    with Service(options.claimd) as service:
        one = {"source": "Valley Wire", "published_at": "2031-04-02",
               "text": "The earthquake in Morvane killed 4,460 people, the county said. Rescue teams came from Tallow."}
        two = {"source": "Morvane Post", "published_at": "2031-04-02",
               "text": "After the earthquake in Morvane the county opened 4,460 shelters. Rescue teams came from Tallow."}
        put(service, one)
        second = put(service, two)
        told = service.ask("GET", f"/v1/stories/{second['story']}/notices?kind=collision").json()["notices"]
        report.check(len(told) == 1 and told[0]["standing"] and told[0]["other_article"] and told[0]["detail"],
                     f"a collision makes {len(told)} notices")
        service.ask("DELETE", f"/v1/articles/{second['id']}")
        stories = service.ask("GET", "/v1/stories").json()["stories"]
        left = service.ask("GET", f"/v1/stories/{stories[0]['id']}/notices?kind=collision").json()["notices"]
        report.check(left == [], "a collision outlives its article")


def own_copy(options, report):
    """What our own paper still tells after others have moved on, where sources have kinds."""
    with Service(options.claimd) as service:
        mine = dict(FLOOD[0], source="Our Paper")
        put(service, mine)
        database.change(service.where, "UPDATE source SET kind = 'own' WHERE name = 'Our Paper'")
        story = story_of(service, FLOOD[1])
        kinds = {n["kind"]: n for n in service.ask("GET", f"/v1/stories/{story}/notices?standing=true").json()["notices"]}
        report.check("stale_own_copy" in kinds, f"notices {list(kinds)}")
        put(service, dict(mine, published_at="2031-04-02T21:00:00Z", url=None, text=FLOOD[1]["text"]))
        stands = service.ask("GET", f"/v1/stories/{story}/notices?kind=stale_own_copy&standing=true").json()["notices"]
        report.check(len(stands) <= 1, "a stale copy counted twice")


def hostile(options, report):
    """Words of strangers in pages, feeds and tables stay words."""
    with Service(options.claimd) as service:
        for houses in (41, 57):
            story = story_of(service, {"source": '"><script>alert(1)</script>', "title": "<b>&amp; ]]> \u0001\u202e",
                                       "text": f"The <i>landslide</i> in Korsa & Orva buried {houses} houses."})
        for path, media in (("matrix", "text/html"), ("report", "text/html"), ("feed.atom", "application/atom+xml")):
            answer = service.ask("GET", f"/v1/stories/{story}/{path}", headers={"Accept": media})
            body = answer.body.decode()
            report.check(answer.status == 200 and "<script>alert" not in body and "<i>landslide" not in body and "<b>" not in body,
                         f"{path} prints what it was given")
            if media != "text/html":
                xml.etree.ElementTree.fromstring(answer.body)


def crash(options, report):
    """kill -9 while articles come: what is stored is aligned, and nothing else is."""
    service = Service(options.claimd).start()
    sent = threading.Event()

    def flood():
        try:
            for number in range(300):
                article = dict(FLOOD[number % 3], source=f"Paper {number}")
                service.ask("POST", "/v1/articles", article)
                if number == 12:
                    sent.set()
        except OSError:
            pass  # killed

    writer = threading.Thread(target=flood)
    writer.start()
    sent.wait(60)
    service.process.kill()
    writer.join()
    service.process.wait()
    service.start()
    stored = database.ask(service.where, "SELECT count(*) FROM article")
    views = database.ask(service.where, "SELECT count(*) FROM alignment_view")
    compared = database.ask(service.where, "SELECT count(DISTINCT article) FROM compared")
    loose = database.ask(service.where, "SELECT count(*) FROM alignment_member m LEFT JOIN alignment_version v ON v.alignment = "
                         "m.alignment AND v.until IS NULL WHERE m.until IS NULL AND v.alignment IS NULL")
    report.check(stored > 12 and stored == views == compared and loose == 0,
                 f"{stored} articles, {views} views, {compared} compared, {loose} loose members")
    service.stop()


def main():
    options = test_options(__doc__)
    report = Report()
    for story in (any_order, table, past, edits, explains_what_is_kept, follows, notices, collision, own_copy, hostile, crash):
        story(options, report)
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
