#include "tests/unit/runner.h"

#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

int main(void) {
    SRunner *runner = srunner_create(test_suite());
    srunner_set_fork_status(runner, getenv("CK_FORK") ? CK_FORK_GETENV : CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

static char *kept[4096]; /* so that leak checkers see what stays on purpose */
static size_t kept_count;

static void *keep(char *memory) {
    ck_assert_uint_lt(kept_count, sizeof kept / sizeof *kept);
    kept[kept_count++] = memory;
    return memory;
}

static char *read_file(const char *path, size_t *ret_length) {
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;

    ck_assert_int_eq(fseek(file, 0, SEEK_END), 0);
    long length = ftell(file);
    ck_assert_int_ge(length, 0);
    rewind(file);
    char *text = malloc((size_t)length + 1);
    ck_assert_ptr_nonnull(text);
    ck_assert_uint_eq(fread(text, 1, (size_t)length, file), (size_t)length);
    text[length] = '\0';
    (void)fclose(file); /* read only */
    *ret_length = (size_t)length;
    return text;
}

char *test_data(const char *name, size_t *ret_length) {
    const char *root = getenv("CLAIMD_SOURCE");
    bool shared = strncmp(name, "shared/", 7) == 0;
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/%s%s", root ? root : ".", shared ? "../" : "tests/data/",
                   name);
    char *text = read_file(path, ret_length);
    if (!text && shared) {
        printf("SKIP: %s is not beside the project: its cases were NOT run\n", name);
        return NULL;
    }
    ck_assert_msg(text != NULL, "cannot read %s", path);
    return keep(text);
}

void test_table(const char *name, void (*row)(const struct slice *fields, int count, int line)) {
    size_t length;
    const char *text = test_data(name, &length);
    const char *end = text + length;
    for (int line = 1; text && text < end; line++) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        const char *past = newline ? newline : end;
        struct slice fields[TEST_FIELDS] = {0};
        int count = 0;
        if (past > text && *text != '#') {
            for (const char *at = text; count < TEST_FIELDS; count++) {
                const char *tab = memchr(at, '\t', (size_t)(past - at));
                const char *stop = tab && count + 1 < TEST_FIELDS ? tab : past;
                fields[count] = slice_of(at, (size_t)(stop - at));
                if (stop == past) {
                    count++;
                    break;
                }
                at = stop + 1;
            }
            row(fields, count, line);
        }
        text = past + 1;
    }
}

static size_t unescape_one(struct slice text, size_t i, char *out, size_t *ret_used) {
    char kind = i + 1 < text.length ? text.at[i + 1] : '\\';
    size_t digits = kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
    if (digits && i + 2 + digits <= text.length) {
        char hex[9] = {0};
        memcpy(hex, text.at + i + 2, digits);
        *ret_used = 2 + digits;
        return utf8_encode((uint32_t)strtoul(hex, NULL, 16), out);
    }
    *ret_used = 2;
    *out = kind == 'n' ? '\n' : kind == 't' ? '\t' : kind;
    return 1;
}

struct slice test_unescape(struct slice text) {
    char *out = keep(malloc(text.length + 4));
    ck_assert_ptr_nonnull(out);
    size_t length = 0;
    for (size_t i = 0; i < text.length;) {
        if (text.at[i] != '\\') {
            out[length++] = text.at[i++];
            continue;
        }
        size_t used;
        length += unescape_one(text, i, out + length, &used);
        i += used;
    }
    return slice_of(out, length);
}
