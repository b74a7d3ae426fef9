-- Step 7: access. Of a token the store knows a name, a reach and the SHA-256 of its secret. A revoked
-- one stays, so that the log can be read later, and so that revoking the last one never opens the door.
CREATE TABLE token (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    id         TEXT    NOT NULL UNIQUE CHECK (length(id) = 12),
    name       TEXT    NOT NULL,
    scope      INTEGER NOT NULL CHECK (scope BETWEEN 1 AND 3),
    digest     BLOB    NOT NULL CHECK (length(digest) = 32),
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER
) STRICT;

-- Answers to requests that came with an Idempotency-Key, until they expire. `key` is the SHA-256 of
-- who asked for what and the key itself, `request` that of the request's body and query.
CREATE TABLE idempotency (
    key          TEXT    PRIMARY KEY CHECK (length(key) = 64),
    request      TEXT    NOT NULL CHECK (length(request) = 64),
    status       INTEGER NOT NULL,
    content_type TEXT,
    location     TEXT,
    body         BLOB    NOT NULL,
    expires_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_expiry ON idempotency (expires_at);
