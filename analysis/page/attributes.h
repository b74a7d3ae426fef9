/* Which attributes anybody reads: the traits of an element (class_tokens.c) and the hints of its
 * author and date (hints.c). The rest of them, half of many a page, need not be parsed. */
#pragma once

#include "base/slice.h"

enum attribute_use {
    ATTRIBUTE_UNREAD,
    ATTRIBUTE_NAMED, /* that it is there is read, its value says nothing */
    ATTRIBUTE_READ,
};

/* Are attributes of this element (lower-case name) read otherwise than by page_attribute_use? */
bool page_attributes_all_read(struct slice tag);

/* `name` in any case, `value` as it stands in the page, with its quotes if it has any. */
enum attribute_use page_attribute_use(struct slice name, struct slice value);
