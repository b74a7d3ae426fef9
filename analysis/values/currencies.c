/* Currency tables: ISO 4217 codes, signs, letters before the dollar sign, nouns and the adjectives
 * that tell one dollar from another. A bare noun that several countries use for money of similar
 * weight (franc, peso, dinar) stays a noun. */
#include "analysis/values/currencies.h"

#define TEXT(text)                                                                                 \
    { "" text, sizeof(text) - 1 }
#define PAIR(from, to)                                                                             \
    { TEXT(from), TEXT(to) }

struct pair {
    struct slice from;
    struct slice to;
};

static const struct slice codes[] = {
    TEXT("AED"), TEXT("AFN"), TEXT("ALL"), TEXT("AMD"), TEXT("ARS"), TEXT("AUD"), TEXT("AZN"),
    TEXT("BAM"), TEXT("BBD"), TEXT("BDT"), TEXT("BEF"), TEXT("BGN"), TEXT("BHD"), TEXT("BND"),
    TEXT("BOB"), TEXT("BRL"), TEXT("BWP"), TEXT("BYN"), TEXT("BZD"), TEXT("CAD"), TEXT("CHF"),
    TEXT("CLP"), TEXT("CNY"), TEXT("COP"), TEXT("CRC"), TEXT("CUP"), TEXT("CZK"), TEXT("DEM"),
    TEXT("DKK"), TEXT("DOP"), TEXT("DZD"), TEXT("EGP"), TEXT("ESP"), TEXT("ETB"), TEXT("EUR"),
    TEXT("FIM"), TEXT("FRF"), TEXT("GBP"), TEXT("GEL"), TEXT("GHS"), TEXT("GTQ"), TEXT("GYD"),
    TEXT("HKD"), TEXT("HNL"), TEXT("HRK"), TEXT("HUF"), TEXT("IDR"), TEXT("ILS"), TEXT("INR"),
    TEXT("IQD"), TEXT("IRR"), TEXT("ISK"), TEXT("ITL"), TEXT("JMD"), TEXT("JOD"), TEXT("JPY"),
    TEXT("KES"), TEXT("KHR"), TEXT("KPW"), TEXT("KRW"), TEXT("KWD"), TEXT("KZT"), TEXT("LAK"),
    TEXT("LBP"), TEXT("LKR"), TEXT("LYD"), TEXT("MAD"), TEXT("MDL"), TEXT("MMK"), TEXT("MNT"),
    TEXT("MOP"), TEXT("MUR"), TEXT("MVR"), TEXT("MXN"), TEXT("MYR"), TEXT("MZN"), TEXT("NAD"),
    TEXT("NGN"), TEXT("NIO"), TEXT("NLG"), TEXT("NOK"), TEXT("NPR"), TEXT("NZD"), TEXT("OMR"),
    TEXT("PEN"), TEXT("PGK"), TEXT("PHP"), TEXT("PKR"), TEXT("PLN"), TEXT("PYG"), TEXT("QAR"),
    TEXT("RON"), TEXT("RSD"), TEXT("RUB"), TEXT("RWF"), TEXT("SAR"), TEXT("SDG"), TEXT("SEK"),
    TEXT("SGD"), TEXT("SOS"), TEXT("SYP"), TEXT("THB"), TEXT("TND"), TEXT("TRY"), TEXT("TTD"),
    TEXT("TWD"), TEXT("TZS"), TEXT("UAH"), TEXT("UGX"), TEXT("USD"), TEXT("UYU"), TEXT("UZS"),
    TEXT("VES"), TEXT("VND"), TEXT("XAF"), TEXT("XOF"), TEXT("YER"), TEXT("ZAR"), TEXT("ZMW"),
    TEXT("ZWL"),
};

static const struct pair signs[] = {
    PAIR("$", "USD"),   PAIR("£", "GBP"),   PAIR("¥", "JPY"),  PAIR("฿", "THB"),
    PAIR("₡", "CRC"),   PAIR("₦", "NGN"),   PAIR("₩", "KRW"),  PAIR("₪", "ILS"),
    PAIR("₫", "VND"),   PAIR("€", "EUR"),   PAIR("₭", "LAK"),  PAIR("₮", "MNT"),
    PAIR("₱", "PHP"),   PAIR("₲", "PYG"),   PAIR("₴", "UAH"),  PAIR("₵", "GHS"),
    PAIR("₸", "KZT"),   PAIR("₹", "INR"),   PAIR("₺", "TRY"),  PAIR("₼", "AZN"),
    PAIR("₽", "RUB"), PAIR("₾", "GEL"), PAIR("＄", "USD"), PAIR("￡", "GBP"),
    PAIR("￥", "JPY"),
};

static const struct pair dollars[] = {
    PAIR("a", "AUD"),   PAIR("au", "AUD"),   PAIR("aus", "AUD"), PAIR("bz", "BZD"),
    PAIR("c", "CAD"),   PAIR("ca", "CAD"),   PAIR("can", "CAD"), PAIR("hk", "HKD"),
    PAIR("j", "JMD"),   PAIR("mx", "MXN"),   PAIR("nt", "TWD"),  PAIR("nz", "NZD"),
    PAIR("r", "BRL"),   PAIR("s", "SGD"),    PAIR("sg", "SGD"),  PAIR("tt", "TTD"),
    PAIR("u.s", "USD"), PAIR("u.s.", "USD"), PAIR("us", "USD"),
};

static const struct pair nouns[] = {
    PAIR("afghani", "AFN"),     PAIR("aud", "AUD"),         PAIR("baht", "THB"),
    PAIR("birr", "ETB"),        PAIR("bitcoin", "bitcoin"), PAIR("bolivar", "VES"),
    PAIR("btc", "bitcoin"),     PAIR("buck", "USD"),        PAIR("cad", "CAD"),
    PAIR("cedi", "GHS"),        PAIR("cent", "cent"),       PAIR("chf", "CHF"),
    PAIR("cny", "CNY"),         PAIR("dime", "dime"),       PAIR("dinar", "dinar"),
    PAIR("dirham", "AED"),      PAIR("dollar", "USD"),      PAIR("dong", "VND"),
    PAIR("eur", "EUR"),         PAIR("euro", "EUR"),        PAIR("forint", "HUF"),
    PAIR("franc", "franc"),     PAIR("gbp", "GBP"),         PAIR("guarani", "PYG"),
    PAIR("guilder", "NLG"),     PAIR("hryvna", "UAH"),      PAIR("hryvnia", "UAH"),
    PAIR("inr", "INR"),         PAIR("jpy", "JPY"),         PAIR("kopeck", "kopeck"),
    PAIR("koruna", "CZK"),      PAIR("krona", "SEK"),       PAIR("krone", "krone"),
    PAIR("kroner", "krone"),    PAIR("kronor", "SEK"),      PAIR("kuai", "CNY"),
    PAIR("kuna", "HRK"),        PAIR("kwacha", "ZMW"),      PAIR("kyat", "MMK"),
    PAIR("lari", "GEL"),        PAIR("lei", "RON"),         PAIR("leu", "RON"),
    PAIR("lev", "BGN"),         PAIR("leva", "BGN"),        PAIR("lira", "TRY"),
    PAIR("manat", "AZN"),       PAIR("markka", "FIM"),      PAIR("naira", "NGN"),
    PAIR("pence", "penny"),     PAIR("pennies", "penny"),   PAIR("penny", "penny"),
    PAIR("peseta", "ESP"),      PAIR("peso", "peso"),       PAIR("pound", "GBP"),
    PAIR("quid", "GBP"),        PAIR("rand", "ZAR"),        PAIR("reais", "BRL"),
    PAIR("renminbi", "CNY"),    PAIR("rial", "IRR"),        PAIR("ringgit", "MYR"),
    PAIR("riyal", "SAR"),       PAIR("rmb", "CNY"),         PAIR("rouble", "RUB"),
    PAIR("ruble", "RUB"),       PAIR("rupee", "INR"),       PAIR("rupiah", "IDR"),
    PAIR("satoshi", "satoshi"), PAIR("shekel", "ILS"),      PAIR("shilling", "shilling"),
    PAIR("sterling", "GBP"),    PAIR("taka", "BDT"),        PAIR("tenge", "KZT"),
    PAIR("tugrik", "MNT"),      PAIR("usd", "USD"),         PAIR("won", "KRW"),
    PAIR("yen", "JPY"),         PAIR("yuan", "CNY"),        PAIR("zloty", "PLN"),
};

/* "adjective noun" with the last word of the adjective: "hong kong dollar" stands as "kong dollar".
 */
static const struct pair names[] = {
    PAIR("african rand", "ZAR"),       PAIR("algerian dinar", "DZD"),
    PAIR("american dollar", "USD"),    PAIR("argentine peso", "ARS"),
    PAIR("argentinian peso", "ARS"),   PAIR("armenian dram", "AMD"),
    PAIR("australian dollar", "AUD"),  PAIR("bahraini dinar", "BHD"),
    PAIR("belarusian rouble", "BYN"),  PAIR("belarusian ruble", "BYN"),
    PAIR("belgian franc", "BEF"),      PAIR("brazilian reais", "BRL"),
    PAIR("brazilian real", "BRL"),     PAIR("british pound", "GBP"),
    PAIR("bulgarian lev", "BGN"),      PAIR("bulgarian leva", "BGN"),
    PAIR("canadian dollar", "CAD"),    PAIR("cfa franc", "XOF"),
    PAIR("chilean peso", "CLP"),       PAIR("chinese yuan", "CNY"),
    PAIR("colombian peso", "COP"),     PAIR("cuban peso", "CUP"),
    PAIR("czech crown", "CZK"),        PAIR("czech koruna", "CZK"),
    PAIR("danish crown", "DKK"),       PAIR("danish krone", "DKK"),
    PAIR("danish kroner", "DKK"),      PAIR("deutsche mark", "DEM"),
    PAIR("dominican peso", "DOP"),     PAIR("dutch guilder", "NLG"),
    PAIR("egyptian pound", "EGP"),     PAIR("emirati dirham", "AED"),
    PAIR("filipino peso", "PHP"),      PAIR("finnish markka", "FIM"),
    PAIR("french franc", "FRF"),       PAIR("georgian lari", "GEL"),
    PAIR("german mark", "DEM"),        PAIR("hungarian forint", "HUF"),
    PAIR("icelandic krona", "ISK"),    PAIR("icelandic kronur", "ISK"),
    PAIR("indian rupee", "INR"),       PAIR("indonesian rupiah", "IDR"),
    PAIR("iranian rial", "IRR"),       PAIR("iraqi dinar", "IQD"),
    PAIR("israeli shekel", "ILS"),     PAIR("italian lira", "ITL"),
    PAIR("jamaican dollar", "JMD"),    PAIR("japanese yen", "JPY"),
    PAIR("jordanian dinar", "JOD"),    PAIR("kazakh tenge", "KZT"),
    PAIR("kenya shilling", "KES"),     PAIR("kenyan shilling", "KES"),
    PAIR("kong dollar", "HKD"),        PAIR("korean won", "KRW"),
    PAIR("kuwaiti dinar", "KWD"),      PAIR("lanka rupee", "LKR"),
    PAIR("lankan rupee", "LKR"),       PAIR("lebanese lira", "LBP"),
    PAIR("lebanese pound", "LBP"),     PAIR("libyan dinar", "LYD"),
    PAIR("macau pataca", "MOP"),       PAIR("malaysian ringgit", "MYR"),
    PAIR("mauritian rupee", "MUR"),    PAIR("mexican peso", "MXN"),
    PAIR("moroccan dirham", "MAD"),    PAIR("namibian dollar", "NAD"),
    PAIR("nepalese rupee", "NPR"),     PAIR("nepali rupee", "NPR"),
    PAIR("nigerian naira", "NGN"),     PAIR("norwegian crown", "NOK"),
    PAIR("norwegian krone", "NOK"),    PAIR("norwegian kroner", "NOK"),
    PAIR("omani rial", "OMR"),         PAIR("pakistan rupee", "PKR"),
    PAIR("pakistani rupee", "PKR"),    PAIR("peruvian sol", "PEN"),
    PAIR("philippine peso", "PHP"),    PAIR("polish zloty", "PLN"),
    PAIR("qatari rial", "QAR"),        PAIR("qatari riyal", "QAR"),
    PAIR("romanian lei", "RON"),       PAIR("romanian leu", "RON"),
    PAIR("russian rouble", "RUB"),     PAIR("russian ruble", "RUB"),
    PAIR("rwandan franc", "RWF"),      PAIR("saudi riyal", "SAR"),
    PAIR("serbian dinar", "RSD"),      PAIR("singapore dollar", "SGD"),
    PAIR("somali shilling", "SOS"),    PAIR("spanish peseta", "ESP"),
    PAIR("states dollar", "USD"),      PAIR("sudanese pound", "SDG"),
    PAIR("swedish crown", "SEK"),      PAIR("swedish krona", "SEK"),
    PAIR("swedish kronor", "SEK"),     PAIR("swiss franc", "CHF"),
    PAIR("syrian lira", "SYP"),        PAIR("syrian pound", "SYP"),
    PAIR("taiwan dollar", "TWD"),      PAIR("taiwanese dollar", "TWD"),
    PAIR("tanzanian shilling", "TZS"), PAIR("thai baht", "THB"),
    PAIR("tunisian dinar", "TND"),     PAIR("turkish lira", "TRY"),
    PAIR("u.s dollar", "USD"),         PAIR("u.s. dollar", "USD"),
    PAIR("uae dirham", "AED"),         PAIR("uganda shilling", "UGX"),
    PAIR("ugandan shilling", "UGX"),   PAIR("ukrainian hryvnia", "UAH"),
    PAIR("uruguayan peso", "UYU"),     PAIR("us dollar", "USD"),
    PAIR("vietnamese dong", "VND"),    PAIR("yemeni rial", "YER"),
    PAIR("zealand dollar", "NZD"),     PAIR("zimbabwe dollar", "ZWL"),
    PAIR("zimbabwean dollar", "ZWL"),
};

static struct slice to_of(const struct pair *row) {
    return row ? row->to : (struct slice){NULL, 0};
}

struct slice currency_of_sign(struct slice sign) {
    return to_of(SLICE_ROW(sign, signs));
}

struct slice currency_of_dollar(struct slice letters) {
    return to_of(SLICE_ROW(letters, dollars));
}

struct slice currency_of_noun(struct slice lower) {
    struct slice found = to_of(SLICE_ROW(lower, nouns));
    if (found.at || lower.length < 3 || lower.at[lower.length - 1] != 's')
        return found;
    return to_of(SLICE_ROW(slice_of(lower.at, lower.length - 1), nouns));
}

struct slice currency_of_name(struct slice adjective, struct slice noun) {
    char key[40];
    size_t plural = noun.length > 3 && noun.at[noun.length - 1] == 's';
    for (size_t cut = 0; cut <= plural; cut++) {
        size_t length = adjective.length + 1 + noun.length - cut;
        if (length > sizeof key)
            continue;
        memcpy(key, adjective.at, adjective.length);
        key[adjective.length] = ' ';
        memcpy(key + adjective.length + 1, noun.at, noun.length - cut);
        struct slice found = to_of(SLICE_ROW(slice_of(key, length), names));
        if (found.at)
            return found;
    }
    return (struct slice){NULL, 0};
}

struct slice currency_of_code(struct slice code) {
    const struct slice *row = SLICE_ROW(code, codes);
    return row ? *row : (struct slice){NULL, 0};
}
