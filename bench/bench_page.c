/* bench_page FILE.html…: the cost of taking an article out of a page, beside libxml2's parse of the
 * same bytes alone. Processor time, best of several rounds over all files.
 */
#include "analysis/stages.h"

#include <libxml/HTMLparser.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { ROUNDS = 5 };

static double seconds(void) {
    return (double)clock() / CLOCKS_PER_SEC;
}

static double parse_alone(struct slice html) {
    int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                  HTML_PARSE_NONET | HTML_PARSE_COMPACT;
    double begin = seconds();
    htmlDocPtr tree = htmlReadMemory(html.at, (int)html.length, NULL, "UTF-8", options);
    xmlFreeDoc(tree);
    return seconds() - begin;
}

static double extract(struct slice html) {
    double begin = seconds();
    struct arena *arena = arena_new((size_t)1 << 30);
    struct article_input input = {.html = html};
    struct analysis analysis = {.article.published_day = DAY_NONE};
    if (!arena || page_extract(NULL, arena, &input, &analysis) < 0)
        (void)fprintf(stderr, "a page could not be read\n");
    arena_free(arena);
    return seconds() - begin;
}

static char *read_file(const char *path, size_t *ret_length) {
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    (void)fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    char *bytes = size > 0 ? malloc((size_t)size) : NULL;
    *ret_length = bytes ? fread(bytes, 1, (size_t)size, file) : 0;
    (void)fclose(file); /* only read */
    return bytes;
}

int main(int argc, char **argv) {
    double best_parse = 1e9;
    double best_extract = 1e9;
    size_t bytes = 0;
    for (int round = 0; round < ROUNDS; round++) {
        double parse = 0;
        double whole = 0;
        bytes = 0;
        for (int i = 1; i < argc; i++) {
            size_t length;
            char *page = read_file(argv[i], &length);
            if (!page)
                continue;
            parse += parse_alone(slice_of(page, length));
            whole += extract(slice_of(page, length));
            bytes += length;
            free(page);
        }
        best_parse = parse < best_parse ? parse : best_parse;
        best_extract = whole < best_extract ? whole : best_extract;
    }
    if (argc < 2 || best_parse <= 0)
        return 1;
    (void)printf("pages %d  mean %.0f kB  parse %.2f ms  extract %.2f ms  ratio %.2f\n", argc - 1,
                 (double)bytes / 1e3 / (argc - 1), best_parse * 1e3 / (argc - 1),
                 best_extract * 1e3 / (argc - 1), best_extract / best_parse);
    return 0;
}
