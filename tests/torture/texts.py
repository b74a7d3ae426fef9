"""Articles for the torture tests: no two alike, in threes about one event with names of its own, with numbers, times,
quotations and speakers, so that every table gets rows. The same number gives the same article."""
import random

SYLLABLES = ("al", "bor", "cas", "del", "em", "fen", "gar", "hol", "is", "jor", "kel", "lun", "mar", "nor", "os", "pel",
             "quin", "ros", "sel", "tam", "ul", "ven", "wes", "yar", "zan")
THINGS = ("ferries", "cranes", "turbines", "lamps", "trawlers", "warehouses", "gates", "masts", "bridges", "looms", "kilns",
          "wagons", "silos", "beacons", "cables", "barges")
VERBS = ("repaired", "counted", "sold", "inspected", "closed", "opened", "moved", "painted")
BODIES = ("office", "council", "union", "board", "museum", "school", "court", "guild")
SOURCES = ("Pier News", "Coast Herald", "The Eskel Courier", "Orrin Wire", "Tideline")
REPORTS_PER_EVENT = 3


class Event:
    def __init__(self, number):
        luck = random.Random(f"event {number}")
        name = lambda parts: "".join(luck.sample(SYLLABLES, parts)).capitalize()  # noqa: E731
        self.town, self.other, self.people = name(3), name(3), [f"{name(2)} {name(3)}" for _ in range(2)]
        self.body, self.thing = f"the {name(3)} {luck.choice(BODIES)}", luck.choice(THINGS)
        self.verb, self.count = luck.choice(VERBS), luck.randint(11, 9800)


def sentence(luck, event):
    count = event.count if luck.random() < 0.6 else luck.randint(11, 9800)
    who = luck.choice(event.people)
    return luck.choice((
        f"{event.body.capitalize()} {event.verb} {count:,} {event.thing} in {event.town} on {luck.randint(1, 28)} March 2031.",
        f"{who} said that {count:,} {event.thing} in {event.town} would be {event.verb} by next week.",
        f"“We {event.verb} more than {count:,} {event.thing} between {event.town} and {event.other},” {who} told reporters.",
        f"About {count:,} people travelled from {event.town} to {event.other}, {luck.randint(2, 60)} percent more than in 2030.",
        f"According to {event.body}, the {event.thing} of {event.town} cost {luck.randint(2, 400)} million crowns.",
        f"Residents of {event.other} had asked {event.body} for it."))


def article(number, paragraphs=3):
    """A request body; its text is stored byte for byte as it stands here."""
    luck, event = random.Random(number), Event(number // REPORTS_PER_EVENT)
    text = f"Report {number} from {event.town}.\n\n" + "\n\n".join(
        " ".join(sentence(luck, event) for _ in range(luck.randint(2, 4))) for _ in range(paragraphs))
    return {"text": text, "source": SOURCES[number % len(SOURCES)], "published_at": f"2031-03-{luck.randint(1, 28):02d}"}


def page(number):
    """A request body of HTML, with furniture around the article."""
    given = article(number)
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in given["text"].split("\n\n"))
    html = (f"<!doctype html><html><head><title>Report {number}</title><meta name=author content='Mara Holt'></head><body>"
            f"<nav><a href=/>Home</a> <a href=/sea>Sea</a></nav><article><h1>Report {number}</h1>{paragraphs}</article>"
            "<footer>All rights reserved.</footer></body></html>")
    return {"html": html, "source": given["source"], "published_at": given["published_at"]}
