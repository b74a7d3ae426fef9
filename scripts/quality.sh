#!/usr/bin/env bash
# The quality ratchet: starts the service, runs every scorer of the evaluation folder beside the project,
# prints one table and fails when a figure falls under its floor in tests/quality/floors.tsv.
#
#   scripts/quality.sh [--only times] [--raise]
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

[ -d ../shared/eval ] || fail "the evaluation data is not beside the project (../shared/)"
install_packages build
build_service
exec python3 tests/quality/quality.py --claimd build/claimd --shared ../shared "$@"
