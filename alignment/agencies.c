#include "alignment/agencies.h"

#include <stddef.h>

#define S(word) SLICE(word)

struct agency {
    struct slice name;
    struct slice alias; /* absent where the name is all */
};

static const struct agency agencies[] = {
    {S("Agence France-Presse"), S("AFP")},
    {S("Agenzia Nazionale Stampa Associata"), S("ANSA")},
    {S("Anadolu Agency"), S("Anadolu")},
    {S("Asian News International"), S("ANI")},
    {S("Associated Press"), S("AP")},
    {S("Australian Associated Press"), S("AAP")},
    {S("Austria Press Agency"), S("APA")},
    {S("Bernama"), {0}},
    {S("Bloomberg News"), S("Bloomberg")},
    {S("Canadian Press"), S("CP")},
    {S("Central News Agency"), S("CNA")},
    {S("Deutsche Presse-Agentur"), S("DPA")},
    {S("Dow Jones Newswires"), S("Dow Jones")},
    {S("EFE"), {0}},
    {S("Indo-Asian News Service"), S("IANS")},
    {S("Interfax"), {0}},
    {S("Interfax-Ukraine"), {0}},
    {S("Islamic Republic News Agency"), S("IRNA")},
    {S("Jiji Press"), S("Jiji")},
    {S("Korean Central News Agency"), S("KCNA")},
    {S("Kyodo News"), S("Kyodo")},
    {S("Mehr News Agency"), S("Mehr")},
    {S("Press Association"), S("PA")},
    {S("PA Media"), {0}},
    {S("Press Trust of India"), S("PTI")},
    {S("Reuters"), {0}},
    {S("RIA Novosti"), S("RIA")},
    {S("Syrian Arab News Agency"), S("SANA")},
    {S("TASS"), S("ITAR-TASS")},
    {S("Thomson Reuters"), {0}},
    {S("Ukrinform"), {0}},
    {S("United News of India"), S("UNI")},
    {S("United Press International"), S("UPI")},
    {S("Vietnam News Agency"), S("VNA")},
    {S("Xinhua News Agency"), S("Xinhua")},
    {S("Yonhap News Agency"), S("Yonhap")},
};

/* Names that changed or have a short form of their own. */
static struct slice current_name(struct slice name) {
    if (slice_equal(name, SLICE("Thomson Reuters")))
        return SLICE("Reuters");
    if (slice_equal(name, SLICE("PA Media")))
        return SLICE("Press Association");
    return name;
}

static bool is_abbreviation(struct slice alias) {
    return alias.length <= 4 && alias.at[1] >= 'A' && alias.at[1] <= 'Z';
}

struct slice agency_name(struct slice text) {
    if (text.length < 2)
        return (struct slice){0};
    for (size_t i = 0; i < sizeof agencies / sizeof *agencies; i++) {
        const struct agency *agency = &agencies[i];
        if (slice_equal_ascii_case(text, agency->name))
            return current_name(agency->name);
        if (!agency->alias.at)
            continue;
        bool same = is_abbreviation(agency->alias) ? slice_equal(text, agency->alias)
                                                   : slice_equal_ascii_case(text, agency->alias);
        if (same)
            return agency->name;
    }
    return (struct slice){0};
}
