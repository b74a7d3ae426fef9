-- Step 4: pages to fetch, feeds to poll, and what is known of both.

-- A feed is polled when next_poll_at has come and it is not paused.
CREATE TABLE feed (
    number        INTEGER PRIMARY KEY AUTOINCREMENT,
    id            TEXT    NOT NULL UNIQUE CHECK (length(id) = 32),
    url           TEXT    NOT NULL UNIQUE, -- as given; found_url is the feed that it led to
    found_url     TEXT,
    host          TEXT    NOT NULL,
    title         TEXT,
    source        TEXT,                    -- given to each of its articles
    interval      INTEGER NOT NULL,        -- seconds between polls
    paused        INTEGER NOT NULL,
    etag          TEXT,
    last_modified TEXT,
    created_at    INTEGER NOT NULL,
    polled_at     INTEGER,
    next_poll_at  INTEGER NOT NULL,
    polls         INTEGER NOT NULL DEFAULT 0,
    failures      INTEGER NOT NULL DEFAULT 0, -- in a row
    problem       TEXT,                    -- slug of the last poll's, NULL when it went well
    detail        TEXT
) STRICT;
CREATE INDEX feed_due ON feed (next_poll_at) WHERE paused = 0;

-- Every item that a feed has shown, under its guid and under its link: an item is an article once.
CREATE TABLE feed_item (
    feed INTEGER NOT NULL REFERENCES feed (number) ON DELETE CASCADE,
    key  BLOB    NOT NULL CHECK (length(key) = 16), -- xxh3, 128 bits
    PRIMARY KEY (feed, key)
) STRICT, WITHOUT ROWID;

-- A page to fetch. It is queued until it is done or failed: a process that ends in between leaves it
-- queued, and the next one fetches it again. `rank` orders the jobs of one host: those that somebody
-- asked for before those of feeds.
CREATE TABLE job (
    number       INTEGER PRIMARY KEY AUTOINCREMENT,
    id           TEXT    NOT NULL UNIQUE CHECK (length(id) = 32),
    url          TEXT    NOT NULL,
    host         TEXT    NOT NULL,
    title        TEXT,
    source       TEXT,
    published_at TEXT,
    feed         TEXT,                     -- id of the feed that led to it
    rank         INTEGER NOT NULL,
    state        TEXT    NOT NULL CHECK (state IN ('queued', 'done', 'failed')),
    attempts     INTEGER NOT NULL DEFAULT 0,
    not_before   INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    changed_at   INTEGER NOT NULL,
    article      TEXT,
    outcome      TEXT,                     -- stored, unchanged, not-modified
    problem      TEXT,
    detail       TEXT
) STRICT;
CREATE INDEX job_waiting ON job (host, rank) WHERE state = 'queued';
CREATE INDEX job_url ON job (url) WHERE state = 'queued';

-- What each fetched URL answered last, for conditional requests and so that a URL of two feeds is
-- fetched once.
CREATE TABLE page (
    url           TEXT    PRIMARY KEY,
    final_url     TEXT    NOT NULL,
    etag          TEXT,
    last_modified TEXT,
    article       TEXT    NOT NULL,
    fetched_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
