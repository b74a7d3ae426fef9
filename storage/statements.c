#include "storage/statements.h"

/* The columns that article_read.c turns into a struct article_summary, in its order. */
#define SUMMARY                                                                                    \
    "SELECT a.number, a.id, s.id, d.title, a.byline, a.source, a.url, a.language,"                 \
    " a.published_at, a.engine, o.name, a.correction, a.stored_at, a.claims, a.version,"           \
    " a.retain_until, CASE a.latest WHEN 1 THEN a.id ELSE (SELECT l.id FROM article l"             \
    " WHERE l.lineage = a.lineage ORDER BY l.version DESC LIMIT 1) END "
#define SUMMARY_JOINS                                                                              \
    " JOIN story s ON s.number = a.story JOIN document d ON d.number = a.number"                   \
    " LEFT JOIN source o ON o.number = a.outlet "
#define SUMMARY_TABLES "FROM article a" SUMMARY_JOINS

/* The columns that event.c reads, in its order. */
#define EVENT_COLUMNS "SELECT number, at, kind, subject, story, payload FROM event "
#define EVENT_RANGE                                                                                \
    "WHERE number > ?1 AND number <= ?2"                                                           \
    " AND (?4 IS NULL OR kind IN (SELECT value FROM json_each(?4))) "

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
                         " WHERE a.number = ?1 AND d.text = ?2 AND d.title IS ?3"
                         " AND a.source IS ?4 AND a.byline IS ?5 AND a.published_at IS ?6",
    [SQL_ARTICLE_SUPERSEDE] = "UPDATE article SET latest = 0 WHERE number = ?1",
    [SQL_ARTICLE_UNCOVER] = "UPDATE article SET latest = 1 WHERE number = (SELECT number"
                            " FROM article WHERE lineage = ?1 ORDER BY version DESC LIMIT 1)",
    [SQL_ARTICLE_LINEAGE] = "SELECT id FROM article WHERE lineage = ?1 ORDER BY version DESC",
    [SQL_ARTICLE_LIST] = SUMMARY SUMMARY_TABLES "WHERE a.number < ?1 AND a.latest = 1"
                                                " AND (?2 IS NULL OR a.published_day >= ?2)"
                                                " AND (?3 IS NULL OR a.published_day <= ?3)"
                                                " ORDER BY a.number DESC LIMIT ?4",
    [SQL_ARTICLE_LIST_SOURCE] = SUMMARY SUMMARY_TABLES "WHERE a.number < ?1 AND a.latest = 1"
                                                       " AND (?2 IS NULL OR a.published_day >= ?2)"
                                                       " AND (?3 IS NULL OR a.published_day <= ?3)"
                                                       " AND a.source = ?5"
                                                       " ORDER BY a.number DESC LIMIT ?4",
    [SQL_ARTICLE_LIST_QUERY] =
        SUMMARY "FROM document_index f JOIN article a ON a.number = f.rowid" SUMMARY_JOINS
                " WHERE document_index MATCH ?6 AND f.rowid < ?1 AND a.latest = 1"
                " AND (?2 IS NULL OR a.published_day >= ?2)"
                " AND (?3 IS NULL OR a.published_day <= ?3)"
                " AND (?5 IS NULL OR a.source = ?5)"
                " ORDER BY f.rowid DESC LIMIT ?4",

    [SQL_DOCUMENT_INSERT] = "INSERT INTO document (number, title, text, signature, terms, input,"
                            " analysis) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [SQL_DOCUMENT_SIGNATURE] = "SELECT signature FROM document WHERE number = ?1",
    [SQL_DOCUMENT_INDEXED] = "SELECT title, text, terms FROM document WHERE number = ?1",
    [SQL_INDEX_INSERT] = "INSERT INTO document_index (rowid, title, text) VALUES (?1, ?2, ?3)",
    /* FTS5's way to forget a row of external content: it must be told the indexed values. */
    [SQL_INDEX_DELETE] = "INSERT INTO document_index (document_index, rowid, title, text)"
                         " VALUES ('delete', ?1, ?2, ?3)",

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
    [SQL_MENTION_INSERT] = "INSERT OR IGNORE INTO mention (name, type, article, mentions, claims)"
                           " VALUES (?1, ?2, ?3, ?4, ?5)",

    [SQL_SOURCE_RESOLVE] = "SELECT source FROM source_alias WHERE alias = ?1",
    [SQL_SOURCE_INSERT] = "INSERT INTO source (name, changed_at) VALUES (?1, ?2)",
    [SQL_ALIAS_INSERT] = "INSERT INTO source_alias (alias, source) VALUES (?1, ?2)",

    [SQL_POSTING_INSERT] = "INSERT OR IGNORE INTO posting (term, article) VALUES (?1, ?2)",
    [SQL_POSTING_LIST] = "SELECT article FROM posting WHERE term = ?1"
                         " ORDER BY article DESC LIMIT ?2",
    [SQL_TERM_COUNT_LOAD] = "SELECT chunk, counts FROM term_count",
    [SQL_TERM_COUNT_SAVE] = "INSERT INTO term_count (chunk, counts) VALUES (?1, ?2)"
                            " ON CONFLICT (chunk) DO UPDATE SET counts = excluded.counts",

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
    [SQL_STORY_SIZE] = "SELECT count(*) FROM article WHERE story = ?1",
    [SQL_STORY_NEWEST] = "SELECT number FROM article WHERE story = ?1 AND latest = 1"
                         " ORDER BY number DESC LIMIT ?2",
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
    [SQL_PIN_FIND] = "SELECT 1 FROM story_pin p JOIN article a ON a.number = p.article"
                     " WHERE a.lineage = (SELECT lineage FROM article WHERE number = ?1) LIMIT 1",
    [SQL_STORY_PINNED] = "SELECT 1 FROM article a JOIN story_pin p ON p.article = a.number"
                         " WHERE a.story = ?1 LIMIT 1",
    [SQL_STORY_PIN_ALL] = "INSERT OR IGNORE INTO story_pin (article, pinned_at)"
                          " SELECT number, ?2 FROM article WHERE story = ?1",
    [SQL_COPY_INSERT] = "INSERT INTO copy (article, other) VALUES (?1, ?2)",

    [SQL_EVENT_INSERT] = "INSERT INTO event (at, kind, subject, story, payload)"
                         " VALUES (?1, ?2, ?3, ?4, ?5)",
    [SQL_EVENT_LIST] = EVENT_COLUMNS EVENT_RANGE "ORDER BY number LIMIT ?3",
    [SQL_EVENT_LIST_STORY] = EVENT_COLUMNS EVENT_RANGE "AND story = ?5 ORDER BY number LIMIT ?3",
    [SQL_EVENT_SPAN] = "SELECT (SELECT coalesce(min(number), 0) FROM event),"
                       " (SELECT coalesce(max(number), 0) FROM event)",

    [SQL_COUNTS] = "SELECT (SELECT count(*) FROM article), (SELECT count(*) FROM story),"
                   " (SELECT coalesce(max(number), 0) FROM event)",
    [SQL_PROBE] = "SELECT id FROM article LIMIT 1",
};

const char *statement_sql(enum statement statement) {
    return table[statement];
}
