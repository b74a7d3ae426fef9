/* Twins after the confusables of Unicode TR 39, cut down to shapes that agree upright: the look of
 * the letter decides, not its sound. Where two letters look like one Latin letter, the one in
 * common use stands first, as the way back takes the first.
 */
#include "analysis/text/twins.h"

#include <stddef.h>

static const struct twin {
    uint16_t letter;
    char latin;
    uint8_t script;
} twins[] = {
    {0x0430, 'a', TWIN_CYRILLIC}, {0x0435, 'e', TWIN_CYRILLIC}, {0x043E, 'o', TWIN_CYRILLIC},
    {0x0440, 'p', TWIN_CYRILLIC}, {0x0441, 'c', TWIN_CYRILLIC}, {0x0443, 'y', TWIN_CYRILLIC},
    {0x0445, 'x', TWIN_CYRILLIC}, {0x0455, 's', TWIN_CYRILLIC}, {0x0456, 'i', TWIN_CYRILLIC},
    {0x0458, 'j', TWIN_CYRILLIC}, {0x0501, 'd', TWIN_CYRILLIC}, {0x051B, 'q', TWIN_CYRILLIC},
    {0x051D, 'w', TWIN_CYRILLIC}, {0x04BB, 'h', TWIN_CYRILLIC}, {0x0475, 'v', TWIN_CYRILLIC},
    {0x04CF, 'l', TWIN_CYRILLIC}, {0x04AF, 'y', TWIN_CYRILLIC}, {0x0461, 'w', TWIN_CYRILLIC},
    {0x0410, 'A', TWIN_CYRILLIC}, {0x0412, 'B', TWIN_CYRILLIC}, {0x0415, 'E', TWIN_CYRILLIC},
    {0x041A, 'K', TWIN_CYRILLIC}, {0x041C, 'M', TWIN_CYRILLIC}, {0x041D, 'H', TWIN_CYRILLIC},
    {0x041E, 'O', TWIN_CYRILLIC}, {0x0420, 'P', TWIN_CYRILLIC}, {0x0421, 'C', TWIN_CYRILLIC},
    {0x0422, 'T', TWIN_CYRILLIC}, {0x0423, 'Y', TWIN_CYRILLIC}, {0x0425, 'X', TWIN_CYRILLIC},
    {0x0405, 'S', TWIN_CYRILLIC}, {0x0406, 'I', TWIN_CYRILLIC}, {0x0408, 'J', TWIN_CYRILLIC},
    {0x051C, 'W', TWIN_CYRILLIC}, {0x04C0, 'I', TWIN_CYRILLIC}, {0x050C, 'G', TWIN_CYRILLIC},
    {0x0474, 'V', TWIN_CYRILLIC}, {0x04AE, 'Y', TWIN_CYRILLIC}, {0x03B1, 'a', TWIN_GREEK},
    {0x03B3, 'y', TWIN_GREEK},    {0x03B9, 'i', TWIN_GREEK},    {0x03BD, 'v', TWIN_GREEK},
    {0x03BF, 'o', TWIN_GREEK},    {0x03C1, 'p', TWIN_GREEK},    {0x03C5, 'u', TWIN_GREEK},
    {0x03F2, 'c', TWIN_GREEK},    {0x03F3, 'j', TWIN_GREEK},    {0x0391, 'A', TWIN_GREEK},
    {0x0392, 'B', TWIN_GREEK},    {0x0395, 'E', TWIN_GREEK},    {0x0396, 'Z', TWIN_GREEK},
    {0x0397, 'H', TWIN_GREEK},    {0x0399, 'I', TWIN_GREEK},    {0x039A, 'K', TWIN_GREEK},
    {0x039C, 'M', TWIN_GREEK},    {0x039D, 'N', TWIN_GREEK},    {0x039F, 'O', TWIN_GREEK},
    {0x03A1, 'P', TWIN_GREEK},    {0x03A4, 'T', TWIN_GREEK},    {0x03A5, 'Y', TWIN_GREEK},
    {0x03A7, 'X', TWIN_GREEK},    {0x03F9, 'C', TWIN_GREEK},    {0x037F, 'J', TWIN_GREEK},
    {0x0585, 'o', TWIN_ARMENIAN}, {0x0578, 'n', TWIN_ARMENIAN}, {0x057D, 'u', TWIN_ARMENIAN},
    {0x0570, 'h', TWIN_ARMENIAN}, {0x0581, 'g', TWIN_ARMENIAN}, {0x0566, 'q', TWIN_ARMENIAN},
    {0x0555, 'O', TWIN_ARMENIAN}, {0x054F, 'S', TWIN_ARMENIAN}, {0x054D, 'U', TWIN_ARMENIAN},
};

#define TWIN_COUNT (sizeof twins / sizeof *twins)

uint32_t twin_to_latin(uint32_t code_point) {
    for (size_t i = 0; i < TWIN_COUNT; i++)
        if (twins[i].letter == code_point)
            return (uint32_t)twins[i].latin;
    return 0;
}

uint32_t twin_from_latin(uint32_t code_point, enum twin_script script) {
    for (size_t i = 0; i < TWIN_COUNT; i++)
        if (twins[i].script == script && (uint32_t)twins[i].latin == code_point)
            return twins[i].letter;
    return 0;
}
