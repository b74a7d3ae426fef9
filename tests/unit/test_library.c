/* The calls that stand before libc's for libmicrohttpd: where it would wait for ever, or end the
 * process. */
#include "server/library.h"
#include "tests/unit/runner.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { MANY = 4 };
static int epoll_fd;
static int fds[MANY];

static void open_all(void) {
    ck_assert_int_eq(library_prepare(), 0); /* and the file is linked */
    epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    ck_assert_int_ge(epoll_fd, 0);
    for (int i = 0; i < MANY; i++) {
        struct epoll_event event = {.events = EPOLLIN};
        fds[i] = eventfd(1, EFD_CLOEXEC);
        ck_assert_int_ge(fds[i], 0);
        ck_assert_int_eq(epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fds[i], &event), 0);
    }
}

static void close_all(void) {
    for (int i = 0; i < MANY; i++)
        close(fds[i]);
    close(epoll_fd);
}

START_TEST(what_is_gone_may_be_removed) {
    ck_assert_int_eq(epoll_ctl(epoll_fd, EPOLL_CTL_DEL, fds[0], NULL), 0);
    ck_assert_int_eq(epoll_ctl(epoll_fd, EPOLL_CTL_DEL, fds[0], NULL), 0);
}
END_TEST

START_TEST(other_mistakes_are_told) {
    struct epoll_event event = {.events = EPOLLIN};
    ck_assert_int_eq(epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fds[0], &event), -1);
    ck_assert_int_eq(errno, EEXIST);
    ck_assert_int_eq(epoll_ctl(epoll_fd, EPOLL_CTL_DEL, -1, NULL), -1);
    ck_assert_int_eq(errno, EBADF);
}
END_TEST

START_TEST(room_is_never_filled) {
    struct epoll_event events[MANY];
    ck_assert_int_eq(epoll_wait(epoll_fd, events, MANY, 0), MANY - 1);
    ck_assert_int_eq(epoll_wait(epoll_fd, events, 1, 0), 1);
}
END_TEST

Suite *test_suite(void) {
    Suite *suite = suite_create("library");
    TCase *tcase = tcase_create("epoll");
    tcase_add_checked_fixture(tcase, open_all, close_all);
    tcase_add_test(tcase, what_is_gone_may_be_removed);
    tcase_add_test(tcase, other_mistakes_are_told);
    tcase_add_test(tcase, room_is_never_filled);
    suite_add_tcase(suite, tcase);
    return suite;
}
