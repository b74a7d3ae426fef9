/* What several statements have in common, in words that both engines read. */
#pragma once

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

/* The columns that job_store.c turns into a struct stored_job, in its order. */
#define JOB                                                                                        \
    "SELECT id, state, url, host, title, source, published_at, feed, article, outcome, problem,"   \
    " detail, attempts, not_before, created_at, changed_at "

/* The columns that feed_store.c turns into a struct stored_feed, in its order. */
#define FEED                                                                                       \
    "SELECT number, id, url, found_url, host, title, source, etag, last_modified, problem,"        \
    " detail, interval, created_at, polled_at, next_poll_at, polls, failures, paused FROM feed "

/* By publication, undated articles by arrival: the order of articles in a comparison. */
#define PUBLISHED_DAY "coalesce(a.published_day, a.stored_at / 86400000)"
#define PUBLISHED_AT "coalesce(a.published_at, '')"

#define ALIGNMENT_COLUMNS                                                                          \
    "SELECT g.number, g.id, g.opened, v.since, e.at, g.state, g.note, g.revision, v.relation,"     \
    " v.kinds, v.topic, v.explanation, v.differences, v.origins, v.score, v.accounts FROM "        \
    "alignment g"                                                                                  \
    " JOIN alignment_version v ON v.alignment = g.number LEFT JOIN event e ON e.number = v.since "

/* An open conflict: the newest state of an alignment that lives and that no editor has closed. */
#define IN_CONFLICT                                                                                \
    "EXISTS (SELECT 1 FROM alignment_member m JOIN alignment l ON l.number = m.alignment"          \
    " JOIN alignment_version v ON v.alignment = l.number AND v.until IS NULL"                      \
    " WHERE m.article = a.number AND m.until IS NULL AND l.closed IS NULL AND l.state = 'open'"    \
    " AND v.relation = 'conflict')"

/* The columns that webhook_store.c and delivery_store.c read, in their order. */
#define WEBHOOK_COLUMNS                                                                            \
    "SELECT number, id, url, story, kinds, secret, old_secret, old_until, paused, after,"          \
    " created_at FROM webhook "
#define DELIVERY_COLUMNS                                                                           \
    "SELECT number, id, coalesce(event, 0), body, state, attempts, next_at, changed_at,"           \
    " coalesce(status, 0), problem FROM delivery "

/* An editor has placed `a`, in one of its versions. */
#define PINNED                                                                                     \
    "EXISTS (SELECT 1 FROM article v JOIN story_pin p ON p.article = v.number"                     \
    " WHERE v.lineage = a.lineage)"

/* The columns that story_pool.c reads, in its order. */
#define MEMBER_COLUMNS "SELECT a.number, a.story, CASE WHEN " PINNED " THEN 1 ELSE 0 END "
