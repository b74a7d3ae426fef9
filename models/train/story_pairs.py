#!/usr/bin/env python3
"""Trains the weights of alignment/story_pairs.c and alignment/one_event.c: logistic regressions over story-features' output.

    story_pairs.py STORY-FEATURES MODELS SHARED                       prints the tables and cross-validation
    story_pairs.py STORY-FEATURES MODELS SHARED --write alignment     rewrites the tables in that folder

SHARED holds eval/stories. Pairs of which one article has no date are learnt from ecbplus alone; dated pairs from the
dated articles of ecbplus and from wire, whose few pairs count WIRE_WEIGHT times. What is judged without a store
(one_event.c) is learnt from pairs of one topic of ecbplus. Cross-validation leaves out the topics it judges. Standard library only; Newton steps with a ridge, so the result depends on nothing but the data.
"""
import argparse, json, math, random, re, subprocess

WIRE_WEIGHT = 4
RIDGE_UNDATED, RIDGE_DATED, RIDGE_ALONE = 2.0, 8.0, 4.0
DATED_ONLY = ("weeks", "dated_near", "dated_near_lead")  # 0 where a date is missing
FOLDS = 4
STORE_FEATURES = 11  # the rest of a line is of the two articles alone


def escape(text):
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", " ")


def load(tool, models, shared, name):
    """-> [(topic of the one, topic of the other, dated, features, same story)]"""
    with open(f"{shared}/eval/stories/{name}_articles.jsonl", encoding="utf-8") as f:
        articles = [json.loads(line) for line in f if line.strip()]
    with open(f"{shared}/eval/stories/{name}_gold.json", encoding="utf-8") as f:
        gold = json.load(f)
    gold = gold.get("stories", gold)
    lines = "".join("\t".join((a.get("published_at") or "", escape(a.get("title") or ""), escape(a["text"]))) + "\n"
                    for a in articles)
    out = subprocess.run([tool, models], input=lines.encode(), stdout=subprocess.PIPE, check=True).stdout.decode()
    topics = [re.split(r"[_-]", a["id"])[0] for a in articles]
    rows = []
    for line in out.splitlines():
        a, b, dated, *features = line.split("\t")
        a, b = int(a), int(b)
        same = gold[articles[a]["id"]] == gold[articles[b]["id"]]
        features = [float(x) for x in features]
        rows.append((topics[a], topics[b], dated == "1", features[:STORE_FEATURES], same, features[STORE_FEATURES:]))
    return rows


def solve(matrix, vector):
    n = len(vector)
    rows = [matrix[i][:] + [vector[i]] for i in range(n)]
    for i in range(n):
        pivot = max(range(i, n), key=lambda r: abs(rows[r][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for r in range(i + 1, n):
            factor = rows[r][i] / rows[i][i]
            for c in range(i, n + 1):
                rows[r][c] -= factor * rows[i][c]
    x = [0.0] * n
    for i in reversed(range(n)):
        x[i] = (rows[i][n] - sum(rows[i][c] * x[c] for c in range(i + 1, n))) / rows[i][i]
    return x


def odds(weights, features):
    return sum(w * x for w, x in zip(weights, features))


def fit(data, ridge):
    """data: [(features, same, weight)] -> weights"""
    k = len(data[0][0])
    weights = [0.0] * k
    for _ in range(8):
        gradient = [-ridge * w for w in weights]
        hessian = [[ridge * (a == b) for b in range(k)] for a in range(k)]
        for features, same, count in data:
            p = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds(weights, features)))))
            e, h = count * (same - p), count * p * (1 - p)
            for a in range(k):
                gradient[a] += e * features[a]
                for b in range(k):
                    hessian[a][b] += h * features[a] * features[b]
        weights = [w + d for w, d in zip(weights, solve(hessian, gradient))]
    return weights


def train(ecbplus, wire):
    undated = [(r[3], r[4], 1) for r in ecbplus if not r[2]]
    dated = [(r[3], r[4], 1) for r in ecbplus if r[2]] + [(r[3], r[4], WIRE_WEIGHT) for r in wire]
    return fit(undated, RIDGE_UNDATED), fit(dated, RIDGE_DATED)


def train_alone(ecbplus):
    return fit([(r[5], r[4], 1) for r in ecbplus if r[0] == r[1]], RIDGE_ALONE)


def judge(said, rows):
    """precision and recall of pairs at even odds"""
    both = sum(s and r[4] for s, r in zip(said, rows))
    return both / max(1, sum(said)), both / max(1, sum(r[4] for r in rows))


def cross_validate(ecbplus, wire):
    topics = sorted({r[0] for r in ecbplus})
    random.Random(3).shuffle(topics)
    found, alone = [], []
    for fold in range(FOLDS):
        out = set(topics[fold::FOLDS])
        kept = [r for r in ecbplus if r[0] not in out and r[1] not in out]
        judged = [r for r in ecbplus if r[0] in out]
        weights = train(kept, wire)
        found.append(judge([odds(weights[r[2]], r[3]) >= 0 for r in judged], judged))
        kin = [r for r in judged if r[0] == r[1]]
        weights = train_alone(kept)
        alone.append(judge([odds(weights, r[5]) >= 0 for r in kin], kin))
    print("pairs of topics left out: precision %.3f recall %.3f" % tuple(sum(x) / FOLDS for x in zip(*found)))
    print("without a store, within a topic: precision %.3f recall %.3f" % tuple(sum(x) / FOLDS for x in zip(*alone)))


def rewrite(folder, name, pattern, put, write):
    """Puts new weights into the table of a source file; prints the table."""
    path = f"{folder}/{name}"
    with open(path, encoding="utf-8") as f:
        source = re.sub(pattern, put, f.read(), flags=re.M)
    print("\n".join(m.group(0) for m in re.finditer(pattern, source, flags=re.M)))
    if write:
        with open(path, "w", encoding="utf-8") as f:
            f.write(source)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("tool", "models", "shared"):
        parser.add_argument(name)
    parser.add_argument("--write")
    options = parser.parse_args()
    ecbplus = load(options.tool, options.models, options.shared, "ecbplus")
    wire = load(options.tool, options.models, options.shared, "wire")
    cross_validate(ecbplus, wire)
    undated, dated = train(ecbplus, wire)
    rows, alone = iter(zip(undated, dated)), iter(train_alone(ecbplus))

    def put_pair(match):
        u, d = next(rows)
        return '    {"%s", %.3f, %.3f}' % (match.group(1), 0 if match.group(1) in DATED_ONLY else u, d)

    folder = options.write or "alignment"
    rewrite(folder, "story_pairs.c", r'^    \{"(\w+)", [-\d.]+, [-\d.]+\}', put_pair, options.write)
    rewrite(folder, "one_event.c", r'^    \{"(\w+)", [-\d.]+\}', lambda m: '    {"%s", %.3f}' % (m.group(1), next(alone)), options.write)


main()
