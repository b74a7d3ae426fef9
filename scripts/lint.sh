#!/usr/bin/env bash
# clang-tidy (with the path-sensitive checks of the static analyzer) and cppcheck over all our
# sources; a finding is a failure. One clang-tidy process per file, one file per processor.
#
#   scripts/lint.sh [BUILD_FOLDER]      a configured build, for its compile_commands.json
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

build=${1:-build}
[ -f "$build/compile_commands.json" ] || fail "$build is not configured: meson setup $build"
mapfile -t sources < <(git ls-files 'base/*.c' 'analysis/*.c' 'alignment/*.c' 'storage/*.c' 'fetch/*.c' 'intake/*.c' \
    'hooks/*.c' 'handlers/*.c' 'server/*.c')
say "clang-tidy: ${#sources[@]} files"
started=$SECONDS
# Only the count of warnings in system headers is left out of what it prints.
printf '%s\0' "${sources[@]}" |
    xargs -0 -P "$(nproc)" -n 1 clang-tidy --quiet -p "$build" --warnings-as-errors='*' 2>&1 |
    { grep --line-buffered -vE '^[0-9]+ warnings? (and [0-9]+ errors? )?generated\.$' || true; }
echo "clang-tidy: clean in $((SECONDS - started)) s"

say "cppcheck"
cppcheck --quiet --error-exitcode=1 --inline-suppr --std=c11 --enable=warning,performance,portability \
    --suppress=missingIncludeSystem -j "$(nproc)" -I . "${sources[@]}"
echo "lint: clean"
