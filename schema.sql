-- claimd's store, schema version 1. Later versions are steps in storage/migrations/; a new file runs
-- all of them in order, an old one those that it lacks. docs/storage.md explains the choices.
--
-- Every table is STRICT. Times are milliseconds since 1970 (UTC), days are days since 1970-01-01.
-- `number` orders things within one file and never leaves the process but in cursors; the world
-- sees `id`.

-- One event: articles that tell of the same thing. It exists as long as it has articles.
CREATE TABLE story (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    id         TEXT    NOT NULL UNIQUE CHECK (length(id) = 32),
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

-- What lists show of an article. Small rows: large parts stand in `document`. AUTOINCREMENT keeps
-- a deleted article's number from coming back, so that a cursor never skips or repeats.
CREATE TABLE article (
    number        INTEGER PRIMARY KEY AUTOINCREMENT,
    id            TEXT    NOT NULL UNIQUE CHECK (length(id) = 32),
    story         INTEGER NOT NULL REFERENCES story (number),
    source        TEXT,
    url           TEXT,
    byline        TEXT,
    language      TEXT,
    published_at  TEXT,
    published_day INTEGER,
    stored_at     INTEGER NOT NULL,
    claims        INTEGER NOT NULL,
    engine        TEXT    NOT NULL
) STRICT;
CREATE INDEX article_story ON article (story, number);
CREATE INDEX article_source ON article (source, number);

-- The large, unchanging parts. `input` is the request in canonical bytes, `analysis` the answer as it
-- was given (both zstd); `signature` is alignment/story.h's blob; `terms` are the buckets of
-- term_count that this article was counted in (uint16, little-endian).
CREATE TABLE document (
    number    INTEGER PRIMARY KEY REFERENCES article (number) ON DELETE CASCADE,
    title     TEXT,
    text      TEXT NOT NULL,
    signature BLOB NOT NULL,
    terms     BLOB NOT NULL,
    input     BLOB NOT NULL,
    analysis  BLOB NOT NULL
) STRICT;

CREATE VIRTUAL TABLE document_index USING fts5 (
    title, text,
    content = 'document', content_rowid = 'number',
    tokenize = 'porter unicode61 remove_diacritics 2'
);

-- The claims as /claims answers them; start and end count code points of the article's text.
CREATE TABLE claim (
    article   INTEGER NOT NULL REFERENCES article (number) ON DELETE CASCADE,
    ordinal   INTEGER NOT NULL,
    start     INTEGER NOT NULL,
    "end"     INTEGER NOT NULL,
    text      TEXT    NOT NULL,
    subject   TEXT,
    predicate TEXT,
    object    TEXT,
    polarity  TEXT    NOT NULL,
    modality  TEXT    NOT NULL,
    PRIMARY KEY (article, ordinal)
) STRICT, WITHOUT ROWID;

-- Where to look for an article's story: its most telling terms (64-bit hashes).
CREATE TABLE posting (
    term    INTEGER NOT NULL,
    article INTEGER NOT NULL REFERENCES article (number) ON DELETE CASCADE,
    PRIMARY KEY (term, article)
) STRICT, WITHOUT ROWID;
CREATE INDEX posting_article ON posting (article);

-- How many articles hold a term, in 64,000 buckets of 4 bytes (little-endian), 500 to a row.
CREATE TABLE term_count (
    chunk  INTEGER PRIMARY KEY,
    counts BLOB NOT NULL CHECK (length(counts) = 2000)
) STRICT;

-- Pairs of articles of one story that carry the same text; groups are the connected components.
CREATE TABLE copy (
    article INTEGER NOT NULL REFERENCES article (number) ON DELETE CASCADE,
    other   INTEGER NOT NULL REFERENCES article (number) ON DELETE CASCADE,
    PRIMARY KEY (article, other),
    CHECK (other < article)
) STRICT, WITHOUT ROWID;
CREATE INDEX copy_other ON copy (other);

-- What happened, in order, without a gap: nothing is ever changed or taken out, so the next number
-- is always the highest plus one, and a rolled back transaction gives its numbers back. Payloads
-- name things by id and never hold article text: a deletion leaves no text behind.
CREATE TABLE event (
    number  INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    kind    TEXT    NOT NULL CHECK (kind IN ('article_stored', 'article_deleted', 'story_created',
                                             'story_changed', 'story_deleted')),
    subject TEXT    NOT NULL,
    payload TEXT    NOT NULL
) STRICT;
CREATE TRIGGER event_never_changes BEFORE UPDATE ON event
BEGIN SELECT raise(ABORT, 'the event log is append-only'); END;
CREATE TRIGGER event_never_goes BEFORE DELETE ON event
BEGIN SELECT raise(ABORT, 'the event log is append-only'); END;
