/* RFC 9309 in one pass over the lines. Groups that name the agent are merged (2.2.1); those of "*"
 * are kept beside them and count only when no group names the agent. Paths are compared byte by
 * byte with percent-encoding undone where both sides can (2.2.2); '*' and a final '$' are special
 * (2.2.3).
 */
#include "fetch/robots.h"

enum { DELAY_MAX_MS = 60 * 1000, STEPS_MAX = 4 * 1000 * 1000 };

/* What the rules of one kind of group say so far. */
struct verdict {
    bool named; /* there was such a group */
    size_t longest;
    bool allow;
    int delay_ms;
};

struct reading {
    struct slice agent;
    struct slice path;
    struct verdict own;
    struct verdict any;
    bool in_own; /* the group at hand is for the agent */
    bool in_any;
    size_t steps;
    bool in_rules; /* the next user-agent line begins a new group */
};

static int hex_value(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return -1;
}

/* The octet at *at, percent-decoded unless it would become a special character; moves *at. A
 * decoded octet differs from a raw one only for '/', '*' and '$', which stay encoded. */
static int next_octet(struct slice text, size_t *at) {
    unsigned char c = (unsigned char)text.at[(*at)++];
    if (c != '%' || text.length - *at < 2)
        return c;
    int high = hex_value(text.at[*at]);
    int low = hex_value(text.at[*at + 1]);
    if (high < 0 || low < 0)
        return c;
    *at += 2;
    int octet = high * 16 + low;
    return octet == '/' || octet == '*' || octet == '$' ? octet | 0x100 : octet;
}

/* Glob matching that goes back to the last star only: at most pattern × path steps. A file made to
 * cost more than STEPS_MAX of them in all loses the rules that it could not pay for. */
static bool pattern_matches(struct slice pattern, struct slice path, size_t *steps) {
    bool anchored = pattern.length && pattern.at[pattern.length - 1] == '$';
    if (anchored)
        pattern.length--;
    size_t p = 0;
    size_t s = 0;
    size_t star = SLICE_NONE; /* behind the last star */
    size_t resume = 0;
    for (; *steps < STEPS_MAX; ++*steps) {
        if (p < pattern.length && pattern.at[p] == '*') {
            star = ++p;
            resume = s;
            continue;
        }
        if (p == pattern.length && (!anchored || s == path.length))
            return true;
        size_t p_next = p;
        size_t s_next = s;
        if (p < pattern.length && s < path.length &&
            next_octet(pattern, &p_next) == next_octet(path, &s_next)) {
            p = p_next;
            s = s_next;
            continue;
        }
        if (star == SLICE_NONE || resume >= path.length)
            return false;
        (void)next_octet(path, &resume);
        p = star;
        s = resume;
    }
    return false;
}

static void apply_rule(struct reading *reading, struct verdict *verdict, bool allow,
                       struct slice pattern) {
    if (!pattern.length || pattern.length < verdict->longest)
        return; /* an empty Disallow forbids nothing */
    if (!pattern_matches(pattern, reading->path, &reading->steps))
        return;
    verdict->allow = allow || (pattern.length == verdict->longest && verdict->allow);
    verdict->longest = pattern.length;
}

/* Seconds with a fraction, "1.5". */
static int parse_delay(struct slice text) {
    int ms = 0;
    size_t i = 0;
    for (; i < text.length && text.at[i] >= '0' && text.at[i] <= '9' && ms <= DELAY_MAX_MS; i++)
        ms = ms * 10 + (text.at[i] - '0') * 1000;
    if (i < text.length && text.at[i] == '.')
        for (int unit = 100; ++i < text.length && unit && text.at[i] >= '0' && text.at[i] <= '9';
             unit /= 10)
            ms += (text.at[i] - '0') * unit;
    return ms < DELAY_MAX_MS ? ms : DELAY_MAX_MS;
}

/* The product token at the line's start: "claimd/1.0 (…)" is claimd. */
static struct slice product_of(struct slice value) {
    size_t length = 0;
    while (length < value.length) {
        char c = value.at[length];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && c != '-' && c != '_')
            break;
        length++;
    }
    return slice_of(value.at, length);
}

static void begin_group(struct reading *reading, struct slice agent) {
    if (reading->in_rules)
        reading->in_own = reading->in_any = false;
    reading->in_rules = false;
    if (slice_equal(agent, SLICE("*"))) {
        reading->in_any = true;
        reading->any.named = true;
    } else if (slice_equal_ascii_case(product_of(agent), reading->agent)) {
        reading->in_own = true;
        reading->own.named = true;
    }
}

static void read_rule(struct reading *reading, struct slice key, struct slice value) {
    bool allow = slice_equal_ascii_case(key, SLICE("allow"));
    bool disallow = slice_equal_ascii_case(key, SLICE("disallow"));
    bool delay = slice_equal_ascii_case(key, SLICE("crawl-delay"));
    if (!allow && !disallow && !delay)
        return; /* sitemap and others belong to no group */
    reading->in_rules = true;
    struct verdict *verdicts[] = {reading->in_own ? &reading->own : NULL,
                                  reading->in_any ? &reading->any : NULL};
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++) {
        if (!verdicts[i])
            continue;
        if (delay)
            verdicts[i]->delay_ms = parse_delay(value);
        else
            apply_rule(reading, verdicts[i], allow, value);
    }
}

static void read_line(struct reading *reading, struct slice line) {
    const char *comment = line.length ? memchr(line.at, '#', line.length) : NULL;
    if (comment)
        line.length = (size_t)(comment - line.at);
    const char *colon = line.length ? memchr(line.at, ':', line.length) : NULL;
    if (!colon)
        return;
    size_t cut = (size_t)(colon - line.at);
    struct slice key = slice_trim(slice_of(line.at, cut));
    struct slice value = slice_trim(slice_of(colon + 1, line.length - cut - 1));
    if (slice_equal_ascii_case(key, SLICE("user-agent")))
        begin_group(reading, value);
    else
        read_rule(reading, key, value);
}

bool robots_allow(struct slice robots, struct slice agent, struct slice path, int *ret_delay) {
    struct reading reading = {.agent = agent, .path = path};
    reading.own.allow = reading.any.allow = true;
    if (robots.length > ROBOTS_BYTES_MAX)
        robots.length = ROBOTS_BYTES_MAX;
    if (slice_starts(robots, SLICE("\xEF\xBB\xBF")))
        robots = slice_of(robots.at + 3, robots.length - 3);

    for (size_t at = 0; at < robots.length;) {
        size_t end = at;
        while (end < robots.length && robots.at[end] != '\n' && robots.at[end] != '\r')
            end++;
        read_line(&reading, slice_of(robots.at + at, end - at));
        at = end + 1;
    }
    const struct verdict *verdict = reading.own.named ? &reading.own : &reading.any;
    if (ret_delay)
        *ret_delay = verdict->delay_ms;
    return verdict->allow || slice_equal(path, SLICE("/robots.txt"));
}
