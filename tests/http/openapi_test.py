#!/usr/bin/env python3
"""openapi.yaml against the real binary: routes and operations are the same set, every operation has a handler, a test
and an example that is executed (docs/operation-table.md), and every answer fits the schema that is documented for its status.

    openapi_test.py --claimd build/claimd --source .

Needs Debian's python3-yaml and python3-jsonschema. Prints "N passed, N failed".
"""
import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request

import jsonschema
import yaml

import database
from service import Report

METHODS = ("get", "post", "put", "patch", "delete")


class Loader(yaml.SafeLoader):
    """A merge may leave a key twice; YAML forbids that, and PyYAML does not look."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key) for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
        assert len(keys) == len(set(keys)), f"a key stands twice: {node.start_mark}"
        return super().construct_mapping(node, deep)


class Api:
    """The document, with its references followed."""

    def __init__(self, source):
        self.document = yaml.load((source / "openapi.yaml").read_text(encoding="utf-8"), Loader)

    def follow(self, thing):
        while isinstance(thing, dict) and "$ref" in thing:
            at = self.document
            for key in thing["$ref"].removeprefix("#/").split("/"):
                at = at[key]
            thing = at
        return thing

    def operations(self):
        for path, item in self.document["paths"].items():
            shared = [self.follow(p) for p in item.get("parameters", [])]
            for method in METHODS:
                if method in item:
                    own = [self.follow(p) for p in item[method].get("parameters", [])]
                    yield method.upper(), path, item[method], shared + own

    def validate(self, schema, value):
        """-> None or what is wrong"""
        whole = {"components": self.document["components"], "allOf": [schema]}
        errors = sorted(jsonschema.Draft202012Validator(whole).iter_errors(value), key=lambda e: list(e.absolute_path))
        if not errors:
            return None
        error = min(errors, key=lambda e: len(e.context))
        return f"/{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}"


class Client:
    def __init__(self, base):
        self.base = base
        self.token = None

    def ask(self, method, path, body=None, headers=None):
        """-> (status, headers, body bytes)"""
        headers = dict(headers or {})
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(self.base + path, data=body, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                if answer.headers.get_content_type() == "text/event-stream":  # has no end: its greeting will do
                    return answer.status, answer.headers, answer.readline() + answer.readline()
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.headers, error.read()


def routes_of_the_table(source):
    """The rows of handlers/routes.c, the one table that the router reads."""
    text = (source / "handlers/routes.c").read_text(encoding="utf-8")
    return set(re.findall(r'\{\s*"([A-Z]+)",\s*"(/[^"]*)"', text))


def answer_fits(api, operation, status, headers, body):
    """-> None or what is wrong with an answer"""
    documented = {str(k): v for k, v in operation["responses"].items()}
    if str(status) not in documented:
        return f"status {status} is not documented: {body[:200]!r}"
    contents = api.follow(documented[str(status)]).get("content")
    if not contents:
        return None if not body else "a body where none is documented"
    media = headers.get("Content-Type", "").split(";")[0].strip()
    if media not in contents:
        return f"{status} with undocumented media type {media}"
    if media == "application/yaml":
        return api.validate(contents[media]["schema"], yaml.safe_load(body))
    if media == "application/x-ndjson":
        errors = (api.validate(contents[media]["schema"], json.loads(line)) for line in body.splitlines())
        return next((error for error in errors if error), None)
    value = json.loads(body) if media.endswith("json") else body.decode("utf-8")
    return api.validate(contents[media]["schema"], value)


def request_examples(api, operation):
    """-> (media type, bytes) of each example body; one empty request where there is no body"""
    if "requestBody" not in operation:
        yield None, None
        return
    for media, content in api.follow(operation["requestBody"])["content"].items():
        for example in content["examples"].values():
            value = example["value"]
            if media == "application/json":
                error = api.validate(content["schema"], value)
                assert error is None, f"the example itself does not fit its schema: {error}"
            yield media, value.encode() if isinstance(value, str) else json.dumps(value).encode()


def path_of(path, parameters, ids):
    """The path with an id that is there, or the parameter's example, for each of its variables."""
    for kind, found in ids.items():
        path = re.sub(rf"/{kind}/{{\w+}}", f"/{kind}/{found}", path)
    path = path.replace("{article}", ids["articles"])
    for parameter in parameters:
        if parameter["in"] == "path" and "example" in parameter:
            path = path.replace("{%s}" % parameter["name"], urllib.parse.quote(str(parameter["example"])))
    return path


def query_of(parameters):
    pairs = [(p["name"], json.dumps(p["example"]) if isinstance(p["example"], bool) else p["example"]) for p in parameters
             if p["in"] == "query" and "example" in p]
    return "?" + urllib.parse.urlencode(pairs) if pairs else ""


def run_examples(api, client, ids, report):
    """-> the operations of which an example went well"""
    executed = set()
    for method, path, operation, parameters in api.operations():
        if method == "DELETE" or (database.SERVER and path == "/v1/admin/backup"):  # 409 there
            continue
        where = path_of(path, parameters, ids)
        for media, body in request_examples(api, operation):
            accepts = sorted({m for s, r in operation["responses"].items() if str(s).startswith("2")
                              for m in api.follow(r).get("content", {})})
            for accept in accepts or ["*/*"]:
                headers = {"Accept": accept}
                if media:
                    headers["Content-Type"] = media
                headers.update({p["name"]: p["example"] for p in parameters if p["in"] == "header" and "example" in p})
                query = query_of(parameters) if method == "GET" else ""
                body = body and body.replace(b"0" * 32, ids["stories"].encode())  # an id that is there
                status, got, answer = client.ask(method, where + query, body, headers)
                error = None if status < 300 else f"status {status}: {answer[:300]!r}"
                error = error or answer_fits(api, operation, status, got, answer)
                report.check(error is None, f"{method} {path} ({media}, accept {accept}): {error}")
                if error is None:
                    executed.add(operation["operationId"])
                if path == "/v1/admin/tokens" and status == 201:  # it closes the door behind itself
                    token = json.loads(answer)
                    client.token, ids["tokens"] = token["token"], token["id"]
    return executed


def run_refusals(api, client, report):
    """What every operation refuses in the same way."""
    documented = {}
    for method, path, _, _ in api.operations():
        documented.setdefault(path, set()).add(method)
    for path, methods in documented.items():
        where = re.sub(r"{(id|article|claim|delivery)}", "0" * 32, path)
        other = next(m for m in ("PUT", "PATCH", "DELETE") if m not in methods)
        status, headers, body = client.ask(other, where)
        allowed = {m.strip() for m in headers.get("Allow", "").split(",")} - {"HEAD", "OPTIONS"}
        report.check(status == 405 and allowed == methods, f"{other} {path}: {status}, Allow {allowed}, expected {methods}")
        report.check(api.validate({"$ref": "#/components/schemas/Problem"}, json.loads(body)) is None,
                     f"{other} {path}: the problem document")
    for method, path, operation, _ in api.operations():
        where = re.sub(r"{(id|article|claim|delivery)}", "0" * 32, path)
        if "{id}" in path:
            media, example = next(request_examples(api, operation))
            status, headers, body = client.ask(method, where, example, {"Content-Type": media} if media else {})
            error = None if status == 404 else f"status {status}"
            report.check((error or answer_fits(api, operation, status, headers, body)) is None, f"{method} {where}: {error}")
        if "requestBody" in operation:
            for media, body, wanted in (("application/json", b"{", 400), ("application/json", b'{"x":1}', 422),
                                        ("image/png", b"x", 415)):
                status, headers, got = client.ask(method, where, body, {"Content-Type": media})
                error = None if status == wanted else f"status {status}, expected {wanted}"
                error = error or answer_fits(api, operation, status, headers, got)
                report.check(error is None, f"{method} {path} with {body!r}: {error}")


def seed(client):
    body = json.dumps({"text": "The ferry ran aground on Tuesday, the coastguard said.", "published_at": "2025-03-05"})
    status, _, answer = client.ask("POST", "/v1/articles", body.encode(), {"Content-Type": "application/json"})
    assert status == 201, f"POST /v1/articles: {status} {answer!r}"
    stored = json.loads(answer)
    for houses in (41, 57):  # another story, which no example touches
        body = json.dumps({"text": f"The landslide in Korsa buried {houses} houses.", "published_at": "2027-09-01"})
        status, _, answer = client.ask("POST", "/v1/articles", body.encode(), {"Content-Type": "application/json"})
        assert status == 201, f"POST /v1/articles: {status} {answer!r}"
    status, _, answer = client.ask("GET", f"/v1/stories/{json.loads(answer)['story']}/alignments")
    alignments = json.loads(answer)["alignments"]
    assert alignments, "41 and 57 houses are not aligned"
    verdict = {"rating": "True", "reviewer": "The desk", "url": "https://desk.example/1", "date": "2027-09-02"}
    status, _, answer = client.ask("PUT", f"/v1/articles/{stored['id']}/claims/0/verdict", json.dumps(verdict).encode(),
                                   {"Content-Type": "application/json"})
    assert status == 204, f"PUT verdict: {status} {answer!r}"
    body = json.dumps({"url": "http://127.0.0.1:1/"})
    status, _, answer = client.ask("POST", "/v1/articles", body.encode(), {"Content-Type": "application/json"})
    assert status == 202, f"POST /v1/articles: {status} {answer!r}"
    job = json.loads(answer)
    status, _, answer = client.ask("POST", "/v1/feeds", body.encode(), {"Content-Type": "application/json"})
    assert status == 201, f"POST /v1/feeds: {status} {answer!r}"
    feed = json.loads(answer)
    status, _, answer = client.ask("POST", "/v1/webhooks", body.encode(), {"Content-Type": "application/json"})
    assert status == 201, f"POST /v1/webhooks: {status} {answer!r}"
    webhook = json.loads(answer)
    status, _, answer = client.ask("POST", f"/v1/webhooks/{webhook['id']}/test")
    assert status == 202, f"POST /v1/webhooks/…/test: {status} {answer!r}"
    message = json.loads(answer)
    return {"articles": stored["id"], "stories": stored["story"], "jobs": job["id"], "feeds": feed["id"],
            "alignments": alignments[0]["id"], "webhooks": webhook["id"], "deliveries": message["id"]}


def run_deletes(api, client, ids, report):
    """Each twice; the article that others stand on near the end, the token that all is asked with last."""
    late = ["/v1/articles/{id}", "/v1/admin/tokens/{id}"]
    rows = [row for row in api.operations() if row[0] == "DELETE"]
    executed = set()
    for method, path, operation, parameters in sorted(rows, key=lambda row: late.index(row[1]) if row[1] in late else -1):
        where = path_of(path, parameters, ids)
        for again in (False, True):
            status, headers, body = client.ask(method, where)
            good = status in (401, 404) if again else status < 300
            error = answer_fits(api, operation, status, headers, body) if good else f"status {status}: {body[:200]!r}"
            report.check(error is None, f"{method} {where}, {'again' if again else 'once'}: {error}")
            if error is None:
                executed.add(operation["operationId"])
    return executed


def check_table(options, names, executed, report):
    expected = set(names) - ({"backup"} if database.SERVER else set())
    report.check(executed == expected, f"no example was executed of {expected - executed}")
    done = subprocess.run([sys.executable, options.source / "scripts/operation_table.py", "--check"], stderr=subprocess.PIPE, text=True)
    report.check(done.returncode == 0, f"the table of operations: {done.stderr}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claimd", required=True)
    parser.add_argument("--source", type=pathlib.Path, required=True)
    options = parser.parse_args()
    api, report = Api(options.source), Report()

    operations = {(method, path) for method, path, _, _ in api.operations()}
    table = routes_of_the_table(options.source)
    report.check(operations == table, f"only in openapi.yaml: {operations - table}; only in routes.c: {table - operations}")
    names = [operation["operationId"] for _, _, operation, _ in api.operations()]
    report.check(len(names) == len(set(names)), "operationId stands twice")

    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen([options.claimd, "serve", "--listen", "127.0.0.1:0", "--database", database.place(folder, "test.db"),
                                    "--log-level", "error"], stdout=subprocess.PIPE, text=True)
        try:
            client = Client(process.stdout.readline().split()[-1])
            ids = seed(client)
            executed = run_examples(api, client, ids, report)
            run_refusals(api, client, report)
            executed |= run_deletes(api, client, ids, report)
            check_table(options, names, executed, report)
        finally:
            process.terminate()
            report.check(process.wait(timeout=60) == 0, "claimd did not exit with 0")
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
