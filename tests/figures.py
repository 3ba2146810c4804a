"""Questions about a report or a close in JSON; the exit code is the answer.

figures.py equal REPORT      every figure both computed and published agrees, and there are some
figures.py nothing CLOSE     the close posted no line
"""
import json
import sys


def figures(report):
    return [f for part in report["parts"] for f in part["figures"]]


def equal(report):
    both = [f for f in figures(report) if f["value"] is not None and f["published"]]
    wrong = [f for f in both if not f["equal"]]
    for f in wrong:
        print(f"# {f['name']}: computed {f['value']}, published {f['published']}")
    return bool(both) and not wrong


question, path = sys.argv[1], sys.argv[2]
with open(path, encoding="utf-8") as file:
    data = json.load(file)
answer = equal(data) if question == "equal" else data["lines"] == 0
sys.exit(0 if answer else 1)
