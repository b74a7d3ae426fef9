/* Letters of other scripts that look like Latin ones (upright shapes, one to one). */
#pragma once

#include <stdint.h>

enum twin_script { TWIN_NONE, TWIN_CYRILLIC, TWIN_GREEK, TWIN_ARMENIAN };

/* The Latin letter that `code_point` looks like, 0 when there is none. */
uint32_t twin_to_latin(uint32_t code_point);

/* The letter of `script` that looks like the Latin `code_point`, 0 when there is none. */
uint32_t twin_from_latin(uint32_t code_point, enum twin_script script);
