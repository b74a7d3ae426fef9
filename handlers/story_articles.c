/* PUT and DELETE /v1/stories/{id}/articles/{article}: an editor puts an article into a story, or
 * takes it out into one of its own. Either pins it: no review of the program moves it again. */
#include "base/error.h"
#include "handlers/handlers.h"
#include "handlers/story_edit.h"
#include "handlers/writing.h"

static void finish(struct request *request) {
    const struct story_move *move = request->state;
    story_edit_answer(request, move->write.error, "moving the article", &move->into);
}

static void queue_move(struct request *request, bool out) {
    struct story_move *move = ARENA_NEW(request->arena, struct story_move);
    if (!move) {
        reply_error(request, ERR_NO_MEMORY, "moving the article");
        return;
    }
    if (!story_edit_ids(request, &move->story, &move->article))
        return;
    move->out = out;
    request->state = move;
    writing_begin(request, &move->write, finish);
    writing_queued(request, &move->write, storage_story_move(request->service->storage, move));
}

void story_articles_put(struct request *request) {
    queue_move(request, false);
}

void story_articles_delete(struct request *request) {
    queue_move(request, true);
}
