/* Lists of words that tell nothing about the matter of a text, and stems of the others. */
#include "alignment/words.h"

#include <libstemmer.h>
#include <stdlib.h>
#include <xxhash.h>

enum { STEM_LENGTH_MAX = 64, REMEMBERED_WORDS = 1 << 11 };

struct remembered {
    uint64_t word; /* its hash, 0 for an empty slot */
    uint64_t stem; /* its hash, 0 while not asked for */
    bool is_function;
};

struct stemmer {
    struct sb_stemmer *snowball;
    bool lacked_memory;
    struct remembered words[REMEMBERED_WORDS]; /* a slot that another word holds is taken over */
};

struct stemmer *stemmer_new(void) {
    struct stemmer *stemmer = calloc(1, sizeof *stemmer);
    if (!stemmer)
        return NULL;
    stemmer->snowball = sb_stemmer_new("english", "UTF_8");
    if (stemmer->snowball)
        return stemmer;
    free(stemmer);
    return NULL;
}

void stemmer_free(struct stemmer *stemmer) {
    if (!stemmer)
        return;
    sb_stemmer_delete(stemmer->snowball);
    free(stemmer);
}

bool stemmer_lacked_memory(const struct stemmer *stemmer) {
    return stemmer->lacked_memory;
}

/* "d.c." and "u.n." without their stops, as others print them; the word itself when it is no such
 * abbreviation. `room` holds STEM_LENGTH_MAX bytes. */
static struct slice without_stops(struct slice lower, char *room) {
    size_t letters = lower.length / 2;
    if (lower.length < 4 || lower.length % 2 || lower.length > STEM_LENGTH_MAX)
        return lower;
    for (size_t i = 0; i < letters; i++) {
        if (lower.at[2 * i] < 'a' || lower.at[2 * i] > 'z' || lower.at[2 * i + 1] != '.')
            return lower;
        room[i] = lower.at[2 * i];
    }
    return slice_of(room, letters);
}

static uint64_t stem_of(struct stemmer *stemmer, struct slice printed) {
    char room[STEM_LENGTH_MAX];
    struct slice lower = without_stops(printed, room);
    if (lower.length > STEM_LENGTH_MAX)
        return hash_slice(lower);
    const sb_symbol *stem =
        sb_stemmer_stem(stemmer->snowball, (const sb_symbol *)lower.at, (int)lower.length);
    if (!stem) {
        stemmer->lacked_memory = true;
        return hash_slice(lower);
    }
    return hash_slice(slice_of((const char *)stem, (size_t)sb_stemmer_length(stemmer->snowball)));
}

static struct remembered *remember(struct stemmer *stemmer, struct slice lower) {
    uint64_t word = hash_slice(lower) | 1; /* 0 is an empty slot */
    struct remembered *slot = &stemmer->words[(word >> 1) % REMEMBERED_WORDS];
    if (slot->word != word)
        *slot = (struct remembered){.word = word, .is_function = word_is_function(lower)};
    return slot;
}

uint64_t stemmer_stem(struct stemmer *stemmer, struct slice lower) {
    struct remembered *word = remember(stemmer, lower);
    if (!word->stem)
        word->stem = stem_of(stemmer, lower);
    return word->stem;
}

bool stemmer_is_function(struct stemmer *stemmer, struct slice lower) {
    return remember(stemmer, lower)->is_function;
}

#define S(word) SLICE(word)

bool word_is_function(struct slice lower) {
    static const struct slice words[] = {
        S("'d"),        S("'ll"),     S("'m"),        S("'re"),        S("'s"),      S("'ve"),
        S("a"),         S("about"),   S("according"), S("across"),     S("added"),   S("adding"),
        S("after"),     S("again"),   S("against"),   S("all"),        S("along"),   S("also"),
        S("although"),  S("am"),      S("amid"),      S("among"),      S("an"),      S("and"),
        S("another"),   S("any"),     S("are"),       S("around"),     S("as"),      S("at"),
        S("be"),        S("because"), S("been"),      S("before"),     S("being"),   S("between"),
        S("both"),      S("but"),     S("by"),        S("ca"),         S("came"),    S("can"),
        S("come"),      S("comes"),   S("coming"),    S("could"),      S("day"),     S("days"),
        S("did"),       S("do"),      S("does"),      S("doing"),      S("done"),    S("down"),
        S("during"),    S("each"),    S("either"),    S("else"),       S("even"),    S("ever"),
        S("every"),     S("few"),     S("first"),     S("for"),        S("from"),    S("further"),
        S("get"),       S("gets"),    S("getting"),   S("go"),         S("goes"),    S("going"),
        S("gone"),      S("got"),     S("had"),       S("has"),        S("have"),    S("having"),
        S("he"),        S("her"),     S("here"),      S("hers"),       S("herself"), S("him"),
        S("himself"),   S("his"),     S("how"),       S("however"),    S("i"),       S("if"),
        S("in"),        S("into"),    S("is"),        S("it"),         S("its"),     S("itself"),
        S("just"),      S("last"),    S("like"),      S("made"),       S("make"),    S("makes"),
        S("making"),    S("many"),    S("may"),       S("me"),         S("might"),   S("mine"),
        S("more"),      S("most"),    S("mr"),        S("mrs"),        S("ms"),      S("much"),
        S("must"),      S("my"),      S("n't"),       S("nd"),         S("neither"), S("never"),
        S("new"),       S("no"),      S("nor"),       S("not"),        S("now"),     S("of"),
        S("off"),       S("on"),      S("once"),      S("one"),        S("only"),    S("onto"),
        S("or"),        S("other"),   S("others"),    S("ought"),      S("our"),     S("ours"),
        S("out"),       S("over"),    S("own"),       S("people"),     S("per"),     S("rd"),
        S("said"),      S("same"),    S("say"),       S("saying"),     S("says"),    S("shall"),
        S("she"),       S("should"),  S("since"),     S("so"),         S("some"),    S("st"),
        S("still"),     S("such"),    S("take"),      S("taken"),      S("takes"),   S("taking"),
        S("tell"),      S("tells"),   S("th"),        S("than"),       S("that"),    S("the"),
        S("their"),     S("theirs"),  S("them"),      S("themselves"), S("then"),    S("there"),
        S("these"),     S("they"),    S("this"),      S("those"),      S("though"),  S("through"),
        S("time"),      S("times"),   S("to"),        S("today"),      S("told"),    S("tomorrow"),
        S("tonight"),   S("too"),     S("took"),      S("toward"),     S("towards"), S("two"),
        S("under"),     S("until"),   S("up"),        S("upon"),       S("us"),      S("very"),
        S("via"),       S("was"),     S("we"),        S("well"),       S("went"),    S("were"),
        S("what"),      S("when"),    S("where"),     S("whether"),    S("which"),   S("while"),
        S("who"),       S("whom"),    S("whose"),     S("why"),        S("will"),    S("with"),
        S("within"),    S("without"), S("wo"),        S("would"),      S("year"),    S("years"),
        S("yesterday"), S("yet"),     S("you"),       S("your"),       S("yours"),
    };
    return SLICE_IN(lower, words);
}

bool word_is_calendar(struct slice lower) {
    static const struct slice words[] = {
        S("apr"),     S("april"),    S("aug"),      S("august"), S("dec"),       S("december"),
        S("feb"),     S("february"), S("fri"),      S("friday"), S("jan"),       S("january"),
        S("jul"),     S("july"),     S("jun"),      S("june"),   S("mar"),       S("march"),
        S("may"),     S("mon"),      S("monday"),   S("nov"),    S("november"),  S("oct"),
        S("october"), S("sat"),      S("saturday"), S("sep"),    S("sept"),      S("september"),
        S("sun"),     S("sunday"),   S("thu"),      S("thur"),   S("thurs"),     S("thursday"),
        S("tue"),     S("tues"),     S("tuesday"),  S("wed"),    S("wednesday"),
    };
    return SLICE_IN(lower, words);
}

bool word_is_generic_name(struct slice lower) {
    static const struct slice words[] = {
        S("air"),     S("airport"),       S("army"),      S("avenue"),
        S("bank"),    S("bay"),           S("bridge"),    S("cape"),
        S("captain"), S("central"),       S("chief"),     S("city"),
        S("club"),    S("college"),       S("colonel"),   S("company"),
        S("corp"),    S("county"),        S("court"),     S("district"),
        S("dr"),      S("east"),          S("eastern"),   S("federal"),
        S("fort"),    S("general"),       S("governor"),  S("grand"),
        S("great"),   S("group"),         S("hospital"),  S("house"),
        S("inc"),     S("international"), S("island"),    S("islands"),
        S("judge"),   S("justice"),       S("king"),      S("kingdom"),
        S("lady"),    S("lake"),          S("lord"),      S("lower"),
        S("ltd"),     S("mayor"),         S("minister"),  S("mount"),
        S("mr"),      S("mrs"),           S("ms"),        S("national"),
        S("navy"),    S("new"),           S("north"),     S("northern"),
        S("old"),     S("park"),          S("party"),     S("police"),
        S("pope"),    S("port"),          S("president"), S("prime"),
        S("prince"),  S("princess"),      S("province"),  S("queen"),
        S("region"),  S("republic"),      S("river"),     S("road"),
        S("saint"),   S("school"),        S("sea"),       S("secretary"),
        S("senator"), S("sir"),           S("south"),     S("southern"),
        S("st"),      S("state"),         S("states"),    S("street"),
        S("town"),    S("union"),         S("united"),    S("university"),
        S("upper"),   S("village"),       S("west"),      S("western"),
    };
    return SLICE_IN(lower, words);
}

uint64_t hash_slice(struct slice bytes) {
    return XXH3_64bits(bytes.at ? bytes.at : "", bytes.length);
}

uint64_t hash_join(uint64_t a, uint64_t b) {
    uint64_t both[2] = {a, b};
    return XXH3_64bits(both, sizeof both);
}

int hashes_compare(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a;
    uint64_t y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void sift(uint64_t *heap, uint32_t count, uint32_t at) {
    uint64_t value = heap[at];
    uint32_t child = 2 * at + 1;
    for (; child < count; child = 2 * at + 1) {
        child += child + 1 < count && heap[child] < heap[child + 1];
        if (heap[child] <= value)
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = value;
}

static void heap_sort(uint64_t *at, uint32_t count) {
    for (uint32_t i = count / 2; i-- > 0;)
        sift(at, count, i);
    while (count > 1) {
        uint64_t largest = at[0];
        at[0] = at[--count];
        at[count] = largest;
        sift(at, count, 0);
    }
}

static void insertion_sort(uint64_t *at, uint32_t count) {
    for (uint32_t i = 1; i < count; i++) {
        uint64_t value = at[i];
        uint32_t k = i;
        for (; k > 0 && at[k - 1] > value; k--)
            at[k] = at[k - 1];
        at[k] = value;
    }
}

static uint64_t median(uint64_t a, uint64_t b, uint64_t c) {
    uint64_t low = a < b ? a : b;
    uint64_t high = a < b ? b : a;
    return c < low ? low : c > high ? high : c;
}

/* Introsort (Musser 1997), in place and without a call for each comparison: the lists are short and
 * many. Whoever writes a text chooses its hashes: where the parts stay long, heaps do the rest. */
static void sort_hashes(uint64_t *at, uint32_t count, unsigned depth) {
    enum { SHORT = 16 };
    while (count > SHORT) {
        if (depth-- == 0) {
            heap_sort(at, count);
            return;
        }
        uint64_t pivot = median(at[0], at[count / 2], at[count - 1]);
        uint32_t low = 0;
        uint32_t high = count - 1;
        for (;; low++, high--) { /* Hoare's parts: both sides stop at the pivot's equals */
            while (at[low] < pivot)
                low++;
            while (at[high] > pivot)
                high--;
            if (low >= high)
                break;
            uint64_t swapped = at[low];
            at[low] = at[high];
            at[high] = swapped;
        }
        sort_hashes(at + high + 1, count - high - 1, depth);
        count = high + 1;
    }
    insertion_sort(at, count);
}

uint32_t hashes_unique(uint64_t *at, uint32_t count) {
    if (count == 0)
        return 0;
    enum { DEPTH = 40 }; /* twice what halves would need */
    sort_hashes(at, count, DEPTH);
    uint32_t kept = 1;
    for (uint32_t i = 1; i < count; i++)
        if (at[i] != at[kept - 1])
            at[kept++] = at[i];
    return kept;
}
