-- Step 9: what a person at the desk found of a claim. `claim_text` are the words it was found of: an
-- article that is analysed anew may have other claims under the same number.
CREATE TABLE verdict (
    article     INTEGER NOT NULL REFERENCES article (number) ON DELETE CASCADE,
    claim       INTEGER NOT NULL,
    claim_text  TEXT    NOT NULL,
    rating      TEXT    NOT NULL,
    reviewer    TEXT    NOT NULL,
    url         TEXT    NOT NULL,
    date        TEXT    NOT NULL,
    recorded_at INTEGER NOT NULL,
    PRIMARY KEY (article, claim)
) STRICT, WITHOUT ROWID;
