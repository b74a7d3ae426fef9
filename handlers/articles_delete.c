/* DELETE /v1/articles/{id}: the article, its claims and its words in the index go; what stays is
 * that it was there. 204 once that is on disk. With purge=true nothing of the text is left in the
 * file or its log. */
#include "base/error.h"
#include "handlers/filter.h"
#include "handlers/handlers.h"
#include "handlers/stored.h"
#include "handlers/writing.h"

static void finish(struct request *request) {
    const struct article_delete *deletion = request->state;
    if (deletion->write.error)
        reply_error(request, deletion->write.error, "deleting the article");
    else
        reply_empty(request, 204);
}

void articles_delete(struct request *request) {
    static const char *const answers[] = {"false", "true", NULL};
    static const char *const versions[] = {"this", "all", NULL};
    struct storage_id id;
    unsigned purge = 0;
    unsigned all = 0;
    if (!stored_id_read(request, &id))
        return;
    int error = filter_choice(request, "purge", answers, &purge);
    if (!error)
        error = filter_choice(request, "versions", versions, &all);
    if (error) {
        reply_error(request, error, "reading the parameters");
        return;
    }
    if (request->errors.count) {
        reply_problem(request, PROBLEM_INVALID_PARAMETERS, "See errors.");
        return;
    }

    struct article_delete *deletion = ARENA_NEW(request->arena, struct article_delete);
    if (!deletion) {
        reply_error(request, ERR_NO_MEMORY, "deleting the article");
        return;
    }
    deletion->id = id;
    deletion->purge = purge == 1;
    deletion->all_versions = all == 1;
    request->state = deletion;
    writing_begin(request, &deletion->write, finish);
    writing_queued(request, &deletion->write,
                   storage_article_delete(request->service->storage, deletion));
}
