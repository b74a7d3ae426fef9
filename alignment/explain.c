/* A trace as a list of steps: each feature with its share in the sum, then each judge. */
#include "alignment/explain.h"

#include "base/error.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

/* A feature that moves the logarithm of the odds by less decides nothing. */
static const double TELLING_SHARE = 0.005;

const char *rule_verdict_name(enum rule_verdict verdict) {
    static const char *const names[] = {"for",   "against",    "silent",
                                        "agree", "compatible", "conflict"};
    assert((size_t)verdict < sizeof names / sizeof *names);
    return names[verdict];
}

static enum rule_verdict verdict_of(enum relation relation) {
    static const enum rule_verdict verdicts[] = {RULE_AGREE, RULE_COMPATIBLE, RULE_CONFLICT};
    return verdicts[relation];
}

static int push(struct arena *arena, struct rule_step_list *steps, const char *rule,
                enum rule_verdict verdict, struct slice detail) {
    struct rule_step step = {rule, verdict, detail};
    return list_push(arena, steps, step) ? 0 : ERR_NO_MEMORY;
}

/* ---- same matter ----------------------------------------------------------------------------- */

struct share {
    double value; /* feature times weight */
    unsigned feature;
};

static int compare_shares(const void *a, const void *b) {
    const struct share *x = a;
    const struct share *y = b;
    if (fabs(x->value) != fabs(y->value))
        return fabs(x->value) > fabs(y->value) ? -1 : 1;
    return (x->feature > y->feature) - (x->feature < y->feature);
}

static int explain_features(struct arena *arena, const struct pair_trace *trace,
                            struct rule_step_list *steps) {
    double features[SAME_MATTER_FEATURES];
    same_matter_features(&trace->likeness, features);
    struct share shares[SAME_MATTER_FEATURES];
    for (unsigned i = 0; i < SAME_MATTER_FEATURES; i++)
        shares[i] = (struct share){features[i] * same_matter_weight(&trace->likeness, i), i};
    qsort(shares, SAME_MATTER_FEATURES, sizeof *shares, compare_shares);
    for (unsigned i = 0; i < SAME_MATTER_FEATURES; i++) {
        unsigned feature = shares[i].feature;
        if (fabs(shares[i].value) < TELLING_SHARE)
            break;
        struct slice detail;
        struct slice rule;
        int result = arena_printf(arena, &detail, "%.3f × %+.3f = %+.3f", features[feature],
                                  same_matter_weight(&trace->likeness, feature), shares[i].value);
        if (result == 0)
            result = arena_printf(arena, &rule, "same_matter.%s%c",
                                  same_matter_feature_name(feature), '\0');
        if (result == 0)
            result =
                push(arena, steps, rule.at, shares[i].value > 0 ? RULE_FOR : RULE_AGAINST, detail);
        if (result < 0)
            return result;
    }
    return 0;
}

/* A rule that makes one matter of two claims whatever the features say. */
struct matter_rule {
    const char *rule;
    const char *why;
    double probability; /* 0 where it does not hold */
};

static int explain_rule(struct arena *arena, const struct matter_rule *rule,
                        struct rule_step_list *steps) {
    if (rule->probability <= 0)
        return 0;
    struct slice detail;
    int result = arena_printf(arena, &detail, "%s: %.2f", rule->why, rule->probability);
    return result < 0 ? result : push(arena, steps, rule->rule, RULE_FOR, detail);
}

static int explain_matter(struct arena *arena, const struct pair_trace *trace,
                          struct rule_step_list *steps) {
    struct slice detail;
    int result = arena_printf(arena, &detail, "probability %.3f, %.2f is enough",
                              trace->probability, trace->bar);
    if (result == 0)
        result = push(arena, steps, "same_matter",
                      trace->probability >= trace->bar ? RULE_FOR : RULE_AGAINST, detail);
    const struct matter_rule rules[] = {
        {"recurrence_matter", "both tell when such a thing last happened", trace->recurring},
        {"tally_matter", "both tell one tally of one event", trace->counting},
        {"turn_matter", "both tell when one state ended or began", trace->turning},
        {"cause_matter", "both tell the cause of one accident", trace->causing},
        {"existence_matter", "one says there was none of what the other tells", trace->denying},
    };
    for (size_t i = 0; result == 0 && i < sizeof rules / sizeof *rules; i++)
        result = explain_rule(arena, &rules[i], steps);
    return result;
}

/* ---- relation -------------------------------------------------------------------------------- */

static int explain_slot(struct arena *arena, const struct pair_trace *trace, const char *slot,
                        struct rule_step_list *steps) {
    bool spoke = false;
    for (uint32_t i = 0; i < trace->verdicts.count; i++) {
        const struct verdict *verdict = &trace->verdicts.at[i];
        if (verdict->rule != slot)
            continue;
        spoke = true;
        struct slice detail;
        int result = arena_printf(arena, &detail, "%s: %.*s", difference_kind_name(verdict->kind),
                                  SLICE_ARGS(verdict->explanation));
        if (result == 0)
            result = push(arena, steps, slot, verdict_of(verdict->relation), detail);
        if (result < 0)
            return result;
    }
    return spoke ? 0 : push(arena, steps, slot, RULE_SILENT, SLICE("nothing to tell apart"));
}

int pair_explain(struct arena *arena, const struct claim_pair *pair,
                 struct rule_step_list *ret_steps) {
    struct rule_step_list steps = {0};
    const struct pair_trace *trace = pair->trace;
    assert(trace);
    int result = explain_features(arena, trace, &steps);
    if (result == 0)
        result = explain_matter(arena, trace, &steps);
    for (unsigned i = 0; result == 0 && relation_slot_name(i); i++)
        result = explain_slot(arena, trace, relation_slot_name(i), &steps);
    if (result == 0)
        result = push(arena, &steps, "relation", verdict_of(pair->relation), pair->explanation);
    if (result < 0)
        return result;

    *ret_steps = steps;
    return 0;
}
