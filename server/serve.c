/* claimd serve: from the configuration to the drained end.
 *
 * Signals are blocked in every thread and taken here one by one: the first SIGTERM or SIGINT turns
 * /readyz to 503, closes the listener and waits for open requests; the second ends at once.
 */
#include "base/error.h"
#include "handlers/access.h"
#include "handlers/comparers.h"
#include "handlers/live.h"
#include "handlers/story_aligner.h"
#include "handlers/story_decider.h"
#include "handlers/sweep.h"
#include "server/commands.h"
#include "server/config.h"
#include "server/connections.h"
#include "server/fetching.h"
#include "server/http.h"
#include "server/listen.h"
#include "server/log.h"
#include "server/metrics.h"
#include "server/models_folder.h"
#include "server/proxies.h"
#include "server/sandbox.h"
#include "storage/care.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* All that a running service is made of, in the order of its making. */
struct running {
    struct arena *arena;
    struct config config;
    struct resource_store resources;
    struct comparers *comparers;
    struct storage *storage;
    struct live *live;
    struct fetching fetching;
    struct access *access;
    struct sweep *sweep;
    int listen_fd;
    bool inherited;        /* the listener is a service manager's */
    bool owns_socket_file; /* a unix socket that we made ourselves */
    struct service service;
    struct named_bytes models[RESOURCE_FILE_COUNT];
    struct http_server *http;
};

static atomic_bool is_ready;

static bool ready(const struct service *service) {
    char reason[STORAGE_REASON_MAX];
    return atomic_load(&is_ready) && storage_ready(service->storage, reason) == 0;
}

static void block_signals(sigset_t *ret_set) {
    sigemptyset(ret_set);
    sigaddset(ret_set, SIGTERM);
    sigaddset(ret_set, SIGINT);
    pthread_sigmask(SIG_BLOCK, ret_set, NULL);
    (void)signal(SIGPIPE, SIG_IGN); /* fails only for signals that do not exist */
}

static int parse_listen(const struct config *config, struct listen_address *ret_address) {
    if (listen_address_parse(config->listen, ret_address) == 0)
        return 0;
    fprintf(stderr,
            "claimd: %s is not an address: use 127.0.0.1:8080, [::1]:8080 or "
            "unix:/path\n",
            config->listen);
    return ERR_INVALID;
}

static int open_listener(struct running *running) {
    const struct config *config = &running->config;
    int result = listen_inherited(&running->listen_fd);
    running->inherited = result == 0;
    if (running->inherited)
        return 0;
    if (result == ERR_INVALID) {
        fprintf(stderr, "claimd: LISTEN_FDS must hand over one listening socket\n");
        return result;
    }

    struct listen_address address;
    result = parse_listen(config, &address);
    if (result < 0)
        return result;
    if (!listen_address_is_local(&address) && !access_has_token(running->access) &&
        !config->allow_open) {
        fprintf(stderr,
                "claimd: %s can be reached from other machines, and there is no token to tell who "
                "they are.\nMake one (claimd token create --name … --scope admin), listen on "
                "127.0.0.1 or a unix socket, or say --allow-open.\n",
                config->listen);
        return ERR_INVALID;
    }
    result = listen_open(&address, &running->listen_fd);
    if (result < 0)
        fprintf(stderr, "claimd: cannot listen on %s: %s\n", config->listen, strerror(errno));
    running->owns_socket_file = result == 0 && address.socket.any.sa_family == AF_UNIX;
    return result;
}

/* The one line on standard output that scripts wait for. */
static void announce(const char *name) {
    printf("listening on %s\n", name);
    fflush(stdout);
    log_simple(LOG_INFO, "listening", "address", name);
}

static int open_store(const struct config *config, struct storage **ret_storage) {
    char reason[STORAGE_REASON_MAX];
    char place[STORAGE_PLACE_MAX];
    storage_place_name(config->database, place);
    int result = storage_open(config->database, &story_decider, ret_storage, reason);
    if (result < 0)
        fprintf(stderr, "claimd: cannot use the database %s: %s\n", place, reason);
    return result;
}

static int start_access(struct running *running) {
    int result = access_start(running->storage, TOKEN_ADMIN, &running->access);
    if (result < 0)
        fprintf(stderr, "claimd: the tokens cannot be read from the database: %s\n",
                result == ERR_NO_MEMORY ? "out of memory"
                                        : "it is damaged or its disk fails (claimd doctor tells)");
    return result;
}

/* Settings whose shape the table of options cannot tell. */
static int check_settings(struct config *config) {
    struct proxies proxies;
    struct listen_address address;
    if (parse_listen(config, &address) < 0)
        return ERR_INVALID;
    if (proxies_parse(config->trusted_proxies, &proxies) < 0) {
        fprintf(stderr,
                "claimd: trusted-proxies is a list of addresses (10.0.0.1), networks (10.0.0.0/8) "
                "and the word unix, parted by commas, not %s\n",
                config->trusted_proxies);
        return ERR_INVALID;
    }
    const char *base = config->base_path;
    if (base && !*base)
        config->base_path = base = NULL;
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";
    if (base && (base[0] != '/' || base[strlen(base) - 1] == '/' || base[strspn(base, plain)] ||
                 strstr(base, "//"))) {
        fprintf(stderr, "claimd: base-path begins with a slash and ends without, not %s\n", base);
        return ERR_INVALID;
    }
    return fetching_check(config);
}

static void sweep_failure(const char *what, const char *error) {
    log_simple(LOG_ERROR, what, "error", error);
}

static int start_sweep(struct running *running) {
    running->sweep = sweep_start(&running->resources.resources, running->storage, running->access,
                                 sweep_failure);
    if (!running->sweep)
        fprintf(stderr, "claimd: cannot start what ends embargoes and retention: "
                        "out of memory or threads\n");
    return running->sweep ? 0 : ERR_NO_MEMORY;
}

static int start_aligning(struct running *running) {
    running->comparers = comparers_new(&running->resources.resources, COMPARERS_KEPT, TOLD_KEPT);
    if (!running->comparers) {
        fprintf(stderr, "claimd: cannot start comparing articles: out of memory\n");
        return ERR_NO_MEMORY;
    }
    storage_set_aligner(running->storage, story_align, running->comparers);
    storage_align_backlog(running->storage);
    return 0;
}

static int start_live(struct running *running) {
    int result =
        live_start(running->storage, (uint32_t)running->config.event_streams, &running->live);
    if (result < 0)
        fprintf(stderr, "claimd: cannot start the stream of events: %s\n",
                result == ERR_NO_MEMORY ? "out of memory or threads" : error_name(result));
    return result;
}

static int enter_sandbox(const struct config *config) {
    if (!config->sandbox || sandbox_enter() == 0)
        return 0;
    fprintf(stderr, "claimd: the kernel takes no seccomp filter here; --sandbox=false does "
                    "without\n");
    return ERR_FAILED;
}

/* What the handlers are given of all that has been started. */
static void describe_service(struct running *running) {
    for (int i = 0; i < RESOURCE_FILE_COUNT; i++)
        running->models[i] = (struct named_bytes){
            resource_file_name((enum resource_file)i),
            slice_of(running->resources.files[i].at, running->resources.files[i].size)};
    running->service = (struct service){
        .resources = &running->resources.resources,
        .storage = running->storage,
        .cursor_secret = storage_cursor_secret(running->storage),
        .live = running->live,
        .intake = running->fetching.intake,
        .hooks = running->fetching.hooks,
        .access = running->access,
        .ready = ready,
        .write_metrics = metrics_write,
        .models = running->models,
        .model_count = RESOURCE_FILE_COUNT,
        .database = running->config.database,
        .backup_folder = running->config.backup_folder,
    };
}

static int start(struct running *running, int argc, char **argv) {
    running->listen_fd = -1;
    running->arena = arena_new(1 << 20);
    if (!running->arena) {
        fprintf(stderr, "claimd: out of memory\n");
        return ERR_NO_MEMORY;
    }
    int result = config_read(running->arena, SCOPE_SERVE, argc, argv, &running->config);
    if (result == 0)
        result = check_settings(&running->config);
    if (result < 0)
        return result;

    log_setup((enum log_level)running->config.log_level,
              running->config.log_format == LOG_FORMAT_JSON);
    result = enter_sandbox(&running->config);
    if (result == 0)
        result = models_open(running->config.models, &running->resources);
    if (result == 0)
        result = open_store(&running->config, &running->storage);
    if (result == 0)
        result = start_aligning(running);
    if (result == 0)
        result = start_access(running);
    if (result == 0)
        result = start_live(running);
    if (result == 0)
        result = open_listener(running);
    if (result == 0)
        result = fetching_start(&running->config, &running->resources.resources, running->storage,
                                &running->fetching);
    if (result == 0)
        result = start_sweep(running);
    if (result < 0)
        return result;

    describe_service(running);
    return 0;
}

static int start_serving(struct running *running) {
    char name[LISTEN_NAME];
    struct listen_address address;
    listen_name(running->listen_fd, name, &address);
    if (!listen_address_is_local(&address)) /* --allow-open opens no more than the articles */
        access_limit(running->access, TOKEN_WRITE);
    atomic_store(&is_ready, true);
    int result =
        http_start(&running->config, &running->service, running->listen_fd, &running->http);
    if (result < 0)
        return result;

    running->listen_fd = -1; /* the server's now */
    announce(name);
    return 0;
}

/* Waits until no request is open. A second signal ends the process here. */
static void drain(const struct config *config, const sigset_t *signals) {
    const struct timespec moment = {.tv_nsec = 20 * 1000 * 1000};
    int64_t deadline = clock_now() + config->drain_timeout * 1000000;
    while (metrics_in_flight_now() && clock_now() < deadline) {
        if (sigtimedwait(signals, NULL, &moment) > 0) {
            log_simple(LOG_WARNING, "stopping at once", "reason", "second signal");
            _exit(EXIT_FAILURE);
        }
    }
    if (http_suspended()) { /* libmicrohttpd cannot end with parked connections */
        log_simple(LOG_ERROR, "stopping at once", "reason",
                   "requests still wait for the disk, or compute");
        _exit(EXIT_FAILURE);
    }
}

static void finish(struct running *running) {
    http_stop(running->http);
    fetching_stop(&running->fetching);
    sweep_stop(running->sweep);
    if (running->listen_fd >= 0)
        close(running->listen_fd);
    if (running->owns_socket_file)
        (void)unlink(running->config.listen + strlen("unix:")); /* gone already is fine */
    live_stop(running->live);
    access_stop(running->access);
    storage_close(running->storage); /* after the last request: writes what waits, checkpoints */
    comparers_free(running->comparers);
    resource_store_done(&running->resources);
    arena_free(running->arena);
}

int command_serve(int argc, char **argv) {
    struct running running = {0};
    sigset_t signals;
    int signal_number = 0;
    block_signals(&signals);
    if (start(&running, argc, argv) < 0 || start_serving(&running) < 0) {
        finish(&running);
        return EXIT_FAILURE;
    }

    while (sigwait(&signals, &signal_number) != 0)
        ;
    atomic_store(&is_ready, false);
    log_simple(LOG_INFO, "draining", "signal", strsignal(signal_number));
    http_quiesce(running.http, !running.inherited);
    intake_release_waits(running.fetching.intake);
    drain(&running.config, &signals);
    finish(&running);
    log_simple(LOG_INFO, "stopped", "reason", strsignal(signal_number));
    return EXIT_SUCCESS;
}
