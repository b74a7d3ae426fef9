#!/usr/bin/env bash
# Rules that a machine can keep: layout, banned functions, which floor may include what.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
cd "$root"

bad=0
complain() {
    printf '%s\n' "$*" >&2
    bad=1
}

mapfile -t sources < <(git ls-files '*.c' '*.h')
clang-format --dry-run --Werror "${sources[@]}" || complain "clang-format: run clang-format -i on these"

banned='\b(sprintf|vsprintf|strcpy|strcat|strncpy|strtok|atoi|atol|atof|gets)[[:space:]]*\('
git grep -nE "$banned" -- '*.c' '*.h' && complain "banned functions (see above)"

# may_include HEADER PLACE…: only these folders and files may include it.
may_include() {
    local header=$1 exclude=()
    shift
    for place in "$@"; do
        exclude+=(":!$place")
    done
    git grep -nE "#include [<\"]$header" -- '*.c' '*.h' "${exclude[@]}" &&
        complain "$header may be included only in: $*"
    return 0
}
may_include 'microhttpd\.h' server handlers bench
may_include 'sqlite3\.h' storage tests bench
may_include 'libpq-fe\.h' storage
may_include 'curl/curl\.h' fetch tests bench
may_include 'libxml/.*' base/xml_memory.c fetch bench/bench_page.c tests/unit/test_page_beside.c
may_include 'nettle/.*' base
may_include 'jansson\.h' base/json_reader.h server handlers fetch tests

# Pure floors: no clock, no files, no locale, no environment, nothing of the floors above.
pure='\b(fopen|open|read|write|time|clock_gettime|gettimeofday|setlocale|getenv|printf|fprintf|rand|srand|random)[[:space:]]*\('
git grep -nE "(^|[^_a-z.>])$pure" -- 'analysis/*.[ch]' 'alignment/*.[ch]' ':!*_main.c' && complain "analysis/ and alignment/ are pure"
git grep -nE '#include "(server|handlers|intake|storage|fetch)/' -- 'analysis/*.[ch]' 'alignment/*.[ch]' 'base/*.[ch]' &&
    complain "dependencies point one way"
git grep -nE '#include "alignment/' -- 'analysis/*.[ch]' && complain "analysis/ knows nothing of alignment/"

[ "$bad" -eq 0 ] && echo "style: clean (${#sources[@]} files)"
exit "$bad"
