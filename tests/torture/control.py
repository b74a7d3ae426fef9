"""claimd over the library torture-shim: which calls fail, what the clock says, what reached the disk (shim.h)."""
import contextlib
import errno
import http.client
import mmap
import os
import pathlib
import struct
import subprocess
import sys

os.environ.pop("CLAIMD_TEST_DATABASE", None)  # these are tests of files
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "http"))
from service import Report, Service, can_run, wait_for  # noqa: E402,F401  what the sections import from here

ALLOCATE, WRITE, SYNC, RENAME, TRUNCATE, CREATE, THREAD = (1 << bit for bit in range(7))
KINDS = {"allocation": ALLOCATE, "write": WRITE, "sync": SYNC, "rename": RENAME, "truncation": TRUNCATE,
         "creation": CREATE, "thread": THREAD}
ONCE, FROM_THEN_ON, TORN = range(3)
FIELDS = ("kinds", "calls", "fail_at", "shape", "error", "hits", "clock_step", "room")
FRAMES = 24


class Control:
    """The page that the library shares with the test."""

    def __init__(self, path):
        path.write_bytes(bytes(4096))
        with open(path, "r+b") as file:
            self.page = mmap.mmap(file.fileno(), 4096)

    def __getattr__(self, name):
        if name not in FIELDS:
            raise AttributeError(name)
        return struct.unpack_from("<q", self.page, 8 * FIELDS.index(name))[0]

    def set(self, **values):
        for name, value in values.items():
            struct.pack_into("<q", self.page, 8 * FIELDS.index(name), value)

    def count(self, kinds):
        self.set(fail_at=0, kinds=kinds, calls=0, hits=0)

    def fail(self, kinds, at, shape=ONCE, error=errno.EIO):
        self.set(fail_at=0, kinds=0, calls=0, hits=0, shape=shape, error=error)
        self.set(fail_at=at, kinds=kinds)

    def heal(self):
        self.set(kinds=0, fail_at=0)

    def frames(self):
        found = struct.unpack_from(f"<{FRAMES}Q", self.page, 8 * len(FIELDS))
        return [frame for frame in found if frame]


class Torture(Service):
    """A service over the library. Its database stands in a folder of its own inside `folder`, so that the record and
    the log are no part of the disk under test."""

    def __init__(self, options, flags=(), folder=None, record=False, disk=None, claimd=None):
        super().__init__(claimd or options.claimd, folder=folder, flags=["--log-level", "warning", *flags])
        self.shim = options.shim if not claimd else claimd.parent / "tests" / "torture" / "torture-shim.so"
        self.disk = pathlib.Path(disk) if disk else self.folder / "disk"
        self.disk.mkdir(exist_ok=True)
        self.where = str(self.disk / "test.db")
        self.record = self.folder / "record" if record else None
        if record:
            self.record.touch()
        self.control = Control(self.folder / "control")
        self.environment = [f"LD_PRELOAD={self.shim}", f"CLAIMD_TORTURE_CONTROL={self.folder / 'control'}",
                            f"CLAIMD_TORTURE_FOLDER={self.disk}", *asan_options()]
        if record:
            self.environment.append(f"CLAIMD_TORTURE_RECORD={self.record}")
        self.prefix = ["env", *self.environment]
        self.maps = ""

    @property
    def database(self):
        return self.disk / "test.db"

    def start(self):
        super().start()
        self.maps = pathlib.Path(f"/proc/{self.process.pid}/maps").read_text()
        return self

    def try_start(self):
        """Starts where a start may fail: (True, what it printed) or (False, status and words of the end)."""
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [*self.prefix, self.claimd, "serve", "--listen", "127.0.0.1:0", "--database", self.where, *self.flags],
                stdout=subprocess.PIPE, stderr=log, text=True)
        line = self.process.stdout.readline()
        if line.startswith("listening on "):
            self.base = line.split()[-1]
            self.maps = pathlib.Path(f"/proc/{self.process.pid}/maps").read_text()
            return True, 0
        status = self.process.wait(timeout=60)
        self.process.stdout.close()
        self.process = None
        return False, status

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process = None

    def try_ask(self, *arguments, **named):
        """None where the connection broke."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            return self.ask(*arguments, **named)
        return None

    def culprit(self):
        """Who made the call that failed, by function names, innermost first."""
        return names_of(self.control.frames(), self.maps)


def asan_options():
    """The library stands before AddressSanitizer's on purpose; an allocation that fails is none of its business."""
    return ["ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=1:allocator_may_return_null=1:exitcode=99",
            "UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1:exitcode=99"]


def names_of(frames, maps):
    names = []
    for frame in frames[1:]:
        for line in maps.splitlines():
            span, rights, offset, _, _, *path = line.split(maxsplit=5)
            low, high = (int(part, 16) for part in span.split("-"))
            if low <= frame < high and path and path[0].startswith("/") and "torture-shim" not in path[0]:
                address = frame - low + int(offset, 16) - 1
                name = ask_addr2line(path[0], address)
                names.append(name if name != "??" else os.path.basename(path[0]))
                break
    return " < ".join(names[:14])


def ask_addr2line(path, address, known={}):  # noqa: B006  the cache is meant
    if (path, address) not in known:
        out = subprocess.run(["addr2line", "-f", "-e", path, hex(address)], capture_output=True, text=True).stdout
        known[path, address] = out.splitlines()[0] if out else "??"
    return known[path, address]
