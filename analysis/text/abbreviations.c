#include "analysis/text/abbreviations.h"

#define S(word)                                                                                    \
    { word, sizeof(word) - 1 }

/* Before names: the stop never ends the sentence. */
static const struct slice titles[] = {
    S("adm"),    S("amb"),  S("atty"), S("brig"), S("capt"), S("cdr"),  S("cllr"),
    S("cmdr"),   S("col"),  S("cpl"),  S("det"),  S("dr"),   S("esq"),  S("fr"),
    S("ft"),     S("gen"),  S("gov"),  S("hon"),  S("insp"), S("lt"),   S("maj"),
    S("messrs"), S("mr"),   S("mrs"),  S("ms"),   S("mt"),   S("mx"),   S("ofc"),
    S("pfc"),    S("pres"), S("prof"), S("pvt"),  S("rep"),  S("reps"), S("rev"),
    S("sen"),    S("sens"), S("sgt"),  S("spc"),  S("st"),   S("supt"), S("vs"),
};

/* Only before a number. */
static const struct slice numbered[] = {
    S("art"), S("c"),  S("ca"), S("ch"),  S("eq"), S("fig"), S("figs"), S("no"), S("nos"),
    S("nr"),  S("op"), S("p"),  S("par"), S("pg"), S("pp"),  S("sec"),  S("v"),  S("vol"),
};

/* With a capital only: without it they are words. */
static const struct slice capital_only[] = {
    S("ala"),  S("ark"),  S("assn"), S("aug"),  S("ave"),   S("bros"), S("calif"), S("co"),
    S("colo"), S("conn"), S("corp"), S("dec"),  S("del"),   S("dept"), S("feb"),   S("fla"),
    S("fri"),  S("hwy"),  S("ill"),  S("inc"),  S("ind"),   S("jan"),  S("jr"),    S("jul"),
    S("jun"),  S("kan"),  S("ky"),   S("la"),   S("llc"),   S("ltd"),  S("mar"),   S("mass"),
    S("md"),   S("mich"), S("minn"), S("miss"), S("mo"),    S("mon"),  S("mont"),  S("neb"),
    S("nev"),  S("nov"),  S("oct"),  S("okla"), S("ont"),   S("ore"),  S("penn"),  S("ph.d"),
    S("plc"),  S("que"),  S("rd"),   S("sat"),  S("sep"),   S("sept"), S("sr"),    S("sun"),
    S("tenn"), S("tex"),  S("thu"),  S("thur"), S("thurs"), S("tue"),  S("tues"),  S("univ"),
    S("va"),   S("wash"), S("wed"),  S("wis"),  S("wyo"),
};

/* In either case. */
static const struct slice plain[] = {
    S("al"),  S("approx"), S("apt"), S("asst"), S("attn"), S("ave"), S("blvd"), S("cf"), S("dept"),
    S("eg"),  S("est"),    S("etc"), S("ext"),  S("hrs"),  S("ie"),  S("inc"),  S("jr"), S("lbs"),
    S("ltd"), S("mins"),   S("oz"),  S("ph.d"), S("sq"),   S("tel"), S("viz"),
};

static const struct slice openers[] = {
    S("a"),         S("according"), S("after"),  S("all"),     S("also"),   S("although"),
    S("among"),     S("an"),        S("and"),    S("another"), S("as"),     S("at"),
    S("because"),   S("before"),    S("both"),   S("but"),     S("by"),     S("critics"),
    S("despite"),   S("during"),    S("each"),   S("earlier"), S("even"),   S("every"),
    S("experts"),   S("few"),       S("for"),    S("from"),    S("he"),     S("her"),
    S("here"),      S("his"),       S("how"),    S("however"), S("i"),      S("if"),
    S("in"),        S("instead"),   S("it"),     S("its"),     S("later"),  S("many"),
    S("meanwhile"), S("more"),      S("most"),   S("mr."),     S("mrs."),   S("ms."),
    S("my"),        S("no"),        S("nobody"), S("none"),    S("not"),    S("nothing"),
    S("now"),       S("officials"), S("on"),     S("once"),    S("one"),    S("only"),
    S("other"),     S("others"),    S("our"),    S("people"),  S("police"), S("several"),
    S("she"),       S("since"),     S("so"),     S("some"),    S("such"),   S("that"),
    S("the"),       S("their"),     S("then"),   S("there"),   S("these"),  S("they"),
    S("this"),      S("those"),     S("though"), S("three"),   S("to"),     S("today"),
    S("two"),       S("under"),     S("until"),  S("we"),      S("what"),   S("when"),
    S("where"),     S("whether"),   S("which"),  S("while"),   S("who"),    S("why"),
    S("with"),      S("without"),   S("yet"),    S("you"),     S("your"),
};

bool abbreviation_is_dotted(struct slice word) {
    if (word.length < 3 || word.length % 2 == 0 || word.length > 15)
        return false;
    for (size_t i = 0; i < word.length; i++) {
        bool letter = word.at[i] >= 'a' && word.at[i] <= 'z';
        if (i % 2 ? word.at[i] != '.' : !letter)
            return false;
    }
    return true;
}

enum abbreviation abbreviation_find(struct slice word, bool capital) {
    if (slice_equal(word, SLICE("a.m")) || slice_equal(word, SLICE("p.m")))
        return ABBREVIATION_CLOCK;
    if (abbreviation_is_dotted(word))
        return ABBREVIATION_OTHER;
    if (slice_equal(word, SLICE("vs")) || (capital && SLICE_IN(word, titles)))
        return ABBREVIATION_TITLE;
    if (SLICE_IN(word, numbered))
        return ABBREVIATION_NUMBER;
    if (slice_equal(word, SLICE("etc")))
        return ABBREVIATION_CLOCK;
    if (SLICE_IN(word, plain) || (capital && SLICE_IN(word, capital_only)))
        return ABBREVIATION_OTHER;
    return ABBREVIATION_NONE;
}

bool abbreviation_clock_goes_on(struct slice word) {
    static const struct slice followers[] = {
        S("april"),     S("august"),  S("central"),  S("december"), S("eastern"),
        S("february"),  S("friday"),  S("gmt"),      S("january"),  S("july"),
        S("june"),      S("march"),   S("may"),      S("monday"),   S("mountain"),
        S("november"),  S("october"), S("pacific"),  S("saturday"), S("sept."),
        S("september"), S("sunday"),  S("thursday"), S("tuesday"),  S("wednesday"),
    };
    return SLICE_IN(word, followers);
}

bool abbreviation_opener(struct slice word) {
    return SLICE_IN(word, openers);
}
