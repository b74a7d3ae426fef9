-- Step 6: what editors say of stories. A pinned article stands where an editor put it; no review
-- moves it. A title that an editor gave goes before that of the first article.
CREATE TABLE story_pin (
    article   INTEGER PRIMARY KEY REFERENCES article (number) ON DELETE CASCADE,
    pinned_at INTEGER NOT NULL
) STRICT;
ALTER TABLE story ADD COLUMN title TEXT;
