#!/usr/bin/env python3
"""Turns a room's schema.sql and queries.sql into a C file that defines `const SqlModule ROOM_sql`.

    sql2c.py ROOM schema.sql queries.sql OUTPUT.c

schema.sql holds blocks "-- migration: 1 what it makes", numbered 1, 2, 3 ...; queries.sql holds
blocks "-- name: noun_verb". The word "sqlite" at the end of either line marks what only SQLite has
(full text search): PostgreSQL skips it. Comments are dropped and white space is made even, so that
rewording a comment does not change a migration. A faulty file is an error with its line, never a
surprise at run time: see `check_statement`.
"""
import re
import sys

MIGRATION = re.compile(r'^--\s*migration:\s*(\d+)\s+(.*?)\s*$')
NAME = re.compile(r'^--\s*name:\s*(\S+)(?:\s+(sqlite))?\s*$')
FORBIDDEN = {
    r'\bautoincrement\b': 'ids come from INTEGER PRIMARY KEY alone',
    r'\binsert\s+or\b(?!\s+fail\b)': 'write ON CONFLICT … DO NOTHING or DO UPDATE',
    r'\breplace\s+into\b': 'write ON CONFLICT … DO UPDATE',
    r'(?<!without )\browid\b': 'name the key column',
    r'\bpragma\b': 'settings of the connection belong to db',
    r'\b(ifnull|instr|strftime|datetime|iif|glob)\b': 'not in PostgreSQL (coalesce, CASE …)',
    r'"': 'names are plain words, texts stand in single quotes',
    r'\?(?!\d)': 'parameters are numbered: ?1 ?2',
}


class Fault(Exception):
    pass


def code_of(line):
    """The line without its comment; a -- inside a text stays."""
    out, quoted = [], False
    for i, c in enumerate(line):
        if c == "'":
            quoted = not quoted
        elif not quoted and line.startswith('--', i):
            break
        out.append(c)
    return ''.join(out)


def without_texts(sql):
    return re.sub(r"'[^']*'", "''", sql)


def blocks_of(path, marker):
    """Yields (line number, match of the marker, [code lines]) for each block of a file."""
    blocks = []
    with open(path, encoding='utf-8') as file:
        for number, line in enumerate(file, 1):
            match = marker.match(line)
            if match:
                blocks.append((number, match, []))
            elif code_of(line).strip():
                if not blocks:
                    raise Fault(f'{path}:{number}: SQL before the first block')
                blocks[-1][2].append(' '.join(code_of(line).split()))
    return blocks


def check_words(where, sql):
    for pattern, advice in FORBIDDEN.items():
        found = re.search(pattern, without_texts(sql), re.I)
        if found:
            raise Fault(f'{where}: "{found.group(0)}": {advice}')


def check_statement(where, name, sql):
    if not re.fullmatch(r'[a-z][a-z0-9_]*', name):
        raise Fault(f'{where}: a name is lower case words joined by _: {name}')
    if not sql:
        raise Fault(f'{where}: {name} is empty')
    check_words(where, sql)
    if ';' in without_texts(sql):
        raise Fault(f'{where}: {name} holds more than one statement')
    used = sorted({int(n) for n in re.findall(r'\?(\d+)', without_texts(sql))})
    if used != list(range(1, len(used) + 1)):
        raise Fault(f'{where}: {name}: parameters are {used}, not 1 to {len(used)}')


def read_migrations(path):
    out = []
    for line, match, code in blocks_of(path, MIGRATION):
        where, version, name = f'{path}:{line}', int(match.group(1)), match.group(2)
        if version != len(out) + 1:
            raise Fault(f'{where}: migration {version}, expected {len(out) + 1}')
        sql = '\n'.join(code)
        check_words(where, sql)
        only = name.endswith(' sqlite')
        out.append((version, name.removesuffix(' sqlite'), sql, only))
    return out


def read_statements(path):
    out = {}
    for line, match, code in blocks_of(path, NAME):
        where, name = f'{path}:{line}', match.group(1)
        sql = '\n'.join(code).rstrip(';').rstrip()
        check_statement(where, name, sql)
        if name in out:
            raise Fault(f'{where}: {name} stands twice')
        out[name] = (sql, match.group(2) is not None)
    return sorted(out.items(), key=lambda item: item[0].encode())


def c_text(sql):
    lines = sql.split('\n')
    ends = [r'\n'] * (len(lines) - 1) + ['']
    escaped = (line.replace('\\', r'\\').replace('"', r'\"') for line in lines)
    return '\n     '.join(f'"{line}{end}"' for line, end in zip(escaped, ends))


def table(type_name, name, rows):
    if not rows:
        return '', 'NULL, 0'
    body = '\n'.join(f'    {{{row}}},' for row in rows)
    return (f'static const {type_name} {name}[] = {{\n{body}\n}};\n',
            f'{name}, sizeof {name} / sizeof {name}[0]')


def flag(only):
    return 'true' if only else 'false'


def module_text(room, migrations, statements):
    first, migration_fields = table('SqlMigration', 'migrations', [
        f'{version}, "{name}",\n     {c_text(sql)},\n     {flag(only)}'
        for version, name, sql, only in migrations])
    second, statement_fields = table('SqlStatement', 'statements', [
        f'"{name}",\n     {c_text(sql)},\n     {flag(only)}' for name, (sql, only) in statements])
    return (f'/* Generated from the SQL of {room}; do not edit. */\n#include "db/db.h"\n\n'
            f'{first}{second}extern const SqlModule {room}_sql;\n'
            f'const SqlModule {room}_sql = {{"{room}", {migration_fields}, {statement_fields}}};\n')


def main(arguments):
    if len(arguments) != 5:
        print(__doc__, file=sys.stderr)
        return 64
    _, room, schema, queries, output = arguments
    try:
        text = module_text(room, read_migrations(schema), read_statements(queries))
    except Fault as fault:
        print(f'sql2c: {fault}', file=sys.stderr)
        return 1
    with open(output, 'w', encoding='utf-8') as file:
        file.write(text)
    return 0


if __name__ == '__main__':
    sys.exit(main(sys.argv))
