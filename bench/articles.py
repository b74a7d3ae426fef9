"""Made-up news for the benchmarks: as many different articles of about 3 KB as are asked for, three to a story, always the
same for the same number, and pages that hold them as a newsroom's site would."""
import json
import random

PLACES = ["Lindholm", "Vestby", "Corran", "Tarsay", "Aldermoor", "Kessel Bay", "Port Larne", "Grauwick", "Ostrava Hill", "Selby Quay"]
FIRST = ["Marta", "Tobias", "Hanna", "Ines", "Moira", "Jonas", "Petra", "Samuel", "Greta", "Anders"]
LAST = ["Ollander", "Renn", "Quist", "Halloran", "Teale", "Brandt", "Varga", "Lowe", "Sund", "Keller"]
BODIES = ["harbour board", "city council", "weather office", "transport ministry", "engineers' union", "health authority", "teachers' union"]
MATTERS = ["the sea wall", "the northern line", "the old hospital", "the fish market", "the power station", "the school in the valley",
           "the bridge over the sound", "the grain terminal", "the water works", "the airport's second runway"]
DEEDS = ["was closed", "will be rebuilt", "was damaged in a storm", "caught fire", "has been sold", "failed an inspection"]
OPENINGS = [
    "{place} — At least {count} people left their homes after {matter} {deed} on {day}, the {body} said.",
    "{place} — The {body} said on {day} that {matter} {deed} and that {count} people had been taken to safety.",
    "{place} — More than {count} people were affected when {matter} {deed} on {day}, according to the {body}.",
]
SENTENCES = [
    "It was the worst such event since {year}, according to the {body}, which counted {small} cases in one night.",
    "“We have not seen anything like this in our lives,” said {person}, who runs a shop in {other}.",
    "The mayor, {mayor}, said on {day} that the repair would cost between {money} million and {more} million crowns and take more than {small} years.",
    "{mayor} denied that the town had been warned last spring.",
    "The {union} said it had told the council in March that {matter} could fail.",
    "About {some} of those who fled were still in the sports hall of {other} on {day} evening.",
    "The government plans to send {small} engineers with pumps, Defence Minister {minister} said, and will decide next week on money for the families.",
    "{matter_up}, built in {built}, was last renewed in {year} at a cost of {money}.5 million crowns.",
    "In {year}, {small} houses were lost and three people died.",
    "“Nobody should have to leave home twice in one winter,” {person} told the council, adding that {share} per cent of the houses had no insurance.",
    "Police closed the road between {place} and {other} for about {hours} hours.",
    "The {body} expects the work to end by June, two months later than it had promised.",
    "{minister} said that no decision had been made, and that reports of a sale to a foreign company were false.",
    "A spokesman for the {union} said its {some} members would strike on Friday unless the council paid them.",
    "Water stood {hours} metres deep in the cellars, and the trains to {other} ran only every second hour.",
    "Of the {count} people, {some} have since returned, the {body} said, while the others wait for an answer until Thursday.",
    "Neighbours said they had heard a loud noise shortly before {hours} a.m. and called the fire brigade, which arrived {small} minutes later.",
    "The opposition asked why {mayor} had cut the budget for {matter} by {share} per cent in {year}.",
    "“The figures were known, and they were on the table,” said {minister}, who visited {place} for the first time since {year}.",
    "Schools in {other} will stay closed until Monday, and {small} buses take the children to {place} instead.",
    "The {body} had warned in a report of {built} that the ground under {matter} was moving by {hours} centimetres a year.",
    "{person}, {share}, has lived beside {matter} for {small} years and does not want to leave.",
]
# What else happened in a story, in words of its own, so that stories do not resemble each other more than real ones do.
OWN_SENTENCES = [
    "The {noun} {verb} in {year}, and the {noun2} near {other} has {verb2} twice since then.",
    "{person} called the {noun2} of the {noun} “a matter for the {noun3}, not for {other}”.",
    "Nearly {some} {plural} {verb3} when the {noun3} was moved, a {noun} from {other} wrote on {day}.",
    "No {noun2} was found in the {noun3}, but the {plural} that {verb3} may have come from a {noun}.",
    "{mayor}'s office put the price of one {noun} at {money} crowns and that of a {noun2} at {more}.",
    "Older {plural} remember how the {noun} {verb} and how the {noun3} stood empty for {small} years.",
    "The {noun3} is {hours} kilometres from the {noun2}; its {plural} {verb3} every spring.",
    "If the {noun} is not ready by autumn, {minister} said, the {noun2} would go to {other}.",
]
NOUNS = """orchard ferry violin glacier archive bakery cathedral orchestra beehive telescope quarry vineyard tram lighthouse laboratory stadium
museum pipeline reservoir satellite tunnel windmill brewery nursery monument prison library fountain pharmacy shipyard observatory theatre
greenhouse barracks sawmill chapel embassy hostel foundry marina turbine statue textbook mosaic submarine helicopter tractor caravan
manuscript engine contract recipe portrait licence lantern anchor ladder carpet kettle compass""".split()
PLURALS = """farmers sailors violinists nurses beekeepers students miners bakers actors pilots drivers tenants swimmers gardeners printers weavers
dentists surgeons hikers painters singers plumbers carpenters soldiers clerks waiters jurors referees librarians chemists""".split()
VERBS = """collapsed opened sank reappeared burned moved vanished expanded failed closed improved stalled reopened cracked flooded shrank
recovered changed drifted rusted""".split()
PAST = """left protested gathered voted returned sang marched fell waited escaped complained applauded resigned celebrated refused volunteered
queued emigrated retired cheered""".split()
SHARED, OWN = 15, 12  # sentences of an article
PARAGRAPH = 2


def names_of(story):
    """What all articles of one story have in common."""
    draw = random.Random(story)
    person = lambda: f"{draw.choice(FIRST)} {draw.choice(LAST)}"
    matter = draw.choice(MATTERS)
    return {
        "place": draw.choice(PLACES), "other": draw.choice(PLACES), "matter": matter, "matter_up": matter[0].upper() + matter[1:],
        "deed": draw.choice(DEEDS), "body": draw.choice(BODIES), "union": draw.choice(BODIES), "person": person(), "mayor": person(),
        "minister": person(), "count": f"{draw.randrange(1, 9)},{draw.randrange(1000):03}", "some": draw.randrange(60, 900),
        "small": draw.randrange(3, 48), "year": draw.randrange(1985, 2019), "built": draw.randrange(1920, 1980),
        "money": draw.randrange(2, 30), "more": draw.randrange(31, 90), "share": draw.randrange(21, 79), "hours": draw.randrange(2, 11),
        "day": draw.choice(["Monday", "Tuesday", "Wednesday", "Saturday"]),
    }


def own_sentences(story, names):
    draw = random.Random(f"own {story}")
    for template in (OWN_SENTENCES * 2)[:OWN]:
        nouns, verbs = draw.sample(NOUNS, 3), draw.sample(VERBS, 2)
        yield template.format(**names, noun=nouns[0], noun2=nouns[1], noun3=nouns[2], verb=verbs[0], verb2=verbs[1],
                              verb3=draw.choice(PAST), plural=draw.choice(PLURALS))


def article(number):
    """Title, source, date and text of one article."""
    draw = random.Random(f"article {number}")
    names = names_of(number // 3)
    shared = random.Random(f"shared {number // 3}").sample(SENTENCES, SHARED)
    sentences = [sentence.format(**names) for sentence in shared] + list(own_sentences(number // 3, names))
    draw.shuffle(sentences)
    lines = [draw.choice(OPENINGS).format(**names)]
    for i in range(0, len(sentences), PARAGRAPH):
        lines.append(" ".join(sentences[i:i + PARAGRAPH]))
    return {
        "title": f"{names['matter_up']} in {names['place']} {names['deed']}",
        "source": ["Coastwire", "Lindholm Post", "Sound Weekly"][number % 3],
        "published_at": f"2025-{number // 3 % 12 + 1:02}-{number // 36 % 28 + 1:02}T09:00:00Z",
        "text": "\n\n".join(lines),
    }


def page(number, size=184_000):
    """The article inside a page of about `size` bytes: head, scripts, navigation, lists of other news, comments."""
    made = article(number)
    draw = random.Random(f"page {number}")
    headline = lambda: article(draw.randrange(1000))["title"]
    paragraphs = "\n".join(f'<p class="story__text">{line}</p>' for line in made["text"].split("\n\n"))
    data = json.dumps({"@context": "https://schema.org", "@type": "NewsArticle", "headline": made["title"],
                       "datePublished": made["published_at"], "author": {"@type": "Person", "name": "Ines Halloran"}})
    menu = "".join(f'<li class="nav__item"><a href="/section/{i}" data-track="nav-{i}">Section {i}</a></li>' for i in range(60))
    head = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{made["title"]} - Sound Weekly</title>
<meta property="og:title" content="{made["title"]}"><meta property="article:published_time" content="{made["published_at"]}">
<script type="application/ld+json">{data}</script>
<style>{"".join(f".c{i}{{margin:{i}px;color:#{i:03x}}}" for i in range(900))}</style></head>
<body class="page"><header class="site-header"><nav><ul>{menu}</ul></nav></header>
<main><article class="story"><h1 class="story__title">{made["title"]}</h1>
<div class="byline">By <a rel="author" href="/ines">Ines Halloran</a></div><div class="story__body">{paragraphs}</div></article>
<aside class="related">"""
    parts = [head]
    length = len(head)
    while length < size * 6 // 10:
        title = headline()
        parts.append(f'<div class="teaser card" data-id="{length}"><a class="teaser__link" href="/news/{length}"><img src="/i/{length}.jpg" '
                     f'alt="{title}" loading="lazy"><h3 class="teaser__title">{title}</h3></a><span class="teaser__time">2 hours ago</span></div>\n')
        length += len(parts[-1])
    parts.append('</aside></main><section class="comments"><h2>Comments</h2>')
    while length < size * 7 // 10:
        parts.append(f'<div class="comment"><b class="comment__author">reader{length}</b><p>I do not believe a word of it, and it cost us '
                     f'{length % 97} crowns.</p><button class="comment__reply">Reply</button></div>\n')
        length += len(parts[-1])
    parts.append("</section><script>")
    while length < size - 200:
        parts.append(f'window.adSlots=window.adSlots||[];window.adSlots.push({{"slot":"s{length}","sizes":[[300,250],[728,90]]}});\n')
        length += len(parts[-1])
    parts.append('</script><footer class="site-footer"><p>© Sound Weekly</p></footer></body></html>')
    return "".join(parts)
