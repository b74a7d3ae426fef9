#include "handlers/as_of.h"

#include "base/date.h"
#include "base/error.h"

enum { MINUTE_MS = 60 * 1000, DAY_MS = 24 * 60 * MINUTE_MS, EVENT_DIGITS = 15 };

/* Two digits whose place date_check_rfc3339 has seen to. */
static int two_digits(struct slice text, size_t at) {
    return (text.at[at] - '0') * 10 + (text.at[at + 1] - '0');
}

/* "+05:30" behind the seconds, as minutes. */
static int offset_minutes(struct slice text) {
    char last = text.at[text.length - 1];
    if (last == 'Z' || last == 'z')
        return 0;
    size_t at = text.length - 6;
    int minutes = two_digits(text, at + 1) * 60 + two_digits(text, at + 4);
    return text.at[at] == '-' ? -minutes : minutes;
}

static int fraction_ms(struct slice text) {
    int ms = 0;
    int place = 100;
    if (text.length <= 20 || text.at[19] != '.')
        return 0;
    for (size_t i = 20; i < text.length && text.at[i] >= '0' && text.at[i] <= '9'; i++, place /= 10)
        ms += (text.at[i] - '0') * place;
    return ms;
}

int instant_parse(struct slice text, int64_t *ret_milliseconds) {
    day_number day;
    if (!date_check_rfc3339(text) || date_parse_iso(text, &day))
        return ERR_INVALID;
    int64_t start = (int64_t)day * DAY_MS;
    if (text.length == 10) {
        *ret_milliseconds = start + DAY_MS - 1;
        return 0;
    }
    int64_t minutes = two_digits(text, 11) * 60 + two_digits(text, 14) - offset_minutes(text);
    *ret_milliseconds =
        start + minutes * MINUTE_MS + two_digits(text, 17) * 1000 + fraction_ms(text);
    return 0;
}

static bool parse_event(struct slice text, int64_t *ret_event) {
    int64_t event = 0;
    if (!text.length || text.length > EVENT_DIGITS)
        return false;
    for (size_t i = 0; i < text.length; i++) {
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
        event = event * 10 + (text.at[i] - '0');
    }
    *ret_event = event;
    return event > 0;
}

int as_of_read(struct request *request, struct as_of *ret_as_of) {
    struct slice text = request_parameter(request, "as_of");
    struct as_of as_of = {0};
    if (text.at && !parse_event(text, &as_of.event) &&
        (instant_parse(text, &as_of.time) || as_of.time <= 0)) {
        struct field_error error = {
            .detail = SLICE("parameter as_of must be the id of an event, a date or a date-time")};
        return list_push(request->arena, &request->errors, error) ? ERR_INVALID : ERR_NO_MEMORY;
    }
    *ret_as_of = as_of;
    return 0;
}

bool as_of_take(struct request *request, struct as_of *ret_as_of) {
    int error = as_of_read(request, ret_as_of);
    if (error && error != ERR_INVALID)
        reply_error(request, error, "reading the parameters");
    else if (request->errors.count)
        reply_problem(request, PROBLEM_INVALID_PARAMETERS, "See errors.");
    return !error && !request->errors.count;
}
