"""Runs every test and adds up: meson's unit tests, then the scripts that speak TAP.

Usage: run_tests.py BUILD_DIR [WORD]. Each test point is one "ok" or "not ok" line; a program that
ends badly without saying so counts as one failure. The last line printed is "N passed, N failed".
"""
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor

LONG = os.environ.get("DOUDI_LONG") == "yes"
# Two run side by side: the long ones come first, so that both cores end together.
SCRIPTS = [
    ("district", ["bash", "tests/district.sh"], 900),
    ("fault", ["bash", "tests/fault.sh"], 7200 if LONG else 600),
    ("browser", ["node", "tests/browser/run.mjs"], 7200 if LONG else 600),
    ("stories", ["python3", "tools/story.py", "--tap"], 900),
    ("pages", ["bash", "tests/pages.sh"], 300),
    ("clang", ["python3", "tools/clang_syntax.py", "build/test"], 300),
    ("crash", ["bash", "tests/crash.sh"], 3600 if LONG else 300),
    ("pack", ["bash", "tests/pack.sh"], 900 if LONG else 300),
    ("parts", ["bash", "tests/parts.sh"], 300),
    ("law", ["bash", "tests/law.sh"], 300),
    ("postgres", ["bash", "tests/postgres.sh"], 300),
    ("deploy", ["bash", "tests/deploy.sh"], 120),
    ("api", ["bash", "tests/api.sh"], 300),
    ("style", ["python3", "tools/style.py", "--tap"], 120),
    ("style itself", ["python3", "tests/style_test.py"], 120),
]
SIM = "build/release/tests/sim/sim"
LONG_SCRIPTS = [  # ./test --long
    ("sim long", [SIM, "--seed", "1000", "--seeds", "20", "--days", "1500", "--people", "80",
                  "--random", "--seconds", "1200"], 7200),
    ("coverage", ["tools/coverage", "--tap"], 3600),
    ("mutations", ["python3", "tests/fault/mutate.py"], 7200),
]
FUZZ_SHARE = 180  # seconds that all fuzz targets share
LONG_UNITS = ["web/walk", "sim", "desk/desk", "fuzz"]  # unit tests that come before the others
POINT = re.compile(r"^(not )?ok\b(.*)$")
RUNNING = set()


def count(name, text, status, spent):
    """Counts the points of what a test said, and prints them; `spent` is (seconds, of a core)."""
    passed = failed = 0
    lines = []
    for line in text.splitlines():
        point = POINT.match(line)
        if not point:
            continue
        skipped = "# SKIP" in line.upper()
        if point.group(1) and not skipped:
            failed += 1
            lines.append(f"  not ok {name}:{point.group(2)}")
        else:
            passed += not skipped
    if status != 0 and failed == 0:
        failed = 1
    if passed + failed == 0:
        failed = 1
        lines.append(f"  {name}: no test point")
    if failed:
        lines += ["    " + line for line in text.splitlines()[-60:]]
    lines.append(f"{name}: {passed} passed, {failed} failed "
                 f"({spent[0]:.1f} s, {spent[1]:.1f} s of a core)")
    print("\n".join(lines), flush=True)
    return passed, failed


def stop(child):
    """Ends a test and all that it started."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def run(name, command, limit, environment):
    start = time.monotonic()
    with tempfile.TemporaryFile() as out:
        child = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=environment,
                                 stdin=subprocess.DEVNULL, start_new_session=True)
        RUNNING.add(child)
        late = threading.Timer(limit, stop, [child])
        late.start()
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        late.cancel()
        RUNNING.discard(child)
        seconds = time.monotonic() - start
        out.seek(0)
        text = out.read().decode("utf-8", "replace") + "\nout of time" * (seconds >= limit)
    return count(name, text, status, (seconds, used.ru_utime + used.ru_stime))


def unit_tests(build, environment):
    """Meson's tests, the long ones first."""
    listing = json.loads(subprocess.check_output(["meson", "introspect", "--tests", build]))
    listing.sort(key=lambda test: not test["name"].startswith(tuple(LONG_UNITS)))
    targets = sum(test["name"].startswith("fuzz") for test in listing)
    environment.setdefault("FUZZ_SECONDS", str(max(2, FUZZ_SHARE // max(1, targets))))
    for test in listing:
        yield (test["name"], test["cmd"], int(test["timeout"]) * 4, {**environment, **test["env"]})


def main():
    build, word = sys.argv[1], (sys.argv[2] if len(sys.argv) > 2 else "")
    environment = dict(os.environ)
    environment.setdefault("ASAN_OPTIONS", "detect_leaks=1:strict_string_checks=1")
    environment.setdefault("UBSAN_OPTIONS", "print_stacktrace=1:halt_on_error=1")
    environment["DOUDI"] = os.path.abspath("build/release/src/cli/doudi")
    environment["DOUDI_CHECKED"] = os.path.abspath(f"{build}/src/cli/doudi")
    environment["DOUDI_BUILD"] = os.path.abspath(build)
    jobs = [(*script, environment) for script in (LONG_SCRIPTS if LONG else []) + SCRIPTS]
    jobs += unit_tests(build, environment)
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
        try:
            results = list(pool.map(lambda job: run(*job), [j for j in jobs if word in j[0]]))
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            for child in list(RUNNING):
                stop(child)
            raise
    passed, failed = (sum(column) for column in zip(*results)) if results else (0, 1)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


sys.exit(main())
