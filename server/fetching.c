#include "server/fetching.h"

#include "base/error.h"
#include "server/log.h"

#include <stdio.h>

#define PRODUCT "claimd"

static void log_failure(const char *message, const char *subject, const char *why) {
    struct log_line line;
    log_begin(&line, LOG_WARNING, message);
    log_cstr(&line, "url", subject);
    log_cstr(&line, "reason", why);
    log_end(&line);
}

/* An honest name: what it is, its version, and who runs it. */
static int name_agent(const struct config *config, char ret_agent[256]) {
    const char *contact = config->contact;
    for (const char *c = contact ? contact : ""; *c; c++)
        if ((unsigned char)*c <= ' ' || *c == 0x7f || *c == '(' || *c == ')')
            return ERR_INVALID;
    int length = snprintf(ret_agent, 256, PRODUCT "/%s%s%s%s", CLAIMD_VERSION, contact ? " (+" : "",
                          contact ? contact : "", contact ? ")" : "");
    return length < 256 ? 0 : ERR_INVALID;
}

static int read_settings(const struct config *config, char ret_agent[256],
                         struct fetch_settings *ret_settings) {
    *ret_settings = (struct fetch_settings){.user_agent = ret_agent};
    ret_settings->guard.allow_private = config->allow_private_networks;
    if (name_agent(config, ret_agent) != 0) {
        fprintf(stderr, "claimd: contact must be a URL or an address, without spaces\n");
        return ERR_INVALID;
    }
    if (guard_allow(&ret_settings->guard, slice_from_cstr(config->allow_networks)) != 0) {
        fprintf(stderr, "claimd: allow-networks takes networks as 10.20.0.0/16, fd00:1::/32\n");
        return ERR_INVALID;
    }
    return 0;
}

int fetching_check(const struct config *config) {
    char agent[256];
    struct fetch_settings settings;
    return config->offline ? 0 : read_settings(config, agent, &settings);
}

static int start_fetcher(const struct config *config, struct fetching *fetching) {
    struct fetch_settings settings;
    int error = read_settings(config, fetching->user_agent, &settings);
    if (error)
        return error;
    error = fetcher_start(&settings, &fetching->fetcher);
    if (error)
        fprintf(stderr, "claimd: cannot start fetching: %s\n", error_name(error));
    return error;
}

static int start_intake(const struct config *config, struct storage *storage,
                        struct fetching *fetching) {
    struct intake_settings settings = {
        .storage = storage,
        .fetcher = fetching->fetcher,
        .keep = article_keep,
        .keep_context = &fetching->keep,
        .product = PRODUCT,
        .memory = (size_t)config->request_memory,
        .workers = (int)config->fetch_workers,
        .host_pause = config->host_pause * 1000,
        .fetch_timeout = config->fetch_timeout * 1000,
        .clock_speed = config->clock_speed,
        .clock_from = config->clock_from * 1000,
        .log = log_failure,
    };
    int error = intake_start(&settings, &fetching->intake);
    if (error)
        fprintf(stderr, "claimd: cannot start fetching: %s\n", error_name(error));
    return error;
}

static void log_hook(const char *message, const char *webhook, const char *why) {
    struct log_line line;
    log_begin(&line, LOG_WARNING, message);
    log_cstr(&line, "webhook", webhook);
    log_cstr(&line, "reason", why);
    log_end(&line);
}

static int start_hooks(const struct config *config, struct storage *storage,
                       struct fetching *fetching) {
    const struct hooks_settings settings = {.storage = storage,
                                            .fetcher = fetching->fetcher,
                                            .clock_speed = config->clock_speed,
                                            .log = log_hook};
    int error = hooks_start(&settings, &fetching->hooks);
    if (error)
        fprintf(stderr, "claimd: cannot start webhooks: %s\n", error_name(error));
    return error;
}

int fetching_start(const struct config *config, const struct resources *resources,
                   struct storage *storage, struct fetching *ret_fetching) {
    if (config->offline)
        return 0;
    ret_fetching->keep = (struct article_keep_context){resources, storage};
    int error = start_fetcher(config, ret_fetching);
    if (!error)
        error = start_intake(config, storage, ret_fetching);
    return error ? error : start_hooks(config, storage, ret_fetching);
}

void fetching_stop(struct fetching *fetching) {
    intake_quiesce(fetching->intake);
    hooks_quiesce(fetching->hooks);
    fetcher_stop(fetching->fetcher);
    intake_stop(fetching->intake);
    hooks_stop(fetching->hooks);
    *fetching = (struct fetching){0};
}
