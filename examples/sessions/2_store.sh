#!/bin/sh
# Five outlets tell of one ferry. Store them all at once, and read the story that claimd found.
set -ev
base=${CLAIMD:-http://127.0.0.1:8080}
cd "$(dirname "$0")/../ferry"

# A line of JSON for each article goes in; a line for each comes back. 201 means: it is on disk.
curl -sS "$base/v1/articles" -H 'Content-Type: application/x-ndjson' --data-binary @articles.ndjson | tee /tmp/stored.$$

# What do the outlets say of each matter? One row a matter, one column an outlet.
story=$(sed -n '1s/.*"story":"\([0-9a-f]*\)".*/\1/p' /tmp/stored.$$; rm /tmp/stored.$$)
curl -sS "$base/v1/stories/$story/matrix" -H 'Accept: text/plain'

# Who said how many of what? Every number is found by its value.
curl -sS "$base/v1/quantities?unit=litre&limit=2"; echo
