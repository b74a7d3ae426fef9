"""The wall clock is set while the service runs, and articles are of impossible dates. Events are ordered by their numbers, never
by a clock; waits are measured on a clock that nobody sets.
"""
import time

import checks
import texts
from control import Torture, wait_for

HOUR = 3600 * 10 ** 9
DAY = 24 * HOUR
DATES = ("0001-01-01", "0001-12-31", "0999-02-28", "1582-10-15", "1752-09-14", "1900-02-28", "1969-12-31", "1970-01-01",
         "2000-02-29", "2024-02-29", "2038-01-19", "2038-01-20", "2100-03-01", "9999-12-31", "2024-02-29T23:59:59Z",
         "2024-02-29T23:59:59-12:00", "9999-12-31T23:59:59+14:00", "0001-01-01T00:00:00-12:00")
EDGES = ("0001-01-01", "2024-02-29", "9999-12-31")
WORDS = ("It has been so since the year 1. Nothing like it will happen before 31 December 9999.",
         "He was born on 29 February 2024 and will be one year old on 28 February 2025.",
         "On 29 February 2023 nobody was there. The archive of 1 January 0001 burnt yesterday, 3,000 years ago.",
         "Next year, last century, in ten thousand years, 99999999999 days ago and five millennia from now.")


def stream_numbers(service):
    events = []
    after = 0
    while True:
        answer = service.ask("GET", f"/v1/events?after={after}&wait=0").json()
        if not answer["events"]:
            return events
        events += answer["events"]
        after = answer["events"][-1]["id"] if isinstance(answer["events"][-1]["id"], int) else int(answer["events"][-1]["id"])


def walk(service, path, key="articles"):
    """All pages of a list, by cursors."""
    ids, cursor = [], ""
    while cursor is not None:
        answer = service.ask("GET", f"{path}{'&' if '?' in path else '?'}limit=3" + (f"&cursor={cursor}" if cursor else ""))
        assert answer.status == 200, answer.body
        ids += [thing["id"] for thing in answer.json()[key]]
        cursor = answer.json()["next"]
    return ids


def steps(options, report):
    """Days back and forth between writes: a clock that a battery forgot, a machine that was set to next year."""
    with Torture(options) as service:
        ids = []
        for number, step in enumerate((0, -HOUR, -400 * DAY, DAY, 30 * 365 * DAY, -20 * 365 * DAY, 0)):
            service.control.set(clock_step=step)
            answer = service.ask("POST", "/v1/articles", texts.article(number))
            report.check(answer.status == 201, f"the clock moved by {step / DAY:.0f} days: {answer.status} {answer.body[:200]}")
            ids.append(answer.json()["id"])
            same = service.ask("POST", "/v1/articles", texts.article(number))
            report.check(same.status == 200 and same.json()["id"] == ids[-1], "the same article has the same id at any time")
            report.check(service.ask("GET", "/readyz").status == 200, "ready")
        listed = walk(service, "/v1/articles")
        report.check(listed == ids[::-1], f"lists go by arrival, whatever the clock said: {listed}")
        numbers = [int(event["id"]) for event in stream_numbers(service)]
        report.check(numbers == list(range(1, len(numbers) + 1)), f"events are numbered without a gap: {numbers[:20]}")
        service.stop()
        wrong = checks.whole(service.database)
        report.check(not wrong, f"after the steps: {wrong}")


def cursors(options, report):
    """A page begun before the clock moved goes on after it."""
    with Torture(options) as service:
        for number in range(7):
            service.ask("POST", "/v1/articles", texts.article(number))
        first = service.ask("GET", "/v1/articles?limit=3").json()
        for step in (-365 * DAY, 365 * DAY):
            service.control.set(clock_step=step)
            rest = service.ask("GET", f"/v1/articles?limit=4&cursor={first['next']}")
            report.check(rest.status == 200 and len(rest.json()["articles"]) == 4, f"a cursor over a step: {rest.status} {rest.body[:200]}")


def when(step, seconds):
    """So many seconds after what a clock moved by `step` says now."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + step / 10 ** 9 + seconds))


def hold(service, number, until):
    return service.ask("POST", f"/v1/articles?embargo_until={until}", texts.article(number)["text"].encode(),
                       {"Content-Type": "text/plain"})


def listed(service):
    return len(service.ask("GET", "/v1/articles").json()["articles"])


def promises(options, report):
    """An embargo ends by the wall clock, and the thread that looks for it goes on looking when that is set back: it must not
    sleep until the old time comes again."""
    with Torture(options) as service:
        time.sleep(0.5)  # the thread sleeps now, until a time of the clock as it is
        service.control.set(clock_step=-2 * HOUR)
        held = hold(service, 1, when(-2 * HOUR, 2))
        report.check(held.status in (201, 202), f"an embargo: {held.status} {held.body[:200]}")
        report.check(wait_for(lambda: listed(service) == 1, 15), "an embargo ends by the clock as it was set")
        far = hold(service, 2, when(-2 * HOUR, 3600))
        report.check(far.status in (201, 202), f"a long embargo: {far.status}")
        time.sleep(1.5)
        report.check(listed(service) == 1, "no earlier than it says")
        service.control.set(clock_step=0)
        report.check(wait_for(lambda: listed(service) == 2, 15), "and when the clock is set forward, at once")


def rates(options, report):
    """The rate limit measures on the monotonic clock: a step neither opens nor shuts the door."""
    with Torture(options, flags=["--rate-limit", "60"]) as service:
        spent = sum(service.ask("GET", "/v1/articles").status == 200 for _ in range(80))
        report.check(spent < 80, "the limit holds")
        service.control.set(clock_step=-10 * DAY)
        report.check(service.ask("GET", "/v1/articles").status in (200, 429), "a clock that goes back: answered")
        service.control.set(clock_step=10 * DAY)
        after = sum(service.ask("GET", "/v1/articles").status == 200 for _ in range(30))
        report.check(after < 15, f"a clock that goes forward fills no bucket: {after} of 30 passed")
        time.sleep(2.5)
        report.check(service.ask("GET", "/v1/articles").status == 200, "and after two seconds somebody may come in again")


def dates(options, report):
    with Torture(options) as service:
        known = {}
        for number, date in enumerate(EDGES if options.short else DATES):
            for words in WORDS:
                body = {"text": f"{texts.article(number)['text']}\n\n{words}", "published_at": date, "source": "Tideline"}
                answer = service.ask("POST", "/v1/articles", body)
                report.check(answer.status in (200, 201, 422), f"published {date}: {answer.status} {answer.body[:200]}")
                if answer.status == 201:
                    known[answer.json()["id"]] = date
        report.note(f"{len(known)} articles of dates from the year 1 to 9999 stored")
        for article, date in known.items():
            told = service.ask("GET", f"/v1/articles/{article}")
            report.check(told.status == 200 and (date[:10].encode() in told.body or "T" in date), f"{date}: {told.body[:200]}")
        for path in ("/v1/articles?sort=-published_at", "/v1/articles?published_from=0001-01-01&published_to=9999-12-31",
                     "/v1/articles?published_from=2024-02-29&published_to=2024-02-29"):
            ids = walk(service, path)
            report.check(len(ids) == len(set(ids)), f"{path}: each once")
        for story in service.ask("GET", "/v1/stories?limit=50").json()["stories"]:
            for part in ("matrix", "timeline", "alignments", "report"):
                answer = service.ask("GET", f"/v1/stories/{story['id']}/{part}")
                report.check(answer.status == 200, f"{part} of a story of impossible dates: {answer.status} {answer.body[:200]}")
        for wrong in ("2023-02-29", "0000-01-01", "10000-01-01", "2024-13-01", "2024-02-30", "-001-01-01"):
            answer = service.ask("POST", "/v1/articles", {"text": "The gate was shut.", "published_at": wrong})
            report.check(answer.status == 422, f"published {wrong}: {answer.status}")
        service.stop()
        whole = checks.whole(service.database)
        report.check(not whole, f"impossible dates: {whole}")


def run(options, report):
    steps(options, report)
    cursors(options, report)
    rates(options, report)
    promises(options, report)
    dates(options, report)
