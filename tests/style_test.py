#!/usr/bin/env python3
"""Tests tools/style.py on planted trees: a sound one passes every rule, and each planted fault is
found by its own rule and by no other. Speaks TAP."""
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SAY = "/* This file is planted by the test of the style test, and says enough. */\n"

SOUND = {
    "src/LAYERS": "low  |\nhigh | low\n",
    "src/low/low.h": SAY + "int low_one(void);\n",
    "src/low/low.c": SAY + '#include "low/low.h"\n#include "low/own.h"\n\n'
    "static const int table[] = {1, 2};\n\nint low_one(void)\n{\n    return table[0];\n}\n",
    "src/low/own.h": SAY,
    "src/low/low_test.c": SAY + '#include "base/test.h"\n\nstatic int seen;\n',
    "src/low/README.md": "# low\n",
    "src/low/schema.sql": "-- migration: 1 rows\n-- scoped: division\nCREATE TABLE low_seen (n);\n",
    "src/low/queries.sql": "-- name: b\nSELECT n FROM low_seen WHERE in_scope(n) = 1\n"
    "-- unscoped: counts all\n-- name: c\nSELECT COUNT(*) FROM low_seen\n"
    "-- name: a\nINSERT INTO low_row (n) VALUES (?1)\n"
    "ON CONFLICT (n) DO UPDATE SET n = excluded.n\n",
    "src/high/high.h": SAY,
    "src/high/high.c": SAY + '#include "low/low.h"\n\n'
    '/* malloc( and "中文" in a comment are no faults; nor is x->free(y) */\n'
    'static const char *const words[] = {"free(x)", "sprintf"};\n',
    "src/high/high_test.c": SAY + '#include "low/test.h"\n',
    "src/low/test.h": SAY,
    "bench/one.c": SAY + '#include "bench/one.h"\n',
    "bench/one.h": SAY,
    "src/high/README.md": "# high\n",
    "src/high/words.def": '#define SAY "中文"\n',
    "tests/one.py": '"""A script."""\n',
}

LONG_FUNCTION = "void low_long(void)\n{\n" + "    low_one();\n" * 71 + "}\n"

# (rule's number, file, text added to it or the whole file, what must be said)
PLANTED = [
    (1, "src/low/low.c", '#include "high/high.h"\n', "low may not include high"),
    (1, "src/high/high.c", '#include "low/own.h"\n', "private to low"),
    (1, "src/high/high.c", '#include "high.h"\n', 'not written "room/file.h"'),
    (1, "src/high/high.c", '#include "base/test.h"\n', "private to base"),
    (1, "src/high/high.c", '#include "low/test.h"\n', "private to low"),
    (1, "src/low/low_test.c", '#include "high/test.h"\n', "low may not include high"),
    (1, "src/LAYERS", "lower | high none\n", "does not stand above"),
    (1, "src/third/third.h", SAY, "not in src/LAYERS"),
    (2, "src/low/README.md", "line\n" * 60, "more than 60 lines"),
    (2, "src/low/README.md", None, "no README.md"),
    (2, "src/low/low_test.c", None, "no *_test.c"),
    (3, "src/low/long.c", SAY + "\n" * 800, "at most 800"),
    (3, "src/low/low.h", "\n" * 300, "at most 300"),
    (4, "src/low/low.c", LONG_FUNCTION, "low_long has 71 lines"),
    (5, "src/low/low.c", "int low_six(int a, int b, int c, void (*d)(int, int), int e,\n"
     "            int f)\n{\n    return a;\n}\n", "low_six takes 6"),
    (6, "src/low/low.c", "/* " + "x" * 100 + " */\n", "106 columns"),
    (7, "src/low/low.c", "int low_n(char *s)\n{\n    return atoi(s);\n}\n", "atoi is banned"),
    (7, "src/low/low.c", 'void low_p(char *s)\n{\n    sprintf (s, "");\n}\n', "sprintf is banned"),
    (8, "src/low/low.c", "void *low_m(void)\n{\n    return malloc(1);\n}\n", "malloc: memory"),
    (8, "src/low/low_test.c", "void low_f(void *p)\n{\n    free(p);\n}\n", "free: memory"),
    (9, "src/low/low.c", "static int counter;\n", "a global"),
    (9, "src/low/low.c", "static char room[10];\n", "a global"),
    (10, "src/low/low.c", 'const char *low_say = "中";\n', "Chinese in C"),
    (10, "src/low/low_test.c", "int low_full = '。';\n", "Chinese in C"),
    (11, "src/low/bare.c", "int low_bare;\n", "does not open with a comment"),
    (11, "src/low/bare.c", "/* Bare. */\nint low_bare;\n", "says too little"),
    (12, "src/high/queries.sql", "-- name: b\nDELETE FROM low_row\n", "low_row is written by"),
    (12, "src/high/schema.sql", "UPDATE low_row SET n = 1\n", "low_row is written by"),
    (13, "src/low/low.c", 'const char *low_sql = "SELECT n FROM low_row";\n', "SQL in C"),
    (14, "src/high/queries.sql", "-- name: b\nSELECT n FROM low_seen\n", "low_seen out of scope"),
    (15, "src/low/low.c", "/* TO" "DO later */\n", "unfinished"),
    (15, "tests/one.py", "# FIX" "ME\n", "unfinished"),
    (16, "src/low/low.c", "int low_x; \n", "space at the end"),
    (16, "src/low/low.c", "\tint low_x;\n", "a tab"),
    (17, "src/low/twice.c", SAY + "".join(
        f"static int {name}(int sum)\n{{\n" + "    sum += sum;\n" * 20 + "    return sum;\n}\n\n"
        for name in ("once", "again")),
     "again says again what once"),
]


def grow(root, path, text):
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    if text is None:
        file.unlink()
    else:
        file.write_text((file.read_text() if file.exists() else "") + text)


def judge(planted):
    """The style test's output on the sound tree with something planted."""
    with tempfile.TemporaryDirectory() as place:
        root = pathlib.Path(place)
        for path, text in SOUND.items():
            grow(root, path, text)
        for path, text in planted:
            grow(root, path, text)
        run = subprocess.run([sys.executable, ROOT / "tools/style.py", str(root)],
                             capture_output=True, text=True, check=False)
        return run.stdout, run.returncode


def broken_rules(output):
    return {int(line.split()[2]) for line in output.splitlines() if line.startswith("not ok")}


def point(number, good, name, output):
    print(f"{'ok' if good else 'not ok'} {number} - {name}")
    if not good:
        print("".join(f"# {line}\n" for line in output.splitlines()), end="")
    return good


def main():
    print(f"1..{len(PLANTED) + 2}")
    output, status = judge([])
    good = point(1, status == 0 and not broken_rules(output), "a sound tree passes", output)
    for number, (rule, path, text, said) in enumerate(PLANTED, 2):
        output, status = judge([(path, text)])
        # a new room lacks its furniture too
        found = broken_rules(output) - ({2} if path.startswith("src/third") else set())
        good &= point(number, status == 1 and found == {rule} and said in output,
                      f"rule {rule}: {said}", output)
    rules = int(output.splitlines()[0].split("..")[1])
    every = {rule for rule, *_ in PLANTED} == set(range(1, rules + 1))
    good &= point(len(PLANTED) + 2, every, "every rule has a planted fault", "")
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
