/* Logarithm and exponential in plain arithmetic, so that scores are the same bytes on every CPU:
 * libm picks other code by processor. Good to about 1e-12, which is more than scores need. */
#pragma once

/* Of numbers: fmin and fmax ask for NAN as well, in a call that costs as much as what it is for. */
static inline double lesser(double a, double b) {
    return a < b ? a : b;
}

static inline double greater(double a, double b) {
    return a < b ? b : a;
}

/* The natural logarithm of a positive, finite x; 0 for others. */
double plain_log(double x);

/* A logarithm that is at most ROUGH_LOG_SHORT too small and never too large, for a tenth of the
 * cost; 0 where plain_log is. */
#define ROUGH_LOG_SHORT 0.0597
double rough_log(double x);

/* e to the x; x is clamped to [-700, 700]. */
double plain_exp(double x);
