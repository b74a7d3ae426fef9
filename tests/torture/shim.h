/* What a torture test and the library that it puts under claimd (LD_PRELOAD) say to each other: one
 * page of shared memory, the file that CLAIMD_TORTURE_CONTROL names. The test writes what should
 * fail; the library counts calls and notes what it hit. All numbers are 64 bits wide, in the order
 * of the struct; control.py has the same order.
 */
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Kinds of calls that can fail, as bits of `kinds`. Calls on files count only inside the folder
 * that CLAIMD_TORTURE_FOLDER names, so that sockets, events and logs are left alone. */
enum call_kind {
    CALL_ALLOCATE = 1 << 0, /* malloc, calloc, realloc, aligned ones, mmap */
    CALL_WRITE = 1 << 1,
    CALL_SYNC = 1 << 2,
    CALL_RENAME = 1 << 3,
    CALL_TRUNCATE = 1 << 4,
    CALL_CREATE = 1 << 5, /* open of a file that is not there yet */
    CALL_THREAD = 1 << 6, /* pthread_create */
};

enum fault_shape {
    FAULT_ONCE,
    FAULT_FROM_THEN_ON,
    FAULT_TORN, /* once; a write has put half of its bytes there before it fails */
};

enum { HIT_FRAMES = 24 };

struct control {
    _Atomic uint64_t kinds;
    _Atomic uint64_t calls;   /* of these kinds since the test set it to 0 */
    _Atomic uint64_t fail_at; /* number of the call that fails; 0: none */
    _Atomic uint64_t shape;
    _Atomic uint64_t error; /* errno of calls on files */
    _Atomic uint64_t hits;
    _Atomic int64_t clock_step; /* nanoseconds that the wall clock is ahead of the true one */
    _Atomic uint64_t room;      /* bytes that files may still grow by, plus one; 0: no limit */
    _Atomic uint64_t frames[HIT_FRAMES]; /* who made the call that failed, innermost first */
};

/* NULL until the library has found its page, and where there is none. */
extern struct control *torture_control;

/* Counts a call; true when this one is to fail. */
bool torture_fails(enum call_kind kind);
