#!/usr/bin/env bash
# clang-tidy (with the path-sensitive checks of the static analyzer) and cppcheck over all our
# sources; a finding is a failure. One clang-tidy process per file, one file per processor.
#
#   scripts/lint.sh [--recent] [BUILD_FOLDER]   a configured build, for its compile_commands.json
#
# The static analyzer takes nine tenths of the time: with --recent it reads only what the last 20
# commits, or nobody yet, have changed. All other checks read every file.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

recent=
if [ "${1-}" = --recent ]; then
    recent=yes
    shift
fi
build=${1:-build}
[ -f "$build/compile_commands.json" ] || fail "$build is not configured: meson setup $build"
mapfile -t sources < <(git ls-files 'base/*.c' 'analysis/*.c' 'alignment/*.c' 'storage/*.c' 'fetch/*.c' 'intake/*.c' \
    'hooks/*.c' 'handlers/*.c' 'server/*.c')
# tidy FILES-ON-STDIN [CHECKS]: only the count of warnings in system headers is left out of what it prints.
tidy() {
    xargs -r -d '\n' -P "$(nproc)" -n 1 clang-tidy --quiet -p "$build" --warnings-as-errors='*' "$@" 2>&1 |
        { grep --line-buffered -vE '^[0-9]+ warnings? (and [0-9]+ errors? )?generated\.$' || true; }
}

started=$SECONDS
if [ -n "$recent" ]; then
    mapfile -t changed < <({ git log -n 20 --name-only --format= -- '*.c' && git diff --name-only HEAD -- '*.c'; } |
        sort -u | grep -Fx -f <(printf '%s\n' "${sources[@]}"))
    say "clang-tidy: ${#sources[@]} files, of which the static analyzer reads ${#changed[@]}"
    [ ${#changed[@]} -eq 0 ] || printf '%s\n' "${changed[@]}" | tidy
    printf '%s\n' "${sources[@]}" | { grep -Fxv -f <(printf '%s\n' "${changed[@]}") || true; } |
        tidy --checks='-clang-analyzer-*'
else
    say "clang-tidy: ${#sources[@]} files"
    printf '%s\n' "${sources[@]}" | tidy
fi
echo "clang-tidy: clean in $((SECONDS - started)) s"

say "cppcheck"
cppcheck --quiet --error-exitcode=1 --inline-suppr --std=c11 --enable=warning,performance,portability \
    --suppress=missingIncludeSystem -j "$(nproc)" -I . "${sources[@]}"
echo "lint: clean"
