-- Step 11: which articles are judged together. Articles are linked where two of them are likely to tell of
-- one event (alignment/story_links.h); `number` is the same for all that hang together by links. Stories
-- that stand already are taken for one component each; what comes joins them.
CREATE TABLE component (
    article INTEGER PRIMARY KEY REFERENCES article (number) ON DELETE CASCADE,
    number  INTEGER NOT NULL
) STRICT;
CREATE INDEX component_number ON component (number, article);
INSERT INTO component (article, number)
SELECT a.number, f.first FROM article a
JOIN (SELECT story, min(number) AS first FROM article GROUP BY story) f ON f.story = a.story;
