/* What every unit test shares: main() runs the suite that the test file defines and prints Check's
 * own totals; tables of cases are read from tests/data/. */
#pragma once

#include "base/slice.h"

#include <check.h>

/* How much of a thing to do: the second number where a sanitizer makes everything several times
 * dearer. Sizes and rounds shrink there, assertions never. */
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define TEST_SCALE(ordinary, sanitized) (sanitized)
#elif defined __has_feature
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define TEST_SCALE(ordinary, sanitized) (sanitized)
#endif
#endif
#ifndef TEST_SCALE
#define TEST_SCALE(ordinary, sanitized) (ordinary)
#endif

/* Defined by the test file. */
Suite *test_suite(void);

/* Reads tests/data/NAME (or ../shared/NAME beside the project for names that begin with "shared/").
 * NULL-terminated copy that lives until the process ends. A missing file of ours fails the test; a
 * missing shared file prints a loud SKIP line and returns NULL. */
char *test_data(const char *name, size_t *ret_length);

/* Calls `row` for each line that is neither empty nor begins with '#', cut at tabs into at most
 * TEST_FIELDS fields; missing fields are empty slices. `line` counts from 1. */
enum { TEST_FIELDS = 12 };
void test_table(const char *name, void (*row)(const struct slice *fields, int count, int line));

/* Undoes \n, \t, \\, \uXXXX and \UXXXXXXXX. The result lives until the process ends. */
struct slice test_unescape(struct slice text);
