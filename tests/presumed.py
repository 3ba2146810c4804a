"""No published figure depends on the values before the raise, which nobody published.

Lowers every value marked 推定 that a later value of the same standard replaces, lives the year
again with the same seed, and compares the report with the one given. Only what was paid
month by month and caught up later may differ; the figures of the report may not.
Usage: presumed.py DOUDI WORK_FOLDER REPORT_JSON
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

PRESUMED = re.compile(r"^(\s+2023-01-01 起\s+)(.*?)(\s+推定.*)$")


def lowered(text):
    """The text with presumed early values cut by a tenth; and how many rows changed."""
    blocks, changed = re.split(r"(?m)^(?=标准 )", text), 0
    for index, block in enumerate(blocks):
        if "2024-01-01 起" not in block:
            continue
        lines = block.split("\n")
        for number, line in enumerate(lines):
            row = PRESUMED.match(line)
            if row:
                values = re.sub(r"\d+", lambda n: str(int(n.group()) * 9 // 10), row.group(2))
                lines[number] = row.group(1) + values + row.group(3)
                changed += 1
        blocks[index] = "\n".join(lines)
    return "".join(blocks), changed


def figures(path):
    report = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    return {f["key"]: f["value"] for part in report["parts"] for f in part["figures"]
            if f["value"] is not None and f["published"]}


def main():
    doudi, work, before = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
    home = pathlib.Path(os.environ["DOUDI_HOME"])
    other = work / "presumed"
    other.mkdir()
    shutil.copytree(home / "affairs", other / "affairs")
    shutil.copytree(home / "areas", other / "areas")
    (other / "node_modules").symlink_to(home / "node_modules")
    file = next((other / "areas").glob("360203-*/standards.affair"))
    text, changed = lowered(file.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8")
    env = {**os.environ, "DOUDI_HOME": str(other)}
    store = str(work / "presumed.db")
    subprocess.run([doudi, "demo", "360203", "--seed", "1", "--store", store], env=env, check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after = work / "presumed.json"
    after.write_bytes(subprocess.check_output([doudi, "report", "--json", "--store", store],
                                              env=env))
    old, new = figures(before), figures(after)
    for key in old:
        if old[key] != new.get(key):
            print(f"# {key}: {old[key]} became {new.get(key)}")
    return 0 if changed >= 5 and old and old == new else 1


sys.exit(main())
