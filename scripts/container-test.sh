#!/usr/bin/env bash
# Builds the container image and runs the service from it, also where no Docker engine runs: buildah with
# chroot isolation over a base image that debootstrap makes. Needs root (or sudo) and Debian's packages.
#
#   scripts/container-test.sh            builds, runs, checks health, stores an article, stops
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"
[ "$(id -u)" -eq 0 ] || exec sudo --preserve-env=PATH "$0" "$@"

for package in buildah debootstrap curl; do
    dpkg-query -W -f '${Status}' $package 2>/dev/null | grep -q 'ok installed' ||
        { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $package; }
done

cache=${CLAIMD_CONTAINER_CACHE:-/var/cache/claimd-container}
mkdir -p "$cache"
storage=(--storage-driver vfs --root "$cache/storage" --runroot "$cache/run")
base=docker.io/library/debian:bookworm-slim
work=$(mktemp -d)
container=
service=
cleanup() {
    [ -z "$service" ] || kill -TERM "$service" 2>/dev/null || true
    [ -z "$service" ] || wait "$service" 2>/dev/null || true
    [ -z "$container" ] || buildah "${storage[@]}" rm "$container" >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap cleanup EXIT

if ! buildah "${storage[@]}" inspect --type image "$base" >/dev/null 2>&1; then
    say "1. base image: Debian 12 by debootstrap (a minute or two, once)"
    debootstrap --variant=minbase bookworm "$work/rootfs" >"$work/debootstrap.log" 2>&1 ||
        { tail -n 20 "$work/debootstrap.log" >&2; fail "debootstrap"; }
    # As the published slim image: no manuals, no translations, nothing kept of what apt fetched.
    printf 'path-exclude /usr/share/%s/*\n' doc groff info linda lintian locale man \
        >"$work/rootfs/etc/dpkg/dpkg.cfg.d/docker"
    printf 'path-include /usr/share/doc/*/copyright\n' >>"$work/rootfs/etc/dpkg/dpkg.cfg.d/docker"
    rm -rf "$work"/rootfs/usr/share/{groff,info,linda,lintian,locale,man}/*
    find "$work/rootfs/usr/share/doc" ! -type d ! -name copyright -delete
    tar -C "$work/rootfs" -cf "$work/rootfs.tar" --exclude=./var/cache/apt/archives --exclude=./var/lib/apt/lists .
    printf 'FROM scratch\nADD rootfs.tar /\n' >"$work/Dockerfile"
    buildah "${storage[@]}" bud --isolation chroot --format docker -q -t "$base" "$work"
fi

say "2. the image, two stages"
git ls-files -z | tar --null -T - -cf "$work/source.tar"
mkdir "$work/source" && tar -C "$work/source" -xf "$work/source.tar"
buildah "${storage[@]}" bud --isolation chroot --pull=never --format docker -t claimd "$work/source" \
    >"$work/build.log" 2>&1 || { tail -n 40 "$work/build.log" >&2; fail "the image did not build"; }

say "3. the final image: size, user, no compilers"
container=$(buildah "${storage[@]}" from --pull-never claimd)
mount=$(buildah "${storage[@]}" mount "$container")
size=$(du -sm "$mount" | cut -f 1)
echo "    size $size MB"
[ "$size" -le 180 ] || fail "the image is larger than 180 MB"
for tool in gcc cc clang meson ninja python3; do
    [ ! -e "$mount/usr/bin/$tool" ] || fail "the final image carries $tool"
done
user=$(buildah "${storage[@]}" inspect --format '{{.Docker.Config.User}}' "$container")
[ "$user" = claimd ] || fail "the image runs as '$user'"

say "4. the service from the image"
port=$((20000 + RANDOM % 20000))
buildah "${storage[@]}" run --isolation chroot --user claimd "$container" -- \
    env CLAIMD_LISTEN=127.0.0.1:$port CLAIMD_DATABASE=/var/lib/claimd/claimd.db claimd serve >"$work/out" 2>"$work/log" &
service=$!
for _ in $(seq 100); do
    curl -fsS -o /dev/null "http://127.0.0.1:$port/readyz" 2>/dev/null && break
    sleep 0.1
done
buildah "${storage[@]}" run --isolation chroot --user claimd "$container" -- \
    env CLAIMD_LISTEN=127.0.0.1:$port claimd healthcheck || { cat "$work/log" >&2; fail "healthcheck"; }
status=$(curl -sS -o "$work/answer" -w '%{http_code}' -H 'Content-Type: text/plain' \
    --data-binary @examples/ferry/1_coastwire.txt "http://127.0.0.1:$port/v1/articles")
[ "$status" = 201 ] || { cat "$work/answer" >&2; fail "POST /v1/articles answered $status"; }
say "container: built, healthy, stored an article"
