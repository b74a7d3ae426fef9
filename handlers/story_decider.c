#include "handlers/story_decider.h"

#include "alignment/story_judge.h"
#include "alignment/story_links.h"
#include "base/error.h"

/* A signature that cannot be read (damaged, or of a format that this program does not know) is left
 * empty, which nothing is linked to, and its article where it is: a bad row must not stop new
 * articles. */
static int read_stored(struct arena *arena, struct slice bytes,
                       struct story_signature *ret_signature, bool *ret_readable) {
    *ret_signature = (struct story_signature){
        .published_day = DAY_NONE, .event_low = DAY_NONE, .event_high = DAY_NONE};
    int error = story_signature_read(arena, bytes, ret_signature);
    *ret_readable = error == 0;
    return error == ERR_INVALID ? 0 : error;
}

static int read_new(struct arena *arena, struct slice bytes,
                    struct story_signature *ret_signature) {
    int error = story_signature_read(arena, bytes, ret_signature);
    return error == ERR_INVALID ? ERR_FAILED : error; /* written by this program just now */
}

static int find_links(struct arena *arena, struct slice signature, const struct slice *others,
                      uint32_t count, double *ret_links) {
    struct story_signature own;
    int error = read_new(arena, signature, &own);
    for (uint32_t i = 0; i < count && !error; i++) {
        struct story_signature other;
        bool readable;
        error = read_stored(arena, others[i], &other, &readable);
        if (!error)
            ret_links[i] = story_link(&own, &other);
    }
    return error;
}

static int read_members(struct arena *arena, const struct story_question *question,
                        struct story_signature *signatures, struct judged_article *articles) {
    for (uint32_t i = 0; i < question->count; i++) {
        const struct story_member *member = &question->members[i];
        bool last = i + 1 == question->count;
        bool readable = true;
        int error = last ? read_new(arena, member->signature, &signatures[i])
                         : read_stored(arena, member->signature, &signatures[i], &readable);
        if (error)
            return error;
        articles[i] = (struct judged_article){
            .signature = &signatures[i],
            .story = last ? NO_INDEX : member->story,
            .fixed = member->fixed || !readable,
        };
    }
    return 0;
}

static int part(struct arena *arena, const struct story_question *question,
                struct story_verdict *ret_verdict) {
    size_t size = (size_t)question->count + 1;
    struct story_signature *signatures = ARENA_ARRAY(arena, struct story_signature, size);
    struct judged_article *articles = ARENA_ARRAY(arena, struct judged_article, size);
    bool *copies = ARENA_ARRAY(arena, bool, size);
    if (!signatures || !articles || !copies)
        return ERR_NO_MEMORY;

    struct story_judgement judgement;
    int error = read_members(arena, question, signatures, articles);
    if (!error)
        error = story_judge(arena, articles, question->count, question->story_count, &judgement);
    if (error)
        return error;
    uint32_t last = question->count - 1;
    for (uint32_t i = 0; i < last; i++)
        copies[i] = story_is_copy(&signatures[last], &signatures[i]);
    *ret_verdict =
        (struct story_verdict){judgement.stories, judgement.story_count, judgement.reasons, copies};
    return 0;
}

const struct story_decider story_decider = {find_links, part};
