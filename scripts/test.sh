#!/usr/bin/env bash
# Sets everything up and passes all tests: installs packages, builds with AddressSanitizer and
# UndefinedBehaviorSanitizer, runs every test, then the threaded tests under ThreadSanitizer, and the
# style checks. Prints Check's own totals. Safe to run twice.
#
#   scripts/test.sh [--quick]      --quick: no ThreadSanitizer, no second compiler, no linters
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

quick=
case ${1-} in
'') ;;
--quick) quick=yes ;;
*) fail "unknown argument $1; usage: scripts/test.sh [--quick]" ;;
esac

started=$SECONDS
install_packages build run.sh test
install_page_tools

export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1
export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1

# One of the numbered parts, with the time at which it begins.
step() {
    say "$* (at $((SECONDS - started)) s)"
}

totals=$(mktemp)
server= # folder of the PostgreSQL that the tests talk to
beside= # process that runs beside the tests
beside_log=$(mktemp)
end() {
    [ -z "$beside" ] || kill -- -"$beside" 2>/dev/null || true
    rm -f "$totals" "$beside_log"
    [ -z "$server" ] || scripts/postgres.sh stop "$server" || true
}
trap end EXIT

# The closing line: what Check and the tests in Python and JavaScript counted, in this run only. A test
# that died has no count of its own.
closing_line() {
    awk -v broken="$1" -F'[:,]' '{ failed += $5 + $7; passed += $3 - $5 - $7 }
        END { print passed + 0 " passed, " (failed || !broken ? failed + 0 : 1) " failed" }' "$totals"
}

run_tests() {
    local dir=$1 result=0
    shift
    # Many tests wait for clocks, sockets and the disk: one more than there are processors.
    meson test -C "$dir" --print-errorlogs --num-processes "$(($(nproc) + 1))" "$@" || result=1
    grep -hE '^[0-9]+%: Checks: [0-9]+' "$dir/meson-logs/testlog.txt" | tee -a "$totals" || true
    sed -nE 's/^([0-9]+) passed, ([0-9]+) failed$/\1 \2/p' "$dir/meson-logs/testlog.txt" |
        awk '{ printf "100%%: Checks: %d, Failures: %d, Errors: 0\n", $1 + $2, $2 }' >>"$totals"
    grep -hE '^SKIP' "$dir/meson-logs/testlog.txt" | sort -u || true
    if [ "$result" -ne 0 ]; then
        closing_line 1
        exit 1
    fi
}

# Tests leave the processors idle for half of their time: what needs no test takes that. One at a time.
beside() {
    set -m # a process group of its own, so that nothing of it outlives this script
    "$@" >"$beside_log" 2>&1 &
    beside=$!
    set +m
    renice -n 19 -g "$beside" >/dev/null
}

join_beside() {
    local result=0
    wait "$beside" || result=1
    beside=
    cat "$beside_log"
    [ "$result" -ne 0 ] || return 0
    closing_line 1
    exit 1
}

# Lines for the stack traces, but no variables for a debugger: compiling takes two fifths of what it does with
# -O2 -g. Without -O2 gcc guesses wrongly at the lengths of numbers; the service in build/ keeps that warning.
sanitized=(-Db_lundef=false -Doptimization=1 -Ddebug=false)

other_builds() {
    CC=clang build_in build-tsan -Db_sanitize=thread "${sanitized[@]}" -Dc_args=-g1
    build_service # without sanitizers, so with fortify
}

linters() {
    say "clang-tidy, cppcheck"
    scripts/lint.sh --recent build-tsan
    say "style: clang-format, banned functions, purity of the pure floors, the OpenAPI description"
    scripts/check-style.sh
    scripts/lint-openapi.sh
}

step "1. every test under AddressSanitizer and UndefinedBehaviorSanitizer; the other builds beside"
build_in build-asan -Db_sanitize=address,undefined "${sanitized[@]}" '-Dc_args=-g1 -Wno-format-truncation'
[ -n "$quick" ] || beside other_builds
run_tests build-asan --no-rebuild

if [ -z "$quick" ]; then
    step "2. the whole build with clang, warnings as errors, and the one that people run; the linters beside the rest"
    join_beside
    beside linters
fi

# What stores and reads, once more over a server of their own. In memory: a test that waits for the disk at
# each of its thousand commits tells nothing more. docs/scale.md lists what is left out, and why.
step "3. the storage and HTTP tests on PostgreSQL"
on_postgres=(storage term_counts story_edits aligned ahead versions keeping words processes openapi alignments check copy
    exports secrets partitions http_access http_live http_search http_service http_store http_versions http_webhooks)
server=$(mktemp -d "$([ -w /dev/shm ] && echo /dev/shm || echo /tmp)/claimd-postgres-XXXXXX")
if address=$(scripts/postgres.sh start "$server"); then
    CLAIMD_TEST_DATABASE=$address run_tests build-asan --no-rebuild "${on_postgres[@]}"
    scripts/postgres.sh stop "$server"
else
    say "SKIPPED: no PostgreSQL server is installed, so only the file was tested"
    rm -rf "$server"
fi
server=

if [ -z "$quick" ]; then
    step "4. the threaded tests under ThreadSanitizer"
    run_tests build-tsan --no-rebuild --suite threads

    step "5. the linters: clang-tidy, cppcheck, style"
    join_beside

    step "6. the build that people run: hardened, and of linear cost"
    run_tests build --suite hardening --suite cost
fi

say "all passed in $((SECONDS - started)) s"
closing_line 0
