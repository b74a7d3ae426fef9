/* Who may do what, while tokens come and go and several threads read the list again. */
#include "handlers/access.h"

#include "base/error.h"
#include "tests/unit/store.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

enum { MANY = 20, RELOADERS = 6 };

static struct access *access_;
static atomic_bool over;

static void setup(void) {
    store_setup();
    atomic_store(&over, false);
    ck_assert_int_eq(access_start(store, TOKEN_ADMIN, &access_), 0);
}

static void teardown(void) {
    access_stop(access_);
    store_teardown();
}

static struct token_create make(enum token_scope scope, char ret_text[TOKEN_TEXT + 1]) {
    struct token_create creation = {.token = {.name = SLICE("desk"), .scope = scope}};
    struct storage_waiter waiter;
    ck_assert_int_eq(token_make(&creation.token, ret_text), 0);
    storage_wait_prepare(&waiter, &creation.write);
    ck_assert_int_eq(storage_wait(&waiter, &creation.write, storage_token_create(store, &creation)),
                     0);
    return creation;
}

static void revoke(const struct token_create *creation) {
    struct token_revoke revocation = {0};
    struct storage_waiter waiter;
    memcpy(revocation.id, creation->token.id, sizeof revocation.id);
    storage_wait_prepare(&waiter, &revocation.write);
    ck_assert_int_eq(
        storage_wait(&waiter, &revocation.write, storage_token_revoke(store, &revocation)), 0);
}

static enum token_scope scope_of(const char *text) {
    char field[TOKEN_TEXT + 8];
    struct permit permit;
    (void)snprintf(field, sizeof field, "Bearer %s", text);
    access_judge(access_, slice_from_cstr(field), &permit);
    return permit.scope;
}

START_TEST(a_token_opens_and_a_revoked_one_does_not) {
    char text[TOKEN_TEXT + 1];
    ck_assert_int_eq(scope_of("claimd_"), TOKEN_ADMIN); /* no token was ever made */
    struct token_create creation = make(TOKEN_READ, text);
    ck_assert_int_eq(access_reload(access_), 0);
    ck_assert_int_eq(scope_of(text), TOKEN_READ);
    text[TOKEN_TEXT - 1] = text[TOKEN_TEXT - 1] == 'a' ? 'b' : 'a';
    ck_assert_int_eq(scope_of(text), 0);
    revoke(&creation);
    ck_assert_int_eq(access_reload(access_), 0);
    ck_assert(!access_has_token(access_));
    ck_assert_int_eq(scope_of("claimd_"), 0); /* it does not become open again */
}
END_TEST

static void *keep_reloading(void *unused) {
    (void)unused;
    while (!atomic_load(&over))
        (void)access_reload(access_);
    return NULL;
}

/* Makes a token while others reload; when all have ended, is it known? */
static bool is_known_at_the_end(void) {
    pthread_t threads[RELOADERS];
    char text[TOKEN_TEXT + 1];
    atomic_store(&over, false);
    for (int i = 0; i < RELOADERS; i++)
        ck_assert_int_eq(pthread_create(&threads[i], NULL, keep_reloading, NULL), 0);
    make(TOKEN_WRITE, text);
    ck_assert_int_eq(access_reload(access_), 0);
    atomic_store(&over, true);
    for (int i = 0; i < RELOADERS; i++)
        (void)pthread_join(threads[i], NULL);
    return scope_of(text) == TOKEN_WRITE;
}

/* A list that was read before the token was made must not be taken over after one that was read
 * later. */
START_TEST(a_new_token_is_known_whoever_else_reloads) {
    for (int i = 0; i < MANY; i++)
        ck_assert_msg(is_known_at_the_end(), "round %d", i);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("access");
    TCase *test = tcase_create("access");
    tcase_add_checked_fixture(test, setup, teardown);
    tcase_add_test(test, a_token_opens_and_a_revoked_one_does_not);
    tcase_add_test(test, a_new_token_is_known_whoever_else_reloads);
    suite_add_tcase(suite, test);
    return suite;
}
