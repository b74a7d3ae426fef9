#!/usr/bin/env python3
"""The two traces in docs/alignment.md are what the service answers: its articles are stored, every alignment of their
story is explained, and each block of the page must stand in the answer. Lines of same_matter are left out on both sides,
since their numbers change with each training.

    explain_docs_test.py --claimd build/claimd --source .
"""
import json
import re
import sys

from service import Report, Service, test_options

FEATURES = re.compile(r"^  same_matter.*\n(?: {40,}.*\n)*", re.MULTILINE)


def section(source):
    page = (source / "docs" / "alignment.md").read_text(encoding="utf-8")
    return page[page.index("## Why a pair stands as it does"):page.index("## Storing")]


def blocks(page, language):
    return re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)


def main():
    options = test_options(__doc__)
    page = section(options.source)
    articles, traces = json.loads(blocks(page, "json")[0]), blocks(page, "text")
    report = Report()
    report.check(len(traces) == 2, f"{len(traces)} traces on the page")
    with Service(options.claimd) as service:
        for article in articles:
            story = service.ask("POST", "/v1/articles", article).json()["story"]
        answer = ""
        for alignment in service.ask("GET", f"/v1/stories/{story}/alignments").json()["alignments"]:
            answer += service.ask("GET", f"/v1/alignments/{alignment['id']}/explain",
                                  headers={"Accept": "text/plain"}).body.decode()
    answer = FEATURES.sub("", answer)
    for trace in traces:
        report.check(trace.strip() in answer, f"not what the service answers:\n{trace}\n--- but\n{answer}")
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
