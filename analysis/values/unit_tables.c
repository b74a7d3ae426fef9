/* Unit tables, each sorted for binary search. Factors from the SI brochure (9th ed.) and NIST SP
 * 811; gallon, quart, pint, ton are US customary; a month and a year are the Gregorian means. */
#include "analysis/values/unit_tables.h"

#define UNIT(text, kind, prefix, factor, offset)                                                   \
    { {"" text, sizeof(text) - 1}, DIMENSION_##kind, UNIT_##prefix, factor, offset }
#define PAIR(from, to)                                                                             \
    {                                                                                              \
        {"" from, sizeof(from) - 1}, {                                                             \
            "" to, sizeof(to) - 1                                                                  \
        }                                                                                          \
    }
#define SYMBOL(text, prefix, base)                                                                 \
    {                                                                                              \
        {"" text, sizeof(text) - 1}, {"" prefix, sizeof(prefix) - 1}, {                            \
            "" base, sizeof(base) - 1                                                              \
        }                                                                                          \
    }

static const struct base_unit units[] = {
    UNIT("acre", AREA, PLAIN, 4046.8564224, 0),
    UNIT("ampere", CURRENT, PREFIXED, 1, 0),
    UNIT("angstrom", LENGTH, PLAIN, 1e-10, 0),
    UNIT("astronomical unit", LENGTH, PLAIN, 149597870700, 0),
    UNIT("bar", PRESSURE, PREFIXED, 1e5, 0),
    UNIT("barrel", VOLUME, PLAIN, 0.158987294928, 0),
    UNIT("basis point", SHARE, PLAIN, 0.0001, 0),
    UNIT("becquerel", ACTIVITY, PREFIXED, 1, 0),
    UNIT("bit", INFORMATION, BINARY, 1, 0),
    UNIT("british thermal unit", ENERGY, PLAIN, 1055.05585262, 0),
    UNIT("bushel", VOLUME, PLAIN, 0.03523907016688, 0),
    UNIT("byte", INFORMATION, BINARY, 8, 0),
    UNIT("calorie", ENERGY, PREFIXED, 4.184, 0),
    UNIT("candela", LIGHT, PLAIN, 1, 0),
    UNIT("carat", MASS, PLAIN, 2e-4, 0),
    UNIT("celsius", TEMPERATURE, PLAIN, 1, 273.15),
    UNIT("century", TIME, PLAIN, 3155695200, 0),
    UNIT("curie", ACTIVITY, PREFIXED, 3.7e10, 0),
    UNIT("day", TIME, PLAIN, 86400, 0),
    UNIT("decade", TIME, PLAIN, 315569520, 0),
    UNIT("decibel", LOUDNESS, PLAIN, 1, 0),
    UNIT("degree", ANGLE, PLAIN, 0.017453292519943295, 0),
    UNIT("dram", MASS, PLAIN, 0.0017718451953125, 0),
    UNIT("electronvolt", ENERGY, PREFIXED, 1.602176634e-19, 0),
    UNIT("fahrenheit", TEMPERATURE, PLAIN, 0.5555555555555556, 255.3722222222222),
    UNIT("fathom", LENGTH, PLAIN, 1.8288, 0),
    UNIT("fluid ounce", VOLUME, PLAIN, 2.95735295625e-5, 0),
    UNIT("foot", LENGTH, PLAIN, 0.3048, 0),
    UNIT("furlong", LENGTH, PLAIN, 201.168, 0),
    UNIT("gallon", VOLUME, PLAIN, 0.003785411784, 0),
    UNIT("gram", MASS, PREFIXED, 1e-3, 0),
    UNIT("gray", DOSE, PREFIXED, 1, 0),
    UNIT("hectare", AREA, PLAIN, 1e4, 0),
    UNIT("hertz", FREQUENCY, PREFIXED, 1, 0),
    UNIT("horsepower", POWER, PLAIN, 745.6998715822702, 0),
    UNIT("hour", TIME, PLAIN, 3600, 0),
    UNIT("inch", LENGTH, PLAIN, 0.0254, 0),
    UNIT("joule", ENERGY, PREFIXED, 1, 0),
    UNIT("kelvin", TEMPERATURE, PREFIXED, 1, 0),
    UNIT("knot", SPEED, PLAIN, 0.5144444444444445, 0),
    UNIT("light year", LENGTH, PLAIN, 9460730472580800, 0),
    UNIT("litre", VOLUME, PREFIXED, 1e-3, 0),
    UNIT("metre", LENGTH, PREFIXED, 1, 0),
    UNIT("mile", LENGTH, PLAIN, 1609.344, 0),
    UNIT("minute", TIME, PLAIN, 60, 0),
    UNIT("month", TIME, PLAIN, 2629746, 0),
    UNIT("nautical mile", LENGTH, PLAIN, 1852, 0),
    UNIT("newton", FORCE, PREFIXED, 1, 0),
    UNIT("ohm", RESISTANCE, PREFIXED, 1, 0),
    UNIT("ounce", MASS, PLAIN, 0.028349523125, 0),
    UNIT("parsec", LENGTH, PREFIXED, 3.0856775814913673e16, 0),
    UNIT("pascal", PRESSURE, PREFIXED, 1, 0),
    UNIT("percent", SHARE, PLAIN, 0.01, 0),
    UNIT("percentage point", SHARE, PLAIN, 0.01, 0),
    UNIT("pint", VOLUME, PLAIN, 0.000473176473, 0),
    UNIT("pound per square inch", PRESSURE, PLAIN, 6894.757293168361, 0),
    UNIT("pound-mass", MASS, PLAIN, 0.45359237, 0),
    UNIT("quart", VOLUME, PLAIN, 0.000946352946, 0),
    UNIT("radian", ANGLE, PLAIN, 1, 0),
    UNIT("revolution per minute", FREQUENCY, PLAIN, 0.016666666666666666, 0),
    UNIT("second", TIME, PREFIXED, 1, 0),
    UNIT("sievert", EQUIVALENT, PREFIXED, 1, 0),
    UNIT("stone", MASS, PLAIN, 6.35029318, 0),
    UNIT("tablespoon", VOLUME, PLAIN, 1.478676478125e-5, 0),
    UNIT("teaspoon", VOLUME, PLAIN, 4.92892159375e-6, 0),
    UNIT("times", FACTOR, PLAIN, 1, 0),
    UNIT("ton", MASS, PREFIXED, 907.18474, 0),
    UNIT("tonne", MASS, PREFIXED, 1000, 0),
    UNIT("volt", VOLTAGE, PREFIXED, 1, 0),
    UNIT("watt", POWER, PREFIXED, 1, 0),
    UNIT("watt hour", ENERGY, PREFIXED, 3600, 0),
    UNIT("week", TIME, PLAIN, 604800, 0),
    UNIT("yard", LENGTH, PLAIN, 0.9144, 0),
    UNIT("year", TIME, PREFIXED, 31556952, 0),
};

struct unit_word {
    struct slice word;
    struct slice name;
};

/* Singular words as printed. Missing here on purpose: what is another noun more often than a unit.
 */
static const struct unit_word words[] = {
    PAIR("acre", "acre"),
    PAIR("amp", "ampere"),
    PAIR("ampere", "ampere"),
    PAIR("angstrom", "angstrom"),
    PAIR("angstroms", "angstrom"),
    PAIR("annum", "year"),
    PAIR("bar", "bar"),
    PAIR("barrel", "barrel"),
    PAIR("bars", "bar"),
    PAIR("becquerel", "becquerel"),
    PAIR("bit", "bit"),
    PAIR("bits", "bit"),
    PAIR("bushel", "bushel"),
    PAIR("byte", "byte"),
    PAIR("calorie", "calorie"),
    PAIR("candela", "candela"),
    PAIR("carat", "carat"),
    PAIR("celsius", "celsius"),
    PAIR("centigrade", "celsius"),
    PAIR("centuries", "century"),
    PAIR("century", "century"),
    PAIR("curie", "curie"),
    PAIR("day", "day"),
    PAIR("decade", "decade"),
    PAIR("decibel", "decibel"),
    PAIR("drachm", "dram"),
    PAIR("drachma", "dram"),
    PAIR("dram", "dram"),
    PAIR("electron-volt", "electronvolt"),
    PAIR("electronvolt", "electronvolt"),
    PAIR("fahrenheit", "fahrenheit"),
    PAIR("fahrenheits", "fahrenheit"),
    PAIR("farenheit", "fahrenheit"),
    PAIR("fathom", "fathom"),
    PAIR("feet", "foot"),
    PAIR("foot", "foot"),
    PAIR("furlong", "furlong"),
    PAIR("gallon", "gallon"),
    PAIR("gram", "gram"),
    PAIR("gramme", "gram"),
    PAIR("gray", "gray"),
    PAIR("hectare", "hectare"),
    PAIR("hertz", "hertz"),
    PAIR("horsepower", "horsepower"),
    PAIR("hour", "hour"),
    PAIR("hr", "hour"),
    PAIR("inch", "inch"),
    PAIR("inches", "inch"),
    PAIR("joule", "joule"),
    PAIR("kelvin", "kelvin"),
    PAIR("kilo", "kilogram"),
    PAIR("kilogram", "kilogram"),
    PAIR("knot", "knot"),
    PAIR("lb", "pound-mass"),
    PAIR("light-year", "light year"),
    PAIR("lightyear", "light year"),
    PAIR("liter", "litre"),
    PAIR("litre", "litre"),
    PAIR("meter", "metre"),
    PAIR("metre", "metre"),
    PAIR("metric-ton", "tonne"),
    PAIR("mile", "mile"),
    PAIR("min", "minute"),
    PAIR("minute", "minute"),
    PAIR("month", "month"),
    PAIR("mth", "month"),
    PAIR("newton", "newton"),
    PAIR("ohm", "ohm"),
    PAIR("ounce", "ounce"),
    PAIR("parsec", "parsec"),
    PAIR("pascal", "pascal"),
    PAIR("pint", "pint"),
    PAIR("quart", "quart"),
    PAIR("radian", "radian"),
    PAIR("sec", "second"),
    PAIR("second", "second"),
    PAIR("sievert", "sievert"),
    PAIR("tablespoon", "tablespoon"),
    PAIR("tbsp", "tablespoon"),
    PAIR("teaspoon", "teaspoon"),
    PAIR("ton", "ton"),
    PAIR("tonne", "tonne"),
    PAIR("tsp", "teaspoon"),
    PAIR("volt", "volt"),
    PAIR("watt", "watt"),
    PAIR("week", "week"),
    PAIR("yard", "yard"),
    PAIR("year", "year"),
    PAIR("yr", "year"),
    PAIR("ångström", "angstrom"),
};

struct unit_symbol {
    struct slice symbol;
    struct slice prefix;
    struct slice base;
};

/* Letter case counts: mW, MW. Lower-case forms that no other unit claims are let pass. */
static const struct unit_symbol symbols[] = {
    SYMBOL("A", "", "ampere"),
    SYMBOL("AU", "", "astronomical unit"),
    SYMBOL("B", "", "byte"),
    SYMBOL("BTU", "", "british thermal unit"),
    SYMBOL("Bq", "", "becquerel"),
    SYMBOL("C", "", "celsius"),
    SYMBOL("Ci", "", "curie"),
    SYMBOL("EB", "exa", "byte"),
    SYMBOL("F", "", "fahrenheit"),
    SYMBOL("GB", "giga", "byte"),
    SYMBOL("GBq", "giga", "becquerel"),
    SYMBOL("GHz", "giga", "hertz"),
    SYMBOL("GJ", "giga", "joule"),
    SYMBOL("GPa", "giga", "pascal"),
    SYMBOL("GW", "giga", "watt"),
    SYMBOL("GWh", "giga", "watt hour"),
    SYMBOL("Ga", "giga", "year"),
    SYMBOL("Gbit", "giga", "bit"),
    SYMBOL("Gbps", "", "gigabit per second"),
    SYMBOL("GeV", "giga", "electronvolt"),
    SYMBOL("GiB", "", "gibibyte"),
    SYMBOL("Gt", "giga", "tonne"),
    SYMBOL("Gwh", "giga", "watt hour"),
    SYMBOL("Gy", "", "gray"),
    SYMBOL("Hz", "", "hertz"),
    SYMBOL("J", "", "joule"),
    SYMBOL("K", "", "kelvin"),
    SYMBOL("KB", "", "kilobyte"),
    SYMBOL("KG", "", "kilogram"),
    SYMBOL("KM", "", "kilometre"),
    SYMBOL("KW", "", "kilowatt"),
    SYMBOL("KWh", "", "kilowatt hour"),
    SYMBOL("Kg", "", "kilogram"),
    SYMBOL("KiB", "", "kibibyte"),
    SYMBOL("Km", "", "kilometre"),
    SYMBOL("L", "", "litre"),
    SYMBOL("MB", "mega", "byte"),
    SYMBOL("MBq", "mega", "becquerel"),
    SYMBOL("MHz", "mega", "hertz"),
    SYMBOL("MJ", "mega", "joule"),
    SYMBOL("ML", "", "millilitre"),
    SYMBOL("MN", "mega", "newton"),
    SYMBOL("MPa", "mega", "pascal"),
    SYMBOL("MV", "mega", "volt"),
    SYMBOL("MW", "mega", "watt"),
    SYMBOL("MWh", "mega", "watt hour"),
    SYMBOL("Ma", "mega", "year"),
    SYMBOL("Mbit", "mega", "bit"),
    SYMBOL("Mbps", "", "megabit per second"),
    SYMBOL("MeV", "mega", "electronvolt"),
    SYMBOL("MiB", "", "mebibyte"),
    SYMBOL("Mt", "mega", "tonne"),
    SYMBOL("Mwh", "mega", "watt hour"),
    SYMBOL("MΩ", "mega", "ohm"),
    SYMBOL("N", "", "newton"),
    SYMBOL("PB", "peta", "byte"),
    SYMBOL("PJ", "peta", "joule"),
    SYMBOL("Pa", "", "pascal"),
    SYMBOL("Sv", "", "sievert"),
    SYMBOL("TB", "tera", "byte"),
    SYMBOL("TBq", "tera", "becquerel"),
    SYMBOL("THz", "tera", "hertz"),
    SYMBOL("TJ", "tera", "joule"),
    SYMBOL("TW", "tera", "watt"),
    SYMBOL("TWh", "tera", "watt hour"),
    SYMBOL("Tbit", "tera", "bit"),
    SYMBOL("TeV", "tera", "electronvolt"),
    SYMBOL("Twh", "tera", "watt hour"),
    SYMBOL("V", "", "volt"),
    SYMBOL("W", "", "watt"),
    SYMBOL("Wh", "", "watt hour"),
    SYMBOL("am", "atto", "metre"),
    SYMBOL("bar", "", "bar"),
    SYMBOL("bbl", "", "barrel"),
    SYMBOL("bhp", "", "horsepower"),
    SYMBOL("bpd", "", "barrel per day"),
    SYMBOL("bps", "", "basis point"),
    SYMBOL("cL", "centi", "litre"),
    SYMBOL("cal", "", "calorie"),
    SYMBOL("cc", "", "cubic centimetre"),
    SYMBOL("cd", "", "candela"),
    SYMBOL("cl", "centi", "litre"),
    SYMBOL("cm", "centi", "metre"),
    SYMBOL("cms", "", "centimetre"),
    SYMBOL("dB", "", "decibel"),
    SYMBOL("dL", "deci", "litre"),
    SYMBOL("db", "", "decibel"),
    SYMBOL("dl", "deci", "litre"),
    SYMBOL("dm", "deci", "metre"),
    SYMBOL("eV", "", "electronvolt"),
    SYMBOL("fm", "femto", "metre"),
    SYMBOL("fs", "femto", "second"),
    SYMBOL("ft", "", "foot"),
    SYMBOL("g", "", "gram"),
    SYMBOL("gal", "", "gallon"),
    SYMBOL("gb", "", "gigabyte"),
    SYMBOL("ghz", "", "gigahertz"),
    SYMBOL("gw", "", "gigawatt"),
    SYMBOL("gwh", "", "gigawatt hour"),
    SYMBOL("h", "", "hour"),
    SYMBOL("hL", "hecto", "litre"),
    SYMBOL("hPa", "hecto", "pascal"),
    SYMBOL("ha", "", "hectare"),
    SYMBOL("hl", "hecto", "litre"),
    SYMBOL("hp", "", "horsepower"),
    SYMBOL("hr", "", "hour"),
    SYMBOL("hrs", "", "hour"),
    SYMBOL("hz", "", "hertz"),
    SYMBOL("in", "", "inch"),
    SYMBOL("kA", "kilo", "ampere"),
    SYMBOL("kB", "kilo", "byte"),
    SYMBOL("kBq", "kilo", "becquerel"),
    SYMBOL("kHz", "kilo", "hertz"),
    SYMBOL("kJ", "kilo", "joule"),
    SYMBOL("kN", "kilo", "newton"),
    SYMBOL("kPa", "kilo", "pascal"),
    SYMBOL("kV", "kilo", "volt"),
    SYMBOL("kW", "kilo", "watt"),
    SYMBOL("kWh", "kilo", "watt hour"),
    SYMBOL("ka", "kilo", "year"),
    SYMBOL("kb", "", "kilobyte"),
    SYMBOL("kbit", "kilo", "bit"),
    SYMBOL("kcal", "kilo", "calorie"),
    SYMBOL("keV", "kilo", "electronvolt"),
    SYMBOL("kg", "kilo", "gram"),
    SYMBOL("kgs", "", "kilogram"),
    SYMBOL("khz", "", "kilohertz"),
    SYMBOL("km", "kilo", "metre"),
    SYMBOL("kmh", "", "kilometre per hour"),
    SYMBOL("kmph", "", "kilometre per hour"),
    SYMBOL("kms", "", "kilometre"),
    SYMBOL("kn", "", "knot"),
    SYMBOL("kph", "", "kilometre per hour"),
    SYMBOL("kt", "kilo", "tonne"),
    SYMBOL("kw", "", "kilowatt"),
    SYMBOL("kwh", "", "kilowatt hour"),
    SYMBOL("kΩ", "kilo", "ohm"),
    SYMBOL("l", "", "litre"),
    SYMBOL("lb", "", "pound-mass"),
    SYMBOL("lbs", "", "pound-mass"),
    SYMBOL("ly", "", "light year"),
    SYMBOL("m", "", "metre"),
    SYMBOL("mA", "milli", "ampere"),
    SYMBOL("mCi", "milli", "curie"),
    SYMBOL("mGy", "milli", "gray"),
    SYMBOL("mL", "milli", "litre"),
    SYMBOL("mSv", "milli", "sievert"),
    SYMBOL("mV", "milli", "volt"),
    SYMBOL("mW", "milli", "watt"),
    SYMBOL("mb", "", "megabyte"),
    SYMBOL("mbar", "milli", "bar"),
    SYMBOL("mg", "milli", "gram"),
    SYMBOL("mhz", "", "megahertz"),
    SYMBOL("mi", "", "mile"),
    SYMBOL("min", "", "minute"),
    SYMBOL("mins", "", "minute"),
    SYMBOL("ml", "milli", "litre"),
    SYMBOL("mm", "milli", "metre"),
    SYMBOL("mpg", "", "mile per gallon"),
    SYMBOL("mph", "", "mile per hour"),
    SYMBOL("ms", "milli", "second"),
    SYMBOL("mw", "", "megawatt"),
    SYMBOL("mwh", "", "megawatt hour"),
    SYMBOL("ng", "nano", "gram"),
    SYMBOL("nm", "nano", "metre"),
    SYMBOL("nmi", "", "nautical mile"),
    SYMBOL("ns", "nano", "second"),
    SYMBOL("oz", "", "ounce"),
    SYMBOL("pc", "", "percent"),
    SYMBOL("pct", "", "percent"),
    SYMBOL("pg", "pico", "gram"),
    SYMBOL("pm", "pico", "metre"),
    SYMBOL("ps", "pico", "second"),
    SYMBOL("psi", "", "pound per square inch"),
    SYMBOL("rpm", "", "revolution per minute"),
    SYMBOL("s", "", "second"),
    SYMBOL("sec", "", "second"),
    SYMBOL("secs", "", "second"),
    SYMBOL("sqft", "", "square foot"),
    SYMBOL("sqm", "", "square metre"),
    SYMBOL("st", "", "stone"),
    SYMBOL("t", "", "tonne"),
    SYMBOL("tb", "", "terabyte"),
    SYMBOL("tpd", "", "ton per day"),
    SYMBOL("yd", "", "yard"),
    SYMBOL("yds", "", "yard"),
    SYMBOL("yr", "", "year"),
    SYMBOL("yrs", "", "year"),
    SYMBOL("µA", "micro", "ampere"),
    SYMBOL("µCi", "micro", "curie"),
    SYMBOL("µGy", "micro", "gray"),
    SYMBOL("µSv", "micro", "sievert"),
    SYMBOL("µW", "micro", "watt"),
    SYMBOL("µg", "micro", "gram"),
    SYMBOL("µl", "micro", "litre"),
    SYMBOL("µm", "micro", "metre"),
    SYMBOL("µs", "micro", "second"),
    SYMBOL("Ω", "", "ohm"),
    SYMBOL("μA", "micro", "ampere"),
    SYMBOL("μCi", "micro", "curie"),
    SYMBOL("μGy", "micro", "gray"),
    SYMBOL("μSv", "micro", "sievert"),
    SYMBOL("μW", "micro", "watt"),
    SYMBOL("μg", "micro", "gram"),
    SYMBOL("μl", "micro", "litre"),
    SYMBOL("μm", "micro", "metre"),
    SYMBOL("μs", "micro", "second"),
};

struct prefix {
    struct slice word;
    double factor;
};

#define PREFIX(text, factor)                                                                       \
    { {"" text, sizeof(text) - 1}, factor }

static const struct prefix prefixes[] = {
    PREFIX("atto", 1e-18), PREFIX("centi", 1e-2),   PREFIX("deci", 1e-1),
    PREFIX("exa", 1e18),   PREFIX("femto", 1e-15),  PREFIX("gibi", 1073741824),
    PREFIX("giga", 1e9),   PREFIX("hecto", 1e2),    PREFIX("kibi", 1024),
    PREFIX("kilo", 1e3),   PREFIX("mebi", 1048576), PREFIX("mega", 1e6),
    PREFIX("micro", 1e-6), PREFIX("milli", 1e-3),   PREFIX("nano", 1e-9),
    PREFIX("peta", 1e15),  PREFIX("pico", 1e-12),   PREFIX("tebi", 1099511627776),
    PREFIX("tera", 1e12),
};

/* Binary search in any of the tables: the key is the row's first member. */
static const void *find_row(struct slice key, const void *table, size_t count, size_t size) {
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const char *row = (const char *)table + middle * size;
        struct slice found = *(const struct slice *)(const void *)row;
        int order = slice_compare(key, found);
        if (order == 0)
            return row;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

#define FIND(key, table) find_row((key), (table), sizeof(table) / sizeof *(table), sizeof *(table))

const struct base_unit *base_unit_find(struct slice name) {
    return FIND(name, units);
}

struct slice unit_word_find(struct slice lower) {
    const struct unit_word *row = FIND(lower, words);
    return row ? row->name : (struct slice){NULL, 0};
}

bool unit_symbol_find(struct slice symbol, struct slice *ret_prefix, struct slice *ret_base) {
    const struct unit_symbol *row = FIND(symbol, symbols);
    if (!row)
        return false;
    *ret_prefix = row->prefix;
    *ret_base = row->base;
    return true;
}

double unit_prefix_strip(struct slice word, struct slice *ret_prefix, struct slice *ret_rest) {
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        struct slice prefix = prefixes[i].word;
        if (word.length <= prefix.length || word.at[0] != prefix.at[0] ||
            !slice_starts(word, prefix))
            continue;
        *ret_prefix = prefix;
        *ret_rest = slice_of(word.at + prefix.length, word.length - prefix.length);
        return prefixes[i].factor;
    }
    return 0;
}
