// chrono.js FILE [REPEATS]: CPU time of chrono-node's English parser on the text of FILE, in one
// process after a warm-up. Prints "bytes repeats times milliseconds", the last per repeat.
import { readFileSync } from "node:fs";
import * as chrono from "chrono-node";

const WARM_UP = 100; // the just-in-time compiler needs more of it than C does
const text = readFileSync(process.argv[2], "utf8");
const repeats = Number(process.argv[3] ?? 200);
const published = new Date("2025-03-05T12:00:00Z");

let found = [];
for (let i = 0; i < WARM_UP; i++)
    found = chrono.en.parse(text, published);
const start = process.cpuUsage();
for (let i = 0; i < repeats; i++)
    found = chrono.en.parse(text, published);
const { user, system } = process.cpuUsage(start);
const ms = (user + system) / 1000 / repeats;
console.log(Buffer.byteLength(text), repeats, found.length, ms.toFixed(4));
