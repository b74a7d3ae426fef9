#!/usr/bin/env bash
# A PostgreSQL server for tests: on a socket in its own folder, on no port, as a user without rights.
#
#   scripts/postgres.sh start FOLDER    makes and starts it; prints its address
#   scripts/postgres.sh stop FOLDER     ends it and removes the folder
#   scripts/postgres.sh restart FOLDER  as after a crash: without waiting for anybody
#
# FOLDER is new, or one that this script has made. 3 when no server is installed. With LISTEN=ADDRESS in the
# environment it is on that address as well, port 5432, for everybody in its network.
set -euo pipefail

usage() {
    echo "usage: scripts/postgres.sh start|stop|restart FOLDER" >&2
    exit 2
}
[ $# -eq 2 ] || usage
action=$1
folder=$2

programs=$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -1)
[ -x "$programs/initdb" ] || {
    echo "no PostgreSQL server is installed (Debian: postgresql)" >&2
    exit 3
}

# initdb refuses root.
as_nobody() {
    if [ "$(id -u)" = 0 ]; then
        setpriv --reuid="$1" --regid="$(id -g "$1")" --clear-groups "${@:2}"
    else
        "${@:2}"
    fi
}
owner=nobody
id postgres >/dev/null 2>&1 && owner=postgres

control() {
    as_nobody "$owner" "$programs/pg_ctl" -s -w -D "$folder/data" -l "$folder/log" "$@" >/dev/null
}

case $action in
start)
    mkdir -p "$folder"
    [ "$(id -u)" != 0 ] || chown "$owner" "$folder"
    chmod 0755 "$folder"
    as_nobody "$owner" "$programs/initdb" -D "$folder/data" -A trust -U claimd -E UTF8 --no-locale >/dev/null
    [ -z "${LISTEN-}" ] || echo "host all all samenet trust" >>"$folder/data/pg_hba.conf"
    control start -o "-k '$folder' -c listen_addresses='${LISTEN-}' -c max_connections=300 -c shared_buffers=64MB"
    echo "postgresql://claimd@/postgres?host=$folder"
    ;;
restart)
    control restart -m immediate
    ;;
stop)
    control stop -m fast
    rm -rf "$folder"
    ;;
*) usage ;;
esac
