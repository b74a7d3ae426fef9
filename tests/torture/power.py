"""The power goes: what was not synced is forgotten. One run of the service is recorded, call by call (shim_files.c);
then for any moment of it the disk is made as it would be, the service is started over it, and everything that a client
had been told by that moment must be there.

What a disk holds at such a moment is not one thing, so three are made:
- `forgotten`: of every file what was synced, and nothing later; names that were not synced with their folder are not there;
- `kept`: everything, as after kill -9 at exactly this call;
- `torn`: of what was not synced any half, in sectors of 512 bytes, in no order.
"""
import collections
import pathlib
import random
import re
import shutil
import struct
import tempfile
import threading

import checks
import texts
from control import Service, Torture

SECTOR = 512
WRITERS = 4
WAYS = ("forgotten", "kept", "torn")
HEAD = struct.Struct("<4Q")


# ---- the recorded run

class Sent:
    """What clients asked for, by request id, and the text of each article as it must be stored."""

    def __init__(self):
        self.lock, self.requests, self.texts = threading.Lock(), {}, {}

    def add(self, request, what, article, text=None):
        with self.lock:
            self.requests[request] = (what, article)
            if text is not None:
                self.texts[article] = text

    def told(self, answers):
        """Ids that must be there and ids that must not, for a client that had these answers. What a deletion that was
        not answered yet may have taken is in neither."""
        known = [self.requests[request] for request in answers if request in self.requests]
        gone = {article for what, article in known if what == "delete"}
        doubtful = {article for what, article in self.requests.values() if what == "delete"} - gone
        return {article for what, article in known if what == "put"} - gone - doubtful, gone


def write_some(service, numbers, sent):
    for number in numbers:
        body = texts.page(number) if number % 7 == 0 else texts.article(number)
        text = body.get("text") or service.ask("POST", "/v1/analyze", body).json()["article"]["text"]
        answer = service.ask("POST", "/v1/articles", body, {"X-Request-Id": f"put-{number}"})
        assert answer.status == 201, answer.body
        article = answer.json()["id"]
        sent.add(f"put-{number}", "put", article, text)
        if number % 11 == 5:
            query = "?purge=true" if number % 2 else ""
            gone = service.ask("DELETE", f"/v1/articles/{article}{query}", headers={"X-Request-Id": f"delete-{number}"})
            assert gone.status == 204, gone.body
            sent.add(f"delete-{number}", "delete", article)


def record(options, folder, articles):
    """Runs the service under load until its orderly end."""
    sent = Sent()
    with Torture(options, folder=folder, record=True) as service:
        share = articles // WRITERS
        threads = [threading.Thread(target=write_some, args=(service, range(n * share, (n + 1) * share), sent))
                   for n in range(WRITERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return service, sent


Entry = collections.namedtuple("Entry", "kind inode offset data")


def entries(path):
    with open(path, "rb") as file:
        while head := file.read(HEAD.size):
            kind, inode, offset, length = HEAD.unpack(head)
            yield Entry(chr(kind), inode, offset, file.read(length))


# ---- the disk at a moment

class Disk:
    """Files by inode, as synced, with the changes since; and names, as synced, with the changes since."""

    def __init__(self):
        self.synced, self.pending, self.begun = {}, {}, {}
        self.names, self.name_changes, self.names_begun = {}, [], 0
        self.order = 0

    def take(self, entry):
        self.order += 1
        if entry.kind == "C":
            self.synced[entry.inode], self.pending[entry.inode] = bytearray(), []
            self.name_changes.append((self.order, "add", entry.data.decode(), entry.inode))
        elif entry.kind in "WT" and entry.inode in self.pending:
            self.pending[entry.inode].append((self.order, entry))
        elif entry.kind == "B":
            self.begun[entry.inode] = self.order
        elif entry.kind == "S" and entry.inode in self.pending:
            self.sync(entry.inode, self.begun[entry.inode])
        elif entry.kind == "R":
            old, new = entry.data.decode().split("\0")
            self.name_changes.append((self.order, "move", old, new))
        elif entry.kind == "U":
            self.name_changes.append((self.order, "drop", entry.data.decode(), None))
        elif entry.kind == "b":
            self.names_begun = self.order
        elif entry.kind == "s":
            done = [change for change in self.name_changes if change[0] < self.names_begun]
            self.name_changes = self.name_changes[len(done):]
            self.names = renamed(self.names, done)

    def sync(self, inode, until):
        waiting = self.pending[inode]
        for order, entry in waiting:
            if order < until:
                apply(self.synced[inode], entry)
        self.pending[inode] = [(order, entry) for order, entry in waiting if order >= until]

    def write_out(self, way, folder, root, luck):
        """Makes the files in `folder`, as `way` says; `root` is where they stood."""
        names = self.names
        if way == "kept":
            names = renamed(names, self.name_changes)
        elif way == "torn":
            names = renamed(names, self.name_changes[:luck.randint(0, len(self.name_changes))])
        for name, inode in names.items():
            data = bytearray(self.synced[inode])
            for _, entry in self.pending[inode]:
                if way == "kept":
                    apply(data, entry)
                elif way == "torn":
                    tear(data, entry, luck)
            (folder / pathlib.Path(name).relative_to(root)).write_bytes(data)


def renamed(names, changes):
    names = dict(names)
    for _, what, name, other in changes:
        if what == "add":
            names[name] = other
        elif what == "drop":
            names.pop(name, None)
        elif name in names:
            names[other] = names.pop(name)
    return names


def put(data, at, some):
    if len(data) < at:
        data.extend(bytes(at - len(data)))
    data[at:at + len(some)] = some


def apply(data, entry):
    if entry.kind == "W":
        put(data, entry.offset, entry.data)
    elif entry.offset <= len(data):
        del data[entry.offset:]
    else:
        data.extend(bytes(entry.offset - len(data)))


def tear(data, entry, luck):
    if entry.kind == "T":
        if luck.random() < 0.5:
            apply(data, entry)
        return
    at = 0
    while at < len(entry.data):
        length = SECTOR - (entry.offset + at) % SECTOR
        if luck.random() < 0.5:
            put(data, entry.offset + at, entry.data[at:at + length])
        at += length


# ---- the look

def look(options, image, answers, sent):
    """Starts over the disk; what is wrong, in words."""
    with Service(options.claimd, folder=image, flags=["--log-level", "warning"]) as service:
        present = checks.texts(service.database)
    kept, gone = sent.told(answers)
    wrong = checks.whole(service.database)
    wrong += [f"{article} was acknowledged and is lost or altered" for article in kept if present.get(article) != sent.texts[article]]
    wrong += [f"{article} is back, though its deletion was acknowledged" for article in gone if article in present]
    wrong += [f"{article} is as nobody sent it" for article, text in present.items() if text != sent.texts[article]]
    return wrong


def moments(trace, count, luck):
    """Moments at random, and as many right behind an answer, when nothing more than promised is synced."""
    answers = [at + 1 for at, entry in enumerate(trace) if entry.kind == "A"]
    behind = min(count // 2, len(answers))
    return sorted({*luck.sample(answers, behind), *luck.sample(range(1, len(trace)), count - behind)})


def cut(trace, cuts, ways, see):
    """Plays the record; at each moment and for each way `see` gets the disk and the answers by then."""
    disk, answers, at = Disk(), [], 0
    for moment in cuts:
        for entry in trace[at:moment]:
            disk.take(entry)
            found = entry.kind == "A" and re.search(rb"X-Request-Id: (\S+)", entry.data)
            if found:
                answers.append(found.group(1).decode())
        at = moment
        for way in ways:
            see(disk, answers, moment, way)


def run(options, report):
    luck = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="claimd-power-") as folder:
        service, sent = record(options, folder, 12 if options.short else 400)
        trace = list(entries(service.record))
        root, images = service.disk.resolve(), []

        def see(disk, answers, moment, way):
            with tempfile.TemporaryDirectory(prefix="claimd-image-") as image:
                disk.write_out(way, pathlib.Path(image), root, luck)
                images.append(look(options, image, answers, sent))

        def see_and_check(disk, answers, moment, way):
            see(disk, answers, moment, way)
            report.check(not images[-1], f"power cut at call {moment} of {len(trace)}, {way}: {images[-1][:3]}")

        cuts = moments(trace, 2 if options.short else options.points, luck)
        cut(trace, cuts, WAYS, see_and_check)
        kinds = collections.Counter(entry.kind for entry in trace)
        report.note(f"{kinds['W']} writes, {kinds['T']} truncations, {kinds['S']} syncs of files, {kinds['s']} of folders and "
                    f"{kinds['A']} answers recorded; cut at {len(cuts)} moments, {len(images)} disks started from")

        lying = [entry for entry in trace if entry.kind != "S"]
        cut(lying, [len(lying)], ["forgotten"], see)
        report.check(images[-1], "a disk that forgets what it said was synced is noticed: this test can fail")
