#!/usr/bin/env python3
"""Faults, one after another, against the real binary: processes killed, power cut, every call failed once, disks filled, clocks
set. docs/reliability.md says what each section proves.

    torture.py --claimd build/claimd [--short] [--seed N] [SECTION…]
"""
import argparse
import pathlib
import sys
import time

import clock
import disk
import inject
import killing
import power
from control import Report

SECTIONS = {
    "kill": (killing, "kill -9 under eight writers"),
    "power": (power, "power cuts: what was not synced is gone"),
    "calls": (inject, "every allocation and every call on a file failed once"),
    "disk": (disk, "full, locked, read-only and damaged"),
    "clock": (clock, "set back and forth, and dates from the year 1 to 9999"),
}


class Loud(Report):
    """A report that prints figures as they come."""

    def note(self, what):
        print(f"  {what}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sections", nargs="*", metavar="SECTION", help=f"of {', '.join(SECTIONS)}; all by default")
    parser.add_argument("--claimd", type=pathlib.Path, required=True)
    parser.add_argument("--short", action="store_true", help="a sample, for each change; the full run is for nights")
    parser.add_argument("--seed", type=int, default=1, help="another seed is another run")
    parser.add_argument("--points", type=int, default=50, help="power cuts")
    parser.add_argument("--kills", type=int, default=200, help="processes to be killed")
    parser.add_argument("--only", action="append", help="of the section calls: this scenario; may be repeated")
    parser.add_argument("--stride", type=int, default=1, help="of the section calls: every so manieth allocation")
    parser.add_argument("--verbose", action="store_true", help="more figures")
    parser.add_argument("--words", type=int, default=1500, help="so much of a log is shown with a failure")
    options = parser.parse_args()
    options.claimd = options.claimd.resolve()
    options.shim = options.claimd.parent / "tests" / "torture" / "torture-shim.so"
    report = Loud()
    for section in options.sections or SECTIONS:
        module, title = SECTIONS[section]
        begun, passed, failed = time.monotonic(), report.passed, report.failed
        print(f"{section}: {title}", flush=True)
        module.run(options, report)
        print(f"  {report.passed - passed} checks held, {report.failed - failed} did not, {time.monotonic() - begun:.0f} s", flush=True)
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
