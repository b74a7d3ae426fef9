/* What storing and reading cost, on this disk: articles of 4 KB with 30 claims, 32 keys and 200
 * terms, put one at a time and with 64 waiting, read at random while nothing and while something is
 * written. Prints one line per figure; `bench_store FOLDER [ARTICLES]`.
 */
#include "base/error.h"
#include "storage/storage.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { TEXT = 4000, CLAIMS = 30, KEYS = 32, TERMS = 200, WINDOW = 64, READS = 5000 };

struct bench {
    struct storage *storage;
    struct storage_id *ids;
    int count;
    uint64_t random;
    pthread_mutex_t lock;
    pthread_cond_t returned;
    int waiting;
};

/* One put with the memory that it needs until it is done. */
struct load {
    struct article_put put;
    struct article_record record;
    struct arena *arena;
    struct bench *bench;
};

static _Noreturn void fail(const char *what, int error) {
    fprintf(stderr, "bench_store: %s: %s\n", what, error_name(error));
    exit(EXIT_FAILURE);
}

static double now(void) {
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time); /* cannot fail for this clock */
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* splitmix64 */
static uint64_t next_random(struct bench *bench) {
    uint64_t z = bench->random += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

/* Every article a story of its own: what is measured is the store. */
static int decide(struct arena *arena, const struct story_question *question,
                  struct story_verdict *ret_verdict) {
    (void)arena, (void)question;
    ret_verdict->chosen = UINT32_MAX;
    return 0;
}

/* Words of a Zipf-like vocabulary, so that the full-text index does its usual work. */
static struct slice make_text(struct load *load) {
    char *text = arena_alloc(load->arena, TEXT + 16);
    size_t length = 0;
    while (text && length < TEXT) {
        uint64_t random = next_random(load->bench);
        uint64_t word = random % (1u << (random >> 32) % 16);
        length += (size_t)snprintf(text + length, 16, "w%llux ", (unsigned long long)word);
    }
    return slice_of(text, length);
}

static struct load *make_load(struct bench *bench) {
    struct arena *arena = arena_new(1 << 20);
    struct load *load = arena ? ARENA_NEW(arena, struct load) : NULL;
    struct claim_record *claims = arena ? ARENA_ARRAY(arena, struct claim_record, CLAIMS) : NULL;
    uint64_t *terms = arena ? ARENA_ARRAY(arena, uint64_t, TERMS) : NULL;
    char *analysis = arena ? arena_alloc(arena, 40000) : NULL;
    if (!load || !claims || !terms || !analysis)
        fail("making an article", ERR_NO_MEMORY);
    load->arena = arena;
    load->bench = bench;
    struct slice text = make_text(load);
    for (int i = 0; i < CLAIMS; i++)
        claims[i] = (struct claim_record){.start = (uint32_t)i * 100,
                                          .end = (uint32_t)i * 100 + 90,
                                          .text = slice_of(text.at + i * 100, 90),
                                          .subject = slice_of(text.at + i * 100, 20),
                                          .predicate = SLICE("say"),
                                          .polarity = SLICE("affirmed"),
                                          .modality = SLICE("asserted")};
    for (int i = 0; i < TERMS; i++)
        terms[i] = i < KEYS ? next_random(bench) % 100000 : next_random(bench) % 20000 + 100000;
    for (size_t i = 0; i < 40000; i++)
        analysis[i] = text.at[i * 7 % text.length];
    load->record =
        (struct article_record){.input = text,
                                .text = text,
                                .analysis = slice_of(analysis, 40000),
                                .title = SLICE("A title of the usual length for a report"),
                                .source = SLICE("Outlet"),
                                .published_day = 20000,
                                .engine = SLICE("bench"),
                                .signature = slice_of(analysis, 8000),
                                .claims = claims,
                                .claim_count = CLAIMS,
                                .keys = terms,
                                .key_count = KEYS,
                                .terms = terms,
                                .term_count = TERMS};
    return load;
}

static void done(struct storage_write *write) {
    struct load *load = write->context;
    struct bench *bench = load->bench;
    if (write->error)
        fail("putting", write->error);
    pthread_mutex_lock(&bench->lock);
    bench->ids[bench->count++] = load->put.id;
    bench->waiting--;
    pthread_cond_signal(&bench->returned);
    pthread_mutex_unlock(&bench->lock);
    arena_free(load->arena);
}

static void put_many(struct bench *bench, int count, int window) {
    for (int i = 0; i < count; i++) {
        struct load *load = make_load(bench);
        load->put =
            (struct article_put){.write = {.done = done, .context = load}, .record = &load->record};
        pthread_mutex_lock(&bench->lock);
        while (bench->waiting >= window)
            pthread_cond_wait(&bench->returned, &bench->lock);
        bench->waiting++;
        pthread_mutex_unlock(&bench->lock);
        int error = storage_article_put(bench->storage, load->arena, &load->put);
        if (error)
            fail("queueing", error);
    }
    pthread_mutex_lock(&bench->lock);
    while (bench->waiting > 0)
        pthread_cond_wait(&bench->returned, &bench->lock);
    pthread_mutex_unlock(&bench->lock);
}

static int compare_doubles(const void *a, const void *b) {
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

static void report(const char *what, double *times, int count) {
    qsort(times, (size_t)count, sizeof *times, compare_doubles);
    printf("%-34s median %7.0f us   99 %% %7.0f us   worst %7.0f us\n", what,
           times[count / 2] * 1e6, times[count * 99 / 100] * 1e6, times[count - 1] * 1e6);
}

static void read_many(struct bench *bench, const char *what) {
    static double times[READS];
    for (int i = 0; i < READS; i++) {
        struct arena *arena = arena_new(1 << 20);
        struct stored_article article;
        pthread_mutex_lock(&bench->lock);
        struct storage_id id = bench->ids[next_random(bench) % (uint64_t)bench->count];
        pthread_mutex_unlock(&bench->lock);
        double start = now();
        int error = storage_article_get(bench->storage, arena, &id, ARTICLE_ANALYSIS, &article);
        times[i] = now() - start;
        if (error)
            fail("reading", error);
        arena_free(arena);
    }
    report(what, times, READS);
}

static void list_many(struct bench *bench, const char *what, struct slice query) {
    static double times[500];
    for (int i = 0; i < 500; i++) {
        struct arena *arena = arena_new(1 << 20);
        struct article_filter filter = {
            .query = query, .published_from = DAY_NONE, .published_to = DAY_NONE, .limit = 50};
        struct article_list list;
        double start = now();
        int error = storage_article_list(bench->storage, arena, &filter, &list);
        times[i] = now() - start;
        if (error)
            fail("listing", error);
        arena_free(arena);
    }
    report(what, times, 500);
}

static atomic_bool stop;

static void *write_on(void *context) {
    while (!atomic_load(&stop))
        put_many(context, WINDOW, WINDOW);
    return NULL;
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

/* The processor's time of all threads: unlike the clock it hardly depends on what else runs. */
static double processor(void) {
    struct timespec time;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time); /* cannot fail for this clock */
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void timed_put(struct bench *bench, const char *what, int count, int window) {
    double start = now();
    double cpu = processor();
    put_many(bench, count, window);
    printf("%-34s %8.0f articles/s, %.2f ms of CPU each\n", what, count / (now() - start),
           (processor() - cpu) / count * 1e3);
}

int main(int argc, char **argv) {
    char path[4096];
    char reason[STORAGE_REASON_MAX];
    int articles = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 10000;
    if (argc < 2 || articles < 1000) {
        fprintf(stderr, "usage: bench_store FOLDER [ARTICLES, 1000 or more]\n");
        return EXIT_FAILURE;
    }
    struct bench bench = {
        .random = 1, .lock = PTHREAD_MUTEX_INITIALIZER, .returned = PTHREAD_COND_INITIALIZER};
    bench.ids = calloc((size_t)articles + 1000000, sizeof *bench.ids);
    (void)snprintf(path, sizeof path, "%s/bench.db", argv[1]);
    int error = bench.ids ? storage_open(path, decide, &bench.storage, reason) : ERR_NO_MEMORY;
    if (error)
        fail("opening", error);

    timed_put(&bench, "put, one at a time", 500, 1);
    timed_put(&bench, "put, 64 waiting", articles - 500, WINDOW);
    read_many(&bench, "read one, nobody writes");
    list_many(&bench, "list 50", (struct slice){0});
    list_many(&bench, "list 50 with a common word", SLICE("w1x"));
    list_many(&bench, "list 50 with a rare word", SLICE("w30001x"));
    pthread_t writer;
    if (pthread_create(&writer, NULL, write_on, &bench) != 0)
        fail("starting a thread", ERR_FAILED);
    read_many(&bench, "read one, somebody writes");
    atomic_store(&stop, true);
    (void)pthread_join(writer, NULL); /* started above */
    struct storage_counts counts;
    storage_count(bench.storage, &counts);
    printf("%-34s %8.0f\n", "articles", (double)counts.articles);
    printf("%-34s %8.2f\n", "bytes of the file per article",
           (double)counts.file_size / (double)counts.articles);
    printf("%-34s %8ld KiB\n", "resident memory", resident_kib());
    double start = now();
    storage_close(bench.storage);
    printf("%-34s %8.3f s\n", "close with checkpoint", now() - start);
    start = now();
    if (storage_open(path, decide, &bench.storage, reason) != 0)
        fail("opening again", ERR_FAILED);
    printf("%-34s %8.3f s\n", "open", now() - start);
    storage_close(bench.storage);
    free(bench.ids);
    return EXIT_SUCCESS;
}
