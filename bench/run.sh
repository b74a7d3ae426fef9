#!/bin/sh
# bench/run.sh [BUILD [SECONDS]]: hello and an article's worth of bytes on a bare libmicrohttpd server, and
# claimd's probe, analyze, store and read, in one run and in turns, so that a busy machine slows all of them alike. Read the
# ratios; the figures themselves belong to this machine and this moment.
# Build first: meson compile -C build claimd bench/hello_server bench/load
set -eu
build=${1:-build}
seconds=${2:-2}
rounds=3
clients=16
here=$(dirname "$0")
folder=$(mktemp -d)
hello_pid=
page_pid=
claimd_pid=

finish() {
    [ -z "$claimd_pid" ] || kill "$claimd_pid" 2>/dev/null || true
    [ -z "$page_pid" ] || kill "$page_pid" 2>/dev/null || true
    [ -z "$hello_pid" ] || kill "$hello_pid" 2>/dev/null || true
    wait 2>/dev/null || true
    rm -rf "$folder"
}
trap finish EXIT INT TERM

wait_for_port() {
    for _ in $(seq 100); do
        if [ -s "$1" ]; then
            sed -n 's/.*127\.0\.0\.1:\([0-9]*\).*/\1/p' "$1"
            return
        fi
        sleep 0.05
    done
    echo "bench: a server did not start" >&2
    exit 1
}

mkfifo "$folder/stdin"
"$build/bench/hello_server" 4 <"$folder/stdin" >"$folder/hello.out" &
hello_pid=$!
exec 3>"$folder/stdin"
"$build/claimd" serve --listen 127.0.0.1:0 --threads 4 --database "$folder/bench.db" \
    --log-level error >"$folder/claimd.out" &
claimd_pid=$!
hello=$(wait_for_port "$folder/hello.out")
claimd=$(wait_for_port "$folder/claimd.out")

article=$here/article.json
"$build/bench/load" "$claimd" 1 0.5 POST /v1/articles "$article" numbered >/dev/null

# An article whose answer is about 20 KB, and a bare server that answers as many bytes.
python3 -c 'import json, sys; a = json.load(open(sys.argv[1])); a["text"] = (a["text"] + "\n\n") * 2; json.dump(a, sys.stdout)' \
    "$article" >"$folder/long.json"
id=$(curl -s "http://127.0.0.1:$claimd/v1/articles" -H 'Content-Type: application/json' --data-binary "@$folder/long.json" |
    sed 's/.*"id":"\([0-9a-f]*\)".*/\1/')
bytes=$(curl -s "http://127.0.0.1:$claimd/v1/articles/$id" | wc -c)
mkfifo "$folder/page_stdin"
"$build/bench/hello_server" 4 "$bytes" <"$folder/page_stdin" >"$folder/page.out" &
page_pid=$!
exec 4>"$folder/page_stdin"
page=$(wait_for_port "$folder/page.out")
echo "an article's answer has $bytes bytes" >&2

for round in $(seq "$rounds"); do
    echo "round $round of $rounds ..." >&2
    {
        echo "hello $("$build/bench/load" "$hello" $clients "$seconds" GET /)"
        echo "livez $("$build/bench/load" "$claimd" $clients "$seconds" GET /livez)"
        echo "analyze $("$build/bench/load" "$claimd" $clients "$seconds" POST /v1/analyze "$article")"
        echo "store $("$build/bench/load" "$claimd" $clients "$seconds" POST /v1/articles "$article" numbered)"
        echo "bytes $("$build/bench/load" "$page" $clients "$seconds" GET /)"
        echo "article $("$build/bench/load" "$claimd" $clients "$seconds" GET "/v1/articles/$id")"
        echo "known $("$build/bench/load" "$claimd" $clients "$seconds" KNOWN "/v1/articles/$id")"
        echo "list $("$build/bench/load" "$claimd" $clients "$seconds" GET '/v1/articles?limit=20')"
    } >>"$folder/figures"
done

awk -v rounds="$rounds" '
    !($1 in rate) { order[++count] = $1 }
    { rate[$1] += $2 / rounds; median[$1] += $3 / rounds; p99[$1] += $4 / rounds; bad[$1] += $5 }
    END {
        printf "%-8s %12s %10s %10s %8s %14s\n", "what", "requests/s", "median ms", "p99 ms", "not 2xx", "part of hello"
        for (i = 1; i <= count; i++) {
            name = order[i]
            printf "%-8s %12.0f %10.3f %10.3f %8d %14.4f\n", name, rate[name], median[name], p99[name], bad[name], rate[name] / rate["hello"]
        }
        printf "an article is read at %.2f of the rate of the bare server with as many bytes\n", rate["article"] / rate["bytes"]
    }' "$folder/figures"
awk '/VmRSS/ { print "resident memory of claimd afterwards: " $2 " kB" }' "/proc/$claimd_pid/status"
