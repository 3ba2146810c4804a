#!/usr/bin/env python3
"""kill -9 at a random instant of random acts: a hundred times in ./test, a thousand in --long.

Lives differ by seed: who comes, who dies, whose money the bank returns, which batch is cancelled.
Each act is killed at a random moment, as often as it takes until it once gets through. After every
kill the store is sound and holds the state before the act or the state after it, by the digest of
all rows; the latter when the program had said that it was done. A life that was killed all the way
ends as one that never was. Speaks TAP, one point a life.
"""
import pathlib
import random
import shutil
import sys
import time

from bureau import Bureau, Points, Reference, is_long, scratch

KILLS = 1000 if is_long() else 100
MONTHS, PEOPLE = 2, 10


def killed(bureau, argv, seconds):
    """Whether the act had said that it was done before it was killed."""
    process = bureau.start(argv)
    time.sleep(seconds)
    process.kill()
    process.communicate()
    return process.returncode == 0


def quickest(reference):
    """How long an act takes, as a first guess."""
    start = time.monotonic()
    reference.bureau.run(["pay", "list"])
    return time.monotonic() - start


def file_again(bureau, argv):
    """The bank file whose writer was killed after the act. To write it anew is an act that the life
    without kills has not seen: it is done in a copy, from which the file is taken."""
    copy = bureau.copy(bureau.folder.parent / "again")
    copy.export_again(argv)
    shutil.copytree(copy.folder / "bank", bureau.folder / "bank", dirs_exist_ok=True)


def live(reference, kills, chance):
    """Goes through the acts, killing most of them, some again: (tries, killed at work, wrong)."""
    bureau, done, within, wrong = Bureau(reference.place / "origin"), 0, 0, []
    usual = quickest(reference)
    for i, (name, argv) in enumerate(reference.acts):
        before, after = reference.digests[i], reference.digests[i + 1]
        state = before
        while state == before and within < kills and chance.random() < 0.8:
            said = killed(bureau, argv, chance.uniform(usual * 0.2, usual * 1.3))
            done += 1
            sound, state = bureau.proof()
            within += not said
            if not sound or state not in (before, after) or (said and state != after):
                wrong.append(f"{name} {argv[:3]}: done {said}, {state}")
                return done, within, wrong
            if state == before and set(bureau.bank_files()) - set(reference.files[i]):
                wrong.append(f"{name}: a bank file of a batch that is not sent")
        if state == before:
            again = bureau.run(argv)
            if again.status != 0 or bureau.proof() != (True, after):
                wrong.append(f"{name} {argv[:3]}: again {again.status} {again.error}")
                return done, within, wrong
        files = bureau.bank_files()
        if name == "send" and set(files) != set(reference.files[i + 1]):
            file_again(bureau, argv)
            files = bureau.bank_files()
        if any(files.get(n) != b for n, b in reference.files[i + 1].items()):
            wrong.append(f"{name}: the bank file differs")
    return done, within, wrong


def main():
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else int(time.time())
    points, left = Points(), KILLS
    print(f"# seed {seed}")
    while left > 0:
        with scratch() as folder:
            reference = Reference(pathlib.Path(folder), seed, MONTHS, PEOPLE, keep=False)
            done, within, wrong = live(reference, left, random.Random(seed))
            points.point(f"life {seed}: {len(reference.acts)} acts, {within} killed at work", done,
                         wrong)
            left -= max(within, 1)
            seed += 1
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
