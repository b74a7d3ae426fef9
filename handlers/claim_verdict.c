/* /v1/articles/{id}/claims/{claim}/verdict: what a person found of a claim, recorded, read,
 * withdrawn; and /claimreview, a draft of schema.org's ClaimReview made of it. The rating is that
 * person's, word for word. Without one there is no draft: this service rates nothing.
 */
#include "storage/verdict.h"

#include "base/date.h"
#include "base/error.h"
#include "base/json_writer.h"
#include "handlers/field.h"
#include "handlers/handlers.h"
#include "handlers/stored_json.h"
#include "handlers/writing.h"

enum { WORDS_LIMIT = 500, URL_LIMIT = 4000, DATE_LIMIT = 64, CLAIM_MAX = 1000000 };

static const char *check_words(struct slice value) {
    return slice_trim(value).length ? NULL : "must hold a word";
}

static const char *check_url(struct slice value) {
    bool web = slice_starts(value, SLICE("https://")) || slice_starts(value, SLICE("http://"));
    for (size_t i = 0; i < value.length; i++)
        web = web && (unsigned char)value.at[i] > ' ' && value.at[i] != 0x7F;
    return web ? NULL : "must be the http or https URL of the published check";
}

static const char *check_date(struct slice value) {
    return date_check_rfc3339(value) ? NULL : "must be a date or date-time as RFC 3339 writes it";
}

#define MEMBER(name) #name, offsetof(struct verdict_record, name)
static const struct field fields[] = {
    {MEMBER(rating), WORDS_LIMIT, check_words},
    {MEMBER(reviewer), WORDS_LIMIT, check_words},
    {MEMBER(url), URL_LIMIT, check_url},
    {MEMBER(date), DATE_LIMIT, check_date},
};
enum { FIELD_COUNT = sizeof fields / sizeof *fields };

/* The article's id and the claim's number of the path; answers 404 when they cannot be ones. */
static bool read_path(struct request *request, struct storage_id *ret_article,
                      uint32_t *ret_claim) {
    struct slice number = request->path_ids[1];
    uint32_t claim = 0;
    bool good = storage_id_parse(request->path_ids[0], ret_article) && number.length &&
                (number.at[0] != '0' || number.length == 1);
    for (size_t i = 0; good && i < number.length; i++) {
        good = number.at[i] >= '0' && number.at[i] <= '9' && claim <= CLAIM_MAX;
        claim = claim * 10 + (uint32_t)(number.at[i] - '0');
    }
    *ret_claim = claim;
    if (!good)
        reply_error(request, ERR_NOT_FOUND, "reading the claim's number");
    return good;
}

/* ---- recording ------------------------------------------------------------------------------- */

static int require_all(struct request *request, const struct verdict_record *record) {
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        struct slice value;
        memcpy(&value, (const char *)record + fields[i].offset, sizeof value);
        if (value.at)
            continue;
        int error =
            field_error_add(request->arena, &request->errors, "is missing", "/%s", fields[i].name);
        if (error)
            return error;
    }
    return 0;
}

static bool read_record(struct request *request, struct verdict_record *record) {
    json_t *body = request_json(request);
    if (!body)
        return false;
    int error =
        fields_read(request->arena, body, "", fields, FIELD_COUNT, record, &request->errors);
    json_decref(body);
    if (!error && !request->errors.count)
        error = require_all(request, record);
    if (error)
        reply_error(request, error, "reading the verdict");
    else if (request->errors.count)
        reply_problem(request, PROBLEM_INVALID_FIELDS, "The verdict cannot be taken; see errors.");
    return !error && !request->errors.count;
}

static void finish_put(struct request *request) {
    const struct verdict_put *put = request->state;
    if (put->write.error)
        reply_error(request, put->write.error, "recording the verdict");
    else
        reply_empty(request, 204);
}

void claim_verdict_put(struct request *request) {
    struct verdict_put *put = ARENA_NEW(request->arena, struct verdict_put);
    if (!put) {
        reply_error(request, ERR_NO_MEMORY, "recording the verdict");
        return;
    }
    if (!read_record(request, &put->record) || !read_path(request, &put->article, &put->claim))
        return;
    request->state = put;
    writing_begin(request, &put->write, finish_put);
    writing_queued(request, &put->write, storage_verdict_put(request->service->storage, put));
}

static void finish_delete(struct request *request) {
    const struct verdict_delete *deletion = request->state;
    if (deletion->write.error)
        reply_error(request, deletion->write.error, "withdrawing the verdict");
    else
        reply_empty(request, 204);
}

void claim_verdict_delete(struct request *request) {
    struct verdict_delete *deletion = ARENA_NEW(request->arena, struct verdict_delete);
    if (!deletion) {
        reply_error(request, ERR_NO_MEMORY, "withdrawing the verdict");
        return;
    }
    if (!read_path(request, &deletion->article, &deletion->claim))
        return;
    request->state = deletion;
    writing_begin(request, &deletion->write, finish_delete);
    writing_queued(request, &deletion->write,
                   storage_verdict_delete(request->service->storage, deletion));
}

/* ---- reading --------------------------------------------------------------------------------- */

void claim_verdict_get(struct request *request) {
    struct storage_id article;
    uint32_t claim;
    struct stored_verdict verdict;
    if (!read_path(request, &article, &claim))
        return;
    int error =
        storage_verdict_get(request->service->storage, request->arena, &article, claim, &verdict);
    if (error) {
        reply_error(request, error, "reading the verdict");
        return;
    }
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_member_string(&json, "rating", verdict.record.rating);
    json_member_string(&json, "reviewer", verdict.record.reviewer);
    json_member_string(&json, "url", verdict.record.url);
    json_member_string(&json, "date", verdict.record.date);
    json_member_string(&json, "claim_text", verdict.claim_text);
    json_member_instant(&json, "recorded_at", verdict.recorded_at);
    json_end_object(&json);
    reply_json(request, 200);
}

/* ---- ClaimReview ----------------------------------------------------------------------------- */

static void begin_thing(struct json_writer *json, const char *key, const char *type) {
    json_key(json, key);
    json_begin_object(json);
    json_member_cstr(json, "@type", type);
}

static void member_known(struct json_writer *json, const char *key, struct slice value) {
    if (value.at)
        json_member_string(json, key, value);
}

static void write_appearance(struct json_writer *json, const struct article_summary *article) {
    begin_thing(json, "appearance", "NewsArticle");
    member_known(json, "url", article->url);
    member_known(json, "headline", article->title);
    member_known(json, "datePublished", article->published_at);
    if (article->source.at) {
        begin_thing(json, "publisher", "Organization");
        json_member_string(json, "name", article->source);
        json_end_object(json);
    }
    json_end_object(json);
}

static void write_review(struct request *request, const struct article_summary *article,
                         const struct stored_verdict *verdict) {
    struct json_writer json;
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_member_cstr(&json, "@context", "https://schema.org");
    json_member_cstr(&json, "@type", "ClaimReview");
    json_member_string(&json, "url", verdict->record.url);
    json_member_string(&json, "datePublished", verdict->record.date);
    json_member_string(&json, "claimReviewed", verdict->claim_text);
    begin_thing(&json, "author", "Organization");
    json_member_string(&json, "name", verdict->record.reviewer);
    json_end_object(&json);
    begin_thing(&json, "reviewRating", "Rating");
    json_member_string(&json, "alternateName", verdict->record.rating);
    json_end_object(&json);
    begin_thing(&json, "itemReviewed", "Claim");
    write_appearance(&json, article);
    json_end_object(&json);
    json_end_object(&json);
}

/* The claim as it stands now; an article analysed anew may have another one under the number. */
static int read_claim(struct request *request, const struct storage_id *article, uint32_t number,
                      struct slice *ret_text) {
    struct claim_record_list claims;
    int error = storage_article_claims(request->service->storage, request->arena, article, &claims);
    if (error)
        return error;
    if (number >= claims.count)
        return ERR_NOT_FOUND;
    *ret_text = claims.at[number].text;
    return 0;
}

void claim_review_get(struct request *request) {
    struct storage_id id;
    uint32_t number;
    struct slice text;
    struct stored_article article;
    struct stored_verdict verdict;
    if (!read_path(request, &id, &number))
        return;
    struct storage *storage = request->service->storage;
    int error = storage_article_get(storage, request->arena, &id, 0, &article);
    if (!error)
        error = read_claim(request, &id, number, &text);
    if (error) {
        reply_error(request, error, "reading the claim");
        return;
    }
    error = storage_verdict_get(storage, request->arena, &id, number, &verdict);
    if (error == ERR_NOT_FOUND) {
        reply_problem(request, PROBLEM_CONFLICT,
                      "No person has recorded a verdict on this claim, and claimd rates nothing.");
    } else if (error) {
        reply_error(request, error, "reading the verdict");
    } else if (!slice_equal(verdict.claim_text, text)) {
        reply_problem(request, PROBLEM_CONFLICT,
                      "The claim has other words than the verdict was recorded of.");
    } else {
        write_review(request, &article.summary, &verdict);
        reply_body(request, 200, "application/ld+json");
    }
}
