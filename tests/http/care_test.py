#!/usr/bin/env python3
"""Looking after the database: backups while it is written, the way back, migration, and the doctor's words for
everything that can be wrong with a file.

    care_test.py --claimd build/claimd --source .
"""
import gzip
import os
import pathlib
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading

from service import Report, Service, test_options, wait_for

NEWER = 1000


def article(number):
    return {"text": f"The ferry number {number} left Port Larne with {number + 10} passengers on Monday.", "source": "Pier News"}


def run(claimd, *arguments, user=None):
    done = subprocess.run([str(claimd), *map(str, arguments)], capture_output=True, text=True, timeout=120, user=user)
    return done.returncode, done.stdout, done.stderr


def count(path):
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return connection.execute("SELECT count(*) FROM article").fetchone()[0]
    finally:
        connection.close()


def backups_while_written(options, report):
    with Service(options.claimd, flags=["--log-level", "warning"]) as service:
        acknowledged, going = [], threading.Event()

        def write():
            for number in range(400):
                answer = service.ask("POST", "/v1/articles", article(number))
                assert answer.status == 201, answer.body
                acknowledged.append(number)
                if number == 20:
                    going.set()

        writer = threading.Thread(target=write)
        writer.start()
        going.wait(60)
        for turn in range(4):
            target = service.folder / f"copy-{turn}"
            before = len(acknowledged)
            status, out, err = run(options.claimd, "backup", target, "--database", service.database)
            after = len(acknowledged) + 8  # committed and not yet counted here
            report.check(status == 0, f"backup: {err}")
            found = count(target)
            report.check(before <= found <= after, f"the backup has {found} articles, {before} to {after} expected")
            report.check(f"{found} articles" in out, f"it says so: {out}")
        answer = service.ask("POST", "/v1/admin/backup")
        report.check(answer.status == 201, f"POST /v1/admin/backup: {answer.status} {answer.body}")
        told = answer.json()
        report.check(count(service.folder / told["file"]) == told["articles"], "the file that it names")
        report.check((service.folder / told["file"]).stat().st_mode & 0o077 == 0, "readable by its owner alone")
        writer.join()
        report.check(not list(service.folder.glob("*.partial")), "nothing unfinished stays")
        status, _, err = run(options.claimd, "backup", service.database, "--database", service.database)
        report.check(status == 1 and "itself" in err, f"over itself: {err}")
        status, _, err = run(options.claimd, "restore", service.folder / "copy-0", "--database", service.database)
        report.check(status == 1 and "another claimd" in err, f"restore under a running service: {err}")

    with tempfile.TemporaryDirectory() as folder, Service(options.claimd, folder=folder, flags=[
            "--backup-folder", f"{folder}/gone"]) as service:
        answer = service.ask("POST", "/v1/admin/backup")
        report.check(answer.status == 500, f"a backup folder that is not there: {answer.status} {answer.body}")
        report.check(wait_for(lambda: "cannot be created" in service.log.read_text()), "the log has the reason")


def restores(options, report):
    with tempfile.TemporaryDirectory() as folder:
        service = Service(options.claimd, folder=folder)
        with service:
            kept = service.ask("POST", "/v1/articles", article(1)).json()["id"]
            report.check(run(options.claimd, "backup", f"{folder}/kept", "--database", service.database)[0] == 0, "backup")
            later = service.ask("POST", "/v1/articles", article(2)).json()["id"]
            service.ask("DELETE", f"/v1/articles/{kept}")
        for bad, wanted in bad_files(folder):
            whole = service.database.read_bytes()
            status, _, err = run(options.claimd, "restore", bad, "--database", service.database)
            report.check(status == 1 and wanted in err, f"restore {bad.name}: {err}")
            report.check(service.database.read_bytes() == whole, f"restore {bad.name}: the database is as it was")
        status, out, err = run(options.claimd, "restore", f"{folder}/kept", "--database", service.database)
        report.check(status == 0 and "1 articles" in out, f"restore: {out} {err}")
        report.check(count(f"{service.database}.replaced") == 1, "what was there is set aside")
        with service:
            report.check(service.ask("GET", f"/v1/articles/{kept}").status == 200, "the restored article")
            report.check(service.ask("GET", f"/v1/articles/{later}").status == 404, "the later one is not there")
            service.process.kill()  # leaves a log beside the file
            service.process.wait()
        status, _, err = run(options.claimd, "restore", f"{folder}/kept", "--database", service.database)
        report.check(status == 0 and count(service.database) == 1, f"restore after a crash: {err}")
        service.database.write_bytes(b"SQLite format 3\0" + bytes(5000))
        pathlib.Path(f"{service.database}-wal").write_bytes(b"a log of the damaged file")
        status, _, err = run(options.claimd, "restore", f"{folder}/kept", "--database", service.database)
        report.check(status == 0 and count(service.database) == 1, f"restore over a damaged file: {err}")


def foreign(path):
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE recipe (name TEXT)")
    connection.commit()
    connection.close()
    return path


def newer(source, path):
    path.write_bytes(source.read_bytes())
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {NEWER}")
    connection.commit()
    connection.close()
    return path


def damaged(source, path):
    """Zeroes a page in the middle; the header stays."""
    data = bytearray(source.read_bytes())
    for page in range(8, len(data) // 4096, 3):
        data[page * 4096:(page + 1) * 4096] = b"\x5a" * 4096
    path.write_bytes(data)
    return path


def bad_files(folder):
    folder, kept = pathlib.Path(folder), pathlib.Path(folder) / "kept"
    cut = folder / "cut"
    cut.write_bytes(kept.read_bytes()[:50000])
    words = folder / "words"
    words.write_text("not a database, only words " * 20)
    return [(folder / "nowhere", "there is no file"), (words, "not an SQLite database"), (cut, "damaged"),
            (foreign(folder / "recipes"), "another program"), (newer(kept, folder / "newer"), "newer claimd"),
            (damaged(kept, folder / "damaged"), "damage")]


def migrates(options, report):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "old.db"
        connection = sqlite3.connect(path)
        connection.executescript((options.source / "schema.sql").read_text())
        connection.executescript("PRAGMA user_version = 1; PRAGMA application_id = 0x636C6D64;")
        connection.close()
        status, out, err = run(options.claimd, "migrate", "--database", path)
        report.check(status == 0 and "from schema 1 to" in out, f"migrate: {out} {err}")
        report.check(pathlib.Path(f"{path}.v1.backup").exists(), "the copy from before")
        status, out, _ = run(options.claimd, "migrate", "--database", path)
        report.check(status == 0 and "already" in out, f"migrate again: {out}")
        status, _, err = run(options.claimd, "migrate", "--database", f"{folder}/none.db")
        report.check(status == 1 and "no database yet" in err, f"migrate nothing: {err}")
        report.check(run(options.claimd, "migrate", "stray")[0] == 2, "usage")


PAIRS = "SELECT article, other, hex(pairs) FROM article_pairs ORDER BY article, other"


def schema_of(connection):
    """Without the comments and the layout of the steps that made it."""
    return connection.execute("SELECT type, name, tbl_name FROM sqlite_schema ORDER BY 1, 2").fetchall()


def migrates_from_each_step(options, report):
    """An empty file of every earlier step becomes what a new one is; pairs that step 13 kept stay as they were."""
    folder = options.source / "storage/migrations"
    steps = [options.source / "schema.sql", *sorted(folder.glob("*.sql"), key=lambda file: int(file.stem))]
    with tempfile.TemporaryDirectory() as name:
        with Service(options.claimd, folder=name) as service:
            for number in range(3):
                service.ask("POST", "/v1/articles", article(1) | {"source": f"Pier News {number}"})
            kept = pathlib.Path(name) / "kept"
            run(options.claimd, "backup", kept, "--database", service.database)
        connection = sqlite3.connect(kept)
        newest = schema_of(connection)
        pairs = connection.execute(PAIRS).fetchall()
        connection.executescript("CREATE TEMP TABLE before AS SELECT article, other, pairs FROM article_pairs;"
                                 "DROP TABLE article_pairs; DROP INDEX notice_standing;" + steps[12].read_text() +
                                 "INSERT INTO article_pairs SELECT * FROM before; PRAGMA user_version = 13")
        connection.close()
        status, out, err = run(options.claimd, "migrate", "--database", kept)
        connection = sqlite3.connect(kept)
        report.check(status == 0 and len(pairs) == 3, f"from step 13: {out} {err} {len(pairs)} pairs")
        report.check(connection.execute(PAIRS).fetchall() == pairs and schema_of(connection) == newest, "step 13's pairs")
        connection.close()
        for step in range(1, len(steps)):
            path = pathlib.Path(name) / f"step-{step}"
            connection = sqlite3.connect(path)
            connection.executescript("".join(file.read_text() for file in steps[:step]) +
                                     f"PRAGMA user_version = {step}; PRAGMA application_id = 0x636C6D64;")
            status, out, err = run(options.claimd, "migrate", "--database", path)
            report.check(status == 0 and f"from schema {step} to {len(steps)}" in out, f"migrate: {out} {err}")
            report.check(schema_of(connection) == newest, f"the schema that comes of step {step}")
            connection.close()


def diagnoses(options, report):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        with Service(options.claimd, folder=name) as service:
            service.ask("POST", "/v1/articles", article(1))
            status, out, _ = run(options.claimd, "doctor", "--database", service.database, "--listen",
                                 service.base.removeprefix("http://"))
            report.check(status == 0 and "in use by a running claimd" in out and "a claimd listens there" in out, out)
            run(options.claimd, "backup", folder / "kept", "--database", service.database)
        (folder / "packed").write_bytes(gzip.compress((folder / "kept").read_bytes()))
        (folder / "articles.json").write_text('{"text": "…"}')
        (folder / "empty").touch()
        cases = [(folder / "kept", True, "1 articles"), (folder / "new.db", True, "no database yet"),
                 (folder / "empty", True, "whole"), (":memory:", False, "claimd keeps its articles in a file"),
                 ("file:x.db?mode=ro", False, "plain path"), ("/nowhere/x.db", False, "folder /nowhere is not there"),
                 (folder, False, "no file but a folder"), (folder / "packed", False, "a gzip file"),
                 (folder / "articles.json", False, "a JSON file")]
        cases += [(path, False, "cut off" if path.name == "cut" else wanted) for path, wanted in bad_files(name)[1:]]
        for path, fine, wanted in cases:
            before = pathlib.Path(path).read_bytes() if pathlib.Path(path).is_file() else None
            status, out, _ = run(options.claimd, "doctor", "--database", path, "--listen", "127.0.0.1:0")
            line = next(line for line in out.splitlines() if " database " in line)
            report.check((status == 0) == fine and wanted in line, f"doctor {path}: {out}")
            report.check(fine or "→" in out, f"doctor {path} gives advice: {out}")
            report.check(before is None or pathlib.Path(path).read_bytes() == before, f"doctor {path} changes nothing")
        as_nobody(options, report, folder)
        for flags, wanted in (["--threads", "many"], "threads"), (["--config", "/nowhere"], "/nowhere"), (
                ["--listen", "somewhere"], "no address"), (["--models", "/nowhere"], "models"):
            status, out, err = run(options.claimd, "doctor", *flags, "--database", folder / "kept")
            report.check(status == 1 and wanted in out + err, f"doctor {flags}: {out} {err}")
        with socket.create_server(("127.0.0.1", 0)) as taken:
            status, out, _ = run(options.claimd, "doctor", "--database", folder / "kept", "--listen",
                                 f"127.0.0.1:{taken.getsockname()[1]}")
            report.check(status == 1 and "Another program listens there" in out, f"doctor, taken port: {out}")
        status, _, err = run(options.claimd, "serve", "--database", ":memory:", "--listen", "127.0.0.1:0")
        report.check(status == 1 and "keeps its articles in a file" in err, f"serve :memory: {err}")
        report.check(not pathlib.Path(":memory:").exists(), "no file of that name")


def as_nobody(options, report, folder):
    """What a user without rights is told; root may do everything, so it is asked as somebody else."""
    if os.getuid() != 0:
        report.skip("doctor as a user without rights: needs root to become one")
        return
    nobody = 65534
    folder.chmod(0o755)
    (folder / "kept").chmod(0o600)
    try:
        status, out, _ = run(options.claimd, "doctor", "--database", folder / "kept", "--listen", "127.0.0.1:0", user=nobody)
    except PermissionError:
        report.skip("doctor as a user without rights: the build folder is closed to others")
        return
    report.check(status == 1 and "nothing may be written in the folder" in out, f"a folder of another user: {out}")
    folder.chmod(0o777)
    status, out, _ = run(options.claimd, "doctor", "--database", folder / "kept", "--listen", "127.0.0.1:0", user=nobody)
    report.check(status == 1 and "may not read and write the file" in out, f"a file of another user: {out}")


def main():
    options = test_options(__doc__)
    report = Report()
    backups_while_written(options, report)
    restores(options, report)
    migrates(options, report)
    migrates_from_each_step(options, report)
    diagnoses(options, report)
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
