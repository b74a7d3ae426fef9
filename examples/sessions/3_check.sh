#!/bin/sh
# The draft on my desk: does it contradict what is stored? It is not stored, logged or sent anywhere.
set -ev
base=${CLAIMD:-http://127.0.0.1:8080}

curl -sS "$base/v1/check?published_at=2025-03-06" -H 'Content-Type: text/plain' -H 'Accept: text/plain' --data-binary '
The ferry Maid of Tarsay ran aground off Corran Head on Tuesday. It is the first grounding on the route since 1998.
More than 30,000 litres of fuel leaked into the sound. The mayor of Port Larne was not on board.'
