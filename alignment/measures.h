/* Whose change or sum it is: profit, revenue, shares, a fine. "Revenue rose 4 percent" and "shares
 * fell 9 percent" are told of one company and contradict each other in nothing.
 */
#pragma once

#include "alignment/view.h"

/* Are the sums, shares or changes at the token `a` of the left claim and `b` of the right one told
 * of two things: profit and revenue, a fine and an investment, one country's exports and another's?
 * False where one of the things is not told. */
bool measures_differ(const struct resources *resources, const struct claim_view *left, uint32_t a,
                     const struct claim_view *right, uint32_t b);

/* Is one of them told of a part of a company, and the other of the whole or of nobody named? */
bool one_tells_of_part(const struct claim_view *left, uint32_t a, const struct claim_view *right,
                       uint32_t b);

/* As measures_differ() for two quantities of money or two shares. */
bool quantities_of_others(const struct resources *resources, const struct claim_view *left,
                          const struct quantity *a, const struct claim_view *right,
                          const struct quantity *b);

/* As measures_differ() for what both claims tell as a whole. */
bool claims_of_others(const struct resources *resources, const struct claim_view *left,
                      const struct claim_view *right);

/* Is it told in a currency, or in crowns of a country that is not told? */
bool quantity_is_money(const struct quantity *quantity);
