#!/usr/bin/env bash
# Six hours in miniature: everything at once for ten minutes, then whether memory, descriptors and write-ahead log stayed
# bounded. One readable report; fails when they did not.
# usage: scripts/soak.sh [SECONDS]     600 by default
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"
build="build-bench"
[ -f "$build/build.ninja" ] || meson setup "$build" --buildtype=release -Dtests=disabled >/dev/null
meson compile -C "$build"
say "soak: ${1:-600} s, $(nproc) cores, load $(cut -d ' ' -f 1-3 /proc/loadavg), $(date -u '+%Y-%m-%d %H:%M') UTC"
python3 bench/soak.py "$build" "${1:-600}"
