-- Step 5: an article has versions, a source has a record, and what search asks for has rows.
--
-- Versions of one article (one address, or one corrected after another) share `lineage`, the number
-- of the first of them; `latest` is 1 for the one that lists show. Articles that were stored before
-- this step are put in order by their address and arrival.
CREATE TABLE source (
    number     INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL UNIQUE COLLATE NOCASE,
    kind       TEXT    NOT NULL DEFAULT 'outlet' CHECK (kind IN ('wire', 'outlet', 'official', 'own')),
    family     TEXT,
    changed_at INTEGER NOT NULL
) STRICT;

-- Every name that a source goes by, its own among them.
CREATE TABLE source_alias (
    alias  TEXT    PRIMARY KEY COLLATE NOCASE,
    source INTEGER NOT NULL REFERENCES source (number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX source_alias_source ON source_alias (source);

INSERT OR IGNORE INTO source (name, changed_at)
SELECT source, min(stored_at) FROM article WHERE source IS NOT NULL GROUP BY source ORDER BY min(number);
INSERT INTO source_alias (alias, source) SELECT name, number FROM source;

ALTER TABLE article ADD COLUMN lineage INTEGER NOT NULL DEFAULT 0;
ALTER TABLE article ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE article ADD COLUMN latest INTEGER NOT NULL DEFAULT 1 CHECK (latest IN (0, 1));
ALTER TABLE article ADD COLUMN outlet INTEGER REFERENCES source (number);
ALTER TABLE article ADD COLUMN retain_until INTEGER;
-- What an editor corrected in this version, as JSON: [{"field", "from", "to"}].
ALTER TABLE article ADD COLUMN correction TEXT;
-- 1 when the rows below are there; 0 for an article of an earlier schema, until the program has made
-- them from `document.analysis`.
ALTER TABLE article ADD COLUMN searchable INTEGER NOT NULL DEFAULT 0 CHECK (searchable IN (0, 1));

UPDATE article SET lineage = v.lineage, version = v.version, latest = v.latest
FROM (SELECT number, min(number) OVER (PARTITION BY coalesce(url, number)) AS lineage,
             row_number() OVER (PARTITION BY coalesce(url, number) ORDER BY number) AS version,
             number = max(number) OVER (PARTITION BY coalesce(url, number)) AS latest
      FROM article) AS v
WHERE v.number = article.number;
UPDATE article SET outlet = (SELECT source FROM source_alias WHERE alias = article.source)
WHERE source IS NOT NULL;

CREATE INDEX article_lineage ON article (lineage, version);
CREATE INDEX article_url ON article (url) WHERE latest = 1;
CREATE INDEX article_outlet ON article (outlet, number);
CREATE INDEX article_published ON article (ifnull(published_day, -2147483648), number);
CREATE INDEX article_retain ON article (retain_until) WHERE retain_until IS NOT NULL;
CREATE INDEX article_unsearchable ON article (number) WHERE searchable = 0;

-- What a claim adds to its words: who says so (an ordinal of `quotation`), the days that it speaks
-- of, and how much it is worth checking.
ALTER TABLE claim ADD COLUMN quotation INTEGER;
ALTER TABLE claim ADD COLUMN day_low INTEGER;
ALTER TABLE claim ADD COLUMN day_high INTEGER;
ALTER TABLE claim ADD COLUMN checkworthiness REAL;

-- The rows of `GET /v1/quantities`, `/v1/quotes` and `/v1/entities`: newest article first, in text
-- order inside it. Offsets count code points.
CREATE TABLE quantity (
    article    INTEGER NOT NULL REFERENCES article (number) ON DELETE CASCADE,
    ordinal    INTEGER NOT NULL,
    claim      INTEGER,
    start      INTEGER NOT NULL,
    "end"      INTEGER NOT NULL,
    text       TEXT    NOT NULL,
    value      REAL,
    low        REAL,
    high       REAL,
    comparator TEXT    NOT NULL,
    unit       TEXT COLLATE NOCASE,
    "of"       TEXT COLLATE NOCASE,
    PRIMARY KEY (article, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX quantity_unit ON quantity (unit, article DESC, low, high);

CREATE TABLE quotation (
    article INTEGER NOT NULL REFERENCES article (number) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    kind    TEXT    NOT NULL,
    speaker TEXT COLLATE NOCASE,
    printed TEXT,
    cue     TEXT,
    start   INTEGER NOT NULL,
    "end"   INTEGER NOT NULL,
    text    TEXT    NOT NULL,
    denial  INTEGER NOT NULL,
    PRIMARY KEY (article, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX quotation_speaker ON quotation (speaker, article DESC);

-- One row per name in an article, `type` as where it stands first; `claims` are the ordinals of the claims that it stands in, as a
-- JSON array.
CREATE TABLE mention (
    name     TEXT    NOT NULL COLLATE NOCASE,
    type     TEXT    NOT NULL,
    article  INTEGER NOT NULL REFERENCES article (number) ON DELETE CASCADE,
    mentions INTEGER NOT NULL,
    claims   TEXT    NOT NULL,
    PRIMARY KEY (name, article DESC)
) STRICT, WITHOUT ROWID;
CREATE INDEX mention_article ON mention (article);

-- An article that nobody may see before its time: the request alone, so that no list, story, index,
-- alignment, feed or stream can know of it. At its time it is analysed and stored like any other.
CREATE TABLE held (
    number        INTEGER PRIMARY KEY,
    id            TEXT    NOT NULL UNIQUE CHECK (length(id) = 32),
    embargo_until INTEGER NOT NULL,
    retain_until  INTEGER,
    stored_at     INTEGER NOT NULL,
    input         BLOB    NOT NULL
) STRICT;
CREATE INDEX held_due ON held (embargo_until);

-- Keys that never leave the file. "cursor" makes the check values of page cursors.
CREATE TABLE secret (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO secret (name, value) VALUES ('cursor', randomblob(192));
