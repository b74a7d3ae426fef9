#!/usr/bin/env python3
"""Trains the weights of alignment/same_matter.c: three logistic regressions over pair_features' output, one over the
claims of whole articles (the corpora, the article pairs of ECB+), two over the sentence pairs: for snippets without
the features that compare whole sentences, for lone sentences with them.

    same_matter.py PAIR-FEATURES MODELS SHARED          prints the table and figures by cross-validation
    same_matter.py ... --write alignment/same_matter.c    rewrites the table there

SHARED holds eval/alignment, eval/stories and corpus. Every set has its weight whatever its size. Each set is also
judged by weights that were trained without it, and each sentence pair by weights of ten folds that leave its topic out:
those are the figures to believe. Standard library only; full-batch
Newton steps with a ridge, so the result depends on nothing but the data.
"""
import argparse, collections, json, math, os, re, subprocess, sys, zlib

PAIR_SETS = ["dev_own", "dev_ecbplus", "dev_vitaminc", "dev_sts_headlines"]
CORPORA = ["pyongyang-visit", "tanner-ridge-fire"]
DOCS = "ecb_docs"
RIDGE = 2.0
SET_WEIGHT = 400.0
OWN_WEIGHT = {"dev_ecbplus": 2.0, "dev_own": 1.25}  # the hardest set, with most rows; and the set closest to the service
FOLDS = 10
BAR = 0.53  # of lone sentences, as BAR_OF_SENTENCES of alignment/same_matter.c
DOC_WEIGHT = 0.5  # ECB+ links every two sentences that tell of one event: looser than one matter


def without_sentences(sets, names):
    """The same rows with the features of whole sentences at 0."""
    keep = [not n.startswith("sentences_") for n in names]
    return {s: [([x * k for x, k in zip(row[0], keep)], *row[1:]) for row in data] for s, data in sets.items()}


def escape(text):
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", " ")


def run(tool, models, groups):
    """groups: [(id, [(date, text), …])] → {id: [(article, claim, article, claim, relation, features)]}"""
    lines = "".join("%s\t%s\t%s\n" % (i, d or "", escape(t)) for i, arts in groups for d, t in arts)
    out = subprocess.run([tool, models], input=lines.encode(), stdout=subprocess.PIPE, check=True).stdout.decode()
    rows = collections.defaultdict(list)
    for line in out.splitlines():
        f = line.split("\t")
        rows[f[0]].append((int(f[1]), f[3], int(f[4]), f[6], f[7], [float(x) for x in f[8:]]))
    return rows


def load(path):
    with open(path, encoding="utf-8") as f:
        return [json.loads(line) for line in f if line.strip()]


def pair_set(tool, models, path):
    """One row per sentence pair: its likeliest pair of claims when related, all of them when not."""
    rows = [r for r in load(path) if not ("unrelated" in r.get("accept", []) and len(r["accept"]) > 1)]
    found = run(tool, models, [(r["id"], [(s.get("published_at"), s["text"]) for s in (r["left"], r["right"])]) for r in rows])
    data = []
    for r in rows:
        pairs = found.get(r["id"], [])
        if r["relation"] == "unrelated":
            data += [(x[5], 0, 1 / len(pairs), r["id"]) for x in pairs]
        elif pairs:
            data.append((max((x[5] for x in pairs), key=likeness), 1, 1.0, r["id"]))
    return data


def fold_of(pair):
    """Pairs of one topic of ECB+ ("ecb:19_4ecb.11:…") stand in one fold."""
    return zlib.crc32(re.sub(r"^(ecb:\d+)_.*", r"\1", pair).encode()) % FOLDS


def accuracy_by_folds(sets):
    """Share of the sentence pairs told right as related or not, by weights that saw nothing of their topic. A pair of
    which no candidates were found counts as none: {set: accuracy among those with candidates}"""
    right = {n: collections.defaultdict(list) for n in sets}
    for fold in range(FOLDS):
        w = train(balanced({n: [x for x in data if fold_of(x[3]) != fold] for n, data in sets.items()}))
        for n, data in sets.items():
            for x, y, _, pair in data:
                if fold_of(pair) == fold:
                    right[n][pair].append((probability(w, x) >= BAR, y))
    return {n: sum(any(p for p, _ in found) == found[0][1] for found in pairs.values()) / len(pairs) for n, pairs in right.items()}


def words(text):
    return collections.Counter(re.findall(r"\w+", text.lower()))


def tokens(text):
    return re.findall(r"[^\W_]+", text.lower())


def common_run(a, b):
    """The longest run of tokens that both have."""
    best, last = 0, [0] * (len(b) + 1)
    for x in a:
        row = [0] * (len(b) + 1)
        for k, y in enumerate(b):
            if x == y:
                row[k + 1] = last[k] + 1
        best, last = max(best, max(row)), row
    return best


def likeness(features):
    return features[1] + features[2]


def doc_set(tool, models, shared):
    articles = {a["id"]: a for a in load(os.path.join(shared, "eval/stories/ecbplus_articles.jsonl"))}
    pairs = load(os.path.join(shared, "eval/alignment/ecb_doc_pairs.jsonl"))
    found = run(tool, models, [(p["id"], [(None, articles[p[s]]["text"]) for s in ("left", "right")]) for p in pairs])
    data = []

    def sentence(bags, claim):
        """The sentence that holds the claim, as score_docs.py finds it."""
        own = words(claim)
        best = max(range(len(bags)), key=lambda i: sum((own & bags[i]).values()), default=None)
        return best if best is not None and 2 * sum((own & bags[best]).values()) >= sum(own.values()) else None

    bags = {i: [words(x["text"][s:e]) for s, e in x["sentences"]] for i, x in articles.items()}
    for p in pairs:
        links, free = {tuple(x) for x in p["links"]}, {tuple(x) for x in p["optional"]}
        best = {}
        for _, left, _, right, _, features in found.get(p["id"], []):
            k = (sentence(bags[p["left"]], left), sentence(bags[p["right"]], right))
            if k[0] not in p["judged_left"] or k[1] not in p["judged_right"] or k in free:
                continue
            if k not in links:
                data.append((features, 0, 1.0))
            elif k not in best or likeness(features) > likeness(best[k]):
                best[k] = features
        data += [(x, 1, 1.0) for x in best.values()]
    return data


def corpus_set(tool, models, folder):
    with open(os.path.join(folder, "articles.json"), encoding="utf-8") as f:
        articles = json.load(f)["articles"]
    with open(os.path.join(folder, "gold.json"), encoding="utf-8") as f:
        gold = json.load(f)
    texts = [open(os.path.join(folder, a["file"]), encoding="utf-8").read() for a in articles]
    number = {a["file"]: i for i, a in enumerate(articles)}
    found = run(tool, models, [("c", [(a.get("published_at"), t) for a, t in zip(articles, texts)])])["c"]
    quotes = [(c["id"], number[c["article"]], tokens(c["quote"])) for c in gold["claims"]]
    cache = {}

    def touched(article, claim):
        """The gold claims that the claim covers, as the scorer of the corpora finds them."""
        if (article, claim) not in cache:
            own = tokens(claim)
            cache[article, claim] = [i for i, a, q in quotes if a == article and len(own) <= 90 and
                                     common_run(own, q) >= 0.6 * len(q)]
        return cache[article, claim]

    want, free = set(), set()
    for alignment in gold["alignments"]:
        for p in alignment["pairs"]:
            (want if p.get("required", True) else free).add(frozenset((p["left"], p["right"])))
    free |= {frozenset((o["left"], o["right"])) for o in gold.get("tolerated", [])}
    data = []
    for a, left, b, right, _, features in found:
        keys = {frozenset((x, y)) for x in touched(a, left) for y in touched(b, right)}
        if keys and (keys & want or not keys & free):
            data.append((features, int(bool(keys & want)), 1.0))
    return data


def balanced(sets):
    rows = []
    for name, data in sets.items():
        total = sum(row[2] for row in data) or 1
        share = SET_WEIGHT * OWN_WEIGHT.get(name, DOC_WEIGHT if name == DOCS else 1) / total
        rows += [(row[0], row[1], row[2] * share) for row in data]
    return rows


def solve(a, b):
    n = len(b)
    a = [row[:] + [v] for row, v in zip(a, b)]
    for i in range(n):
        p = max(range(i, n), key=lambda r: abs(a[r][i]))
        a[i], a[p] = a[p], a[i]
        for r in range(i + 1, n):
            f = a[r][i] / a[i][i]
            if f:
                for c in range(i, n + 1):
                    a[r][c] -= f * a[i][c]
    x = [0.0] * n
    for i in reversed(range(n)):
        x[i] = (a[i][n] - sum(a[i][c] * x[c] for c in range(i + 1, n))) / a[i][i]
    return x


def probability(w, x):
    s = sum(a * b for a, b in zip(w, x))
    return 1 / (1 + math.exp(-max(-30, min(30, s))))


def train(rows):
    n = len(rows[0][0])
    w = [0.0] * n
    for _ in range(6):
        g = [RIDGE * 1.0 * v if i else 0.0 for i, v in enumerate(w)]
        h = [[RIDGE if i == k and i else 1e-9 if i == k else 0.0 for k in range(n)] for i in range(n)]
        for x, y, weight in rows:
            p = probability(w, x)
            live = [i for i in range(n) if x[i]]
            d, c = weight * (p - y), weight * p * (1 - p)
            for i in live:
                g[i] += d * x[i]
                for k in live:
                    if k >= i:
                        h[i][k] += c * x[i] * x[k]
        for i in range(n):
            for k in range(i):
                h[i][k] = h[k][i]
        step = solve(h, g)
        w = [a - b for a, b in zip(w, step)]
    return w


def figures(w, data):
    """Average precision, the best F1 and the threshold that gives it."""
    ranked = sorted(((probability(w, x), y, v) for x, y, v, *_ in data), key=lambda r: -r[0])
    related = sum(v for _, y, v in ranked if y)
    tp = seen = area = 0.0
    best, at = 0.0, 0.0
    for p, y, v in ranked:
        seen += v
        if y:
            tp += v
            area += v * tp / seen
        f1 = 2 * tp / (seen + related)
        if f1 > best:
            best, at = f1, p
    return area / related if related else 0.0, best, at


def judge(sets, quick):
    """The weights of one regression; prints its figures, with and without the set that is judged."""
    full = train(balanced(sets))
    for n, data in sets.items():
        line = "%-18s %6d %7d   %.3f %.3f at %.2f" % ((n, len(data), sum(row[1] for row in data)) + figures(full, data))
        if not quick:
            without = train(balanced({m: d for m, d in sets.items() if m != n}))
            line += "   %.3f %.3f at %.2f" % figures(without, data)
        print(line, flush=True)
    return full


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("tool"), ap.add_argument("models"), ap.add_argument("shared")
    ap.add_argument("--write"), ap.add_argument("--quick", action="store_true", help="no cross-validation")
    ap.add_argument("--names", default="alignment/same_matter.c")
    a = ap.parse_args()
    with open(a.names, encoding="utf-8") as f:
        names = re.findall(r'\{"(\w+)",', f.read())
    articles = {n: corpus_set(a.tool, a.models, os.path.join(a.shared, "corpus", n)) for n in CORPORA}
    articles[DOCS] = doc_set(a.tool, a.models, a.shared)
    snippets = {n: pair_set(a.tool, a.models, os.path.join(a.shared, "eval/alignment", n + ".jsonl")) for n in PAIR_SETS}
    print("set                 pairs related   trained with it: AP, best F1   without it: AP, best F1")
    if not a.quick:
        print("right by folds:", "  ".join("%s %.3f" % found for found in accuracy_by_folds(snippets).items()), flush=True)
    few = without_sentences(snippets, names)
    columns = list(zip(names, judge(articles, a.quick), judge(few, a.quick), judge(snippets, a.quick)))
    table = "".join('    {"%s", %.3f, %.3f, %.3f},\n' % row for row in columns)
    print(table, end="")
    if a.write:
        with open(a.write, encoding="utf-8") as f:
            source = f.read()
        source = re.sub(r'(weights\[SAME_MATTER_FEATURES\] = \{\n).*?(\};)', lambda m: m[1] + table + m[2], source, flags=re.S)
        with open(a.write, "w", encoding="utf-8") as f:
            f.write(source)


main()
