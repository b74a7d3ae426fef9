-- Step 14 is SQLite's: here the rows of a table lie in the order of arrival by themselves.
COMMENT ON TABLE article_pairs IS 'what is said of two articles, one row for each two';
