#!/usr/bin/env bash
# Spectral over openapi.yaml; a warning is a failure. Needs npm and its registry once; without them it says so and
# leaves the rest to the other tests.
#
#   scripts/lint-openapi.sh [FOLDER]      where Spectral is, or will be, installed
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

folder=${1:-build/spectral}
spectral=$folder/node_modules/.bin/spectral
if [ ! -x "$spectral" ] &&
    ! timeout 600 npm install --silent --no-audit --no-fund --prefix "$folder" '@stoplight/spectral-cli@6' >&2; then
    echo "SKIPPED: lint of openapi.yaml, because Spectral cannot be installed here (npm or its registry is missing)" >&2
    exit 0
fi
"$spectral" lint openapi.yaml --ruleset .spectral.yaml --fail-severity=warn
