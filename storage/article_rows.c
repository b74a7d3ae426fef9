/* What an article says, as rows that lists and searches read: claims, numbers, quotations, names.
 */
#include "storage/article_rows.h"

#include "base/buffer.h"
#include "base/error.h"
#include "storage/name_counts.h"

enum { CLAIM_LIST_LIMIT = 1024 * 1024 /* bytes of one name's list of claims */ };

static int insert_claim(struct query *query, const struct claim_record *claim, int64_t article,
                        uint32_t ordinal) {
    query_integer(query, article);
    query_integer(query, ordinal);
    query_integer(query, claim->start);
    query_integer(query, claim->end);
    query_text(query, claim->text);
    query_text(query, claim->subject);
    query_text(query, claim->predicate);
    query_text(query, claim->object);
    query_text(query, claim->polarity);
    query_text(query, claim->modality);
    query_optional(query, claim->quotation, UINT32_MAX);
    query_optional(query, claim->day_low, DAY_NONE);
    query_optional(query, claim->day_high, DAY_NONE);
    query_number(query, claim->checkworthiness);
    return query_run(query);
}

static int insert_quantity(struct query *query, const struct quantity_record *quantity,
                           int64_t article, uint32_t ordinal) {
    query_integer(query, article);
    query_integer(query, ordinal);
    query_optional(query, quantity->claim, UINT32_MAX);
    query_integer(query, quantity->start);
    query_integer(query, quantity->end);
    query_text(query, quantity->text);
    query_number(query, quantity->value);
    query_number(query, quantity->low);
    query_number(query, quantity->high);
    query_text(query, quantity->comparator);
    query_text(query, quantity->unit);
    query_text(query, quantity->of);
    return query_run(query);
}

static int insert_quotation(struct query *query, const struct quotation_record *quotation,
                            int64_t article, uint32_t ordinal) {
    query_integer(query, article);
    query_integer(query, ordinal);
    query_text(query, quotation->kind);
    query_text(query, quotation->speaker);
    query_text(query, quotation->printed);
    query_text(query, quotation->cue);
    query_integer(query, quotation->start);
    query_integer(query, quotation->end);
    query_text(query, quotation->text);
    query_integer(query, quotation->denial);
    return query_run(query);
}

static int insert_mention(struct query *query, const struct mention_record *mention,
                          int64_t article) {
    struct buffer claims;
    buffer_init(&claims, CLAIM_LIST_LIMIT);
    buffer_append_byte(&claims, '[');
    for (uint32_t i = 0; i < mention->claim_count; i++)
        buffer_printf(&claims, "%s%u", i ? "," : "", mention->claims[i]);
    buffer_append_byte(&claims, ']');
    int error = buffer_error(&claims);
    if (!error) {
        query_text(query, mention->name);
        query_text(query, mention->type);
        query_integer(query, article);
        query_integer(query, mention->mentions);
        query_text(query, buffer_slice(&claims));
        error = query_run(query);
    }
    buffer_done(&claims);
    return error;
}

static int insert_claims(struct connection *connection, const struct article_record *record,
                         int64_t article) {
    QUERY(query, connection, SQL_CLAIM_INSERT);
    int error = 0;
    for (uint32_t i = 0; i < record->claim_count && !error; i++) {
        error = insert_claim(&query, &record->claims[i], article, i);
        query_again(&query);
    }
    return error;
}

static int insert_quantities(struct connection *connection, const struct article_record *record,
                             int64_t article) {
    QUERY(query, connection, SQL_QUANTITY_INSERT);
    int error = 0;
    for (uint32_t i = 0; i < record->quantity_count && !error; i++) {
        error = insert_quantity(&query, &record->quantities[i], article, i);
        query_again(&query);
    }
    return error;
}

static int insert_quotations(struct connection *connection, const struct article_record *record,
                             int64_t article) {
    QUERY(query, connection, SQL_QUOTATION_INSERT);
    int error = 0;
    for (uint32_t i = 0; i < record->quotation_count && !error; i++) {
        error = insert_quotation(&query, &record->quotations[i], article, i);
        query_again(&query);
    }
    return error;
}

static int insert_mentions(struct connection *connection, const struct article_record *record,
                           int64_t article) {
    QUERY(query, connection, SQL_MENTION_INSERT);
    int error = 0;
    for (uint32_t i = 0; i < record->mention_count && !error; i++) {
        error = insert_mention(&query, &record->mentions[i], article);
        query_again(&query);
    }
    return error;
}

static int insert_names(struct connection *connection, const struct article_record *record,
                        int64_t article) {
    int error = insert_mentions(connection, record, article);
    return error ? error : name_counts_add(connection, article);
}

int article_rows_insert(struct connection *connection, const struct article_record *record,
                        int64_t article) {
    int error = insert_claims(connection, record, article);
    if (!error)
        error = insert_quantities(connection, record, article);
    if (!error)
        error = insert_quotations(connection, record, article);
    if (!error)
        error = insert_names(connection, record, article);
    return error;
}

/* ---- articles of an earlier schema ----------------------------------------------------------- */

static int complete_claims(struct connection *connection, const struct article_record *record,
                           int64_t article) {
    QUERY(query, connection, SQL_CLAIM_COMPLETE);
    int error = 0;
    for (uint32_t i = 0; i < record->claim_count && !error; i++) {
        const struct claim_record *claim = &record->claims[i];
        query_integer(&query, article);
        query_integer(&query, i);
        query_optional(&query, claim->quotation, UINT32_MAX);
        query_optional(&query, claim->day_low, DAY_NONE);
        query_optional(&query, claim->day_high, DAY_NONE);
        query_number(&query, claim->checkworthiness);
        error = query_run(&query);
        query_again(&query);
    }
    return error;
}

int article_rows_complete(struct connection *connection, const struct article_record *record,
                          int64_t article) {
    int error = complete_claims(connection, record, article);
    if (!error)
        error = insert_quantities(connection, record, article);
    if (!error)
        error = insert_quotations(connection, record, article);
    if (!error)
        error = insert_names(connection, record, article);
    return error;
}
