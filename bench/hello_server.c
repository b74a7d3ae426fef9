/* The least that libmicrohttpd can be asked to do: the same event loops as claimd's, an answer of
 * three bytes (or as many as are asked for), and nothing else. What claimd's own floor costs is the
 * distance to this.
 *
 *     hello_server THREADS [BYTES]      prints "listening on http://127.0.0.1:PORT", ends with its
 * stdin
 */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *text;
static size_t length;

static enum MHD_Result hello(void *context, struct MHD_Connection *connection, const char *url,
                             const char *method, const char *version, const char *data,
                             size_t *data_length, void **request_context) {
    static int seen;
    (void)context, (void)url, (void)method, (void)version, (void)data;
    if (!*request_context) { /* an answer at the first call would close the connection */
        *request_context = &seen;
        return MHD_YES;
    }
    *data_length = 0;
    struct MHD_Response *response =
        MHD_create_response_from_buffer(length, text, MHD_RESPMEM_PERSISTENT);
    if (!response)
        return MHD_NO;
    enum MHD_Result result = MHD_queue_response(connection, MHD_HTTP_OK, response);
    MHD_destroy_response(response);
    return result;
}

int main(int argc, char **argv) {
    unsigned threads = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 4;
    length = argc > 2 ? strtoul(argv[2], NULL, 10) : 3;
    text = malloc(length + 1);
    if (!text)
        return EXIT_FAILURE;
    memset(text, 'o', length);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, hello, NULL, MHD_OPTION_SOCK_ADDR, &address,
        MHD_OPTION_THREAD_POOL_SIZE, threads, MHD_OPTION_CONNECTION_TIMEOUT, 60U, MHD_OPTION_END);
    if (!daemon)
        return EXIT_FAILURE;

    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
    printf("listening on http://127.0.0.1:%u\n", info->port);
    fflush(stdout);
    char byte;
    while (read(STDIN_FILENO, &byte, 1) > 0)
        ;
    MHD_stop_daemon(daemon);
    free(text);
    return EXIT_SUCCESS;
}
