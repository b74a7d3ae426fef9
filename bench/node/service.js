// service.js DATABASE: the service that claimd is measured against: what a competent developer would write in a day
// from the usual parts. JSON in and out, articles from text or HTML, wink for sentences, tags and names, regular expressions
// for quotations and quantities, chrono for times, SQLite with durable commits. It has no parser, no relations, no stories.
// Prints "listening on 127.0.0.1:PORT".
import { createHash } from "node:crypto";
import { Readability } from "@mozilla/readability";
import Database from "better-sqlite3";
import * as chrono from "chrono-node";
import Fastify from "fastify";
import { parseHTML } from "linkedom";
import model from "wink-eng-lite-web-model";
import winkNLP from "wink-nlp";

const nlp = winkNLP(model, ["sbd", "pos", "ner", "negation"]);
const its = nlp.its;

const QUOTATION = /[“"]([^”"]{3,600})[”"],?\s*((?:said|says|told|added|according to)\s+[^.,;“"]{2,80}|[A-Z][^.,;“"]{1,60}\s+(?:said|says|told|added))?/g;
const QUANTITY = /(?:(more than|at least|about|around|nearly|over|up to|fewer than|less than)\s+)?([$€£])?(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s*(million|billion|trillion|thousand|percent|per cent|%)?\s*([a-z]+)?/gi;
const SCALE = { thousand: 1e3, million: 1e6, billion: 1e9, trillion: 1e12 };

function quotations(text) {
    return Array.from(text.matchAll(QUOTATION), (match) => ({
        start: match.index,
        end: match.index + match[0].length,
        text: match[1],
        source: match[2]?.replace(/\b(said|says|told|added|according to)\b/g, "").trim() || null,
    }));
}

function quantities(text) {
    return Array.from(text.matchAll(QUANTITY), (match) => ({
        start: match.index,
        end: match.index + match[0].length,
        text: match[0],
        comparator: match[1]?.toLowerCase() ?? "exact",
        value: Number(match[3].replaceAll(",", "")) * (SCALE[match[4]?.toLowerCase()] ?? 1),
        unit: match[2] ?? match[4] ?? match[5] ?? null,
    }));
}

function times(text, published) {
    return chrono.en.parse(text, published).map((found) => ({
        start: found.index,
        end: found.index + found.text.length,
        text: found.text,
        value: found.start.date().toISOString(),
        until: found.end?.date().toISOString() ?? null,
    }));
}

function main_text(input) {
    if (input.text)
        return { title: input.title ?? null, byline: input.byline ?? null, text: input.text };
    const { document } = parseHTML(input.html);
    const article = new Readability(document).parse();
    return { title: article?.title ?? null, byline: article?.byline ?? null, text: article?.textContent?.trim() ?? "" };
}

const inside = (span, list) => list.flatMap((item, i) => (item.start >= span.start && item.end <= span.end ? [i] : []));

function analyze(input) {
    const article = main_text(input);
    const published = input.published_at ? new Date(input.published_at) : new Date();
    const doc = nlp.readDoc(article.text);
    const words = doc.tokens().out();
    const tags = doc.tokens().out(its.pos);
    const found = { quotes: quotations(article.text), quantities: quantities(article.text), times: times(article.text, published) };
    const claims = [];
    let at = 0;
    doc.sentences().each((sentence) => {
        const text = sentence.out();
        const start = article.text.indexOf(text, at);
        const span = { start, end: start + text.length };
        const negated = sentence.tokens().out(its.negationFlag).some(Boolean);
        const [first, last] = sentence.out(its.span);
        const verb = tags.indexOf("VERB", first);
        at = Math.max(at, start);
        if (verb < 0 || verb > last)
            return;
        claims.push({
            ...span,
            text,
            subject: words.slice(first, verb).join(" "),
            predicate: words[verb],
            object: words.slice(verb + 1, last + 1).join(" "),
            polarity: negated ? "negated" : "affirmed",
            quantities: inside(span, found.quantities),
            times: inside(span, found.times),
        });
    });
    return {
        article: { ...article, source: input.source ?? null, published_at: published.toISOString() },
        entities: doc.entities().out(its.detail),
        tokens: words.length,
        ...found,
        claims,
    };
}

const db = new Database(process.argv[2]);
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL"); // acknowledged is on disk, as claimd has it
db.exec(`CREATE TABLE IF NOT EXISTS articles (id TEXT PRIMARY KEY, source TEXT, title TEXT, published_at TEXT, answer TEXT) STRICT;
CREATE TABLE IF NOT EXISTS claims (article TEXT REFERENCES articles, start INTEGER, text TEXT, subject TEXT, predicate TEXT) STRICT;
CREATE INDEX IF NOT EXISTS claims_article ON claims (article);`);
const put_article = db.prepare("INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?, ?)");
const drop_claims = db.prepare("DELETE FROM claims WHERE article = ?");
const put_claim = db.prepare("INSERT INTO claims VALUES (?, ?, ?, ?, ?)");
const get_article = db.prepare("SELECT answer FROM articles WHERE id = ?").pluck();
const store = db.transaction((id, answer) => {
    put_article.run(id, answer.article.source, answer.article.title, answer.article.published_at, JSON.stringify(answer));
    drop_claims.run(id);
    for (const claim of answer.claims)
        put_claim.run(id, claim.start, claim.text, claim.subject, claim.predicate);
});

const body = {
    type: "object",
    properties: {
        text: { type: "string" },
        html: { type: "string" },
        title: { type: "string" },
        source: { type: "string" },
        published_at: { type: "string" },
    },
};

const server = Fastify({ bodyLimit: 4 << 20 });
server.get("/livez", async () => ({ status: "ok" }));
server.post("/v1/analyze", { schema: { body } }, async (request) => analyze(request.body));
server.post("/v1/articles", { schema: { body } }, async (request, reply) => {
    const answer = analyze(request.body);
    const id = createHash("sha256").update(answer.article.text).digest("hex").slice(0, 32);
    store(id, answer);
    reply.code(201).header("Location", `/v1/articles/${id}`);
    return { id, ...answer };
});
server.get("/v1/articles/:id", async (request, reply) => {
    const answer = get_article.get(request.params.id);
    if (!answer)
        return reply.code(404).send({ title: "no such article" });
    return reply.header("Content-Type", "application/json").send(answer);
});
console.log("listening on", (await server.listen({ host: "127.0.0.1", port: 0 })).replace("http://", ""));
