#!/bin/sh
# A dashboard wants to know what is new, and nothing twice.
set -ev
base=${CLAIMD:-http://127.0.0.1:8080}

# Where does the log stand? `next` is the place to ask from.
next=$(curl -sS "$base/v1/events?limit=200" | sed 's/.*"next":\([0-9]*\).*/\1/')

# Somebody stores an article...
curl -sS "$base/v1/articles" -H 'Content-Type: application/json' -d '{"source": "Board Weekly", "published_at": "2031-06-20",
  "text": "Grandmaster Noa Lindqvist won the Ostby chess open with eight points."}'; echo

# ...and the poll that waits up to ten seconds answers at once.
curl -sS "$base/v1/events?after=$next&wait=10"; echo

# The same as a stream, for as long as you like (here two seconds): it goes on where it is told.
curl -s -N --max-time 2 "$base/v1/events" -H 'Accept: text/event-stream' -H "Last-Event-ID: $next" || test $? = 28
