#!/usr/bin/env python3
"""The power fails: what was not synced may be lost, in any mixture. Speaks TAP.

Each act is run once while shim.c records what it asks of the disk. Then the power is cut at chosen
moments: what was synced before stands; of the rest each write is kept, lost, or torn within (by
sectors of 512 bytes), and names made, moved or taken away in a folder that was not synced stand in
any beginning of their order. What the disk then holds is opened again: the store is sound and in
the state before the act or after it, after it when the act had ended; the act done again ends as
always; and a bank file whose batch counts as sent is whole.
"""
import os
import pathlib
import random
import struct
import sys

from bureau import BUILD, Points, Reference, is_long, scratch

HEAD = struct.Struct("=iiqqq")
SECTOR = 512
CUTS = 20 if is_long() else 5
SHIM = BUILD / "tests/fault/libfault_shim_files.so"


def record_read(path):
    """[(op, fd, offset, bytes, second path)] in the order asked."""
    data, at, out = path.read_bytes(), 0, []
    while at < len(data):
        op, fd, offset, length, second = HEAD.unpack_from(data, at)
        at += HEAD.size
        end = at + length
        out.append((chr(op), fd, offset, data[at:end], data[end:end + second]))
        at = end + second
    return out


class File:
    """Bytes that are on the disk for sure, and changes that may be."""

    def __init__(self, durable=b""):
        self.durable, self.pending = bytearray(durable), []

    def sync(self):
        for change in self.pending:
            self.apply(self.durable, change)
        self.pending = []

    @staticmethod
    def apply(data, change):
        offset, new = change
        if new is None:
            del data[offset:]
            data.extend(bytes(offset - len(data)))
            return
        data.extend(bytes(max(0, offset + len(new) - len(data))))
        data[offset:offset + len(new)] = new

    def after_cut(self, chance, mood):
        data = bytearray(self.durable)
        for offset, new in self.pending:
            fate = mood if mood in ("none", "all") else chance.choice(["kept", "lost", "torn"])
            if fate in ("none", "lost"):
                continue
            if fate == "torn" and new is not None:
                for start in range(0, len(new), SECTOR):
                    if chance.random() < 0.5:
                        self.apply(data, (offset + start, new[start:start + SECTOR]))
                continue
            self.apply(data, (offset, new))
        return bytes(data)


class Disk:
    """A folder as the kernel sees it, and as it will be found after a cut."""

    def __init__(self, folder, ran):
        self.ran = ran     # the folder that the record speaks of; `folder` is as it was before
        self.names = {}    # as the program sees them: path -> File
        self.durable = {}  # names that are on the disk for sure
        self.moves = []    # (folder, name, File or None) not synced yet
        self.open = {}
        for root, _, files in os.walk(folder):
            for name in files:
                path = os.path.relpath(os.path.join(root, name), folder)
                self.names[path] = File(pathlib.Path(root, name).read_bytes())
        self.durable = dict(self.names)

    def path(self, raw):
        return os.path.relpath(os.path.join(self.ran, raw.decode()), self.ran)

    def name(self, path, file):
        if file is None:
            self.names.pop(path, None)
        else:
            self.names[path] = file
        self.moves.append((os.path.dirname(path), path, file))

    def settle(self, folder):
        for place, path, file in self.moves:
            if place == folder:
                self.place(self.durable, path, file)
        self.moves = [move for move in self.moves if move[0] != folder]

    @staticmethod
    def place(names, path, file):
        if file is None:
            names.pop(path, None)
        else:
            names[path] = file

    def step(self, op, fd, offset, data, second):
        if op == "o":
            path = self.path(data)
            if offset & os.O_DIRECTORY:
                self.open[fd] = "" if path == "." else path
                return
            if path.startswith("..") or os.path.isabs(path):
                self.open.pop(fd, None)
                return
            if path not in self.names:
                if not offset & os.O_CREAT:
                    self.open.pop(fd, None)
                    return
                self.name(path, File())
            self.open[fd] = self.names[path]
            if offset & os.O_TRUNC:
                self.open[fd].pending.append((0, None))
        elif op in "wt" and isinstance(self.open.get(fd), File):
            self.open[fd].pending.append((offset, data if op == "w" else None))
        elif op == "s" and fd in self.open:
            if isinstance(self.open[fd], File):
                self.open[fd].sync()
            else:
                self.settle(self.open[fd])
        elif op == "c":
            self.open.pop(fd, None)
        elif op == "u":
            self.name(self.path(data), None)
        elif op == "r":
            file = self.names.get(self.path(data))
            self.name(self.path(data), None)
            self.name(self.path(second), file)

    def cut(self, chance, mood, place):
        """Writes what is found after the cut into a folder."""
        names, moves = dict(self.durable), self.moves
        kept = {"none": 0, "all": len(moves)}.get(mood, chance.randint(0, len(moves)))
        at = 0
        while at < kept:
            _, path, file = moves[at]
            self.place(names, path, file)
            # a rename is one change: its two halves go together
            if file is None and at + 1 < len(moves) and moves[at + 1][2] is not None:
                self.place(names, moves[at + 1][1], moves[at + 1][2])
                at += 1
            at += 1
        for path, file in names.items():
            if path.endswith("-shm"):
                continue  # readers' shared memory, never read from the disk
            target = place / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.after_cut(chance, mood))
            target.chmod(0o600)


def moments(record, chance):
    """How far the record is played: the end, and random changes before it."""
    changes = [i + 1 for i, entry in enumerate(record) if entry[0] in "wtsru"]
    return [len(record), *sorted(chance.sample(changes, min(CUTS, len(changes))))]


def tries(reference, i, argv, folder, chance):
    """(how many cuts, what went wrong) of one act."""
    start, wrong, count = reference.before[i], [], 0
    log = folder / "record"
    log.unlink(missing_ok=True)
    ran = start.copy(folder / "ran")
    done = ran.run(argv, {"LD_PRELOAD": str(SHIM), "FAULT_RECORD": str(log)})
    if done.status != 0:
        return 1, [done.error]
    record = record_read(log)
    for moment in moments(record, chance):
        for mood in ("none", "all", "some"):
            count += 1
            disk = Disk(str(start.folder), str(ran.folder))
            for entry in record[:moment]:
                disk.step(*entry)
            text = after(reference, i, argv, disk, (chance, mood, moment == len(record), folder))
            if text:
                wrong.append(f"cut after {moment} of {len(record)}, {mood}: {text}")
    return count, wrong


def after(reference, i, argv, disk, how):
    chance, mood, ended, folder = how
    before, wanted = reference.digests[i], reference.digests[i + 1]
    bureau = reference.before[i].copy(folder / "after")
    for file in sorted(bureau.folder.rglob("*"), reverse=True):
        if file.is_file():
            file.unlink()
    disk.cut(chance, mood, bureau.folder)
    sound, state = bureau.proof()
    if not sound or state not in (before, wanted) or (ended and state != wanted):
        return f"{state}"
    if state == before:
        again = bureau.run(argv)
        if again.status != 0 or bureau.proof() != (True, wanted):
            return f"again: {again.status} {again.error}"
    files, expected = bureau.bank_files(), reference.files[i + 1]
    if not ended and not files and reference.acts[i][0] == "send":
        bureau.export_again(argv)  # a file without its name: it can be written anew
        files = bureau.bank_files()
    return "" if files == expected else "the bank file is not whole"


def main():
    chance = random.Random(11)
    points = Points()
    with scratch() as name:
        folder = pathlib.Path(name)
        reference = Reference(folder / "world", seed=3, months=2 if is_long() else 1)
        for i, (act, argv) in enumerate(reference.acts):
            count, wrong = tries(reference, i, argv, folder, chance)
            points.point(f"power fails in {act} {i + 1}", count, wrong)
    return points.end()


if __name__ == "__main__":
    sys.exit(main())
