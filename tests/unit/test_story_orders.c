/* Stories do not depend on the order in which their articles arrive: the real decider and the real
 * store, generated articles of events that come in pairs of one kind, and several orders. Then the
 * example articles, five outlets that disagree about numbers: one story in each of the 120 orders.
 */
#include "alignment/story_links.h"
#include "handlers/story_decider.h"
#include "storage/storage.h"
#include "tests/database.h"
#include "tests/unit/resources.h"
#include "tests/unit/runner.h"

#include <ftw.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    EVENTS = 16,
    REPORTS = 6, /* of each event */
    ARTICLES = EVENTS * REPORTS,
    ORDERS = 5,
    WORDS = 60,
    OUTLETS = 5,
    TEXT_MAX = 8192,
};

static uint64_t mix(uint64_t z) { /* splitmix64 */
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static uint64_t random_state;

static uint64_t next_random(void) {
    return mix(random_state += 0x9E3779B97F4A7C15u);
}

static int compare_terms(const void *a, const void *b) {
    uint64_t left = ((const struct signature_term *)a)->hash;
    uint64_t right = ((const struct signature_term *)b)->hash;
    return (left > right) - (left < right);
}

/* Words of the event (four names among them), of its kind, and of the language. */
static uint64_t word_of(uint32_t event, uint32_t i) {
    uint64_t word = next_random();
    if (i < 4)
        return mix(1000000 + event * 1000 + i);
    if (i < 22)
        return mix(1000000 + event * 1000 + 10 + word % 22);
    if (i < 36)
        return mix(2000000 + event / 2 * 1000 + word % 20);
    return mix(3000000 + word % 400);
}

static struct article_record *record_make(struct arena *arena, uint32_t article,
                                          const struct story_signature *signature) {
    struct article_record *record = ARENA_NEW(arena, struct article_record);
    uint64_t *hashes = ARENA_ARRAY(arena, uint64_t, signature->term_count);
    uint64_t *keys = ARENA_ARRAY(arena, uint64_t, STORY_KEYS_MAX);
    for (uint32_t i = 0; i < signature->term_count; i++)
        hashes[i] = signature->terms[i].hash;
    ck_assert_int_eq(arena_printf(arena, &record->input, "report %u", article), 0);
    record->text = record->analysis = record->input;
    record->published_day = signature->published_day;
    record->engine = SLICE("test");
    record->key_count = story_keys(signature, keys);
    record->keys = keys;
    record->terms = hashes;
    record->term_count = signature->term_count;
    ck_assert_int_eq(story_signature_write(arena, signature, &record->signature), 0);
    return record;
}

static struct article_record *report_make(struct arena *arena, uint32_t article) {
    struct signature_term *terms = ARENA_ARRAY(arena, struct signature_term, WORDS);
    random_state = article + 1; /* a report reads the same in every order */
    struct story_signature signature = {
        .published_day = DAY_NONE, .event_low = DAY_NONE, .event_high = DAY_NONE, .terms = terms};
    for (uint32_t i = 0; i < WORDS; i++)
        terms[i] = (struct signature_term){.hash = word_of(article / REPORTS, i),
                                           .weight = i < 4 ? 3 : 1.5f,
                                           .kind = i < 4 ? TERM_NAME : TERM_WORD,
                                           .head = i < 4,
                                           .rarity = i < 22   ? 230
                                                     : i < 36 ? 150
                                                              : 60};
    qsort(terms, WORDS, sizeof *terms, compare_terms);
    for (uint32_t i = 0; i < WORDS; i++)
        if (signature.term_count == 0 || terms[signature.term_count - 1].hash != terms[i].hash)
            terms[signature.term_count++] = terms[i];
    return record_make(arena, article, &signature);
}

static void shuffle(uint32_t *order, uint64_t seed) {
    random_state = seed;
    for (uint32_t i = 0; i < ARTICLES; i++)
        order[i] = i;
    for (uint32_t i = ARTICLES; i > 1 && seed; i--) {
        uint32_t k = (uint32_t)(next_random() % i);
        uint32_t kept = order[i - 1];
        order[i - 1] = order[k];
        order[k] = kept;
    }
}

static int remove_entry(const char *name, const struct stat *info, int type, struct FTW *ftw) {
    (void)info, (void)type, (void)ftw;
    return remove(name);
}

/* Stores the records in that order; ret_stories: a number for each record's story. Returns how
 * many stories there are. */
static uint32_t place_all(struct article_record *const *records, const uint32_t *order,
                          uint32_t count, uint32_t *ret_stories) {
    char folder[] = "/tmp/claimd-orders-XXXXXX";
    char path[DATABASE_WHERE_MAX];
    char reason[STORAGE_REASON_MAX];
    struct storage *storage;
    struct storage_id ids[ARTICLES];
    struct arena *arena = arena_new(1 << 28);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    database_place(folder, "store.db", path);
    ck_assert_int_eq(storage_open(path, &story_decider, &storage, reason), 0);
    for (uint32_t i = 0; i < count; i++) {
        struct article_put deed = {.record = records[order[i]]};
        struct storage_waiter waiter;
        storage_wait_prepare(&waiter, &deed.write);
        ck_assert_int_eq(
            storage_wait(&waiter, &deed.write, storage_article_put(storage, arena, &deed)), 0);
        ids[order[i]] = deed.id;
    }
    struct story_list list;
    ck_assert_int_eq(storage_story_list(storage, arena, 0, STORAGE_PAGE_MAX, &list), 0);
    for (uint32_t i = 0; i < list.count; i++)
        for (uint32_t k = 0; k < list.at[i].article_count; k++)
            for (uint32_t n = 0; n < count; n++)
                if (memcmp(list.at[i].articles[k].id.hex, ids[n].hex, STORAGE_ID_LENGTH) == 0)
                    ret_stories[n] = i;
    uint32_t stories = list.count;
    storage_close(storage);
    arena_free(arena);
    database_remove(path);
    ck_assert_int_eq(nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
    return stories;
}

/* B-cubed F1 (Bagga and Baldwin 1998) between two groupings; the same whichever is the truth. */
static double b_cubed(const uint32_t *left, const uint32_t *right) {
    double precision = 0;
    double recall = 0;
    for (uint32_t i = 0; i < ARTICLES; i++) {
        uint32_t in_left = 0;
        uint32_t in_right = 0;
        uint32_t in_both = 0;
        for (uint32_t k = 0; k < ARTICLES; k++) {
            in_left += left[i] == left[k];
            in_right += right[i] == right[k];
            in_both += left[i] == left[k] && right[i] == right[k];
        }
        precision += (double)in_both / in_left;
        recall += (double)in_both / in_right;
    }
    return 2 * precision * recall / (precision + recall) / ARTICLES;
}

START_TEST(the_order_of_arrival_does_not_matter) {
    static uint32_t stories[ORDERS][ARTICLES];
    uint32_t events[ARTICLES];
    for (uint32_t i = 0; i < ARTICLES; i++)
        events[i] = i / REPORTS;
    struct arena *arena = arena_new(1 << 28);
    struct article_record *reports[ARTICLES];
    for (uint32_t i = 0; i < ARTICLES; i++)
        reports[i] = report_make(arena, i);
    for (uint32_t i = 0; i < ORDERS; i++) {
        uint32_t order[ARTICLES];
        shuffle(order, i);
        (void)place_all(reports, order, ARTICLES, stories[i]);
        double truth = b_cubed(stories[i], events);
        ck_assert_msg(truth >= 0.95, "order %u: B-cubed %.3f", i, truth);
        for (uint32_t k = 0; k < i; k++) {
            double agreement = b_cubed(stories[i], stories[k]);
            ck_assert_msg(agreement >= 0.999999, "orders %u and %u: B-cubed %.3f", i, k, agreement);
        }
    }
    arena_free(arena);
}
END_TEST

/* ---- several processes ----------------------------------------------------------------------- */

enum { PROCESSES_MAX = 4 };

/* One of several claimd over one store: each has its own writer, readers and memory. */
struct process {
    pthread_t thread;
    struct storage *storage;
    struct article_record *const *records;
    const uint32_t *order;
    uint32_t first;
    uint32_t step;
};

static void *store_share(void *context) {
    struct process *process = context;
    struct arena *arena = arena_new(1 << 28);
    for (uint32_t i = process->first; i < ARTICLES; i += process->step) {
        struct article_put deed = {.record = process->records[process->order[i]]};
        struct storage_waiter waiter;
        storage_wait_prepare(&waiter, &deed.write);
        ck_assert_int_eq(
            storage_wait(&waiter, &deed.write, storage_article_put(process->storage, arena, &deed)),
            0);
    }
    arena_free(arena);
    return NULL;
}

/* In which stories they came to stand. */
static void read_outcome(struct storage *storage, struct article_record *const *records,
                         uint32_t *ret_stories) {
    struct arena *arena = arena_new(1 << 28);
    struct article_list list;
    const struct article_filter all = {.sort = ARTICLE_OLDEST,
                                       .limit = STORAGE_PAGE_MAX,
                                       .published_from = DAY_NONE,
                                       .published_to = DAY_NONE};
    ck_assert_int_eq(storage_article_list(storage, arena, &all, &list), 0);
    ck_assert_uint_eq(list.count, ARTICLES);
    for (uint32_t i = 0; i < ARTICLES; i++) {
        uint32_t which = 0;
        while (strcmp(storage_article_id(records[which]->input).hex, list.at[i].id.hex) != 0)
            ck_assert_uint_lt(++which, ARTICLES);
        uint32_t same = 0; /* the story is named after the first of its articles */
        while (strcmp(list.at[same].story.hex, list.at[i].story.hex) != 0)
            same++;
        ret_stories[which] = same;
    }
    arena_free(arena);
}

static void store_together(struct article_record *const *records, uint32_t count,
                           uint32_t *ret_stories) {
    char folder[] = "/tmp/claimd-orders-XXXXXX";
    char path[DATABASE_WHERE_MAX];
    char reason[STORAGE_REASON_MAX];
    struct process processes[PROCESSES_MAX];
    uint32_t order[ARTICLES];
    shuffle(order, count);
    ck_assert_ptr_nonnull(mkdtemp(folder));
    database_place(folder, "store.db", path);
    for (uint32_t i = 0; i < count; i++) {
        processes[i] =
            (struct process){.records = records, .order = order, .first = i, .step = count};
        ck_assert_msg(storage_open(path, &story_decider, &processes[i].storage, reason) == 0, "%s",
                      reason);
    }
    for (uint32_t i = 0; i < count; i++)
        ck_assert_int_eq(pthread_create(&processes[i].thread, NULL, store_share, &processes[i]), 0);
    for (uint32_t i = 0; i < count; i++)
        ck_assert_int_eq(pthread_join(processes[i].thread, NULL), 0);
    read_outcome(processes[0].storage, records, ret_stories);
    for (uint32_t i = 0; i < count; i++)
        storage_close(processes[i].storage);
    database_remove(path);
    ck_assert_int_eq(nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
}

/* Whatever they do at the same moment, and in whatever order the articles come to stand, the
 * stories are those that one process makes. */
START_TEST(several_processes_make_the_stories_of_one) {
    if (!getenv("CLAIMD_TEST_DATABASE"))
        return; /* a file has one process */
    struct arena *arena = arena_new(1 << 28);
    struct article_record *reports[ARTICLES];
    for (uint32_t i = 0; i < ARTICLES; i++)
        reports[i] = report_make(arena, i);
    for (uint32_t count = 2; count <= PROCESSES_MAX; count += 2) {
        uint32_t order[ARTICLES];
        uint32_t together[ARTICLES];
        uint32_t alone[ARTICLES];
        store_together(reports, count, together);
        shuffle(order, 0);
        (void)place_all(reports, order, ARTICLES, alone);
        double agreement = b_cubed(together, alone);
        ck_assert_msg(agreement >= 0.999999, "%u processes: B-cubed %.4f", count, agreement);
    }
    arena_free(arena);
}
END_TEST

/* ---- one event, five outlets ----------------------------------------------------------------- */

static const char *const outlets[OUTLETS][3] = {
    {"1_coastwire.txt", "Coastwire", "2025-03-04"},
    {"2_isle_gazette.txt", "The Isle Gazette", "2025-03-05"},
    {"3_harbourbuzz.txt", "HarbourBuzz", "2025-03-05"}, /* a tabloid: other figures, no names */
    {"4_meridian_business.txt", "Meridian Business", "2025-03-06"},
    {"5_sound_weekly.txt", "The Sound Weekly", "2025-03-14"},
};

static struct article_record *outlet_read(struct arena *arena, uint32_t outlet) {
    char path[512];
    const char *root = getenv("CLAIMD_SOURCE");
    char *text = arena_alloc(arena, TEXT_MAX);
    ck_assert_ptr_nonnull(text);
    (void)snprintf(path, sizeof path, "%s/examples/ferry/%s", root ? root : ".",
                   outlets[outlet][0]);
    FILE *stream = fopen(path, "rb");
    ck_assert_msg(stream != NULL, "cannot open %s", path);
    size_t length = fread(text, 1, TEXT_MAX, stream);
    ck_assert_int_eq(fclose(stream), 0);
    ck_assert_uint_lt(length, TEXT_MAX);

    struct article_input input = {.text = slice_of(text, length),
                                  .source = slice_from_cstr(outlets[outlet][1]),
                                  .published_at = slice_from_cstr(outlets[outlet][2])};
    struct analysis *analysis;
    struct story_signature signature;
    ck_assert_int_eq(analyze(test_resources(), arena, &input, &analysis), 0);
    ck_assert_int_eq(story_signature_make(test_resources(), arena, analysis, &signature), 0);
    return record_make(arena, outlet, &signature);
}

static void try_orders(struct article_record *const *records, const uint32_t *order,
                       uint32_t fixed) {
    uint32_t stories[OUTLETS];
    if (fixed == OUTLETS)
        ck_assert_msg(place_all(records, order, OUTLETS, stories) == 1,
                      "order %u %u %u %u %u: not one story", order[0], order[1], order[2], order[3],
                      order[4]);
    for (uint32_t i = fixed; i < OUTLETS; i++) {
        uint32_t next[OUTLETS];
        memcpy(next, order, sizeof next);
        next[fixed] = order[i];
        next[i] = order[fixed];
        try_orders(records, next, fixed + 1);
    }
}

START_TEST(outlets_that_disagree_about_numbers_are_one_story) {
    struct arena *arena = arena_new(1 << 28);
    struct article_record *records[OUTLETS];
    const uint32_t order[OUTLETS] = {0, 1, 2, 3, 4};
    for (uint32_t i = 0; i < OUTLETS; i++)
        records[i] = outlet_read(arena, i);
    try_orders(records, order, 0);
    arena_free(arena);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("story orders");
    TCase *tests = tcase_create("story orders");
    tcase_set_timeout(tests, 240);
    tcase_add_test(tests, several_processes_make_the_stories_of_one);
    if (!getenv("CLAIMD_TEST_DATABASE")) { /* the decider's matter, whatever the engine */
        tcase_add_test(tests, the_order_of_arrival_does_not_matter);
        tcase_add_test(tests, outlets_that_disagree_about_numbers_are_one_story);
    }
    suite_add_tcase(suite, tests);
    return suite;
}
