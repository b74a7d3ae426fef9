-- Step 10: how often a name is said is counted when articles come and go, not when it is asked for.
-- (The other half of this step on SQLite, lists of what begins with a few letters, is the matter of
-- the index over `words` here.)
CREATE TABLE name_count (
    name     text COLLATE "C" NOT NULL,
    type     text NOT NULL,
    articles bigint NOT NULL,
    mentions bigint NOT NULL
);
CREATE UNIQUE INDEX name_count_name ON name_count (left(lower(name), 200), type);
CREATE INDEX name_count_type ON name_count (type, left(lower(name), 200));
INSERT INTO name_count (name, type, articles, mentions)
SELECT min(m.name), m.type, count(*), sum(m.mentions)
FROM mention m JOIN article a ON a.number = m.article
WHERE a.latest = 1 GROUP BY left(lower(m.name), 200), m.type;
