#!/bin/sh
# Two outlets tell of one grounding. Do they contradict each other? Nothing is stored.
set -ev
base=${CLAIMD:-http://127.0.0.1:8080}

# "since 1998" and "in more than 25 years": told in March 2025, both can be true.
curl -sS "$base/v1/compare" -H 'Content-Type: application/json' -H 'Accept: text/plain' -d '{"articles": [
  {"source": "Coastwire", "published_at": "2025-03-04", "text": "It is the first grounding on the route since 1998."},
  {"source": "Isle Gazette", "published_at": "2025-03-05", "text": "It was the first grounding on the route in more than 25 years."}]}'

# Ten times the fuel: both cannot be true, and the answer says why.
curl -sS "$base/v1/compare" -H 'Content-Type: application/json' -H 'Accept: text/plain' -d '{"articles": [
  {"source": "Coastwire", "text": "About 3,000 litres of fuel leaked into the sound."},
  {"source": "HarbourBuzz", "text": "More than 30,000 litres of fuel leaked into the sound."}]}'
