/* make-sandbox-filter: writes the sandbox's seccomp filter, an allow-list made from what the
 * service and its libraries were seen to call, as an array for server/sandbox.c.
 *
 * It runs at build time, so that the service carries a finished filter: libseccomp, when it gets no
 * memory while it makes one, may give a filter that lacks rules, or die.
 *
 * Three answers:
 *   - what the service needs is allowed, some of it with its arguments: sockets of three families,
 * threads but no processes, memory that is never writable and executable at once;
 *   - what only an intruder would call ends the process (SIGSYS), so that the attempt shows;
 *   - all else is ENOSYS, as on an older kernel, which every library knows how to bear. New
 * versions of glibc try new calls first: clone3, whose flags a filter cannot see, falls back to
 * clone that way.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <sched.h>
#include <seccomp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SANITIZED = 1 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif
#else
enum { SANITIZED = 0 };
#endif

static const char *const allowed[] = {
    /* files */
    "access", "chmod", "close", "copy_file_range", "dup", "dup2", "dup3", "faccessat", "faccessat2",
    "fadvise64", "fallocate", "fchmod", "fchmodat", "fchown", "fcntl", "fdatasync", "flock",
    "fstat", "fstatfs", "fsync", "ftruncate", "getcwd", "getdents64", "link", "linkat", "lseek",
    "lstat", "mkdir", "mkdirat", "newfstatat", "open", "openat", "pread64", "preadv", "pwrite64",
    "pwritev", "read", "readlink", "readlinkat", "readv", "rename", "renameat", "renameat2",
    "rmdir", "stat", "statfs", "statx", "sync_file_range", "umask", "unlink", "unlinkat",
    "utimensat", "write", "writev",
    /* sockets and waiting; socket() itself by family below */
    "accept", "accept4", "bind", "connect", "epoll_create1", "epoll_ctl", "epoll_pwait",
    "epoll_pwait2", "epoll_wait", "eventfd2", "getpeername", "getsockname", "getsockopt", "listen",
    "pipe", "pipe2", "poll", "ppoll", "pselect6", "recvfrom", "recvmmsg", "recvmsg", "select",
    "sendfile", "sendmmsg", "sendmsg", "sendto", "setsockopt", "shutdown",
    /* memory; mmap() and mprotect() by their protection below */
    "brk", "madvise", "membarrier", "mlock", "mremap", "msync", "munlock", "munmap",
    /* threads, signals, time */
    "arch_prctl", "clock_getres", "clock_gettime", "clock_nanosleep", "exit", "exit_group", "futex",
    "get_robust_list", "getcpu", "getitimer", "gettimeofday", "nanosleep", "prctl",
    "restart_syscall", "rseq", "rt_sigaction", "rt_sigpending", "rt_sigprocmask", "rt_sigreturn",
    "rt_sigsuspend", "rt_sigtimedwait", "sched_getaffinity", "sched_getparam", "sched_getscheduler",
    "sched_yield", "set_robust_list", "set_tid_address", "sigaltstack", "tgkill", "time",
    /* who and where we are, and chance */
    "getegid", "geteuid", "getgid", "getgroups", "getpgrp", "getpid", "getppid", "getrandom",
    "getresgid", "getresuid", "getrlimit", "getrusage", "gettid", "getuid", "sysinfo", "uname"};

/* No bug of ours calls these. */
static const char *const deadly[] = {"acct",
                                     "add_key",
                                     "adjtimex",
                                     "bpf",
                                     "chroot",
                                     "clock_settime",
                                     "delete_module",
                                     "execve",
                                     "execveat",
                                     "finit_module",
                                     "fsopen",
                                     "init_module",
                                     "io_uring_enter",
                                     "io_uring_register",
                                     "io_uring_setup",
                                     "ioperm",
                                     "iopl",
                                     "kcmp",
                                     "kexec_file_load",
                                     "kexec_load",
                                     "keyctl",
                                     "kill",
                                     "memfd_create",
                                     "mknod",
                                     "mknodat",
                                     "mount",
                                     "move_mount",
                                     "name_to_handle_at",
                                     "open_by_handle_at",
                                     "open_tree",
                                     "perf_event_open",
                                     "pidfd_getfd",
                                     "pidfd_open",
                                     "pivot_root",
                                     "process_vm_readv",
                                     "process_vm_writev",
                                     "quotactl",
                                     "reboot",
                                     "request_key",
                                     "seccomp",
                                     "setgid",
                                     "setgroups",
                                     "sethostname",
                                     "setns",
                                     "setregid",
                                     "setresgid",
                                     "setresuid",
                                     "setreuid",
                                     "settimeofday",
                                     "setuid",
                                     "shmat",
                                     "shmget",
                                     "swapon",
                                     "symlink",
                                     "symlinkat",
                                     "syslog",
                                     "tkill",
                                     "umount2",
                                     "unshare",
                                     "userfaultfd",
                                     "vmsplice"};

/* Forks and traces itself in a sanitizer's build to look for leaks; in no other. */
static const char *const process_calls[] = {"fork", "vfork", "ptrace"};
static const char *const sanitizer_calls[] = {"fork",        "vfork",     "ptrace",
                                              "clone",       "wait4",     "mprotect",
                                              "personality", "setrlimit", "getdents"};

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* A name that this processor or this libseccomp does not know needs no rule. */
static bool add_rules(scmp_filter_ctx filter, uint32_t action, const char *const *names,
                      size_t count) {
    for (size_t i = 0; i < count; i++) {
        int call = seccomp_syscall_resolve_name(names[i]);
        if (call == __NR_SCMP_ERROR || call < 0)
            continue;
        if (seccomp_rule_add(filter, action, call, 0) < 0)
            return false;
    }
    return true;
}

/* Allows a call where argument `index`, masked, is `value`. */
static bool allow_where(scmp_filter_ctx filter, int call, unsigned index, uint64_t mask,
                        uint64_t value) {
    return seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 1,
                            SCMP_CMP64(index, SCMP_CMP_MASKED_EQ, mask, value)) == 0;
}

static bool add_socket_rules(scmp_filter_ctx filter) {
    const uint64_t all = UINT64_MAX;
    return allow_where(filter, SCMP_SYS(socket), 0, all, AF_UNIX) &&
           allow_where(filter, SCMP_SYS(socket), 0, all, AF_INET) &&
           allow_where(filter, SCMP_SYS(socket), 0, all, AF_INET6) &&
           allow_where(filter, SCMP_SYS(socketpair), 0, all, AF_UNIX) &&
           /* getaddrinfo() asks which addresses this machine has */
           seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 2,
                            SCMP_A0_64(SCMP_CMP_EQ, AF_NETLINK, 0),
                            SCMP_A2_64(SCMP_CMP_EQ, NETLINK_ROUTE, 0)) == 0;
}

/* Libraries that are loaded late are mapped readable and executable; nothing becomes executable
 * after. */
static bool add_memory_rules(scmp_filter_ctx filter) {
    return allow_where(filter, SCMP_SYS(mmap), 2, PROT_EXEC, 0) &&
           allow_where(filter, SCMP_SYS(mmap), 2, PROT_WRITE | PROT_EXEC, PROT_EXEC) &&
           allow_where(filter, SCMP_SYS(mprotect), 2, PROT_EXEC, 0);
}

static bool add_device_rules(scmp_filter_ctx filter) {
    static const uint64_t requests[] = {FIONREAD, FIONBIO, TCGETS, TIOCGWINSZ};
    for (size_t i = 0; i < COUNT(requests); i++)
        if (!allow_where(filter, SCMP_SYS(ioctl), 1, UINT32_MAX, requests[i]))
            return false;
    return true;
}

static bool add_process_rules(scmp_filter_ctx filter) {
    bool added = allow_where(filter, SCMP_SYS(prlimit64), 0, UINT64_MAX, 0);
    if (SANITIZED)
        return added && add_rules(filter, SCMP_ACT_ALLOW, sanitizer_calls, COUNT(sanitizer_calls));
    return added && allow_where(filter, SCMP_SYS(clone), 0, CLONE_THREAD, CLONE_THREAD) &&
           add_rules(filter, SCMP_ACT_KILL_PROCESS, process_calls, COUNT(process_calls));
}

static bool fill(scmp_filter_ctx filter) {
    return seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2) == 0 &&
           add_rules(filter, SCMP_ACT_ALLOW, allowed, COUNT(allowed)) &&
           add_rules(filter, SCMP_ACT_KILL_PROCESS, deadly, COUNT(deadly)) &&
           add_socket_rules(filter) && add_memory_rules(filter) && add_device_rules(filter) &&
           add_process_rules(filter);
}

/* The filter's instructions, as members of an array of struct sock_filter. */
static bool print(FILE *instructions, FILE *out) {
    struct sock_filter one;
    rewind(instructions);
    while (fread(&one, sizeof one, 1, instructions) == 1)
        if (fprintf(out, "{0x%x, %d, %d, 0x%xU},\n", one.code, one.jt, one.jf, one.k) < 0)
            return false;
    return !ferror(instructions);
}

static bool write_filter(const char *path) {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
    FILE *instructions = tmpfile();
    FILE *out = fopen(path, "w");
    bool good = filter && instructions && out && fill(filter) &&
                seccomp_export_bpf(filter, fileno(instructions)) == 0 && print(instructions, out);
    if (out)
        good &= fclose(out) == 0;
    if (instructions)
        (void)fclose(instructions); /* temporary */
    if (filter)
        seccomp_release(filter);
    return good;
}

int main(int argc, char **argv) {
    if (argc == 2 && write_filter(argv[1]))
        return EXIT_SUCCESS;
    (void)fprintf(stderr, "usage: make-sandbox-filter FILE\n");
    return EXIT_FAILURE;
}
