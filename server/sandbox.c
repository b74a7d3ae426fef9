/* The sandbox: a seccomp filter over the process.
 *
 * It stands in the program and not only in the systemd unit, so that a container, a shell and a
 * test run under the same one, and because the program knows when it needs no more; the unit's
 * filter is a second wall around the start. What it allows is written in sandbox_rules.c, from
 * which the build makes the array below: putting it on takes no memory, and fails whole or not.
 */
#include "server/sandbox.h"

#include "base/error.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct sock_filter instructions[] = {
#include "server/sandbox_filter.inc"
};

int sandbox_enter(void) {
    const struct sock_fprog filter = {sizeof instructions / sizeof *instructions,
                                      (struct sock_filter *)(uintptr_t)instructions};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return ERR_FAILED;
    /* Over all threads, or over none: a positive number is the thread that could not take it. */
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter) == 0
               ? 0
               : ERR_FAILED;
}

void sandbox_hide_memory(void) {
    const struct rlimit none = {0};
    (void)setrlimit(RLIMIT_CORE, &none); /* lowering is always allowed */
    (void)prctl(PR_SET_DUMPABLE, 0);     /* holds where cores go to a pipe, whatever the limit */
}
