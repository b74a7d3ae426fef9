#!/usr/bin/env python3
"""A client that knows nothing but openapi.yaml sends random requests, valid and not: no answer may be a 5xx, every status
must be documented for its operation, and every body must fit the schema of its status.

    random_client.py --claimd build/claimd --source . [--count 10000] [--seed 1] [--verbose]

Parameters and bodies are made from their schemas, then some are damaged: a member dropped, added or of another type, JSON
cut or not UTF-8, an unknown parameter, a foreign media type, another method. Ids come from answers seen before, so that
requests reach deep. The same seed sends the same requests to the same store.
"""
import argparse
import collections
import http.client
import json
import pathlib
import random
import re
import string
import sys
import time
import urllib.parse

import yaml
from openapi_test import Api, answer_fits
from service import Report, Service

# What framing, routing and access answer before an operation is asked; each is a problem document.
GENERAL = {400, 401, 403, 404, 405, 406, 411, 413, 414, 415, 417, 422, 429, 431}
WORDS = ("the ferry Maid of Tarsay ran aground off Corran Head on Tuesday with 214 passengers coastguard said more than 3,000 "
         "litres of fuel leaked first since 1998 in over 25 years not “denied” Mayor Ilse Brandt € 5 million 7 % — … é Путин 🛶 "
         "March 4, 2025 yesterday \u200b \u202e ((( ))) \" ' <b> & ;").split()


# Sentences that meet: what is made of words alone is never aligned.
SENTENCES = ["The ferry Maid of Tarsay ran aground off Corran Head on Tuesday with %d passengers on board.",
             "About %d,000 litres of fuel leaked into the sound, the harbour office said.", "%d people were hurt on the ferry.",
             "It is the first grounding on the route since 19%d.", "“We saw %d boats,” Mayor Ilse Brandt said on 4 March 2025."]


class Generator:
    """Values of a schema."""

    def __init__(self, api, seed):
        self.api, self.dice = api, random.Random(seed)
        self.ids = collections.defaultdict(list)

    def chance(self, share):
        return self.dice.random() < share

    def words(self, most):
        text = " ".join(self.dice.choice(WORDS) for _ in range(self.dice.randint(0, most)))
        return text + (self.dice.choice(".!? \n") if text else "")

    def pattern(self, pattern):
        dice = self.dice
        found = re.fullmatch(r"\^\[0-9a-f\]\{(\d+)\}\$", pattern)
        if found:
            return self.some_id() if found[1] == "32" else "".join(dice.choice("0123456789abcdef") for _ in range(int(found[1])))
        if pattern == "^[!-~]+$":
            return "".join(dice.choice(string.ascii_letters + string.digits + "!~-") for _ in range(dice.randint(1, 20)))
        if pattern.startswith("^(agree|"):
            return ",".join(dice.sample(["agree", "compatible", "conflict"], dice.randint(1, 3)))
        if pattern.startswith("^[0-9]{1,15}$|"):
            return dice.choice(["1", "12", "2031-01-01", "2031-01-01T00:00:00Z"])
        return ",".join(dice.choice(["article_stored", "story_changed", "alignment_opened"]) for _ in range(dice.randint(1, 3)))

    def some_id(self):
        known = self.ids[self.dice.choice(sorted(self.ids))] if self.ids and self.chance(0.8) else None
        return self.dice.choice(known) if known else "".join(self.dice.choice("0123456789abcdef") for _ in range(32))

    def text(self, schema):
        dice = self.dice
        if "pattern" in schema:
            return self.pattern(schema["pattern"])
        made = {"date": "2025-03-0%d" % dice.randint(1, 9), "date-time": "2031-01-0%dT00:00:00Z" % dice.randint(1, 9),
                "uri": "https://gazette.invalid/%d" % dice.randint(1, 40)}.get(schema.get("format"))
        if made:
            return made
        if "examples" in schema:
            return dice.choice(schema["examples"])
        if "maxLength" not in schema and self.chance(0.7):  # a text
            return " ".join(s % dice.randint(20, 60) for s in dice.sample(SENTENCES, dice.randint(1, 5)))
        text = self.words(dice.choice([1, 3, 40]))[:schema.get("maxLength", 2000)]
        return text or ("x" if schema.get("minLength") else "")

    def number(self, schema, kind):
        low, high = schema.get("minimum", -5), schema.get("maximum", schema.get("minimum", 0) + 1000)
        value = self.dice.choice([low, high, self.dice.randint(int(low), int(high))])
        return value if kind == "integer" or self.chance(0.5) else value / 2 + low / 2

    def value(self, schema, depth=0):
        schema = self.api.follow(schema)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self.dice.choice(schema["enum"])
        if "allOf" in schema:
            parts = [self.value(part, depth) for part in schema["allOf"]]
            return {k: v for part in parts for k, v in part.items()} if isinstance(parts[0], dict) else parts[0]
        for key in ("oneOf", "anyOf"):
            if key in schema and "properties" not in schema:
                return self.value(self.dice.choice(schema[key]), depth)
        kind = schema.get("type", "object" if "properties" in schema else "string")
        if isinstance(kind, list):
            kind = self.dice.choice(kind)
        if kind == "object":
            return self.thing(schema, depth)
        if kind == "array":
            count = self.dice.randint(schema.get("minItems", 0), min(schema.get("maxItems", 4), schema.get("minItems", 0) + 3))
            return [self.value(schema.get("items", {}), depth + 1) for _ in range(count)]
        if kind in ("integer", "number"):
            return self.number(schema, kind)
        return {"boolean": self.chance(0.5), "null": None}.get(kind, None) if kind in ("boolean", "null") else self.text(schema)

    def thing(self, schema, depth):
        properties = schema.get("properties", {})
        required = set(schema.get("required", ()))
        for choice in (self.dice.choice(schema["oneOf"]),) if "oneOf" in schema else ():
            required |= set(choice.get("required", ()))
        others = {name for choice in schema.get("oneOf", ()) for name in choice.get("required", ())} - required
        return {name: self.value(inner, depth + 1) for name, inner in properties.items()
                if name in required or (name not in others and self.chance(0.4 if depth < 4 else 0))}

    # ---- damage

    def damaged(self, value):
        dice = self.dice
        if isinstance(value, dict) and value and self.chance(0.8):
            value = dict(value)
            name = dice.choice(sorted(value))
            deed = dice.randrange(4)
            if deed == 0:
                del value[name]
            elif deed == 1:
                value[self.words(1) or "x"] = self.strange()
            elif deed == 2:
                value[name] = self.damaged(value[name])
            else:
                value[name] = self.strange()
            return value
        if isinstance(value, list) and value and self.chance(0.7):
            return [self.damaged(v) if self.chance(0.5) else v for v in value] * dice.choice([1, 1, 1, 20])
        return self.strange()

    def strange(self):
        return self.dice.choice([None, True, -1, 0, 1e308, 2 ** 63, 0.5, "", "x" * 3000, "\u0000", "\ud800", [], {}, [[]], {"a": {"b": 1}},
                                 "0" * 32, "javascript:alert(1)", "http://127.0.0.1/", "2031-02-30", "../../etc/passwd", "%00", "'; --"])

    def json_bytes(self, value):
        data = json.dumps(value, ensure_ascii=self.chance(0.5)).encode("utf-8", "surrogatepass")
        if self.chance(0.04):
            data = data[:self.dice.randint(0, len(data))]
        if self.chance(0.02):
            data = data.replace(b"e", b"\xff", 1)
        if self.chance(0.01):
            data = b"[" * 200 + data
        return data


class Client:
    def __init__(self, service, token):
        self.service, self.token, self.connection = service, token, None

    def ask(self, method, target, body, headers):
        for attempt in range(2):
            try:
                if not self.connection:
                    self.connection = self.service.connect()
                self.connection.request(method, target, body, headers)
                answer = self.connection.getresponse()
                if answer.headers.get("Content-Type", "").startswith("text/event-stream"):
                    data = answer.read1(65536)
                    self.connection.close()
                    self.connection = None
                    return answer.status, answer.headers, data
                data = answer.read()
                if answer.headers.get("Connection", "").lower() == "close":
                    self.connection.close()
                    self.connection = None
                return answer.status, answer.headers, data
            except (ConnectionError, http.client.HTTPException):
                self.connection = None
                if attempt:
                    raise
        return None


class Run:
    def __init__(self, options, service, report):
        self.options, self.service, self.report = options, service, report
        self.api = Api(options.source)
        self.make = Generator(self.api, options.seed)
        self.operations = sorted(self.api.operations(), key=lambda o: (o[1], o[0]))
        self.weights = [0.05 if "/admin/" in path else 3 if method == "POST" and path == "/v1/articles" else 1
                        for method, path, _, _ in self.operations]
        self.statuses = collections.Counter()
        self.covered = collections.defaultdict(collections.Counter)
        self.tags, self.wrong = ["*"], collections.Counter()
        self.slowest = collections.Counter()
        self.client = Client(service, self.first_token())

    def first_token(self):
        """With a token there every request must show one: the door is closed as it would be in earnest."""
        answer = self.service.ask("POST", "/v1/admin/tokens", {"name": "random", "scope": "admin"})
        assert answer.status == 201, answer.body
        self.own = answer.json()["id"]
        return answer.json()["token"]

    def target(self, path, parameters):
        make = self.make
        for parameter in parameters:
            if parameter["in"] != "path":
                continue
            kind = path.split("/{")[0].rsplit("/", 1)[1]
            known = make.ids.get(kind)
            value = make.value(parameter.get("schema", {}))
            if parameter["name"] == "article":
                known = make.ids.get("articles")
            if known and parameter["name"] in ("id", "article") and make.chance(0.9):
                value = make.dice.choice(known)
            if parameter["name"] == "claim" and make.chance(0.8):
                value = make.dice.randint(0, 2)
            if make.chance(0.04):
                value = make.dice.choice(["0" * 32, "é", "%00", "a/b", "", "x" * 300, "..", "%zz"])
                path = path.replace("{%s}" % parameter["name"], value if "%" in value else urllib.parse.quote(value), 1)
            path = path.replace("{%s}" % parameter["name"], urllib.parse.quote(str(value)), 1)
        pairs = []
        for parameter in parameters:
            if parameter["in"] == "query" and make.chance(0.3):
                value = make.value(parameter.get("schema", {}))
                value = make.strange() if make.chance(0.2) else value
                if parameter["name"] == "wait":
                    value = 0 if make.chance(0.8) else "x"
                if parameter["name"] == "cursor" and self.make.ids.get("cursor") and make.chance(0.7):
                    value = make.dice.choice(make.ids["cursor"])
                value = {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value
                pairs.append((parameter["name"], str(value).encode("utf-8", "replace")))
        if make.chance(0.03):
            pairs.append((make.words(1) or "q", "1"))
        return path + ("?" + urllib.parse.urlencode(pairs) if pairs else "")

    def body(self, operation, headers):
        make = self.make
        if "requestBody" not in operation:
            return b"stray" if make.chance(0.02) else None
        contents = self.api.follow(operation["requestBody"])["content"]
        media = make.dice.choice(sorted(contents))
        schema = contents[media].get("x-line-schema", contents[media]["schema"])
        if media == "application/json":
            value = make.value(schema)
            data = make.json_bytes(make.damaged(value) if make.chance(0.35) else value)
        elif media == "application/x-ndjson":
            data = b"\n".join(make.json_bytes(make.damaged(v) if make.chance(0.3) else v)
                              for v in (make.value(schema) for _ in range(make.dice.randint(0, 4))))
        else:
            data = make.words(40).encode("utf-8", "replace")
        headers["Content-Type"] = make.dice.choice(["image/png", "application/json; charset=latin-1", "text"]) if make.chance(0.03) else media
        return data

    def headers(self, operation, parameters):
        make, headers = self.make, {}
        if make.chance(0.97):
            headers["Authorization"] = f"Bearer {self.client.token}"
        elif make.chance(0.5):
            headers["Authorization"] = make.dice.choice(["Bearer x", "Basic eDp5", "Bearer claimd_" + "0" * 12 + "_" + "a" * 43])
        accepts = sorted({m for s, r in operation["responses"].items() if str(s).startswith("2")
                          for m in self.api.follow(r).get("content", {})})
        if make.chance(0.6):
            headers["Accept"] = make.dice.choice(accepts + ["*/*"])
        elif make.chance(0.15):
            headers["Accept"] = make.dice.choice(["image/png", "text/*;q=0.5, application/json", ",;q=x", "*/*;q=0"])
        for parameter in parameters:
            if parameter["in"] == "header" and make.chance(0.6 if parameter.get("required") else 0.2):
                headers[parameter["name"]] = make.dice.choice(self.tags) if parameter["name"] == "If-Match" else str(
                    make.value(parameter["schema"])).encode("ascii", "ignore").decode().replace("\n", " ")
        if make.chance(0.1):
            headers["If-None-Match"] = make.dice.choice(self.tags)
        if make.chance(0.05):
            name, value = make.dice.choice([("X-Request-Id", "a b"), ("Origin", "https://evil.invalid"), ("Accept-Encoding", "br, ;q=x, identity;q=0.5"),
                                            ("traceparent", "00-zz-1"), ("Prefer", "wait=0"), ("Range", "bytes=0-1"), ("X-Forwarded-For", "1.2.3.4, x")])
            headers.setdefault(name, value)
        headers.setdefault("Accept-Encoding", "identity")
        return headers

    def harvest(self, thing, path):
        """Ids, cursors and tags of answers, for later requests."""
        if isinstance(thing, list):
            for inner in thing[:5]:
                self.harvest(inner, path)
        if not isinstance(thing, dict):
            return
        for name, value in thing.items():
            if isinstance(value, (dict, list)):
                self.harvest(value, path)
            elif isinstance(value, str) and re.fullmatch("[0-9a-f]{32}", value):
                kind = {"story": "stories", "article": "articles", "job": "jobs", "id": path}.get(name)
                if kind and value not in self.make.ids[kind][-300:]:
                    self.make.ids[kind].append(value)
            elif name == "next" and isinstance(value, str):
                self.make.ids["cursor"].append(value)
            elif name == "etag" and isinstance(value, str):
                self.tags.append(value)

    def judge(self, method, path, operation, status, headers, body):
        """-> None or what is wrong with the answer"""
        if status >= 500:
            return f"{status}: {body[:300]!r}"
        if method == "HEAD" or status == 304:
            return None
        documented = {str(s) for s in operation["responses"]}
        if str(status) in documented:
            media = headers.get("Content-Type", "").split(";")[0]
            if media == "text/event-stream":
                return None
            return answer_fits(self.api, operation, status, headers, body)
        if status not in GENERAL:
            return f"status {status} is not documented: {body[:200]!r}"
        return self.api.validate({"$ref": "#/components/schemas/Problem"}, json.loads(body))

    def one(self):
        make = self.make
        method, path, operation, parameters = make.dice.choices(self.operations, self.weights)[0]
        target = self.target(path, parameters)
        headers = self.headers(operation, parameters)
        body = self.body(operation, headers)
        sent = make.dice.choice(["PUT", "DELETE", "OPTIONS", "HEAD", "PATCH", "POST", "TRACE", "BREW"]) if make.chance(0.02) else method
        if path == "/v1/admin/tokens/{id}" and self.own in target:
            return
        if sent == "DELETE" and make.chance(0.7):  # leave something to ask for
            return
        began = time.monotonic()
        status, got, answer = self.client.ask(sent, target, body, headers)
        self.slowest[f"{method} {path}"] = max(self.slowest[f"{method} {path}"], time.monotonic() - began)
        self.statuses[status] += 1
        self.covered[f"{method} {path}"][status] += 1
        if sent != method:
            if status >= 500 and sent not in ("TRACE", "BREW"):
                self.report.check(False, f"{sent} {target}: {status} {answer[:200]!r}")
            return
        try:
            wrong = self.judge(method, path, operation, status, got, answer)
        except (ValueError, KeyError, UnicodeError, yaml.YAMLError) as error:
            wrong = f"{status}: {error!r} {answer[:200]!r}"
        if wrong:
            self.wrong[f"{method} {path}"] += 1
            if self.wrong[f"{method} {path}"] <= 3:
                print(f"  {sent} {target[:300]} {headers} {body and body[:400]}\n    {wrong}")
        self.report.check(not wrong, f"{method} {path}")
        if status < 300 and path.startswith("/v1/") and got.get("Content-Type", "").startswith("application/json") and len(answer) < 200000:
            kind = "jobs" if status == 202 else "alignments" if path.endswith("/alignments") else path.split("/")[2]
            self.harvest(json.loads(answer), kind)
        if got.get("ETag"):
            self.tags = self.tags[-50:] + [got["ETag"]]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claimd", type=pathlib.Path, required=True)
    parser.add_argument("--source", type=pathlib.Path, required=True)
    parser.add_argument("--count", type=int, default=10000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    report = Report()
    with Service(options.claimd, flags=["--log-level", "error"]) as service:
        run = Run(options, service, report)
        for _ in range(options.count):
            run.one()
        log = service.log.read_text()
        report.check("level=error" not in log, f"the log has errors: {log[:2000]}")
    good = sum(1 for statuses in run.covered.values() if any(s < 400 for s in statuses))
    print(f"  {sum(run.statuses.values())} requests, statuses {dict(sorted(run.statuses.items()))}")
    print(f"  {good} of {len(run.operations)} operations answered with success, {len(run.covered)} were asked")
    for name, statuses in sorted(run.covered.items()) if options.verbose else ():
        print(f"    {name}: {dict(sorted(statuses.items()))}, {run.slowest[name] * 1000:.0f} ms at most")
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
