/* What placing a new article costs in a small store and in a large one: `bench_scale FOLDER
 * [ARTICLES]`.
 *
 * Stories are generated, not analysed: each article is a signature as analysis would make it, with
 * words of its story (names of the lead among them), of its topic and of the language, so that
 * stories of one topic resemble each other and common words are very common. The real decider
 * places them. Printed at 1,000, 3,000, 10,000 … articles: CPU time and memory to compare one more
 * article with the store (its story is found, nothing stored), CPU time of the writer to store it
 * as well, the file, the process.
 */
#include "alignment/story_links.h"
#include "base/error.h"
#include "handlers/story_decider.h"
#include "storage/storage.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum {
    WINDOW = 64,
    SMALL_STORE = 1000,
    MEASURED = 500,     /* comparisons that one row is the median of */
    STORY_ARTICLES = 9, /* on average */
    OPEN_STORIES = 60,  /* told of at one time */
    TOPICS = 60,
    STORY_NAMES = 6, /* of the lead */
    STORY_WORDS = 30,
    TOPIC_WORDS = 120,
    LANGUAGE_WORDS = 30000,
    ARTICLE_STORY_WORDS = 24,
    ARTICLE_TOPIC_WORDS = 30,
    ARTICLE_LANGUAGE_WORDS = 140,
    SHINGLES = 300,
};

struct bench {
    struct storage *storage;
    uint64_t random;
    uint64_t stories[OPEN_STORIES]; /* their numbers */
    uint64_t story_count;
    uint64_t serial; /* of articles */
    pthread_mutex_t lock;
    pthread_cond_t returned;
    int waiting;
};

struct load {
    struct article_put put;
    struct article_record record;
    struct arena *arena;
    struct bench *bench;
};

static _Noreturn void fail(const char *what, int error) {
    fprintf(stderr, "bench_scale: %s: %s\n", what, error_name(error));
    exit(EXIT_FAILURE);
}

static uint64_t mix(uint64_t z) { /* splitmix64 */
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static uint64_t next_random(struct bench *bench) {
    return mix(bench->random += 0x9E3779B97F4A7C15u);
}

/* Zipf-like: half of all draws among the first few. */
static uint64_t common_word(struct bench *bench) {
    uint64_t random = next_random(bench);
    uint64_t bound = (uint64_t)1 << (2 + (random >> 40) % 13);
    return random % (bound < LANGUAGE_WORDS ? bound : LANGUAGE_WORDS);
}

enum { RARITY_NAME = 240, RARITY_STORY = 200, RARITY_TOPIC = 150, RARITY_A_BIT = 17 };

static struct signature_term term(char space, uint64_t of, uint64_t word, float weight, bool name) {
    return (struct signature_term){.hash = mix(mix(((uint64_t)space << 56) + of) + word),
                                   .weight = weight,
                                   .kind = name ? TERM_NAME : TERM_WORD,
                                   .head = name,
                                   .rarity = space == 'n'   ? RARITY_NAME
                                             : space == 's' ? RARITY_STORY
                                                            : RARITY_TOPIC};
}

/* The commonest words have the lowest numbers. */
static struct signature_term language_term(uint64_t word, float weight) {
    struct signature_term made = term('l', 0, word, weight, false);
    made.rarity = (uint8_t)(RARITY_A_BIT * (64 - __builtin_clzll(word | 1)));
    return made;
}

static int compare_terms(const void *a, const void *b) {
    uint64_t left = ((const struct signature_term *)a)->hash;
    uint64_t right = ((const struct signature_term *)b)->hash;
    return (left > right) - (left < right);
}

static uint32_t drop_doubles(struct signature_term *terms, uint32_t count) {
    qsort(terms, count, sizeof *terms, compare_terms);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++)
        if (kept == 0 || terms[kept - 1].hash != terms[i].hash)
            terms[kept++] = terms[i];
    return kept;
}

/* Some common words are said often. */
static float language_weight(struct bench *bench) {
    return next_random(bench) % 8 ? 1 : 2.5f;
}

static uint32_t make_terms(struct bench *bench, uint64_t story, struct signature_term *terms) {
    uint32_t count = 0;
    for (uint64_t i = 0; i < STORY_NAMES; i++)
        if (next_random(bench) % 4) /* each report names most of them */
            terms[count++] = term('n', story, i, 3, true);
    for (int i = 0; i < ARTICLE_STORY_WORDS; i++)
        terms[count++] = term('s', story, next_random(bench) % STORY_WORDS, 1.7f, false);
    for (int i = 0; i < ARTICLE_TOPIC_WORDS; i++)
        terms[count++] =
            term('t', story % TOPICS, next_random(bench) % TOPIC_WORDS, 1.7f, i % 4 == 0);
    for (int i = 0; i < ARTICLE_LANGUAGE_WORDS; i++)
        terms[count++] = language_term(common_word(bench), language_weight(bench));
    return drop_doubles(terms, count);
}

static int compare_hashes(const void *a, const void *b) {
    uint64_t left = *(const uint64_t *)a;
    uint64_t right = *(const uint64_t *)b;
    return (left > right) - (left < right);
}

/* The next article of one of the stories that are told of now; one in STORY_ARTICLES opens another
 * story in the place of an old one. */
static uint64_t next_story(struct bench *bench) {
    uint64_t *story = &bench->stories[next_random(bench) % OPEN_STORIES];
    if (*story == 0 || next_random(bench) % STORY_ARTICLES == 0)
        *story = ++bench->story_count;
    return *story;
}

static void make_record(struct load *load, uint64_t story) {
    struct bench *bench = load->bench;
    enum {
        TERMS_MAX = STORY_NAMES + ARTICLE_STORY_WORDS + ARTICLE_TOPIC_WORDS + ARTICLE_LANGUAGE_WORDS
    };
    struct signature_term *terms = ARENA_ARRAY(load->arena, struct signature_term, TERMS_MAX);
    uint64_t *shingles = ARENA_ARRAY(load->arena, uint64_t, SHINGLES);
    uint64_t *keys = ARENA_ARRAY(load->arena, uint64_t, STORY_KEYS_MAX);
    uint64_t *hashes = ARENA_ARRAY(load->arena, uint64_t, TERMS_MAX);
    char *text = arena_alloc(load->arena, 64);
    if (!terms || !shingles || !keys || !hashes || !text)
        fail("making an article", ERR_NO_MEMORY);

    struct story_signature signature = {.published_day = DAY_NONE,
                                        .event_low = DAY_NONE,
                                        .event_high = DAY_NONE,
                                        .terms = terms,
                                        .shingles = shingles,
                                        .shingle_count = SHINGLES};
    signature.term_count = make_terms(bench, story, terms);
    for (int i = 0; i < SHINGLES; i++)
        shingles[i] = next_random(bench);
    qsort(shingles, SHINGLES, sizeof *shingles, compare_hashes);
    for (uint32_t i = 0; i < signature.term_count; i++)
        hashes[i] = terms[i].hash;
    int length = snprintf(text, 64, "article %llu", (unsigned long long)++bench->serial);
    struct slice input = slice_of(text, (size_t)length);
    load->record = (struct article_record){.input = input,
                                           .text = input,
                                           .analysis = input,
                                           .published_day = DAY_NONE,
                                           .engine = SLICE("bench"),
                                           .keys = keys,
                                           .terms = hashes,
                                           .term_count = signature.term_count};
    load->record.key_count = story_keys(&signature, keys);
    int error = story_signature_write(load->arena, &signature, &load->record.signature);
    if (error)
        fail("making a signature", error);
}

static void done(struct storage_write *write) {
    struct load *load = write->context;
    struct bench *bench = load->bench;
    if (write->error)
        fail("putting", write->error);
    pthread_mutex_lock(&bench->lock);
    bench->waiting--;
    pthread_cond_signal(&bench->returned);
    pthread_mutex_unlock(&bench->lock);
    arena_free(load->arena);
}

static void put_one(struct bench *bench) {
    struct arena *arena = arena_new(1 << 20);
    struct load *load = arena ? ARENA_NEW(arena, struct load) : NULL;
    if (!load)
        fail("making an article", ERR_NO_MEMORY);
    load->arena = arena;
    load->bench = bench;
    make_record(load, next_story(bench));
    load->put =
        (struct article_put){.record = &load->record, .write = {.done = done, .context = load}};
    pthread_mutex_lock(&bench->lock);
    while (bench->waiting >= WINDOW)
        pthread_cond_wait(&bench->returned, &bench->lock);
    bench->waiting++;
    pthread_mutex_unlock(&bench->lock);
    int error = storage_article_put(bench->storage, arena, &load->put);
    if (error)
        fail("queueing", error);
}

static void put_many(struct bench *bench, int count) {
    for (int i = 0; i < count; i++)
        put_one(bench);
    pthread_mutex_lock(&bench->lock);
    while (bench->waiting > 0)
        pthread_cond_wait(&bench->returned, &bench->lock);
    pthread_mutex_unlock(&bench->lock);
}

static double cpu(clockid_t clock) {
    struct timespec time;
    (void)clock_gettime(clock, &time); /* cannot fail for these clocks */
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Of all threads but this one, that is of the writer. */
static double writer_cpu(void) {
    return cpu(CLOCK_PROCESS_CPUTIME_ID) - cpu(CLOCK_THREAD_CPUTIME_ID);
}

static long resident_kib(void) {
    long size;
    long resident = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file || fscanf(file, "%ld %ld", &size, &resident) != 2)
        resident = 0;
    if (file)
        (void)fclose(file); /* read only */
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

static size_t most_used; /* bytes that comparing one article took at most */

/* Seconds of CPU time to find one article's story without storing it. */
static double compare_one(struct bench *bench) {
    struct arena *arena = arena_new(64 << 20);
    struct load *load = arena ? ARENA_NEW(arena, struct load) : NULL;
    if (!load)
        fail("making an article", ERR_NO_MEMORY);
    load->arena = arena;
    load->bench = bench;
    make_record(load, next_story(bench));
    struct near_story_list list;
    double before = cpu(CLOCK_THREAD_CPUTIME_ID);
    int error = storage_story_near(bench->storage, arena, &load->record, 1, &list);
    double spent = cpu(CLOCK_THREAD_CPUTIME_ID) - before;
    if (error)
        fail("comparing", error);
    most_used = arena_used(arena) > most_used ? arena_used(arena) : most_used;
    arena_free(arena);
    return spent;
}

static int compare_doubles(const void *a, const void *b) {
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

/* In turns with the small store, so that what else the machine does slows down both alike; medians,
 * so that an interruption counts for nothing. */
static void measure(struct bench *bench, struct bench *small) {
    static double large_times[MEASURED];
    static double small_times[MEASURED];
    for (int i = 0; i < MEASURED; i++) {
        large_times[i] = compare_one(bench);
        small_times[i] = compare_one(small);
    }
    qsort(large_times, MEASURED, sizeof *large_times, compare_doubles);
    qsort(small_times, MEASURED, sizeof *small_times, compare_doubles);
    double before = writer_cpu();
    put_many(bench, MEASURED);
    double put = (writer_cpu() - before) / MEASURED * 1e3;
    struct storage_counts counts;
    storage_count(bench->storage, &counts);
    printf("%8.0f articles %6.0f stories (%.0f generated): comparing %.2f ms, x%.2f of the small "
           "store; %.1f MB; storing as well %.2f ms; file %.0f MB, resident %ld MB\n",
           (double)counts.articles - MEASURED, (double)counts.stories, (double)bench->story_count,
           large_times[MEASURED / 2] * 1e3, large_times[MEASURED / 2] / small_times[MEASURED / 2],
           (double)most_used / 1e6, put, (double)counts.file_size / 1e6, resident_kib() / 1024);
    (void)fflush(stdout);
}

static void open_bench(const char *folder, const char *name, struct bench *bench) {
    char path[4096];
    char reason[STORAGE_REASON_MAX];
    *bench = (struct bench){
        .random = 1, .lock = PTHREAD_MUTEX_INITIALIZER, .returned = PTHREAD_COND_INITIALIZER};
    (void)snprintf(path, sizeof path, "%s/%s.db", folder, name);
    int error = storage_open(path, &story_decider, &bench->storage, reason);
    if (error)
        fail(reason, error);
}

int main(int argc, char **argv) {
    int articles = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 100000;
    if (argc < 2 || articles < SMALL_STORE) {
        fprintf(stderr, "usage: bench_scale FOLDER [ARTICLES, 1000 or more]\n");
        return EXIT_FAILURE;
    }
    struct bench bench;
    struct bench small;
    open_bench(argv[1], "small", &small);
    put_many(&small, SMALL_STORE);
    open_bench(argv[1], "scale", &bench);
    int stored = 0;
    for (int at = SMALL_STORE; at <= articles; at = at % 3 ? at * 3 : at / 3 * 10) {
        put_many(&bench, at - stored);
        measure(&bench, &small);
        stored = at + MEASURED;
    }
    storage_close(bench.storage);
    storage_close(small.storage);
    return EXIT_SUCCESS;
}
