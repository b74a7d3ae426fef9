#!/bin/sh
# bench/page.sh FOLDER [BUILD [ROUNDS]]: taking the article out of each page (*.html) of a folder, beside
# @mozilla/readability on linkedom and beside libxml2's parse alone, in one run and in turns, so that
# a busy machine slows all alike. CPU time per page, the median of the rounds; read the ratios.
# Build first: meson compile -C build bench/bench_page
#              (cd bench/readability && npm install --omit=dev --no-audit --no-fund --no-package-lock)
set -eu
folder=$1
build=${2:-build}
rounds=${3:-3}
here=$(dirname "$0")
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT INT TERM

for round in $(seq "$rounds"); do
    "$build/bench/bench_page" "$folder"/*.html >>"$results/claimd"
    node "$here/readability/readability.js" "$folder"/*.html >>"$results/readability"
done

# median COLUMN FILE
median() {
    awk -v column="$1" '{ print $column }' "$2" | sort -n | sed -n "$((rounds / 2 + 1))p"
}

parse=$(median 7 "$results/claimd")
extract=$(median 10 "$results/claimd")
readability=$(median 3 "$results/readability")
read -r pages empty _ <"$results/readability"
printf '%s pages, %s rounds; readability finds nothing on %s\n' "$pages" "$rounds" "$empty"
printf '%-14s %9s ms\n' 'parse alone' "$parse" extraction "$extract" readability "$readability"
awk -v p="$parse" -v e="$extract" -v r="$readability" 'BEGIN {
    printf "extraction / parse %.2f, readability / extraction %.1f\n", e / p, r / e
}'
