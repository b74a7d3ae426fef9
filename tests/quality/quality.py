#!/usr/bin/env python3
"""The quality ratchet: runs every scorer of the evaluation folder against fresh services and holds the figures
against tests/quality/floors.tsv.

    quality.py --claimd build/claimd --shared ../shared [--only PREFIX] [--raise]

Prints one table: figure, floor, best known system. Exit code 1 when a figure falls under its floor (or over it, for
figures that should be small), 2 when a scorer did not run to its end. --raise writes floors that were beaten back
to the file, rounded down, so that they only rise. Python 3 standard library only.
"""
import argparse
import concurrent.futures
import contextlib
import json
import math
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
FLOORS = HERE / "floors.tsv"
SLACK = 0.0005  # figures are printed with three or four digits


@contextlib.contextmanager
def service(claimd):
    """A claimd with an empty database on a free port; yields its base URL."""
    with tempfile.TemporaryDirectory(prefix="claimd-quality-") as folder:
        log = open(pathlib.Path(folder) / "log", "w", encoding="utf-8")
        process = subprocess.Popen(
            [claimd, "serve", "--listen", "127.0.0.1:0", "--database", f"{folder}/claimd.db"],
            stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            line = process.stdout.readline()
            if not line.startswith("listening on "):
                raise RuntimeError(f"claimd did not start: {line!r}")
            yield line.split()[-1]
        finally:
            process.terminate()
            process.wait(timeout=30)
            log.close()


def run(arguments):
    """Runs a scorer; its own thresholds are not used, so exit code 1 without output is the only failure."""
    done = subprocess.run([sys.executable, "-B", *map(str, arguments)], capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1) or not done.stdout:
        raise RuntimeError(f"{arguments[0]}: exit {done.returncode}\n{done.stderr[-2000:]}")
    if done.stderr.strip():
        print(done.stderr.strip()[-300:], file=sys.stderr)
    return done.stdout


def run_json(arguments):
    """Runs a scorer that writes its figures to a file."""
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        run([*arguments, "--json", file.name])
        return json.loads(pathlib.Path(file.name).read_text(encoding="utf-8"))


def corpus(shared, url):
    folder = shared / "corpus"
    answer = run_json([folder / "score.py", "--quiet", "--base-url", url, folder / "pyongyang-visit", folder / "tanner-ridge-fire"])
    for result in answer["results"]:
        for name in ("claim_recall", "pair_precision", "pair_recall", "pair_f1", "relation_strict", "relation_lenient",
                     "conflict_recall", "conflict_precision", "traps_sprung", "boilerplate_left", "must_keep_lost",
                     "unrepaired", "wrong_dates", "bad_spans"):
            yield f"corpus.{result['corpus']}.{name}", result[name]


def times(shared, url):
    answer = run_json([shared / "eval/times/score.py", "--base-url", url])
    for name, figures in answer["sets"].items():
        for measure in ("strict", "value"):
            yield f"times.{name.removesuffix('.jsonl')}.{measure}", figures[measure]
    yield "times.errors", answer["errors"]


def quantities(shared, url):
    answer = run_json([shared / "eval/quantities/score.py", "--base-url", url])
    for name, figures in answer["sets"].items():
        for measure in ("value_f1", "unit", "comparator"):
            if figures[measure] is not None:
                yield f"quantities.{name.removesuffix('.jsonl')}.{measure}", figures[measure]
    yield "quantities.errors", answer["errors"]


def attributions(shared, url):
    folder = shared / "eval/attributions"
    for name in ("gum-news-dev", "seed-dev"):
        figures = json.loads(run([folder / "score.py", folder / f"{name}.jsonl", "--base-url", url, "--json"]))
        for measure in ("direct_f1", "who_said_what_f1", "name_accuracy", "pronoun_accuracy", "offset_errors"):
            if figures.get(measure) is not None:
                yield f"attributions.{name}.{measure}", figures[measure]


def extraction(shared, url):
    folder = shared / "eval/extraction"
    for name, data in (("news", folder), ("articles-2025", folder / "articles-2025")):
        figures = run_json([folder / "score.py", "--data", data, "--base-url", url])
        for measure in ("f1", "exact", "failed"):
            if measure in figures:
                yield f"extraction.{name}.{measure}", figures[measure]
    figures = run_json([folder / "score_metadata.py", "--base-url", url])
    for field, values in figures.items():
        yield f"extraction.metadata.{field}", values["f1"]


def alignment(shared, url):
    folder = shared / "eval/alignment"
    answer = json.loads(run([folder / "score.py", "--base-url", url, "--json"]).strip().splitlines()[-1])
    for source, figures in answer["sources"].items():
        yield f"alignment.{source}.accuracy", figures["accuracy"]
        if source == "own":
            yield "alignment.own.macro_f1", figures["macro_f1"]
            yield "alignment.own.conflict_f1", figures["classes"].get("conflict", {}).get("f1", 0.0)
    yield "alignment.errors", answer["errors"]
    text = run([folder / "score_docs.py", "--base-url", url])
    found = re.search(r"F1 ([\d.]+)\s+false alarms on different events ([\d.]+)", text)
    yield "alignment.docs.links_f1", float(found[1])
    yield "alignment.docs.false_alarms", float(found[2])


def stories(shared, claimd):
    for name in ("ecbplus", "wire"):
        with service(claimd) as url:  # the scorer wants an empty store
            text = run([shared / "eval/stories/score_stories.py", "--set", name, "--base-url", url])
        found = re.search(r"B-cubed P [\d.]+ R [\d.]+ F1 ([\d.]+)\s+pairwise P [\d.]+ R [\d.]+ F1 ([\d.]+)", text)
        yield f"stories.{name}.bcubed_f1", float(found[1])
        yield f"stories.{name}.pairwise_f1", float(found[2])
        copies = re.search(r"copies: pairwise P [\d.]+ R [\d.]+ F1 ([\d.]+)\s+.*error ([\d.]+)", text)
        if copies:
            yield f"stories.{name}.copies_f1", float(copies[1])
            yield f"stories.{name}.accounts_error", float(copies[2])


def measure(claimd, shared, only):
    """-> {figure: value} of every scorer whose name begins with `only`; two run at a time, as much of it is scoring."""
    wanted = [scorer for scorer in (extraction, stories, corpus, times, quantities, attributions, alignment)
              if not only or scorer.__name__.startswith(only.split(".")[0])]
    with service(claimd) as url, concurrent.futures.ThreadPoolExecutor(2) as pool:

        def score(scorer):
            print(f"running {scorer.__name__} …", file=sys.stderr)
            return list(scorer(shared, claimd if scorer is stories else url))

        return dict(figure for scored in pool.map(score, wanted) for figure in scored)


def read_floors():
    """-> [(figure, sign, floor, best known, whose)], sign '≥' or '≤'"""
    rows = []
    for line in FLOORS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, sign, floor, best = (line.split("\t") + [""])[:4]
            rows.append([name, sign, float(floor), best])
    return rows


def write_floors(rows):
    head = [l for l in FLOORS.read_text(encoding="utf-8").splitlines() if l.startswith("#")]
    body = ["\t".join((name, sign, f"{floor:g}", best)) for name, sign, floor, best in rows]
    FLOORS.write_text("\n".join(head + body) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claimd", default="build/claimd")
    parser.add_argument("--shared", type=pathlib.Path, default=pathlib.Path("../shared"))
    parser.add_argument("--only", default="", help="only figures of this scorer, e.g. times")
    parser.add_argument("--raise", dest="lift", action="store_true", help="raise floors to what was reached")
    options = parser.parse_args()
    try:
        figures = measure(options.claimd, options.shared, options.only)
    except (RuntimeError, OSError, ValueError, KeyError, TypeError) as error:
        print(f"a scorer did not run to its end: {type(error).__name__}: {error}", file=sys.stderr)
        return 2

    rows, under = read_floors(), []
    known = {row[0] for row in rows}
    rows += [[name, "≥", 0.0, ""] for name in figures if name not in known]
    print(f"{'figure':48} {'value':>8}   {'floor':>8}  best known")
    for row in rows:
        name, sign, floor, best = row
        if name not in figures:
            if not options.only:
                under.append(name)
                print(f"{name:48} {'missing':>8} {sign} {floor:8.3f}  {best}")
            continue
        value = figures[name] if figures[name] is not None else 0.0
        good = value >= floor - SLACK if sign == "≥" else value <= floor + SLACK
        if not good:
            under.append(name)
        print(f"{name:48} {value:8.3f} {sign} {floor:8.3f}  {best}{'' if good else '   <-- FELL'}")
        if options.lift and good:
            row[2] = max(floor, math.floor(value * 1000) / 1000) if sign == "≥" else min(floor, math.ceil(value * 1000) / 1000)
    if options.lift:
        write_floors(rows)
    print(f"{len(figures) - len(under)} passed, {len(under)} failed")
    return 1 if under else 0


if __name__ == "__main__":
    sys.exit(main())
