#!/usr/bin/env python3
"""Bytes flip in the file of a store whose batch is about to be sent. Speaks TAP.

`doudi verify` tells every flip. `doudi pay send` either refuses, or pays exactly what the batch is
to pay: it never pays from a damaged page. `restore` takes no damaged backup.
"""
import pathlib
import random
import sys
from concurrent.futures import ThreadPoolExecutor

from bureau import Points, Reference, is_long, scratch

FLIPS = 3000 if is_long() else 150
CORRUPT = 11


def flipped(start, folder, at, bit):
    bureau = start.copy(folder)
    store = bureau.folder / "s.db"
    data = bytearray(store.read_bytes())
    data[at] ^= 1 << bit
    store.write_bytes(data)
    return bureau


def one(reference, i, folder, at, bit):
    start, argv = reference.before[i], reference.acts[i][1]
    bureau = flipped(start, folder / f"flip{at}", at, bit)
    said = f"byte {at} bit {bit}"
    if bureau.run(["verify"]).status != CORRUPT:
        return "verify", f"{said}: not told"
    if bureau.run(["restore", "s.db", "--to", "new.db"]).status == 0:
        return "verify", f"{said}: restored"
    done = bureau.run(argv)
    files = bureau.bank_files()
    if done.status == 0 and files != reference.files[i + 1]:
        return "send", f"{said}: paid something else"
    if done.status != 0 and (files != reference.files[i] or not done.speaks_chinese()):
        return "send", f"{said}: {done.status} {done.error}"
    return ("refused" if done.status else "not touched"), ""


def main():
    points, chance = Points(), random.Random(5)
    with scratch() as name, ThreadPoolExecutor(max_workers=2) as pool:
        folder = pathlib.Path(name)
        reference = Reference(folder / "world", seed=2)
        i = next(n for n, (act, _) in enumerate(reference.acts) if act == "send")
        size = (reference.before[i].folder / "s.db").stat().st_size
        places = [*range(0, 100, 7), *(chance.randrange(size) for _ in range(FLIPS))]
        results = list(pool.map(lambda at: one(reference, i, folder, at, at % 8), places))
    refused = sum(kind == "refused" for kind, _ in results)
    points.point("verify tells each flip, restore takes none", len(places),
                 [text for kind, text in results if kind == "verify"])
    points.point(f"send refuses ({refused}) or reads nothing of it", len(places),
                 [text for kind, text in results if kind == "send"])
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
