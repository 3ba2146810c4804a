#!/usr/bin/python3
"""The five programmes in numpy, SQLite, PostgreSQL and DuckDB, on the world of the bench. Checks
that each engine gives the machine's sums, and prints one JSON object of milliseconds by engine.

usage: rules.py WORLD [engine …]      engines: numpy sqlite postgres duckdb
One thread each; DuckDB with two as well. Medians of five; the databases' of three."""

import contextlib
import getpass
import json
import os
import pathlib
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

import numpy

import rules_numpy
import world

HERE = pathlib.Path(__file__).parent
SERVER = pathlib.Path("/usr/lib/postgresql/15/bin")


def fail(text):
    sys.exit(f"rules.py: {text}")


def check(engine, programme, wanted, got):
    if wanted != got:
        fail(f"{engine}: {programme}: {got} instead of {wanted}")


def median_ms(act, runs):
    times = []
    for _ in range(runs):
        begun = time.perf_counter()
        act()
        times.append((time.perf_counter() - begun) * 1e3)
    return statistics.median(times)


def statements(law, **dialect):
    """The queries with the month's numbers; a standard that nobody has set is null."""
    numbers = {name: "null" if value < 0 and name[:-1] in ("orphan_", "standard_") else value
               for name, value in law.items()}
    return {name: text.format(**numbers, **dialect)
            for name, text in world.queries(HERE / "rules.sql").items()}


# ---- the engines --------------------------------------------------------------------------


def run_numpy(all_of):
    by_name = {}
    for name, table in all_of.tables.items():
        act = rules_numpy.PROGRAMMES[name]
        check("numpy", name, table.sums, rules_numpy.sums(*act(table, all_of.law)))
        by_name[name] = median_ms(lambda: act(table, all_of.law), 5)
    return {f"numpy {numpy.__version__}": by_name}


def run_sqlite(all_of):
    store = sqlite3.connect(":memory:")
    for name, columns in world.sql_tables(all_of):
        fields = ", ".join(f"{key} integer" for key, _, _ in columns[1:])
        store.execute(f"create table {name} (row_no integer primary key, {fields})")
        rows = zip(*([int(t) if t else None for t in texts] for _, _, texts in columns))
        store.executemany(f"insert into {name} values ({','.join('?' * len(columns))})", rows)
    by_name = {}
    for name, text in statements(all_of.law, div="/", greatest="max").items():
        check("SQLite", name, all_of.tables[name].sums, list(store.execute(text).fetchone()))
        by_name[name] = median_ms(lambda: store.execute(text).fetchone(), 3)
    return {f"SQLite {sqlite3.sqlite_version}": by_name}


@contextlib.contextmanager
def postgres():
    """A server of our own in a temporary folder, on a socket only; gives the psql command."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="bench-pg-"))
    as_user = []
    if getpass.getuser() == "root":
        shutil.chown(folder, "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    data = folder / "data"
    quiet = {"cwd": "/", "check": True, "stdout": subprocess.DEVNULL}
    subprocess.run([*as_user, SERVER / "initdb", "-D", data, "-U", "postgres", "-A", "trust",
                    "-E", "UTF8", "--locale=C", "--no-sync"], **quiet)
    options = (f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off "
               "-c shared_buffers=2GB -c work_mem=512MB -c max_parallel_workers_per_gather=0")
    subprocess.run([*as_user, SERVER / "pg_ctl", "-D", data, "-s", "-w", "-l", data / "log",
                    "-o", options, "start"], **quiet)
    try:
        yield ["psql", "-h", str(folder), "-U", "postgres", "-X", "-q", "-A", "-t",
               "-v", "ON_ERROR_STOP=1"]
    finally:
        subprocess.run([*as_user, SERVER / "pg_ctl", "-D", data, "-s", "-m", "immediate", "stop"],
                       cwd="/", check=False)
        shutil.rmtree(folder, ignore_errors=True)


def run_postgres(all_of):
    with postgres() as psql, tempfile.TemporaryDirectory() as folder:
        def ask(text):
            return subprocess.run(psql, input=text, text=True, check=True,
                                  capture_output=True).stdout
        for name, columns in world.sql_tables(all_of):
            path = pathlib.Path(folder) / f"{name}.csv"
            world.csv_write(path, columns)
            fields = ", ".join(f"{key} {kind}" for key, kind, _ in columns)
            ask(f"create table {name} ({fields});\n\\copy {name} from '{path}' csv\n"
                f"alter table {name} add primary key (row_no); analyze {name};")
        by_name = {}
        for name, text in statements(all_of.law, div="/", greatest="greatest").items():
            sums = [int(n) for n in ask(text + ";").split("|")]
            check("PostgreSQL", name, all_of.tables[name].sums, sums)
            timed = ask("\\timing on\n" + f"{text};\n" * 3)
            by_name[name] = statistics.median(
                float(line.split()[1]) for line in timed.splitlines() if line.startswith("Time:"))
        version = ask("show server_version").split()[0]
    return {f"PostgreSQL {version}": by_name}


def run_duckdb(all_of):
    with tempfile.TemporaryDirectory() as folder:
        tables = []
        for name, columns in world.sql_tables(all_of):
            path = os.path.join(folder, f"{name}.csv")
            world.csv_write(path, columns)
            fields = ", ".join(f"{key} {kind}" for key, kind, _ in columns)
            tables.append({"name": name, "fields": fields, "path": path})
        plan = {"tables": tables, "runs": 5,
                "queries": statements(all_of.law, div="//", greatest="greatest")}
        answer = subprocess.run(["node", HERE / "duckdb.mjs"], input=json.dumps(plan), text=True,
                                check=True, capture_output=True)
    found = json.loads(answer.stdout)
    for name, sums in found["sums"].items():
        check("DuckDB", name, all_of.tables[name].sums, [int(n) for n in sums])
    return {f"DuckDB {found['version']}": found["one"],
            f"DuckDB {found['version']}, 2 threads": found["two"]}


ENGINES = {"numpy": run_numpy, "sqlite": run_sqlite, "postgres": run_postgres,
           "duckdb": run_duckdb}


def main():
    if len(sys.argv) < 2:
        fail("usage: rules.py WORLD [engine …]")
    all_of = world.World(sys.argv[1])
    found = {}
    for engine in sys.argv[2:] or ENGINES:
        found |= ENGINES[engine](all_of)
    json.dump(found, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
