"""A small bureau to be hurt: a folder with a store, and a life of acts that a seed decides.

Clocks are said, numbers are counted, so that the same acts always leave the same store: after any
fault and a second try, the digest of all rows must be the one of a life without faults.
"""
import datetime
import json
import os
import pathlib
import random
import shutil
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
CLERKS = {"gly": "系统", "jb": "经办", "fh": "复核", "sp": "审批", "ff": "发放"}
BUILD = pathlib.Path(os.environ.get("DOUDI_BUILD", ROOT / "build/test"))
RELEASE = pathlib.Path(os.environ.get("DOUDI", ROOT / "build/release/src/cli/doudi"))
FAST = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
IN_TIME = 120


def is_long():
    return os.environ.get("DOUDI_LONG", "no") == "yes"


def scratch():
    return tempfile.TemporaryDirectory(dir=FAST)


def citizen_id(birth, sequence):
    body = f"360203{birth:%Y%m%d}{sequence:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS)) % 11]


def card(index):
    body = f"622200000000{index:06d}"
    digits = [int(d) * (2 if i % 2 == len(body) % 2 else 1) for i, d in enumerate(body, 1)]
    total = sum(d - 9 if d > 9 else d for d in digits)
    return body + str(-total % 10)


class Done:
    """How a command ended."""

    def __init__(self, status, out, error):
        self.status, self.out, self.error = status, out, error

    def speaks_chinese(self):
        return any("\u4e00" <= c <= "\u9fff" for c in self.error)


class Bureau:
    def __init__(self, folder, program=RELEASE):
        self.folder, self.program = pathlib.Path(folder), program

    def start(self, argv, environment=None, program=None):
        return subprocess.Popen([str(program or self.program), *argv, "--store", "s.db"],
                                cwd=self.folder, env={**os.environ, **(environment or {})},
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def run(self, argv, environment=None, program=None):
        process = self.start(argv, environment, program)
        out, error = process.communicate(timeout=IN_TIME)
        return Done(process.returncode, out.decode("utf-8", "replace"),
                    error.decode("utf-8", "replace"))

    def must(self, argv):
        done = self.run(argv)
        if done.status != 0:
            raise SystemExit(f"Bail out! {argv}: {done.status} {done.out} {done.error}")
        return done.out

    def proof(self):
        """(whether it is sound, digest of all rows or what is wrong)."""
        done = self.run(["verify", "--json"])
        if done.status != 0:
            return False, done.out + done.error
        return True, json.loads(done.out)["all"]

    def export_again(self, argv):
        """Writes the bank file anew, when a batch counts as sent and its file is missing."""
        day = argv[argv.index("--clock") + 1]
        return self.run(["pay", "export", argv[2], "--out", "bank", "--by", "ff", "--clock", day])

    def copy(self, folder):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder)
        return Bureau(folder, self.program)

    def bank_files(self):
        return {file.name: file.read_bytes() for file in self.folder.glob("bank/*")
                if not file.name.endswith(".part")}


def bureau_make(folder):
    """An empty store with its accounts."""
    bureau = Bureau(folder)
    bureau.folder.mkdir(parents=True)
    bureau.must(["init", "--home", "360203", "--demo", "--clock", "2024-01-02T09:00", "--month",
                 "2024-01", "--divisions", str(ROOT / "tests/stories/divisions")])
    for account, duty in CLERKS.items():
        by = [] if account == "gly" else ["--by", "gly"]
        bureau.must(["account", account, account, duty, "--clock", "2024-01-02T09:30", *by])
    return bureau


class Life:
    """Months of acts: (name, argv). The files they read are written into the bureau's folder."""

    def __init__(self, bureau, seed, months, people):
        self.bureau, self.random, self.people = bureau, random.Random(seed), people
        self.acts, self.known, self.dead, self.batch = [], [], set(), 0
        for month in range(1, months + 1):
            self.month(month)

    def add(self, name, argv, by, day, hour):
        self.acts.append((name, [*argv, "--by", by, "--clock", f"{day}T{hour:02d}:00"]))

    def table(self, name, head, rows):
        lines = [head, *[",".join(row) for row in rows]]
        (self.bureau.folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
        return name

    def newcomers(self, month):
        people, enrolled = [], []
        for _ in range(self.people):
            index = len(self.known)
            birth = datetime.date(1930, 1, 1) + datetime.timedelta(days=11 * index)
            number = citizen_id(birth, index % 500 * 2 + 1)
            self.known.append(number)
            people.append(["某人", "男", str(birth), number, "360203001002", "城市", "农商银行",
                           card(index)])
            enrolled.append(["高龄津贴", number, "2023-12-20", "2023-12-26", "在册"])
        return (self.table(f"people{month}.csv",
                           "姓名,性别,出生日期,公民身份号码,户籍地,城乡,开户银行,一卡通账号", people),
                self.table(f"enrol{month}.csv", "事项,公民身份号码,申请日期,确认日期,原因", enrolled))

    def month(self, month):
        text = f"2024-{month:02d}"
        people, enrolled = self.newcomers(month)
        day = f"{text}-05"
        self.add("import", ["import", people, "--as", "person", "--effective", "2023-01-01"],
                 "jb", day, 9)
        self.add("import", ["import", enrolled, "--as", "enrolment"], "jb", day, 10)
        living = [n for n in self.known if n not in self.dead]
        if month > 1 and len(living) > 4:
            gone = self.random.choice(living)
            self.dead.add(gone)
            deaths = self.table(f"death{month}.csv", "公民身份号码,死亡日期",
                                [[gone, f"2024-{month - 1:02d}-10"]])
            self.add("import", ["import", deaths, "--as", "person.death"], "jb", day, 11)
        self.add("close", ["close", text], "jb", f"{text}-27", 9)
        self.pay(text, living)

    def pay(self, text, living):
        day = f"{text}-28"
        self.batch += 1
        self.add("draft", ["pay", "draft", text], "jb", day, 9)
        if self.random.random() < 0.25:
            self.add("cancel", ["pay", "cancel", str(self.batch), "另行起草"], "jb", day, 10)
            self.add("close", ["close", text], "jb", day, 11)
            self.batch += 1
            self.add("draft", ["pay", "draft", text], "jb", day, 12)
        batch = str(self.batch)
        self.add("check", ["pay", "check", batch], "fh", day, 13)
        self.add("approve", ["pay", "approve", batch], "sp", day, 14)
        self.add("send", ["pay", "send", batch, "--out", "bank"], "ff", day, 15)
        if self.random.random() < 0.6:
            returned = self.table(f"return{batch}.csv", "公民身份号码,事项,原因",
                                  [[self.random.choice(living[-self.people:]), "高龄津贴",
                                    "户名不符"]])
            self.add("return", ["pay", "return", batch, returned], "ff", day, 16)
        self.add("settle", ["pay", "settle", batch], "ff", f"{text}-29", 9)


class Reference:
    """The life without faults: a copy of the folder before each act, and the digest after each."""

    def __init__(self, place, seed=1, months=1, people=12, keep=True):
        place = pathlib.Path(place)
        self.place = place
        self.bureau = bureau_make(place / "first")
        self.acts = Life(self.bureau, seed, months, people).acts
        self.digests = [self.state(self.bureau)]
        self.before, self.files = [], [{}]
        self.bureau.copy(place / "origin")
        for i, (name, argv) in enumerate(self.acts):
            if keep:
                self.before.append(self.bureau.copy(place / f"before{i}"))
            done = self.bureau.run(argv)
            if done.status != 0:
                raise SystemExit(f"Bail out! {name} {argv}: {done.out}{done.error}")
            self.digests.append(self.state(self.bureau))
            self.files.append(self.bureau.bank_files())

    @staticmethod
    def state(bureau):
        sound, digest = bureau.proof()
        if not sound:
            raise SystemExit(f"Bail out! {digest}")
        return digest


class Points:
    """Test points of TAP: one for many tries, failing when one of them did."""

    def __init__(self):
        self.number, self.failed = 0, 0

    def point(self, name, tries, wrong):
        self.number += 1
        self.failed += bool(wrong)
        print(f"{'not ' if wrong else ''}ok {self.number} - {name}: {tries} tries", flush=True)
        for line in wrong[:5]:
            print("# " + line.replace("\n", " | ")[:600])

    def end(self):
        print(f"1..{self.number}")
        return 1 if self.failed else 0
