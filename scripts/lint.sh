#!/usr/bin/env bash
# clang-tidy and cppcheck over all our sources; a finding is a failure.
#
#   scripts/lint.sh [BUILD_FOLDER]      a configured build, for its compile_commands.json
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

build=${1:-build}
mapfile -t sources < <(git ls-files 'base/*.c' 'analysis/*.c' 'alignment/*.c' 'storage/*.c' 'fetch/*.c' \
    'handlers/*.c' 'server/*.c')
say "clang-tidy: ${#sources[@]} files"
printf '%s\n' "${sources[@]}" | xargs -P "$(nproc)" -n 8 clang-tidy --quiet -p "$build" --warnings-as-errors='*' 2>/dev/null

say "cppcheck"
cppcheck --quiet --error-exitcode=1 --inline-suppr --std=c11 --enable=warning,performance,portability \
    --suppress=missingIncludeSystem -j "$(nproc)" -I . "${sources[@]}"
echo "lint: clean"
