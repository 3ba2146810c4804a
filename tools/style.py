#!/usr/bin/env python3
"""The style test: reads the tree, knows the rules of the house, speaks TAP, one point a rule.

usage: tools/style.py [--tap] [ROOT]

There is no list of exemptions: a rule that is wrong is changed here for everybody. Each rule is a
generator that yields (path, line, what is wrong); the rules stand in the table RULES at the end.
"""
import pathlib
import re
import sys

FILE_LINES = 800
HEADER_LINES = 300
README_LINES = 60
FUNCTION_LINES = 70
PARAMETERS = 5
COLUMNS = 100
TWICE = 200  # signs of a function that two files of a room may not both hold
PLACES = ("src", "tests", "fuzz", "bench", "tools")
WIDE_KINDS = (".c", ".h", ".def", ".sql", ".py", ".sh")
BANNED = ("strcpy strncpy strcat strncat sprintf vsprintf atoi atol atoll atof strtok gets scanf "
          "sscanf fscanf alloca setjmp longjmp").split()
MEMORY = "malloc calloc realloc reallocarray free strdup strndup asprintf vasprintf".split()
TEST_SUPPORT = ("test.h", "world.def")  # what a room's tests lend to the tests of rooms below
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")


class File:
    """One file: its text, and for C the same text with comments and literals blanked out."""

    def __init__(self, root, path):
        self.path = path
        self.name = path.relative_to(root).as_posix()
        self.text = path.read_text(encoding="utf-8", errors="replace")
        self.lines = self.text.splitlines()
        self.is_c = path.suffix in (".c", ".h")
        self.is_test = path.name.endswith("_test.c") or path.stem in ("test", "fixture")
        self.code, self.literals = blank(self.text) if self.is_c else (self.text, [])
        parts = self.name.split("/")
        self.room = parts[1] if parts[0] == "src" and len(parts) > 2 else None


TOKEN = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def blank(text):
    """The text with comments and literals as spaces (lines kept), and the literals with lines."""
    literals = []

    def replace(match):
        token = match.group()
        if token[0] in "\"'":
            literals.append((text.count("\n", 0, match.start()) + 1, token))
            return token[0] + " " * (len(token) - 2) + token[0]
        return re.sub(r"[^\n]", " ", token)

    return TOKEN.sub(replace, text), literals


class Tree:
    def __init__(self, root):
        self.root = root
        kinds = WIDE_KINDS + (".md", ".html", ".css", ".js", ".mjs", ".build", ".txt", ".story")
        paths = [p for place in PLACES for p in (root / place).rglob("*")
                 if p.is_file() and p.suffix in kinds
                 and not {"__pycache__", "node_modules"} & set(p.parts)]
        self.files = [File(root, p) for p in sorted(paths)]
        self.c_files = [f for f in self.files if f.is_c]
        self.rooms = sorted(p.name for p in (root / "src").iterdir()
                            if p.is_dir() and any(p.glob("*.[ch]")))
        self.layers = read_layers(root / "src" / "LAYERS")


def read_layers(path):
    layers = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        line = line.split("#")[0].strip()
        if line:
            room, _, may = line.partition("|")
            layers[room.strip()] = may.split()
    return layers


# ---- rooms ---------------------------------------------------------------------------------

def layers_hold(tree):
    seen = set()
    for room, may in tree.layers.items():
        for other in may:
            if other not in seen:
                yield "src/LAYERS", 0, f"{room} may include {other}, which does not stand above it"
        seen.add(room)
    for room in tree.rooms:
        if room not in tree.layers:
            yield f"src/{room}", 0, "the room is not in src/LAYERS"
    include = re.compile(r'^\s*#\s*include\s+"([^"]*)"', re.M)
    for f in tree.c_files:
        for match in include.finditer(f.text):
            line = f.text.count("\n", 0, match.start()) + 1
            yield from include_fault(tree, f, match.group(1), line)


def include_fault(tree, f, target, line):
    if "/" not in target:
        yield f.name, line, f'"{target}" is not written "room/file.h"'
        return
    room, _, name = target.partition("/")
    if room == (f.room or f.name.split("/")[0]):
        return
    if target in ("base/test.h", "web/test.h") and f.is_test:
        return
    if name != room + ".h" and not (name in TEST_SUPPORT and f.is_test):
        yield f.name, line, f'"{target}" is private to {room}'
    elif f.room and room not in tree.layers.get(f.room, []):
        yield f.name, line, f"{f.room} may not include {room} (src/LAYERS)"


def rooms_are_furnished(tree):
    for room in tree.rooms:
        place = tree.root / "src" / room
        readme = place / "README.md"
        if not readme.exists():
            yield f"src/{room}", 0, "no README.md"
        elif len(readme.read_text(encoding="utf-8").splitlines()) > README_LINES:
            yield f"src/{room}/README.md", 0, f"more than {README_LINES} lines"
        if not (place / f"{room}.h").exists():
            yield f"src/{room}", 0, f"no public header {room}.h"
        if not any(place.glob("*_test.c")):
            yield f"src/{room}", 0, "no *_test.c"


# ---- sizes ---------------------------------------------------------------------------------

def files_are_short(tree):
    for f in tree.files:
        if f.path.suffix in (".c", ".h", ".py", ".sql", ".sh", ".mjs") and \
                len(f.lines) > FILE_LINES:
            yield f.name, 0, f"{len(f.lines)} lines, at most {FILE_LINES}"
        if f.room and f.path.name == f.room + ".h" and len(f.lines) > HEADER_LINES:
            yield f.name, 0, f"{len(f.lines)} lines, a public header has at most {HEADER_LINES}"


def functions(f):
    """(name, first line, lines, parameters) of each function defined in a formatted C file."""
    lines = f.code.splitlines()
    for at, line in enumerate(lines):
        if not line.startswith("{"):
            continue
        end = next((i for i in range(at, len(lines)) if lines[i].startswith("}")), len(lines) - 1)
        start = at - 1
        while start > 0 and not re.match(r"[A-Za-z_].*\(", lines[start]):
            start -= 1
        head = " ".join(lines[start:at])
        name = re.search(r"(\w+)\s*\(", head)
        if name:
            yield name.group(1), start + 1, end - at - 1, parameters(head[name.end():])


def parameters(text):
    depth, count, inside = 1, 0, ""
    for char in text:
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        if depth == 0:
            break
        if char == "," and depth == 1:
            count += 1
        inside += char
    return 0 if inside.strip() in ("", "void") else count + 1


def functions_are_short(tree):
    for f in tree.c_files:
        for name, line, length, _ in functions(f):
            if length > FUNCTION_LINES:
                yield f.name, line, f"{name} has {length} lines, at most {FUNCTION_LINES}"


LIBC_SHAPES = {"mmap", "mmap64"}  # what stands in for a function of libc takes what it takes


def functions_stand_once(tree):
    seen = {}
    for f in tree.c_files:
        for name, line, length, _ in functions(f):
            end = next(i for i in range(line, len(f.lines)) if f.lines[i].startswith("}"))
            body = " ".join(" ".join(f.lines[end - length:end]).split())
            other = seen.setdefault((f.room, body), (f.name, name))
            if f.room and not f.is_test and len(body) >= TWICE and other != (f.name, name):
                yield f.name, line, f"{name} says again what {other[1]} of {other[0]} says"


def parameters_are_few(tree):
    for f in tree.c_files:
        for name, line, _, count in functions(f):
            if count > PARAMETERS and name not in LIBC_SHAPES:
                yield f.name, line, f"{name} takes {count} parameters, at most {PARAMETERS}"


def lines_are_narrow(tree):
    for f in tree.files:
        if f.path.suffix not in WIDE_KINDS:
            continue
        for number, line in enumerate(f.lines, 1):
            if len(line) > COLUMNS:
                yield f.name, number, f"{len(line)} columns, at most {COLUMNS}"


# ---- what C may not say --------------------------------------------------------------------

def calls(f, names):
    pattern = re.compile(r"(?<![\w.>])(" + "|".join(names) + r")\s*\(")
    for match in pattern.finditer(f.code):
        yield f.code.count("\n", 0, match.start()) + 1, match.group(1)


def no_banned_calls(tree):
    for f in tree.c_files:
        for line, name in calls(f, BANNED):
            yield f.name, line, f"{name} is banned"


def memory_is_the_arenas(tree):
    for f in tree.c_files:
        if f.name == "src/base/arena.c":
            continue
        for line, name in calls(f, MEMORY):
            yield f.name, line, f"{name}: memory comes from an Arena"


def no_globals(tree):
    pattern = re.compile(r"^static (?!.*\b(?:const|_Thread_local)\b)[^(\n]*(?:=|;|\[)", re.M)
    for f in tree.c_files:
        if f.is_test or not f.room:
            continue
        for match in pattern.finditer(f.code):
            line = f.code.count("\n", 0, match.start()) + 1
            yield f.name, line, "a global that is not a constant table"


def no_chinese_literals(tree):
    han = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
                     "\U00020000-\U0003ffff]")
    for f in tree.c_files:
        for line, literal in f.literals:
            if han.search(literal):
                yield f.name, line, f"Chinese in C: {literal[:30]} belongs in a .def file"


def files_open_with_a_paragraph(tree):
    for f in tree.c_files:
        comment = re.match(r"/\*(.*?)\*/", f.text, re.S)
        if not comment:
            yield f.name, 1, "does not open with a comment that says what it is"
        elif f.path.suffix == ".c" and len(comment.group(1).strip()) < 40:
            yield f.name, 1, "the opening comment says too little"


# ---- SQL -----------------------------------------------------------------------------------

def one_room_writes_a_table(tree):
    write = re.compile(r"\b(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM|CREATE\s+TABLE)"
                       r"\s+(?:IF\s+NOT\s+EXISTS\s+)?([a-z_][a-z0-9_]*)", re.I)
    words = {"of", "on", "or", "set", "before", "after", "if"}
    writers = {}
    for f in tree.files:
        if f.path.suffix != ".sql" or not f.room:
            continue
        code = re.sub(r"--[^\n]*", "", f.text)
        code = re.sub(r"\bDO\s+UPDATE\b", "", code, flags=re.I)
        for match in write.finditer(code):
            table = match.group(1).lower()
            if table not in words:
                writers.setdefault(table, {}).setdefault(f.room, f.name)
    for table, rooms in sorted(writers.items()):
        if len(rooms) > 1:
            yield sorted(rooms.values())[-1], 0, f"{table} is written by {', '.join(sorted(rooms))}"


def sql_blocks(text):
    """(line, name, words before and inside, code) of each named statement; the comment that stands
    before a name belongs to it."""
    pending, block = [], None
    for number, line in enumerate(text.splitlines(), 1):
        named = re.match(r"--\s*name:\s*(\S+)", line)
        if named:
            if block:
                yield block
            block, pending = [number, named.group(1), pending, ""], []
        elif line.startswith("--"):
            pending.append(line)
        elif line.strip():
            pending = []
            if block:
                block[3] += re.sub(r"--.*", "", line) + "\n"
    if block:
        yield block


def scoped_tables_are_read_in_scope(tree):
    """A table that schema.sql marks "-- scoped: by what" is read through in_scope, or the statement
    says "-- unscoped: why". in_scope and its reasons are told in src/db/db.h."""
    scoped = {}
    for f in tree.files:
        if f.path.name == "schema.sql" and f.room:
            for table in re.findall(r"^-- scoped:[^\n]+\nCREATE TABLE (\w+)", f.text, re.M):
                scoped[table] = f.room
    for f in tree.files:
        if f.path.name != "queries.sql" or not f.room:
            continue
        for line, name, comments, code in sql_blocks(f.text):
            read = set(re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", code)) & set(scoped)
            said = any(re.match(r"--\s*unscoped:\s*\S", c) for c in comments)
            if read and "in_scope(" not in code and not said:
                yield f.name, line, f"{name} reads {', '.join(sorted(read))} out of scope"


def sql_stands_in_sql_files(tree):
    """Only registry generates statements, from checked declarations; tests may plant them."""
    sql = re.compile(r"\b(SELECT\b.*\bFROM|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE TABLE)\b")
    for f in tree.c_files:
        if f.is_test or f.room == "registry" or not f.room:
            continue
        for line, literal in f.literals:
            if sql.search(literal):
                yield f.name, line, "SQL in C: it belongs in queries.sql"


# ---- all files -----------------------------------------------------------------------------

def nothing_is_unfinished(tree):
    for f in tree.files:
        for number, line in enumerate(f.lines, 1):
            if UNFINISHED.search(line):
                yield f.name, number, f"unfinished: {line.strip()[:60]}"


def text_is_clean(tree):
    for f in tree.files:
        for number, line in enumerate(f.lines, 1):
            if "\ufffd" in line:
                yield f.name, number, "not UTF-8"
            elif line != line.rstrip(" \t") and f.path.suffix != ".story":  # prints as recorded
                yield f.name, number, "space at the end of the line"
            elif "\t" in line and f.path.suffix in WIDE_KINDS:
                yield f.name, number, "a tab"


RULES = (
    ("layers: rooms include what src/LAYERS allows, and only public headers", layers_hold),
    ("rooms: README, public header and a test in each", rooms_are_furnished),
    ("sizes: files", files_are_short),
    ("sizes: functions", functions_are_short),
    ("sizes: parameters", parameters_are_few),
    ("sizes: columns", lines_are_narrow),
    ("C: no banned calls", no_banned_calls),
    ("C: memory comes from the arena", memory_is_the_arenas),
    ("C: no globals but constant tables", no_globals),
    ("C: no Chinese in literals", no_chinese_literals),
    ("C: files open with a paragraph", files_open_with_a_paragraph),
    ("SQL: one room writes a table", one_room_writes_a_table),
    ("SQL: statements stand in .sql files", sql_stands_in_sql_files),
    ("SQL: scoped tables are read in scope", scoped_tables_are_read_in_scope),
    ("text: nothing unfinished", nothing_is_unfinished),
    ("text: UTF-8, no stray space", text_is_clean),
    ("C: a room says no function twice", functions_stand_once),
)


def main():
    arguments = [a for a in sys.argv[1:] if a != "--tap"]
    here = pathlib.Path(__file__).resolve().parent.parent
    tree = Tree(pathlib.Path(arguments[0]).resolve() if arguments else here)
    print(f"1..{len(RULES)}")
    failed = 0
    for number, (name, rule) in enumerate(RULES, 1):
        faults = list(rule(tree))
        failed += bool(faults)
        print(f"{'not ok' if faults else 'ok'} {number} - {name}")
        for path, line, what in faults:
            print(f"# {path}:{line}: {what}" if line else f"# {path}: {what}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
