#include "handlers/row_filter.h"
#include "handlers/list_page.h"

#include "base/error.h"
#include "handlers/stored.h"

#include <math.h>

enum { NAME_LIMIT = 500 /* bytes */ };

static const char *const polarities[] = {"affirmed", "negated", NULL};
static const char *const modalities[] = {"asserted", "possible", "planned",
                                         "reported", "denied",   NULL};
static const char *const kinds[] = {"direct", "indirect", "mixed", NULL};
static const char *const types[] = {"person", "organization", "place", "event", "other", NULL};

static int read_choices(struct request *request, struct row_filter *filter) {
    const struct {
        const char *name;
        const char *const *choices;
        struct slice *value;
    } choices[] = {
        {"polarity", polarities, &filter->polarity},
        {"modality", modalities, &filter->modality},
        {"kind", kinds, &filter->kind},
        {"type", types, &filter->type},
    };
    for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
        unsigned index = UINT32_MAX;
        int error = filter_choice(request, choices[i].name, choices[i].choices, &index);
        if (error)
            return error;
        if (index != UINT32_MAX)
            *choices[i].value = slice_from_cstr(choices[i].choices[index]);
    }
    return 0;
}

static int read_texts(struct request *request, struct row_filter *filter) {
    const struct {
        const char *name;
        struct slice *value;
    } texts[] = {
        {"entity", &filter->entity}, {"speaker", &filter->speaker}, {"unit", &filter->unit},
        {"q", &filter->name},        {"source", &filter->source},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        int error = filter_text(request, texts[i].name, NAME_LIMIT, texts[i].value);
        if (error)
            return error;
    }
    return 0;
}

static int read_ranges(struct request *request, struct row_filter *filter) {
    const struct {
        const char *name;
        day_number *value;
    } days[] = {
        {"published_from", &filter->published_from},
        {"published_to", &filter->published_to},
        {"time_from", &filter->day_from},
        {"time_to", &filter->day_to},
    };
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        int error = filter_day(request, days[i].name, days[i].value);
        if (error)
            return error;
    }
    int error = filter_number(request, "value_from", &filter->value_from);
    return error ? error : filter_number(request, "value_to", &filter->value_to);
}

bool row_filter_read(struct request *request, const char *const *fields,
                     struct row_filter *ret_filter, struct chosen_fields *ret_chosen) {
    struct row_filter *filter = ret_filter;
    struct cursor cursor;
    *filter = (struct row_filter){.value_from = NAN,
                                  .value_to = NAN,
                                  .day_from = DAY_NONE,
                                  .day_to = DAY_NONE,
                                  .published_from = DAY_NONE,
                                  .published_to = DAY_NONE};
    *ret_chosen = (struct chosen_fields){0};
    int error = read_texts(request, filter);
    if (!error)
        error = read_choices(request, filter);
    if (!error)
        error = read_ranges(request, filter);
    if (!error)
        error = filter_id(request, "story", &filter->story);
    if (!error)
        error = filter_id(request, "article", &filter->article);
    if (!error)
        error = chosen_fields_read(request, fields, ret_chosen);
    if (error) {
        reply_error(request, error, "reading the parameters");
        return false;
    }
    if (!page_read_keys(request, &cursor, &filter->limit))
        return false;

    filter->after_article = cursor.major;
    filter->after_ordinal = cursor.minor;
    filter->after_name = cursor.text;
    return true;
}

/* ---- rows ------------------------------------------------------------------------------------ */

void row_article_write(struct json_writer *json, const struct row_article *article,
                       const struct chosen_fields *chosen) {
    row_text(json, chosen, "article", slice_from_cstr(article->id.hex));
    row_text(json, chosen, "story", slice_from_cstr(article->story.hex));
    row_text(json, chosen, "source", article->source);
    row_text(json, chosen, "published_at", article->published_at);
}

void row_text(struct json_writer *json, const struct chosen_fields *chosen, const char *key,
              struct slice text) {
    if (field_chosen(chosen, key))
        json_member_string(json, key, text);
}

void row_index(struct json_writer *json, const struct chosen_fields *chosen, const char *key,
               uint32_t index) {
    if (!field_chosen(chosen, key))
        return;
    json_key(json, key);
    if (index == UINT32_MAX)
        json_put_null(json);
    else
        json_put_integer(json, index);
}

void row_number(struct json_writer *json, const struct chosen_fields *chosen, const char *key,
                double value) {
    if (field_chosen(chosen, key))
        json_member_double(json, key, value);
}

void row_day(struct json_writer *json, const struct chosen_fields *chosen, const char *key,
             day_number day) {
    char text[11];
    if (!field_chosen(chosen, key))
        return;
    json_key(json, key);
    if (day == DAY_NONE) {
        json_put_null(json);
        return;
    }
    date_format_iso(day, text);
    json_put_cstr(json, text);
}

void row_page_finish(struct request *request, struct json_writer *json,
                     const struct row_page *page) {
    const struct cursor next = {.major = page->next_article,
                                .minor = page->next_ordinal,
                                .text = page->next_name.length > CURSOR_TEXT_MAX
                                            ? slice_of(page->next_name.at, CURSOR_TEXT_MAX)
                                            : page->next_name};
    bool more = page->next_article || page->next_name.at;
    page_end_keys(request, json, 0, more ? &next : NULL);
}
