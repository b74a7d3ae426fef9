"""Where a test keeps its store: a file in its folder, or, with CLAIMD_TEST_DATABASE=postgresql://… in the environment,
a schema of its own on that server. tests/database.h is the same for tests in C."""
import hashlib
import os
import sqlite3
import subprocess

SERVER = os.environ.get("CLAIMD_TEST_DATABASE")


def psql(where, sql):
    answer = subprocess.run(["psql", "--no-psqlrc", "-qAtX", "-v", "ON_ERROR_STOP=1", "-d", where, "-c", sql],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert answer.returncode == 0, f"{sql}: {answer.stderr}"
    return answer.stdout.strip()


def is_file(where):
    return not str(where).startswith("postgresql://")


def place(folder, name):
    """What to give to --database; the schema is made when it is not there."""
    path = f"{folder}/{name}"
    if not SERVER:
        return path
    schema = "test_" + hashlib.sha256(path.encode()).hexdigest()[:16]
    psql(SERVER, f"CREATE SCHEMA IF NOT EXISTS {schema}")
    return f"{SERVER}{'&' if '?' in SERVER else '?'}options=-csearch_path%3D{schema}"


def drop(where):
    if not is_file(where):
        psql(where, "DO $$ BEGIN EXECUTE 'DROP SCHEMA ' || current_schema() || ' CASCADE'; END $$")


def ask(where, sql):
    """One number."""
    if not is_file(where):
        return int(psql(where, sql))
    connection = sqlite3.connect(f"file:{where}?mode=ro", uri=True)
    value = connection.execute(sql).fetchone()[0]
    connection.close()
    return value


def change(where, sql):
    if not is_file(where):
        psql(where, sql)
        return
    connection = sqlite3.connect(where)
    connection.execute(sql)
    connection.commit()
    connection.close()
