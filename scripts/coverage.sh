#!/usr/bin/env bash
# Branches of analysis/, alignment/, handlers/ and server/ that the tests take, by gcovr. Lines that only a bug can
# reach (assert) and branches that the compiler added are left out by gcovr's own options; so is the program that
# makes the seccomp filter, which runs in the build and not in the service.
#
#   scripts/coverage.sh [MESON TEST ARGUMENTS]      such as --suite unit; without: every test but those that measure time
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

command -v gcovr >/dev/null || install_packages build test
# Threads count the same branches: without atomic counters some would be told as -1 times taken.
build_in build-coverage -Db_coverage=true -Dbuildtype=debug -Dc_args=-fprofile-update=atomic
find build-coverage -name '*.gcda' -delete
meson test -C build-coverage --print-errorlogs -t 4 --no-suite cost "$@" || echo "some tests failed: the figures below count what ran"
gcovr --root . build-coverage --filter 'analysis/' --filter 'alignment/' --filter 'handlers/' --filter 'server/' \
    --exclude 'server/sandbox_rules.c' \
    --branches --exclude-unreachable-branches --exclude-throw-branches \
    --exclude-lines-by-pattern '.*\bassert\(.*' --exclude-branches-by-pattern '.*\bassert\(.*' \
    --gcov-ignore-parse-errors --sort-percentage --print-summary --output build-coverage/coverage.txt
echo "by file: build-coverage/coverage.txt"
