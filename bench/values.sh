#!/bin/sh
# bench/values.sh [BUILD [REPEATS]]: the two value stages beside chrono-node, which finds times only,
# on the same 3 KB of news, in one run and in turns, so that a busy machine slows both alike. CPU
# time per article, the median of the rounds; read the ratio.
# Build first: meson compile -C build bench/bench_values
#              (cd bench/chrono && npm install --omit=dev --no-audit --no-fund --no-package-lock)
set -eu
build=${1:-build}
repeats=${2:-300}
rounds=5
here=$(dirname "$0")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM

# 3 KB of the articles, in order.
cat "$here"/../examples/ferry/[1-5]_*.txt | head -c 3072 >"$folder/text"

for round in $(seq "$rounds"); do
    "$build/bench/bench_values" "$folder/text" "$repeats" >>"$folder/stages"
    node "$here/chrono/chrono.js" "$folder/text" "$repeats" >>"$folder/chrono"
done

# median COLUMN FILE
median() {
    awk -v column="$1" '{ print $column }' "$2" | sort -n | sed -n "$((rounds / 2 + 1))p"
}

read -r bytes _ times quantities _ <"$folder/stages"
read -r _ _ chrono_times _ <"$folder/chrono"
times_ms=$(median 5 "$folder/stages")
quantities_ms=$(median 6 "$folder/stages")
chrono_ms=$(median 4 "$folder/chrono")
printf '%s bytes, %s repeats, %s rounds\n' "$bytes" "$repeats" "$rounds"
printf '%-12s %8s ms  %3s found\n' times "$times_ms" "$times" quantities "$quantities_ms" "$quantities" \
    chrono-node "$chrono_ms" "$chrono_times"
awk -v t="$times_ms" -v q="$quantities_ms" -v c="$chrono_ms" 'BEGIN {
    printf "both stages  %8.4f ms\n", t + q
    printf "chrono-node / times %.1f, chrono-node / both stages %.1f\n", c / t, c / (t + q)
}'
