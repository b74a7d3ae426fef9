/* The cues. Verbs after the counts of words that stand as cues in annotated news, put by hand into
 * the frames they take; a verb that mostly reports deeds ("support", "offer help") is left out of
 * the frames in which it does.
 */
#include "analysis/speech/cue_lexicon.h"

#define S(word)                                                                                    \
    { word, sizeof(word) - 1 }

/* In order of the lemma. */
static const struct cue_entry cues[] = {
    {S("accept"), CUE_CLAUSE, {NULL, 0}},
    {S("acknowledge"), CUE_CLAUSE | CUE_OBJECT, {NULL, 0}},
    {S("add"), CUE_CLAUSE, {NULL, 0}},
    {S("admit"), CUE_CLAUSE, {NULL, 0}},
    {S("advise"), CUE_CLAUSE, {NULL, 0}},
    {S("affirm"), CUE_CLAUSE | CUE_OBJECT, {NULL, 0}},
    {S("agree"), CUE_CLAUSE | CUE_TO | CUE_WEAK, {NULL, 0}},
    {S("allege"), CUE_CLAUSE, {NULL, 0}},
    {S("allude"), 0, S("to")},
    {S("announce"), CUE_CLAUSE | CUE_OBJECT, {NULL, 0}},
    {S("answer"), CUE_CLAUSE, {NULL, 0}},
    {S("argue"), CUE_CLAUSE, {NULL, 0}},
    {S("ask"), CUE_CLAUSE, {NULL, 0}},
    {S("assert"), CUE_CLAUSE, {NULL, 0}},
    {S("assume"), CUE_WEAK, {NULL, 0}},
    {S("assure"), CUE_CLAUSE, {NULL, 0}},
    {S("believe"), CUE_WEAK, {NULL, 0}},
    {S("boast"), CUE_CLAUSE, S("of")},
    {S("brand"), CUE_AS, {NULL, 0}},
    {S("brief"), CUE_CLAUSE, {NULL, 0}},
    {S("calculate"), CUE_WEAK, {NULL, 0}},
    {S("call"), CUE_AS, S("for")},
    {S("caution"), CUE_CLAUSE, {NULL, 0}},
    {S("characterise"), CUE_AS, {NULL, 0}},
    {S("characterize"), CUE_AS, {NULL, 0}},
    {S("claim"), CUE_CLAUSE, {NULL, 0}},
    {S("comment"), CUE_CLAUSE, S("on")},
    {S("complain"), CUE_CLAUSE, S("about")},
    {S("concede"), CUE_CLAUSE, {NULL, 0}},
    {S("conclude"), CUE_CLAUSE | CUE_WEAK, {NULL, 0}},
    {S("condemn"), CUE_AS | CUE_OBJECT, {NULL, 0}},
    {S("confess"), CUE_CLAUSE, {NULL, 0}},
    {S("confirm"), CUE_CLAUSE | CUE_OBJECT, {NULL, 0}},
    {S("contend"), CUE_CLAUSE, {NULL, 0}},
    {S("continue"), CUE_CLAUSE, {NULL, 0}},
    {S("convey"), CUE_LIGHT, {NULL, 0}},
    {S("counter"), CUE_CLAUSE, {NULL, 0}},
    {S("criticise"), CUE_OBJECT, {NULL, 0}},
    {S("criticize"), CUE_AS | CUE_OBJECT, {NULL, 0}},
    {S("cry"), CUE_CLAUSE, {NULL, 0}},
    {S("decide"), CUE_WEAK, {NULL, 0}},
    {S("declare"), CUE_CLAUSE | CUE_LIGHT, {NULL, 0}},
    {S("decline"), CUE_CLAUSE | CUE_TO | CUE_WEAK, {NULL, 0}},
    {S("decree"), CUE_WEAK, {NULL, 0}},
    {S("demand"), CUE_CLAUSE, {NULL, 0}},
    {S("demonstrate"), CUE_WEAK, {NULL, 0}},
    {S("denounce"), CUE_AS | CUE_OBJECT, {NULL, 0}},
    {S("deny"), CUE_CLAUSE | CUE_DENIAL | CUE_OBJECT, {NULL, 0}},
    {S("depict"), CUE_AS, {NULL, 0}},
    {S("describe"), CUE_AS, {NULL, 0}},
    {S("disclose"), CUE_CLAUSE, {NULL, 0}},
    {S("discover"), CUE_WEAK, {NULL, 0}},
    {S("dismiss"), CUE_AS | CUE_DENIAL | CUE_OBJECT, {NULL, 0}},
    {S("dispute"), CUE_DENIAL | CUE_OBJECT, {NULL, 0}},
    {S("doubt"), CUE_WEAK, {NULL, 0}},
    {S("dub"), CUE_AS, {NULL, 0}},
    {S("emphasise"), CUE_CLAUSE | CUE_OBJECT, {NULL, 0}},
    {S("emphasize"), CUE_CLAUSE | CUE_OBJECT, {NULL, 0}},
    {S("estimate"), CUE_WEAK, {NULL, 0}},
    {S("exclaim"), CUE_CLAUSE, {NULL, 0}},
    {S("expect"), CUE_WEAK, {NULL, 0}},
    {S("explain"), CUE_CLAUSE, {NULL, 0}},
    {S("express"), CUE_LIGHT, {NULL, 0}},
    {S("fear"), CUE_WEAK, {NULL, 0}},
    {S("feel"), CUE_WEAK, {NULL, 0}},
    {S("find"), CUE_WEAK, {NULL, 0}},
    {S("forecast"), CUE_WEAK, {NULL, 0}},
    {S("foresee"), CUE_WEAK, {NULL, 0}},
    {S("fume"), CUE_CLAUSE, {NULL, 0}},
    {S("guess"), CUE_WEAK, {NULL, 0}},
    {S("hail"), CUE_AS, {NULL, 0}},
    {S("hint"), CUE_CLAUSE | CUE_WEAK, S("at")},
    {S("hope"), CUE_TO | CUE_WEAK, {NULL, 0}},
    {S("imagine"), CUE_WEAK, {NULL, 0}},
    {S("imply"), CUE_WEAK, {NULL, 0}},
    {S("indicate"), CUE_WEAK, {NULL, 0}},
    {S("inform"), CUE_CLAUSE, {NULL, 0}},
    {S("insist"), CUE_CLAUSE, S("on")},
    {S("intend"), CUE_TO, {NULL, 0}},
    {S("interject"), CUE_CLAUSE, {NULL, 0}},
    {S("interpret"), CUE_AS, {NULL, 0}},
    {S("joke"), CUE_CLAUSE, {NULL, 0}},
    {S("know"), CUE_WEAK, {NULL, 0}},
    {S("label"), CUE_AS, {NULL, 0}},
    {S("lament"), CUE_CLAUSE, {NULL, 0}},
    {S("laud"), CUE_OBJECT, {NULL, 0}},
    {S("learn"), CUE_WEAK, {NULL, 0}},
    {S("maintain"), CUE_CLAUSE, {NULL, 0}},
    {S("mention"), CUE_CLAUSE | CUE_OBJECT, {NULL, 0}},
    {S("note"), CUE_CLAUSE, {NULL, 0}},
    {S("notify"), CUE_CLAUSE, {NULL, 0}},
    {S("object"), CUE_CLAUSE, S("to")},
    {S("observe"), CUE_CLAUSE, {NULL, 0}},
    {S("offer"), CUE_CLAUSE | CUE_LIGHT | CUE_TO | CUE_WEAK, {NULL, 0}},
    {S("opine"), CUE_CLAUSE, {NULL, 0}},
    {S("plead"), CUE_CLAUSE, {NULL, 0}},
    {S("pledge"), CUE_CLAUSE | CUE_TO, {NULL, 0}},
    {S("point"), 0, S("to")},
    {S("portray"), CUE_AS, {NULL, 0}},
    {S("post"), CUE_CLAUSE, {NULL, 0}},
    {S("praise"), CUE_OBJECT, {NULL, 0}},
    {S("predict"), CUE_CLAUSE, {NULL, 0}},
    {S("presume"), CUE_WEAK, {NULL, 0}},
    {S("proclaim"), CUE_CLAUSE, {NULL, 0}},
    {S("promise"), CUE_CLAUSE | CUE_OBJECT | CUE_TO, {NULL, 0}},
    {S("propose"), CUE_CLAUSE | CUE_OBJECT, {NULL, 0}},
    {S("protest"), CUE_CLAUSE, {NULL, 0}},
    {S("quip"), CUE_CLAUSE, {NULL, 0}},
    {S("raise"), CUE_LIGHT, {NULL, 0}},
    {S("read"), CUE_WEAK, {NULL, 0}},
    {S("reaffirm"), CUE_CLAUSE | CUE_OBJECT, {NULL, 0}},
    {S("reason"), CUE_CLAUSE, {NULL, 0}},
    {S("recall"), CUE_CLAUSE, {NULL, 0}},
    {S("recognize"), CUE_WEAK, {NULL, 0}},
    {S("recommend"), CUE_CLAUSE | CUE_OBJECT, {NULL, 0}},
    {S("refer"), CUE_AS, S("to")},
    {S("refuse"), CUE_CLAUSE | CUE_TO | CUE_WEAK, {NULL, 0}},
    {S("refute"), CUE_DENIAL | CUE_OBJECT, {NULL, 0}},
    {S("regard"), CUE_AS, {NULL, 0}},
    {S("reiterate"), CUE_CLAUSE | CUE_LIGHT | CUE_OBJECT, {NULL, 0}},
    {S("reject"), CUE_DENIAL | CUE_OBJECT, {NULL, 0}},
    {S("remark"), CUE_CLAUSE, {NULL, 0}},
    {S("remind"), CUE_CLAUSE, {NULL, 0}},
    {S("repeat"), CUE_CLAUSE | CUE_LIGHT, {NULL, 0}},
    {S("reply"), CUE_CLAUSE, {NULL, 0}},
    {S("report"), CUE_CLAUSE, {NULL, 0}},
    {S("respond"), CUE_CLAUSE, {NULL, 0}},
    {S("retort"), CUE_CLAUSE, {NULL, 0}},
    {S("reveal"), CUE_CLAUSE | CUE_WEAK, {NULL, 0}},
    {S("rule"), CUE_WEAK, {NULL, 0}},
    {S("say"), CUE_CLAUSE, {NULL, 0}},
    {S("scream"), CUE_CLAUSE, {NULL, 0}},
    {S("see"), CUE_AS, {NULL, 0}},
    {S("shout"), CUE_CLAUSE, {NULL, 0}},
    {S("show"), CUE_WEAK, {NULL, 0}},
    {S("snap"), CUE_CLAUSE, {NULL, 0}},
    {S("speculate"), CUE_CLAUSE, {NULL, 0}},
    {S("state"), CUE_CLAUSE | CUE_LIGHT, {NULL, 0}},
    {S("stipulate"), CUE_CLAUSE, {NULL, 0}},
    {S("stress"), CUE_CLAUSE | CUE_OBJECT, {NULL, 0}},
    {S("suggest"), CUE_CLAUSE | CUE_OBJECT, {NULL, 0}},
    {S("suppose"), CUE_WEAK, {NULL, 0}},
    {S("suspect"), CUE_WEAK, {NULL, 0}},
    {S("swear"), CUE_CLAUSE | CUE_TO, {NULL, 0}},
    {S("tag"), CUE_AS, {NULL, 0}},
    {S("tell"), CUE_CLAUSE, {NULL, 0}},
    {S("term"), CUE_AS, {NULL, 0}},
    {S("testify"), CUE_CLAUSE, {NULL, 0}},
    {S("theorize"), CUE_CLAUSE, {NULL, 0}},
    {S("think"), CUE_WEAK, {NULL, 0}},
    {S("threaten"), CUE_CLAUSE | CUE_TO, {NULL, 0}},
    {S("tweet"), CUE_CLAUSE, {NULL, 0}},
    {S("underline"), CUE_CLAUSE, {NULL, 0}},
    {S("understand"), CUE_WEAK, {NULL, 0}},
    {S("undertake"), CUE_CLAUSE | CUE_TO, {NULL, 0}},
    {S("urge"), CUE_CLAUSE, {NULL, 0}},
    {S("view"), CUE_AS, {NULL, 0}},
    {S("voice"), CUE_LIGHT, {NULL, 0}},
    {S("vow"), CUE_CLAUSE | CUE_TO, {NULL, 0}},
    {S("warn"), CUE_CLAUSE, S("against")},
    {S("whisper"), CUE_CLAUSE, {NULL, 0}},
    {S("wish"), CUE_WEAK, {NULL, 0}},
    {S("wonder"), CUE_WEAK, {NULL, 0}},
    {S("worry"), CUE_WEAK, {NULL, 0}},
    {S("write"), CUE_CLAUSE, {NULL, 0}},
};

static const struct slice light_nouns[] = {
    S("alarm"),        S("anger"),        S("appreciation"),   S("belief"),      S("commitment"),
    S("concern"),      S("condemnation"), S("condolence"),     S("confidence"),  S("confusion"),
    S("criticism"),    S("desire"),       S("disappointment"), S("disapproval"), S("disbelief"),
    S("dismay"),       S("displeasure"),  S("doubt"),          S("fear"),        S("frustration"),
    S("gratitude"),    S("hope"),         S("interest"),       S("opinion"),     S("opposition"),
    S("optimism"),     S("outrage"),      S("pessimism"),      S("praise"),      S("question"),
    S("readiness"),    S("regret"),       S("remorse"),        S("reservation"), S("sadness"),
    S("satisfaction"), S("scepticism"),   S("shock"),          S("skepticism"),  S("solidarity"),
    S("support"),      S("surprise"),     S("sympathy"),       S("thanks"),      S("view"),
    S("willingness"),  S("wish"),         S("worry"),
};

static const struct slice rumour_nouns[] = {
    S("accusation"),  S("allegation"), S("belief"),    S("claim"), S("concern"),
    S("fear"),        S("hint"),       S("hope"),      S("rumor"), S("rumour"),
    S("speculation"), S("suggestion"), S("suspicion"), S("worry"),
};

/* In order of the form. */
static const struct irregular_form {
    struct slice form;
    struct slice lemma;
} irregular[] = {
    {S("admitted"), S("admit")}, {S("admitting"), S("admit")},   {S("denied"), S("deny")},
    {S("denies"), S("deny")},    {S("felt"), S("feel")},         {S("found"), S("find")},
    {S("knew"), S("know")},      {S("quipped"), S("quip")},      {S("replied"), S("reply")},
    {S("replies"), S("reply")},  {S("said"), S("say")},          {S("saying"), S("say")},
    {S("says"), S("say")},       {S("swore"), S("swear")},       {S("telling"), S("tell")},
    {S("tells"), S("tell")},     {S("testified"), S("testify")}, {S("thought"), S("think")},
    {S("told"), S("tell")},      {S("writes"), S("write")},      {S("writing"), S("write")},
    {S("written"), S("write")},  {S("wrote"), S("write")},
};

/* What is denied or rejected without a word: doors stay shut. In order. */
static const struct slice refused_things[] = {
    S("access"),  S("admission"), S("aid"),    S("appeal"),     S("application"), S("asylum"),
    S("bail"),    S("benefit"),   S("bid"),    S("boarding"),   S("care"),        S("entry"),
    S("licence"), S("license"),   S("parole"), S("permission"), S("permit"),      S("request"),
    S("service"), S("treatment"), S("visa"),
};

const struct cue_entry *cue_find(struct slice lemma) {
    return SLICE_ROW(lemma, cues);
}

bool cue_light_noun(struct slice lemma) {
    return SLICE_IN(lemma, light_nouns);
}

bool cue_rumour_noun(struct slice lemma) {
    return SLICE_IN(lemma, rumour_nouns);
}

bool cue_refused_thing(struct slice lemma) {
    return SLICE_IN(lemma, refused_things);
}

/* `form` without `suffix`, with `ending` put on, looked up among the cues. */
static struct slice cut(struct slice form, struct slice suffix, struct slice ending) {
    char room[32];
    if (!slice_ends(form, suffix) || form.length - suffix.length + ending.length > sizeof room)
        return slice_of(NULL, 0);
    size_t stem = form.length - suffix.length;
    memcpy(room, form.at, stem);
    memcpy(room + stem, ending.at, ending.length);
    const struct cue_entry *entry = cue_find(slice_of(room, stem + ending.length));
    return entry ? entry->lemma : slice_of(NULL, 0);
}

struct slice cue_lemma_of_form(struct slice lower) {
    static const struct {
        struct slice suffix;
        struct slice ending;
    } rules[] = {{S(""), S("")},   {S("s"), S("")},   {S("es"), S("")},  {S("d"), S("")},
                 {S("ed"), S("")}, {S("ing"), S("")}, {S("ing"), S("e")}};
    const struct irregular_form *row = SLICE_ROW(lower, irregular);
    if (row)
        return row->lemma;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        struct slice lemma = cut(lower, rules[i].suffix, rules[i].ending);
        if (lemma.at)
            return lemma;
    }
    return slice_of(NULL, 0);
}
