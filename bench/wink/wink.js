// wink.js FILE [REPEATS]: CPU time of wink-nlp's sentence boundaries and part-of-speech tags on the
// text of FILE, in one process; no other annotation is switched on. Prints "bytes repeats tokens
// milliseconds first": per repeat after a warm-up, when the just-in-time compiler has done its work
// and wink-nlp's cache holds every word of the text, and of the first reading, when neither has.
const { readFileSync } = require("node:fs");
const winkNLP = require("wink-nlp");
const model = require("wink-eng-lite-web-model");

const WARM_UP = 50;
const text = readFileSync(process.argv[2], "utf8");
const repeats = Number(process.argv[3] ?? 100);
const nlp = winkNLP(model, ["sbd", "pos"]);

function milliseconds(count) {
    const start = process.cpuUsage();
    let tokens = 0;
    for (let i = 0; i < count; i++)
        tokens = nlp.readDoc(text).tokens().out(nlp.its.pos).length;
    const { user, system } = process.cpuUsage(start);
    return { tokens, each: (user + system) / 1000 / count };
}

const first = milliseconds(1);
milliseconds(WARM_UP);
const { tokens, each } = milliseconds(repeats);
console.log(Buffer.byteLength(text), repeats, tokens, each.toFixed(4), first.each.toFixed(4));
