/* Where PostgreSQL must be asked in other words than SQLite.
 *
 * - Case: names are compared by lower() of texts that are COLLATE "C", which folds ASCII letters as
 *   NOCASE does; an index row is short, so that names and units are looked up by their first 200
 *   characters and addresses by their md5.
 * - Numbers of articles, stories and alignments come from `counter`; the next event's is the
 * highest plus one. Both are safe because one transaction at a time writes (SQL_SHARED_ENTER).
 * - Drivers of a scan end after one page of it: a result is read whole, not row by row.
 */
#include "storage/statement_parts.h"
#include "storage/statements.h"

#define FOLD(column) "left(lower(" column "), 200)"
#define FOLDED(parameter) "left(lower(" parameter " COLLATE \"C\"), 200)"
#define LOWER(parameter) "lower(" parameter " COLLATE \"C\")"
#define SAME(column, parameter) "lower(" column ") = " LOWER(parameter)
#define OUTLET_OF(parameter)                                                                       \
    "(SELECT source FROM source_alias WHERE lower(alias) = " LOWER(parameter) ")"

/* STORAGE_SCAN_MAX, one that stops the scan, one that was on the page before. */
#define SCANNED " LIMIT 2002"

#define EVENT_RANGE                                                                                \
    "WHERE number > ?1 AND number <= ?2"                                                           \
    " AND (?4 IS NULL OR kind IN (SELECT jsonb_array_elements_text(?4::jsonb))) "

/* What is asked of an article: scan.h binds ?2 … ?7. */
#define JUDGED                                                                                     \
    "(?2 <> 0 OR a.latest = 1) AND (?3 IS NULL OR s.id = ?3)"                                      \
    " AND (?4 IS NULL OR a.outlet = " OUTLET_OF(                                                   \
        "?4") ")"                                                                                  \
              " AND (?5 IS NULL OR a.published_day >= ?5) AND (?6 IS NULL OR a.published_day <= "  \
              "?6)"                                                                                \
              " AND (?7 IS NULL OR EXISTS (SELECT 1 FROM mention WHERE " FOLD(                     \
                  "name") " = " FOLDED("?7") " AND article = a.number))"

/* The type is that of most articles. */
#define NAMES_COUNTED                                                                              \
    "SELECT min(name), (array_agg(type ORDER BY articles DESC, type))[1], sum(articles)::bigint,"  \
    " sum(mentions)::bigint FROM name_count WHERE "
#define NAMES_RANGE                                                                                \
    FOLD("name")                                                                                   \
    " >= " FOLDED("?2") " AND " FOLD("name") " < " FOLDED("?3") " AND " FOLD(                      \
        "name") " <> " FOLDED("?1")
#define NAMES_PAGE NAMES_RANGE " GROUP BY " FOLD("name") " ORDER BY " FOLD("name") " LIMIT ?5"

#define CLAIMS                                                                                     \
    "SELECT c.ordinal, c.start, c.\"end\", c.quotation, c.day_low, c.day_high,"                    \
    " c.checkworthiness, c.text, c.subject, c.predicate, c.object, c.polarity, c.modality,"        \
    " q.speaker FROM claim c"                                                                      \
    " LEFT JOIN quotation q ON q.article = c.article AND q.ordinal = c.quotation"                  \
    " WHERE c.article = ?1 AND c.ordinal > ?2"                                                     \
    " AND (?3 IS NULL OR " SAME("q.speaker", "?3") ") AND "
#define CLAIMS_END                                                                                 \
    " AND (?4 IS NULL OR EXISTS (SELECT 1 FROM mention m WHERE m.article = ?1"                     \
    " AND " FOLD("m.name") " = " FOLDED(                                                           \
        "?4") " AND m.claims::jsonb @> to_jsonb(c.ordinal)))"                                      \
              " AND (?9 IS NULL OR c.polarity = ?9) AND (?10 IS NULL OR c.modality = ?10)"         \
              " AND (?11 IS NULL OR coalesce(c.day_high, c.day_low) >= ?11)"                       \
              " AND (?12 IS NULL OR coalesce(c.day_low, c.day_high) <= ?12) ORDER BY c.ordinal"

#define PUBLISHED "coalesce(published_day, -2147483648)"

#define SOURCE_COLUMNS "SELECT number, name, kind, family, changed_at FROM source "

#define QUEUED "state = 'queued' AND md5(url) = md5(?1) AND url = ?1"

/* The row that a statement with this in it may work on: nobody else has it now. */
#define UNLEASED "leased_until <= ?3 FOR UPDATE SKIP LOCKED"

/* A macro between strings is no call whose arguments want to be lined up. */
/* clang-format off */
static const char *const table[SQL_COUNT] = {
    [SQL_BEGIN] = "BEGIN ISOLATION LEVEL READ COMMITTED",
    [SQL_BEGIN_READ] = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    [SQL_PLAN_ANEW] = "SET LOCAL plan_cache_mode = force_custom_plan",
    [SQL_PLAN_ONCE] = "SET LOCAL plan_cache_mode = force_generic_plan",

    [SQL_ARTICLE_INSERT] =
        "WITH next AS (UPDATE counter SET value = value + 1 WHERE name = 'article' RETURNING value)"
        " INSERT INTO article (number, id, story, source, url, byline, language, published_at,"
        " published_day, stored_at, claims, engine, outlet, correction, retain_until, version,"
        " lineage, searchable) SELECT next.value, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
        " ?12, ?13, ?14, ?15, coalesce(?16, next.value), 1 FROM next RETURNING number",
    [SQL_ARTICLE_LATEST] = "SELECT number FROM article WHERE md5(url) = md5(?1) AND url = ?1"
                           " AND latest = 1 ORDER BY number DESC LIMIT 1",
    [SQL_ARTICLE_BY_URL] = "SELECT id FROM article WHERE md5(url) = md5(?1) AND url = ?1"
                           " AND latest = 1",
    [SQL_ARTICLE_ROW] =
        SUMMARY SUMMARY_TABLES "WHERE a.number = ?1 AND " JUDGED " AND (?8 = 0 OR " IN_CONFLICT ")",
    /* The words that matched are marked by excerpt.c. */
    [SQL_ARTICLE_MARKS] =
        "SELECT number, title, text FROM document WHERE ?1 IS NOT NULL AND number <= ?2"
        " AND number >= ?3 AND number IN"
        " (SELECT value::bigint FROM jsonb_array_elements_text(?4::jsonb)) ORDER BY number DESC",

    [SQL_NAMES_COUNT] = "INSERT INTO name_count AS n (name, type, articles, mentions)"
                        " SELECT name, type, 1, mentions FROM mention WHERE article = ?1"
                        " AND EXISTS (SELECT 1 FROM article WHERE number = ?1 AND latest = 1)"
                        " ON CONFLICT (" FOLD("name") ", type) DO UPDATE SET"
                        " articles = n.articles + 1, mentions = n.mentions + excluded.mentions",
    [SQL_NAMES_DROP] = "DELETE FROM name_count n USING mention m WHERE m.article = ?1"
                       " AND " FOLD("n.name") " = " FOLD("m.name")
                       " AND n.type = m.type AND n.articles = 1",
    [SQL_NAMES_UNCOUNT] = "UPDATE name_count n SET articles = n.articles - 1,"
                          " mentions = n.mentions - m.mentions FROM mention m WHERE m.article = ?1"
                          " AND " FOLD("n.name") " = " FOLD("m.name") " AND n.type = m.type",

    [SQL_INDEX_INSERT] = "INSERT INTO document_index (number, words) VALUES (?1, ?2::tsvector)",
    [SQL_INDEX_DELETE] = "DELETE FROM document_index WHERE number = ?1",

    [SQL_SOURCE_RESOLVE] = "SELECT source FROM source_alias WHERE lower(alias) = " LOWER("?1"),
    [SQL_SOURCE_INSERT] = "INSERT INTO source (number, name, changed_at)"
                          " SELECT coalesce(max(number), 0) + 1, ?1, ?2 FROM source"
                          " RETURNING number",
    [SQL_ALIAS_DELETE] = "DELETE FROM source_alias WHERE lower(alias) = " LOWER("?1"),
    [SQL_SOURCE_GET] = SOURCE_COLUMNS "WHERE number = " OUTLET_OF("?1"),
    [SQL_SOURCE_LIST] =
        SOURCE_COLUMNS "WHERE lower(name) > " LOWER("?1") " AND (?2 IS NULL OR kind = ?2)"
        " ORDER BY lower(name) LIMIT ?3",
    [SQL_SOURCE_ALIASES] =
        "SELECT alias FROM source_alias WHERE source = ?1 AND lower(alias) <> " LOWER("?2")
        " ORDER BY lower(alias) LIMIT ?3",
    [SQL_SOURCE_NAMES] = "SELECT alias FROM source_alias WHERE source = ?1 ORDER BY lower(alias)",
    [SQL_SOURCE_SPLIT] = "UPDATE article SET outlet = ?2 WHERE outlet = ?1 AND "
                         SAME("source", "?3"),

    [SQL_SCAN_NEWEST] = "SELECT number, number FROM article WHERE number <= ?1"
                        " ORDER BY number DESC" SCANNED,
    [SQL_SCAN_OLDEST] = "SELECT number, number FROM article WHERE number >= ?1"
                        " ORDER BY number" SCANNED,
    [SQL_SCAN_PUBLISHED_LAST] = "SELECT number, " PUBLISHED " FROM article"
                                " WHERE (" PUBLISHED ", number) <= (?2, ?1)"
                                " ORDER BY " PUBLISHED " DESC, number DESC" SCANNED,
    [SQL_SCAN_PUBLISHED_FIRST] = "SELECT number, " PUBLISHED " FROM article"
                                 " WHERE (" PUBLISHED ", number) >= (?2, ?1)"
                                 " ORDER BY " PUBLISHED ", number" SCANNED,
    [SQL_SCAN_QUERY] = "SELECT number, number FROM document_index"
                       " WHERE words @@ ?2::tsquery AND number <= ?1 ORDER BY number DESC" SCANNED,
    [SQL_SCAN_STORY] = "SELECT number, number FROM article"
                       " WHERE story = (SELECT number FROM story WHERE id = ?2) AND number <= ?1"
                       " ORDER BY number DESC" SCANNED,
    [SQL_SCAN_SOURCE] =
        "SELECT number, number FROM article WHERE outlet = " OUTLET_OF("?2")
        " AND number <= ?1 ORDER BY number DESC" SCANNED,
    [SQL_SCAN_ENTITY] =
        "SELECT article, article FROM mention WHERE " FOLD("name") " = " FOLDED("?2")
        " AND article <= ?1 ORDER BY article DESC" SCANNED,
    [SQL_SCAN_SPEAKER] =
        "SELECT DISTINCT article, article FROM quotation"
        " WHERE " FOLD("speaker") " = " FOLDED("?2")
        " AND article <= ?1 ORDER BY article DESC" SCANNED,
    [SQL_SCAN_UNIT] =
        "SELECT DISTINCT article, article FROM quantity"
        " WHERE " FOLD("unit") " = " FOLDED("?2") " AND article <= ?1"
        " AND (?3 IS NULL OR high IS NULL OR high >= ?3)"
        " AND (?4 IS NULL OR low IS NULL OR low <= ?4) ORDER BY article DESC" SCANNED,
    [SQL_SCAN_JUDGE] = "SELECT a.id, s.id, coalesce(o.name, a.source), a.published_at"
                       " FROM article a JOIN story s ON s.number = a.story"
                       " LEFT JOIN source o ON o.number = a.outlet WHERE a.number = ?1 AND " JUDGED,

    [SQL_SEARCH_CLAIMS] = CLAIMS "?5 = 0" CLAIMS_END,
    [SQL_SEARCH_CLAIMS_OF_NUMBERS] =
        CLAIMS "?5 <> 0 AND c.ordinal IN (SELECT n.claim FROM quantity n"
        " WHERE n.article = ?1 AND (?6 IS NULL OR " SAME("n.unit", "?6") ")"
        " AND (?7 IS NULL OR n.high IS NULL OR n.high >= ?7)"
        " AND (?8 IS NULL OR n.low IS NULL OR n.low <= ?8))" CLAIMS_END,
    [SQL_SEARCH_QUOTATIONS] =
        "SELECT ordinal, start, \"end\", denial, kind, text, speaker, printed, cue FROM quotation"
        " WHERE article = ?1 AND ordinal > ?2"
        " AND (?3 IS NULL OR " SAME("speaker", "?3") ")"
        " AND (?4 IS NULL OR kind = ?4) ORDER BY ordinal",
    [SQL_SEARCH_QUANTITIES] =
        "SELECT n.ordinal, n.start, n.\"end\", n.claim, n.value, n.low, n.high, n.text,"
        " n.comparator, n.unit, n.\"of\" FROM quantity n WHERE n.article = ?1 AND n.ordinal > ?2"
        " AND (?3 IS NULL OR " SAME("n.unit", "?3") ")"
        " AND (?4 IS NULL OR n.high IS NULL OR n.high >= ?4)"
        " AND (?5 IS NULL OR n.low IS NULL OR n.low <= ?5)"
        " AND (?6 IS NULL OR EXISTS (SELECT 1 FROM claim c JOIN quotation q"
        " ON q.article = c.article AND q.ordinal = c.quotation"
        " WHERE c.article = ?1 AND c.ordinal = n.claim"
        " AND " SAME("q.speaker", "?6") ")) ORDER BY n.ordinal",
    [SQL_NAMES_OF_ALL] = NAMES_COUNTED NAMES_PAGE,
    [SQL_NAMES_OF_TYPE] = NAMES_COUNTED "type = ?4 AND " NAMES_PAGE,
    [SQL_NAMES_OF_SOME] =
        "SELECT min(name), min(type), count(*), sum(mentions)::bigint FROM mention"
        " WHERE article IN (SELECT a.number FROM article a"
        " WHERE (?6 IS NULL OR a.id = ?6) AND (?6 IS NOT NULL OR a.latest = 1)"
        " AND (?7 IS NULL OR a.story = (SELECT number FROM story WHERE id = ?7))"
        " AND (?8 IS NULL OR a.outlet = " OUTLET_OF("?8") ")"
        " ORDER BY a.number DESC LIMIT ?9) AND (?4 IS NULL OR type = ?4) AND " NAMES_PAGE,

    [SQL_STORY_NEXT] = "SELECT value + 1 FROM counter WHERE name = 'story'",
    [SQL_STORY_INSERT] =
        "WITH next AS (UPDATE counter SET value = value + 1 WHERE name = 'story' RETURNING value)"
        " INSERT INTO story (number, id, created_at, changed_at) SELECT next.value, ?1, ?2, ?2"
        " FROM next RETURNING number",

    [SQL_EVENT_INSERT] = "INSERT INTO event (number, at, kind, subject, story, payload)"
                         " SELECT coalesce(max(number), 0) + 1, ?1, ?2, ?3, ?4, ?5 FROM event",
    [SQL_EVENT_LIST] = EVENT_COLUMNS EVENT_RANGE "ORDER BY number LIMIT ?3",
    [SQL_EVENT_LIST_STORY] = EVENT_COLUMNS EVENT_RANGE "AND story = ?5 ORDER BY number LIMIT ?3",

    [SQL_ALIGNMENT_NUMBERS] =
        "UPDATE counter SET value = value + ?1 WHERE name = 'alignment' RETURNING value",

    [SQL_JOB_INSERT] =
        "INSERT INTO job (id, url, host, title, source, published_at, feed, rank, state,"
        " not_before, created_at, changed_at)"
        " VALUES (replace(gen_random_uuid()::text, '-', ''), ?1, ?2, ?3, ?4, ?5, ?6, ?7, 'queued',"
        " ?8, ?8, ?8) RETURNING id",
    [SQL_JOB_QUEUED] = "SELECT id FROM job WHERE " QUEUED " LIMIT 1",
    [SQL_JOB_SAME] = "SELECT id FROM job WHERE " QUEUED " AND feed IS NULL"
                     " AND title IS NOT DISTINCT FROM ?2 AND source IS NOT DISTINCT FROM ?3"
                     " AND published_at IS NOT DISTINCT FROM ?4 LIMIT 1",
    [SQL_JOB_END] = "UPDATE job SET state = ?2, attempts = attempts + 1, not_before = ?3,"
                    " changed_at = ?4, article = ?5, outcome = ?6, problem = ?7, detail = ?8,"
                    " leased_until = 0 WHERE id = ?1",
    [SQL_JOB_DUE] = JOB "FROM (SELECT DISTINCT ON (host) * FROM job WHERE state = 'queued'"
                        " AND not_before <= ?1 AND leased_until <= ?1 ORDER BY host, rank) first"
                        " ORDER BY rank LIMIT ?2",
    [SQL_PAGE_GET] = "SELECT final_url, etag, last_modified, article FROM page"
                     " WHERE md5(url) = md5(?1) AND url = ?1"
                     " AND article IN (SELECT id FROM article)",
    [SQL_PAGE_SAVE] = "INSERT INTO page (url, final_url, etag, last_modified, article, fetched_at)"
                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (md5(url)) DO UPDATE SET"
                      " url = excluded.url, final_url = excluded.final_url, etag = excluded.etag,"
                      " last_modified = excluded.last_modified, article = excluded.article,"
                      " fetched_at = excluded.fetched_at",
    [SQL_FEED_DUE] = FEED "WHERE paused = 0 AND next_poll_at <= ?1 AND leased_until <= ?1"
                          " ORDER BY next_poll_at LIMIT ?2",
    [SQL_FEED_POLLED] =
        "UPDATE feed SET polled_at = ?2, next_poll_at = ?3, polls = polls + 1,"
        " paused = greatest(paused, ?4),"
        " failures = CASE WHEN ?5 IS NULL THEN 0 ELSE failures + 1 END,"
        " problem = ?5, detail = ?6, found_url = coalesce(?7, found_url),"
        " host = coalesce(?8, host), title = coalesce(title, ?9),"
        " etag = nullif(coalesce(?10, etag), ''),"
        " last_modified = nullif(coalesce(?11, last_modified), ''), leased_until = 0"
        " WHERE number = ?1",
    [SQL_INTAKE_NEXT] =
        "SELECT least(coalesce((SELECT min(greatest(not_before, leased_until)) FROM job"
        " WHERE state = 'queued' AND greatest(not_before, leased_until) > ?1),"
        " 9223372036854775807), coalesce((SELECT min(greatest(next_poll_at, leased_until))"
        " FROM feed WHERE paused = 0 AND greatest(next_poll_at, leased_until) > ?1),"
        " 9223372036854775807))",

    /* The end of an attempt frees its webhook for the next one. */
    [SQL_DELIVERY_END] =
        "WITH ended AS (UPDATE delivery SET state = ?2, attempts = attempts + 1, next_at = ?3,"
        " changed_at = ?4, status = ?5, problem = ?6 WHERE number = ?1 RETURNING webhook)"
        " UPDATE webhook SET leased_until = 0 WHERE number = (SELECT webhook FROM ended)",

    [SQL_STORY_HOLD] = "SELECT pg_try_advisory_lock(?1)",
    [SQL_STORY_HOLD_WAIT] = "SELECT pg_advisory_lock(?1)",
    [SQL_STORY_RELEASE] = "SELECT pg_advisory_unlock_all()",

    [SQL_COUNTS] = "SELECT articles, stories, events FROM shared",

    [SQL_SHARED_READ] = "SELECT change, articles, stories, events FROM shared",
    [SQL_SHARED_ENTER] = "SELECT change, articles, stories, events FROM shared FOR UPDATE",
    [SQL_SHARED_LEAVE] = "UPDATE shared SET change = ?1, articles = ?2, stories = ?3, events = ?4",
    [SQL_SHARED_TELL] = "NOTIFY claimd",
    [SQL_JOB_LEASE] = "UPDATE job SET leased_until = ?2 WHERE number = (SELECT number FROM job"
                      " WHERE id = ?1 AND state = 'queued' AND " UNLEASED ")",
    [SQL_FEED_LEASE] = "UPDATE feed SET leased_until = ?2 WHERE number = (SELECT number FROM feed"
                       " WHERE id = ?1 AND " UNLEASED ")",
    [SQL_WEBHOOK_LEASE] = "UPDATE webhook SET leased_until = ?2 WHERE number ="
                          " (SELECT number FROM webhook WHERE id = ?1 AND " UNLEASED ")",
};
/* clang-format on */

const char *statement_postgres(enum statement statement) {
    return table[statement] ? table[statement] : statement_sql(statement);
}
