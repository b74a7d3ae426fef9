#include "handlers/stored_metrics.h"

#include "storage/intake_store.h"

#include <inttypes.h>

void stored_metrics_write(struct storage *storage, struct buffer *out) {
    struct storage_counts counts;
    struct intake_counts intake = {0};
    storage_count(storage, &counts);
    (void)storage_intake_count(storage, &intake); /* zeros, when the store cannot be read */
    const struct {
        const char *name;
        const char *type;
        const char *help;
        uint64_t value;
    } rows[] = {
        {"claimd_store_articles", "gauge", "Articles in the store.", counts.articles},
        {"claimd_store_stories", "gauge", "Stories in the store.", counts.stories},
        {"claimd_store_events_total", "counter", "Events in the log.", counts.events},
        {"claimd_store_writes_total", "counter", "Writes committed.", counts.writes},
        {"claimd_store_groups_total", "counter", "Transactions that committed them.",
         counts.groups},
        {"claimd_store_write_failures_total", "counter", "Writes that failed.", counts.failures},
        {"claimd_store_writes_waiting", "gauge", "Writes in the queue.", counts.waiting},
        {"claimd_store_comparisons_ahead_total", "counter",
         "Stories aligned before the transaction that changed them.", counts.foreseen},
        {"claimd_store_comparisons_inside_total", "counter", "Stories aligned inside it.",
         counts.compared},
        {"claimd_store_comparisons_made_total", "counter",
         "Stories aligned outside of transactions, needed in the end or not.", counts.made},
        {"claimd_store_postponed_total", "counter",
         "Transactions that stood back until a story was aligned.", counts.postponed},
        {"claimd_jobs_waiting", "gauge", "Pages that wait to be fetched.",
         (uint64_t)intake.jobs_queued},
        {"claimd_feeds", "gauge", "Feeds that are known.", (uint64_t)intake.feeds},
        {"claimd_store_file_bytes", "gauge", "Size of the database file.", counts.file_size},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        buffer_printf(out, "# HELP %s %s\n# TYPE %s %s\n%s %" PRIu64 "\n", rows[i].name,
                      rows[i].help, rows[i].name, rows[i].type, rows[i].name, rows[i].value);
}
