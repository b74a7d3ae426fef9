#!/usr/bin/env python3
"""A session with tokens, webhook secrets and Idempotency-Keys; then everything that came out is searched for them: the log
at its most talkative, every answer but the one that makes a secret, /metrics, the configuration as printed, and, for
tokens, the database itself, which keeps digests.

    secrets_test.py --claimd build/claimd --source .
"""
import base64
import subprocess
import sys

from service import Report, Service, test_options

PATHS = ["/livez", "/readyz", "/metrics", "/version", "/openapi.yaml", "/docs", "/", "/problems", "/v1/articles", "/v1/claims", "/v1/stories",
         "/v1/sources", "/v1/feeds", "/v1/webhooks", "/v1/events?wait=0", "/v1/admin/tokens", "/v1/export?kind=inputs", "/v1/none",
         "/v1/articles?cursor=x", "/v1/articles/none"]


class Session:
    def __init__(self, service):
        self.service, self.outputs, self.secrets = service, [], {}

    def ask(self, method, path, body=None, token=None, makes=None, headers=None):
        """`makes` names the member of the answer that is a secret; it may stand there, once, and nowhere else."""
        given = {"Authorization": f"Bearer {token}"} if token else {}
        answer = self.service.ask(method, path, body, {**given, **(headers or {})})
        whole = str(answer.headers).encode() + answer.body
        if makes and answer.status in (200, 201):
            secret = answer.json()[makes]
            self.secrets[f"{makes} of {path} ({len(self.secrets)})"] = secret
            assert secret.encode() in whole, "a search that finds nothing finds no secret either"
            whole = whole.replace(secret.encode(), b"")
        self.outputs.append((f"{method} {path} {answer.status}", whole))
        return answer

    def shapes(self):
        """Each secret as it is, and in base64, as a Basic password would carry it."""
        for name, secret in self.secrets.items():
            yield name, secret.encode()
            yield f"{name}, in base64", base64.b64encode(secret.encode())[:-4]
            if "_" in secret:  # behind the prefix there may be another: base64 of URLs has it
                yield f"{name}, without its prefix", secret.encode()[-20:]


def session(one):
    admin = one.ask("POST", "/v1/admin/tokens", {"name": "desk", "scope": "admin"}, makes="token").json()["token"]
    reader = one.ask("POST", "/v1/admin/tokens", {"name": "reader", "scope": "read"}, token=admin, makes="token").json()["token"]
    one.ask("POST", "/v1/webhooks", {"url": "https://hook.example/a"}, token=admin, makes="secret")
    one.ask("POST", "/v1/articles", {"text": "The mayor opened the bridge on Friday."}, token=admin,
            headers={"Idempotency-Key": "secret-key-1"})
    for token in (admin, reader, reader[:-1] + "x", None):
        for path in PATHS:
            one.ask("GET", path, token=token)
    basic = base64.b64encode(f"x:{admin}".encode()).decode()
    one.ask("GET", "/v1/articles", headers={"Authorization": f"Basic {basic}"})
    one.ask("GET", "/v1/articles", headers={"Authorization": f"Bearer {admin} {admin}"})
    one.ask("POST", "/v1/articles", {"text": 1, "token": "x"}, token=reader)
    one.ask("GET", "/v1/articles?token=x", token=admin)


def main():
    options = test_options(__doc__)
    report = Report()
    with Service(options.claimd, flags=["--log-level", "debug"]) as service:
        one = Session(service)
        session(one)
        files = {path.name: path for path in service.folder.iterdir() if path.is_file()}
        one.outputs.append(("the command line", open(f"/proc/{service.process.pid}/cmdline", "rb").read()))
        service.stop()
        one.outputs.append(("the log", files["log"].read_bytes()))
        config = subprocess.run([options.claimd, "config"], capture_output=True, check=True)
        one.outputs.append(("claimd config", config.stdout))
        report.check(len(one.secrets) == 3, f"three secrets were made: {list(one.secrets)}")
        report.check(files["log"].read_bytes().count(b"event=request") > 50, "the log tells of requests")
        for name, shape in one.shapes():
            places = [place for place, bytes_ in one.outputs if shape in bytes_]
            report.check(not places, f"{name} stands in: {places}")
        database = b"".join(path.read_bytes() for name, path in files.items() if name.startswith("test.db") and path.exists())
        for name, shape in one.shapes():
            if name.startswith("token"):
                report.check(shape not in database, f"{name} stands in the database")
    return report.end()


sys.exit(main())
