/* Currencies by sign, code and name (ISO 4217). Each function gives the code ("CHF"), a noun where
 * the code cannot be told ("franc", "cent", "bitcoin"), or an absent slice. */
#pragma once

#include "base/slice.h"

/* "$", "€"; a bare "$" is USD. */
struct slice currency_of_sign(struct slice sign);

/* The letters before a dollar sign, lower case: "us", "hk", "c". */
struct slice currency_of_dollar(struct slice letters);

/* "euros", "yen", "pound", singular or plural, lower case. */
struct slice currency_of_noun(struct slice lower);

/* "swiss" + "francs", "kong" + "dollars". */
struct slice currency_of_name(struct slice adjective, struct slice noun);

/* "USD" in capitals. */
struct slice currency_of_code(struct slice code);
