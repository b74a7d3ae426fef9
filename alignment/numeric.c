#include "alignment/numeric.h"

#include <math.h>

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
