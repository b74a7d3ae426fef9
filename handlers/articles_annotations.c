/* GET /v1/articles/{id}/annotations: the claims as a page of W3C Web Annotations
 * (https://www.w3.org/TR/annotation-model/), each pointing into the article's text twice: by
 * position, in code points as everywhere here, and by quotation with what stands around it, so that
 * a reader finds the place in another rendering of the text too. References are relative to the
 * page itself, so that they hold behind any proxy.
 */
#include "base/error.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "handlers/handlers.h"
#include "handlers/stored.h"

#include <stdio.h>

enum { AROUND = 32 /* code points before and behind a quotation */ };
#define PROFILE "application/ld+json; profile=\"http://www.w3.org/ns/anno.jsonld\""

/* Walks over the text once: claims come in text order, but may overlap. */
struct place {
    struct slice text;
    size_t byte;
    uint32_t point;
};

static size_t byte_of(struct place *place, uint32_t point) {
    while (place->point < point && place->byte < place->text.length) {
        (void)utf8_next(place->text, &place->byte);
        place->point++;
    }
    while (place->point > point) {
        (void)utf8_previous(place->text, &place->byte);
        place->point--;
    }
    return place->byte;
}

static struct slice between(struct place *place, uint32_t start, uint32_t end) {
    size_t first = byte_of(place, start);
    size_t past = byte_of(place, end);
    return slice_of(place->text.at + first, past - first);
}

static void write_selectors(struct json_writer *json, struct place *place,
                            const struct claim_record *claim) {
    uint32_t before = claim->start > AROUND ? claim->start - AROUND : 0;
    json_key(json, "selector");
    json_begin_array(json);
    json_begin_object(json);
    json_member_cstr(json, "type", "TextPositionSelector");
    json_member_integer(json, "start", claim->start);
    json_member_integer(json, "end", claim->end);
    json_end_object(json);
    json_begin_object(json);
    json_member_cstr(json, "type", "TextQuoteSelector");
    json_member_string(json, "exact", claim->text);
    json_member_string(json, "prefix", between(place, before, claim->start));
    json_member_string(json, "suffix", between(place, claim->end, claim->end + AROUND));
    json_end_object(json);
    json_end_array(json);
}

/* "carry — passengers — 214" would be prose; the parts are named. */
static int write_body(struct request *request, struct json_writer *json,
                      const struct claim_record *claim) {
    const struct {
        const char *name;
        struct slice value;
    } parts[] = {{"subject", claim->subject},
                 {"predicate", claim->predicate},
                 {"object", claim->object},
                 {"polarity", claim->polarity},
                 {"modality", claim->modality}};
    struct slice value = SLICE("");
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!parts[i].value.length)
            continue;
        int error =
            arena_printf(request->arena, &value, "%.*s%s%s: %.*s", SLICE_ARGS(value),
                         value.length ? "; " : "", parts[i].name, SLICE_ARGS(parts[i].value));
        if (error)
            return error;
    }
    json_key(json, "body");
    json_begin_object(json);
    json_member_cstr(json, "type", "TextualBody");
    json_member_cstr(json, "format", "text/plain");
    json_member_cstr(json, "purpose", "describing");
    json_member_string(json, "value", value);
    json_end_object(json);
    return 0;
}

static int write_item(struct request *request, struct json_writer *json, struct place *place,
                      uint32_t number, const struct claim_record *claim) {
    char id[32];
    (void)snprintf(id, sizeof id, "annotations#claim-%u", number); /* fits */
    json_begin_object(json);
    json_member_cstr(json, "id", id);
    json_member_cstr(json, "type", "Annotation");
    json_member_cstr(json, "motivation", "describing");
    int error = write_body(request, json, claim);
    json_key(json, "target");
    json_begin_object(json);
    json_member_cstr(json, "source", "text");
    write_selectors(json, place, claim);
    json_end_object(json);
    json_end_object(json);
    return error;
}

static int write_page(struct request *request, const struct stored_article *article,
                      const struct claim_record_list *claims) {
    struct place place = {.text = article->text};
    struct json_writer json;
    int error = 0;
    json_init(&json, &request->out);
    json_begin_object(&json);
    json_member_cstr(&json, "@context", "http://www.w3.org/ns/anno.jsonld");
    json_member_cstr(&json, "id", "annotations");
    json_member_cstr(&json, "type", "AnnotationPage");
    json_member_integer(&json, "startIndex", 0);
    json_key(&json, "items");
    json_begin_array(&json);
    for (uint32_t i = 0; i < claims->count && !error; i++)
        error = write_item(request, &json, &place, i, &claims->at[i]);
    json_end_array(&json);
    json_end_object(&json);
    return error;
}

void articles_annotations(struct request *request) {
    struct storage_id id;
    struct stored_article article;
    struct claim_record_list claims;
    if (!stored_id_read(request, &id))
        return;
    struct storage *storage = request->service->storage;
    int error = storage_article_get(storage, request->arena, &id, ARTICLE_TEXT, &article);
    if (!error)
        error = storage_article_claims(storage, request->arena, &id, &claims);
    if (!error)
        error = write_page(request, &article, &claims);
    if (error)
        reply_error(request, error, "reading the claims");
    else
        reply_body(request, 200, PROFILE);
}
