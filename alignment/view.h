/* A claim prepared for comparison: its telling words, its names, when it was told and what its own
 * times say about the event. Made once per claim; every later step reads it. What its words weigh
 * is a matter of the two articles compared, and set anew for each two.
 */
#pragma once

#include "alignment/alignment.h"
#include "alignment/causes.h"
#include "alignment/known_words.h"
#include "alignment/opposites.h"
#include "alignment/state_turns.h"
#include "alignment/statement.h"
#include "analysis/language/wordnet.h"

enum view_word_kind {
    VIEW_WORD,    /* noun, verb, adjective, adverb */
    VIEW_NAME,    /* capitalised, and nowhere in the article in lower case */
    VIEW_SPEECH,  /* who said it and how: no part of the matter */
    VIEW_CONTEXT, /* the rest of the sentence */
    VIEW_VALUE,   /* an hour, a date, a number, a kind of measure: stem alone is set */
};

struct view_word {
    uint64_t stem;    /* hash */
    uint64_t form;    /* hash of lemma and part of speech */
    uint64_t country; /* hash of the country that the name speaks for, 0 for none */
    struct slice lower;
    struct slice lemma;
    double weight;                         /* idf among the claims compared; names, speech scaled */
    double rarity;                         /* in the language, 0 … 1 */
    const struct wordnet_word *in_wordnet; /* the lemma, while its reader lives */
    struct opposition_sides sides;         /* of the word or its lemma */
    uint32_t token;   /* NO_INDEX for a word of a canonical name that stands elsewhere */
    uint32_t holders; /* claims of its own article that have its stem */
    uint8_t kind;     /* enum view_word_kind */
    uint8_t upos;
    uint8_t frame; /* of frames.h, 0 for none */
    uint8_t role;  /* enum view_role */
    bool place;    /* inside a place name */
    bool named;    /* a name, in the claim or in the rest of its sentence */
    bool negated;  /* in the reach of an odd number of negations */
};

enum view_role { VIEW_NO_ROLE, VIEW_SUBJECT, VIEW_OBJECT };

enum { VIEW_WORDS_MAX = 64, VIEW_CONTEXT_TOKENS = 48, VIEW_TALLIES_MAX = 12 };

/* What the lists say of a claim's predicate. */
struct predicate_word {
    struct wordnet_word in_wordnet;
    struct opposition_sides sides;
    uint8_t frame;
    bool is_light; /* leaves to its object what is told: "took place", "had a fire" */
};

/* What an article tells of verdicts of a court, as a whole. */
struct article_verdicts {
    bool told;  /* any */
    bool mixed; /* some charges stood and others fell */
};

struct claim_view {
    struct word_table *table; /* shared by all views of a stock of words */
    struct claim_ref ref;
    const struct analysis *analysis;
    const struct claim *claim;
    uint64_t identity; /* hash of text and date: breaks ties the same way in any order */
    uint64_t
        content; /* hash of all that a glance sees: the words, what is known of each, the text */
    struct view_word *words;
    uint32_t word_count;
    uint32_t *stems;         /* numbers of the words' stems, the same for equal stems */
    uint32_t *forms;         /* numbers of their forms, 0 for words that go by stems alone */
    double weight;           /* of all words, as those */
    double own_weight;       /* without those of the context */
    double name_weight;      /* of those of kind VIEW_NAME */
    uint32_t predicate_word; /* index of the first word of its predicate; NO_INDEX for none */
    uint64_t subjects;       /* bit i: word i is of the subject */
    uint64_t objects;
    bool has_country;           /* a word speaks for one */
    bool has_place;             /* a word stands inside a place name */
    struct statement statement; /* its sentence as a whole */
    uint32_t *grams;            /* numbers of its character 4-grams, no doubles */
    uint32_t gram_count;
    uint32_t first_token;
    uint32_t past_token;
    uint32_t context_first; /* tokens of the sentence that were read besides the claim's */
    uint32_t context_past;
    day_number told;      /* the article's day, DAY_NONE */
    day_number event_low; /* the days that the claim's own dates span; DAY_NONE without any */
    day_number event_high;
    const struct time_expression *time_beside; /* "of 2009, which …": a date beside the clause */
    bool recurs;                               /* tells when such a thing last happened */
    bool beside_old;                   /* the sentence holds a date long before the telling */
    uint8_t tallies[VIEW_TALLIES_MAX]; /* enum tally of tallies.h, per quantity of the claim */
    uint32_t tally_set;                /* bit t: one of the tallies is t */
    bool tells_existence;              /* "there was" */
    struct told_cause cause;
    struct state_turn turns[TURN_EDGES]; /* when its states end and begin */
    uint64_t telling; /* bit i: the claim's time i says when it was said, not when it was */
    struct predicate_word predicate;  /* of the claim */
    bool wished;                      /* its predicate demands, offers or hopes */
    bool called_off;                  /* what its words tell was put off or cancelled */
    struct article_verdicts verdicts; /* what its article tells of them */
    bool denied;                      /* the claim as a whole is denied by its source */
    enum modality modality;           /* the claim's own, or what its words give away */
};

static inline const struct time_expression *view_time(const struct claim_view *view,
                                                      uint32_t index) {
    return &view->analysis->times.at[view->claim->times.at[index]];
}

struct view_list {
    struct claim_view *at;
    uint32_t count;
};

/* Reads articles: what the lists say of a word is looked up once for all that it reads. */
struct word_stock;
struct stemmer;
struct view_reader {
    const struct resources *resources;
    struct word_stock *stock;
    struct stemmer *stemmer;
    struct arena *own;   /* of what dies with the reader */
    struct arena *arena; /* of the article at hand */
    struct known_words known;
    struct view_word *room; /* VIEW_WORDS_MAX, for the words of the claim at hand */
};

/* `tokens`: how many it will read, about; `own`: for what dies with it. Returns 0 or ERR_NO_MEMORY;
 * view_reader_done() in any case. */
int view_reader_make(struct word_stock *stock, struct arena *own, size_t tokens,
                     struct view_reader *ret_reader);
void view_reader_done(struct view_reader *reader);

/* Prepares the claims of an article, in order, but for their weights (view_weights.h). Returns 0 or
 * ERR_NO_MEMORY. */
int views_make(struct view_reader *reader, struct arena *arena, const struct analysis *analysis,
               struct view_list *ret_views);

/* From here on the article is number `article` of those compared. */
void views_number(struct view_list *views, uint32_t article);

/* The first of `times` that begins at `token` or behind it. */
uint32_t first_time_from(const struct time_list *times, uint32_t token);

/* Does the time stand for days, and not for an hour alone, a length or a last such event? */
bool time_names_days(const struct claim_view *view, const struct time_expression *time);

/* Is the claim's time `index` the time of its event? "First since
 * 2000" and "for the past decade" do not date the event itself. */
bool time_dates_event(const struct claim_view *view, uint32_t index);
