#include "alignment/numeric.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

static const double LN2 = 0.693147180559945309417232121458;

/* x = m·2^e with m in [√½, √2); log m = 2·atanh((m − 1)/(m + 1)). */
double plain_log(double x) {
    if (!(x > 0) || isinf(x))
        return 0;
    int exponent = 0;
    double m = frexp(x, &exponent);
    if (m < 0.70710678118654752) {
        m *= 2;
        exponent--;
    }
    double t = (m - 1) / (m + 1);
    double square = t * t;
    double power = t;
    double sum = 0;
    for (int k = 1; k < 25; k += 2) {
        sum += power / k;
        power *= square;
    }
    return 2 * sum + exponent * LN2;
}

/* The bits of a double are its logarithm to base 2 but for how m stands for log m: x = 2^e · m is
 * read as e + m − 1, which is at most 0.0861 below e + log2 m. */
double rough_log(double x) {
    enum { MANTISSA_BITS = 52, BIAS = 1023 };
    if (!(x > 0) || isinf(x))
        return 0;
    int64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return ((double)bits / (double)((int64_t)1 << MANTISSA_BITS) - BIAS) * LN2;
}

/* x = k·ln 2 + r with |r| ≤ ½ ln 2; Taylor for e^r. */
double plain_exp(double x) {
    if (x > 700)
        x = 700;
    if (!(x > -700))
        x = -700;
    double k = floor(x / LN2 + 0.5);
    double r = x - k * LN2;
    double term = 1;
    double sum = 1;
    for (int n = 1; n < 16; n++) {
        term *= r / n;
        sum += term;
    }
    return ldexp(sum, (int)k);
}
