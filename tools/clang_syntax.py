#!/usr/bin/env python3
"""Asks clang about every file that the build in BUILD_DIR compiles, under the same warnings; makes
no code. Speaks TAP, one point a room.

Usage: clang_syntax.py BUILD_DIR
"""
import collections
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
KEPT = re.compile(r"-(I(?!.*\.p$)|isystem|D|U|W|std=)")
NOT_OURS = "node_modules/"


def arguments(command):
    """What of the compiler's command says how the text is to be read."""
    words, kept = shlex.split(command), []
    for word, following in zip(words, words[1:] + [""]):
        if KEPT.match(word):
            kept += [word, following] if word == "-isystem" else [word]
    return tuple(kept)


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    groups, seen = collections.defaultdict(list), set()
    for entry in json.loads((build / "compile_commands.json").read_text(encoding="utf-8")):
        path = (build / entry["file"]).resolve()
        if path in seen or NOT_OURS in str(path):
            continue
        seen.add(path)
        groups[path.parent, arguments(entry["command"])].append(str(path))
    faults = collections.defaultdict(str)
    for (folder, options), files in sorted(groups.items()):
        done = subprocess.run(["clang", "-fsyntax-only", *options, *files], cwd=build,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if done.returncode != 0:
            faults[folder] += done.stdout.decode("utf-8", "replace")
    folders = sorted({folder for folder, _ in groups})
    for number, folder in enumerate(folders, 1):
        name = os.path.relpath(folder, ROOT)
        for line in faults[folder].splitlines()[:40]:
            print("# " + line)
        print(f"{'not ' if faults[folder] else ''}ok {number} - clang finds nothing in {name}")
    print(f"1..{len(folders)}")
    return 1 if any(faults.values()) else 0


sys.exit(main())
