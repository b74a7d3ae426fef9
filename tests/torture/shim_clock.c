/* A wall clock that can be set: what the program reads of CLOCK_REALTIME is the true time plus a
 * step that the test chooses while the program runs. Waits until a wall-clock time are moved back
 * by it, so that they end as they would if the machine's clock were set. The monotonic clock is
 * left alone.
 */
#include "tests/torture/shim.h"

#include <dlfcn.h>
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

/* The kernel sleeps to a time of its clock; a step that comes while a thread sleeps wakes nobody,
 * as on a machine where the deadline then lies further off. Waits on conditions that use the
 * monotonic clock come here too: their deadlines lie far before any wall-clock time. */
int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict lock,
                           const struct timespec *restrict deadline) {
    static int (*next)(pthread_cond_t *, pthread_mutex_t *, const struct timespec *);
    if (!next) {
        void *found = dlsym(RTLD_NEXT, "pthread_cond_timedwait");
        memcpy(&next, &found, sizeof found);
    }
    struct timespec monotonic;
    (void)syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &monotonic);
    const time_t years = 20L * 365 * 24 * 3600;
    bool is_wall = deadline->tv_sec > monotonic.tv_sec + years;
    if (!is_wall || !step())
        return next(condition, lock, deadline);
    struct timespec real = moved(*deadline, -step());
    return next(condition, lock, &real);
}
