#include "handlers/article_body.h"

#include "base/error.h"

#include <stdio.h>

static const char *check_date(struct slice value) {
    return date_check_rfc3339(value) ? NULL : "must be a date or date-time as RFC 3339 writes it";
}

static const char *check_url(struct slice value) {
    if (!slice_starts(value, SLICE("http://")) && !slice_starts(value, SLICE("https://")))
        return "must begin with http:// or https://";
    for (size_t i = 0; i < value.length; i++)
        if ((unsigned char)value.at[i] <= ' ' || value.at[i] == 0x7F)
            return "must not hold white space or control characters";
    return NULL;
}

#define MEMBER(name) #name, offsetof(struct article_input, name)

/* The first two are the body itself; the rest may also come as query parameters. */
static const struct field article_fields[] = {
    {MEMBER(text), ARTICLE_TEXT_LIMIT, NULL},     {MEMBER(html), ARTICLE_HTML_LIMIT, NULL},
    {MEMBER(title), ARTICLE_TITLE_LIMIT, NULL},   {MEMBER(url), ARTICLE_URL_LIMIT, check_url},
    {MEMBER(source), ARTICLE_SOURCE_LIMIT, NULL}, {MEMBER(published_at), 64, check_date},
    {MEMBER(byline), ARTICLE_BYLINE_LIMIT, NULL}, {MEMBER(embargo_until), 64, check_date},
    {MEMBER(retain_until), 64, check_date},
};
enum { ARTICLE_FIELDS = sizeof article_fields / sizeof *article_fields, BODY_FIELDS = 2 };

static int read_article(struct arena *arena, const json_t *body, const char *prefix,
                        bool url_is_enough, struct article_input *ret_input,
                        struct field_error_list *errors) {
    struct article_input input = {0};
    uint32_t before = errors->count;
    int result = fields_read(arena, body, prefix, article_fields, ARTICLE_FIELDS, &input, errors);
    if (result < 0)
        return result;
    if (errors->count > before)
        return 0;

    if (input.text.at && input.html.at)
        return field_error_add(arena, errors, "stands beside html: give one of the two", "%s/text",
                               prefix);
    if (!input.text.at && !input.html.at && !(url_is_enough && input.url.at))
        return field_error_add(arena, errors,
                               url_is_enough ? "needs a member text, html or url"
                                             : "needs a member text or html",
                               "%s", prefix);

    *ret_input = input;
    return 0;
}

static const struct field correction_fields[] = {
    {MEMBER(title), ARTICLE_TITLE_LIMIT, NULL},   {MEMBER(url), ARTICLE_URL_LIMIT, check_url},
    {MEMBER(source), ARTICLE_SOURCE_LIMIT, NULL}, {MEMBER(published_at), 64, check_date},
    {MEMBER(byline), ARTICLE_BYLINE_LIMIT, NULL}, {MEMBER(retain_until), 64, check_date},
};
enum { CORRECTION_FIELDS = sizeof correction_fields / sizeof *correction_fields };

int correction_read(struct arena *arena, const json_t *body, struct article_input *input,
                    struct field_error_list *errors) {
    struct article_input given = {0};
    int result = fields_read(arena, body, "", correction_fields, CORRECTION_FIELDS, &given, errors);
    if (result < 0 || errors->count)
        return result;
    for (size_t i = 0; i < CORRECTION_FIELDS; i++) {
        size_t offset = correction_fields[i].offset;
        if (json_object_get(body, correction_fields[i].name)) /* null takes a value back */
            memcpy((char *)input + offset, (char *)&given + offset, sizeof(struct slice));
    }
    return 0;
}

int article_body_read(struct arena *arena, const json_t *body, const char *prefix,
                      struct article_input *ret_input, struct field_error_list *errors) {
    return read_article(arena, body, prefix, false, ret_input, errors);
}

int article_or_url_read(struct arena *arena, const json_t *body, const char *prefix,
                        struct article_input *ret_input, struct field_error_list *errors) {
    return read_article(arena, body, prefix, true, ret_input, errors);
}

int compare_body_read(struct arena *arena, const json_t *body,
                      struct article_input_list *ret_inputs, struct field_error_list *errors) {
    if (!json_is_object(body))
        return field_error_add(arena, errors, "must be an object", "%s", "");

    const char *name;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)body, name, value) {
        if (strcmp(name, "articles") != 0) {
            int result = field_error_add(arena, errors, "is not a member that this operation knows",
                                         "/%.100s", name);
            if (result < 0)
                return result;
        }
    }
    const json_t *articles = json_object_get(body, "articles");
    size_t count = json_array_size(articles);
    if (!json_is_array(articles) || count < COMPARE_ARTICLES_MIN || count > COMPARE_ARTICLES_MAX)
        return field_error_add(arena, errors, "must be an array of 2 to 50 articles", "/articles");

    struct article_input_list inputs = {0};
    for (size_t i = 0; i < count; i++) {
        char prefix[32];
        (void)snprintf(prefix, sizeof prefix, "/articles/%zu", i); /* fits: i is at most 50 */
        struct article_input input = {0};
        int result = article_body_read(arena, json_array_get(articles, i), prefix, &input, errors);
        if (result < 0)
            return result;
        if (!list_push(arena, &inputs, input))
            return ERR_NO_MEMORY;
    }
    *ret_inputs = inputs;
    return 0;
}

int article_parameter_read(struct arena *arena, struct slice name, struct slice value,
                           struct article_input *input, struct field_error_list *errors) {
    return fields_read_parameter(arena, name, value, article_fields + BODY_FIELDS,
                                 ARTICLE_FIELDS - BODY_FIELDS, input, errors);
}
