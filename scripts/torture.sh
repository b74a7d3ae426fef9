#!/usr/bin/env bash
# Faults against the real binary, all of them, with a report: processes killed, power cut, every call failed
# once, disks filled, the clock set. docs/reliability.md tells what each section proves. The sections kill,
# power, disk and clock run the ordinary build; calls runs one under AddressSanitizer, so that a leak or a
# wild access on the way out of a failure counts.
#
#   scripts/torture.sh [--short] [--seed N] [--stride N] [kill|power|calls|disk|clock]…
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

options=()
sections=()
while [ $# -gt 0 ]; do
    case $1 in
    kill | power | calls | disk | clock) sections+=("$1") ;;
    --short | --verbose) options+=("$1") ;;
    --seed | --stride | --points | --kills | --only) options+=("$1" "${2?}") && shift ;;
    *) fail "unknown argument $1; usage: scripts/torture.sh [--short] [--seed N] [--stride N] [SECTION…]" ;;
    esac
    shift
done
[ ${#sections[@]} -gt 0 ] || sections=(kill power calls disk clock)

install_packages build run.sh test
say "$(uname -sr), $(nproc) × $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), $(date -u +%F)"
failed=0
for section in "${sections[@]}"; do
    folder=build
    flags=()
    if [ "$section" = calls ]; then
        folder=build-asan
        flags=(-Db_sanitize=address,undefined -Db_lundef=false)
    fi
    [ -f "$folder/build.ninja" ] || meson setup "$folder" "${flags[@]}"
    ninja -C "$folder" --quiet
    python3 tests/torture/torture.py --claimd "$folder/claimd" "${options[@]}" "$section" || failed=1
done
exit "$failed"
