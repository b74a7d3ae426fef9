/* Numeric literals; see number_literals.h. Up to 15 digits are exact in a double and a power of ten
 * up to 10^22 is as well, so one division or multiplication rounds once, as strtod would. */
#include "analysis/values/number_literals.h"

#include <math.h>

double power_of_ten(int exponent) {
    static const double exact[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    if (exponent < 0)
        return 1 / power_of_ten(-exponent);
    double power = 1;
    for (; exponent > 22; exponent -= 22)
        power *= exact[22];
    return power * exact[exponent];
}

double literal_value(const struct literal *literal, double scale) {
    if (literal->decimals <= 0)
        return literal->digits * power_of_ten(-literal->decimals) * scale;
    double divisor = power_of_ten(literal->decimals);
    return scale >= divisor ? literal->digits * (scale / divisor)
                            : literal->digits / (divisor / scale);
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Lengths of the digit runs between marks; the longest literal of news has few. */
enum { GROUPS_MAX = 12, DIGITS_MAX = 40, EXPONENT_MAX = 250 };

struct groups {
    int count;
    int length[GROUPS_MAX];
    char mark[GROUPS_MAX]; /* before the group; 0 before the first */
};

/* The part of `text` before an exponent, cut at its marks. */
static bool groups_read(struct slice text, size_t past, struct groups *groups) {
    *groups = (struct groups){.count = 1};
    for (size_t i = 0; i < past; i++) {
        if (is_digit(text.at[i])) {
            groups->length[groups->count - 1]++;
            continue;
        }
        if (groups->count == GROUPS_MAX)
            return false;
        groups->mark[groups->count++] = text.at[i];
    }
    return true;
}

/* Groups [1, past) between equal marks as thousands: three digits each, or two before the last
 * three (lakh, crore). */
static bool thousands(const struct groups *groups, int past) {
    bool two = past > 2 && groups->length[1] == 2;
    if (groups->length[0] == 0 || groups->length[0] > (two ? 2 : 3))
        return false;
    for (int i = 1; i < past; i++) {
        int wanted = i == past - 1 || !two ? 3 : 2;
        if (groups->length[i] != wanted || groups->mark[i] != groups->mark[1])
            return false;
    }
    return true;
}

/* How many digits stand behind the decimal mark; -1 when the marks make no number. */
static int decimals_of(const struct groups *groups) {
    int count = groups->count;
    if (count == 1)
        return 0;
    int last = groups->length[count - 1];
    char mark = groups->mark[count - 1];
    if (count == 2 && (mark == '.' || last == 1 || last == 2))
        return last;
    if (thousands(groups, count))
        return 0;
    bool other = count > 2 && mark != groups->mark[1];
    return other && thousands(groups, count - 1) ? last : -1;
}

static size_t find_exponent(struct slice text) {
    size_t at = 0;
    while (at < text.length && text.at[at] != 'e' && text.at[at] != 'E')
        at++;
    return at;
}

static int exponent_read(struct slice text, size_t at) {
    bool negative = at < text.length && text.at[at] == '-';
    if (at < text.length && !is_digit(text.at[at]))
        at++;
    int exponent = 0;
    for (; at < text.length && exponent < 1000; at++)
        exponent = exponent * 10 + (text.at[at] - '0');
    return negative ? -exponent : exponent;
}

static int trailing_zeros(struct slice text, size_t past) {
    int zeros = 0;
    while (past > 0 && (text.at[past - 1] == '0' || !is_digit(text.at[past - 1]))) {
        zeros += text.at[past - 1] == '0';
        past--;
    }
    return past == 0 ? 0 : zeros; /* "0" and "000" are exact to one */
}

bool literal_read(struct slice text, struct literal *ret_literal) {
    struct literal literal = {.plain = true};
    size_t past = find_exponent(text);
    struct groups groups;
    if (!groups_read(text, past, &groups))
        return false;
    literal.decimals = decimals_of(&groups);
    if (literal.decimals < 0)
        return false;
    for (size_t i = 0; i < past; i++) {
        if (!is_digit(text.at[i]))
            continue;
        literal.digits = literal.digits * 10 + (text.at[i] - '0');
        literal.length++;
    }
    literal.plain = groups.count == 1 && past == text.length;
    literal.trailing_zeros = literal.decimals == 0 ? trailing_zeros(text, past) : 0;
    if (past < text.length)
        literal.decimals -= exponent_read(text, past + 1);
    if (literal.length == 0 || literal.length > DIGITS_MAX || literal.decimals > EXPONENT_MAX ||
        literal.decimals < -EXPONENT_MAX)
        return false;
    *ret_literal = literal;
    return true;
}
