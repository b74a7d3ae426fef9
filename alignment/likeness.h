/* How alike two claims are: the features from which same_matter.c judges and on which the slots
 * build. All are symmetric: swapping the claims changes nothing.
 */
#pragma once

#include "alignment/context.h"
#include "alignment/glance.h"
#include "alignment/statement.h"

struct likeness {
    double cover_less; /* share of one side's word weight that the other side has; the smaller */
    double cover_more; /* the larger of the two shares */
    double wide;       /* the smaller share when the rest of both sentences counts as well */
    double grams;      /* Dice coefficient of character 4-grams */
    double names;      /* share of the smaller side's name weight that the other side has */
    bool names_apart;  /* both name something, nothing in common */
    int predicates;    /* +1 the predicates are one, -1 others, 0 light or unknown */
    bool verb;         /* predicates of one stem, synset or family */
    bool subject;      /* subjects share a telling word */
    double values;     /* quantities of one kind and equal value: share of the smaller side */
    bool values_apart; /* both have quantities, none are of one kind */
    bool counts;       /* both count one kind of thing in one frame: the dead, the acres burned */
    double context;    /* likeness of the two articles, 0 … 1; a half when they are too short */
    double context_names; /* the same of their names */
    double event;         /* log odds that both articles tell of one event */
    int time;             /* +1 own dates overlap, -1 disjoint, 0 unknown */
    uint8_t undated;      /* of the two articles, those that do not tell their day */
    bool told_apart;      /* published so far apart that words like "Monday" mean other days */
    double evidence;      /* logarithm of the weight of the words in common */
    double rarest;        /* weight of the rarest word in common */
    bool old_date;        /* one tells of a time long before its article, the other does not */
    bool places_apart;    /* both name places, none in common */
    bool recurrences;     /* both tell when such a thing last happened */
    double rival;         /* this pair's plain likeness by that of the best rival, at most 1 */
    double pool;          /* logarithm of the claims that each article offers */
    bool lone;            /* each article is one sentence */
    uint32_t shared;      /* telling words in common */
    uint32_t plain;       /* of them, those that are no names */
    double core_less; /* like cover_less and cover_more, of subject, predicate and object alone */
    double core_more;
    bool object;    /* objects share a telling word */
    double phrases; /* logarithm of the weight of the phrases in common */
    int hours;      /* +1 one hour of the day in common, -1 only different ones, 0 none told */
    bool leads;     /* both stand in the first two sentences */
    bool speaker;   /* one named speaker */
    double lengths; /* logarithm of how much longer one is */
    struct statement_likeness sentences; /* by their whole sentences */
    double digits; /* telling digits of the most telling value in common: 15,300 has three */
};

/* `claims` of all articles. */
double likeness_pool(uint32_t claims, uint32_t articles);

/* What a pair of claims has from its articles. */
struct pair_setting {
    struct article_kinship articles;
    double pool;
    double rival;
};

/* The likeness of a pair lies between the two in each feature of same_matter.h: what costs little
 * is known, the rest is left as wide as it can be. */
struct likeness_bounds {
    struct likeness low;
    struct likeness high;
};
void likeness_estimate(const struct claim_view *a, const struct claim_view *b,
                       const struct pair_setting *setting, const struct glance *glance,
                       struct likeness_bounds *ret_bounds);

void likeness_measure(const struct resources *resources, const struct claim_view *a,
                      const struct claim_view *b, const struct pair_setting *setting,
                      const struct glance *glance, struct likeness *ret_likeness);
