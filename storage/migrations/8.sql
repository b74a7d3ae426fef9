-- Step 8: webhooks. Secrets stand here as they are: what signs cannot be a hash. After a rotation the
-- old one signs too until old_until. `after` is the last event for which deliveries were made.
CREATE TABLE webhook (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    id         TEXT    NOT NULL UNIQUE CHECK (length(id) = 32),
    url        TEXT    NOT NULL,
    story      TEXT,
    kinds      TEXT,
    secret     BLOB    NOT NULL CHECK (length(secret) BETWEEN 24 AND 64),
    old_secret BLOB,
    old_until  INTEGER NOT NULL DEFAULT 0,
    paused     INTEGER NOT NULL DEFAULT 0,
    after      INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

-- What was or is to be sent: one row per event and webhook, and one per test. `id` is the message's
-- webhook-id, the same at every attempt.
CREATE TABLE delivery (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    id         TEXT    NOT NULL UNIQUE CHECK (length(id) = 32),
    webhook    INTEGER NOT NULL REFERENCES webhook (number) ON DELETE CASCADE,
    event      INTEGER,
    body       TEXT    NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
    attempts   INTEGER NOT NULL DEFAULT 0,
    next_at    INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    status     INTEGER,
    problem    TEXT
) STRICT;
CREATE INDEX delivery_due ON delivery (webhook, next_at) WHERE state = 'waiting';
CREATE INDEX delivery_list ON delivery (webhook, number);
CREATE INDEX delivery_ended ON delivery (changed_at) WHERE state <> 'waiting';
