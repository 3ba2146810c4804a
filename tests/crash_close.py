#!/usr/bin/env python3
"""Kills `doudi close` at a random moment and closes again: the ledger must be the one that an
undisturbed close makes, line for line. Speaks TAP, one point a round.

    crash_close.py DOUDI ROUNDS

A close is one transaction, so after the kill the month is either closed or not begun; closing again
posts what is missing or nothing.
"""
import datetime
import json
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

PEOPLE = 1500
WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
CLOSE = ["close", "2024-01", "--clock", "2024-01-28T17:00"]
ROOT = pathlib.Path(__file__).resolve().parent.parent


def citizen_id(birth, sequence):
    body = f"360203{birth:%Y%m%d}{sequence:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS)) % 11]


class Bureau:
    """A folder with a store in it; every store of this test is a copy of the first."""

    def __init__(self, program, folder):
        self.program, self.folder = program, pathlib.Path(folder)

    def command(self, arguments):
        return [self.program, *arguments, "--store", str(self.folder / "s.db")]

    def run(self, *arguments):
        done = subprocess.run(self.command(arguments), capture_output=True, cwd=self.folder,
                              check=False)
        if done.returncode != 0:
            raise SystemExit(f"Bail out! {arguments}: {done.stderr.decode()}")
        return done.stdout.decode()

    def copy(self, folder):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for file in self.folder.glob("s.db*"):
            shutil.copy2(file, folder)
        return Bureau(self.program, folder)

    def proof(self):
        self.run("audit", "verify")
        return json.loads(self.run("ledger", "check", "--json"))


def bureau_make(program, folder):
    bureau = Bureau(program, folder)
    folder.mkdir()
    with open(folder / "people.csv", "w", encoding="utf-8") as people, \
            open(folder / "enrol.csv", "w", encoding="utf-8") as enrol:
        people.write("姓名,性别,出生日期,公民身份号码,户籍地,城乡\n")
        enrol.write("事项,公民身份号码,申请日期,确认日期,原因\n")
        for i in range(PEOPLE):
            birth = datetime.date(1930, 1, 1) + datetime.timedelta(days=2 * i)
            number = citizen_id(birth, i % 500 * 2 + 1)
            people.write(f"某人,男,{birth},{number},360203001002,城市\n")
            enrol.write(f"高龄津贴,{number},2023-12-20,2023-12-26,在册\n")
    bureau.run("init", "--home", "360203", "--demo", "--clock", "2024-01-02T09:00", "--month",
               "2024-01", "--divisions", str(ROOT / "tests/stories/divisions"))
    bureau.run("import", "people.csv", "--as", "person", "--clock", "2024-01-02T10:00")
    bureau.run("import", "enrol.csv", "--as", "enrolment", "--clock", "2024-01-03T10:00")
    return bureau


def killed_after(bureau, seconds):
    """Whether the close was still running when it was killed."""
    close = subprocess.Popen(bureau.command(CLOSE), stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, cwd=bureau.folder)
    time.sleep(seconds)
    running = close.poll() is None
    close.kill()
    close.wait()
    return running


def main():
    program, rounds = sys.argv[1], int(sys.argv[2])
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder)
        first = bureau_make(program, place / "first")
        control = first.copy(place / "control")
        start = time.monotonic()
        control.run(*CLOSE)
        needed = time.monotonic() - start
        expected = control.proof()
        print(f"# {expected['lines']} lines in {needed:.3f} s")
        for i in range(1, rounds + 1):
            bureau = first.copy(place / "round")
            running = killed_after(bureau, random.uniform(0, needed))
            after = bureau.proof()
            whole = after["lines"] in (0, expected["lines"])
            bureau.run(*CLOSE)
            good = whole and bureau.proof() == expected
            failures += not good
            print(f"{'' if good else 'not '}ok close {i} - "
                  f"{'killed' if running else 'ended'} with {after['lines']} lines")
    return 1 if failures else 0


sys.exit(main())
