/* The character references of HTML 4.01 (chapter 24, Latin-1, symbols and special characters), and
 * XML's &apos;. */
#include "analysis/page/markup.h"

struct reference {
    struct slice name;
    uint16_t code_point;
};

/* In slice_compare order of names. */
/* clang-format off */
static const struct reference references[] = {
    {{"AElig", 5}, 198}, {{"Aacute", 6}, 193}, {{"Acirc", 5}, 194}, {{"Agrave", 6}, 192},
    {{"Alpha", 5}, 913}, {{"Aring", 5}, 197}, {{"Atilde", 6}, 195}, {{"Auml", 4}, 196},
    {{"Beta", 4}, 914}, {{"Ccedil", 6}, 199}, {{"Chi", 3}, 935}, {{"Dagger", 6}, 8225},
    {{"Delta", 5}, 916}, {{"ETH", 3}, 208}, {{"Eacute", 6}, 201}, {{"Ecirc", 5}, 202},
    {{"Egrave", 6}, 200}, {{"Epsilon", 7}, 917}, {{"Eta", 3}, 919}, {{"Euml", 4}, 203},
    {{"Gamma", 5}, 915}, {{"Iacute", 6}, 205}, {{"Icirc", 5}, 206}, {{"Igrave", 6}, 204},
    {{"Iota", 4}, 921}, {{"Iuml", 4}, 207}, {{"Kappa", 5}, 922}, {{"Lambda", 6}, 923},
    {{"Mu", 2}, 924}, {{"Ntilde", 6}, 209}, {{"Nu", 2}, 925}, {{"OElig", 5}, 338},
    {{"Oacute", 6}, 211}, {{"Ocirc", 5}, 212}, {{"Ograve", 6}, 210}, {{"Omega", 5}, 937},
    {{"Omicron", 7}, 927}, {{"Oslash", 6}, 216}, {{"Otilde", 6}, 213}, {{"Ouml", 4}, 214},
    {{"Phi", 3}, 934}, {{"Pi", 2}, 928}, {{"Prime", 5}, 8243}, {{"Psi", 3}, 936}, {{"Rho", 3}, 929},
    {{"Scaron", 6}, 352}, {{"Sigma", 5}, 931}, {{"THORN", 5}, 222}, {{"Tau", 3}, 932},
    {{"Theta", 5}, 920}, {{"Uacute", 6}, 218}, {{"Ucirc", 5}, 219}, {{"Ugrave", 6}, 217},
    {{"Upsilon", 7}, 933}, {{"Uuml", 4}, 220}, {{"Xi", 2}, 926}, {{"Yacute", 6}, 221},
    {{"Yuml", 4}, 376}, {{"Zeta", 4}, 918}, {{"aacute", 6}, 225}, {{"acirc", 5}, 226},
    {{"acute", 5}, 180}, {{"aelig", 5}, 230}, {{"agrave", 6}, 224}, {{"alefsym", 7}, 8501},
    {{"alpha", 5}, 945}, {{"amp", 3}, 38}, {{"and", 3}, 8743}, {{"ang", 3}, 8736},
    {{"apos", 4}, 39}, {{"aring", 5}, 229}, {{"asymp", 5}, 8776}, {{"atilde", 6}, 227},
    {{"auml", 4}, 228}, {{"bdquo", 5}, 8222}, {{"beta", 4}, 946}, {{"brvbar", 6}, 166},
    {{"bull", 4}, 8226}, {{"cap", 3}, 8745}, {{"ccedil", 6}, 231}, {{"cedil", 5}, 184},
    {{"cent", 4}, 162}, {{"chi", 3}, 967}, {{"circ", 4}, 710}, {{"clubs", 5}, 9827},
    {{"cong", 4}, 8773}, {{"copy", 4}, 169}, {{"crarr", 5}, 8629}, {{"cup", 3}, 8746},
    {{"curren", 6}, 164}, {{"dArr", 4}, 8659}, {{"dagger", 6}, 8224}, {{"darr", 4}, 8595},
    {{"deg", 3}, 176}, {{"delta", 5}, 948}, {{"diams", 5}, 9830}, {{"divide", 6}, 247},
    {{"eacute", 6}, 233}, {{"ecirc", 5}, 234}, {{"egrave", 6}, 232}, {{"empty", 5}, 8709},
    {{"emsp", 4}, 8195}, {{"ensp", 4}, 8194}, {{"epsilon", 7}, 949}, {{"equiv", 5}, 8801},
    {{"eta", 3}, 951}, {{"eth", 3}, 240}, {{"euml", 4}, 235}, {{"euro", 4}, 8364},
    {{"exist", 5}, 8707}, {{"fnof", 4}, 402}, {{"forall", 6}, 8704}, {{"frac12", 6}, 189},
    {{"frac14", 6}, 188}, {{"frac34", 6}, 190}, {{"frasl", 5}, 8260}, {{"gamma", 5}, 947},
    {{"ge", 2}, 8805}, {{"gt", 2}, 62}, {{"hArr", 4}, 8660}, {{"harr", 4}, 8596},
    {{"hearts", 6}, 9829}, {{"hellip", 6}, 8230}, {{"iacute", 6}, 237}, {{"icirc", 5}, 238},
    {{"iexcl", 5}, 161}, {{"igrave", 6}, 236}, {{"image", 5}, 8465}, {{"infin", 5}, 8734},
    {{"int", 3}, 8747}, {{"iota", 4}, 953}, {{"iquest", 6}, 191}, {{"isin", 4}, 8712},
    {{"iuml", 4}, 239}, {{"kappa", 5}, 954}, {{"lArr", 4}, 8656}, {{"lambda", 6}, 955},
    {{"lang", 4}, 9001}, {{"laquo", 5}, 171}, {{"larr", 4}, 8592}, {{"lceil", 5}, 8968},
    {{"ldquo", 5}, 8220}, {{"le", 2}, 8804}, {{"lfloor", 6}, 8970}, {{"lowast", 6}, 8727},
    {{"loz", 3}, 9674}, {{"lrm", 3}, 8206}, {{"lsaquo", 6}, 8249}, {{"lsquo", 5}, 8216},
    {{"lt", 2}, 60}, {{"macr", 4}, 175}, {{"mdash", 5}, 8212}, {{"micro", 5}, 181},
    {{"middot", 6}, 183}, {{"minus", 5}, 8722}, {{"mu", 2}, 956}, {{"nabla", 5}, 8711},
    {{"nbsp", 4}, 160}, {{"ndash", 5}, 8211}, {{"ne", 2}, 8800}, {{"ni", 2}, 8715},
    {{"not", 3}, 172}, {{"notin", 5}, 8713}, {{"nsub", 4}, 8836}, {{"ntilde", 6}, 241},
    {{"nu", 2}, 957}, {{"oacute", 6}, 243}, {{"ocirc", 5}, 244}, {{"oelig", 5}, 339},
    {{"ograve", 6}, 242}, {{"oline", 5}, 8254}, {{"omega", 5}, 969}, {{"omicron", 7}, 959},
    {{"oplus", 5}, 8853}, {{"or", 2}, 8744}, {{"ordf", 4}, 170}, {{"ordm", 4}, 186},
    {{"oslash", 6}, 248}, {{"otilde", 6}, 245}, {{"otimes", 6}, 8855}, {{"ouml", 4}, 246},
    {{"para", 4}, 182}, {{"part", 4}, 8706}, {{"permil", 6}, 8240}, {{"perp", 4}, 8869},
    {{"phi", 3}, 966}, {{"pi", 2}, 960}, {{"piv", 3}, 982}, {{"plusmn", 6}, 177},
    {{"pound", 5}, 163}, {{"prime", 5}, 8242}, {{"prod", 4}, 8719}, {{"prop", 4}, 8733},
    {{"psi", 3}, 968}, {{"quot", 4}, 34}, {{"rArr", 4}, 8658}, {{"radic", 5}, 8730},
    {{"rang", 4}, 9002}, {{"raquo", 5}, 187}, {{"rarr", 4}, 8594}, {{"rceil", 5}, 8969},
    {{"rdquo", 5}, 8221}, {{"real", 4}, 8476}, {{"reg", 3}, 174}, {{"rfloor", 6}, 8971},
    {{"rho", 3}, 961}, {{"rlm", 3}, 8207}, {{"rsaquo", 6}, 8250}, {{"rsquo", 5}, 8217},
    {{"sbquo", 5}, 8218}, {{"scaron", 6}, 353}, {{"sdot", 4}, 8901}, {{"sect", 4}, 167},
    {{"shy", 3}, 173}, {{"sigma", 5}, 963}, {{"sigmaf", 6}, 962}, {{"sim", 3}, 8764},
    {{"spades", 6}, 9824}, {{"sub", 3}, 8834}, {{"sube", 4}, 8838}, {{"sum", 3}, 8721},
    {{"sup", 3}, 8835}, {{"sup1", 4}, 185}, {{"sup2", 4}, 178}, {{"sup3", 4}, 179},
    {{"supe", 4}, 8839}, {{"szlig", 5}, 223}, {{"tau", 3}, 964}, {{"there4", 6}, 8756},
    {{"theta", 5}, 952}, {{"thetasym", 8}, 977}, {{"thinsp", 6}, 8201}, {{"thorn", 5}, 254},
    {{"tilde", 5}, 732}, {{"times", 5}, 215}, {{"trade", 5}, 8482}, {{"uArr", 4}, 8657},
    {{"uacute", 6}, 250}, {{"uarr", 4}, 8593}, {{"ucirc", 5}, 251}, {{"ugrave", 6}, 249},
    {{"uml", 3}, 168}, {{"upsih", 5}, 978}, {{"upsilon", 7}, 965}, {{"uuml", 4}, 252},
    {{"weierp", 6}, 8472}, {{"xi", 2}, 958}, {{"yacute", 6}, 253}, {{"yen", 3}, 165},
    {{"yuml", 4}, 255}, {{"zeta", 4}, 950}, {{"zwj", 3}, 8205}, {{"zwnj", 4}, 8204},
};
/* clang-format on */

uint32_t markup_reference(struct slice name) {
    const struct reference *row = SLICE_ROW(name, references);
    return row ? row->code_point : 0;
}
