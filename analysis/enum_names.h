/* The words of the wire contract for the enums of analysis.h: "more_than", "organization", … */
#pragma once

#include "analysis/analysis.h"

const char *date_rule_name(enum date_rule rule);
const char *entity_type_name(enum entity_type type);
const char *comparator_name(enum comparator comparator);
const char *quantity_role_name(enum quantity_role role);
const char *time_type_name(enum time_type type);
const char *recurrence_kind_name(enum recurrence_kind kind);
const char *attribution_kind_name(enum attribution_kind kind);
const char *polarity_name(enum polarity polarity);
const char *modality_name(enum modality modality);
