-- Step 10: what begins with one to three letters is looked up like a word (without its list FTS5 merges
-- those of all words that begin so), and how often a name is said is counted when articles come and go,
-- not when it is asked for. The index is built anew from `document`, which holds all that it holds.
DROP TABLE document_index;
CREATE VIRTUAL TABLE document_index USING fts5 (
    title, text,
    content = 'document', content_rowid = 'number',
    tokenize = 'porter unicode61 remove_diacritics 2', prefix = '1 2 3'
);
INSERT INTO document_index (document_index) VALUES ('rebuild');

-- All that is asked of the names of some articles, without a look at each row.
DROP INDEX mention_article;
CREATE INDEX mention_article ON mention (article, name, type, mentions);

-- In how many articles a name stands, and how often: in the newest versions alone, as lists show them.
CREATE TABLE name_count (
    name     TEXT    NOT NULL COLLATE NOCASE,
    type     TEXT    NOT NULL,
    articles INTEGER NOT NULL CHECK (articles > 0),
    mentions INTEGER NOT NULL,
    PRIMARY KEY (name, type)
) STRICT, WITHOUT ROWID;
CREATE INDEX name_count_type ON name_count (type, name);
INSERT INTO name_count (name, type, articles, mentions)
SELECT m.name, m.type, count(*), sum(m.mentions)
FROM mention m JOIN article a ON a.number = m.article
WHERE a.latest = 1 GROUP BY m.name, m.type;
