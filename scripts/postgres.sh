#!/usr/bin/env bash
# A PostgreSQL server for tests: on a socket in its own folder, on no port, as a user without rights.
#
#   scripts/postgres.sh start FOLDER    makes and starts it; prints its address
#   scripts/postgres.sh stop FOLDER     ends it and removes the folder
#   scripts/postgres.sh restart FOLDER  as after a crash: without waiting for anybody
#   scripts/postgres.sh follow FOLDER FIRST  makes and starts a standby of the one in FIRST, which from now on waits for it
#                                            at each commit; prints its address
#   scripts/postgres.sh crash FOLDER    ends it at once and leaves what it leaves
#   scripts/postgres.sh promote FOLDER  makes a standby the one that is written to
#
# FOLDER is new, or one that this script has made. 3 when no server is installed. With LISTEN=ADDRESS in the
# environment it is on that address as well, port 5432, for everybody in its network.
set -euo pipefail

usage() {
    echo "usage: scripts/postgres.sh start|stop|restart|crash|promote FOLDER, or follow FOLDER FIRST" >&2
    exit 2
}
[ $# -eq 2 ] || { [ $# -eq 3 ] && [ "$1" = follow ]; } || usage
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

prepare() {
    mkdir -p "$folder"
    [ "$(id -u)" != 0 ] || chown "$owner" "$folder"
    chmod 0755 "$folder"
}

case $action in
start)
    prepare
    as_nobody "$owner" "$programs/initdb" -D "$folder/data" -A trust -U claimd -E UTF8 --no-locale >/dev/null
    [ -z "${LISTEN-}" ] || echo "host all all samenet trust" >>"$folder/data/pg_hba.conf"
    control start -o "-k '$folder' -c listen_addresses='${LISTEN-}' -c max_connections=300 -c shared_buffers=64MB"
    echo "postgresql://claimd@/postgres?host=$folder"
    ;;
follow)
    prepare
    as_nobody "$owner" "$programs/pg_basebackup" -h "$3" -U claimd -D "$folder/data" -R -c fast
    control start -o "-k '$folder' -c listen_addresses='' -c max_connections=300 -c shared_buffers=64MB"
    "$programs/psql" -q -h "$3" -U claimd -d postgres -c "ALTER SYSTEM SET synchronous_standby_names = '*'" \
        -c "SELECT pg_reload_conf()" >/dev/null
    echo "postgresql://claimd@/postgres?host=$folder"
    ;;
crash)
    control stop -m immediate
    ;;
promote)
    control promote
    # what it was told to wait for has gone with the other one
    "$programs/psql" -q -h "$folder" -U claimd -d postgres -c "ALTER SYSTEM RESET synchronous_standby_names" \
        -c "SELECT pg_reload_conf()" >/dev/null
    ;;
restart)
    control restart -m immediate
    ;;
stop)
    [ ! -f "$folder/data/postmaster.pid" ] || control stop -m fast
    rm -rf "$folder"
    ;;
*) usage ;;
esac
