-- Step 3: how the articles of a story relate is kept, with its history.
--
-- `since` and `until` are numbers of events: a row stands from the one until before the other, and
-- stands now where `until` is NULL. So the log's numbers are the clock of every past state.

-- What alignment reads of an article (zstd), so that it is not analysed again for each later one.
CREATE TABLE alignment_view (
    article INTEGER PRIMARY KEY REFERENCES article (number) ON DELETE CASCADE,
    bytes   BLOB NOT NULL
) STRICT;

-- Which articles of a story were compared, and who is behind each of them.
CREATE TABLE compared (
    article     INTEGER NOT NULL REFERENCES article (number) ON DELETE CASCADE,
    since       INTEGER NOT NULL,
    until       INTEGER,
    story       INTEGER NOT NULL,
    origin_kind TEXT    NOT NULL,
    origin      TEXT,
    PRIMARY KEY (article, since)
) STRICT, WITHOUT ROWID;
CREATE INDEX compared_story ON compared (story, since);

-- The pairs of a story's claims as they are answered (JSON in zstd); of the present only.
CREATE TABLE story_pairs (
    story INTEGER PRIMARY KEY REFERENCES story (number) ON DELETE CASCADE,
    pairs BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- A matter that several articles tell of. It keeps its id, and what an editor said of it, while most
-- of its claims stay together, whatever story they stand in. `story` is no foreign key: when a story
-- is merged into another one, its alignments follow their articles.
CREATE TABLE alignment (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    id       TEXT    NOT NULL UNIQUE CHECK (length(id) = 32),
    story    INTEGER NOT NULL,
    opened   INTEGER NOT NULL,
    closed   INTEGER,
    state    TEXT    NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'resolved', 'dismissed')),
    note     TEXT,
    revision INTEGER NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX alignment_story ON alignment (story, number);

-- What is said of it as a whole. `kinds` are its kinds of difference, parted by commas; `differences`
-- and `origins` are JSON; `accounts` counts the independent origins.
CREATE TABLE alignment_version (
    alignment   INTEGER NOT NULL REFERENCES alignment (number) ON DELETE CASCADE,
    since       INTEGER NOT NULL,
    until       INTEGER,
    relation    TEXT    NOT NULL CHECK (relation IN ('agree', 'compatible', 'conflict')),
    kinds       TEXT    NOT NULL,
    topic       TEXT    NOT NULL,
    explanation TEXT    NOT NULL,
    differences TEXT    NOT NULL,
    score       REAL    NOT NULL,
    origins     TEXT    NOT NULL,
    accounts    INTEGER NOT NULL,
    PRIMARY KEY (alignment, since)
) STRICT, WITHOUT ROWID;

-- Whose claims it joins. The cell is what the matrix prints for the member: the words (code points
-- of the article's text), and their value as JSON where they have one; equal values have equal keys.
CREATE TABLE alignment_member (
    alignment INTEGER NOT NULL REFERENCES alignment (number) ON DELETE CASCADE,
    article   INTEGER NOT NULL REFERENCES article (number) ON DELETE CASCADE,
    claim     INTEGER NOT NULL,
    since     INTEGER NOT NULL,
    until     INTEGER,
    kind      TEXT    NOT NULL,
    start     INTEGER NOT NULL,
    "end"     INTEGER NOT NULL,
    printed   TEXT    NOT NULL,
    value     TEXT,
    value_key INTEGER NOT NULL,
    PRIMARY KEY (alignment, article, claim, since)
) STRICT, WITHOUT ROWID;
CREATE INDEX alignment_member_article ON alignment_member (article);

-- What an editor should look at; its number is that of its event.
CREATE TABLE notice (
    number      INTEGER PRIMARY KEY,
    until       INTEGER,
    story       INTEGER NOT NULL,
    kind        TEXT    NOT NULL,
    alignment   INTEGER REFERENCES alignment (number) ON DELETE CASCADE,
    article     INTEGER REFERENCES article (number) ON DELETE CASCADE,
    claim       INTEGER,
    other       INTEGER REFERENCES article (number) ON DELETE CASCADE,
    other_claim INTEGER,
    detail      TEXT
) STRICT;
CREATE INDEX notice_story ON notice (story, number);
CREATE INDEX notice_alignment ON notice (alignment);
CREATE INDEX notice_article ON notice (article);
CREATE INDEX notice_other ON notice (other);
CREATE INDEX event_at ON event (at);
