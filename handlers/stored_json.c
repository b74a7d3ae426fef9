#include "handlers/stored_json.h"

#include "handlers/filter.h"

#include <stdio.h>

void instant_format(int64_t milliseconds, char ret_text[INSTANT_LENGTH]) {
    enum { DAY_MS = 24 * 60 * 60 * 1000 };
    int64_t day = milliseconds / DAY_MS;
    int ms = (int)(milliseconds % DAY_MS);
    char date[11];
    date_format_iso((day_number)day, date);
    (void)snprintf(ret_text, INSTANT_LENGTH, "%sT%02d:%02d:%02d.%03dZ", date, ms / 3600000,
                   ms / 60000 % 60, ms / 1000 % 60, ms % 1000); /* fits */
}

void json_put_instant(struct json_writer *json, int64_t milliseconds) {
    char text[INSTANT_LENGTH];
    instant_format(milliseconds, text);
    json_put_cstr(json, text);
}

void json_member_instant(struct json_writer *json, const char *key, int64_t milliseconds) {
    json_key(json, key);
    json_put_instant(json, milliseconds);
}

const char *const article_summary_fields[] = {
    "id",     "story",      "title",        "byline",    "source",       "outlet",
    "url",    "language",   "published_at", "stored_at", "retain_until", "version",
    "latest", "correction", "claim_count",  "engine",    "highlight",    NULL};

static void write_numbers(struct json_writer *json, const struct article_summary *summary,
                          const struct chosen_fields *chosen) {
    if (field_chosen(chosen, "stored_at"))
        json_member_instant(json, "stored_at", summary->stored_at);
    if (field_chosen(chosen, "retain_until")) {
        json_key(json, "retain_until");
        if (summary->retain_until)
            json_put_instant(json, summary->retain_until);
        else
            json_put_null(json);
    }
    if (field_chosen(chosen, "version"))
        json_member_integer(json, "version", summary->version);
    if (field_chosen(chosen, "latest"))
        json_member_cstr(json, "latest", summary->latest.hex);
    if (field_chosen(chosen, "correction")) {
        json_key(json, "correction");
        if (summary->correction.at)
            json_put_raw(json, summary->correction);
        else
            json_put_null(json);
    }
    if (field_chosen(chosen, "claim_count"))
        json_member_integer(json, "claim_count", summary->claim_count);
    if (field_chosen(chosen, "engine"))
        json_member_string(json, "engine", summary->engine);
}

void article_summary_write(struct json_writer *json, const struct article_summary *summary,
                           const struct chosen_fields *chosen) {
    const struct {
        const char *name;
        struct slice text;
    } texts[] = {
        {"id", slice_from_cstr(summary->id.hex)},
        {"story", slice_from_cstr(summary->story.hex)},
        {"title", summary->title},
        {"byline", summary->byline},
        {"source", summary->source},
        {"outlet", summary->outlet},
        {"url", summary->url},
        {"language", summary->language},
        {"published_at", summary->published_at},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (field_chosen(chosen, texts[i].name))
            json_member_string(json, texts[i].name, texts[i].text);
    write_numbers(json, summary, chosen);
}

void field_change_write(struct json_writer *json, const char *field, struct slice from,
                        struct slice to) {
    if ((!from.at && !to.at) || (from.at && to.at && slice_equal(from, to)))
        return;
    json_begin_object(json);
    json_member_cstr(json, "field", field);
    json_member_string(json, "from", from);
    json_member_string(json, "to", to);
    json_end_object(json);
}

/* The copies of one text: the article at `first` and those that follow it. */
static void write_group(struct json_writer *json, const struct stored_story *story,
                        uint32_t first) {
    json_begin_array(json);
    for (uint32_t i = first; i != UINT32_MAX; i = story->articles[i].next_copy)
        json_put_cstr(json, story->articles[i].id.hex);
    json_end_array(json);
}

static void write_copies(struct json_writer *json, const struct stored_story *story) {
    uint32_t seen = 0; /* accounts: they are numbered by their first article */
    for (uint32_t i = 0; i < story->article_count; i++) {
        if (story->articles[i].account != seen)
            continue;
        seen++;
        if (story->articles[i].next_copy != UINT32_MAX)
            write_group(json, story, i);
    }
}

void story_write(struct json_writer *json, const struct stored_story *story) {
    json_member_cstr(json, "id", story->id.hex);
    json_member_string(json, "title", story->title);
    json_member_instant(json, "created_at", story->created_at);
    json_member_instant(json, "changed_at", story->changed_at);
    json_member_instant(json, "value_changed_at", story->value_changed_at);
    json_key(json, "relations");
    json_begin_object(json);
    json_member_integer(json, "conflict", story->conflicts);
    json_member_integer(json, "compatible", story->compatibles);
    json_member_integer(json, "agree", story->agreements);
    json_end_object(json);
    json_key(json, "articles");
    json_begin_array(json);
    for (uint32_t i = 0; i < story->article_count; i++)
        json_put_cstr(json, story->articles[i].id.hex);
    json_end_array(json);
    json_key(json, "copies");
    json_begin_array(json);
    write_copies(json, story);
    json_end_array(json);
    json_member_integer(json, "independent_accounts", story->accounts);
}

void story_member_write(struct json_writer *json, const struct story_article *article) {
    json_member_cstr(json, "id", article->id.hex);
    json_member_string(json, "title", article->title);
    json_member_string(json, "source", article->source);
    json_member_string(json, "published_at", article->published_at);
}

void claim_record_write(struct json_writer *json, const struct claim_record *claim) {
    json_member_integer(json, "start", claim->start);
    json_member_integer(json, "end", claim->end);
    json_member_string(json, "text", claim->text);
    json_member_string(json, "subject", claim->subject);
    json_member_string(json, "predicate", claim->predicate);
    json_member_string(json, "object", claim->object);
    json_member_string(json, "polarity", claim->polarity);
    json_member_string(json, "modality", claim->modality);
}
