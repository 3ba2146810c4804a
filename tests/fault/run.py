#!/usr/bin/env python3
"""The n-th call fails, once or from then on, in every act of a month. Speaks TAP.

Under each act of a small bureau the n-th allocation, mapping, read, write, sync, open, rename or
cut of the system fails (shim.c), the n-th call of SQLite fails (statement.c), or the disk is full
after so many bytes.
Afterwards: the program ended with one of its own exit codes and a Chinese sentence; the store is
sound; it holds what it held before the act or what it holds after it, never anything between, and
the latter if success was said; and doing the act again leads to the same digest as a life without
faults. Some of it is run by the program with sanitizers, which tell memory that was lost. On a disk
that is full from the first byte, questions are answered.

./test takes a sample of n for each act, FEW of each kind, always the same. ./test --long takes MOST
of each, others each day; its first line is the seed, which as an argument gives the same again.
"""
import json
import os
import pathlib
import random
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from bureau import BUILD, Points, Reference, is_long, scratch

KINDS = ["memory", "map", "read", "write", "sync", "open", "rename", "cut", "statement", "space"]
OWN_CODES = {2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 70}
FEW, MOST = 3, 60
SHIM = BUILD / "tests/fault/libfault_shim.so"
SHIM_FILES = BUILD / "tests/fault/libfault_shim_files.so"
STATEMENTS = BUILD / "tests/fault/doudi_statements"
CHECKED = os.environ.get("DOUDI_CHECKED", str(BUILD / "src/cli/doudi"))
EXPORTS = [("backup", ["backup", "copy.db"]),
           ("template", ["template", "person", "--out", "t.csv"])]
QUESTIONS = [["pay", "list"], ["verify"], ["ledger", "check"], ["audit", "verify"],
             ["lines", "person:1"], ["sets", "高龄津贴", "2024-01"]]


def under(kind, n, mode, checked):
    """(environment, program) for a try."""
    if kind == "statement":
        return {"FAULT_STATEMENT": f"{n}:{mode}"}, STATEMENTS
    shim = SHIM_FILES if checked else SHIM
    return ({"LD_PRELOAD": str(shim), "FAULT": f"{kind}:{n}:{mode}",
             "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=1"},
            CHECKED if checked else None)


class Tries:
    def __init__(self, reference, place, seed):
        self.reference, self.place = reference, pathlib.Path(place)
        self.random, self.tried, self.possible = random.Random(seed), 0, 0
        reference.bureau.must(EXPORTS[1][1])
        template = reference.bureau.folder / "t.csv"
        self.template = template.read_bytes()
        template.unlink()

    def folder(self):
        return self.place / f"try{threading.get_ident()}"

    def counts(self, start, argv):
        """How many calls of each kind the act makes."""
        bureau, counts = start.copy(self.folder()), {}
        count = {"FAULT_COUNT": str(self.place / "count")}
        bureau.run(argv, {**count, "LD_PRELOAD": str(SHIM), "FAULT": "space:999999999:on"})
        counts.update(self.counted())
        start.copy(self.folder()).run(argv, count, STATEMENTS)
        counts.update(self.counted())
        return counts

    def counted(self):
        text = (self.place / "count").read_text()
        return {line.split()[0]: int(line.split()[1]) for line in text.splitlines()}

    def sample(self, count):
        most = MOST if is_long() else FEW
        if count <= most:
            return range(1, count + 1)
        step = count / most
        return sorted({int(step * (i + self.random.random())) + 1 for i in range(most)})

    def once(self, start, states, argv, fault):
        """What went wrong in one try, or nothing."""
        kind, n, mode, checked = fault
        bureau = start.copy(self.folder())
        environment, program = under(kind, n, mode, checked)
        done = bureau.run(argv, environment, program)
        said = f"{kind}:{n}:{mode}{' checked' if checked else ''} {argv[:3]} -> {done.status}"
        if done.status != 0 and (done.status not in OWN_CODES or not done.speaks_chinese()):
            return f"{said}: {done.error[-400:]}"
        sound, state = bureau.proof()
        if not sound:
            return f"{said}: {state}"
        before, after = states
        if state not in states or (done.status == 0 and state != after):
            return f"{said}: something between"
        if state == after:
            return ""
        files = set(bureau.bank_files()) - set(start.bank_files())
        if files:
            return f"{said}: left {files}"
        again = bureau.run(argv)
        if again.status != 0:
            return f"{said}: not done again: {again.error}"
        return "" if bureau.proof() == (True, after) else f"{said}: done again, differs"

    def export(self, start, argv, fault):
        """An act that only writes a file: nothing, or the whole file, and the store as before."""
        kind, n, mode, checked = fault
        bureau = start.copy(self.folder())
        environment, program = under(kind, n, mode, checked)
        done = bureau.run(argv, environment, program)
        said = f"{kind}:{n}:{mode} {argv[:2]} -> {done.status}"
        if done.status != 0 and (done.status not in OWN_CODES or not done.speaks_chinese()):
            return f"{said}: {done.error[-400:]}"
        if bureau.proof() != start.proof():
            return f"{said}: the store differs"
        left = {f.name for f in bureau.folder.iterdir()} - {f.name for f in start.folder.iterdir()}
        left = {name for name in left if not name.endswith(("-wal", "-shm", ".part"))}
        if "t.csv" in left and (bureau.folder / "t.csv").read_bytes() != self.template:
            return f"{said}: half a file"
        if "copy.db" in left and bureau.run(["verify", "copy.db"]).status != 0:
            return f"{said}: the copy is damaged"
        return ""

    def questions(self, start):
        """What is wrong with the answers on a full disk."""
        wrong = []
        for argv in QUESTIONS:
            bureau = start.copy(self.folder())
            done = bureau.run(argv, under("space", 0, "on", False)[0])
            if done.status != 0 or done.out != start.run(argv).out:
                wrong.append(f"{argv}: {done.status} {done.error}")
        return wrong

    def restored(self, start):
        """What is wrong with a store made anew from a backup."""
        bureau = start.copy(self.folder())
        for argv in (["backup", "copy.db"], ["restore", "copy.db", "--to", "new.db"]):
            done = bureau.run(argv)
            if done.status != 0:
                return [f"{argv}: {done.status} {done.error}"]
        proof = json.loads(bureau.must(["verify", "new.db", "--json"]))
        return [] if (True, proof["all"]) == start.proof() else ["the restored store differs"]

    def all_of(self, points, pool, name, start, states, argv):
        counts = self.counts(start, argv)
        for kind in KINDS:
            faults = [(kind, n, mode, False) for n in self.sample(counts.get(kind, 0))
                      for mode in ("once", "on")]
            if kind not in ("memory", "map", "statement") and faults:
                faults.append((*self.random.choice(faults)[:3], True))
            if not faults:
                continue
            one = (lambda f: self.once(start, states, argv, f)) if states else \
                  (lambda f: self.export(start, argv, f))
            wrong = [text for text in pool.map(one, faults) if text]
            self.tried += len(faults)
            self.possible += 2 * counts[kind]
            points.point(f"{name}, {kind} fails (of {counts[kind]})", len(faults), wrong)


def main():
    points, seed = Points(), int(time.time()) // 86400 if is_long() else 7
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else seed
    print(f"# seed {seed}")
    with scratch() as folder, ThreadPoolExecutor(max_workers=2) as pool:
        reference = Reference(pathlib.Path(folder))
        tries = Tries(reference, folder, seed)
        seen = {}
        for i, (name, argv) in enumerate(reference.acts):
            seen[name] = seen.get(name, 0) + 1
            states = (reference.digests[i], reference.digests[i + 1])
            tries.all_of(points, pool, f"{name} {seen[name]}", reference.before[i], states, argv)
        for name, argv in EXPORTS:
            tries.all_of(points, pool, name, reference.bureau, None, argv)
        points.point("a backup restored", 1, tries.restored(reference.bureau))
        points.point("questions on a full disk", len(QUESTIONS),
                     tries.questions(reference.bureau))
        print(f"# {tries.tried} faults of {tries.possible} possible")
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
