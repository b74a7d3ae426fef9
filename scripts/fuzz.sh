#!/usr/bin/env bash
# Fuzzes every parser of outside bytes: clang's libFuzzer with AddressSanitizer and UndefinedBehaviorSanitizer, one
# target after the other on one core, and a table at the end.
#
#   scripts/fuzz.sh [--seconds N | --inputs N] [TARGET…]
#
# Without a number each target runs 20 seconds. --inputs 1000000 is the nightly form: as many inputs each, however
# long it takes (the whole language stack an hour). What is found stays in build-fuzz/found/; add the input to
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

# Nine tenths of the inputs are short: what is paid for is the byte, and no parser needs many to go wrong. The last tenth
# may be long, for what only shows where buffers, lists and blocks of memory grow.
short_of() {
    case $1 in
    language) echo 64 ;; # a sentence: the parser asks its model hundreds of times for each
    values | times) echo 128 ;;
    claims | feed | ndjson | page | text) echo 256 ;;
    *) echo 1024 ;;
    esac
}
long_of() {
    case $1 in
    language) echo 192 ;;
    claims | text | times | values) echo 512 ;;
    feed | ndjson | page) echo 1024 ;;
    *) echo 4096 ;;
    esac
}

# A tenth or nine tenths of the bound, which is at least one: none would be no bound.
part_of() {
    echo "${bound%=*}=$(((${bound#*=} * $1 + 9) / 10))"
}

fuzz() { # TARGET PART LENGTH
    # The entropic schedule looks at the whole corpus whenever a rare feature shows: with a corpus of a thousand
    # inputs that was 82 % of the time of the target "times".
    nice -n "${FUZZ_NICE:-15}" "build-fuzz/tests/fuzz/fuzz_$1" "$(part_of "$2")" -entropic=0 -max_len="$3" -timeout=30 \
        -rss_limit_mb=3000 -print_final_stats=1 -artifact_prefix="build-fuzz/found/$1-" "build-fuzz/corpus/$1" \
        "tests/fuzz/regression/$1"
}

inputs_in() { # LOG: the sum over both parts
    awk '/^stat::number_of_executed_units:/ { sum += $2 } END { print sum + 0 }' "$1"
}

export CLAIMD_MODELS="$root/build-fuzz/models"
# What was freed is watched for 16 MB more, which is more than any input frees; a finding run once more by hand, without
# these options, tells the whole way to each allocation.
export ASAN_OPTIONS=detect_leaks=1:quarantine_size_mb=16:malloc_context_size=2
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
mkdir -p build-fuzz/found build-fuzz/seen
bad=0
report=$(printf '%-14s %12s %14s %9s   %s' target inputs 'in this build' coverage result)
for target in "${targets[@]}"; do
    log=build-fuzz/found/$target.log seen=build-fuzz/seen/$target result=clean
    mkdir -p "build-fuzz/corpus/$target"
    { fuzz "$target" 9 "$(short_of "$target")" && fuzz "$target" 1 "$(long_of "$target")"; } >"$log" 2>&1 || { result="FOUND, see $log" && bad=1; }
    inputs=$(inputs_in "$log")
    coverage=$(sed -nE 's/.*cov: ([0-9]+).*/\1/p' "$log" | tail -n 1)
    echo $(($(cat "$seen" 2>/dev/null || echo 0) + inputs)) >"$seen.new" && mv "$seen.new" "$seen"
    report+=$(printf '\n%-14s %12s %14s %9s   %s' "$target" "$inputs" "$(cat "$seen")" "${coverage:-0}" "$result")
    say "$target: $inputs inputs, $result"
done
printf '%s\n' "$report"
exit $bad
