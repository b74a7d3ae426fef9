#!/usr/bin/env python3
"""Claims as W3C Web Annotations that point to the right words, and as ClaimReview drafts only where a person has recorded
a verdict.

    exports_test.py --claimd build/claimd --source .
"""
import sys

from service import Report, Service, test_options

TEXT = ("The café by the pier 🛶 opened again on Monday, its owner Ines Halloran said. About 3,000 litres of fuel leaked into "
        "the sound. “It was ‘awful’ to see,” she added. Nineteen people were hurt.")
VERDICT = {"rating": "Mostly true", "reviewer": "The desk", "url": "https://desk.example/checks/1", "date": "2031-05-06"}


def annotations(service, report, article):
    page = service.ask("GET", f"/v1/articles/{article}/annotations")
    report.check(page.status == 200 and page.headers["Content-Type"] ==
                 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"', f"{page.status} {page.headers['Content-Type']}")
    for accept in ("application/ld+json", "application/json", "*/*"):
        answer = service.ask("GET", f"/v1/articles/{article}/annotations", headers={"Accept": accept})
        report.check(answer.body == page.body, f"Accept: {accept}")
    page = page.json()
    text = service.ask("GET", f"/v1/articles/{article}/text").body.decode()
    claims = service.ask("GET", f"/v1/articles/{article}/claims").json()["claims"]
    report.check(page["type"] == "AnnotationPage" and len(page["items"]) == len(claims) > 2, f"{len(page['items'])} items")
    for item, claim in zip(page["items"], claims):
        position, quote = item["target"]["selector"]
        start, end = position["start"], position["end"]
        report.check((start, end) == (claim["start"], claim["end"]), "the claim's place")
        report.check(quote["exact"] == text[start:end] == claim["text"], f"its words: {quote}")
        report.check(quote["prefix"] == text[max(0, start - 32):start], f"what stands before: {quote}")
        report.check(quote["suffix"] == text[end:end + 32], f"what stands behind: {quote}")
        report.check(f"modality: {claim['modality']}" in item["body"]["value"], "what it says")
    report.check(len({item["id"] for item in page["items"]}) == len(claims), "ids")
    report.check(service.ask("GET", f"/v1/articles/{'0' * 32}/annotations").status == 404, "no such article")


def reviews(service, report, article):
    base = f"/v1/articles/{article}/claims/1"
    refused = service.ask("GET", f"{base}/claimreview")
    report.check(refused.status == 409 and "rates nothing" in refused.json()["detail"], f"without a verdict: {refused.body}")
    report.check(service.ask("GET", f"{base}/verdict").status == 404, "no verdict")
    report.check(service.ask("DELETE", f"{base}/verdict").status == 404, "nothing to withdraw")
    for missing in VERDICT:
        body = {k: v for k, v in VERDICT.items() if k != missing}
        answer = service.ask("PUT", f"{base}/verdict", body)
        report.check(answer.status == 422 and answer.json()["errors"][0]["pointer"] == f"/{missing}", f"without {missing}")
    for wrong in ({"url": "javascript:alert(1)"}, {"url": "https://a b"}, {"date": "yesterday"}, {"rating": " "}, {"score": 1}):
        report.check(service.ask("PUT", f"{base}/verdict", {**VERDICT, **wrong}).status == 422, f"{wrong}")
    report.check(service.ask("GET", f"{base}/claimreview").status == 409, "nothing was recorded")
    report.check(service.ask("PUT", f"{base}/verdict", VERDICT).status == 204, "recorded")
    stored = service.ask("GET", f"{base}/verdict").json()
    report.check({k: stored[k] for k in VERDICT} == VERDICT, f"read back: {stored}")
    review = service.ask("GET", f"{base}/claimreview").json()
    claim = service.ask("GET", f"/v1/articles/{article}/claims").json()["claims"][1]
    report.check(review["@type"] == "ClaimReview" and review["claimReviewed"] == claim["text"], "of the claim's words")
    report.check(review["reviewRating"] == {"@type": "Rating", "alternateName": "Mostly true"}, "the person's rating alone")
    report.check(review["author"]["name"] == "The desk" and review["url"] == VERDICT["url"], "who answers for it")
    report.check(review["itemReviewed"]["appearance"]["publisher"]["name"] == "Pier News", "where the claim appeared")
    report.check(service.ask("PUT", f"{base}/verdict", {**VERDICT, "rating": "False"}).status == 204, "changed")
    report.check(service.ask("GET", f"{base}/claimreview").json()["reviewRating"]["alternateName"] == "False", "the new rating")
    report.check(service.ask("GET", f"/v1/articles/{article}/claims/0/claimreview").status == 409, "another claim has none")
    for path in (f"/v1/articles/{article}/claims/999/verdict", f"/v1/articles/{'0' * 32}/claims/0/verdict",
                 f"/v1/articles/{article}/claims/x/verdict", f"/v1/articles/{article}/claims/01/verdict",
                 f"/v1/articles/{article}/claims/99999999999999999999/verdict"):
        report.check(service.ask("PUT", path, VERDICT).status == 404, f"PUT {path}")
    events = service.ask("GET", "/v1/events?kind=verdict_recorded").json()["events"]
    report.check(len(events) == 2 and all(e["subject"] == article for e in events), f"in the log: {events}")
    report.check(service.ask("DELETE", f"{base}/verdict").status == 204, "withdrawn")
    report.check(service.ask("GET", f"{base}/claimreview").status == 409, "and without it no draft")
    service.ask("PUT", f"{base}/verdict", VERDICT)
    report.check(service.ask("DELETE", f"/v1/articles/{article}").status == 204, "an article with a verdict goes")
    report.check(service.ask("GET", f"{base}/verdict").status == 404, "and its verdict with it")


def main():
    options = test_options(__doc__)
    report = Report()
    with Service(options.claimd, flags=["--log-level", "warning"]) as service:
        article = service.ask("POST", "/v1/articles", {"text": TEXT, "source": "Pier News", "title": "The café"}).json()["id"]
        annotations(service, report, article)
        reviews(service, report, article)
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
