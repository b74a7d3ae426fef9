#include "analysis/page/attributes.h"

bool page_attributes_all_read(struct slice tag) {
    static const struct slice tags[] = {
        {"html", 4}, {"link", 4}, {"meta", 4}, {"script", 6}, {"time", 4}};
    return SLICE_IN(tag, tags);
}

/* Not without one of these, or written with references. */
static bool may_hold(struct slice value, const struct slice *parts, size_t count) {
    if (memchr(value.at, '&', value.length))
        return true;
    for (size_t i = 0; i < count; i++)
        if (slice_contains(value, parts[i]))
            return true;
    return false;
}

enum attribute_use page_attribute_use(struct slice name, struct slice value) {
    static const struct slice read[] = {
        {"aria-hidden", 11}, {"class", 5},  {"data-component", 14},
        {"data-testid", 11}, {"hidden", 6}, {"id", 2},
        {"itemprop", 8},     {"rel", 3},    {"role", 4},
    };
    static const struct slice authors[] = {{"/author", 7}, {"/by/", 4},     {"/contributor", 12},
                                           {"/staff/", 7}, {"/people/", 8}, {"/profile/", 9}};
    static const struct slice hiding[] = {{"display", 7}};
    char lower[16];
    if (name.length > sizeof lower)
        return ATTRIBUTE_UNREAD;
    for (size_t i = 0; i < name.length; i++)
        lower[i] = name.at[i] >= 'A' && name.at[i] <= 'Z' ? (char)(name.at[i] | 0x20) : name.at[i];
    name.at = lower;
    if (slice_equal(name, SLICE("href")))
        return may_hold(value, authors, sizeof authors / sizeof *authors) ? ATTRIBUTE_READ
                                                                          : ATTRIBUTE_NAMED;
    if (slice_equal(name, SLICE("style")))
        return may_hold(value, hiding, 1) ? ATTRIBUTE_READ : ATTRIBUTE_NAMED;
    return SLICE_IN(name, read) ? ATTRIBUTE_READ : ATTRIBUTE_UNREAD;
}
