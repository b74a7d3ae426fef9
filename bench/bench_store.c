/* What storing, reading and searching cost, on this disk: articles of 4 KB with 30 claims, 8
 * numbers, 5 quotations, 15 names, 32 keys and 200 terms, put one at a time and with 64 waiting,
 * read at random while nothing and while something is written, and searched. The records are made
 * up and go straight into the store: nothing is analysed or aligned. Prints one line per figure;
 * `bench_store FOLDER [ARTICLES [BYTES]]` goes on with the store that is in the folder, if there is
 * one, and leaves nothing there.
 */
#include "base/error.h"
#include "bench/made_articles.h"
#include "bench/raw_store.h"
#include "storage/search.h"
#include "storage/storage.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum {
    WINDOW = 64,
    READS = 5000,
    SEARCHES = 500,
    RAW = 2000 /* articles of the loop without a store */
};

struct bench {
    size_t text; /* bytes of an article */
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

/* Every article a story of its own: what is measured is the store. */
static int link_nothing(struct arena *arena, struct slice signature, const struct slice *others,
                        uint32_t count, double *ret_links) {
    (void)arena, (void)signature, (void)others, (void)count, (void)ret_links;
    return 0;
}

static int part_nothing(struct arena *arena, const struct story_question *question,
                        struct story_verdict *ret_verdict) {
    (void)question;
    *ret_verdict = (struct story_verdict){.stories = ARENA_ARRAY(arena, uint32_t, 1),
                                          .story_count = 1,
                                          .reasons = ARENA_ARRAY(arena, struct slice, 1)};
    return ret_verdict->stories && ret_verdict->reasons ? 0 : ERR_NO_MEMORY;
}

static const struct story_decider alone = {link_nothing, part_nothing};

static struct load *make_load(struct bench *bench) {
    struct arena *arena = arena_new(1 << 20);
    struct load *load = arena ? ARENA_NEW(arena, struct load) : NULL;
    if (!load || made_article(arena, &bench->random, bench->text, &load->record) != 0)
        fail("making an article", ERR_NO_MEMORY);
    load->arena = arena;
    load->bench = bench;
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

/* How long calls took, on the clock and on this thread's processor: on a busy machine the first
 * tells of the others, the second of the store. */
struct times {
    double wall[READS];
    double cpu[READS];
    int count;
    double wall_start;
    double cpu_start;
};

static double thread_cpu(void) {
    struct timespec time;
    (void)clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time); /* cannot fail for this clock */
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void times_begin(struct times *times) {
    times->wall_start = now();
    times->cpu_start = thread_cpu();
}

static void times_end(struct times *times) {
    times->cpu[times->count] = thread_cpu() - times->cpu_start;
    times->wall[times->count++] = now() - times->wall_start;
}

static void report(const char *what, struct times *times) {
    int count = times->count;
    qsort(times->wall, (size_t)count, sizeof *times->wall, compare_doubles);
    qsort(times->cpu, (size_t)count, sizeof *times->cpu, compare_doubles);
    printf("%-31s ms: median %7.3f  99 %% %7.3f  worst %7.3f   of CPU: median %7.3f  99 %% %7.3f\n",
           what, times->wall[count / 2] * 1e3, times->wall[count * 99 / 100] * 1e3,
           times->wall[count - 1] * 1e3, times->cpu[count / 2] * 1e3,
           times->cpu[count * 99 / 100] * 1e3);
}

static void read_many(struct bench *bench, const char *what) {
    static struct times times;
    times.count = 0;
    for (int i = 0; i < READS; i++) {
        struct arena *arena = arena_new(1 << 20);
        struct stored_article article;
        pthread_mutex_lock(&bench->lock);
        struct storage_id id = bench->ids[made_random(&bench->random) % (uint64_t)bench->count];
        pthread_mutex_unlock(&bench->lock);
        times_begin(&times);
        int error = storage_article_get(bench->storage, arena, &id, ARTICLE_ANALYSIS, &article);
        times_end(&times);
        if (error)
            fail("reading", error);
        arena_free(arena);
    }
    report(what, &times);
}

static void list_many(struct bench *bench, const char *what, struct slice query) {
    static struct times times;
    times.count = 0;
    for (int i = 0; i < 500; i++) {
        struct arena *arena = arena_new(1 << 20);
        struct article_filter filter = {
            .query = query, .published_from = DAY_NONE, .published_to = DAY_NONE, .limit = 50};
        struct article_list list;
        times_begin(&times);
        int error = storage_article_list(bench->storage, arena, &filter, &list);
        times_end(&times);
        if (error)
            fail("listing", error);
        arena_free(arena);
    }
    report(what, &times);
}

/* ---- searching ------------------------------------------------------------------------------ */

/* A query as editors type them: one to three words of any frequency, or a phrase. */
static struct slice make_query(struct bench *bench, struct arena *arena) {
    struct slice query;
    unsigned long long a = made_skewed(&bench->random, 1u << 15);
    unsigned long long b = made_skewed(&bench->random, 1u << 15);
    int error = 0;
    switch (made_random(&bench->random) % 4) {
    case 0:
        error = arena_printf(arena, &query, "w%llux", a);
        break;
    case 1:
        error = arena_printf(arena, &query, "w%llux w%llux", a, b);
        break;
    case 2:
        error = arena_printf(arena, &query, "\"w%llux w%llux\"", a & 7, b & 7);
        break;
    default:
        error = arena_printf(arena, &query, "w%llux w%llux w1x", a, b);
    }
    if (error)
        fail("making a query", error);
    return query;
}

static int search_by(struct bench *bench, struct arena *arena, struct slice query) {
    struct article_filter filter = {
        .query = query, .published_from = DAY_NONE, .published_to = DAY_NONE, .limit = 20};
    struct article_list list;
    return storage_article_list(bench->storage, arena, &filter, &list);
}

static int search_articles(struct bench *bench, struct arena *arena) {
    return search_by(bench, arena, make_query(bench, arena));
}

/* Worse than in any language: a prefix of three characters begins a ninth of all words. */
static int search_prefix(struct bench *bench, struct arena *arena) {
    struct slice query;
    unsigned long long word = made_skewed(&bench->random, 1u << 15) | 16;
    if (arena_printf(arena, &query, "w%llu*", word))
        fail("making a query", ERR_NO_MEMORY);
    return search_by(bench, arena, query);
}

static struct row_filter all_rows(void) {
    return (struct row_filter){.value_from = NAN,
                               .value_to = NAN,
                               .day_from = DAY_NONE,
                               .day_to = DAY_NONE,
                               .published_from = DAY_NONE,
                               .published_to = DAY_NONE,
                               .limit = 50};
}

static struct slice one_of(struct bench *bench, struct arena *arena, const char *kind,
                           uint64_t many) {
    struct slice name;
    if (made_name(arena, &bench->random, kind, many, &name) != 0)
        fail("making a name", ERR_NO_MEMORY);
    return name;
}

static int search_claims(struct bench *bench, struct arena *arena) {
    struct row_filter filter = all_rows();
    struct found_claim_list list;
    uint64_t choice = made_random(&bench->random) % 4;
    if (choice == 0)
        filter.entity = one_of(bench, arena, "Name", MADE_NAMES);
    else if (choice == 1)
        filter.speaker = one_of(bench, arena, "Speaker", MADE_SPEAKERS);
    else if (choice == 2)
        filter.polarity = SLICE("negated"); /* none is: the whole bound of a page is walked */
    else
        filter.source = one_of(bench, arena, "Outlet", MADE_OUTLETS);
    return storage_claim_search(bench->storage, arena, &filter, &list);
}

static int search_quantities(struct bench *bench, struct arena *arena) {
    struct row_filter filter = all_rows();
    struct found_quantity_list list;
    filter.unit = SLICE("litre");
    filter.value_from = (double)made_skewed(&bench->random, MADE_VALUES);
    filter.value_to = filter.value_from * 1.01;
    return storage_quantity_search(bench->storage, arena, &filter, &list);
}

static int search_quotations(struct bench *bench, struct arena *arena) {
    struct row_filter filter = all_rows();
    struct found_quotation_list list;
    filter.speaker = one_of(bench, arena, "Speaker", MADE_SPEAKERS);
    return storage_quotation_search(bench->storage, arena, &filter, &list);
}

static int search_names(struct bench *bench, struct arena *arena) {
    struct row_filter filter = all_rows();
    struct found_name_list list;
    filter.name = one_of(bench, arena, "Name", MADE_NAMES);
    return storage_name_search(bench->storage, arena, &filter, &list);
}

static void search_many(struct bench *bench, const char *what,
                        int (*search)(struct bench *bench, struct arena *arena)) {
    static struct times times;
    times.count = 0;
    for (int i = 0; i < SEARCHES; i++) {
        struct arena *arena = arena_new(1 << 24);
        times_begin(&times);
        int error = search(bench, arena);
        times_end(&times);
        if (error)
            fail(what, error);
        arena_free(arena);
    }
    report(what, &times);
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

/* ---- all of it ------------------------------------------------------------------------------ */

static void open_store(struct bench *bench, const char *path) {
    char reason[STORAGE_REASON_MAX];
    int error = storage_open(path, &alone, &bench->storage, reason);
    if (error)
        fail("opening", error);
}

static void remove_store(const char *path) {
    static const char *const endings[] = {"", "-wal", "-shm", ".lock"};
    char name[4200];
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        (void)snprintf(name, sizeof name, "%s%s", path, endings[i]);
        (void)unlink(name); /* not there is fine */
    }
}

/* The first articles into a store of their own, and the same rows by INSERT statements alone. */
static void compare_with_raw(struct bench *bench, const char *folder) {
    char from[4096];
    char to[4096];
    (void)snprintf(from, sizeof from, "%s/first.db", folder);
    (void)snprintf(to, sizeof to, "%s/raw.db", folder);
    printf("%-34s %8.2f ms\n", "fdatasync of 4 KiB", raw_sync_seconds(folder) * 1e3);
    open_store(bench, from);
    double start = now();
    put_many(bench, RAW, WINDOW);
    double rate = RAW / (now() - start);
    storage_close(bench->storage);
    open_store(bench, to); /* for its schema */
    storage_close(bench->storage);
    double raw = raw_copy_rate(from, to, RAW);
    printf("%-34s %8.0f articles/s\n", "put, 64 waiting, a new store", rate);
    printf("%-34s %8.0f articles/s, the store does %.2f of it\n", "raw SQLite, the same rows", raw,
           raw > 0 ? rate / raw : 0);
    remove_store(from);
    remove_store(to);
    bench->count = 0;
}

static void read_and_search(struct bench *bench) {
    read_many(bench, "read one, nobody writes");
    list_many(bench, "list 50", (struct slice){0});
    list_many(bench, "list 50 with a common word", SLICE("w1x"));
    list_many(bench, "list 50 with a rare word", SLICE("w30001x"));
    search_many(bench, "search articles, mixed queries", search_articles);
    search_many(bench, "search articles by a prefix", search_prefix);
    search_many(bench, "search claims, mixed filters", search_claims);
    search_many(bench, "search numbers by unit and range", search_quantities);
    search_many(bench, "search quotations by speaker", search_quotations);
    search_many(bench, "search names by prefix", search_names);
}

/* The articles that are there already, from an earlier run that was ended. */
static void find_articles(struct bench *bench) {
    struct article_filter filter = {
        .published_from = DAY_NONE, .published_to = DAY_NONE, .limit = STORAGE_PAGE_MAX};
    do {
        struct arena *arena = arena_new(1 << 24);
        struct article_list list;
        int error = storage_article_list(bench->storage, arena, &filter, &list);
        if (error)
            fail("listing", error);
        for (uint32_t i = 0; i < list.count; i++)
            bench->ids[bench->count++] = list.at[i].id;
        filter.before = list.next;
        arena_free(arena);
    } while (filter.before);
    bench->random += (uint64_t)bench->count; /* other articles than those */
}

static void read_while_writing(struct bench *bench) {
    pthread_t writer;
    if (pthread_create(&writer, NULL, write_on, bench) != 0)
        fail("starting a thread", ERR_FAILED);
    read_many(bench, "read one, somebody writes");
    atomic_store(&stop, true);
    (void)pthread_join(writer, NULL); /* started above */
}

static void purge_one(struct bench *bench) {
    struct article_delete deletion = {.id = bench->ids[bench->count / 2], .purge = true};
    struct storage_waiter waiter;
    double start = now();
    storage_wait_prepare(&waiter, &deletion.write);
    int error =
        storage_wait(&waiter, &deletion.write, storage_article_delete(bench->storage, &deletion));
    if (error)
        fail("purging", error);
    printf("%-34s %8.3f s\n", "purge of one article", now() - start);
}

static void close_and_open(struct bench *bench, const char *path) {
    double start = now();
    storage_close(bench->storage);
    printf("%-34s %8.3f s\n", "close with checkpoint", now() - start);
    start = now();
    open_store(bench, path);
    printf("%-34s %8.3f s\n", "open", now() - start);
    storage_close(bench->storage);
}

int main(int argc, char **argv) {
    char path[4096];
    (void)setvbuf(stdout, NULL, _IOLBF, 0); /* figures show as they come */
    int articles = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 10000;
    if (argc < 2 || articles < 1000) {
        fprintf(
            stderr,
            "usage: bench_store FOLDER [ARTICLES, 1000 or more [BYTES OF TEXT, 600 or more]]\n");
        return EXIT_FAILURE;
    }
    long text = argc > 3 ? strtol(argv[3], NULL, 10) : 4000;
    struct bench bench = {.text = text < 600 ? 600 : (size_t)text,
                          .random = 1,
                          .lock = PTHREAD_MUTEX_INITIALIZER,
                          .returned = PTHREAD_COND_INITIALIZER};
    bench.ids = calloc((size_t)articles + 2000000, sizeof *bench.ids);
    if (!bench.ids)
        fail("starting", ERR_NO_MEMORY);
    compare_with_raw(&bench, argv[1]);

    (void)snprintf(path, sizeof path, "%s/bench.db", argv[1]);
    open_store(&bench, path);
    find_articles(&bench);
    timed_put(&bench, "put, one at a time", 500, 1);
    if (articles > bench.count)
        timed_put(&bench, "put, 64 waiting", articles - bench.count, WINDOW);
    read_and_search(&bench);
    printf("%-34s %8ld KiB\n", "resident memory", resident_kib());
    read_while_writing(&bench);
    struct storage_counts counts;
    storage_count(bench.storage, &counts);
    printf("%-34s %8.0f\n", "articles", (double)counts.articles);
    printf("%-34s %8.2f\n", "bytes of the file per article",
           (double)counts.file_size / (double)counts.articles);
    raw_print_parts(path);
    purge_one(&bench);
    close_and_open(&bench, path);
    remove_store(path);
    free(bench.ids);
    return EXIT_SUCCESS;
}
