-- Step 14: rows of article_pairs lie one behind the other, in the order of arrival. Of a row in the tree of its key
-- SQLite keeps a quarter of a page there and the rest on a page of its own: two thirds of the table were air.
DROP INDEX article_pairs_other;
ALTER TABLE article_pairs RENAME TO article_pairs_of_step_13;
CREATE TABLE article_pairs (
    number  INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES article (number) ON DELETE CASCADE,
    other   INTEGER NOT NULL REFERENCES article (number) ON DELETE CASCADE,
    pairs   BLOB    NOT NULL,
    UNIQUE (article, other)
) STRICT;
INSERT INTO article_pairs (article, other, pairs)
SELECT article, other, pairs FROM article_pairs_of_step_13 ORDER BY article, other;
DROP TABLE article_pairs_of_step_13;
CREATE INDEX article_pairs_other ON article_pairs (other);
