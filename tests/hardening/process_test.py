"""The running service: every thread under the filter, nothing to gain, no core file, its memory closed to others of its
user. Where the kernel writes core files to the current folder, an ordinary program leaves one there first: it can fail."""
import argparse
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "http"))
from service import Report, Service, can_run, wait_for  # noqa: E402

UNLIMITED = resource.RLIM_INFINITY


def status_of(pid):
    """Of each thread: what /proc tells."""
    return [dict(re.findall(r"^(\w+):\s+(.*)$", path.read_text(), re.M))
            for path in pathlib.Path(f"/proc/{pid}/task").glob("*/status")]


def check_threads(report, service):
    threads = status_of(service.process.pid)
    report.check(len(threads) > 4, "there are threads")
    report.check(all(one["Seccomp"] == "2" for one in threads), "every thread is filtered")
    report.check(all(one["NoNewPrivs"] == "1" for one in threads), "no thread gains privileges")
    limits = pathlib.Path(f"/proc/{service.process.pid}/limits").read_text()
    report.check(re.search(r"Max core file size\s+0\s+0\s", limits), "no core files")


def check_off(report, options):
    """The switch switches: the reader of /proc sees the difference."""
    with Service(options.claimd, flags=["--sandbox=false"]) as service:
        report.check(all(one["Seccomp"] == "0" for one in status_of(service.process.pid)), "--sandbox=false")


READ_MEMORY = [sys.executable, "-c", """
import sys
maps, memory = open(f"/proc/{sys.argv[1]}/maps"), open(f"/proc/{sys.argv[1]}/mem", "rb")
memory.seek(int(next(maps).split("-")[0], 16))
sys.exit(not memory.read(16))"""]


def check_closed(report, options):
    """As an ordinary user: what /proc has of the process belongs to root, and so nobody of that user reads its memory."""
    prefix = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.getuid() == 0 else []
    with tempfile.TemporaryDirectory(prefix="claimd-closed-") as folder:
        os.chmod(folder, 0o777)
        with Service(options.claimd, prefix=prefix, folder=folder) as service:
            owner = os.stat(f"/proc/{service.process.pid}/mem").st_uid
            report.check(owner == 0, f"memory is closed to the same user (owner {owner})")
            report.check(not can_run([*prefix, *READ_MEMORY, str(service.process.pid)]), "the same user reads its memory")
        other = subprocess.Popen([*prefix, "sleep", "60"])
        user = 65534 if prefix else os.getuid()
        report.check(wait_for(lambda: os.stat(f"/proc/{other.pid}/mem").st_uid == user), "another program's is not")
        yama = pathlib.Path("/proc/sys/kernel/yama/ptrace_scope")  # above 0 it closes every program's
        open_to_all = not yama.exists() or yama.read_text().strip() == "0"
        report.check(not open_to_all or can_run([*prefix, *READ_MEMORY, str(other.pid)]), "another program's can be read")
        other.kill()
        other.wait()


READ_ONLY = """mount --make-rprivate / && mount --bind "$0" "$0" && mount -o remount,ro,bind / || exit 99
! touch /claimd-was-here 2>/dev/null || exit 98
exec "$@" """


def check_read_only(report, options):
    """Root mounted read-only but for the database's folder, as the container does it."""
    with tempfile.TemporaryDirectory(prefix="claimd-readonly-") as folder:
        prefix = ["unshare", "--mount", "sh", "-c", READ_ONLY, folder]
        if not can_run([*prefix, "true"]):
            report.skip("read-only root: this machine lets nobody mount")
            return
        with Service(options.claimd, prefix=prefix, folder=folder) as service:
            answer = service.ask("POST", "/v1/articles", {"text": "The mayor opened the bridge on Friday."})
            report.check(answer.status == 201, f"an article is stored under a read-only root ({answer.status})")


def crashes(command, folder, wait=None):
    """Ends the command by SIGSEGV in the folder; tells what it left there."""
    before = set(os.listdir(folder))
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                               preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CORE, (UNLIMITED, UNLIMITED)))
    if wait:
        process.stdout.readline()
    process.send_signal(signal.SIGSEGV)
    process.wait(timeout=60)
    process.stdout.close()
    return {name for name in set(os.listdir(folder)) - before if name.startswith("core")}


def check_cores(report, options):
    if resource.getrlimit(resource.RLIMIT_CORE)[1] != UNLIMITED:
        report.skip("core files: this machine allows none")
        return
    with tempfile.TemporaryDirectory(prefix="claimd-core-") as folder:
        if not crashes(["sleep", "60"], folder):
            report.skip("core files: the kernel takes them elsewhere")
            return
        serve = [str(pathlib.Path(options.claimd).resolve()), "serve", "--listen", "127.0.0.1:0", "--database", f"{folder}/x.db"]
        report.check(not crashes(serve, folder, wait=True), "a crash leaves no core file")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--claimd", required=True)
    options = parser.parse_args()
    report = Report()
    with Service(options.claimd) as service:
        check_threads(report, service)
    check_off(report, options)
    check_closed(report, options)
    check_read_only(report, options)
    check_cores(report, options)
    return report.end()


sys.exit(main())
