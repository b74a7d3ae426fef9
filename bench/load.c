/* A small HTTP load generator: keeps CLIENTS connections busy for SECONDS and counts answers.
 *
 *     load PORT CLIENTS SECONDS METHOD PATH [BODYFILE [numbered]]
 *
 * One thread with poll, so that on a small machine the generator takes little from what it
 * measures. `numbered` writes a running number into the first eight '#' of the body, so that every
 * request stores another article. The method KNOWN is a GET whose answer the client has already
 * (If-None-Match), so that 304 counts as well. Prints: requests per second, median and 99th
 * percentile in milliseconds, answers that were neither 2xx nor 304.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CLIENTS_MAX = 256, ANSWER_MAX = 1 << 20, SAMPLES_MAX = 4000000 };

struct client {
    int fd;
    double asked; /* when the request left */
    char *answer;
    size_t length;
};

struct load {
    const char *request;
    size_t request_length;
    size_t number_at; /* where "########" stands; 0 for none */
    char *scratch;
    unsigned serial;
    float *samples; /* seconds */
    size_t sample_count;
    size_t failures;
};

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static _Noreturn void die(const char *what) {
    perror(what);
    exit(EXIT_FAILURE);
}

static int dial(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((unsigned short)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    int on = 1;
    if (fd < 0 || connect(fd, (const struct sockaddr *)&address, sizeof address) < 0)
        die("connect");
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

static void ask(struct load *load, struct client *client) {
    memcpy(load->scratch, load->request, load->request_length);
    if (load->number_at) {
        char number[16];
        (void)snprintf(number, sizeof number, "%08u", load->serial++ % 100000000);
        memcpy(load->scratch + load->number_at, number, 8);
    }
    client->length = 0;
    client->asked = now();
    for (size_t sent = 0; sent < load->request_length;) {
        ssize_t more = send(client->fd, load->scratch + sent, load->request_length - sent, 0);
        if (more <= 0)
            die("send");
        sent += (size_t)more;
    }
}

/* The length of the whole answer, 0 while its head is not complete. */
static size_t answer_size(const struct client *client) {
    const char *end = memmem(client->answer, client->length, "\r\n\r\n", 4);
    if (!end)
        return 0;
    size_t head = (size_t)(end - client->answer) + 4;
    const char *field = memmem(client->answer, head, "Content-Length: ", 16);
    return head + (field ? strtoul(field + 16, NULL, 10) : 0);
}

/* Takes bytes; true when the answer is complete. */
static bool take(struct load *load, struct client *client) {
    ssize_t got = recv(client->fd, client->answer + client->length, ANSWER_MAX - client->length, 0);
    if (got <= 0)
        die("the server closed a connection");
    client->length += (size_t)got;
    size_t size = answer_size(client);
    if (!size || client->length < size)
        return false;
    if (client->length < 12 ||
        (client->answer[9] != '2' && memcmp(client->answer + 9, "304", 3) != 0))
        load->failures++;
    if (load->sample_count < SAMPLES_MAX)
        load->samples[load->sample_count++] = (float)(now() - client->asked);
    return true;
}

static void run(struct load *load, struct client *clients, int count, double seconds) {
    struct pollfd set[CLIENTS_MAX];
    double end = now() + seconds;
    for (int i = 0; i < count; i++) {
        set[i] = (struct pollfd){.fd = clients[i].fd, .events = POLLIN};
        ask(load, &clients[i]);
    }
    while (now() < end) {
        if (poll(set, (nfds_t)count, 1000) < 0)
            die("poll");
        for (int i = 0; i < count; i++)
            if (set[i].revents && take(load, &clients[i]))
                ask(load, &clients[i]);
    }
}

static int by_value(const void *a, const void *b) {
    float left = *(const float *)a;
    float right = *(const float *)b;
    return (left > right) - (left < right);
}

static char *read_body(const char *path, size_t *ret_length) {
    FILE *file = fopen(path, "rb");
    char *body = malloc(ANSWER_MAX);
    if (!file || !body)
        die(path);
    *ret_length = fread(body, 1, ANSWER_MAX, file);
    fclose(file);
    return body;
}

static void make_request(struct load *load, int argc, char **argv) {
    size_t body_length = 0;
    char *body = argc > 6 ? read_body(argv[6], &body_length) : NULL;
    char *request = malloc(body_length + 1024);
    load->scratch = malloc(body_length + 1024);
    if (!request || !load->scratch)
        die("malloc");
    bool known = strcmp(argv[4], "KNOWN") == 0;
    int head = snprintf(request, 1024,
                        body    ? "%s %s HTTP/1.1\r\nHost: localhost\r\n"
                                  "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n"
                        : known ? "%s %s HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: *\r\n\r\n"
                                : "%s %s HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        known ? "GET" : argv[4], argv[5], body_length);
    if (body)
        memcpy(request + head, body, body_length);
    load->request = request;
    load->request_length = (size_t)head + body_length;
    if (argc > 7) {
        const char *number = memmem(request, load->request_length, "########", 8);
        load->number_at = number ? (size_t)(number - request) : 0;
    }
    free(body);
}

int main(int argc, char **argv) {
    if (argc < 6) {
        fprintf(stderr, "usage: load PORT CLIENTS SECONDS METHOD PATH [BODYFILE [numbered]]\n");
        return 2;
    }
    struct load load = {.serial = (unsigned)(now() * 1000)};
    struct client clients[CLIENTS_MAX] = {0};
    int port = (int)strtol(argv[1], NULL, 10);
    int count = (int)strtol(argv[2], NULL, 10);
    double seconds = strtod(argv[3], NULL);
    if (count < 1 || count > CLIENTS_MAX)
        return 2;
    make_request(&load, argc, argv);
    load.samples = malloc(sizeof *load.samples * SAMPLES_MAX);
    for (int i = 0; i < count; i++) {
        clients[i].fd = dial(port);
        clients[i].answer = malloc(ANSWER_MAX);
        if (!clients[i].answer || !load.samples)
            die("malloc");
    }
    run(&load, clients, count, seconds);

    if (!load.sample_count) {
        printf("0 0 0 %zu\n", load.failures);
        return EXIT_FAILURE;
    }
    qsort(load.samples, load.sample_count, sizeof *load.samples, by_value);
    printf("%.0f %.3f %.3f %zu\n", (double)load.sample_count / seconds,
           (double)load.samples[load.sample_count / 2] * 1e3,
           (double)load.samples[load.sample_count * 99 / 100] * 1e3, load.failures);
    return EXIT_SUCCESS;
}
