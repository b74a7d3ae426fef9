-- Step 15: the notices of a story that may end are found without a look at all that it ever had.
CREATE INDEX notice_standing ON notice (story)
WHERE until IS NULL AND kind IN ('collision', 'stale_own_copy', 'single_origin');
