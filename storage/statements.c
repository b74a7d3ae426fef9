/* The statements as SQLite reads them. Where PostgreSQL reads the same words, they stand here only;
 * statements_postgres.c has the others.
 */
#include "storage/statements.h"

#include "storage/statement_parts.h"

#define EVENT_RANGE                                                                                \
    "WHERE number > ?1 AND number <= ?2"                                                           \
    " AND (?4 IS NULL OR kind IN (SELECT value FROM json_each(?4))) "

/* What is asked of an article: scan.h binds ?2 … ?7. */
#define JUDGED                                                                                     \
    "(?2 <> 0 OR a.latest = 1) AND (?3 IS NULL OR s.id = ?3)"                                      \
    " AND (?4 IS NULL OR a.outlet = (SELECT source FROM source_alias WHERE alias = ?4))"           \
    " AND (?5 IS NULL OR a.published_day >= ?5) AND (?6 IS NULL OR a.published_day <= ?6)"         \
    " AND (?7 IS NULL OR EXISTS (SELECT 1 FROM mention WHERE name = ?7 AND article = a.number))"

/* A page of names; the type is that of most articles (max() picks the row of the bare column). */
#define NAMES_COUNTED                                                                              \
    "SELECT name, type, sum(articles), sum(mentions), max(articles) FROM name_count WHERE "
#define NAMES_PAGE "name >= ?2 AND name < ?3 AND name <> ?1 GROUP BY name ORDER BY name LIMIT ?5"

/* Claims of one article: all, or those whose numbers fit. Two statements, for then SQLite looks up
 * what the numbers belong to and does not read each claim. */
#define CLAIMS                                                                                     \
    "SELECT c.ordinal, c.start, c.\"end\", c.quotation, c.day_low, c.day_high,"                    \
    " c.checkworthiness, c.text, c.subject, c.predicate, c.object, c.polarity, c.modality,"        \
    " q.speaker FROM claim c"                                                                      \
    " LEFT JOIN quotation q ON q.article = c.article AND q.ordinal = c.quotation"                  \
    " WHERE c.article = ?1 AND c.ordinal > ?2 AND (?3 IS NULL OR q.speaker = ?3) AND "
#define CLAIMS_END                                                                                 \
    " AND (?4 IS NULL OR EXISTS (SELECT 1 FROM mention m, json_each(m.claims) j"                   \
    " WHERE m.name = ?4 AND m.article = ?1 AND j.value = c.ordinal))"                              \
    " AND (?9 IS NULL OR c.polarity = ?9) AND (?10 IS NULL OR c.modality = ?10)"                   \
    " AND (?11 IS NULL OR coalesce(c.day_high, c.day_low) >= ?11)"                                 \
    " AND (?12 IS NULL OR coalesce(c.day_low, c.day_high) <= ?12) ORDER BY c.ordinal"

/* Each branch looks into one index: of an article, else of a story, else of a source. */
#define OF_STORY "(SELECT number FROM story WHERE id = ?7)"
#define OF_SOURCE "(SELECT source FROM source_alias WHERE alias = ?8)"
#define NAMED_IN                                                                                   \
    "SELECT number FROM article WHERE id = ?6"                                                     \
    " AND (?7 IS NULL OR story = " OF_STORY ") AND (?8 IS NULL OR outlet = " OF_SOURCE ")"         \
    " UNION ALL SELECT number FROM (SELECT number FROM article"                                    \
    " WHERE ?6 IS NULL AND latest = 1 AND story = " OF_STORY                                       \
    " AND (?8 IS NULL OR outlet = " OF_SOURCE ") ORDER BY number DESC LIMIT ?9)"                   \
    " UNION ALL SELECT number FROM (SELECT number FROM article WHERE ?6 IS NULL AND ?7 IS NULL"    \
    " AND latest = 1 AND outlet = " OF_SOURCE " ORDER BY number DESC LIMIT ?9)"

/* A day that is not known comes before all others; the index article_published says the same. */
#define PUBLISHED "ifnull(published_day, -2147483648)"

#define NEWEST_OF_STORY                                                                            \
    "WHERE a.story = ?1 AND a.latest = 1 ORDER BY " PUBLISHED_DAY " DESC, " PUBLISHED_AT           \
    " DESC, a.id DESC LIMIT ?2"

#define COMPARED_SEEN "SELECT a.number, a.id, " PUBLISHED_DAY ", " PUBLISHED_AT " FROM article a "

/* With the newest version of each, which stands: looked up, not searched for among all. */
#define HELD_ALIGNMENT                                                                             \
    "SELECT g.number, g.id, g.story, v.since, v.relation, v.kinds, v.topic, v.explanation,"        \
    " v.differences, v.origins, v.score, v.accounts FROM alignment g"                              \
    " JOIN alignment_version v ON v.alignment = g.number AND v.since ="                            \
    " (SELECT max(since) FROM alignment_version WHERE alignment = g.number)"                       \
    " WHERE g.closed IS NULL AND v.until IS NULL AND "

static const char *const table[SQL_COUNT] = {
    /* IMMEDIATE: take the writer's lock at once, where waiting for it is safe. */
    [SQL_BEGIN] = "BEGIN IMMEDIATE",
    [SQL_BEGIN_READ] = "BEGIN",
    [SQL_COMMIT] = "COMMIT",
    [SQL_ROLLBACK] = "ROLLBACK",

    [SQL_ARTICLE_FIND] = "SELECT a.number, a.story, s.id FROM article a"
                         " JOIN story s ON s.number = a.story WHERE a.id = ?1",
    [SQL_ARTICLE_GET] = SUMMARY ", d.text, d.input, d.analysis " SUMMARY_TABLES "WHERE a.id = ?1",
    [SQL_ARTICLE_INPUT] = "SELECT input FROM document WHERE number = ?1",
    [SQL_ARTICLE_STORY] = "SELECT story FROM article WHERE number = ?1",
    [SQL_ARTICLE_SOURCE] = "SELECT source FROM article WHERE number = ?1",
    [SQL_ARTICLE_INSERT] =
        "INSERT INTO article (id, story, source, url, byline, language, published_at,"
        " published_day, stored_at, claims, engine, outlet, correction, retain_until, version,"
        " lineage, searchable)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15,"
        /* the first version gives the lineage its own number: the one AUTOINCREMENT will give */
        " coalesce(?16, (SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence"
        " WHERE name = 'article')), 1)",
    [SQL_ARTICLE_DELETE] = "DELETE FROM article WHERE number = ?1",
    [SQL_ARTICLE_LATEST] = "SELECT number FROM article WHERE url = ?1 AND latest = 1"
                           " ORDER BY number DESC LIMIT 1",
    [SQL_ARTICLE_VERSION] = "SELECT a.number, a.lineage, a.version, a.latest, a.story, s.id, a.id"
                            " FROM article a JOIN story s ON s.number = a.story"
                            " WHERE a.number = ?1",
    [SQL_ARTICLE_SAME] = "SELECT 1 FROM article a JOIN document d ON d.number = a.number"
                         " WHERE a.number = ?1 AND d.text = ?2 AND d.title IS NOT DISTINCT FROM ?3"
                         " AND a.source IS NOT DISTINCT FROM ?4"
                         " AND a.byline IS NOT DISTINCT FROM ?5"
                         " AND a.published_at IS NOT DISTINCT FROM ?6",
    [SQL_ARTICLE_SUPERSEDE] = "UPDATE article SET latest = 0 WHERE number = ?1",
    [SQL_ARTICLE_NEWEST] = "SELECT number FROM article WHERE lineage = ?1"
                           " ORDER BY version DESC LIMIT 1",
    [SQL_ARTICLE_UNCOVER] = "UPDATE article SET latest = 1 WHERE number = ?1",
    [SQL_ARTICLE_LINEAGE] = "SELECT number FROM article WHERE lineage = ?1 ORDER BY version",
    [SQL_ARTICLE_VERSIONS] = SUMMARY SUMMARY_TABLES
    "WHERE a.lineage = (SELECT lineage FROM article WHERE id = ?1) AND a.version < ?2"
    " ORDER BY a.version DESC LIMIT ?3",
    [SQL_ARTICLE_OF_VERSION] = "SELECT id FROM article WHERE version = ?2"
                               " AND lineage = (SELECT lineage FROM article WHERE id = ?1)",
    [SQL_ARTICLE_RETAIN] = "UPDATE article SET retain_until = ?2 WHERE number = ?1",
    [SQL_ARTICLE_DUE] = "SELECT number FROM article WHERE retain_until <= ?1"
                        " ORDER BY retain_until LIMIT ?2",
    [SQL_ARTICLE_UNSEARCHABLE] = "SELECT id FROM article WHERE searchable = 0"
                                 " ORDER BY number DESC LIMIT 1",
    [SQL_ARTICLE_SEARCHABLE] = "UPDATE article SET searchable = 1"
                               " WHERE number = ?1 AND searchable = 0",
    [SQL_HELD_INSERT] = "INSERT INTO held (id, embargo_until, retain_until, stored_at, input)"
                        " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (id) DO UPDATE SET"
                        " embargo_until = excluded.embargo_until,"
                        " retain_until = excluded.retain_until",
    [SQL_HELD_DELETE] = "DELETE FROM held WHERE id = ?1",
    [SQL_HELD_DUE] = "SELECT id, retain_until, input FROM held WHERE embargo_until <= ?1"
                     " ORDER BY embargo_until, number LIMIT ?2 OFFSET ?3",
    [SQL_CLAIM_COMPLETE] = "UPDATE claim SET quotation = ?3, day_low = ?4, day_high = ?5,"
                           " checkworthiness = ?6 WHERE article = ?1 AND ordinal = ?2",
    [SQL_ARTICLE_ROW] =
        SUMMARY SUMMARY_TABLES "WHERE a.number = ?1 AND " JUDGED " AND (?8 = 0 OR " IN_CONFLICT ")",
    [SQL_ARTICLE_MARKS] =
        "SELECT rowid,"
        " CASE WHEN rowid IN (SELECT value FROM json_each(?4))"
        " THEN excerpt(document_index, 0, 63, 0) END,"
        " CASE WHEN rowid IN (SELECT value FROM json_each(?4))"
        " THEN excerpt(document_index, 1, 8, 24) END"
        " FROM document_index WHERE document_index MATCH ?1 AND rowid <= ?2 AND rowid >= ?3"
        " ORDER BY rowid DESC",

    [SQL_DOCUMENT_INSERT] = "INSERT INTO document (number, title, text, signature, terms, input,"
                            " analysis) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [SQL_DOCUMENT_SIGNATURE] = "SELECT signature FROM document WHERE number = ?1",
    [SQL_DOCUMENT_INDEXED] = "SELECT title, text, terms FROM document WHERE number = ?1",
    [SQL_INDEX_INSERT] = "INSERT INTO document_index (rowid, title, text) VALUES (?1, ?2, ?3)",
    /* FTS5's way to forget a row of external content: it must be told the indexed values. */
    [SQL_INDEX_DELETE] = "INSERT INTO document_index (document_index, rowid, title, text)"
                         " VALUES ('delete', ?1, ?2, ?3)",

    [SQL_INDEX_MERGE] = "INSERT INTO document_index (document_index, rank) VALUES ('merge', ?1)",

    [SQL_CLAIM_INSERT] = "INSERT INTO claim (article, ordinal, start, \"end\", text, subject,"
                         " predicate, object, polarity, modality, quotation, day_low, day_high,"
                         " checkworthiness)"
                         " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    [SQL_CLAIM_LIST] = "SELECT start, \"end\", text, subject, predicate, object, polarity, modality"
                       " FROM claim WHERE article = ?1 ORDER BY ordinal",

    [SQL_QUANTITY_INSERT] = "INSERT INTO quantity (article, ordinal, claim, start, \"end\", text,"
                            " value, low, high, comparator, unit, \"of\")"
                            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    [SQL_QUOTATION_INSERT] = "INSERT INTO quotation (article, ordinal, kind, speaker, printed, cue,"
                             " start, \"end\", text, denial)"
                             " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    [SQL_MENTION_INSERT] = "INSERT INTO mention (name, type, article, mentions, claims)"
                           " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
    [SQL_NAMES_COUNT] = "INSERT INTO name_count (name, type, articles, mentions)"
                        " SELECT name, type, 1, mentions FROM mention WHERE article = ?1"
                        " AND EXISTS (SELECT 1 FROM article WHERE number = ?1 AND latest = 1)"
                        " ON CONFLICT (name, type) DO UPDATE SET articles = articles + 1,"
                        " mentions = mentions + excluded.mentions",
    [SQL_NAMES_DROP] = "DELETE FROM name_count WHERE articles = 1 AND (name, type) IN"
                       " (SELECT name, type FROM mention WHERE article = ?1)",
    [SQL_NAMES_UNCOUNT] = "UPDATE name_count SET articles = articles - 1,"
                          " mentions = name_count.mentions - m.mentions FROM mention m"
                          " WHERE m.article = ?1 AND name_count.name = m.name"
                          " AND name_count.type = m.type",

    [SQL_SOURCE_RESOLVE] = "SELECT source FROM source_alias WHERE alias = ?1",
    [SQL_SOURCE_INSERT] = "INSERT INTO source (name, changed_at) VALUES (?1, ?2)",
    [SQL_ALIAS_TAKE] = "UPDATE source_alias SET source = ?2 WHERE source = ?1",
    [SQL_ALIAS_DELETE] = "DELETE FROM source_alias WHERE alias = ?1",
    [SQL_SOURCE_GET] = "SELECT number, name, kind, family, changed_at FROM source"
                       " WHERE number = (SELECT source FROM source_alias WHERE alias = ?1)",
    [SQL_SOURCE_LIST] = "SELECT number, name, kind, family, changed_at FROM source"
                        " WHERE name > ?1 AND (?2 IS NULL OR kind = ?2) ORDER BY name LIMIT ?3",
    [SQL_SOURCE_ALIASES] = "SELECT alias FROM source_alias WHERE source = ?1 AND alias <> ?2"
                           " ORDER BY alias LIMIT ?3",
    [SQL_SOURCE_NAMES] = "SELECT alias FROM source_alias WHERE source = ?1 ORDER BY alias",
    [SQL_SOURCE_UPDATE] = "UPDATE source SET name = ?2, kind = ?3, family = ?4, changed_at = ?5"
                          " WHERE number = ?1",
    [SQL_SOURCE_TAKE] = "UPDATE article SET outlet = ?2 WHERE outlet = ?1",
    [SQL_SOURCE_SPLIT] = "UPDATE article SET outlet = ?2"
                         " WHERE outlet = ?1 AND source = ?3 COLLATE NOCASE",
    [SQL_SOURCE_DELETE] = "DELETE FROM source WHERE number = ?1",
    [SQL_ALIAS_INSERT] = "INSERT INTO source_alias (alias, source) VALUES (?1, ?2)",

    [SQL_SCAN_NEWEST] = "SELECT number, number FROM article WHERE number <= ?1"
                        " ORDER BY number DESC",
    [SQL_SCAN_OLDEST] = "SELECT number, number FROM article WHERE number >= ?1 ORDER BY number",
    [SQL_SCAN_PUBLISHED_LAST] = "SELECT number, " PUBLISHED " FROM article"
                                " WHERE (" PUBLISHED ", number) <= (?2, ?1)"
                                " ORDER BY " PUBLISHED " DESC, number DESC",
    [SQL_SCAN_PUBLISHED_FIRST] = "SELECT number, " PUBLISHED " FROM article"
                                 " WHERE (" PUBLISHED ", number) >= (?2, ?1)"
                                 " ORDER BY " PUBLISHED ", number",
    [SQL_SCAN_QUERY] = "SELECT rowid, rowid FROM document_index"
                       " WHERE document_index MATCH ?2 AND rowid <= ?1 ORDER BY rowid DESC",
    [SQL_SCAN_ARTICLE] = "SELECT number, number FROM article WHERE id = ?2 AND number <= ?1",
    [SQL_SCAN_STORY] = "SELECT number, number FROM article"
                       " WHERE story = (SELECT number FROM story WHERE id = ?2) AND number <= ?1"
                       " ORDER BY number DESC",
    [SQL_SCAN_SOURCE] =
        "SELECT number, number FROM article"
        " WHERE outlet = (SELECT source FROM source_alias WHERE alias = ?2) AND number <= ?1"
        " ORDER BY number DESC",
    [SQL_SCAN_ENTITY] = "SELECT article, article FROM mention WHERE name = ?2 AND article <= ?1"
                        " ORDER BY article DESC",
    [SQL_SCAN_SPEAKER] = "SELECT article, article FROM quotation"
                         " WHERE speaker = ?2 AND article <= ?1 ORDER BY article DESC",
    [SQL_SCAN_UNIT] = "SELECT article, article FROM quantity WHERE unit = ?2 AND article <= ?1"
                      " AND (?3 IS NULL OR high IS NULL OR high >= ?3)"
                      " AND (?4 IS NULL OR low IS NULL OR low <= ?4)"
                      " ORDER BY article DESC",
    [SQL_SCAN_JUDGE] = "SELECT a.id, s.id, coalesce(o.name, a.source), a.published_at"
                       " FROM article a JOIN story s ON s.number = a.story"
                       " LEFT JOIN source o ON o.number = a.outlet WHERE a.number = ?1 AND " JUDGED,

    [SQL_SEARCH_CLAIMS] = CLAIMS "?5 = 0" CLAIMS_END,
    [SQL_SEARCH_CLAIMS_OF_NUMBERS] =
        CLAIMS "?5 <> 0 AND c.ordinal IN (SELECT n.claim FROM quantity n"
               " WHERE n.article = ?1 AND (?6 IS NULL OR n.unit = ?6)"
               " AND (?7 IS NULL OR n.high IS NULL OR n.high >= ?7)"
               " AND (?8 IS NULL OR n.low IS NULL OR n.low <= ?8))" CLAIMS_END,
    [SQL_SEARCH_QUOTATIONS] =
        "SELECT ordinal, start, \"end\", denial, kind, text, speaker, printed, cue FROM quotation"
        " WHERE article = ?1 AND ordinal > ?2 AND (?3 IS NULL OR speaker = ?3)"
        " AND (?4 IS NULL OR kind = ?4) ORDER BY ordinal",
    [SQL_SEARCH_QUANTITIES] =
        "SELECT n.ordinal, n.start, n.\"end\", n.claim, n.value, n.low, n.high, n.text,"
        " n.comparator, n.unit, n.\"of\" FROM quantity n"
        " WHERE n.article = ?1 AND n.ordinal > ?2 AND (?3 IS NULL OR n.unit = ?3)"
        " AND (?4 IS NULL OR n.high IS NULL OR n.high >= ?4)"
        " AND (?5 IS NULL OR n.low IS NULL OR n.low <= ?5)"
        " AND (?6 IS NULL OR EXISTS (SELECT 1 FROM claim c JOIN quotation q"
        " ON q.article = c.article AND q.ordinal = c.quotation"
        " WHERE c.article = ?1 AND c.ordinal = n.claim AND q.speaker = ?6)) ORDER BY n.ordinal",
    [SQL_NAMES_OF_ALL] = NAMES_COUNTED NAMES_PAGE,
    [SQL_NAMES_OF_TYPE] = NAMES_COUNTED "type = ?4 AND " NAMES_PAGE,
    [SQL_NAMES_OF_SOME] =
        "SELECT m.name, m.type, count(*), sum(m.mentions) FROM mention m"
        " WHERE m.article IN (" NAMED_IN ") AND +m.name >= ?2 AND +m.name < ?3 AND m.name <> ?1"
        " AND (?4 IS NULL OR m.type = ?4) GROUP BY m.name ORDER BY m.name LIMIT ?5",

    [SQL_POSTING_INSERT] = "INSERT INTO posting (term, article) VALUES (?1, ?2)"
                           " ON CONFLICT DO NOTHING",
    [SQL_POSTING_LIST] = "SELECT article FROM posting WHERE term = ?1"
                         " ORDER BY article DESC LIMIT ?2",
    [SQL_TERM_COUNT_LOAD] = "SELECT chunk, counts FROM term_count",
    [SQL_TERM_COUNT_CHUNK] = "SELECT counts FROM term_count WHERE chunk = ?1",
    [SQL_TERM_COUNT_SAVE] = "INSERT INTO term_count (chunk, counts) VALUES (?1, ?2)"
                            " ON CONFLICT (chunk) DO UPDATE SET counts = excluded.counts",
    [SQL_TERM_RECENT] = "SELECT terms FROM term_recent ORDER BY article",
    [SQL_TERM_RECENT_ADD] = "INSERT INTO term_recent (article, terms) VALUES (?1, ?2)",
    [SQL_TERM_RECENT_CLEAR] = "DELETE FROM term_recent",

    /* The number that AUTOINCREMENT will give. */
    [SQL_STORY_NEXT] = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'story'), 0)"
                       " + 1",
    [SQL_STORY_ID] = "SELECT id FROM story WHERE number = ?1",
    [SQL_STORY_INSERT] = "INSERT INTO story (id, created_at, changed_at) VALUES (?1, ?2, ?2)",
    [SQL_STORY_TOUCH] = "UPDATE story SET changed_at = ?2 WHERE number = ?1",
    [SQL_STORY_DELETE] = "DELETE FROM story WHERE number = ?1",
    [SQL_STORY_FIND] = "SELECT number, id, created_at, changed_at, title FROM story WHERE id = ?1",
    [SQL_STORY_LIST] = "SELECT number, id, created_at, changed_at, title FROM story"
                       " WHERE number < ?1"
                       " ORDER BY number DESC LIMIT ?2",
    [SQL_STORY_ARTICLES] = "SELECT a.number, a.id, d.title, a.source, a.published_at"
                           " FROM article a JOIN document d ON d.number = a.number"
                           " WHERE a.story = ?1 AND a.latest = 1 ORDER BY a.number",
    [SQL_STORY_RELATIONS] =
        "SELECT r.relation, r.matters, e.at FROM"
        " (SELECT v.relation, count(*) AS matters, max(v.since) AS since"
        " FROM alignment a JOIN alignment_version v ON v.alignment = a.number"
        " WHERE a.story = ?1 AND a.closed IS NULL AND v.until IS NULL GROUP BY v.relation) AS r"
        " JOIN event e ON e.number = r.since",
    [SQL_STORY_SIZE] = "SELECT count(*) FROM article WHERE story = ?1",
    [SQL_STORY_FREE] = "SELECT count(*) FROM article a WHERE a.story = ?1 AND a.latest = 1"
                       " AND NOT " PINNED,
    [SQL_STORY_MEMBERS] = MEMBER_COLUMNS "FROM article a WHERE a.story = ?1 AND a.latest = 1"
                                         " ORDER BY a.number DESC LIMIT ?2",
    [SQL_ARTICLE_PLACED] = MEMBER_COLUMNS "FROM article a WHERE a.number = ?1 AND a.latest = 1",
    [SQL_COMPONENT_OF] = "SELECT c.number, a.story FROM component c"
                         " JOIN article a ON a.number = c.article WHERE c.article = ?1",
    [SQL_COMPONENT_MEMBERS] =
        MEMBER_COLUMNS "FROM component c JOIN article a ON a.number = c.article"
                       " WHERE c.number = ?1 AND a.latest = 1"
                       " ORDER BY c.article DESC LIMIT ?2",
    [SQL_COMPONENT_INSERT] = "INSERT INTO component (article, number) VALUES (?1, ?2)",
    [SQL_COMPONENT_JOIN] = "UPDATE component SET number = ?2 WHERE number = ?1",
    [SQL_COMPONENT_FOLLOW] = "INSERT INTO component (article, number)"
                             " SELECT ?1, number FROM component WHERE article = ?2",
    [SQL_STORY_COPIES] = "SELECT c.article, c.other FROM article a"
                         " JOIN copy c ON c.article = a.number WHERE a.story = ?1",
    [SQL_STORY_TITLE] = "UPDATE story SET title = ?2 WHERE number = ?1",
    [SQL_STORY_MOVE_ALL] = "UPDATE article SET story = ?2 WHERE story = ?1",
    [SQL_ARTICLE_ID] = "SELECT id FROM article WHERE number = ?1",
    /* with all its versions */
    [SQL_ARTICLE_MOVE] = "UPDATE article SET story = ?2 WHERE lineage ="
                         " (SELECT lineage FROM article WHERE number = ?1)",
    [SQL_PIN_SET] = "INSERT INTO story_pin (article, pinned_at) VALUES (?1, ?2)"
                    " ON CONFLICT (article) DO UPDATE SET pinned_at = excluded.pinned_at",
    [SQL_STORY_PIN_ALL] = "INSERT INTO story_pin (article, pinned_at)"
                          " SELECT number, ?2 FROM article WHERE story = ?1"
                          " ON CONFLICT DO NOTHING",
    [SQL_COPY_INSERT] = "INSERT INTO copy (article, other) VALUES (?1, ?2) ON CONFLICT DO NOTHING",

    [SQL_EVENT_INSERT] = "INSERT INTO event (at, kind, subject, story, payload)"
                         " VALUES (?1, ?2, ?3, ?4, ?5)",
    [SQL_EVENT_LIST] = EVENT_COLUMNS EVENT_RANGE "ORDER BY number LIMIT ?3",
    [SQL_EVENT_LIST_STORY] = EVENT_COLUMNS EVENT_RANGE "AND story = ?5 ORDER BY number LIMIT ?3",
    [SQL_EVENT_SPAN] = "SELECT (SELECT coalesce(min(number), 0) FROM event),"
                       " (SELECT coalesce(max(number), 0) FROM event)",

    [SQL_JOB_INSERT] =
        "INSERT INTO job (id, url, host, title, source, published_at, feed, rank, state,"
        " not_before, created_at, changed_at) VALUES (lower(hex(randomblob(16))), ?1, ?2, ?3, ?4,"
        " ?5, ?6, ?7, 'queued', ?8, ?8, ?8) RETURNING id",
    [SQL_JOB_QUEUED] = "SELECT id FROM job WHERE url = ?1 AND state = 'queued' LIMIT 1",
    [SQL_JOB_SAME] = "SELECT id FROM job WHERE url = ?1 AND state = 'queued' AND feed IS NULL"
                     " AND title IS NOT DISTINCT FROM ?2 AND source IS NOT DISTINCT FROM ?3"
                     " AND published_at IS NOT DISTINCT FROM ?4 LIMIT 1",
    [SQL_JOB_END] = "UPDATE job SET state = ?2, attempts = attempts + 1, not_before = ?3,"
                    " changed_at = ?4, article = ?5, outcome = ?6, problem = ?7, detail = ?8"
                    " WHERE id = ?1",
    [SQL_JOB_TIDY] = "DELETE FROM job WHERE number IN (SELECT number FROM job ORDER BY number"
                     " LIMIT 2) AND state <> 'queued' AND changed_at < ?1",
    [SQL_JOB_GET] = JOB "FROM job WHERE id = ?1",
    /* min() makes SQLite take the other columns from the row that holds the least rank. */
    [SQL_JOB_DUE] = JOB ", min(rank) FROM job WHERE state = 'queued' AND not_before <= ?1"
                        " GROUP BY host ORDER BY min(rank) LIMIT ?2",
    [SQL_PAGE_GET] = "SELECT final_url, etag, last_modified, article FROM page"
                     " WHERE url = ?1 AND article IN (SELECT id FROM article)",
    [SQL_PAGE_SAVE] = "INSERT INTO page (url, final_url, etag, last_modified, article, fetched_at)"
                      " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (url) DO UPDATE SET"
                      " final_url = excluded.final_url, etag = excluded.etag,"
                      " last_modified = excluded.last_modified, article = excluded.article,"
                      " fetched_at = excluded.fetched_at",
    [SQL_ARTICLE_BY_URL] = "SELECT id FROM article WHERE url = ?1 AND latest = 1",

    [SQL_FEED_INSERT] = "INSERT INTO feed (id, url, host, title, source, interval, paused,"
                        " created_at, next_poll_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?7)",
    [SQL_FEED_FIND] = "SELECT number FROM feed WHERE id = ?1",
    [SQL_FEED_GET] = FEED "WHERE id = ?1",
    [SQL_FEED_LIST] = FEED "WHERE number < ?1 ORDER BY number DESC LIMIT ?2",
    [SQL_FEED_DUE] = FEED "WHERE paused = 0 AND next_poll_at <= ?1 ORDER BY next_poll_at"
                          " LIMIT ?2",
    [SQL_FEED_CHANGE] =
        "UPDATE feed SET title = nullif(coalesce(?2, title), ''),"
        " source = nullif(coalesce(?3, source), ''),"
        " interval = CASE WHEN ?4 > 0 THEN ?4 ELSE interval END,"
        " next_poll_at = CASE WHEN ?5 = 0 AND paused = 1 THEN ?6 ELSE next_poll_at END,"
        " failures = CASE WHEN ?5 = 0 AND paused = 1 THEN 0 ELSE failures END,"
        " paused = CASE WHEN ?5 >= 0 THEN ?5 ELSE paused END WHERE number = ?1",
    [SQL_FEED_DELETE] = "DELETE FROM feed WHERE number = ?1",
    [SQL_FEED_POLLED] =
        "UPDATE feed SET polled_at = ?2, next_poll_at = ?3, polls = polls + 1,"
        " paused = max(paused, ?4), failures = CASE WHEN ?5 IS NULL THEN 0 ELSE failures + 1 END,"
        " problem = ?5, detail = ?6, found_url = coalesce(?7, found_url), host = coalesce(?8, "
        "host),"
        " title = coalesce(title, ?9), etag = nullif(coalesce(?10, etag), ''),"
        " last_modified = nullif(coalesce(?11, last_modified), '') WHERE number = ?1",
    [SQL_FEED_SOURCE] = "SELECT source FROM feed WHERE number = ?1",
    [SQL_FEED_ITEM_INSERT] = "INSERT INTO feed_item (feed, key) VALUES (?1, ?2)"
                             " ON CONFLICT DO NOTHING RETURNING feed",
    [SQL_INTAKE_NEXT] =
        "SELECT min(coalesce((SELECT min(not_before) FROM job WHERE state = 'queued'"
        " AND not_before > ?1), 9223372036854775807), coalesce((SELECT min(next_poll_at) FROM feed"
        " WHERE paused = 0 AND next_poll_at > ?1), 9223372036854775807))",
    [SQL_INTAKE_COUNTS] = "SELECT (SELECT count(*) FROM job WHERE state = 'queued'),"
                          " (SELECT count(*) FROM feed)",
    [SQL_VIEW_GET] = "SELECT v.bytes FROM alignment_view v JOIN article a ON a.number = v.article"
                     " WHERE a.id = ?1",
    [SQL_VIEW_PUT] = "INSERT INTO alignment_view (article, bytes) VALUES (?1, ?2)"
                     " ON CONFLICT (article) DO UPDATE SET bytes = excluded.bytes",
    [SQL_COMPARED_SEEN] = COMPARED_SEEN NEWEST_OF_STORY,
    [SQL_COMPARED_BY_NUMBER] = COMPARED_SEEN "WHERE a.number = ?1",
    [SQL_COMPARED_BY_ID] = COMPARED_SEEN "WHERE a.id = ?1",
    [SQL_COMPARED_PLACED] =
        "SELECT a.number, a.id, a.source, EXISTS (SELECT 1 FROM source s WHERE s.number = a.outlet"
        " AND s.kind = 'own') FROM article a " NEWEST_OF_STORY,
    [SQL_COMPARED_NOW] = "SELECT article, origin_kind, origin FROM compared"
                         " WHERE story = ?1 AND until IS NULL",
    [SQL_COMPARED_INSERT] =
        "INSERT INTO compared (article, since, story, origin_kind, origin)"
        " VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (article, since) DO UPDATE SET until = NULL,"
        " story = excluded.story, origin_kind = excluded.origin_kind, origin = excluded.origin",
    [SQL_COMPARED_END] = "UPDATE compared SET until = ?2 WHERE article = ?1 AND until IS NULL",
    [SQL_COMPARED_ARTICLES] =
        "SELECT a.number, a.id, d.title, a.source, s.name, a.url, a.published_at, a.stored_at,"
        " a.claims, a.version, c.origin_kind, c.origin FROM compared c JOIN article a ON a.number "
        "= c.article"
        " JOIN document d ON d.number = c.article LEFT JOIN source s ON s.number = a.outlet"
        " WHERE c.story = ?1 AND c.since <= ?2 AND (c.until IS NULL OR c.until > ?2)"
        " ORDER BY " PUBLISHED_DAY ", " PUBLISHED_AT ", a.id",
    [SQL_PAIRS_KNOWN] = "SELECT c.article FROM compared c JOIN article a ON a.number = c.article"
                        " WHERE c.story = ?1 AND c.until IS NULL AND a.source <> ''",
    [SQL_PAIRS_PUT] = "INSERT INTO article_pairs (article, other, pairs) VALUES (?1, ?2, ?3)"
                      " ON CONFLICT (article, other) DO UPDATE SET pairs = excluded.pairs",
    [SQL_PAIRS_DROP] = "DELETE FROM article_pairs WHERE article = ?1 OR other = ?1",
    [SQL_PAIRS_GET] = "SELECT p.article, p.other, p.pairs FROM compared c JOIN article_pairs p"
                      " ON p.article = c.article WHERE c.story = ?1 AND c.until IS NULL",
    [SQL_STORY_PAIRS_GET] = "SELECT pairs FROM story_pairs WHERE story = ?1",
    [SQL_STORY_PAIRS_DROP] = "DELETE FROM story_pairs WHERE story = ?1",

    [SQL_ALIGNMENT_HELD] = HELD_ALIGNMENT "g.story = ?1 ORDER BY g.number",
    [SQL_ALIGNMENT_HELD_BY_ANY] = HELD_ALIGNMENT
    "g.number IN (SELECT number FROM alignment WHERE story = ?1 UNION"
    " SELECT m.alignment FROM article a JOIN alignment_member m ON m.article = a.number"
    " WHERE a.story = ?1 AND m.until IS NULL AND NOT EXISTS (SELECT 1 FROM compared c"
    " WHERE c.article = a.number AND c.story = ?1 AND c.until IS NULL)) ORDER BY g.number",
    [SQL_ALIGNMENT_HELD_MEMBERS] =
        "SELECT article, claim, since, kind, start, \"end\", printed, value, value_key"
        " FROM alignment_member WHERE alignment = ?1 AND until IS NULL ORDER BY article, claim",
    [SQL_ALIGNMENT_FIND] = "SELECT number, closed IS NOT NULL FROM alignment WHERE id = ?1",
    /* The last of so many numbers: of those that AUTOINCREMENT would give. */
    [SQL_ALIGNMENT_NUMBERS] = "SELECT coalesce((SELECT seq FROM sqlite_sequence"
                              " WHERE name = 'alignment'), 0) + ?1",
    [SQL_ALIGNMENT_INSERT] =
        "INSERT INTO alignment (number, id, story, opened) VALUES (?1, ?2, ?3, ?4)",
    [SQL_ALIGNMENT_TOUCH] = "UPDATE alignment SET story = ?2, closed = NULL,"
                            " revision = revision + 1 WHERE number = ?1",
    [SQL_ALIGNMENT_CLOSE] = "UPDATE alignment SET closed = ?2, revision = revision + 1"
                            " WHERE number = ?1",
    [SQL_ALIGNMENT_FORGET] =
        "UPDATE alignment_version SET topic = '', explanation = '', differences = '[]',"
        " origins = '[]'"
        " WHERE alignment IN (SELECT alignment FROM alignment_member WHERE article = ?1)",
    [SQL_ALIGNMENT_NEW_STORY] =
        "SELECT a.story, count(*) FROM alignment_member m JOIN article a ON a.number = m.article"
        " WHERE m.alignment = ?1 AND m.until IS NULL AND a.story <> ?2"
        " GROUP BY a.story ORDER BY 2 DESC, 1 LIMIT 1",
    [SQL_ALIGNMENT_LIST] = ALIGNMENT_COLUMNS
    "WHERE g.story = ?1 AND v.since <= ?2 AND (v.until IS NULL OR v.until > ?2)",
    [SQL_ALIGNMENT_GET] =
        ALIGNMENT_COLUMNS "WHERE g.id = ?1 AND g.closed IS NULL AND v.until IS NULL",
    [SQL_ALIGNMENT_STORY] = "SELECT s.number, s.id, g.number, g.revision, g.state, g.note"
                            " FROM alignment g JOIN story s ON s.number = g.story"
                            " WHERE g.id = ?1 AND g.closed IS NULL",
    [SQL_ALIGNMENT_EDIT] = "UPDATE alignment SET state = ?2, note = ?3, revision = revision + 1"
                           " WHERE number = ?1",
    [SQL_ALIGNMENT_VERSION_INSERT] =
        "INSERT INTO alignment_version (alignment, since, relation, kinds, topic, explanation,"
        " differences, origins, score, accounts)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    [SQL_ALIGNMENT_VERSION_END] = "UPDATE alignment_version SET until = ?2"
                                  " WHERE alignment = ?1 AND since = ?3",
    [SQL_ALIGNMENT_VERSION_DROP] = "DELETE FROM alignment_version"
                                   " WHERE alignment = ?1 AND since = ?2",
    [SQL_ALIGNMENT_MEMBER_INSERT] =
        "INSERT INTO alignment_member (alignment, article, claim, since, kind, start, \"end\","
        " printed, value, value_key) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    [SQL_ALIGNMENT_MEMBER_END] = "UPDATE alignment_member SET until = ?5"
                                 " WHERE alignment = ?1 AND article = ?2 AND claim = ?3"
                                 " AND since = ?4",
    [SQL_ALIGNMENT_MEMBERS_END] = "UPDATE alignment_member SET until = ?2"
                                  " WHERE alignment = ?1 AND until IS NULL",
    [SQL_ALIGNMENT_MEMBERS] =
        "SELECT m.article, m.claim, m.since, m.kind, m.start, m.\"end\", m.printed, m.value,"
        " m.value_key, c.start, c.\"end\", c.text FROM alignment_member m"
        " LEFT JOIN claim c ON c.article = m.article AND c.ordinal = m.claim"
        " WHERE m.alignment = ?1 AND m.since <= ?2 AND (m.until IS NULL OR m.until > ?2)",

    [SQL_NOTICE_INSERT] =
        "INSERT INTO notice (number, story, kind, alignment, article, claim, other, other_claim,"
        " detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    [SQL_NOTICE_END] = "UPDATE notice SET until = ?2 WHERE number = ?1",
    [SQL_NOTICE_END_OF] = "UPDATE notice SET until = ?3"
                          " WHERE alignment = ?1 AND kind = ?2 AND until IS NULL",
    /* The index notice_standing says the same. */
    [SQL_NOTICE_STANDING] =
        "SELECT number, kind, alignment, article, claim, other, other_claim FROM notice"
        " WHERE story = ?1 AND until IS NULL"
        " AND kind IN ('collision', 'stale_own_copy', 'single_origin')",
    [SQL_NOTICE_LIST] =
        "SELECT n.number, e.at, n.until, n.kind, g.id, a.id, o.id, n.claim, n.other_claim,"
        " v.relation, v.topic, coalesce(n.detail, v.explanation) FROM notice n"
        " JOIN event e ON e.number = n.number LEFT JOIN alignment g ON g.number = n.alignment"
        " LEFT JOIN article a ON a.number = n.article LEFT JOIN article o ON o.number = n.other"
        " LEFT JOIN alignment_version v ON v.alignment = n.alignment AND v.until IS NULL"
        " WHERE n.story = ?1 AND n.number < ?2 AND (?3 IS NULL OR n.kind = ?3)"
        " AND (?4 = 0 OR n.until IS NULL) ORDER BY n.number DESC LIMIT ?5",

    [SQL_STORY_FULL_SIZE] = "SELECT count(*) FROM article WHERE story = ?1 AND latest = 1",
    [SQL_STORY_UNALIGNED] = "SELECT s.number FROM story s WHERE s.number > ?1 AND NOT EXISTS"
                            " (SELECT 1 FROM compared c WHERE c.story = s.number)"
                            " ORDER BY s.number LIMIT ?2",
    [SQL_EVENT_TIME] = "SELECT number, at FROM event WHERE number <= ?1"
                       " ORDER BY number DESC LIMIT 1",
    [SQL_EVENT_BEFORE] = "SELECT number, at FROM event WHERE at <= ?1"
                         " ORDER BY at DESC, number DESC LIMIT 1",

    [SQL_WEBHOOK_LIST] = WEBHOOK_COLUMNS "ORDER BY number",
    [SQL_WEBHOOK_GET] = WEBHOOK_COLUMNS "WHERE id = ?1",
    [SQL_WEBHOOK_COUNT] = "SELECT count(*) FROM webhook",
    [SQL_WEBHOOK_INSERT] = "INSERT INTO webhook (id, url, story, kinds, secret, after, created_at)"
                           " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [SQL_WEBHOOK_CHANGE] = "UPDATE webhook SET url = coalesce(?2, url),"
                           " paused = CASE WHEN ?3 < 0 THEN paused ELSE ?3 END WHERE number = ?1",
    [SQL_WEBHOOK_ROTATE] = "UPDATE webhook SET old_secret = secret, old_until = ?3, secret = ?2"
                           " WHERE number = ?1",
    [SQL_WEBHOOK_DELETE] = "DELETE FROM webhook WHERE number = ?1",
    [SQL_WEBHOOK_AFTER] = "UPDATE webhook SET after = ?2 WHERE number = ?1 AND after = ?3",
    [SQL_DELIVERY_INSERT] = "INSERT INTO delivery (id, webhook, event, body, state, next_at,"
                            " changed_at) VALUES (?1, ?2, ?3, ?4, 'waiting', ?5, ?5)",
    [SQL_DELIVERY_AGAIN] = "UPDATE delivery SET state = 'waiting', attempts = 0, next_at = ?3,"
                           " changed_at = ?3 WHERE id = ?1 AND webhook = ?2",
    [SQL_DELIVERY_LIST] = DELIVERY_COLUMNS "WHERE webhook = (SELECT number FROM webhook"
                                           " WHERE id = ?1) AND number < ?2"
                                           " ORDER BY number DESC LIMIT ?3",
    [SQL_DELIVERY_DUE] = DELIVERY_COLUMNS "WHERE webhook = ?1 AND state = 'waiting'"
                                          " AND next_at <= ?2 ORDER BY next_at, number LIMIT 1",
    [SQL_DELIVERY_NEXT] = "SELECT coalesce(min(d.next_at), 9223372036854775807) FROM delivery d"
                          " JOIN webhook w ON w.number = d.webhook AND w.paused = 0"
                          " WHERE d.state = 'waiting'",
    [SQL_DELIVERY_WAITING] = "SELECT count(*) FROM (SELECT 1 FROM delivery WHERE webhook = ?1"
                             " AND state = 'waiting' LIMIT ?2) AS waiting",
    [SQL_DELIVERY_END] = "UPDATE delivery SET state = ?2, attempts = attempts + 1, next_at = ?3,"
                         " changed_at = ?4, status = ?5, problem = ?6 WHERE number = ?1",
    [SQL_DELIVERY_TIDY] = "DELETE FROM delivery WHERE number IN (SELECT number FROM delivery"
                          " WHERE state <> 'waiting' AND changed_at < ?1 LIMIT 20)",

    [SQL_TOKEN_LIST] = "SELECT id, name, scope, digest, created_at,"
                       " coalesce(expires_at, 0), coalesce(revoked_at, 0)"
                       " FROM token ORDER BY number",
    [SQL_TOKEN_COUNT] = "SELECT count(*) FROM token",
    [SQL_TOKEN_INSERT] = "INSERT INTO token (id, name, scope, digest, created_at, expires_at)"
                         " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    [SQL_TOKEN_REVOKE] = "UPDATE token SET revoked_at = coalesce(revoked_at, ?2) WHERE id = ?1",
    [SQL_ANSWER_GET] = "SELECT request, status, content_type, location, body FROM idempotency"
                       " WHERE key = ?1 AND expires_at > ?2",
    /* A few at a time: no write waits for a long clean-up. */
    [SQL_ANSWER_EXPIRE] = "DELETE FROM idempotency WHERE key IN (SELECT key FROM idempotency"
                          " WHERE expires_at <= ?1 ORDER BY expires_at LIMIT 20)",
    [SQL_ANSWER_INSERT] = "INSERT INTO idempotency"
                          " (key, request, status, content_type, location, body, expires_at)"
                          " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (key) DO UPDATE SET"
                          " request = excluded.request, status = excluded.status,"
                          " content_type = excluded.content_type, location = excluded.location,"
                          " body = excluded.body, expires_at = excluded.expires_at",

    [SQL_VERDICT_PUT] =
        "INSERT INTO verdict (article, claim, claim_text, rating, reviewer, url, date,"
        " recorded_at) SELECT article, ordinal, text, ?3, ?4, ?5, ?6, ?7 FROM claim"
        " WHERE article = ?1 AND ordinal = ?2 ON CONFLICT (article, claim) DO UPDATE SET"
        " claim_text = excluded.claim_text, rating = excluded.rating,"
        " reviewer = excluded.reviewer, url = excluded.url, date = excluded.date,"
        " recorded_at = excluded.recorded_at",
    [SQL_VERDICT_DELETE] = "DELETE FROM verdict WHERE article = ?1 AND claim = ?2",
    [SQL_VERDICT_GET] =
        "SELECT v.claim_text, v.rating, v.reviewer, v.url, v.date, v.recorded_at"
        " FROM verdict v JOIN article a ON a.number = v.article WHERE a.id = ?1 AND v.claim = ?2",

    [SQL_COUNTS] = "SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM story),"
                   " (SELECT coalesce(max(number), 0) FROM event)",
    [SQL_SECRET] = "SELECT value FROM secret WHERE name = 'cursor'",
    [SQL_PROBE] = "SELECT id FROM article LIMIT 1",
};

const char *statement_sql(enum statement statement) {
    return table[statement];
}
