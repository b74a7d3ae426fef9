/* With what force a claim is told: which of its words a negation reaches, whether the whole of it
 * is denied by its source, and whether it is stated, planned, thought possible or hearsay.
 *
 * Denials are read by phrases, since each begins or holds the statement that it denies: a cue of
 * speech that denies (analysis/speech), "rejected reports that", "there is no evidence that", "it
 * is not true that", or a predicate of denying with what is denied as its object.
 */
#include "alignment/view_force.h"

#include "analysis/language/tagset.h"

/* ---- negation -------------------------------------------------------------------------------- */

static bool negates(struct slice lower) {
    static const struct slice words[] = {
        SLICE("cannot"), SLICE("denied"),  SLICE("denies"), SLICE("deny"),    SLICE("denying"),
        SLICE("n't"),    SLICE("neither"), SLICE("never"),  SLICE("no"),      SLICE("nobody"),
        SLICE("none"),   SLICE("nor"),     SLICE("not"),    SLICE("nothing"),
    };
    return SLICE_IN(lower, words);
}

/* "No more than", "not only", "not long before": bounds and emphasis, no negation. */
static bool negates_here(const struct token *tokens, uint32_t at, uint32_t past) {
    static const struct slice after[] = {
        SLICE("all"),   SLICE("doubt"), SLICE("earlier"), SLICE("every"),   SLICE("far"),
        SLICE("fewer"), SLICE("just"),  SLICE("later"),   SLICE("least"),   SLICE("less"),
        SLICE("long"),  SLICE("more"),  SLICE("only"),    SLICE("without"),
    };
    if (!negates(tokens[at].lower))
        return false;
    return at + 1 == past || !SLICE_IN(tokens[at + 1].lower, after);
}

static bool fails(struct slice lemma) {
    static const struct slice before_to[] = {
        SLICE("close"),   SLICE("decline"), SLICE("fail"),   SLICE("failure"),
        SLICE("neglect"), SLICE("refusal"), SLICE("refuse"), SLICE("unable"),
    };
    return SLICE_IN(lemma, before_to);
}

/* "Failed to win", "came close to winning", "stopped short of naming": nothing of it was done. */
static bool implies_negation(const struct token *tokens, uint32_t at, uint32_t past) {
    if (at + 2 >= past || tokens[at + 2].upos != UPOS_VERB)
        return false;
    if (slice_equal(tokens[at + 1].lower, SLICE("to")))
        return fails(tokens[at].lemma);
    return slice_equal(tokens[at].lower, SLICE("short")) &&
           slice_equal(tokens[at + 1].lower, SLICE("of"));
}

static bool is_nearly(struct slice lower) {
    return slice_equal(lower, SLICE("almost")) || slice_equal(lower, SLICE("nearly"));
}

/* "Nearly collapsed": it did not. */
static bool nearly_done(const struct token *tokens, uint32_t at, uint32_t past) {
    return at + 1 < past && tokens[at + 1].upos == UPOS_VERB && is_nearly(tokens[at].lower);
}

static struct view_word *word_at(struct claim_view *view, uint32_t token) {
    for (uint32_t i = 0; i < view->word_count; i++)
        if (view->words[i].token == token)
            return &view->words[i];
    return NULL;
}

/* Verbs through which a negation passes to their object: "did not take money". */
static bool passes_negation(struct slice lemma) {
    static const struct slice verbs[] = {SLICE("be"),   SLICE("do"),   SLICE("give"),
                                         SLICE("have"), SLICE("make"), SLICE("take")};
    return SLICE_IN(lemma, verbs);
}

/* Predicates that raise a negation to what they govern (Horn 1978): who "is not expected to travel"
 * or "has no plans to travel" does not travel. */
static bool raises_negation(const struct token *tokens, uint32_t at, uint32_t past) {
    static const struct slice governors[] = {
        SLICE("able"),     SLICE("allow"),     SLICE("due"),    SLICE("expect"),  SLICE("go"),
        SLICE("intend"),   SLICE("intention"), SLICE("likely"), SLICE("permit"),  SLICE("plan"),
        SLICE("schedule"), SLICE("seem"),      SLICE("set"),    SLICE("suppose"),
    };
    return at + 2 < past && slice_equal(tokens[at + 1].lower, SLICE("to")) &&
           tokens[at + 2].upos == UPOS_VERB && SLICE_IN(tokens[at].lemma, governors);
}

/* A negation reaches the next telling word, but no further than the next noun or verb, unless that
 * raises it. */
static void negate_behind(struct claim_view *view, uint32_t negation) {
    enum { REACH = 5 };
    const struct token *tokens = view->analysis->tokens.at;
    for (uint32_t i = negation + 1; i < view->past_token && i <= negation + REACH; i++) {
        struct view_word *word = word_at(view, i);
        bool telling = word && word->kind < VIEW_SPEECH && !negates(word->lower);
        if (telling && word->kind == VIEW_WORD)
            word->negated = !word->negated;
        if (raises_negation(tokens, i, view->past_token))
            continue;
        bool content = tokens[i].upos == UPOS_NOUN || tokens[i].upos == UPOS_VERB;
        if (telling || (content && !passes_negation(tokens[i].lemma) && !negates(tokens[i].lower)))
            return;
    }
}

/* "Had nothing to do with the crash", "never had anything to do with it": the subject is ruled out.
 */
static void negate_subject(struct claim_view *view) {
    for (uint32_t i = 0; i < view->word_count; i++)
        if (view->words[i].role == VIEW_SUBJECT && view->words[i].kind == VIEW_WORD)
            view->words[i].negated = !view->words[i].negated;
}

static bool has_nothing_to_do(const struct claim_view *view, bool negated) {
    const struct token *tokens = view->analysis->tokens.at;
    for (uint32_t i = view->first_token; i + 3 < view->past_token; i++) {
        bool nothing = slice_equal(tokens[i].lower, SLICE("nothing")) ||
                       (negated && slice_equal(tokens[i].lower, SLICE("anything")));
        if (nothing && slice_equal(tokens[i + 1].lower, SLICE("to")) &&
            slice_equal(tokens[i + 2].lower, SLICE("do")))
            return true;
    }
    return false;
}

static const struct slice RULE = SLICE("rule");

/* The particle of "rule out", which may stand behind its object; NO_INDEX where `at` is no such
 * verb.
 */
static uint32_t rules_out(const struct token *tokens, uint32_t at, uint32_t past) {
    enum { GAP = 4 };
    if (tokens[at].upos != UPOS_VERB || !slice_equal(tokens[at].lemma, RULE))
        return NO_INDEX;
    for (uint32_t i = at + 1; i < past && i <= at + GAP; i++)
        if (slice_equal(tokens[i].lower, SLICE("out")))
            return i;
    return NO_INDEX;
}

static bool negated_before(const struct token *tokens, uint32_t first, uint32_t at) {
    enum { GAP = 3 };
    for (uint32_t i = at; i > first && at - i < GAP; i--)
        if (negates(tokens[i - 1].lower))
            return true;
    return false;
}

/* "Ruled out a new tax" */
static bool shuts_out(const struct claim_view *view, uint32_t at) {
    const struct token *tokens = view->analysis->tokens.at;
    return rules_out(tokens, at, view->past_token) != NO_INDEX &&
           !negated_before(tokens, view->first_token, at);
}

/* "Has not ruled out": open, which is no negation of anything. */
static bool opens_again(const struct claim_view *view, uint32_t negation) {
    enum { GAP = 3 };
    const struct token *tokens = view->analysis->tokens.at;
    for (uint32_t i = negation + 1; i < view->past_token && i <= negation + GAP; i++)
        if (rules_out(tokens, i, view->past_token) != NO_INDEX)
            return true;
    return false;
}

static void view_negation(const struct article_marks *marks, struct claim_view *view) {
    const struct token *tokens = view->analysis->tokens.at;
    uint32_t past = view->past_token;
    bool negated = false;
    if (view->first_token > 0 && implies_negation(tokens, view->first_token - 1, past))
        negate_behind(view, view->first_token); /* "came close | to winning" */
    for (uint32_t i = view->first_token; i < past; i++) {
        if (!(marks->of[i] & MARK_FORCE))
            continue;
        if ((negates_here(tokens, i, past) && !opens_again(view, i)) ||
            nearly_done(tokens, i, past))
            negate_behind(view, i);
        else if (implies_negation(tokens, i, past) || shuts_out(view, i))
            negate_behind(view, i + 1);
        negated |= negates(tokens[i].lower);
    }
    if (has_nothing_to_do(view, negated))
        negate_subject(view);
}

/* ---- denial ---------------------------------------------------------------------------------- */

/* Verbs that deny what was said by others. */
static bool is_denying_verb(const struct token *token) {
    static const struct slice verbs[] = {
        SLICE("contradict"), SLICE("debunk"),  SLICE("deny"),      SLICE("disavow"),
        SLICE("discount"),   SLICE("dismiss"), SLICE("dispute"),   SLICE("rebut"),
        SLICE("refute"),     SLICE("reject"),  SLICE("repudiate"), SLICE("scotch"),
    };
    return token->upos == UPOS_VERB && SLICE_IN(token->lemma, verbs);
}

/* Nouns for what others said: to reject a report is to deny it, to reject an offer is a deed. */
static bool is_report(const struct token *token) {
    static const struct slice nouns[] = {
        SLICE("accusation"),  SLICE("allegation"), SLICE("assertion"),  SLICE("charge"),
        SLICE("claim"),       SLICE("hint"),       SLICE("idea"),       SLICE("insinuation"),
        SLICE("notion"),      SLICE("report"),     SLICE("rumor"),      SLICE("rumour"),
        SLICE("speculation"), SLICE("story"),      SLICE("suggestion"), SLICE("theory"),
        SLICE("view"),
    };
    return SLICE_IN(token->lemma, nouns);
}

static bool is_evidence(const struct token *token) {
    static const struct slice nouns[] = {
        SLICE("basis"), SLICE("confirmation"), SLICE("evidence"), SLICE("indication"),
        SLICE("proof"), SLICE("sign"),         SLICE("truth"),
    };
    return SLICE_IN(token->lemma, nouns);
}

/* "Rejected media reports", up to and with the report at `at`. */
static bool report_is_denied(const struct token *tokens, uint32_t first, uint32_t at) {
    enum { GAP = 5 };
    for (uint32_t i = at; i > first && at - i < GAP; i--)
        if (is_denying_verb(&tokens[i - 1]))
            return !negated_before(tokens, first, i - 1);
    return false;
}

/* Does a phrase that denies what follows end right before `at`? */
static bool denied_from(const struct token *tokens, uint32_t first, uint32_t at) {
    static const struct slice true_words[] = {SLICE("accurate"), SLICE("correct"), SLICE("true")};
    static const struct slice false_words[] = {SLICE("baseless"), SLICE("false"),
                                               SLICE("incorrect"), SLICE("untrue")};
    if (at <= first)
        return false;
    const struct token *word = &tokens[at - 1];
    if (is_report(word) && report_is_denied(tokens, first, at - 1))
        return true;
    if (is_evidence(word) || SLICE_IN(word->lower, true_words))
        return negated_before(tokens, first, at - 1);
    return SLICE_IN(word->lower, false_words) && !negated_before(tokens, first, at - 1);
}

static bool opens_content(const struct token *token) {
    static const struct slice words[] = {SLICE("of"), SLICE("that"), SLICE("to")};
    return SLICE_IN(token->lower, words);
}

/* The phrase stands before the claim, or opens it: "no evidence that the dam was cracked". */
static bool denied_by_phrase(const struct claim_view *view) {
    enum { OPENING = 12 };
    const struct token *tokens = view->analysis->tokens.at;
    uint32_t first = view->analysis->sentences.at[view->claim->sentence].first_token;
    if (view->first_token - first > OPENING)
        first = view->first_token - OPENING;
    uint32_t past = view->past_token - view->first_token > OPENING ? view->first_token + OPENING
                                                                   : view->past_token;
    if (denied_from(tokens, first, view->first_token))
        return true;
    uint32_t from = view->first_token > first ? view->first_token - 1 : first;
    for (uint32_t i = from; i < past; i++)
        if (opens_content(&tokens[i]) && denied_from(tokens, first, i))
            return true;
    return false;
}

/* "Denied the deliveries", "the deliveries were denied", "rejected reports of deliveries". To deny
 * a visa is a deed. */
static bool denies_its_object(const struct claim_view *view) {
    static const struct slice refused[] = {
        SLICE("access"), SLICE("appeal"),  SLICE("bail"),   SLICE("claim"),
        SLICE("entry"),  SLICE("motion"),  SLICE("parole"), SLICE("permission"),
        SLICE("permit"), SLICE("request"), SLICE("visa"),
    };
    const struct token_list *tokens = &view->analysis->tokens;
    uint32_t predicate = view->claim->predicate_token;
    if (predicate == NO_INDEX || !is_denying_verb(&tokens->at[predicate]) ||
        negated_before(tokens->at, view->first_token, predicate))
        return false;
    bool report = false;
    bool deed = view->claim->object.length == 0;
    for (uint32_t i = view->first_token; i < view->past_token; i++) {
        report |= is_report(&tokens->at[i]);
        deed |= SLICE_IN(tokens->at[i].lemma, refused);
    }
    return report || (!deed && slice_equal(tokens->at[predicate].lemma, SLICE("deny")));
}

/* "Ruled out of the match": the subject takes no part. */
static bool is_ruled_out(const struct claim_view *view) {
    const struct token *tokens = view->analysis->tokens.at;
    uint32_t at = view->claim->predicate_token;
    if (at == NO_INDEX || !shuts_out(view, at))
        return false;
    uint32_t out = rules_out(tokens, at, view->past_token);
    return out + 1 < view->past_token && slice_equal(tokens[out + 1].lower, SLICE("of"));
}

/* "They rejected an offer of 4 percent": that nobody denies was made. */
static bool turns_offer_down(const struct claim_view *view) {
    static const struct slice offers[] = {SLICE("amendment"), SLICE("bid"),      SLICE("call"),
                                          SLICE("deal"),      SLICE("demand"),   SLICE("offer"),
                                          SLICE("plan"),      SLICE("proposal"), SLICE("request")};
    enum { REACH = 5 };
    const struct token *tokens = view->analysis->tokens.at;
    uint32_t predicate = view->claim->predicate_token;
    if (predicate == NO_INDEX || !slice_equal(tokens[predicate].lemma, SLICE("reject")))
        return false;
    for (uint32_t i = predicate + 1; i < view->past_token && i <= predicate + REACH; i++)
        if (SLICE_IN(tokens[i].lemma, offers))
            return true;
    return false;
}

static bool is_denied(const struct claim_view *view) {
    uint32_t index = view->claim->attribution;
    if (index != NO_INDEX) {
        const struct attribution *attribution = &view->analysis->attributions.at[index];
        uint32_t cue = attribution->cue_token;
        if (attribution->denial && !turns_offer_down(view))
            return cue == NO_INDEX || cue == 0 ||
                   !negated_before(view->analysis->tokens.at, 0, cue);
    }
    return denied_by_phrase(view) || denies_its_object(view) || is_ruled_out(view);
}

/* ---- modality -------------------------------------------------------------------------------- */

struct modal_cue {
    struct slice word;
    struct slice next; /* the word behind it; absent for any */
    enum modality modality;
};

/* Phrases that make a statement a plan or hearsay, whatever the verb's own form says. */
static const struct modal_cue modal_cues[] = {
    {SLICE("will"), {0}, MODALITY_PLANNED},
    {SLICE("expected"), SLICE("to"), MODALITY_PLANNED},
    {SLICE("due"), SLICE("to"), MODALITY_PLANNED},
    {SLICE("scheduled"), {0}, MODALITY_PLANNED},
    {SLICE("planned"), {0}, MODALITY_PLANNED},
    {SLICE("plans"), SLICE("to"), MODALITY_PLANNED},
    {SLICE("plan"), SLICE("to"), MODALITY_PLANNED},
    {SLICE("set"), SLICE("to"), MODALITY_PLANNED},
    {SLICE("slated"), {0}, MODALITY_PLANNED},
    {SLICE("going"), SLICE("to"), MODALITY_PLANNED},
    {SLICE("is"), SLICE("to"), MODALITY_PLANNED},
    {SLICE("are"), SLICE("to"), MODALITY_PLANNED},
    {SLICE("intends"), SLICE("to"), MODALITY_PLANNED},
    {SLICE("may"), {0}, MODALITY_POSSIBLE},
    {SLICE("might"), {0}, MODALITY_POSSIBLE},
    {SLICE("could"), {0}, MODALITY_POSSIBLE},
    {SLICE("possibly"), {0}, MODALITY_POSSIBLE},
    {SLICE("unconfirmed"), {0}, MODALITY_REPORTED},
    {SLICE("reportedly"), {0}, MODALITY_REPORTED},
    {SLICE("allegedly"), {0}, MODALITY_REPORTED},
    {SLICE("rumors"), {0}, MODALITY_REPORTED},
    {SLICE("rumours"), {0}, MODALITY_REPORTED},
    {SLICE("suspected"), SLICE("of"), MODALITY_POSSIBLE},
};

/* "Due to arrive", and not "due to ice". */
static bool opens_infinitive(const struct token *tokens, uint32_t to, uint32_t past) {
    uint8_t upos = to + 1 < past ? tokens[to + 1].upos : UPOS_NONE;
    return upos != UPOS_ADJ && upos != UPOS_DET && upos != UPOS_NOUN && upos != UPOS_NUM &&
           upos != UPOS_PRON && upos != UPOS_PROPN;
}

static const struct slice LEAKED = SLICE("leaked");

/* "Leaked documents", and not "gas leaked from a tank". */
static bool tells_of_leaked(const struct token *tokens, uint32_t at, uint32_t past) {
    return slice_equal(tokens[at].lower, LEAKED) && at + 1 < past &&
           (tokens[at + 1].upos == UPOS_NOUN || tokens[at + 1].upos == UPOS_ADJ);
}

static const struct modal_cue *modal_cue_of(struct slice lower) {
    for (size_t i = 0; i < sizeof modal_cues / sizeof *modal_cues; i++)
        if (slice_equal(lower, modal_cues[i].word))
            return &modal_cues[i];
    return NULL;
}

static enum modality cue_modality(const struct token *tokens, uint32_t at, uint32_t past) {
    if (tokens[at].flags & TOKEN_CAPITALISED)
        return MODALITY_ASSERTED;
    if (tells_of_leaked(tokens, at, past))
        return MODALITY_REPORTED;
    const struct modal_cue *cue = modal_cue_of(tokens[at].lower);
    if (!cue || !cue->next.at)
        return cue ? cue->modality : MODALITY_ASSERTED;
    bool next = at + 1 < past && slice_equal(tokens[at + 1].lower, cue->next);
    bool infinitive = slice_equal(cue->next, SLICE("to"));
    return next && (!infinitive || opens_infinitive(tokens, at + 1, past)) ? cue->modality
                                                                           : MODALITY_ASSERTED;
}

/* Does the token hang, through whatever words, from one of the claim's subject? */
static bool under_subject(const struct claim_view *view, uint32_t token) {
    enum { STEPS = 6 };
    const struct token *tokens = view->analysis->tokens.at;
    uint32_t at = token;
    for (int i = 0; i < STEPS && at != NO_INDEX && at != view->claim->predicate_token; i++) {
        if (span_contains(view->claim->subject_span, tokens[at].span))
            return true;
        at = tokens[at].head;
    }
    return false;
}

/* "Has not ruled out a new tax" */
static bool leaves_open(const struct claim_view *view, uint32_t at) {
    const struct token *tokens = view->analysis->tokens.at;
    return rules_out(tokens, at, view->past_token) != NO_INDEX &&
           negated_before(tokens, view->first_token, at);
}

/* "A line suspected of starting the fire carried current": what is told of the subject on the side
 * is no force of the statement. A source that is named makes no hearsay: "police said" and the bare
 * statement say the same. Only words such as "unconfirmed" do, and they may stand outside the
 * clause. */
static void view_modality(const struct article_marks *marks, struct claim_view *view) {
    enum { WINDOW = 300 }; /* tokens around the claim: an endless sentence stays linear */
    const struct token *tokens = view->analysis->tokens.at;
    const struct sentence *sentence = &view->analysis->sentences.at[view->claim->sentence];
    uint32_t first = sentence->first_token;
    uint32_t past = sentence->past_token;
    if (view->first_token > first && view->first_token - first > WINDOW)
        first = view->first_token - WINDOW;
    if (past > view->past_token && past - view->past_token > WINDOW)
        past = view->past_token + WINDOW;
    uint32_t predicate = view->claim->predicate_token;
    view->modality = view->claim->modality;
    if (view->modality == MODALITY_REPORTED)
        view->modality = MODALITY_ASSERTED;
    if (view->modality == MODALITY_ASSERTED && predicate != NO_INDEX &&
        leaves_open(view, predicate))
        view->modality = MODALITY_POSSIBLE;
    for (uint32_t i = view->first_token;
         i < view->past_token && view->modality == MODALITY_ASSERTED; i++)
        if ((marks->of[i] & MARK_FORCE) && (predicate == NO_INDEX || !under_subject(view, i)))
            view->modality = cue_modality(tokens, i, view->past_token);
    for (uint32_t i = first; i < past && view->modality == MODALITY_ASSERTED; i++)
        if ((marks->of[i] & MARK_FORCE) && cue_modality(tokens, i, past) == MODALITY_REPORTED)
            view->modality = MODALITY_REPORTED;
}

/* "Put off", "cancelled". */
static bool calls_off(const struct token *tokens, uint32_t at, uint32_t past) {
    static const struct slice verbs[] = {
        SLICE("abandon"),  SLICE("axe"),   SLICE("cancel"), SLICE("delay"),
        SLICE("postpone"), SLICE("scrap"), SLICE("shelve"),
    };
    if (SLICE_IN(tokens[at].lemma, verbs))
        return true;
    bool off = at + 1 < past && slice_equal(tokens[at + 1].lower, SLICE("off"));
    return off && (slice_equal(tokens[at].lemma, SLICE("put")) ||
                   slice_equal(tokens[at].lemma, SLICE("call")));
}

/* "The signing was put off", "cancelled the talks": what was planned was not done. The verb may
 * stand behind the clause of the plan: "the signing, planned for Monday, was put off". */
static bool is_called_off(const struct claim_view *view) {
    enum { BEHIND = 5 };
    const struct token_list *tokens = &view->analysis->tokens;
    uint32_t at = view->claim->predicate_token;
    if (view->claim->polarity == POLARITY_NEGATED || at == NO_INDEX)
        return false;
    if (at >= view->first_token && at < view->past_token &&
        calls_off(tokens->at, at, view->past_token))
        return true;
    uint32_t past = view->analysis->sentences.at[view->claim->sentence].past_token;
    if (view->claim->modality != MODALITY_PLANNED && view->modality != MODALITY_PLANNED)
        return false;
    for (uint32_t i = view->past_token; i < past && i < view->past_token + BEHIND; i++)
        if (calls_off(tokens->at, i, past))
            return !negated_before(tokens->at, view->first_token, i);
    return false;
}

/* "Demanded her resignation", "threatened to quit", "offered 4 percent". */
static bool is_wished(const struct claim_view *view) {
    static const struct slice verbs[] = {
        SLICE("advise"), SLICE("demand"),   SLICE("encourage"), SLICE("hope"),
        SLICE("offer"),  SLICE("propose"),  SLICE("recommend"), SLICE("request"),
        SLICE("seek"),   SLICE("threaten"), SLICE("urge"),      SLICE("want"),
    };
    uint32_t predicate = view->claim->predicate_token;
    return predicate != NO_INDEX && SLICE_IN(view->analysis->tokens.at[predicate].lemma, verbs);
}

bool view_force_cue(const struct token *token) {
    return negates(token->lower) || is_nearly(token->lower) || fails(token->lemma) ||
           slice_equal(token->lower, SLICE("short")) || slice_equal(token->lemma, RULE) ||
           slice_equal(token->lower, LEAKED) || modal_cue_of(token->lower);
}

void view_force(const struct article_marks *marks, struct claim_view *view) {
    view_negation(marks, view);
    view->denied = is_denied(view);
    view_modality(marks, view);
    view->called_off = is_called_off(view);
    view->wished = is_wished(view);
}
