#!/usr/bin/env bash
# What claimd costs beside what people would use instead, in one run and one readable report: the service beside a bare
# libmicrohttpd server and a Node service, tags and trees beside wink-nlp, times beside chrono-node, the stages of one article.
# usage: scripts/bench.sh [ROUNDS [SECONDS]]     5 rounds of 3 s by default, some six minutes
# Without npm or its registry the comparisons with Node are skipped, loudly.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"
rounds=${1:-5}
seconds=${2:-3}
build="build-bench"

[ -f "$build/build.ninja" ] || meson setup "$build" --buildtype=release -Dtests=disabled >/dev/null
meson compile -C "$build"
meson compile -C "$build" bench/hello_server bench/load bench/bench_analyze bench/bench_language bench/bench_values

install_in() {
    [ -d "$1/node_modules" ] || (cd "$1" && npm install --omit=dev --no-audit --no-fund --no-package-lock) >/dev/null 2>&1 ||
        { echo "SKIP: npm cannot fetch what $1 needs" && return 1; }
}

say "machine: $(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), $(date -u '+%Y-%m-%d %H:%M') UTC, load $(cut -d ' ' -f 1-3 /proc/loadavg)"
say "stages of one article, CPU milliseconds"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -c 'import sys; sys.path.insert(0, "bench"); import articles; print(articles.article(7)["text"])' >"$folder/article.txt"
"$build"/bench/bench_analyze "$build"/models "$folder/article.txt"

if install_in bench/wink; then
    say "tags and trees beside wink-nlp"
    bench/language.sh "$build" 40
fi
if install_in bench/chrono; then
    say "times and quantities beside chrono-node"
    bench/values.sh "$build"
fi
if install_in bench/node; then
    say "the service beside a bare server and a Node service"
    python3 bench/service.py "$build" "$rounds" "$seconds"
fi
