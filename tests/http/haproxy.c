#include "tests/http/haproxy.h"

#include "tests/http/harness.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static const char binary[] = "/usr/sbin/haproxy";

/* Connections to claimd are shared among clients, which is where a smuggled request would do harm.
 * The log goes to standard output: one line per request, the server's name in it where claimd was
 * asked. */
static const char configuration[] = "global\n"
                                    "  log stdout format raw local0 info\n"
                                    "defaults\n"
                                    "  mode http\n"
                                    "  log global\n"
                                    "  option dontlognull\n"
                                    "  option dontlognull\n"
                                    "  log-format asked=%%s\\ %%ST\n"
                                    "  http-reuse always\n"
                                    "  retries 0\n"
                                    "  timeout connect 5s\n"
                                    "  timeout client 20s\n"
                                    "  timeout server 20s\n"
                                    "frontend people\n"
                                    "  bind 127.0.0.1:%d\n"
                                    "  default_backend articles\n"
                                    "backend articles\n"
                                    "  server claimd 127.0.0.1:%d\n";

static void path_in(const struct haproxy *haproxy, const char *name, char ret_path[static 128]) {
    (void)snprintf(ret_path, 128, "%s/%s", haproxy->folder, name);
}

static void write_configuration(const struct haproxy *haproxy, const char *path, int claimd_port) {
    FILE *file = fopen(path, "we");
    ck_assert_ptr_nonnull(file);
    fprintf(file, configuration, haproxy->port, claimd_port);
    ck_assert_int_eq(fclose(file), 0);
}

static bool listens(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool open = fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof address) == 0;
    if (fd >= 0)
        close(fd);
    return open;
}

static void run(const char *configuration_path, const char *log_path) {
    int log = open(log_path, O_WRONLY | O_CREAT | O_APPEND, 0600);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (log >= 0 && dup2(log, STDOUT_FILENO) >= 0)
        execl(binary, "haproxy", "-db", "-f", configuration_path, (char *)NULL);
    _exit(127);
}

void haproxy_start(struct haproxy *haproxy, int claimd_port) {
    char path[128];
    char log[128];
    *haproxy = (struct haproxy){.folder = "/tmp/claimd-haproxy-XXXXXX"};
    if (access(binary, X_OK) < 0) {
        printf("SKIP: no haproxy is installed: the tests behind it were NOT run\n");
        return;
    }
    ck_assert_ptr_nonnull(mkdtemp(haproxy->folder));
    haproxy->port = free_port();
    path_in(haproxy, "haproxy.cfg", path);
    path_in(haproxy, "log", log);
    write_configuration(haproxy, path, claimd_port);
    haproxy->pid = fork();
    ck_assert_int_ge(haproxy->pid, 0);
    if (haproxy->pid == 0)
        run(path, log);
    for (int i = 0; i < 200 && !listens(haproxy->port); i++)
        usleep(20000);
    ck_assert_msg(listens(haproxy->port), "haproxy does not listen; see %s", haproxy->folder);
}

void haproxy_stop(struct haproxy *haproxy) {
    static const char *const names[] = {"haproxy.cfg", "log"};
    char path[128];
    if (!haproxy->pid)
        return;
    ck_assert_int_eq(kill(haproxy->pid, SIGTERM), 0);
    ck_assert_int_eq(waitpid(haproxy->pid, NULL, 0), haproxy->pid);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        path_in(haproxy, names[i], path);
        (void)unlink(path); /* there or not */
    }
    (void)rmdir(haproxy->folder); /* left to be looked at when it is not empty */
}

int haproxy_upstream_count(const struct haproxy *haproxy) {
    char path[128];
    char line[256];
    int count = 0;
    path_in(haproxy, "log", path);
    FILE *file = fopen(path, "re");
    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof line, file))
        count += strstr(line, "asked=claimd ") != NULL;
    (void)fclose(file); /* read only */
    return count;
}
