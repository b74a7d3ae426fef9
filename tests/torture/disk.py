"""The disk is full, small, read-only or damaged; the file is locked or of a newer program. What the client and the operator are
told, and that reading goes on. A full disk is a tmpfs of a few megabytes where this machine lets us mount one, and a
quota in the library (shim_files.c) in any case.
"""
import contextlib
import os
import pathlib
import shutil
import sqlite3
import subprocess
import tempfile

import checks
import texts
from control import Service, Torture, wait_for

SMALL = "6m"
READS = ("/v1/articles", "/v1/articles?q=march", "/v1/stories", "/v1/claims", "/v1/export?kind=articles", "/readyz", "/livez")


@contextlib.contextmanager
def small_disk(folder):
    """A mounted tmpfs, or None."""
    place = pathlib.Path(folder) / "small"
    place.mkdir()
    if os.getuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", place],
                                          capture_output=True).returncode != 0:
        yield None
        return
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def put_until_full(service, first, most=3000):
    """-> what was kept, and the answer that was no 201. Where a large write finds no room a small one may: it is full when
    nothing is taken any more, ten articles that are each the first of their event."""
    kept = {}
    refused = 0
    for number in range(first, first + most):
        given = texts.article(first + most + number * texts.REPORTS_PER_EVENT if refused else number)
        answer = service.ask("POST", "/v1/articles", given)
        if answer.status == 201:
            kept[answer.json()["id"]] = given["text"]
            continue
        refused += 1
        if refused == 10:
            return kept, answer
    return kept, None


def check_full(service, report, what, kept, full, make_room):
    report.check(full is not None and full.status == 507, f"{what}: 507 when the disk is full: {full and full.status} {full and full.body[:300]}")
    if full is not None and full.status == 507:
        report.check("disk" in full.json()["detail"] or "room" in full.json()["detail"], f"{what}: in words: {full.body}")
    key = {"Idempotency-Key": "full"}
    # With a key the answer is made before the commit that fails; and whoever has the answer may use the key.
    for headers in [None] + 20 * [key]:
        again = service.ask("POST", "/v1/articles", texts.article(90001), headers)
        report.check(again.status == 507, f"{what}: and again, {headers}: {again.status}")
    for path in READS:
        report.check(service.ask("GET", path).status == 200, f"{what}: GET {path} goes on")
    one = next(iter(kept))
    report.check(service.ask("GET", f"/v1/articles/{one}/text").body.decode() == kept[one], f"{what}: articles are read")
    backup = service.ask("POST", "/v1/admin/backup")
    report.check(backup.status == 507, f"{what}: no room for a backup: {backup.status} {backup.body[:200]}")
    report.check(not list(service.disk.glob("*.partial*")), f"{what}: nothing half made is left")
    make_room()
    report.check(wait_for(lambda: service.ask("POST", "/v1/articles", texts.article(90002)).status in (200, 201), 10),
                 f"{what}: it stores again when there is room, without a restart")
    again = service.ask("POST", "/v1/articles", texts.article(90001), key)
    report.check(again.status == 201 and not again.headers.get("Idempotency-Replayed"), f"{what}: the same key stores now: {again.status}")


def compare(path, kept, report, what):
    stored = checks.texts(path)
    report.check(all(stored.get(article) == text for article, text in kept.items()), f"{what}: what was acknowledged is there")
    wrong = checks.whole(path)
    report.check(not wrong, f"{what}: {wrong}")


def fill_tmpfs(options, report):
    with tempfile.TemporaryDirectory(prefix="claimd-disk-") as folder, small_disk(folder) as place:
        if not place:
            report.skip("the small disk: this user may not mount a tmpfs; the quota below stands in for it")
            return
        ballast = place / "ballast"
        with Torture(options, folder=folder, disk=place) as service:
            service.ask("POST", "/v1/articles", texts.article(0))
            ballast.write_bytes(bytes(3 << 20))
            kept, full = put_until_full(service, 1)
            check_full(service, report, f"a tmpfs of {SMALL}", kept, full, ballast.unlink)
            report.note(f"a tmpfs of {SMALL}, half of it taken: {len(kept)} articles, then {full.status}; with room again 201")
        compare(service.database, kept, report, f"a tmpfs of {SMALL}")
        started_full(options, report, place, folder)


def started_full(options, report, place, folder):
    """A start over a disk without room."""
    room = shutil.disk_usage(place).free
    (place / "ballast").write_bytes(bytes(max(0, room - 4096)))
    service = Torture(options, folder=folder, disk=place)
    started, status = service.try_start()
    if started:
        report.check(service.ask("GET", "/v1/articles").status == 200, "a start over a full disk: it reads")
        report.check(service.ask("POST", "/v1/articles", texts.article(7)).status in (200, 507), "a start over a full disk: 507")
        service.stop()
    else:
        words = service.log.read_text()
        report.check(status == 1 and "disk is full" in words, f"a start over a full disk: {status} {words[-300:]}")
    report.note(f"a start over a disk with 4 KB left: {'reads are served' if started else 'refused, the disk is full'}")
    (place / "ballast").unlink()
    with service:
        report.check(service.ask("POST", "/v1/articles", texts.article(8)).status in (200, 201), "and with room again")


def fill_quota(options, report):
    with tempfile.TemporaryDirectory(prefix="claimd-disk-") as folder, Torture(options, folder=folder) as service:
        service.ask("POST", "/v1/articles", texts.article(0))
        service.control.set(room=(1 << 20) + 1)
        kept, full = put_until_full(service, 1)
        check_full(service, report, "a quota of 1 MB", kept, full, lambda: service.control.set(room=0))
        report.note(f"a quota of 1 MB more: {len(kept)} articles, then {full and full.status}; with room again 201")
        service.stop()
        compare(service.database, kept, report, "a quota of 1 MB")


# ---- files that are not as they should be

def locked(options, report):
    """Another program holds the write lock longer than claimd waits, then lets go."""
    with Service(options.claimd, flags=["--log-level", "warning"]) as service:
        service.ask("POST", "/v1/articles", texts.article(1))
        other = sqlite3.connect(service.database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        answer = service.ask("POST", "/v1/articles", texts.article(2))
        report.check(answer.status == 503 and "Retry-After" in answer.headers, f"a locked file: {answer.status} {answer.body}")
        for path in READS:
            report.check(service.ask("GET", path).status == 200, f"a locked file: GET {path} goes on")
        other.execute("ROLLBACK")
        other.close()
        report.check(service.ask("POST", "/v1/articles", texts.article(2)).status == 201, "once it is free again")


def read_only(options, report):
    """Files that this user may only read: a start is refused in words. Root may write everything, so it is asked as another."""
    if os.getuid() != 0:
        report.skip("a read-only database: needs root to become somebody who may not write")
        return
    with tempfile.TemporaryDirectory(prefix="claimd-disk-") as name:
        folder = pathlib.Path(name)
        service = Service(options.claimd, folder=folder / "own")
        (folder / "own").mkdir()
        with service:
            service.ask("POST", "/v1/articles", texts.article(1))
        for mode, file_mode in ((0o755, 0o644), (0o777, 0o444), (0o777, 0o000)):
            folder.chmod(0o755)
            (folder / "own").chmod(mode)
            service.database.chmod(file_mode)
            for beside in folder.glob("own/test.db[-.]*"):
                beside.unlink()
            try:
                done = subprocess.run([service.claimd, "serve", "--listen", "127.0.0.1:0", "--database", service.database],
                                      capture_output=True, text=True, timeout=10, user=65534)
            except subprocess.TimeoutExpired:
                report.check(False, f"a folder of mode {mode:o}, a file of mode {file_mode:o}: claimd starts, and could store nothing")
                continue
            except PermissionError:
                report.skip("a read-only database: the build folder is closed to others")
                return
            plain = any(words in done.stderr for words in ("may not write", "cannot be created", "cannot be opened", "may this user"))
            report.check(done.returncode == 1 and plain, f"a folder of mode {mode:o}, a file of mode {file_mode:o}: {done.returncode} {done.stderr}")


def damaged(options, report):
    """Each page of a small file in turn is overwritten while the service stands still. A start or an answer may fail, in
    words; what is answered 200 is right; nothing crashes."""
    with tempfile.TemporaryDirectory(prefix="claimd-disk-") as name:
        folder = pathlib.Path(name)
        service = Service(options.claimd, folder=folder, flags=["--log-level", "error"])
        with service:
            ids = [service.ask("POST", "/v1/articles", texts.article(number)).json()["id"] for number in range(8)]
            healthy = {path: service.ask("GET", path).body for path in ("/v1/articles", *(f"/v1/articles/{i}" for i in ids))}
        whole = service.database.read_bytes()
        pages = range(0, len(whole) // 4096)
        step = max(1, len(pages) // (6 if options.short else 1000))
        outcomes = {"refused": 0, "served": 0, "told": 0}
        for page in pages[::step]:
            data = bytearray(whole)
            data[page * 4096:(page + 1) * 4096] = bytes(b ^ 0xA5 for b in data[page * 4096:(page + 1) * 4096])
            service.database.write_bytes(data)
            look_at_damaged(options, report, service, page, healthy, outcomes)
        report.note(f"a file of {len(whole) // 4096} pages, {len(pages[::step])} of them damaged one at a time: {outcomes['refused']} "
                    f"starts refused in words, {outcomes['told']} answers 500 in words, {outcomes['served']} answers as before")


def look_at_damaged(options, report, service, page, healthy, outcomes):
    for beside in service.folder.glob("test.db-*"):
        beside.unlink()
    before = len(service.log.read_text()) if service.log.exists() else 0
    torture = subprocess.Popen([service.claimd, "serve", "--listen", "127.0.0.1:0", "--database", str(service.database), "--log-level", "error"],
                               stdout=subprocess.PIPE, stderr=open(service.log, "ab"), text=True)
    line = torture.stdout.readline()
    words = service.log.read_text()[before:]
    if not line:
        status = torture.wait(timeout=30)
        told = any(word in words for word in ("damaged", "not an SQLite database", "another program", "newer claimd"))
        report.check(status == 1 and told, f"page {page} damaged: the start ends with {status}: {words[-300:]}")
        outcomes["refused"] += 1
    else:
        service.process, service.base = torture, line.split()[-1]
        for path, body in healthy.items():
            answer = service.ask("GET", path)
            as_before = answer.status == 200 and answer.body == body
            outcomes["served" if as_before else "told"] += 1
            report.check(as_before or answer.status in (404, 500), f"page {page} damaged: GET {path}: {answer.status} {answer.body[:200]}")
        answer = service.ask("POST", "/v1/articles", texts.article(77))
        report.check(answer.status in (201, 500), f"page {page} damaged: POST: {answer.status} {answer.body[:200]}")
        torture.terminate()
        status = torture.wait(timeout=30)
        report.check(status == 0, f"page {page} damaged: ended with {status}: {service.log.read_text()[before:][-600:]}")
    torture.stdout.close()
    service.process = None


def run(options, report):
    fill_tmpfs(options, report)
    fill_quota(options, report)
    if not options.short:
        locked(options, report)
    read_only(options, report)
    damaged(options, report)
