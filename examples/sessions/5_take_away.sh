#!/bin/sh
# Everything can be taken away: as lines, as a table, as evidence that somebody else can check, as a backup.
set -ev
base=${CLAIMD:-http://127.0.0.1:8080}

# Claims as a table for a spreadsheet.
curl -sS "$base/v1/export?kind=claims&source=Coastwire" -H 'Accept: text/csv' | head -n 3

# What was sent, fit to be sent to another claimd. The last line says that it was all.
curl -sS "$base/v1/export?kind=inputs" | tail -n 1

# The evidence of a story, chained by SHA-256; `claimd replay` works it out again without a network.
story=$(curl -sS "$base/v1/articles?q=ferry&limit=1" | sed 's/.*"story":"\([0-9a-f]*\)".*/\1/')
curl -sS "$base/v1/stories/$story/bundle" -o /tmp/story.$$.claimd
claimd verify /tmp/story.$$.claimd
claimd replay /tmp/story.$$.claimd; rm /tmp/story.$$.claimd

# A checked copy of the whole database, while it is used.
curl -sS -X POST "$base/v1/admin/backup"; echo
