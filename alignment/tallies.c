/* The words that say what a number counts are found in the tree of its sentence, the nearest first;
 * a person can be killed or arrested, a house destroyed, land burned, so the noun of the number
 * rules out the words that belong to another number of the same sentence.
 */
#include "alignment/tallies.h"

#include "alignment/slots.h"
#include "analysis/language/tagset.h"
#include "analysis/values/units.h"

/* What is counted, as a set. */
enum counted {
    COUNTED_PEOPLE = 1,
    COUNTED_BUILDINGS = 2,
    COUNTED_LAND = 4,
    COUNTED_SHARE = 8,
    COUNTED_BARE = 16, /* "damaged 41", "the toll rose to three" */
    COUNTED_CREWS = 32,
};

enum {
    REACH = 24,      /* tokens on either side of the number */
    NEAR = 4,        /* steps in the tree */
    ANCESTORS = 6,   /* heads that are climbed on each side */
    APART_DAYS = 30, /* two dates so far apart are those of two events */
};

static const double SURE = 0.8;
static const double POOL_OF_ARTICLES = 1.8; /* logarithm of about five claims an article */

/* What a word near a number tells: a tally, or a part of "told to leave" and "without power". */
enum sign {
    DEAD = 1 << TALLY_DEAD,
    HURT = 1 << TALLY_HURT,
    MISSING = 1 << TALLY_MISSING,
    DISPLACED = 1 << TALLY_DISPLACED,
    HELD = 1 << TALLY_HELD,
    RESCUED = 1 << TALLY_RESCUED,
    INFECTED = 1 << TALLY_INFECTED,
    DEPLOYED = 1 << TALLY_DEPLOYED,
    ABOARD = 1 << TALLY_ABOARD,
    GATHERED = 1 << TALLY_GATHERED,
    STRIKING = 1 << TALLY_STRIKING,
    EMPLOYED = 1 << TALLY_EMPLOYED,
    DESTROYED = 1 << TALLY_DESTROYED,
    DAMAGED = 1 << TALLY_DAMAGED,
    BURNED = 1 << TALLY_BURNED,
    CONTAINED = 1 << TALLY_CONTAINED,
    CUE_DRIVE = 1 << TALLY_COUNT,
    CUE_HOME = CUE_DRIVE << 1,
    CUE_ORDER = CUE_DRIVE << 2,
    CUE_LEAVE = CUE_DRIVE << 3,
    CUE_OUTAGE = CUE_DRIVE << 4,
    CUE_POWER = CUE_DRIVE << 5,
    CUE_ABSENT = CUE_DRIVE << 6,
    CUE_HOSPITAL = CUE_DRIVE << 7,
    CUE_TAKE = CUE_DRIVE << 8,
    CUE_CONDITION = CUE_DRIVE << 9,
    CUE_GRAVE = CUE_DRIVE << 10,
};

struct sign_word {
    struct slice word; /* a lemma or an inflected form */
    uint32_t signs;
};

/* Sorted. */
static const struct sign_word sign_words[] = {
    {SLICE("aboard"), ABOARD},
    {SLICE("admit"), CUE_TAKE},
    {SLICE("advise"), CUE_ORDER},
    {SLICE("airlift"), CUE_TAKE},
    {SLICE("apprehend"), HELD},
    {SLICE("arrest"), HELD},
    {SLICE("arrested"), HELD},
    {SLICE("ask"), CUE_ORDER},
    {SLICE("assign"), DEPLOYED},
    {SLICE("assigned"), DEPLOYED},
    {SLICE("attend"), GATHERED},
    {SLICE("attended"), GATHERED},
    {SLICE("battle"), DEPLOYED},
    {SLICE("blacken"), BURNED},
    {SLICE("blackened"), BURNED},
    {SLICE("blackout"), CUE_OUTAGE},
    {SLICE("blaze"), BURNED},
    {SLICE("bring"), CUE_TAKE},
    {SLICE("burn"), DESTROYED | BURNED},
    {SLICE("burned"), DESTROYED | BURNED},
    {SLICE("burnt"), DESTROYED | BURNED},
    {SLICE("carry"), ABOARD},
    {SLICE("case"), INFECTED},
    {SLICE("char"), BURNED},
    {SLICE("charred"), BURNED},
    {SLICE("chase"), CUE_DRIVE},
    {SLICE("collapse"), DESTROYED},
    {SLICE("collapsed"), DESTROYED},
    {SLICE("condition"), CUE_CONDITION},
    {SLICE("consume"), BURNED},
    {SLICE("consumed"), BURNED},
    {SLICE("contain"), CONTAINED},
    {SLICE("contained"), CONTAINED},
    {SLICE("containment"), CONTAINED},
    {SLICE("critical"), CUE_GRAVE},
    {SLICE("crowd"), GATHERED},
    {SLICE("custody"), HELD},
    {SLICE("cut"), CUE_ABSENT},
    {SLICE("damage"), DAMAGED},
    {SLICE("damaged"), DAMAGED},
    {SLICE("dead"), DEAD},
    {SLICE("deadly"), DEAD},
    {SLICE("death"), DEAD},
    {SLICE("demonstrate"), GATHERED},
    {SLICE("demonstrated"), GATHERED},
    {SLICE("demonstration"), GATHERED},
    {SLICE("deploy"), DEPLOYED},
    {SLICE("deployed"), DEPLOYED},
    {SLICE("destroy"), DESTROYED | BURNED},
    {SLICE("destroyed"), DESTROYED},
    {SLICE("detain"), HELD},
    {SLICE("detained"), HELD},
    {SLICE("detainee"), HELD},
    {SLICE("die"), DEAD},
    {SLICE("died"), DEAD},
    {SLICE("dispatch"), DEPLOYED},
    {SLICE("displace"), DISPLACED},
    {SLICE("displaced"), DISPLACED},
    {SLICE("drive"), CUE_DRIVE},
    {SLICE("driven"), CUE_DRIVE},
    {SLICE("electricity"), CUE_POWER},
    {SLICE("employ"), EMPLOYED},
    {SLICE("employed"), EMPLOYED},
    {SLICE("engulf"), BURNED},
    {SLICE("evacuate"), DISPLACED | CUE_LEAVE},
    {SLICE("evacuated"), DISPLACED},
    {SLICE("evacuation"), DISPLACED},
    {SLICE("evacuee"), DISPLACED},
    {SLICE("fatal"), DEAD},
    {SLICE("fatality"), DEAD},
    {SLICE("fight"), DEPLOYED},
    {SLICE("fire"), BURNED},
    {SLICE("flatten"), DESTROYED},
    {SLICE("flattened"), DESTROYED},
    {SLICE("fled"), DISPLACED},
    {SLICE("flee"), DISPLACED | CUE_LEAVE},
    {SLICE("fly"), CUE_TAKE},
    {SLICE("force"), CUE_DRIVE | CUE_ORDER},
    {SLICE("forced"), CUE_DRIVE},
    {SLICE("fought"), DEPLOYED},
    {SLICE("gather"), GATHERED},
    {SLICE("gathered"), GATHERED},
    {SLICE("go"), CUE_LEAVE},
    {SLICE("gone"), DESTROYED},
    {SLICE("grow"), BURNED},
    {SLICE("gut"), DESTROYED},
    {SLICE("gutted"), DESTROYED},
    {SLICE("home"), CUE_HOME},
    {SLICE("homeless"), DISPLACED},
    {SLICE("hospital"), CUE_HOSPITAL},
    {SLICE("hospitalise"), HURT},
    {SLICE("hospitalised"), HURT},
    {SLICE("hospitalize"), HURT},
    {SLICE("hospitalized"), HURT},
    {SLICE("house"), CUE_HOME},
    {SLICE("hurt"), HURT},
    {SLICE("infect"), INFECTED},
    {SLICE("infected"), INFECTED},
    {SLICE("infection"), INFECTED},
    {SLICE("injure"), HURT},
    {SLICE("injured"), HURT},
    {SLICE("injury"), HURT},
    {SLICE("instruct"), CUE_ORDER},
    {SLICE("jail"), HELD},
    {SLICE("jailed"), HELD},
    {SLICE("kill"), DEAD},
    {SLICE("killed"), DEAD},
    {SLICE("knock"), CUE_ABSENT},
    {SLICE("leave"), CUE_LEAVE},
    {SLICE("level"), DESTROYED},
    {SLICE("levelled"), DESTROYED},
    {SLICE("line"), DEPLOYED},
    {SLICE("lines"), DEPLOYED},
    {SLICE("lose"), DESTROYED | CUE_ABSENT},
    {SLICE("lost"), DESTROYED | CUE_ABSENT},
    {SLICE("march"), GATHERED},
    {SLICE("marched"), GATHERED},
    {SLICE("missing"), MISSING},
    {SLICE("mobilise"), DEPLOYED},
    {SLICE("mobilize"), DEPLOYED},
    {SLICE("no"), CUE_ABSENT},
    {SLICE("onboard"), ABOARD},
    {SLICE("order"), CUE_ORDER},
    {SLICE("out"), CUE_ABSENT},
    {SLICE("outage"), CUE_OUTAGE},
    {SLICE("payroll"), EMPLOYED},
    {SLICE("perish"), DEAD},
    {SLICE("power"), CUE_POWER},
    {SLICE("protest"), GATHERED},
    {SLICE("protested"), GATHERED},
    {SLICE("push"), CUE_DRIVE},
    {SLICE("pushed"), CUE_DRIVE},
    {SLICE("rallied"), GATHERED},
    {SLICE("rally"), GATHERED},
    {SLICE("raze"), DESTROYED},
    {SLICE("razed"), DESTROYED},
    {SLICE("rescue"), RESCUED},
    {SLICE("rescued"), RESCUED},
    {SLICE("ruin"), DESTROYED},
    {SLICE("rush"), CUE_TAKE},
    {SLICE("scorch"), BURNED},
    {SLICE("scorched"), BURNED},
    {SLICE("send"), CUE_TAKE},
    {SLICE("serious"), CUE_GRAVE},
    {SLICE("sicken"), INFECTED},
    {SLICE("sickened"), INFECTED},
    {SLICE("slain"), DEAD},
    {SLICE("slay"), DEAD},
    {SLICE("spread"), BURNED},
    {SLICE("stable"), CUE_GRAVE},
    {SLICE("strike"), STRIKING},
    {SLICE("striking"), STRIKING},
    {SLICE("swell"), BURNED},
    {SLICE("tackle"), DEPLOYED},
    {SLICE("take"), CUE_TAKE},
    {SLICE("tell"), CUE_ORDER},
    {SLICE("told"), CUE_ORDER},
    {SLICE("toll"), DEAD},
    {SLICE("torch"), BURNED},
    {SLICE("treat"), CUE_TAKE},
    {SLICE("turnout"), GATHERED},
    {SLICE("unaccounted"), MISSING},
    {SLICE("uproot"), DISPLACED},
    {SLICE("uprooted"), DISPLACED},
    {SLICE("urge"), CUE_ORDER},
    {SLICE("walkout"), STRIKING},
    {SLICE("wildfire"), BURNED},
    {SLICE("without"), CUE_ABSENT},
    {SLICE("workforce"), EMPLOYED},
    {SLICE("wound"), HURT},
    {SLICE("wounded"), HURT},
    {SLICE("wreck"), DESTROYED},
    {SLICE("wrecked"), DESTROYED},
};

static uint32_t signs_of_word(struct slice word) {
    const struct sign_word *row = SLICE_ROW(word, sign_words);
    return row ? row->signs : 0;
}

static uint32_t signs_of(const struct token *token) {
    if (token->kind != TOKEN_WORD)
        return 0;
    uint32_t signs = signs_of_word(token->lemma) | signs_of_word(token->lower);
    bool event = token->upos == UPOS_NOUN && !slice_equal(token->lemma, SLICE("line"));
    return event ? signs & ~(uint32_t)(DEPLOYED | ABOARD) : signs; /* "in the battle of" */
}

/* The tallies that a number of such things can be. */
static uint32_t tallies_counting(unsigned counted) {
    uint32_t tallies = 0;
    if (counted & (COUNTED_PEOPLE | COUNTED_BARE))
        tallies |= DEAD | HURT | MISSING | DISPLACED | HELD | RESCUED | INFECTED | ABOARD |
                   GATHERED | STRIKING | EMPLOYED;
    if (counted & (COUNTED_CREWS | COUNTED_BARE))
        tallies |= DEPLOYED;
    if (counted & COUNTED_BUILDINGS)
        tallies |= DESTROYED | DAMAGED;
    if (counted & COUNTED_BARE)
        tallies |= DAMAGED;
    if (counted & COUNTED_LAND)
        tallies |= BURNED;
    if (counted & COUNTED_SHARE)
        tallies |= CONTAINED;
    return tallies;
}

static unsigned counted_by(const struct resources *resources, struct slice noun) {
    static const struct slice buildings[] = {
        SLICE("apartment"), SLICE("barn"),   SLICE("building"), SLICE("cabin"), SLICE("church"),
        SLICE("dwelling"),  SLICE("flat"),   SLICE("home"),     SLICE("house"), SLICE("property"),
        SLICE("residence"), SLICE("school"), SLICE("shop"),     SLICE("store"), SLICE("structure"),
    };
    static const struct slice sufferers[] = {
        SLICE("case"),      SLICE("casualty"), SLICE("death"), SLICE("fatality"),
        SLICE("infection"), SLICE("injury"),   SLICE("life"),  SLICE("other"),
    };
    static const struct slice crews[] = {
        SLICE("crew"),    SLICE("fighter"),   SLICE("firefighter"), SLICE("guard"),
        SLICE("officer"), SLICE("rescuer"),   SLICE("responder"),   SLICE("soldier"),
        SLICE("troop"),   SLICE("volunteer"), SLICE("worker"),
    };
    struct unit unit;
    if (!noun.length)
        return COUNTED_BARE;
    if (unit_is_currency(noun))
        return 0;
    if (unit_find(noun, &unit))
        return unit.dimension == DIMENSION_AREA    ? COUNTED_LAND
               : unit.dimension == DIMENSION_SHARE ? COUNTED_SHARE
                                                   : 0;
    if (slice_equal(noun, SLICE("customer")) || slice_equal(noun, SLICE("household")))
        return COUNTED_PEOPLE | COUNTED_BUILDINGS;
    if (SLICE_IN(noun, buildings))
        return COUNTED_BUILDINGS;
    if (SLICE_IN(noun, crews))
        return COUNTED_PEOPLE | COUNTED_CREWS;
    return SLICE_IN(noun, sufferers) || noun_is_person(resources, noun) ? COUNTED_PEOPLE : 0;
}

/* ---- nearness in the tree -------------------------------------------------------------------- */

/* The words around a number of one sentence. */
struct around {
    const struct token *tokens;
    uint32_t first;
    uint32_t past;
    uint32_t head;             /* of the number with its noun */
    uint32_t chain[ANCESTORS]; /* the head and the words above it */
    uint32_t depth;
};

static uint32_t climb(const struct token *tokens, uint32_t from, uint32_t ret_chain[ANCESTORS]) {
    uint32_t depth = 0;
    for (uint32_t at = from; at != NO_INDEX && depth < ANCESTORS; at = tokens[at].head)
        ret_chain[depth++] = at;
    return depth;
}

static void look_around(const struct analysis *analysis, const struct quantity *quantity,
                        struct around *ret_around) {
    const struct token *tokens = analysis->tokens.at;
    uint32_t first = quantity->first_token;
    const struct sentence *sentence = &analysis->sentences.at[tokens[first].sentence];
    struct around around = {.tokens = tokens, .head = quantity->past_token - 1};
    around.first = first - sentence->first_token > REACH ? first - REACH : sentence->first_token;
    around.past = sentence->past_token - quantity->past_token > REACH ? quantity->past_token + REACH
                                                                      : sentence->past_token;
    if (quantity->role == QUANTITY_RESULT) /* "deaths rose to 14": what is counted stands before */
        around.past = quantity->past_token;
    for (uint32_t i = first; i < quantity->past_token; i++)
        if (tokens[i].head == NO_INDEX || tokens[i].head < first ||
            tokens[i].head >= quantity->past_token)
            around.head = i;
    around.depth = climb(tokens, around.head, around.chain);
    *ret_around = around;
}

/* Steps between the number and a word over their nearest common head; NEAR + 1 when far. */
static uint32_t steps_to(const struct around *around, uint32_t word) {
    uint32_t chain[ANCESTORS];
    uint32_t depth = climb(around->tokens, word, chain);
    for (uint32_t up = 0; up < depth; up++)
        for (uint32_t down = 0; down < around->depth; down++)
            if (chain[up] == around->chain[down])
                return up + down > NEAR ? NEAR + 1 : up + down;
    return NEAR + 1;
}

/* "On board", "walked out" */
static uint32_t signs_of_pair(const struct around *around, uint32_t at) {
    const struct token *tokens = around->tokens;
    if (at > around->first && slice_equal(tokens[at].lower, SLICE("board")) &&
        slice_equal(tokens[at - 1].lower, SLICE("on")))
        return ABOARD;
    bool out = at + 1 < around->past && slice_equal(tokens[at + 1].lower, SLICE("out"));
    return out && slice_equal(tokens[at].lemma, SLICE("walk")) ? STRIKING : 0;
}

/* The signs of all words near the number, and of the nearest that tells one of `wanted`. */
struct signs {
    uint32_t all;
    uint32_t nearest;
    uint32_t steps;
    uint32_t driven; /* steps to a word that drives people out */
    uint32_t nursed; /* steps to a word that tells of patients */
};

static struct signs signs_near(const struct around *around, uint32_t wanted) {
    struct signs signs = {.steps = NEAR + 1, .driven = NEAR + 1, .nursed = NEAR + 1};
    for (uint32_t i = around->first; i < around->past; i++) {
        uint32_t own = signs_of(&around->tokens[i]) | signs_of_pair(around, i);
        uint32_t steps = own ? steps_to(around, i) : NEAR + 1;
        if (steps > NEAR)
            continue;
        signs.all |= own;
        if ((own & (CUE_DRIVE | CUE_ORDER)) && steps < signs.driven)
            signs.driven = steps;
        if ((own & (CUE_HOSPITAL | CUE_TAKE | CUE_CONDITION)) && steps < signs.nursed)
            signs.nursed = steps;
        if (!(own & wanted) || steps >= signs.steps)
            continue;
        signs.nearest = own & wanted;
        signs.steps = steps;
    }
    return signs;
}

/* "Forced from their homes", "told to go", "under orders to leave". */
static bool driven_out(uint32_t signs) {
    bool driven = (signs & CUE_DRIVE) && (signs & CUE_HOME);
    return driven || ((signs & CUE_ORDER) && (signs & CUE_LEAVE));
}

/* "Sent to hospital", "in serious condition". */
static bool nursed(uint32_t signs) {
    bool taken = (signs & CUE_HOSPITAL) && (signs & CUE_TAKE);
    return taken || ((signs & CUE_CONDITION) && (signs & CUE_GRAVE));
}

/* "Has 350 workers" */
static bool is_staff(const struct token *tokens, uint32_t noun) {
    static const struct slice nouns[] = {SLICE("employee"), SLICE("staff"), SLICE("worker")};
    uint32_t verb = tokens[noun].head;
    return SLICE_IN(tokens[noun].lemma, nouns) && verb != NO_INDEX &&
           slice_equal(tokens[verb].lemma, SLICE("have"));
}

/* "Back for all but 6,000 customers" */
static bool follows_all_but(const struct token *tokens, const struct quantity *quantity) {
    uint32_t at = quantity->first_token;
    return at >= 2 && slice_equal(tokens[at - 1].lower, SLICE("but")) &&
           slice_equal(tokens[at - 2].lower, SLICE("all"));
}

/* "Without power", "power is out", "a blackout left". */
static bool without_power(const struct token *tokens, const struct quantity *quantity,
                          uint32_t signs) {
    if (signs & CUE_OUTAGE)
        return true;
    return (signs & CUE_POWER) && ((signs & CUE_ABSENT) || follows_all_but(tokens, quantity));
}

static enum tally lowest_tally(uint32_t signs) {
    for (enum tally tally = TALLY_NONE + 1; tally < TALLY_COUNT; tally++)
        if (signs >> tally & 1)
            return tally;
    return TALLY_NONE;
}

/* "The toll stands at nine" */
static bool is_level(const struct token *tokens, uint32_t number) {
    static const struct slice verbs[] = {SLICE("put"), SLICE("remain"), SLICE("stand"),
                                         SLICE("stay")};
    return number >= 2 && slice_equal(tokens[number - 1].lower, SLICE("at")) &&
           SLICE_IN(tokens[number - 2].lemma, verbs);
}

/* "A firefighter of 26", "dead from ten to two": a bare number that counts nothing. */
static bool counts_nothing(const struct token *tokens, const struct quantity *quantity) {
    static const struct slice before[] = {SLICE("age"), SLICE("aged"), SLICE("at"), SLICE("from"),
                                          SLICE("of")};
    if (quantity->first_token == 0 || quantity->role == QUANTITY_RESULT ||
        is_level(tokens, quantity->first_token))
        return false;
    struct slice lower = tokens[quantity->first_token - 1].lower;
    return SLICE_IN(lower, before) || slice_equal(lower, SLICE("to"));
}

enum tally tally_of(const struct resources *resources, const struct analysis *analysis,
                    const struct quantity *quantity) {
    unsigned counted = counted_by(resources, quantity_unit(analysis, quantity));
    if (!counted || quantity->role == QUANTITY_DURATION ||
        (counted == COUNTED_BARE && counts_nothing(analysis->tokens.at, quantity)))
        return TALLY_NONE;
    struct around around;
    look_around(analysis, quantity, &around);
    struct signs signs = signs_near(&around, tallies_counting(counted));
    bool residents = counted & (COUNTED_PEOPLE | COUNTED_BUILDINGS);
    if (residents && signs.steps > 1 && without_power(around.tokens, quantity, signs.all))
        return TALLY_POWERLESS;
    bool hurt = (counted & COUNTED_PEOPLE) && signs.nursed < signs.steps && nursed(signs.all);
    bool driven = (counted & COUNTED_PEOPLE) && signs.driven < signs.steps && driven_out(signs.all);
    if (driven && !(hurt && signs.nursed < signs.driven))
        return TALLY_DISPLACED;
    if (hurt)
        return TALLY_HURT;
    if (signs.steps > NEAR && is_staff(around.tokens, around.head))
        return TALLY_EMPLOYED;
    return lowest_tally(signs.nearest);
}

const char *tally_name(enum tally tally) {
    static const char *const names[TALLY_COUNT] = {
        "none",     "dead",     "hurt",      "missing",  "displaced", "held",
        "rescued",  "infected", "powerless", "deployed", "aboard",    "gathered",
        "striking", "employed", "destroyed", "damaged",  "burned",    "contained"};
    return names[tally];
}

bool tally_may_grow(enum tally tally) {
    return tally != TALLY_ABOARD && tally != TALLY_GATHERED && tally != TALLY_EMPLOYED;
}

bool tally_may_shrink(enum tally tally) {
    return tally == TALLY_MISSING || tally == TALLY_DISPLACED || tally == TALLY_HELD ||
           tally == TALLY_POWERLESS || tally == TALLY_DEPLOYED || tally == TALLY_STRIKING;
}

/* ---- one tally in two claims ----------------------------------------------------------------- */

/* "People", "residents", "victims", "homes": not children, not firefighters, not schools. */
static bool is_anybody(struct slice noun) {
    static const struct slice nouns[] = {
        SLICE("building"),   SLICE("case"),      SLICE("casualty"),  SLICE("civilian"),
        SLICE("customer"),   SLICE("death"),     SLICE("dwelling"),  SLICE("fatality"),
        SLICE("home"),       SLICE("house"),     SLICE("household"), SLICE("infection"),
        SLICE("inhabitant"), SLICE("injury"),    SLICE("life"),      SLICE("other"),
        SLICE("people"),     SLICE("person"),    SLICE("property"),  SLICE("residence"),
        SLICE("resident"),   SLICE("structure"), SLICE("victim"),    SLICE("villager"),
    };
    return !noun.length || SLICE_IN(noun, nouns);
}

static bool same_people(enum tally tally, struct slice a, struct slice b) {
    struct unit unit;
    bool measured = unit_find(a, &unit) && unit_find(b, &unit);
    bool whoever = tally >= TALLY_DEPLOYED && tally <= TALLY_EMPLOYED;
    return measured || whoever || slice_equal(a, b) || (is_anybody(a) && is_anybody(b));
}

bool tallies_meet(const struct claim_view *a, const struct claim_view *b) {
    for (uint32_t i = 0; i < a->claim->quantities.count && i < VIEW_TALLIES_MAX; i++) {
        if (a->tallies[i] == TALLY_NONE)
            continue;
        struct slice one =
            quantity_unit(a->analysis, &a->analysis->quantities.at[a->claim->quantities.at[i]]);
        for (uint32_t k = 0; k < b->claim->quantities.count && k < VIEW_TALLIES_MAX; k++) {
            struct slice other =
                quantity_unit(b->analysis, &b->analysis->quantities.at[b->claim->quantities.at[k]]);
            if (a->tallies[i] == b->tallies[k] &&
                same_people((enum tally)a->tallies[i], one, other))
                return true;
        }
    }
    return false;
}

static bool days_apart(const struct claim_view *a, const struct claim_view *b) {
    return a->event_low != DAY_NONE && b->event_low != DAY_NONE &&
           (a->event_low - b->event_high > APART_DAYS || b->event_low - a->event_high > APART_DAYS);
}

double tally_matter(const struct claim_view *a, const struct claim_view *b,
                    const struct likeness *likeness) {
    bool articles = likeness->pool >= POOL_OF_ARTICLES && a->ref.article != b->ref.article;
    if (!articles || likeness->places_apart || likeness->old_date || days_apart(a, b) ||
        a->beside_old || b->beside_old || !tallies_meet(a, b))
        return 0;
    return SURE;
}
