/* The sandbox from inside: a child enters it and tries one thing. */
#include "server/sandbox.h"
#include "tests/unit/runner.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PAGE = 4096 };

static int result_of(long returned) {
    return returned < 0 ? errno : 0;
}

static int try_file(void) {
    int file = open("/dev/null", O_RDWR | O_CLOEXEC);
    return file >= 0 && write(file, "x", 1) == 1 ? result_of(close(file)) : EIO;
}

static int try_socket(int family, int type, int protocol) {
    int fd = socket(family, type, protocol);
    return fd >= 0 ? result_of(close(fd)) : errno;
}

static int try_inet(void) {
    return try_socket(AF_INET, SOCK_STREAM, 0);
}

static int try_unix(void) {
    return try_socket(AF_UNIX, SOCK_STREAM, 0);
}

static int try_addresses(void) {
    return try_socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
}

static int try_audit(void) {
    return try_socket(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT);
}

static int try_packets(void) {
    return try_socket(AF_PACKET, SOCK_RAW, 0);
}

static void *nothing(void *context) {
    return context;
}

static int try_thread(void) {
    pthread_t thread;
    int result = pthread_create(&thread, NULL, nothing, NULL);
    return result ? result : pthread_join(thread, NULL);
}

static int try_map(int protection) {
    void *at = mmap(NULL, PAGE, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return at == MAP_FAILED ? errno : result_of(munmap(at, PAGE));
}

static int try_data(void) {
    return try_map(PROT_READ | PROT_WRITE);
}

static int try_code(void) {
    return try_map(PROT_READ | PROT_EXEC);
}

static int try_written_code(void) {
    return try_map(PROT_READ | PROT_WRITE | PROT_EXEC);
}

static int try_turned_code(void) {
    void *at = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return at == MAP_FAILED ? EIO : result_of(mprotect(at, PAGE, PROT_READ | PROT_EXEC));
}

static int try_program(void) {
    return result_of(execl("/bin/true", "true", (char *)NULL));
}

static int try_process(void) {
    return result_of(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
}

static int try_old_fork(void) {
#ifdef SYS_fork
    return result_of(syscall(SYS_fork));
#else
    raise(SIGSYS); /* this processor has none */
    return 0;
#endif
}

static int try_new_thread_call(void) {
    return result_of(syscall(SYS_clone3, NULL, 0));
}

static int try_trace(void) {
    return result_of(ptrace(PTRACE_TRACEME, 0, NULL, NULL));
}

static int try_mount(void) {
    return result_of(syscall(SYS_mount, NULL, NULL, NULL, 0, NULL));
}

static int try_user(void) {
    return result_of(syscall(SYS_setuid, 0));
}

static int try_hidden_file(void) {
    return result_of(syscall(SYS_memfd_create, "x", 0));
}

static int try_ring(void) {
    return result_of(syscall(SYS_io_uring_setup, 1, NULL));
}

static int try_unknown(void) {
    return result_of(syscall(1999));
}

static int try_limit(void) {
    struct rlimit limit = {1 << 20, 1 << 20};
    return result_of(syscall(SYS_prlimit64, getppid(), RLIMIT_CORE, &limit, NULL));
}

enum { SIGNALLED = 1000 };

/* `expected`: 0, the errno, or SIGNALLED + the signal. `plain`: a sanitizer needs it allowed. */
static const struct {
    const char *what;
    int (*attempt)(void);
    int expected;
    bool plain;
} attempts[] = {
    {"a file", try_file, 0, false},
    {"TCP", try_inet, 0, false},
    {"a unix socket", try_unix, 0, false},
    {"this machine's addresses", try_addresses, 0, false},
    {"a thread", try_thread, 0, false},
    {"memory", try_data, 0, false},
    {"a library's code", try_code, 0, false},
    {"raw packets", try_packets, ENOSYS, false},
    {"the audit socket", try_audit, ENOSYS, false},
    {"memory to write and run", try_written_code, ENOSYS, false},
    {"written memory turned into code", try_turned_code, ENOSYS, true},
    {"a call of a newer kernel", try_unknown, ENOSYS, false},
    {"clone3, so that clone is taken", try_new_thread_call, ENOSYS, false},
    {"another process's limits", try_limit, ENOSYS, false},
    {"a process by clone", try_process, ENOSYS, true},
    {"a process by fork", try_old_fork, SIGNALLED + SIGSYS, true},
    {"tracing", try_trace, SIGNALLED + SIGSYS, true},
    {"another program", try_program, SIGNALLED + SIGSYS, false},
    {"a mount", try_mount, SIGNALLED + SIGSYS, false},
    {"another user", try_user, SIGNALLED + SIGSYS, false},
    {"a file in memory", try_hidden_file, SIGNALLED + SIGSYS, false},
    {"io_uring", try_ring, SIGNALLED + SIGSYS, false},
};
enum { ATTEMPT_COUNT = sizeof attempts / sizeof *attempts };

static int outcome_of(int (*attempt)(void), bool inside) {
    pid_t child = fork();
    ck_assert_int_ge(child, 0);
    if (child == 0) {
        sandbox_hide_memory();
        if (inside && sandbox_enter() < 0)
            _exit(255);
        _exit(attempt());
    }
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFSIGNALED(status) ? SIGNALLED + WTERMSIG(status) : WEXITSTATUS(status);
}

START_TEST(what_is_tried_inside) {
    if (attempts[_i].plain && TEST_SCALE(false, true))
        return;
    int outcome = outcome_of(attempts[_i].attempt, true);
    ck_assert_msg(outcome == attempts[_i].expected, "%s: %d instead of %d", attempts[_i].what,
                  outcome, attempts[_i].expected);
}
END_TEST

/* The walls are the filter's and not this machine's. */
START_TEST(the_same_outside) {
    ck_assert_int_eq(outcome_of(try_written_code, false), 0);
    ck_assert_int_eq(outcome_of(try_hidden_file, false), 0);
    ck_assert_int_eq(outcome_of(try_trace, false), 0);
}
END_TEST

static int look_for_privileges(void) {
    return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1 && prctl(PR_GET_SECCOMP, 0, 0, 0, 0) == 2
               ? 0
               : 1;
}

/* The walls stand where there is no memory left to build any: outcome_of without them, they are put
 * up here. */
static int enter_without_memory(void) {
    const struct rlimit none = {0, 0};
    if (setrlimit(RLIMIT_AS, &none) != 0 || sandbox_enter() != 0)
        return 255;
    return try_file() == 0 && try_unknown() == ENOSYS && try_packets() == ENOSYS ? 0 : 1;
}

START_TEST(no_memory_is_needed) {
    ck_assert_int_eq(outcome_of(enter_without_memory, false), 0);
}
END_TEST

static int look_for_cores(void) {
    struct rlimit limit;
    bool none = getrlimit(RLIMIT_CORE, &limit) == 0 && !limit.rlim_cur && !limit.rlim_max;
    return none && prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0 ? 0 : 1;
}

START_TEST(what_is_given_up) {
    ck_assert_int_eq(outcome_of(look_for_privileges, true), 0);
    ck_assert_int_eq(outcome_of(look_for_cores, false), 0);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("sandbox");
    TCase *tcase = tcase_create("sandbox");
    tcase_add_loop_test(tcase, what_is_tried_inside, 0, ATTEMPT_COUNT);
    tcase_add_test(tcase, the_same_outside);
    tcase_add_test(tcase, no_memory_is_needed);
    tcase_add_test(tcase, what_is_given_up);
    suite_add_tcase(suite, tcase);
    return suite;
}
