#!/bin/sh
# bench/language.sh [BUILD [REPEATS [FILE]]]: tokens, tags and trees from raw text beside wink-nlp,
# which tags only, on the same text in one run and in turns, so that a busy machine slows both alike.
# FILE is plain text, the example articles otherwise. CPU time, the median of the rounds; read the
# ratios.
# Build first: meson compile -C build bench/bench_language
# wink-nlp is fetched into bench/wink/ when it is not there; without npm or its registry the script
# says that it skips the comparison and prints claimd's own figures.
set -eu
build=${1:-build}
repeats=${2:-40}
rounds=5
here=$(dirname "$0")
models=$here/../models
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT INT TERM

wink=yes
if [ ! -d "$here/wink/node_modules/wink-nlp" ]; then
    (cd "$here/wink" && npm install --omit=dev --no-audit --no-fund --no-package-lock) \
        >"$folder/npm" 2>&1 || wink=
fi
if [ -z "$wink" ]; then
    tail -3 "$folder/npm" >&2
    echo "bench/language.sh: SKIPPED wink-nlp: npm could not install it" >&2
fi

if [ -n "${3:-}" ]; then
    cat "$3" >"$folder/text"
else
    cat "$here"/../examples/ferry/[1-5]_*.txt >"$folder/text"
fi

for round in $(seq "$rounds"); do
    "$build/bench/bench_language" "$models" "$folder/text" "$repeats" >>"$folder/claimd"
    [ -z "$wink" ] || node "$here/wink/wink.js" "$folder/text" "$repeats" >>"$folder/wink"
done

# median COLUMN FILE
median() {
    awk -v column="$1" '{ print $column }' "$2" | sort -n | sed -n "$((rounds / 2 + 1))p"
}

# line NAME TOKENS MILLISECONDS
line() {
    awk -v name="$1" -v tokens="$2" -v ms="$3" 'BEGIN {
        printf "%-26s %7d tokens %9.3f ms %9.0f tokens/s\n", name, tokens, ms, tokens / ms * 1000
    }'
}

read -r bytes _ tokens _ <"$folder/claimd"
tag_ms=$(median 4 "$folder/claimd")
parse_ms=$(median 5 "$folder/claimd")
echo "$bytes bytes, $repeats repeats, $rounds rounds, load $(cut -d ' ' -f 1 /proc/loadavg)"
line "claimd, tagged" "$tokens" "$tag_ms"
line "claimd, tagged and parsed" "$tokens" "$parse_ms"
[ -n "$wink" ] || exit 0
read -r _ _ wink_tokens _ <"$folder/wink"
wink_ms=$(median 4 "$folder/wink")
first_ms=$(median 5 "$folder/wink")
line "wink-nlp, tagged" "$wink_tokens" "$wink_ms"
line "wink-nlp, first reading" "$wink_tokens" "$first_ms"
awk -v t="$tag_ms" -v p="$parse_ms" -v w="$wink_ms" -v f="$first_ms" 'BEGIN {
    printf "wink-nlp / claimd tagged %.2f, / tagged and parsed %.2f\n", w / t, w / p
    printf "wink-nlp first reading / claimd tagged %.1f, / tagged and parsed %.1f\n", f / t, f / p
}'
