"""Runs stories: commands and their expected output, as a bureau could read them.

A story (tests/stories/NAME.story) is text; its lines are
    # …            words for the reader
    file NAME      the following lines that start with "| " are written to NAME
    $ COMMAND      run by sh in the story's own empty folder; the lines after it, indented by two
                   spaces, are the expected output, and "  [exit N]" the expected exit code if not 0
Usage: story.py [--tap] [--record] [STORY …]. --record writes what came out into the story, to be
reviewed as a diff. $DOUDI_CHECKED is the program (built with sanitizers).
"""
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent


def environment(folder):
    env = dict(os.environ)
    program = env.get("DOUDI_CHECKED", str(ROOT / "build/test/src/cli/doudi"))
    tools = folder / ".bin"
    tools.mkdir()
    (tools / "doudi").symlink_to(program)
    env["PATH"] = f"{tools}:{env['PATH']}"
    env["DOUDI_HOME"] = str(ROOT)
    env["DOUDI_STORE"] = str(folder / "store.db")
    env["TZ"] = "Asia/Shanghai"
    env["ASAN_OPTIONS"] = env.get("ASAN_OPTIONS", "") + ":detect_leaks=1"
    return env


def execute(command, folder, env):
    done = subprocess.run(["sh", "-c", command], cwd=folder, env=env, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, check=False)
    text = done.stdout.decode("utf-8", "replace").replace(str(folder) + "/", "")
    lines = ["  " + line if line else "" for line in text.splitlines()]
    if done.returncode:
        lines.append(f"  [exit {done.returncode}]")
    while lines and not lines[-1]:
        lines.pop()
    return lines


def parts(text):
    """Splits a story into (kind, lines): words, file, command with its output."""
    lines, index, found = text.splitlines(), 0, []
    while index < len(lines):
        line = lines[index]
        index += 1
        if line.startswith("$ "):
            output = []
            while index < len(lines) and (lines[index].startswith("  ") or
                                          (lines[index] == "" and output_goes_on(lines, index))):
                output.append(lines[index])
                index += 1
            found.append(("command", [line], output))
        elif line.startswith("file "):
            body = []
            while index < len(lines) and lines[index].startswith("|"):
                body.append(lines[index])
                index += 1
            found.append(("file", [line], body))
        else:
            found.append(("words", [line], []))
    return found


def output_goes_on(lines, index):
    while index < len(lines) and lines[index] == "":
        index += 1
    return index < len(lines) and lines[index].startswith("  ")


def play(path, record):
    written, problem = [], None
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        env = environment(folder)
        for kind, head, body in parts(path.read_text(encoding="utf-8")):
            written += head
            if kind == "file":
                (folder / head[0][5:].strip()).write_text(
                    "".join(line[2:] + "\n" for line in body), encoding="utf-8")
            elif kind == "command":
                got = execute(head[0][2:], folder, env)
                if got != body and not problem:
                    problem = (head[0], body, got)
                body = got
            written += body
    if record:
        path.write_text("\n".join(written) + "\n", encoding="utf-8")
    return problem


def main():
    record = "--record" in sys.argv
    names = [a for a in sys.argv[1:] if not a.startswith("--")]
    paths = [pathlib.Path(n) for n in names] or sorted((ROOT / "tests/stories").glob("*.story"))
    print(f"1..{len(paths)}")
    bad = 0
    for number, path in enumerate(paths, 1):
        problem = play(path, record)
        bad += bool(problem) and not record
        print(f"{'not ok' if problem and not record else 'ok'} {number} - {path.stem}", flush=True)
        if problem and not record:
            command, want, got = problem
            print("# " + command)
            for line in want:
                print("# want " + line)
            for line in got:
                print("# got  " + line)
    return 1 if bad else 0


sys.exit(main())
