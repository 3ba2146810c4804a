#!/usr/bin/env python3
"""Would the fault tests notice? Speaks TAP; part of ./test --long.

The program is built with one line taken out or changed by hand: a sync that is not asked for, a
failed write that counts as done, acts that are not one transaction, checksums nobody compares. The
test named beside it must then fail, and must pass on the program as it is.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from bureau import BUILD, ROOT

PARTS = ["src", "tests", "fuzz", "tools", "affairs", "areas", "node_modules", "docs"]
# What it does, file, line, what stands there instead, the test that must notice.
MUTATIONS = [
    ("the store is written without syncs", "src/db/store.c",
     "PRAGMA synchronous = FULL", "PRAGMA synchronous = OFF", "power"),
    ("a bank file is not synced before it gets its name", "src/doc/draft.c",
     "if (fsync(d->fd) != 0) return draft_fail(d);", "", "power"),
    ("the folder of a bank file is not synced", "src/payment/bank.c",
     "== 0 && folder_sync(w->arena, path)) return true;", "== 0) return true;", "power"),
    ("a failed write of a file counts as done", "src/doc/draft.c",
     "if (n < 0) return draft_fail(d);", "if (n < 0) return true;", "run"),
    ("a failed commit counts as done", "src/db/transaction.c",
     'if (!store_run(w, store->group ? "RELEASE act" : "COMMIT")) {',
     'if (!store_run(w, store->group ? "RELEASE act" : "COMMIT") && store->group) {', "run"),
    ("nothing remembers what an act overwrites", "src/db/store.c",
     "PRAGMA journal_mode = WAL", "PRAGMA journal_mode = OFF", "power"),
    ("nobody compares checksums", "src/db/checksum.c",
     "return page_is_whole(bytes, offset) ? SQLITE_OK : SQLITE_IOERR_DATA;",
     "return page_is_whole(bytes, offset) ? SQLITE_OK : SQLITE_OK;", "flips"),
]


def build(tree):
    """Builds the program of the copied sources; its path."""
    place = tree / "build"
    if not place.exists():
        subprocess.run(["meson", "setup", str(place), str(tree), "--buildtype=release"], check=True,
                       stdout=subprocess.DEVNULL)
    subprocess.run(["ninja", "-C", str(place), "--quiet", "src/cli/doudi"], check=True,
                   stdout=subprocess.DEVNULL)
    return place / "src/cli/doudi"


def passes(part, program):
    """Whether the short test of that name passes with this program, and what it said last."""
    environment = {**os.environ, "DOUDI": str(program), "DOUDI_CHECKED": str(program),
                   "DOUDI_BUILD": str(BUILD), "DOUDI_LONG": "no"}
    done = subprocess.run([sys.executable, str(ROOT / f"tests/fault/{part}.py")],
                          env=environment, check=False, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT)
    text = done.stdout.decode("utf-8", "replace")
    said = next((line for line in text.splitlines() if line.startswith("not ok")), "")
    if done.returncode != 0 and not said:
        raise SystemExit(f"Bail out! {part}: {text[-400:]}")
    return done.returncode == 0, said


def mutated(tree, mutation):
    """What the test said first about this mutation, or nothing when it noticed nothing."""
    _, name, line, instead, part = mutation
    path = tree / name
    text = path.read_text(encoding="utf-8")
    if text.count(line) != 1:
        raise SystemExit(f"Bail out! {name}: {line!r} stands there {text.count(line)} times")
    path.write_text(text.replace(line, instead), encoding="utf-8")
    try:
        well, said = passes(part, build(tree))
    finally:
        path.write_text(text, encoding="utf-8")
    return "" if well else said


def main():
    chosen = [m for m in MUTATIONS if len(sys.argv) < 2 or sys.argv[1] in m[0]]
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        tree = pathlib.Path(name)
        for part in PARTS:
            shutil.copytree(ROOT / part, tree / part, symlinks=True)
        shutil.copy(ROOT / "meson.build", tree)
        build(tree)
        for number, mutation in enumerate(chosen, 1):
            said = mutated(tree, mutation)
            failed += not said
            print(f"{'ok' if said else 'not ok'} {number} - {mutation[4]} notices: {mutation[0]}",
                  flush=True)
            print(f"# {said}")
    print(f"1..{len(chosen)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
