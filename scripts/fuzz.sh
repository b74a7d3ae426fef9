#!/usr/bin/env bash
# Fuzzes every parser of outside bytes: clang's libFuzzer with AddressSanitizer and UndefinedBehaviorSanitizer, one
# target after the other on one core, and a table at the end.
#
#   scripts/fuzz.sh [--seconds N | --inputs N] [TARGET…]
#
# Without a number each target runs 20 seconds. --inputs 1000000 is the nightly form: as many inputs each, however
# long it takes (the whole language stack takes hours). What is found stays in build-fuzz/found/; add the input to
# tests/fuzz/regression/TARGET/ with its fix. The corpus grows in build-fuzz/corpus/ and serves the next run.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

bound=-max_total_time=20
case ${1-} in
--seconds) bound=-max_total_time=${2:?seconds} && shift 2 ;;
--inputs) bound=-runs=${2:?inputs} && shift 2 ;;
-*) fail "usage: scripts/fuzz.sh [--seconds N | --inputs N] [TARGET…]" ;;
esac
targets=("$@")
if [ ${#targets[@]} -eq 0 ]; then
    mapfile -t targets < <(cd tests/fuzz && printf '%s\n' fuzz_*.c | sed 's/^fuzz_//; s/\.c$//')
fi

command -v clang >/dev/null || install_packages build test
if [ ! -f build-fuzz/build.ninja ]; then
    CC=clang meson setup build-fuzz "$root" -Dfuzz=true -Dbuildtype=release -Db_sanitize=address,undefined \
        -Db_lundef=false >/dev/null
fi
# The targets and what they read, not the hundreds of tests beside them.
ninja -C build-fuzz models/gazetteer.model models/wordnet.model "${targets[@]/#/tests/fuzz/fuzz_}" >build-fuzz/build.log 2>&1 || { tail -n 20 build-fuzz/build.log; fail "the fuzz targets do not build"; }

# What takes long a byte is given few bytes: more inputs, and no parser needs kilobytes to go wrong.
length_of() {
    case $1 in
    language) echo 192 ;; # a sentence or two: the parser asks its model hundreds of times for each
    claims | text | times | values) echo 512 ;;
    feed | ndjson | page) echo 1024 ;;
    *) echo 4096 ;;
    esac
}

export CLAIMD_MODELS="$root/build-fuzz/models"
export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
mkdir -p build-fuzz/found
bad=0
report=$(printf '%-14s %12s %10s %9s   %s' target inputs 'inputs/s' coverage result)
for target in "${targets[@]}"; do
    corpus=build-fuzz/corpus/$target log=build-fuzz/found/$target.log result=clean
    mkdir -p "$corpus"
    # The entropic schedule looks at the whole corpus whenever a rare feature shows: with a corpus of a thousand
    # inputs that was 82 % of the time of the target "times".
    nice -n 15 "build-fuzz/tests/fuzz/fuzz_$target" "$bound" -entropic=0 -max_len="$(length_of "$target")" -timeout=30 \
        -rss_limit_mb=3000 -print_final_stats=1 -artifact_prefix="build-fuzz/found/$target-" "$corpus" \
        "tests/fuzz/regression/$target" >"$log" 2>&1 || { result="FOUND, see $log" && bad=1; }
    inputs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log" | tail -n 1)
    rate=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log" | tail -n 1)
    coverage=$(sed -nE 's/.*cov: ([0-9]+).*/\1/p' "$log" | tail -n 1)
    report+=$(printf '\n%-14s %12s %10s %9s   %s' "$target" "${inputs:-0}" "${rate:-0}" "${coverage:-0}" "$result")
    say "$target: ${inputs:-0} inputs, $result"
done
printf '%s\n' "$report"
exit $bad
