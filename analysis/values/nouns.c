/* Noun phrases and singulars; see nouns.h.
 *
 * With tags, the head is the last noun of the run behind the number, or where a tree hangs the
 * number. Without, plurals tell: modifiers of a counted noun are singular in English ("sports cars"
 * and its like go on to the next plural), and so the first plural behind a number is what is
 * counted.
 */
#include "analysis/values/nouns.h"
#include "analysis/language/tagset.h"

#define TEXT(text)                                                                                 \
    { "" text, sizeof(text) - 1 }

static const struct slice stops[] = {
    TEXT("a"),         TEXT("about"),    TEXT("above"),     TEXT("according"), TEXT("across"),
    TEXT("after"),     TEXT("again"),    TEXT("against"),   TEXT("ago"),       TEXT("alike"),
    TEXT("all"),       TEXT("almost"),   TEXT("alone"),     TEXT("along"),     TEXT("already"),
    TEXT("also"),      TEXT("although"), TEXT("always"),    TEXT("am"),        TEXT("amid"),
    TEXT("among"),     TEXT("an"),       TEXT("and"),       TEXT("another"),   TEXT("any"),
    TEXT("anyone"),    TEXT("apart"),    TEXT("are"),       TEXT("around"),    TEXT("as"),
    TEXT("ashore"),    TEXT("aside"),    TEXT("asked"),     TEXT("asleep"),    TEXT("at"),
    TEXT("away"),      TEXT("back"),     TEXT("be"),        TEXT("became"),    TEXT("because"),
    TEXT("become"),    TEXT("been"),     TEXT("before"),    TEXT("began"),     TEXT("behind"),
    TEXT("being"),     TEXT("below"),    TEXT("beneath"),   TEXT("beside"),    TEXT("besides"),
    TEXT("between"),   TEXT("beyond"),   TEXT("both"),      TEXT("but"),       TEXT("by"),
    TEXT("came"),      TEXT("can"),      TEXT("cannot"),    TEXT("come"),      TEXT("could"),
    TEXT("cut"),       TEXT("despite"),  TEXT("did"),       TEXT("died"),      TEXT("do"),
    TEXT("does"),      TEXT("doing"),    TEXT("done"),      TEXT("down"),      TEXT("due"),
    TEXT("during"),    TEXT("each"),     TEXT("either"),    TEXT("enough"),    TEXT("even"),
    TEXT("ever"),      TEXT("every"),    TEXT("except"),    TEXT("fell"),      TEXT("felt"),
    TEXT("few"),       TEXT("fled"),     TEXT("following"), TEXT("for"),       TEXT("found"),
    TEXT("from"),      TEXT("further"),  TEXT("gave"),      TEXT("get"),       TEXT("gets"),
    TEXT("go"),        TEXT("goes"),     TEXT("gone"),      TEXT("got"),       TEXT("had"),
    TEXT("has"),       TEXT("have"),     TEXT("he"),        TEXT("held"),      TEXT("her"),
    TEXT("here"),      TEXT("him"),      TEXT("his"),       TEXT("hit"),       TEXT("how"),
    TEXT("however"),   TEXT("i"),        TEXT("if"),        TEXT("in"),        TEXT("including"),
    TEXT("inside"),    TEXT("instead"),  TEXT("into"),      TEXT("is"),        TEXT("it"),
    TEXT("its"),       TEXT("itself"),   TEXT("just"),      TEXT("kept"),      TEXT("killed"),
    TEXT("knew"),      TEXT("largely"),  TEXT("later"),     TEXT("least"),     TEXT("led"),
    TEXT("left"),      TEXT("less"),     TEXT("lost"),      TEXT("made"),      TEXT("make"),
    TEXT("makes"),     TEXT("many"),     TEXT("may"),       TEXT("me"),        TEXT("met"),
    TEXT("might"),     TEXT("mine"),     TEXT("more"),      TEXT("most"),      TEXT("much"),
    TEXT("must"),      TEXT("my"),       TEXT("near"),      TEXT("nearly"),    TEXT("neither"),
    TEXT("never"),     TEXT("no"),       TEXT("nor"),       TEXT("not"),       TEXT("now"),
    TEXT("of"),        TEXT("off"),      TEXT("often"),     TEXT("on"),        TEXT("once"),
    TEXT("only"),      TEXT("onto"),     TEXT("opposite"),  TEXT("or"),        TEXT("other"),
    TEXT("others"),    TEXT("our"),      TEXT("out"),       TEXT("outside"),   TEXT("over"),
    TEXT("overnight"), TEXT("own"),      TEXT("paid"),      TEXT("past"),      TEXT("per"),
    TEXT("plus"),      TEXT("put"),      TEXT("ran"),       TEXT("rather"),    TEXT("said"),
    TEXT("same"),      TEXT("sat"),      TEXT("saw"),       TEXT("say"),       TEXT("says"),
    TEXT("sent"),      TEXT("she"),      TEXT("shot"),      TEXT("should"),    TEXT("since"),
    TEXT("so"),        TEXT("some"),     TEXT("sometimes"), TEXT("somewhere"), TEXT("soon"),
    TEXT("spoke"),     TEXT("still"),    TEXT("stood"),     TEXT("such"),      TEXT("sure"),
    TEXT("taken"),     TEXT("than"),     TEXT("that"),      TEXT("the"),       TEXT("their"),
    TEXT("them"),      TEXT("then"),     TEXT("there"),     TEXT("these"),     TEXT("they"),
    TEXT("this"),      TEXT("those"),    TEXT("though"),    TEXT("through"),   TEXT("throughout"),
    TEXT("thus"),      TEXT("till"),     TEXT("to"),        TEXT("today"),     TEXT("together"),
    TEXT("told"),      TEXT("tomorrow"), TEXT("tonight"),   TEXT("too"),       TEXT("took"),
    TEXT("toward"),    TEXT("towards"),  TEXT("under"),     TEXT("until"),     TEXT("up"),
    TEXT("upon"),      TEXT("us"),       TEXT("used"),      TEXT("versus"),    TEXT("very"),
    TEXT("via"),       TEXT("vs"),       TEXT("was"),       TEXT("we"),        TEXT("went"),
    TEXT("were"),      TEXT("what"),     TEXT("when"),      TEXT("where"),     TEXT("whether"),
    TEXT("which"),     TEXT("while"),    TEXT("who"),       TEXT("whom"),      TEXT("whose"),
    TEXT("why"),       TEXT("will"),     TEXT("with"),      TEXT("within"),    TEXT("without"),
    TEXT("won"),       TEXT("worth"),    TEXT("would"),     TEXT("yesterday"), TEXT("yet"),
    TEXT("you"),       TEXT("your"),
};

struct irregular {
    struct slice plural;
    struct slice singular;
};

#define PLURAL(plural, singular)                                                                   \
    { TEXT(plural), TEXT(singular) }

static const struct irregular irregulars[] = {
    PLURAL("aches", "ache"),
    PLURAL("aircraft", "aircraft"),
    PLURAL("airmen", "airman"),
    PLURAL("alumni", "alumnus"),
    PLURAL("analyses", "analysis"),
    PLURAL("avalanches", "avalanche"),
    PLURAL("axes", "axe"),
    PLURAL("bacteria", "bacterium"),
    PLURAL("barracks", "barracks"),
    PLURAL("bison", "bison"),
    PLURAL("bonuses", "bonus"),
    PLURAL("buffaloes", "buffalo"),
    PLURAL("buses", "bus"),
    PLURAL("businessmen", "businessman"),
    PLURAL("businesswomen", "businesswoman"),
    PLURAL("caches", "cache"),
    PLURAL("cacti", "cactus"),
    PLURAL("calories", "calorie"),
    PLURAL("calves", "calf"),
    PLURAL("campuses", "campus"),
    PLURAL("cargoes", "cargo"),
    PLURAL("cattle", "cattle"),
    PLURAL("censuses", "census"),
    PLURAL("chairmen", "chairman"),
    PLURAL("children", "child"),
    PLURAL("clergymen", "clergyman"),
    PLURAL("congressmen", "congressman"),
    PLURAL("cookies", "cookie"),
    PLURAL("councilmen", "councilman"),
    PLURAL("craftsmen", "craftsman"),
    PLURAL("crew", "crew"),
    PLURAL("crises", "crisis"),
    PLURAL("criteria", "criterion"),
    PLURAL("crossroads", "crossroads"),
    PLURAL("data", "data"),
    PLURAL("deer", "deer"),
    PLURAL("diagnoses", "diagnosis"),
    PLURAL("dice", "die"),
    PLURAL("echoes", "echo"),
    PLURAL("embargoes", "embargo"),
    PLURAL("feet", "foot"),
    PLURAL("firemen", "fireman"),
    PLURAL("fish", "fish"),
    PLURAL("fishermen", "fisherman"),
    PLURAL("fungi", "fungus"),
    PLURAL("gases", "gas"),
    PLURAL("geese", "goose"),
    PLURAL("grandchildren", "grandchild"),
    PLURAL("gunmen", "gunman"),
    PLURAL("halves", "half"),
    PLURAL("headaches", "headache"),
    PLURAL("headquarters", "headquarters"),
    PLURAL("heroes", "hero"),
    PLURAL("hooves", "hoof"),
    PLURAL("hovercraft", "hovercraft"),
    PLURAL("hypotheses", "hypothesis"),
    PLURAL("indices", "index"),
    PLURAL("knives", "knife"),
    PLURAL("leaves", "leaf"),
    PLURAL("lenses", "lens"),
    PLURAL("licences", "licence"),
    PLURAL("lies", "lie"),
    PLURAL("lives", "life"),
    PLURAL("livestock", "livestock"),
    PLURAL("loaves", "loaf"),
    PLURAL("mangoes", "mango"),
    PLURAL("matrices", "matrix"),
    PLURAL("means", "means"),
    PLURAL("media", "medium"),
    PLURAL("men", "man"),
    PLURAL("mice", "mouse"),
    PLURAL("militants", "militant"),
    PLURAL("militiamen", "militiaman"),
    PLURAL("moose", "moose"),
    PLURAL("mosquitoes", "mosquito"),
    PLURAL("mothers-in-law", "mother-in-law"),
    PLURAL("movies", "movie"),
    PLURAL("nuclei", "nucleus"),
    PLURAL("oases", "oasis"),
    PLURAL("offspring", "offspring"),
    PLURAL("oxen", "ox"),
    PLURAL("passersby", "passerby"),
    PLURAL("pence", "penny"),
    PLURAL("people", "person"),
    PLURAL("personnel", "personnel"),
    PLURAL("phenomena", "phenomenon"),
    PLURAL("pies", "pie"),
    PLURAL("police", "police"),
    PLURAL("policemen", "policeman"),
    PLURAL("policewomen", "policewoman"),
    PLURAL("potatoes", "potato"),
    PLURAL("poultry", "poultry"),
    PLURAL("prairies", "prairie"),
    PLURAL("premises", "premises"),
    PLURAL("quizzes", "quiz"),
    PLURAL("rookies", "rookie"),
    PLURAL("salesmen", "salesman"),
    PLURAL("salmon", "salmon"),
    PLURAL("scarves", "scarf"),
    PLURAL("schoolchildren", "schoolchild"),
    PLURAL("seamen", "seaman"),
    PLURAL("selfies", "selfie"),
    PLURAL("selves", "self"),
    PLURAL("series", "series"),
    PLURAL("servicemen", "serviceman"),
    PLURAL("servicewomen", "servicewoman"),
    PLURAL("sheep", "sheep"),
    PLURAL("shelves", "shelf"),
    PLURAL("spacecraft", "spacecraft"),
    PLURAL("species", "species"),
    PLURAL("spokesmen", "spokesman"),
    PLURAL("staff", "staff"),
    PLURAL("statuses", "status"),
    PLURAL("teeth", "tooth"),
    PLURAL("theses", "thesis"),
    PLURAL("thieves", "thief"),
    PLURAL("ties", "tie"),
    PLURAL("tomatoes", "tomato"),
    PLURAL("tornadoes", "tornado"),
    PLURAL("torpedoes", "torpedo"),
    PLURAL("tribesmen", "tribesman"),
    PLURAL("troops", "troop"),
    PLURAL("trout", "trout"),
    PLURAL("vertices", "vertex"),
    PLURAL("vetoes", "veto"),
    PLURAL("viruses", "virus"),
    PLURAL("volcanoes", "volcano"),
    PLURAL("wives", "wife"),
    PLURAL("wolves", "wolf"),
    PLURAL("women", "woman"),
    PLURAL("works", "works"),
    PLURAL("zombies", "zombie"),
};

/* Verbs in -s that follow a number more often than any plural in the same spelling. */
static const struct slice verbs[] = {
    TEXT("across"),    TEXT("afterwards"), TEXT("always"), TEXT("as"),       TEXT("becomes"),
    TEXT("besides"),   TEXT("does"),       TEXT("goes"),   TEXT("has"),      TEXT("hers"),
    TEXT("his"),       TEXT("includes"),   TEXT("is"),     TEXT("its"),      TEXT("less"),
    TEXT("means"),     TEXT("nowadays"),   TEXT("ours"),   TEXT("overseas"), TEXT("perhaps"),
    TEXT("plus"),      TEXT("remains"),    TEXT("says"),   TEXT("seems"),    TEXT("shows"),
    TEXT("sometimes"), TEXT("theirs"),     TEXT("this"),   TEXT("thus"),     TEXT("towards"),
    TEXT("unless"),    TEXT("upwards"),    TEXT("us"),     TEXT("versus"),   TEXT("was"),
    TEXT("yes"),       TEXT("yields"),     TEXT("yours"),
};

bool noun_is_stop(struct slice lower) {
    return SLICE_IN(lower, stops);
}

static struct slice cut(struct slice word, size_t length) {
    return slice_of(word.at, word.length - length);
}

static bool ends_one_of(struct slice word, const struct slice *endings, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (slice_ends(word, endings[i]))
            return true;
    return false;
}

/* "aldermen", "airwomen"; "specimen" and its like are singular. */
static bool is_men(struct slice lower) {
    static const struct slice singular[] = {TEXT("abdomen"),  TEXT("acumen"), TEXT("regimen"),
                                            TEXT("specimen"), TEXT("stamen"), TEXT("yemen")};
    return lower.length > 4 && lower.length < NOUN_MAX && slice_ends(lower, SLICE("men")) &&
           !ends_one_of(lower, singular, sizeof singular / sizeof *singular);
}

struct slice noun_singular(struct slice plural, char buffer[NOUN_MAX]) {
    static const struct slice drop_es[] = {TEXT("ches"), TEXT("shes"), TEXT("sses"), TEXT("xes"),
                                           TEXT("zzes")};
    static const struct slice no_plural[] = {TEXT("ss"), TEXT("us"), TEXT("is")};
    const struct irregular *irregular = SLICE_ROW(plural, irregulars);
    if (irregular)
        return irregular->singular;
    if (is_men(plural)) {
        memcpy(buffer, plural.at, plural.length);
        buffer[plural.length - 2] = 'a';
        return slice_of(buffer, plural.length);
    }
    if (plural.length < 4 || plural.at[plural.length - 1] != 's' ||
        ends_one_of(plural, no_plural, sizeof no_plural / sizeof *no_plural))
        return plural;
    if (slice_ends(plural, SLICE("ies")) && plural.length > 4 && plural.length < NOUN_MAX) {
        memcpy(buffer, plural.at, plural.length - 3);
        buffer[plural.length - 3] = 'y';
        return slice_of(buffer, plural.length - 2);
    }
    if (ends_one_of(plural, drop_es, sizeof drop_es / sizeof *drop_es))
        return cut(plural, 2);
    return cut(plural, 1);
}

bool noun_is_plural(struct slice lower) {
    if (SLICE_ROW(lower, irregulars) || is_men(lower))
        return true;
    bool ending = lower.length > 3 && lower.at[lower.length - 1] == 's' &&
                  !slice_ends(lower, SLICE("ss")) && !slice_ends(lower, SLICE("us")) &&
                  !slice_ends(lower, SLICE("is"));
    return ending && !noun_is_stop(lower) && !SLICE_IN(lower, verbs);
}

/* ---- phrases ----------------------------------------------------------------------------------
 */

enum { PHRASE_MAX = 7 };

static bool is_hyphen(const struct piece *piece) {
    return slice_equal(piece->lower, SLICE("-")) || slice_equal(piece->lower, SLICE("‑"));
}

/* Words joined by hyphens count as one; returns the piece behind the word at `i`. */
static uint32_t word_past(const struct piece *pieces, uint32_t i, uint32_t past) {
    uint32_t at = i + 1;
    if (at < past && pieces[at].kind == PIECE_DIGITS &&
        pieces[at].span.start == pieces[at - 1].span.end)
        at++; /* CO2 */
    while (at < i + 9 && at + 1 < past && is_hyphen(&pieces[at]) &&
           pieces[at + 1].kind != PIECE_SYMBOL &&
           pieces[at].span.start == pieces[at - 1].span.end &&
           pieces[at + 1].span.start == pieces[at].span.end)
        at += 2;
    return at;
}

/* "all the", "of its": what may stand in front of the phrase proper. */
static uint32_t skip_determiners(const struct piece *pieces, uint32_t i, uint32_t past) {
    static const struct slice determiners[] = {
        TEXT("a"),     TEXT("all"),   TEXT("an"),   TEXT("her"),   TEXT("his"),  TEXT("its"),
        TEXT("my"),    TEXT("other"), TEXT("our"),  TEXT("such"),  TEXT("that"), TEXT("the"),
        TEXT("their"), TEXT("these"), TEXT("this"), TEXT("those"), TEXT("your"),
    };
    while (i < past && pieces[i].kind == PIECE_WORD && SLICE_IN(pieces[i].lower, determiners))
        i++;
    return i;
}

static bool is_participle(struct slice lower) {
    return lower.length > 4 && slice_ends(lower, SLICE("ed"));
}

/* The head by spelling alone. */
static bool read_by_spelling(const struct piece *pieces, uint32_t i, uint32_t past, bool plural,
                             struct noun_phrase *phrase) {
    bool found = false;
    uint32_t at = i;
    for (int words = 0; words < PHRASE_MAX && at < past; words++) {
        if (words > 0 && pieces[at].kind == PIECE_DIGITS && pieces[at - 1].capital) {
            at++; /* "Boeing 737 jets" */
            continue;
        }
        if (pieces[at].kind != PIECE_WORD || noun_is_stop(pieces[at].lower))
            break;
        uint32_t next = word_past(pieces, at, past);
        struct slice last = pieces[next - 1].lower;
        bool is_plural = pieces[next - 1].kind == PIECE_WORD && noun_is_plural(last);
        if (found && phrase->past < next && plural && !is_plural)
            break;
        if (!plural && words > 0 && is_participle(last))
            break;
        if (is_plural || !plural) {
            phrase->head = next - 1;
            phrase->past = next;
            found = true;
        }
        at = next;
    }
    return found;
}

static bool tag_goes_on(const struct token *token) {
    switch (token->upos) {
    case UPOS_ADJ:
    case UPOS_NOUN:
    case UPOS_PROPN:
        return true;
    case UPOS_VERB:
        return token->xpos == XPOS_VBN || token->xpos == XPOS_VBG;
    default:
        return false;
    }
}

/* The head by tags: the last noun of the run; a verb form or an adjective behind a noun ends it. */
static bool read_by_tags(const struct analysis *analysis, const struct piece *pieces, uint32_t i,
                         uint32_t past, bool plural, struct noun_phrase *phrase) {
    bool found = false;
    bool found_plural = false;
    uint32_t at = i;
    for (int words = 0; words < PHRASE_MAX && at < past; words++) {
        uint32_t next = word_past(pieces, at, past);
        const struct token *token = &analysis->tokens.at[pieces[next - 1].token];
        bool noun = token->upos == UPOS_NOUN || token->upos == UPOS_PROPN;
        bool number = pieces[at].kind == PIECE_DIGITS && found;
        if (pieces[at].kind == PIECE_SYMBOL || (!tag_goes_on(token) && !number))
            break;
        if (found && !noun && !number)
            break;
        bool is_plural = noun && noun_is_plural(pieces[next - 1].lower);
        if (found_plural && !is_plural)
            break; /* "seabirds nest": a verb taken for a noun */
        found_plural = plural && is_plural;
        if (noun) {
            phrase->head = next - 1;
            phrase->past = next;
            found = true;
        }
        at = next;
    }
    return found;
}

bool noun_phrase_read(const struct analysis *analysis, const struct piece *pieces, uint32_t i,
                      uint32_t past, bool plural, struct noun_phrase *ret_phrase) {
    struct noun_phrase phrase = {.first = skip_determiners(pieces, i, past)};
    if (phrase.first >= past || pieces[phrase.first].kind != PIECE_WORD)
        return false;
    bool tagged = analysis->tokens.at[pieces[phrase.first].token].upos != UPOS_NONE;
    bool found = tagged ? read_by_tags(analysis, pieces, phrase.first, past, plural, &phrase)
                        : read_by_spelling(pieces, phrase.first, past, plural, &phrase);
    if (!found)
        return false;
    *ret_phrase = phrase;
    return true;
}
