/* A wall clock that can be set: what the program reads of CLOCK_REALTIME is the true time plus a
 * step that the test chooses while the program runs. Waits until a wall-clock time are moved back
 * by it, so that they end as they would if the machine's clock were set. The monotonic clock is
 * left alone.
 */
#include "tests/torture/shim.h"

#include <dlfcn.h>
#include <errno.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { NANOSECONDS = 1000000000 };

static int64_t step(void) {
    return torture_control ? atomic_load(&torture_control->clock_step) : 0;
}

static struct timespec moved(struct timespec time, int64_t by) {
    int64_t nanoseconds = time.tv_nsec + by % NANOSECONDS;
    int64_t carry = nanoseconds < 0 ? -1 : nanoseconds >= NANOSECONDS;
    return (struct timespec){.tv_sec = time.tv_sec + by / NANOSECONDS + carry,
                             .tv_nsec = nanoseconds - carry * NANOSECONDS};
}

int clock_gettime(clockid_t clock, struct timespec *ret_time) {
    long result = syscall(SYS_clock_gettime, clock, ret_time);
    bool is_wall = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
    if (result == 0 && is_wall && step())
        *ret_time = moved(*ret_time, step());
    return (int)result;
}

time_t time(time_t *ret_time) {
    struct timespec now;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    if (ret_time)
        *ret_time = now.tv_sec;
    return now.tv_sec;
}

int gettimeofday(struct timeval *restrict ret_time, void *restrict zone) {
    struct timespec now;
    (void)zone;
    (void)clock_gettime(CLOCK_REALTIME, &now);
    *ret_time = (struct timeval){.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000};
    return 0;
}

/* A wait until a time of the wall clock ends when that clock says so, be it set while a thread
 * waits: the shim looks every few milliseconds. Waits on conditions that use the monotonic clock
 * come here too; their deadlines lie years before any of the wall clock's. */
int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict lock,
                           const struct timespec *restrict deadline) {
    static int (*next)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
    if (!next) {
        void *found = dlsym(RTLD_NEXT, "pthread_cond_timedwait");
        memcpy(&next, &found, sizeof found);
    }
    struct timespec now;
    (void)syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &now);
    const time_t years = 20L * 365 * 24 * 3600;
    if (deadline->tv_sec < now.tv_sec + years || !torture_control)
        return next(condition, lock, deadline);
    for (;;) {
        (void)clock_gettime(CLOCK_REALTIME, &now);
        if (now.tv_sec > deadline->tv_sec ||
            (now.tv_sec == deadline->tv_sec && now.tv_nsec >= deadline->tv_nsec))
            return ETIMEDOUT;
        (void)syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);
        struct timespec soon = moved(now, 20 * 1000 * 1000);
        int result = next(condition, lock, &soon);
        if (result != ETIMEDOUT)
            return result;
    }
}
