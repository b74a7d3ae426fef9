#include "alignment/frames.h"

/* One frame a row; the row's place plus one is its number. */
static const char *const frames[] = {
    ("die dead death deadly dies died dying fatal fatality kill killed kills killing perish toll "
     "victim"),
    "hurt injure injured injury wound wounded casualty",
    "missing unaccounted disappear disappeared vanish vanished",
    "displace displaced evacuate evacuated evacuation evacuee fled flee homeless",
    "burn burned burnt blacken blackened char charred consume consumed scorch scorched",
    "demolish destroy destroyed flatten flattened gut gutted level raze razed ruin wreck",
    "contain contained containment",
    "apprehend arrest arrested custody detain detained detention jail jailed",
    "rescue rescued save saved",
    "begin began begun break broke broken erupt erupted ignite start started outbreak",
    "conclude concluded end ended finish finished",
    "sink sank sunk capsize capsized founder",
    "collide crash crashed derail derailed collision",
    "close closed shut shutter shuttered closure",
    "journey tour travel traveled travelled trip visit visited",
    "meet meeting met summit talks",
    "acquire acquired acquisition bought buy buying purchase purchased takeover take_over",
    "sale sell sold",
    "hike increase increased lift lifted raise raised rise rose climb climbed jump",
    "decline declined decrease drop dropped fall fell slip slipped slump",
    "ballot elect elected election vote voted voter",
    "lawsuit litigation sue sued suing suit",
    "appoint appointed name named nominate nominated",
    "quit resign resignation resigned retire retired",
    "assault attack attacked bomb bombing raid shelling strike struck",
    "demonstrate demonstration march marcher protest protester rally",
    "cost paid pay price priced worth",
    "deliver delivered delivery provide provided send sent ship shipped supply supplied transfer",
    "plan planned schedule scheduled slated",
    "back backed backing endorse endorsed support supported",
    "hail hailed laud lauded praise praised",
    "anxiety concern concerned fear worry worried alarm",
    "bolster boost deepen expand strengthen strengthened strengthening",
    "alliance ally friendship partnership relations relationship ties",
    "accusation accuse accused allege alleged charge charged",
    "ammunition arms munition munitions weapon weaponry",
    "round rounds shell shells",
    "earthquake quake temblor tremor",
    "blaze fire wildfire",
    "company firm corporation",
    "boat ferry ship vessel freighter",
    "aircraft airliner jet plane",
    "electricity power",
    "job jobs position positions worker workers employee staff",
    "accept accepted approve approved approval uphold upheld",
    "dismiss dismissed refuse refused reject rejected",
    "invitation invite invited",
    "sanction sanctions embargo",
    "agreement deal pact treaty accord",
    "officer police policeman",
    "launch launched liftoff",
};

/* A verb with its particle has a low line in the row where the word has a space. */
static bool is_word(struct slice word, const char *at) {
    for (size_t i = 0; i < word.length; i++)
        if (word.at[i] != at[i] && !(word.at[i] == ' ' && at[i] == '_'))
            return false;
    return true;
}

static bool in_row(struct slice word, const char *row) {
    for (const char *at = row; *at;) {
        size_t length = strcspn(at, " ");
        if (length == word.length && is_word(word, at))
            return true;
        at += length + (at[length] == ' ');
    }
    return false;
}

uint8_t frame_of(struct slice word) {
    for (uint8_t i = 0; word.length && i < sizeof frames / sizeof *frames; i++)
        if (in_row(word, frames[i]))
            return (uint8_t)(i + 1);
    return 0;
}
