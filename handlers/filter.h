/* The query parameters of lists. Each reader leaves *ret_value alone when the parameter was not
 * given, and adds to request->errors when it is wrong; all return 0 or ERR_NO_MEMORY. */
#pragma once

#include "handlers/request.h"
#include "storage/storage.h"

int filter_text(struct request *request, const char *name, size_t limit, struct slice *ret_value);
int filter_day(struct request *request, const char *name, day_number *ret_value);
int filter_id(struct request *request, const char *name, struct storage_id *ret_value);
int filter_number(struct request *request, const char *name, double *ret_value);

/* *ret_value is the index of the value among `choices` (NULL at the end). */
int filter_choice(struct request *request, const char *name, const char *const *choices,
                  unsigned *ret_value);

/* The parameter "fields": names of members, parted by commas. */
struct chosen_fields {
    struct slice list; /* absent: all of them */
};

/* `known` are the names that may be asked for, NULL at the end. */
int chosen_fields_read(struct request *request, const char *const *known,
                       struct chosen_fields *ret_chosen);
bool field_chosen(const struct chosen_fields *chosen, const char *name);
