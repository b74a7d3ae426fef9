-- claimd's store on PostgreSQL: what schema.sql and storage/migrations/ make of an SQLite file, in one
-- step. The number of a step means the same on both engines; later ones stand beside this file.
-- docs/storage.md tells what differs and why.
--
-- Nothing here needs an extension. Texts that are compared by order or case are COLLATE "C", so that
-- they sort by bytes and lower() folds ASCII letters only, as on SQLite; what a text from outside may
-- make long is indexed by a part or a digest of it, for an index row has 2,700 bytes at most.

-- Numbers that go up by one without a gap, whatever was rolled back: of articles, stories, alignments.
CREATE TABLE counter (
    name  text PRIMARY KEY,
    value bigint NOT NULL
);
INSERT INTO counter (name, value) VALUES ('article', 0), ('story', 0), ('alignment', 0);

-- One row that every writing transaction locks first and changes last: one writes at a time, each
-- sees what the one before has written, and learns whether another process was there in between.
CREATE TABLE shared (
    one      integer PRIMARY KEY CHECK (one = 1),
    change   bigint NOT NULL,
    articles bigint NOT NULL,
    stories  bigint NOT NULL,
    events   bigint NOT NULL
);
INSERT INTO shared (one, change, articles, stories, events) VALUES (1, 0, 0, 0, 0);

CREATE TABLE story (
    number     bigint PRIMARY KEY,
    id         text COLLATE "C" NOT NULL UNIQUE CHECK (length(id) = 32),
    created_at bigint NOT NULL,
    changed_at bigint NOT NULL,
    title      text
);

CREATE TABLE source (
    number     bigint PRIMARY KEY,
    name       text COLLATE "C" NOT NULL,
    kind       text NOT NULL DEFAULT 'outlet' CHECK (kind IN ('wire', 'outlet', 'official', 'own')),
    family     text,
    changed_at bigint NOT NULL
);
CREATE UNIQUE INDEX source_name ON source (lower(name));

CREATE TABLE source_alias (
    alias  text COLLATE "C" NOT NULL,
    source bigint NOT NULL REFERENCES source (number) ON DELETE CASCADE
);
CREATE UNIQUE INDEX source_alias_alias ON source_alias (lower(alias));
CREATE INDEX source_alias_source ON source_alias (source);

CREATE TABLE article (
    number        bigint PRIMARY KEY,
    id            text COLLATE "C" NOT NULL UNIQUE CHECK (length(id) = 32),
    story         bigint NOT NULL REFERENCES story (number),
    source        text COLLATE "C",
    url           text,
    byline        text,
    language      text,
    published_at  text COLLATE "C",
    published_day integer,
    stored_at     bigint NOT NULL,
    claims        integer NOT NULL,
    engine        text NOT NULL,
    lineage       bigint NOT NULL,
    version       integer NOT NULL,
    latest        integer NOT NULL DEFAULT 1 CHECK (latest IN (0, 1)),
    outlet        bigint REFERENCES source (number),
    retain_until  bigint,
    correction    text,
    searchable    integer NOT NULL DEFAULT 0 CHECK (searchable IN (0, 1))
);
CREATE INDEX article_story ON article (story, number);
CREATE INDEX article_lineage ON article (lineage, version);
CREATE INDEX article_url ON article (md5(url)) WHERE latest = 1;
CREATE INDEX article_outlet ON article (outlet, number);
CREATE INDEX article_published ON article (coalesce(published_day, -2147483648), number);
CREATE INDEX article_retain ON article (retain_until) WHERE retain_until IS NOT NULL;
CREATE INDEX article_unsearchable ON article (number) WHERE searchable = 0;

CREATE TABLE document (
    number    bigint PRIMARY KEY REFERENCES article (number) ON DELETE CASCADE,
    title     text,
    text      text NOT NULL,
    signature bytea NOT NULL,
    terms     bytea NOT NULL,
    input     bytea NOT NULL,
    analysis  bytea NOT NULL
);
-- compressed already
ALTER TABLE document ALTER COLUMN signature SET STORAGE EXTERNAL,
    ALTER COLUMN terms SET STORAGE EXTERNAL, ALTER COLUMN input SET STORAGE EXTERNAL,
    ALTER COLUMN analysis SET STORAGE EXTERNAL;

-- The words of title and text as claimd parts, folds and stems them (storage/words.h): the title's
-- first, then the text's.
CREATE TABLE document_index (
    number bigint PRIMARY KEY REFERENCES document (number) ON DELETE CASCADE,
    words  tsvector NOT NULL
);
CREATE INDEX document_index_words ON document_index USING gin (words);

CREATE TABLE claim (
    article         bigint NOT NULL REFERENCES article (number) ON DELETE CASCADE,
    ordinal         integer NOT NULL,
    start           integer NOT NULL,
    "end"           integer NOT NULL,
    text            text NOT NULL,
    subject         text,
    predicate       text,
    object          text,
    polarity        text NOT NULL,
    modality        text NOT NULL,
    quotation       integer,
    day_low         integer,
    day_high        integer,
    checkworthiness double precision,
    PRIMARY KEY (article, ordinal)
);

CREATE TABLE quantity (
    article    bigint NOT NULL REFERENCES article (number) ON DELETE CASCADE,
    ordinal    integer NOT NULL,
    claim      integer,
    start      integer NOT NULL,
    "end"      integer NOT NULL,
    text       text NOT NULL,
    value      double precision,
    low        double precision,
    high       double precision,
    comparator text NOT NULL,
    unit       text COLLATE "C",
    "of"       text COLLATE "C",
    PRIMARY KEY (article, ordinal)
);
CREATE INDEX quantity_unit ON quantity (left(lower(unit), 200), article DESC, low, high);

CREATE TABLE quotation (
    article bigint NOT NULL REFERENCES article (number) ON DELETE CASCADE,
    ordinal integer NOT NULL,
    kind    text NOT NULL,
    speaker text COLLATE "C",
    printed text,
    cue     text,
    start   integer NOT NULL,
    "end"   integer NOT NULL,
    text    text NOT NULL,
    denial  integer NOT NULL,
    PRIMARY KEY (article, ordinal)
);
CREATE INDEX quotation_speaker ON quotation (left(lower(speaker), 200), article DESC);

CREATE TABLE mention (
    name     text COLLATE "C" NOT NULL,
    type     text NOT NULL,
    article  bigint NOT NULL REFERENCES article (number) ON DELETE CASCADE,
    mentions integer NOT NULL,
    claims   text NOT NULL
);
CREATE UNIQUE INDEX mention_name ON mention (left(lower(name), 200), article DESC);
CREATE INDEX mention_article ON mention (article);

CREATE TABLE posting (
    term    bigint NOT NULL,
    article bigint NOT NULL REFERENCES article (number) ON DELETE CASCADE,
    PRIMARY KEY (term, article)
);
CREATE INDEX posting_article ON posting (article);

CREATE TABLE term_count (
    chunk  integer PRIMARY KEY,
    counts bytea NOT NULL CHECK (length(counts) = 2000)
);

CREATE TABLE copy (
    article bigint NOT NULL REFERENCES article (number) ON DELETE CASCADE,
    other   bigint NOT NULL REFERENCES article (number) ON DELETE CASCADE,
    PRIMARY KEY (article, other),
    CHECK (other < article)
);
CREATE INDEX copy_other ON copy (other);

CREATE TABLE story_pin (
    article   bigint PRIMARY KEY REFERENCES article (number) ON DELETE CASCADE,
    pinned_at bigint NOT NULL
);

-- The next number is the highest plus one; whoever writes holds the row of `shared`, so that numbers
-- become visible in their order and without a gap.
CREATE TABLE event (
    number  bigint PRIMARY KEY,
    at      bigint NOT NULL,
    kind    text COLLATE "C" NOT NULL,
    subject text NOT NULL,
    story   text COLLATE "C",
    payload text NOT NULL
);
CREATE INDEX event_story ON event (story, number) WHERE story IS NOT NULL;
CREATE INDEX event_at ON event (at);
CREATE FUNCTION event_stays() RETURNS trigger LANGUAGE plpgsql
AS 'BEGIN RAISE EXCEPTION ''the event log is append-only''; END';
CREATE TRIGGER event_stays BEFORE UPDATE OR DELETE ON event
FOR EACH ROW EXECUTE FUNCTION event_stays();

CREATE TABLE alignment_view (
    article bigint PRIMARY KEY REFERENCES article (number) ON DELETE CASCADE,
    bytes   bytea NOT NULL
);
ALTER TABLE alignment_view ALTER COLUMN bytes SET STORAGE EXTERNAL;

CREATE TABLE compared (
    article     bigint NOT NULL REFERENCES article (number) ON DELETE CASCADE,
    since       bigint NOT NULL,
    until       bigint,
    story       bigint NOT NULL,
    origin_kind text NOT NULL,
    origin      text,
    PRIMARY KEY (article, since)
);
CREATE INDEX compared_story ON compared (story, since);

CREATE TABLE story_pairs (
    story bigint PRIMARY KEY REFERENCES story (number) ON DELETE CASCADE,
    pairs bytea NOT NULL
);
ALTER TABLE story_pairs ALTER COLUMN pairs SET STORAGE EXTERNAL;

CREATE TABLE alignment (
    number   bigint PRIMARY KEY,
    id       text COLLATE "C" NOT NULL UNIQUE CHECK (length(id) = 32),
    story    bigint NOT NULL,
    opened   bigint NOT NULL,
    closed   bigint,
    state    text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'resolved', 'dismissed')),
    note     text,
    revision bigint NOT NULL DEFAULT 1
);
CREATE INDEX alignment_story ON alignment (story, number);

CREATE TABLE alignment_version (
    alignment   bigint NOT NULL REFERENCES alignment (number) ON DELETE CASCADE,
    since       bigint NOT NULL,
    until       bigint,
    relation    text NOT NULL CHECK (relation IN ('agree', 'compatible', 'conflict')),
    kinds       text NOT NULL,
    topic       text NOT NULL,
    explanation text NOT NULL,
    differences text NOT NULL,
    score       double precision NOT NULL,
    origins     text NOT NULL,
    accounts    integer NOT NULL,
    PRIMARY KEY (alignment, since)
);

CREATE TABLE alignment_member (
    alignment bigint NOT NULL REFERENCES alignment (number) ON DELETE CASCADE,
    article   bigint NOT NULL REFERENCES article (number) ON DELETE CASCADE,
    claim     integer NOT NULL,
    since     bigint NOT NULL,
    until     bigint,
    kind      text NOT NULL,
    start     integer NOT NULL,
    "end"     integer NOT NULL,
    printed   text NOT NULL,
    value     text,
    value_key bigint NOT NULL,
    PRIMARY KEY (alignment, article, claim, since)
);
CREATE INDEX alignment_member_article ON alignment_member (article);

CREATE TABLE notice (
    number      bigint PRIMARY KEY,
    until       bigint,
    story       bigint NOT NULL,
    kind        text NOT NULL,
    alignment   bigint REFERENCES alignment (number) ON DELETE CASCADE,
    article     bigint REFERENCES article (number) ON DELETE CASCADE,
    claim       bigint,
    other       bigint REFERENCES article (number) ON DELETE CASCADE,
    other_claim bigint,
    detail      text
);
CREATE INDEX notice_story ON notice (story, number);
CREATE INDEX notice_alignment ON notice (alignment);
CREATE INDEX notice_article ON notice (article);
CREATE INDEX notice_other ON notice (other);

-- `leased_until`: a process works on it and no other one may, until then.
CREATE TABLE feed (
    number        bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    id            text COLLATE "C" NOT NULL UNIQUE CHECK (length(id) = 32),
    url           text NOT NULL,
    found_url     text,
    host          text NOT NULL,
    title         text,
    source        text,
    interval      bigint NOT NULL,
    paused        integer NOT NULL,
    etag          text,
    last_modified text,
    created_at    bigint NOT NULL,
    polled_at     bigint,
    next_poll_at  bigint NOT NULL,
    polls         bigint NOT NULL DEFAULT 0,
    failures      bigint NOT NULL DEFAULT 0,
    problem       text,
    detail        text,
    leased_until  bigint NOT NULL DEFAULT 0
);
CREATE INDEX feed_due ON feed (next_poll_at) WHERE paused = 0;

CREATE TABLE feed_item (
    feed bigint NOT NULL REFERENCES feed (number) ON DELETE CASCADE,
    key  bytea NOT NULL CHECK (length(key) = 16),
    PRIMARY KEY (feed, key)
);

CREATE TABLE job (
    number       bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    id           text COLLATE "C" NOT NULL UNIQUE CHECK (length(id) = 32),
    url          text NOT NULL,
    host         text COLLATE "C" NOT NULL,
    title        text,
    source       text,
    published_at text,
    feed         text,
    rank         bigint NOT NULL,
    state        text NOT NULL CHECK (state IN ('queued', 'done', 'failed')),
    attempts     integer NOT NULL DEFAULT 0,
    not_before   bigint NOT NULL,
    created_at   bigint NOT NULL,
    changed_at   bigint NOT NULL,
    article      text,
    outcome      text,
    problem      text,
    detail       text,
    leased_until bigint NOT NULL DEFAULT 0
);
CREATE INDEX job_waiting ON job (host, rank) WHERE state = 'queued';
CREATE INDEX job_url ON job (md5(url)) WHERE state = 'queued';

CREATE TABLE page (
    url           text NOT NULL,
    final_url     text NOT NULL,
    etag          text,
    last_modified text,
    article       text COLLATE "C" NOT NULL,
    fetched_at    bigint NOT NULL
);
CREATE UNIQUE INDEX page_url ON page (md5(url));

CREATE TABLE held (
    number        bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    id            text COLLATE "C" NOT NULL UNIQUE CHECK (length(id) = 32),
    embargo_until bigint NOT NULL,
    retain_until  bigint,
    stored_at     bigint NOT NULL,
    input         bytea NOT NULL
);
CREATE INDEX held_due ON held (embargo_until);

CREATE TABLE secret (
    name  text PRIMARY KEY,
    value bytea NOT NULL
);
INSERT INTO secret (name, value)
SELECT 'cursor', string_agg(uuid_send(gen_random_uuid()), ''::bytea) FROM generate_series(1, 12);

CREATE TABLE token (
    number     bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    id         text COLLATE "C" NOT NULL UNIQUE CHECK (length(id) = 12),
    name       text NOT NULL,
    scope      integer NOT NULL CHECK (scope BETWEEN 1 AND 3),
    digest     bytea NOT NULL CHECK (length(digest) = 32),
    created_at bigint NOT NULL,
    expires_at bigint,
    revoked_at bigint
);

CREATE TABLE idempotency (
    key          text COLLATE "C" PRIMARY KEY CHECK (length(key) = 64),
    request      text NOT NULL CHECK (length(request) = 64),
    status       integer NOT NULL,
    content_type text,
    location     text,
    body         bytea NOT NULL,
    expires_at   bigint NOT NULL
);
CREATE INDEX idempotency_expiry ON idempotency (expires_at);

CREATE TABLE webhook (
    number       bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    id           text COLLATE "C" NOT NULL UNIQUE CHECK (length(id) = 32),
    url          text NOT NULL,
    story        text,
    kinds        text,
    secret       bytea NOT NULL CHECK (length(secret) BETWEEN 24 AND 64),
    old_secret   bytea,
    old_until    bigint NOT NULL DEFAULT 0,
    paused       integer NOT NULL DEFAULT 0,
    after        bigint NOT NULL,
    created_at   bigint NOT NULL,
    leased_until bigint NOT NULL DEFAULT 0
);

CREATE TABLE delivery (
    number     bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    id         text COLLATE "C" NOT NULL UNIQUE CHECK (length(id) = 32),
    webhook    bigint NOT NULL REFERENCES webhook (number) ON DELETE CASCADE,
    event      bigint,
    body       text NOT NULL,
    state      text NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
    attempts   integer NOT NULL DEFAULT 0,
    next_at    bigint NOT NULL,
    changed_at bigint NOT NULL,
    status     integer,
    problem    text
);
CREATE INDEX delivery_due ON delivery (webhook, next_at) WHERE state = 'waiting';
CREATE INDEX delivery_list ON delivery (webhook, number);
CREATE INDEX delivery_ended ON delivery (changed_at) WHERE state <> 'waiting';

CREATE TABLE verdict (
    article     bigint NOT NULL REFERENCES article (number) ON DELETE CASCADE,
    claim       integer NOT NULL,
    claim_text  text NOT NULL,
    rating      text NOT NULL,
    reviewer    text NOT NULL,
    url         text NOT NULL,
    date        text NOT NULL,
    recorded_at bigint NOT NULL,
    PRIMARY KEY (article, claim)
);
