"""The real binary for tests in Python: started with a folder of its own, asked over TCP or a unix socket, stopped."""
import argparse
import http.client
import json
import pathlib
import socket
import subprocess
import tempfile
import time

import database


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)

    def lines(self):
        return [json.loads(line) for line in self.body.decode().splitlines()]


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=60)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class Service:
    """A running claimd. `prefix` is a command to run it under; `unix` puts it on a socket in its folder."""
    patience = 60  # seconds for an answer

    def __init__(self, claimd, prefix=(), unix=False, flags=(), folder=None):
        self.claimd = str(pathlib.Path(claimd).resolve())
        self.prefix, self.unix, self.flags = list(prefix), unix, list(flags)
        self.own = None if folder else tempfile.TemporaryDirectory(prefix="claimd-test-")
        self.folder = pathlib.Path(folder or self.own.name)
        self.process = None
        self.where = database.place(self.folder, "test.db")

    @property
    def database(self):
        """The file, for tests of files."""
        return self.folder / "test.db"

    @property
    def log(self):
        return self.folder / "log"

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
        if self.own:
            database.drop(self.where)
            self.own.cleanup()

    def start(self):
        listen = f"unix:{self.folder}/socket" if self.unix else "127.0.0.1:0"
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([*self.prefix, self.claimd, "serve", "--listen", listen, "--database",
                                             self.where, *self.flags], stdout=subprocess.PIPE, stderr=log, text=True)
        line = self.process.stdout.readline()
        assert line.startswith("listening on "), f"claimd did not start: {self.log.read_text()}"
        self.base = line.split()[-1]
        return self

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            assert self.process.wait(timeout=60) == 0, f"claimd did not end well: {self.log.read_text()[-2000:]}"
        if self.process:
            self.process.stdout.close()
        self.process = None

    def connect(self):
        if self.unix:
            return UnixConnection(f"{self.folder}/socket")
        return http.client.HTTPConnection(self.base.removeprefix("http://"), timeout=self.patience)

    def ask(self, method, path, body=None, headers=None):
        connection = self.connect()
        if isinstance(body, (dict, list)):
            body, headers = json.dumps(body).encode(), {"Content-Type": "application/json", **(headers or {})}
        connection.request(method, path, body, headers or {})
        answer = connection.getresponse()
        result = Answer(answer.status, answer.headers, answer.read())
        connection.close()
        return result


def test_options(description):
    """`claimd` and `source` from a test's command line: what is tried, and the folder of the project."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claimd", type=pathlib.Path, required=True)
    parser.add_argument("--source", type=pathlib.Path, required=True)
    options = parser.parse_args()
    options.claimd = options.claimd.resolve()
    return options


class Report:
    """Counts checks and prints what failed."""

    def __init__(self):
        self.passed = self.failed = 0

    def check(self, good, what):
        if good:
            self.passed += 1
        else:
            self.failed += 1
            print(f"FAILED {what}", flush=True)
        return good

    def equal(self, got, wanted, what):
        return self.check(got == wanted, f"{what}: {got!r}, expected {wanted!r}")

    def skip(self, what):
        print(f"SKIPPED {what}", flush=True)

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed")
        return 1 if self.failed else 0


def can_run(command):
    """Is this machine willing?"""
    try:
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=10).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def wait_for(condition, seconds=60):
    """Asks until it is so; tells whether it came to be."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return bool(condition())
