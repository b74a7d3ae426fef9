# What the scripts share. Source it; it sets nothing but functions and `root`.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() {
    printf '\033[1m==> %s\033[0m\n' "$*"
}

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        fail "need root or sudo for: $*"
    fi
}

# The packages of the sections named (build, run.sh, test) that are not installed yet.
missing_packages() {
    local section='' line
    while read -r line; do
        case $line in
        '# '*) section=${line#\# } ;;
        '') ;;
        *)
            for wanted in "$@"; do
                if [ "$section" = "$wanted" ] &&
                    ! dpkg-query -W -f '${Status}' "$line" 2>/dev/null | grep -q 'ok installed'; then
                    printf '%s\n' "$line"
                fi
            done
            ;;
        esac
    done <"$root/scripts/packages.txt"
}

# Installs what is missing of the sections named; silent and without root when nothing is.
install_packages() {
    local missing
    mapfile -t missing < <(missing_packages "$@")
    if [ ${#missing[@]} -eq 0 ]; then
        say "packages: all there"
        return
    fi
    say "packages: installing ${#missing[@]} from Debian (${missing[*]})"
    as_root apt-get update -q
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
        "${missing[@]}"
}

# Node and the two npm packages of tests/page. Node may come from elsewhere than Debian, so the command
# counts, not the package. Without npm's registry the page tests skip, loudly.
install_page_tools() {
    if ! command -v npm >/dev/null; then
        say "packages: installing nodejs and npm for the page tests"
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends nodejs npm
    fi
    [ -d "$root/tests/page/node_modules/axe-core" ] ||
        (cd "$root/tests/page" && npm install --omit=dev --no-audit --no-fund --no-package-lock) ||
        echo "SKIP: npm cannot fetch the tools of the page tests"
}

# configure_in DIR [meson options…]: once.
configure_in() {
    local dir=$1
    shift
    if [ ! -f "$dir/build.ninja" ]; then
        say "configuring $dir"
        meson setup "$dir" "$root" "$@"
    fi
}

# build_in DIR [meson options…]: configures and compiles all; ninja shows progress.
build_in() {
    configure_in "$@"
    say "building in $1"
    meson compile -C "$1"
}

# The service in build/, as people run it: optimised further, without tests and benchmarks.
build_service() {
    configure_in build -Doptimization=3
    say "building the service in build"
    meson compile -C build service
}
