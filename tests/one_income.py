"""One changed income changes the report by exactly that.

Takes a family on minimum living with an unsupported child, raises the applicant's income by 200
yuan from December on and records the decision; closes December again. The family's December
benefit falls by exactly 200, the child's difference rises by exactly the child's share of it, the
report's sum for unsupported children changes by that, and no other figure moves but
the mean it belongs to.
Usage: one_income.py DOUDI STORE WORK_FOLDER (the store is copied, not changed)
"""
import csv
import json
import pathlib
import shutil
import subprocess
import sys

RISE = 200
doudi, store, work = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
copy = work / "income.db"
files = pathlib.Path(str(store) + ".imports")


def run(*words, clock=None):
    extra = ["--by", "clerk", "--clock", clock] if clock else []
    done = subprocess.run([doudi, *words, "--store", str(copy), *extra], check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode:
        sys.exit(f"# {' '.join(words)}: {done.stdout.decode()} {done.stderr.decode()}")
    return done.stdout.decode()


def rows(name):
    with open(files / name, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def figures():
    report = json.loads(run("report", "--json"))
    return {f["key"]: f["value"] for part in report["parts"] for f in part["figures"]}


def december(number, affair):
    lines = json.loads(run("lines", number, affair, "--json"))
    return sum(round(float(line["amount"]) * 100) for line in lines if line["month"] == "2024-12")


def families():
    """(child, household number, applicant, size), enrolled before the year."""
    households = {}
    for row in rows("2023-12-household.csv"):
        households.setdefault(row["户号"], []).append(row)
    of_person = {row["公民身份号码"]: number for number, all_rows in households.items()
                 for row in all_rows}
    for row in rows("2023-12-enrolment.csv"):
        child = row["公民身份号码"]
        if row["事项"] == "unsupported_child_allowance" and child in of_person:
            number = of_person[child]
            members = households[number]
            if members[0]["公民身份号码"] != child:
                yield child, number, members[0]["公民身份号码"], len(members)


def write(name, header, row):
    path = work / name
    path.write_text(",".join(header) + "\n" + ",".join(row) + "\n", encoding="utf-8")
    return str(path)


for suffix in ("", ".key"):
    shutil.copy(str(store) + suffix, str(copy) + suffix)
incomes = {row["公民身份号码"]: float(row["月收入"] or 0)
           for row in rows("2023-12-person.income.csv")}
for child, number, applicant, size in families():
    benefit = december(number, "minimum_living")
    difference = december(child, "unsupported_child_allowance")
    if benefit > RISE * 200 and difference:
        break
else:
    sys.exit("# no family to try")
before = figures()
income = f"{incomes[applicant] + RISE:.2f}"
run("import", write("income.csv", ["公民身份号码", "月收入", "生效日期"],
                    [applicant, income, "2024-12-01"]), "--as", "person.income",
    clock="2024-12-29T09:00")
run("import", write("revise.csv", ["事项", "户号", "类型", "决定日期", "生效月份", "原因"],
                    ["minimum_living", number, "变更", "2024-12-29", "2024-12", "收入增加"]),
    "--as", "decision", clock="2024-12-29T09:10")
run("close", "2024-12", clock="2024-12-29T17:00")
after = figures()
fall = benefit - december(number, "minimum_living")
rise = december(child, "unsupported_child_allowance") - difference
paid = "unsupported_paid"
moved = {key for key in before if before[key] != after[key]} - {"minimum_living_mean"}
change = round(float(after[paid]) * 100) - round(float(before[paid]) * 100)
print(f"# benefit -{fall} fen, child +{rise} fen of {size}, report +{change} fen, moved {moved}")
share = RISE * 100 // size
ok = fall == RISE * 100 and abs(rise - share) <= 1 and change == rise and moved == {paid}
sys.exit(0 if ok else 1)
