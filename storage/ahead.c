/* Comparing ahead. A write that changes the articles of a story waits here first, until some
 * threads have aligned the story as it will be; then it goes to the writer, whose transaction has
 * little left to do. Nothing else changes: article and alignments are one commit. Where it was
 * foreseen wrongly (an editor moved the story meanwhile, two articles of a new event came at once),
 * or not at all (the write is an editor's), the transaction stands back until the same threads have
 * compared what it found wanting (postponed.h).
 *
 * Beside other processes the stories of a batch are held first (story_holds.h). Writes to a story
 * that another process holds go back to the front of the queue while there is other work, and come
 * again with what has joined them.
 *
 * Writes go in batches, like those of the writer and for the same reason: sixty reports of one
 * event that arrive together cost one comparison. A batch has three phases. First each write is
 * placed: a reader looks which story it will change. Then each story is compared once, with all
 * that comes and leaves. Then the batch is handed to the writer as a chain that no group parts, and
 * the next batch begins when the last of it is on disk: its readers see what this one wrote, so
 * that its guesses are right. Within a phase the writes, then the stories, are shared out among the
 * threads. The order of the writes stays as it was, so that the same articles in the same order
 * make the same stories.
 */
#include "storage/ahead.h"

#include "base/error.h"
#include "storage/postponed.h"
#include "storage/story_holds.h"

#include <assert.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    THREADS_MAX = 8,
    BATCH_MAX = STORAGE_GROUP_MAX,
    STORIES_MAX = 4 * BATCH_MAX, /* of a batch; others are compared later */
    CHANGES_ARENA_LIMIT = 64 * 1024 * 1024,
    BATCH_BYTES_MAX = 128 * 1024 * 1024, /* of forecasts; what is not foreseen is compared later */
};

enum phase { PHASE_IDLE, PHASE_PLACING, PHASE_HOLDING, PHASE_COMPARING, PHASE_WRITING };

/* What a batch does to one story: a part of its changes, which are sorted by story. */
struct story_task {
    uint32_t first;
    uint32_t count;
};

struct aligner {
    pthread_t thread;
    struct storage *storage;
    struct arena *work; /* of one task */
};

struct ahead {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct storage_write *first; /* what waits for a batch */
    struct storage_write *last;
    uint32_t count;
    bool closing;

    /* The batch; `next` and `unfinished` count the tasks of the phase. */
    enum phase phase;
    uint32_t next;
    uint32_t unfinished;
    struct storage_write *writes[BATCH_MAX];
    uint32_t write_count;
    uint32_t untold;     /* writes that the writer has not ended yet */
    struct arena *arena; /* of the changes */
    struct story_change_list changes;
    struct story_task tasks[STORIES_MAX]; /* of each story */
    struct forecast forecasts[STORIES_MAX];
    uint32_t story_count;
    size_t bytes; /* of the forecasts */

    struct postponed postponed;

    struct story_holds holds; /* of the batch; used by one thread at a time */
    int64_t stories[STORIES_MAX];
    bool held[STORIES_MAX];

    struct aligner threads[THREADS_MAX];
    uint32_t thread_count;
};

static void lock(struct ahead *ahead) {
    (void)pthread_mutex_lock(&ahead->lock); /* a default mutex that this thread does not hold */
}

static void unlock(struct ahead *ahead) {
    (void)pthread_mutex_unlock(&ahead->lock);
}

/* ---- phases, under the lock ------------------------------------------------------------------ */

static void begin_phase(struct ahead *ahead, enum phase phase, uint32_t tasks) {
    ahead->phase = phase;
    ahead->next = 0;
    ahead->unfinished = tasks;
    (void)pthread_cond_broadcast(&ahead->changed);
}

static uint32_t task_count(const struct ahead *ahead) {
    switch (ahead->phase) {
    case PHASE_PLACING:
        return ahead->write_count;
    case PHASE_HOLDING:
        return 1;
    case PHASE_COMPARING:
        return ahead->story_count;
    default:
        return 0;
    }
}

static void begin_batch(struct ahead *ahead) {
    ahead->write_count = 0;
    while (ahead->first && ahead->write_count < BATCH_MAX) {
        ahead->writes[ahead->write_count++] = ahead->first;
        ahead->first = ahead->first->next;
    }
    ahead->count -= ahead->write_count;
    ahead->story_count = 0;
    ahead->bytes = 0;
    ahead->changes = (struct story_change_list){0};
    ahead->arena = arena_new(CHANGES_ARENA_LIMIT); /* without one nothing is foreseen */
    begin_phase(ahead, PHASE_PLACING, ahead->write_count);
}

static int compare_changes(const void *a, const void *b) {
    const struct story_change *left = a;
    const struct story_change *right = b;
    return (left->story > right->story) - (left->story < right->story);
}

/* Each write was placed as if it came alone. Where one of two regroups a story, what will become of
 * it is not known. */
static bool is_foreseeable(const struct story_change *changes, uint32_t count) {
    bool regroups = false;
    bool several = false;
    for (uint32_t i = 0; i < count; i++) {
        regroups = regroups || changes[i].regroups;
        several = several || changes[i].write != changes[0].write;
    }
    return !regroups || !several;
}

static uint32_t count_founders(const struct story_change_list *changes) {
    uint32_t founders = 0;
    for (uint32_t i = 0; i < changes->count; i++)
        founders += changes->at[i].story < 0 && changes->at[i].comes;
    return founders;
}

/* Which stories are to be compared. Of several articles that each found one, nobody knows yet which
 * stay alone. */
static void list_stories(struct ahead *ahead) {
    struct story_change_list *changes = &ahead->changes;
    bool many_founders = count_founders(changes) > 1;
    if (changes->count)
        qsort(changes->at, changes->count, sizeof *changes->at, compare_changes);
    ahead->story_count = 0;
    uint32_t end;
    for (uint32_t i = 0; i < changes->count && ahead->story_count < STORIES_MAX; i = end) {
        for (end = i + 1; end < changes->count && changes->at[end].story == changes->at[i].story;)
            end++;
        bool in_doubt = many_founders && changes->at[i].story < 0 && end - i == 1;
        if (!in_doubt && is_foreseeable(&changes->at[i], end - i))
            ahead->tasks[ahead->story_count++] = (struct story_task){i, end - i};
    }
}

static void hand_over(struct storage *storage) {
    struct ahead *ahead = storage->ahead;
    begin_phase(ahead, PHASE_WRITING, 0);
    ahead->untold = ahead->write_count;
    writer_enqueue_chain(storage, ahead->writes, ahead->write_count);
}

/* Does it change a story that is not held? */
static bool waits(const struct ahead *ahead, const struct storage_write *write) {
    for (uint32_t k = 0; k < ahead->story_count; k++)
        for (uint32_t c = 0; c < ahead->tasks[k].count && !ahead->held[k]; c++)
            if (ahead->changes.at[ahead->tasks[k].first + c].write == write)
                return true;
    return false;
}

/* Stories that are not held: their writes wait for the next batch, in front of all others. */
static void put_back(struct ahead *ahead) {
    struct storage_write *kept[BATCH_MAX];
    struct storage_write *back = NULL;
    uint32_t kept_count = 0;
    for (uint32_t i = ahead->write_count; i-- > 0;) {
        struct storage_write *write = ahead->writes[i];
        if (!waits(ahead, write)) {
            kept[kept_count++] = write;
            continue;
        }
        write->next = back ? back : ahead->first;
        ahead->last = ahead->first || back ? ahead->last : write;
        back = write;
        ahead->count++;
    }
    ahead->first = back ? back : ahead->first;
    ahead->write_count = kept_count;
    for (uint32_t i = 0; i < kept_count; i++)
        ahead->writes[i] = kept[kept_count - 1 - i];
}

/* What is left when some writes have gone back. */
static void keep_held(struct ahead *ahead) {
    struct story_change_list *changes = &ahead->changes;
    uint32_t kept = 0;
    put_back(ahead);
    for (uint32_t i = 0; i < changes->count; i++)
        if (!waits(ahead, changes->at[i].write))
            changes->at[kept++] = changes->at[i];
    changes->count = kept;
    list_stories(ahead);
}

/* After the last task of a phase. */
static void advance(struct storage *storage) {
    struct ahead *ahead = storage->ahead;
    if (ahead->phase == PHASE_PLACING)
        list_stories(ahead);
    if (ahead->phase == PHASE_PLACING && ahead->story_count && storage->is_shared) {
        begin_phase(ahead, PHASE_HOLDING, 1);
        return;
    }
    if (ahead->phase == PHASE_HOLDING)
        keep_held(ahead);
    if (ahead->phase != PHASE_COMPARING && ahead->story_count) {
        begin_phase(ahead, PHASE_COMPARING, ahead->story_count);
        return;
    }
    hand_over(storage);
}

/* ---- tasks, without the lock ----------------------------------------------------------------- */

/* Stories that a write founds get numbers that no other write's have. */
static void add_changes(struct ahead *ahead, uint32_t index, uint64_t generation,
                        const struct story_change_list *found) {
    struct storage_write *write = ahead->writes[index];
    if (found->place && ahead->arena)
        write->place = story_place_keep(ahead->arena, found->place);
    if (write->place)
        write->place->generation = generation;
    for (uint32_t i = 0; i < found->count && ahead->arena; i++) {
        struct story_change change = found->at[i];
        change.write = write;
        if (change.story < 0)
            change.story -= (int64_t)index * STORIES_FOUNDED_MAX;
        if (!list_push(ahead->arena, &ahead->changes, change))
            return; /* what is not foreseen is compared later */
    }
}

/* Where it fails nothing is known, and the writer says what is wrong. */
static void place(struct storage *storage, struct arena *work, uint32_t index) {
    struct ahead *ahead = storage->ahead;
    struct storage_write *write = ahead->writes[index];
    struct story_change_list found = {0};
    struct connection *reader;
    uint64_t generation = storage_generation(storage); /* what is read is of it, or newer */
    write->place = NULL;
    int error = reader_borrow(storage, &reader);
    if (!error) {
        error = reader_begin(reader);
        if (!error) {
            error = write->foresee(storage, reader, work, write, &found);
            reader_end(reader);
        }
        reader_return(storage, reader);
    }
    if (!error) {
        lock(ahead);
        add_changes(ahead, index, generation, &found);
        unlock(ahead);
    }
}

/* Stories that are yet to be founded are nobody else's. */
static void try_holds(struct storage *storage) {
    struct ahead *ahead = storage->ahead;
    uint32_t founded = 0; /* they come first */
    for (uint32_t i = 0; i < ahead->story_count; i++) {
        ahead->stories[i] = ahead->changes.at[ahead->tasks[i].first].story;
        ahead->held[i] = ahead->stories[i] < 0;
        founded += ahead->held[i];
    }
    story_holds_try(storage, &ahead->holds, ahead->stories + founded, ahead->story_count - founded,
                    ahead->held + founded);
}

/* Where nothing else is to be done, the first write's stories are waited for. */
static void hold(struct storage *storage) {
    struct ahead *ahead = storage->ahead;
    try_holds(storage);
    for (uint32_t i = 0; i < ahead->write_count; i++)
        if (!waits(ahead, ahead->writes[i]))
            return;
    for (uint32_t k = 0; k < ahead->story_count; k++) {
        bool wanted = false;
        for (uint32_t c = 0; c < ahead->tasks[k].count && !ahead->held[k]; c++)
            wanted =
                wanted || ahead->changes.at[ahead->tasks[k].first + c].write == ahead->writes[0];
        if (!wanted)
            continue;
        story_holds_wait(storage, &ahead->holds, ahead->stories[k]);
        ahead->held[k] = true;
    }
}

static void compare(struct storage *storage, struct arena *work, uint32_t index) {
    struct ahead *ahead = storage->ahead;
    struct forecast *forecast = &ahead->forecasts[index];
    const struct story_task *task = &ahead->tasks[index];
    *forecast = (struct forecast){0};
    lock(ahead);
    bool full = ahead->bytes > BATCH_BYTES_MAX;
    unlock(ahead);
    if (full)
        return;
    forecast_make(storage, work, &ahead->changes.at[task->first], task->count, forecast);
    lock(ahead);
    ahead->bytes += forecast->arena ? arena_used(forecast->arena) : 0;
    unlock(ahead);
}

static bool has_postponed(const struct ahead *ahead) {
    return ahead->postponed.state == POSTPONED_COMPARING &&
           ahead->postponed.next < ahead->postponed.wanted.count;
}

static bool has_task(const struct ahead *ahead) {
    return has_postponed(ahead) || (ahead->phase == PHASE_IDLE && ahead->first) ||
           ahead->next < task_count(ahead);
}

static bool has_ended(const struct ahead *ahead) {
    return ahead->closing && ahead->phase == PHASE_IDLE && !ahead->first &&
           ahead->postponed.state != POSTPONED_COMPARING;
}

/* Both with the lock, which they let go of meanwhile. */
static void do_postponed(struct storage *storage, struct arena *work) {
    struct ahead *ahead = storage->ahead;
    struct postponed *postponed = &ahead->postponed;
    struct forecast forecast;
    uint32_t task = postponed->next++;
    unlock(ahead);
    postponed_compare(storage, work, postponed, task, &forecast);
    lock(ahead);
    if (!postponed_finish(postponed, task, &forecast))
        return;
    writer_enqueue_again(storage, postponed->group);
    (void)pthread_cond_broadcast(&ahead->changed);
}

static void do_task(struct storage *storage, struct arena *work) {
    struct ahead *ahead = storage->ahead;
    if (ahead->phase == PHASE_IDLE)
        begin_batch(ahead);
    enum phase phase = ahead->phase;
    uint32_t task = ahead->next++;
    unlock(ahead);
    if (phase == PHASE_PLACING)
        place(storage, work, task);
    else if (phase == PHASE_HOLDING)
        hold(storage);
    else
        compare(storage, work, task);
    lock(ahead);
    if (--ahead->unfinished == 0)
        advance(storage);
}

static void *ahead_main(void *context) {
    struct aligner *aligner = context;
    struct storage *storage = aligner->storage;
    struct ahead *ahead = storage->ahead;
    (void)pthread_setname_np(pthread_self(), "aligner"); /* for top -H; cannot fail: short */
    lock(ahead);
    for (;;) {
        while (!has_task(ahead) && !has_ended(ahead))
            (void)pthread_cond_wait(&ahead->changed, &ahead->lock);
        if (has_ended(ahead))
            break;
        if (has_postponed(ahead))
            do_postponed(storage, aligner->work);
        else
            do_task(storage, aligner->work);
        unlock(ahead);
        arena_clear(aligner->work);
        lock(ahead);
    }
    unlock(ahead);
    return NULL;
}

/* ---- the writer's side ----------------------------------------------------------------------- */

const struct forecast *ahead_forecast(struct storage *storage, const struct placed_view *articles,
                                      uint32_t count) {
    struct ahead *ahead = storage->ahead;
    const struct forecast *found = NULL;
    if (!ahead)
        return NULL;
    lock(ahead);
    for (uint32_t i = 0; ahead->phase == PHASE_WRITING && i < ahead->story_count && !found; i++)
        if (forecast_fits(&ahead->forecasts[i], articles, count))
            found = &ahead->forecasts[i];
    const struct postponed *postponed = &ahead->postponed;
    for (uint32_t i = 0; postponed->state == POSTPONED_RETURNED && i < postponed->wanted.count; i++)
        if (!found && forecast_fits(&postponed->forecasts[i], articles, count))
            found = &postponed->forecasts[i];
    unlock(ahead);
    return found; /* it ends with the last write of its group, on this thread */
}

bool ahead_may_postpone(struct storage *storage, const struct storage_write *group) {
    struct ahead *ahead = storage->ahead;
    if (!ahead)
        return false;
    lock(ahead);
    bool may = !ahead->closing && postponed_may(&ahead->postponed, group);
    unlock(ahead);
    return may;
}

bool ahead_postpone(struct storage *storage, struct storage_write *group) {
    struct ahead *ahead = storage->ahead;
    lock(ahead);
    bool done =
        !ahead->closing && postponed_begin(&ahead->postponed, group, &storage->writer.wanted);
    if (done)
        (void)pthread_cond_broadcast(&ahead->changed);
    unlock(ahead);
    atomic_fetch_add(&storage->postponed, done);
    return done;
}

static void told_postponed(struct ahead *ahead) {
    lock(ahead);
    if (postponed_told(&ahead->postponed))
        (void)pthread_cond_broadcast(&ahead->changed);
    unlock(ahead);
}

static void told_foreseen(struct ahead *ahead) {
    if (ahead->untold == 1)
        story_holds_release(&ahead->holds); /* what it held is on disk */
    lock(ahead);
    assert(ahead->phase == PHASE_WRITING && ahead->untold > 0);
    if (--ahead->untold == 0) {
        for (uint32_t i = 0; i < ahead->story_count; i++)
            forecast_done(&ahead->forecasts[i]);
        arena_free(ahead->arena);
        ahead->story_count = 0;
        begin_phase(ahead, PHASE_IDLE, 0);
    }
    unlock(ahead);
}

void ahead_told(struct storage *storage, const struct storage_write *write) {
    if (write->is_postponed)
        told_postponed(storage->ahead);
    if (write->is_ahead)
        told_foreseen(storage->ahead);
}

/* ---- in and out ------------------------------------------------------------------------------ */

int ahead_enqueue(struct storage *storage, struct storage_write *write, storage_deed *deed,
                  storage_foresight *foresee, const struct article_put *brings) {
    struct ahead *ahead = storage->ahead;
    if (!ahead || !storage->align)
        return writer_enqueue(storage, write, deed);
    writer_prepare(write, deed);
    write->foresee = foresee;
    write->brings = brings;
    write->is_ahead = true;
    lock(ahead);
    bool refused = ahead->closing || ahead->count >= STORAGE_QUEUE_MAX;
    if (!refused) {
        if (ahead->first)
            ahead->last->next = write;
        else
            ahead->first = write;
        ahead->last = write;
        ahead->count++;
        (void)pthread_cond_signal(&ahead->changed);
    }
    unlock(ahead);
    return refused ? ERR_BUSY : 0;
}

uint32_t ahead_waiting(struct storage *storage) {
    struct ahead *ahead = storage->ahead;
    if (!ahead)
        return 0;
    lock(ahead);
    uint32_t waiting = ahead->count;
    if (ahead->phase != PHASE_IDLE && ahead->phase != PHASE_WRITING)
        waiting += ahead->write_count;
    if (ahead->postponed.state == POSTPONED_COMPARING)
        waiting += ahead->postponed.untold;
    unlock(ahead);
    return waiting;
}

/* Fewer threads than wanted will do, and none too: then the writer compares. */
void ahead_start(struct storage *storage) {
    if (storage->ahead)
        return;
    struct ahead *ahead = calloc(1, sizeof *ahead);
    if (!ahead)
        return;
    (void)pthread_mutex_init(&ahead->lock, NULL); /* default attributes: cannot fail on Linux */
    (void)pthread_cond_init(&ahead->changed, NULL);
    storage->ahead = ahead;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    long wanted = processors < 1 ? 1 : processors > THREADS_MAX ? THREADS_MAX : processors;

    sigset_t all; /* signals are the business of the main thread */
    sigset_t before;
    (void)sigfillset(&all);
    (void)pthread_sigmask(SIG_SETMASK, &all, &before);
    while (ahead->thread_count < (uint32_t)wanted) {
        struct aligner *aligner = &ahead->threads[ahead->thread_count];
        *aligner = (struct aligner){.storage = storage, .work = arena_new(COMPARISON_BYTES_MAX)};
        if (!aligner->work || pthread_create(&aligner->thread, NULL, ahead_main, aligner)) {
            arena_free(aligner->work);
            break;
        }
        ahead->thread_count++;
    }
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (ahead->thread_count == 0)
        ahead_free(storage);
}

void ahead_stop(struct storage *storage) {
    struct ahead *ahead = storage->ahead;
    if (!ahead)
        return;
    lock(ahead);
    ahead->closing = true;
    (void)pthread_cond_broadcast(&ahead->changed);
    unlock(ahead);
    for (uint32_t i = 0; i < ahead->thread_count; i++) {
        int error = pthread_join(ahead->threads[i].thread, NULL);
        assert(error == 0); /* started once, joined once */
    }
}

void ahead_free(struct storage *storage) {
    struct ahead *ahead = storage->ahead;
    if (!ahead)
        return;
    for (uint32_t i = 0; i < ahead->thread_count; i++)
        arena_free(ahead->threads[i].work);
    story_holds_done(&ahead->holds);
    (void)pthread_cond_destroy(&ahead->changed);
    (void)pthread_mutex_destroy(&ahead->lock);
    storage->ahead = NULL;
    free(ahead);
}
