#!/usr/bin/env bash
# Sets everything up and runs the main job: installs packages, builds, starts the service with its
# database under data/, submits the example story, prints what the outlets agree and disagree on, and
# leaves the service running until Ctrl-C. Safe to run twice.
#
#   scripts/run.sh [--listen ADDRESS:PORT]      default 127.0.0.1:8080, or a free port if that is taken
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

listen=127.0.0.1:8080
case ${1-} in
'') ;;
--listen) listen=${2?--listen needs ADDRESS:PORT} ;;
*) fail "unknown argument $1; usage: scripts/run.sh [--listen ADDRESS:PORT]" ;;
esac

install_packages build run.sh
build_service

mkdir -p data
if [ "$listen" = 127.0.0.1:8080 ] && (exec 3<>/dev/tcp/127.0.0.1/8080) 2>/dev/null; then
    say "port 8080 is taken: using a free one"
    listen=127.0.0.1:0
fi

say "starting the service (database data/claimd.db, log data/claimd.log)"
: >data/listening
build/claimd serve --listen "$listen" --database data/claimd.db >data/listening 2>>data/claimd.log &
service=$!
trap 'kill -TERM "$service" 2>/dev/null; wait "$service" 2>/dev/null; say "stopped"; exit 0' INT TERM
trap 'kill -TERM "$service" 2>/dev/null || true' EXIT

url=
for _ in $(seq 100); do
    kill -0 "$service" 2>/dev/null || fail "the service did not start: see data/claimd.log"
    url=$(sed -n 's/^listening on //p' data/listening)
    if [ -n "$url" ] && curl -fsS -o /dev/null "$url/readyz" 2>/dev/null; then
        break
    fi
    sleep 0.1
done
[ -n "$url" ] || fail "the service did not become ready: see data/claimd.log"

say "submitting the example story: five outlets on one ferry"
first=
while IFS=$'\t' read -r file source published; do
    case $file in '#'* | '') continue ;; esac
    answer=$(curl -fsS "$url/v1/articles" -H 'Content-Type: text/plain; charset=utf-8' \
        --url-query "source=$source" --url-query "published_at=$published" \
        -w '\n%{http_code}' --data-binary "@examples/ferry/$file")
    id=$(sed -n 's/.*"id":"\([0-9a-z_]*\)".*/\1/p' <<<"$answer" | head -n 1)
    first=${first:-$id}
    printf '    %-20s %s  %s\n' "$source" "$(tail -n 1 <<<"$answer")" "$id"
done <examples/ferry/articles.tsv

story=$(curl -fsS "$url/v1/articles/$first" | sed -n 's/.*"story":"\([0-9a-z_]*\)".*/\1/p' | head -n 1)
say "what the outlets say of it (GET /v1/stories/$story/alignments as text/plain)"
curl -fsS -H 'Accept: text/plain' "$url/v1/stories/$story/alignments"

say "the service listens on $url"
echo "    try: curl -s $url/v1/stories"
echo "         curl -s $url/v1/analyze -H 'Content-Type: text/plain' --data-binary @examples/ferry/2_isle_gazette.txt"
echo "    Ctrl-C stops it."
wait "$service"
