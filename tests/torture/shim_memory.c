/* Allocations that fail, under any program: the functions of libc are defined here again and hand
 * on to the next library's, which may be AddressSanitizer's, so that a leak or a wild access on the
 * way out of a failure is seen too.
 */
#include "tests/torture/shim.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

struct control *torture_control;

/* ---- counting -------------------------------------------------------------------------------- */

static _Thread_local bool inside; /* what the shim itself calls does not count */

bool torture_fails(enum call_kind kind) {
    struct control *control = torture_control;
    if (!control || inside || !(atomic_load(&control->kinds) & (uint64_t)kind))
        return false;
    uint64_t call = atomic_fetch_add(&control->calls, 1) + 1;
    uint64_t at = atomic_load(&control->fail_at);
    bool from_then_on = atomic_load(&control->shape) == FAULT_FROM_THEN_ON;
    if (!at || (from_then_on ? call < at : call != at))
        return false;
    if (atomic_fetch_add(&control->hits, 1) == 0) {
        void *frames[HIT_FRAMES] = {NULL};
        inside = true;
        (void)backtrace(frames, HIT_FRAMES);
        inside = false;
        for (int i = 0; i < HIT_FRAMES; i++)
            atomic_store(&control->frames[i], (uint64_t)(uintptr_t)frames[i]);
    }
    return true;
}

__attribute__((constructor)) static void find_control(void) {
    const char *path = getenv("CLAIMD_TORTURE_CONTROL");
    int file = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    if (file < 0)
        return;
    void *at = mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    (void)close(file);
    void *frames[2];
    (void)backtrace(frames, 2); /* loads its library now, not under a lock of malloc's */
    if (at != MAP_FAILED)
        torture_control = at;
}

/* ---- the next library's functions ------------------------------------------------------------ */

static void *(*next_malloc)(size_t);
static void *(*next_calloc)(size_t, size_t);
static void *(*next_realloc)(void *, size_t);
static int (*next_posix_memalign)(void **, size_t, size_t);
static void *(*next_aligned_alloc)(size_t, size_t);
static void (*next_free)(void *);
static int (*next_thread)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

/* What is asked for while the functions are looked up comes from here and is never given back. */
static _Alignas(16) char early[16384];
static size_t early_used;
static bool looking;

static void *early_alloc(size_t size) {
    size_t need = (size + 15) / 16 * 16;
    if (need > sizeof early - early_used)
        abort();
    void *at = early + early_used;
    early_used += need;
    return at;
}

static bool is_early(const void *at) {
    return (const char *)at >= early && (const char *)at < early + sizeof early;
}

static void look_up(void *ret_function, const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (!found)
        abort();
    memcpy(ret_function, &found, sizeof found);
}

/* Runs before the process has threads: the loader allocates first. */
static bool is_ready(void) {
    if (next_free)
        return true;
    if (looking)
        return false;
    looking = true;
    look_up(&next_malloc, "malloc");
    look_up(&next_calloc, "calloc");
    look_up(&next_realloc, "realloc");
    look_up(&next_posix_memalign, "posix_memalign");
    look_up(&next_aligned_alloc, "aligned_alloc");
    look_up(&next_thread, "pthread_create");
    look_up(&next_free, "free");
    looking = false;
    return true;
}

static bool fails(void) {
    if (!torture_fails(CALL_ALLOCATE))
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size) {
    if (!is_ready())
        return early_alloc(size);
    return fails() ? NULL : next_malloc(size);
}

void *calloc(size_t count, size_t size) {
    if (!is_ready())
        return early_alloc(count * size); /* zeroed: static, and used once */
    return fails() ? NULL : next_calloc(count, size);
}

void *realloc(void *at, size_t size) {
    if (!is_ready() || is_early(at))
        abort(); /* the loader does not */
    return fails() ? NULL : next_realloc(at, size);
}

int posix_memalign(void **ret_at, size_t alignment, size_t size) {
    if (!is_ready())
        abort();
    return fails() ? ENOMEM : next_posix_memalign(ret_at, alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    if (!is_ready())
        abort();
    return fails() ? NULL : next_aligned_alloc(alignment, size);
}

void free(void *at) {
    if (!at || is_early(at) || !is_ready())
        return;
    next_free(at);
}

int pthread_create(pthread_t *ret_thread, const pthread_attr_t *attributes, void *(*body)(void *),
                   void *context) {
    if (!is_ready())
        abort();
    return torture_fails(CALL_THREAD) ? EAGAIN : next_thread(ret_thread, attributes, body, context);
}

/* Straight to the kernel: AddressSanitizer maps memory before anything can be looked up. */
void *mmap64(void *at, size_t size, int protection, int flags, int file, off64_t offset) {
    if (fails())
        return MAP_FAILED;
    return (void *)syscall(SYS_mmap, at, size, protection, flags, file, offset);
}

void *mmap(void *at, size_t size, int protection, int flags, int file, off_t offset) {
    return mmap64(at, size, protection, flags, file, offset);
}
