-- Step 12: fewer pages for each article. Terms of the last articles stand in a list, and term_count, of which an
-- article touches nearly every page, is written once in many of them: an article is counted there or listed here.
CREATE TABLE term_recent (
    article INTEGER PRIMARY KEY,
    terms   BLOB NOT NULL
) STRICT;

-- Few notices name articles, and only those that do are looked for by one.
DROP INDEX notice_article;
DROP INDEX notice_other;
CREATE INDEX notice_article ON notice (article) WHERE article IS NOT NULL;
CREATE INDEX notice_other ON notice (other) WHERE other IS NOT NULL;
