#include "tests/http/nginx.h"

#include "tests/http/harness.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static const char configuration[] =
    "daemon off;\n"
    "worker_processes 1;\n"
    "pid %s/pid;\n"
    "error_log %s/error.log;\n"
    "events { worker_connections 256; }\n"
    "http {\n"
    "  log_format upstream '$status $upstream_status';\n"
    "  access_log %s/access.log upstream;\n"
    "  client_body_temp_path %s/body; proxy_temp_path %s/proxy; fastcgi_temp_path %s/fastcgi;\n"
    "  uwsgi_temp_path %s/uwsgi; scgi_temp_path %s/scgi;\n"
    "  client_max_body_size 32m;\n"
    "  upstream claimd { server 127.0.0.1:%d; keepalive 16; }\n"
    "  server {\n"
    "    listen 127.0.0.1:%d;\n"
    "    location / {\n"
    "      proxy_pass http://claimd;\n"
    "      proxy_http_version 1.1;\n"
    "      proxy_set_header Connection \"\";\n"
    "      proxy_set_header Host $host;\n"
    "    }\n"
    "  }\n"
    "}\n";

static const char *find_nginx(void) {
    static const char *const places[] = {"/usr/sbin/nginx", "/usr/bin/nginx",
                                         "/usr/local/sbin/nginx"};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (access(places[i], X_OK) == 0)
            return places[i];
    return NULL;
}

static void write_configuration(const struct nginx *nginx, const char *path, int claimd_port) {
    const char *folder = nginx->folder;
    FILE *file = fopen(path, "we");
    ck_assert_ptr_nonnull(file);
    fprintf(file, configuration, folder, folder, folder, folder, folder, folder, folder, folder,
            claimd_port, nginx->port);
    ck_assert_int_eq(fclose(file), 0);
}

static void wait_until_listening(const struct nginx *nginx) {
    struct server front = {.port = nginx->port};
    for (int i = 0; i < 100; i++) {
        ck_assert_msg(waitpid(nginx->pid, NULL, WNOHANG) == 0, "nginx ended; see %s/error.log",
                      nginx->folder);
        char path[128];
        (void)snprintf(path, sizeof path, "%s/pid", nginx->folder);
        if (access(path, R_OK) == 0)
            return;
        usleep(20000);
    }
    ck_abort_msg("nginx does not listen on %d", front.port);
}

void nginx_start(struct nginx *nginx, int claimd_port) {
    char path[128];
    const char *binary = find_nginx();
    *nginx = (struct nginx){.folder = "/tmp/claimd-nginx-XXXXXX"};
    if (!binary) {
        printf("SKIP: no nginx is installed: the tests behind a proxy were NOT run\n");
        return;
    }
    ck_assert_ptr_nonnull(mkdtemp(nginx->folder));
    nginx->port = free_port();
    (void)snprintf(path, sizeof path, "%s/nginx.conf", nginx->folder);
    write_configuration(nginx, path, claimd_port);
    nginx->pid = fork();
    ck_assert_int_ge(nginx->pid, 0);
    if (nginx->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        execl(binary, "nginx", "-c", path, "-p", nginx->folder, (char *)NULL);
        _exit(127);
    }
    wait_until_listening(nginx);
}

void nginx_stop(struct nginx *nginx) {
    static const char *const names[] = {"nginx.conf", "error.log", "access.log", "body",
                                        "proxy",      "fastcgi",   "uwsgi",      "scgi"};
    char path[128];
    if (!nginx->pid)
        return;
    ck_assert_int_eq(kill(nginx->pid, SIGTERM), 0);
    ck_assert_int_eq(waitpid(nginx->pid, NULL, 0), nginx->pid);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", nginx->folder, names[i]);
        if (unlink(path) < 0)
            (void)rmdir(path); /* a folder of temporary files, or nothing */
    }
    (void)rmdir(nginx->folder); /* left to be looked at when it is not empty */
}

int nginx_upstream_count(const struct nginx *nginx) {
    char path[128];
    char line[128];
    int count = 0;
    (void)snprintf(path, sizeof path, "%s/access.log", nginx->folder);
    FILE *file = fopen(path, "re");
    ck_assert_ptr_nonnull(file);
    while (fgets(line, sizeof line, file)) {
        const char *upstream = strchr(line, ' ');
        ck_assert_ptr_nonnull(upstream);
        count += upstream[1] != '-';
    }
    (void)fclose(file); /* read only */
    return count;
}
