#!/usr/bin/env python3
"""How fast pages are served: wrk on one core, the server on the other.

usage: bench/serve.py HELLO CASES DOUDI STORE

HELLO is the server without pages (bench/hello.c), CASES fills a store with open cases
(bench/cases.c), DOUDI is the program, STORE a demo store, of which a copy is used. Both columns
are given: requests a second by the clock, and by the processor's time that the server took; on a
machine that does other things too only the second tells. A page is asked for with a login, its
scope and the access log on; the log's rows are counted afterwards. Persons and families are five
hundred, in turn. What is computed first after a change: serve_first.py; the steps of cases:
serve_steps.py.
"""
import http.client
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse

import serve_first
import serve_steps

SECONDS, CONNECTIONS = 5, 32
PORT = 18471
BROWSER = {  # what a browser sends with every request
    "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like "
                  "Gecko) Chrome/124.0.0.0 Safari/537.36",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
    "Sec-Fetch-Site": "same-origin",
}
HEAD = ["| what | answers a second | by processor time | p50 ms | p99 ms | bytes | aim |",
        "|---|---:|---:|---:|---:|---:|---|"]
SAMPLES = 500
POST_LUA = 'wrk.method = "POST"\nwrk.body = "a=b"\n' \
           'wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"\n'
TURN_LUA = """
local paths, at = {%s}, 0
function request()
  at = at %% #paths + 1
  return wrk.format("GET", paths[at])
end
"""


class Server:
    """A server on core 0 until the block ends."""

    def __init__(self, *words):
        self.out = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(["taskset", "-c", "0", *map(str, words)], stdout=self.out)

    def __enter__(self):
        for _ in range(600):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
                connection.request("GET", "/healthz")
                connection.getresponse()
                return self
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
        sys.exit("the server does not answer")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.out.close()

    def said(self):
        self.out.seek(0)
        return self.out.read()

    def nanoseconds(self):
        """Processor time of all its threads."""
        tasks = pathlib.Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(t.read_text().split()[0]) for t in tasks)

    def milliseconds(self):
        """The same with threads that have ended, in steps of ten."""
        stat = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(stat[11]) + int(stat[12])) * 10

    def memory_mb(self, name):
        """VmHWM: the most so far, of its own and of files mapped; RssAnon, RssFile: now."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{name}:\s*(\d+)", status).group(1)) // 1024

    def peak_mb(self):
        return self.memory_mb("VmHWM")

    def peak_begin(self):
        """The most is counted anew from here on."""
        pathlib.Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")


def milliseconds(text):
    number, unit = re.match(r"([\d.]+)(us|ms|s)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit]


def size_of(path, headers):
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        sys.exit(f"{path}: {answer.status}")
    return len(body)


def in_turn(paths):
    """The script that asks for one path after the other."""
    script = tempfile.NamedTemporaryFile("w", suffix=".lua")
    script.write(TURN_LUA % ", ".join(f'"{p}"' for p in paths))
    script.flush()
    return script


def measure(server, path, cookie="", script="", connections=CONNECTIONS):
    """One row of the table, and the number of answers."""
    headers = dict(BROWSER, **({"Cookie": cookie} if cookie else {}))
    words = ["taskset", "-c", "1", "wrk", "-t1", f"-c{connections}", f"-d{SECONDS}", "--latency"]
    for name, value in headers.items():
        words += ["-H", f"{name}: {value}"]
    if script:
        words += ["-s", script]
    size = 0 if script and not cookie else size_of(path, headers)
    before = server.nanoseconds()
    text = subprocess.run([*words, f"http://127.0.0.1:{PORT}{path}"], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    taken = server.nanoseconds() - before
    if "Non-2xx" in text:
        sys.exit(f"{path}: {text}")
    count = int(re.search(r"(\d+) requests in", text).group(1))
    rate = float(re.search(r"Requests/sec:\s*([\d.]+)", text).group(1))
    half, most = (milliseconds(re.search(rf"^ +{share}% +(\S+)", text, re.M).group(1))
                  for share in (50, 99))
    cells = f"{rate:,.0f} | {count * 1e9 / taken:,.0f} | {half:.2f} | {most:.2f} | {size:,}"
    return cells, count


def login(server, account="clerk"):
    """The cookie of a demo account; the server has printed the password."""
    said = server.said()
    password = re.search(r"\b([a-z0-9]{4}(?:-[a-z0-9]{4})+)\b", said).group(1)
    accounts = re.findall(r"([a-z]+)（", said)
    account = account if account in accounts else accounts[0]
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    form = urllib.parse.urlencode({"account": account, "password": password})
    connection.request("POST", "/login", form, {
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": f"http://127.0.0.1:{PORT}"})
    answer = connection.getresponse()
    return answer.getheader("Set-Cookie").split(";")[0]


def bare(hello):
    rows = ["The server without pages:", "", *HEAD]
    with Server(hello, PORT) as server, tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(POST_LUA)
        script.flush()
        for name, path, lua in (("a word, on the loop", "/hello", ""),
                                ("a word, from a worker", "/slow", ""),
                                ("a POST, in groups of 0.5 ms", "/post", script.name)):
            cells, _ = measure(server, path, script=lua, connections=200 if lua else CONNECTIONS)
            rows.append(f"| {name} | {cells} | |")
        rows += ["", f"Memory at the most: {server.peak_mb()} MB."]
    return rows


def log_rows(store):
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
        return db.execute("SELECT count(*) FROM access_log").fetchone()[0]


def samples(store):
    """Units and applicants with benefits, from all over the store."""
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
        rows = db.execute("SELECT unit, applicant FROM enrolment WHERE unit > 0").fetchall()
    return rows[::max(1, len(rows) // SAMPLES)][:SAMPLES]


def residents(store):
    with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
        return db.execute("SELECT count(*) FROM person").fetchone()[0]


def weight(cookie, path):
    """What a browser loads for a page the first time, packed: it, its style and its scripts."""
    headers = dict(BROWSER, Cookie=cookie, **{"Accept-Encoding": "gzip"})
    return sum(size_of(p, headers) for p in (path, "/style.css", "/doudi.js", "/htmx.js"))


def pages(doudi, store):
    before, asked = log_rows(store), 0
    some = samples(store)
    rows = [f"Pages of a demo store of {residents(store):,} residents, with a login, the scope of "
            "its duty and the access log:", "", *HEAD]
    with Server(doudi, "serve", "--store", store, "--port", PORT) as server:
        firsts = serve_first.firsts(sys.modules[__name__], server, login(server))
    with Server(doudi, "serve", "--store", store, "--port", PORT) as server:
        cookie = login(server)
        serve_first.follow(sys.modules[__name__], "/", dict(BROWSER, Cookie=cookie))
        units, people = [f"/unit/{u}" for u, _ in some], [f"/person/{p}" for _, p in some]
        for name, paths, aim in (
                ("an empty search", ["/search"], "15,000, p99 5 ms"),
                ("one's own account", ["/account"], "15,000, p99 5 ms"),
                ("search for a surname", ["/search?q=" + urllib.parse.quote("王")], "p99 50 ms"),
                ("一人一档", people, ""),
                ("一户一档", units, "1,000"),
                ("the month", ["/"], "")):
            with in_turn(paths) as script:
                cells, count = measure(server, paths[0], cookie, script.name)
            asked += count
            rows.append(f"| {name} | {cells} | {aim} |")
        peak = server.peak_mb()
        heaviest = max(weight(cookie, p) for p in ("/", "/registers", "/cases", units[0]))
    logged = log_rows(store) - before
    rows += ["", f"Memory at the most: {peak} MB (aim 300). Rows in the access log: {logged:,} of "
                 f"{asked:,} that wrk counted, and some asked for one by one. The heaviest of four "
                 f"pages with its style and scripts, as sent: {heaviest / 1000:.0f} kB (aim 150)."]
    return firsts + [""] + rows


def with_copy(store, use):
    """What `use` gives for a copy of the store with all that stands beside it."""
    copy = pathlib.Path(f"{store}.copy")
    for beside in ("", ".key", ".columns"):
        there, here = pathlib.Path(f"{store}{beside}"), f"{copy}{beside}"
        if there.is_dir():
            shutil.copytree(there, here, dirs_exist_ok=True)
        elif there.exists():
            shutil.copy(there, here)
    try:
        return use(copy)
    finally:
        for file in copy.parent.glob(copy.name + "*"):
            shutil.rmtree(file) if file.is_dir() else file.unlink()


def main():
    if len(sys.argv) != 5:
        sys.exit(__doc__.strip())
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed: apt-get install wrk")
    hello, cases, doudi, store = sys.argv[1:]
    here = sys.modules[__name__]
    print("\n".join(bare(hello) + [""] + with_copy(store, lambda copy: pages(doudi, copy) + [""] +
                                                   serve_steps.steps(here, doudi, cases, copy))))


if __name__ == "__main__":
    main()
