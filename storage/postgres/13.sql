-- Step 13: what is said of two articles depends on these two alone, so each two have a row of their own: their
-- pairs of claims as they are answered (JSON objects parted by commas, with the bytes 1 and 2 for the places of the
-- two in the answer; in zstd, empty for none). `article` is the one that was stored later. A story whose pairs were
-- kept as one text (story_pairs) has them there until its articles change for the first time.
CREATE TABLE article_pairs (
    article bigint NOT NULL REFERENCES article (number) ON DELETE CASCADE,
    other   bigint NOT NULL REFERENCES article (number) ON DELETE CASCADE,
    pairs   bytea  NOT NULL,
    PRIMARY KEY (article, other)
);
ALTER TABLE article_pairs ALTER COLUMN pairs SET STORAGE EXTERNAL;
CREATE INDEX article_pairs_other ON article_pairs (other);
