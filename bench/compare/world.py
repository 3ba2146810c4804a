"""Reads the world that bench_export wrote, and gives it to the engines: numpy arrays for numpy,
CSV files (empty is missing) for the databases."""

import pathlib

import numpy as np

TYPES = {"i1": np.uint8, "i4": np.int32, "i8": np.int64, "truth": np.uint8}
SQL_TYPES = {"i1": "smallint", "i4": "integer", "i8": "bigint", "truth": "boolean"}


class Column:
    """Values, and which of them are missing. A truth carries it in the value (1)."""

    def __init__(self, path):
        self.kind = path.suffix[1:]
        self.values = np.fromfile(path, TYPES[self.kind])
        missing = path.with_suffix(".unknown")
        if self.kind == "truth":
            self.unknown = self.values == 1
        elif missing.exists():
            self.unknown = np.fromfile(missing, np.uint8).astype(bool)
        else:
            self.unknown = np.zeros(len(self.values), bool)

    def texts(self):
        values = self.values // 2 if self.kind == "truth" else self.values
        return np.where(self.unknown, "", values.astype("U11"))


class Table(dict):
    """One programme's columns by key; a household programme has members and where they start."""

    def __init__(self, folder):
        super().__init__()
        self.name = folder.name
        self.members = {}
        self.start = None
        for path in sorted(folder.iterdir()):
            if path.suffix[1:] not in TYPES:
                continue
            key = path.stem.replace(":", "_")
            if key == "start":
                self.start = np.fromfile(path, np.uint32).astype(np.int64)
            elif key.startswith("member."):
                self.members[key[len("member."):]] = Column(path)
            else:
                self[key] = Column(path)
        self.sums = [int(n) for n in (folder / "sums.txt").read_text().split()]


class World:
    def __init__(self, folder):
        folder = pathlib.Path(folder)
        lines = (line.split() for line in (folder / "law.txt").read_text().splitlines())
        self.law = {name: int(value) for name, value in lines}
        self.tables = {f.name: Table(f) for f in sorted(folder.iterdir()) if f.is_dir()}


def sql_tables(world):
    """(name, columns) of each table of a database; columns are (key, SQL type, texts)."""
    for table in world.tables.values():
        yield table.name, columns_of(table, None)
        if table.members:
            owner = np.repeat(np.arange(len(table.start) - 1), np.diff(table.start))
            yield table.name + "_member", columns_of(table.members, owner)


def columns_of(columns, owner):
    rows = len(next(iter(columns.values())).values)
    found = [("row_no", "integer", np.arange(rows).astype("U11"))]
    if owner is not None:
        found.append(("household", "integer", owner.astype("U11")))
    return found + [(key, SQL_TYPES[c.kind], c.texts()) for key, c in columns.items()]


def csv_write(path, columns):
    with open(path, "w", encoding="ascii") as out:
        for row in zip(*(texts for _, _, texts in columns)):
            out.write(",".join(row) + "\n")


def queries(path):
    """The statements of rules.sql by the name before each."""
    found = {}
    for part in pathlib.Path(path).read_text().split("-- name: ")[1:]:
        name, text = part.split("\n", 1)
        found[name.strip()] = text.strip().rstrip(";")
    return found
