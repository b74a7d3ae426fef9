"""A store on PostgreSQL whose large tables are parted by ranges of articles (docs/deploy/several/partitions.sql): articles
that lie in several partitions are stored, read, searched, aligned and deleted as ever, one partition is read for one
article, and an old partition can go with what it holds. Only where CLAIMD_TEST_DATABASE names a server."""
import subprocess
import sys

import database
from service import Report, Service, test_options

SIZE, COUNT = 3, 8


def article(number):
    return {"text": f"The storm flooded {number + 20} houses in Korsa on Monday, Mayor Ilse Brandt said. The dam held.",
            "title": f"Storm floods houses, report {number}", "source": f"Paper {number}", "published_at": f"2026-03-{number + 1:02}"}


def part(service, source):
    subprocess.run([service.claimd, "migrate", "--database", service.where], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["psql", "--no-psqlrc", "-qX", "-v", f"size={SIZE}", "-v", "ahead=2", "-f", source / "docs/deploy/several/partitions.sql",
                    "-d", service.where], check=True, stdout=subprocess.DEVNULL)


def check(report, service):
    stored = []
    for number in range(COUNT):
        answer = service.ask("POST", "/v1/articles", article(number))
        if not report.check(answer.status == 201, f"stored: {answer.status} {answer.body}"):
            return
        stored.append(answer.json()["id"])
    tables = database.psql(service.where, "SELECT DISTINCT tableoid::regclass FROM claim ORDER BY 1").split()
    report.check(len(tables) == 3, f"claims lie in {tables}")
    plan = database.psql(service.where, "EXPLAIN SELECT * FROM claim WHERE article = 2")
    report.check("claim_1" in plan and "claim_4" not in plan and "rest" not in plan, f"read for one article: {plan}")
    for path, name in (("/v1/articles?limit=100", "articles"), ("/v1/articles?q=flooded", "articles")):
        found = service.ask("GET", path).json()[name]
        report.check(len(found) == COUNT, f"{path}: {len(found)} of {COUNT}")
    claims = service.ask("GET", "/v1/claims?entity=Korsa&limit=100").json()["claims"]
    report.check({claim["article"]["id"] if isinstance(claim["article"], dict) else claim["article"] for claim in claims} == set(stored),
                 "claims of some articles are missing")
    story = service.ask("GET", "/v1/stories").json()["stories"][0]["id"]
    matrix = service.ask("GET", f"/v1/stories/{story}/matrix").json()
    report.check(len(matrix["columns"]) > 3, f"the matrix has {len(matrix['columns'])} columns")
    report.check(service.ask("DELETE", f"/v1/articles/{stored[3]}").status == 204, "an article is deleted")
    report.check(database.ask(service.where, "SELECT count(*) FROM claim WHERE article = 4") == 0, "its claims are still there")
    for number in range(SIZE):
        service.ask("DELETE", f"/v1/articles/{stored[number]}")
    database.psql(service.where, "DROP TABLE claim_1, quantity_1, quotation_1, mention_1, posting_1, alignment_view_1,"
                                 " alignment_member_1, compared_1")
    report.check(len(service.ask("GET", "/v1/articles").json()["articles"]) == COUNT - SIZE - 1, "the others stay")
    report.check(service.ask("POST", "/v1/articles", article(COUNT)).status == 201, "and one more comes")


def main():
    options = test_options(__doc__)
    report = Report()
    if not database.SERVER:
        report.skip("partitions: CLAIMD_TEST_DATABASE names no server")
        return report.end()
    service = Service(options.claimd)
    part(service, options.source)
    with service:
        check(report, service)
    return report.end()


sys.exit(main())
