"""Runs every test and adds up: meson's unit tests, then the scripts that speak TAP.

Usage: run_tests.py BUILD_DIR [WORD]. Each test point is one "ok" or "not ok" line; a program that
ends badly without saying so counts as one failure. The last line printed is "N passed, N failed".
"""
import json
import os
import re
import subprocess
import sys
import time

SCRIPTS = [
    ("style", ["python3", "tools/style.py", "--tap"], 120),
    ("style itself", ["python3", "tests/style_test.py"], 120),
    ("law", ["bash", "tests/law.sh"], 300),
    ("stories", ["python3", "tools/story.py", "--tap"], 900),
    ("postgres", ["bash", "tests/postgres.sh"], 300),
    ("crash", ["bash", "tests/crash.sh"], 300),
    ("fuzz", ["bash", "fuzz/run.sh"], 600),
    ("district", ["bash", "tests/district.sh"], 900),
    ("pages", ["bash", "tests/pages.sh"], 300),
]
POINT = re.compile(r"^(not )?ok\b(.*)$")


def count(name, text, status, seconds):
    passed = failed = 0
    for line in text.splitlines():
        point = POINT.match(line)
        if not point:
            continue
        skipped = "# SKIP" in line.upper()
        if point.group(1) and not skipped:
            failed += 1
            print(f"  not ok {name}:{point.group(2)}")
        else:
            passed += not skipped
    if status != 0 and failed == 0:
        failed = 1
    if passed + failed == 0:
        failed = 1
        print(f"  {name}: no test point")
    if failed:
        print("\n".join("    " + line for line in text.splitlines()[-60:]))
    print(f"{name}: {passed} passed, {failed} failed ({seconds:.1f} s)", flush=True)
    return passed, failed


def run(name, command, limit, environment):
    start = time.monotonic()
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              timeout=limit, env=environment, check=False)
        text, status = done.stdout.decode("utf-8", "replace"), done.returncode
    except subprocess.TimeoutExpired as late:
        text, status = (late.stdout or b"").decode("utf-8", "replace") + "\nout of time", 1
    return count(name, text, status, time.monotonic() - start)


def unit_tests(build):
    listing = json.loads(subprocess.check_output(["meson", "introspect", "--tests", build]))
    for test in listing:
        yield test["name"], test["cmd"], test["env"], int(test["timeout"]) * 4


def main():
    build, word = sys.argv[1], (sys.argv[2] if len(sys.argv) > 2 else "")
    environment = dict(os.environ)
    environment.setdefault("ASAN_OPTIONS", "detect_leaks=1:strict_string_checks=1")
    environment.setdefault("UBSAN_OPTIONS", "print_stacktrace=1:halt_on_error=1")
    environment["DOUDI"] = os.path.abspath("build/release/src/cli/doudi")
    environment["DOUDI_CHECKED"] = os.path.abspath(f"{build}/src/cli/doudi")
    environment["DOUDI_BUILD"] = os.path.abspath(build)
    passed = failed = 0
    for name, command, extra, limit in unit_tests(build):
        if word in name:
            p, f = run(name, command, limit, {**environment, **extra})
            passed, failed = passed + p, failed + f
    for name, command, limit in SCRIPTS:
        if word in name:
            p, f = run(name, command, limit, environment)
            passed, failed = passed + p, failed + f
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
