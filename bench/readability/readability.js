// readability.js FILE…: CPU time of @mozilla/readability on linkedom, from the page's bytes to the
// text of its article, in one process after a warm-up over the same files. Prints "pages empty
// milliseconds", the last per page.
import { readFileSync } from "node:fs";
import { Readability } from "@mozilla/readability";
import { parseHTML } from "linkedom";

const pages = process.argv.slice(2).map((path) => readFileSync(path, "utf8"));

function extract(html) {
    try {
        const { document } = parseHTML(html);
        return new Readability(document).parse()?.textContent?.length ?? 0;
    } catch {
        return 0;
    }
}

pages.forEach(extract); // the just-in-time compiler needs it
let empty = 0;
const start = process.cpuUsage();
for (const html of pages)
    empty += extract(html) === 0;
const { user, system } = process.cpuUsage(start);
console.log(pages.length, empty, ((user + system) / 1000 / pages.length).toFixed(3));
