"""Case steps at 200 users: what `bench/serve.py` measures of writing.

A copy of the store gets 20,000 open applications, each a copy of one that the demo has opened, for
families of the first town. Two hundred sessions of its clerk then accept them: each step is a POST
through the server, one transaction, one act of the audit chain, and is answered when it is durable.
First the sessions wait about a second between steps, as no office does; then they do not wait.
"""
import pathlib
import re
import shutil
import subprocess
import tempfile

CASES, USERS, SECONDS = 20000, 200, 10
STEPS_LUA = """
local cookies = {%s}
local case, last, pause = %d, %d, %d
local headers = {["Content-Type"] = "application/x-www-form-urlencoded",
                 ["Sec-Fetch-Site"] = "same-origin"}
wrk.method = "POST"
function request()
  case = case < last and case + 1 or last
  headers["Cookie"] = cookies[case %% #cookies + 1]
  return wrk.format("POST", "/case/" .. case .. "/move", headers, "event=accept")
end
function delay() return pause > 0 and math.random(pause / 2, pause * 3 / 2) or 0 end
"""


def fill(cases, store):
    """The ids before the first and of the last case put into it, and what counting them costs."""
    done = subprocess.run([cases, store, str(CASES)], check=True, text=True,
                          stdout=subprocess.PIPE)
    return map(int, done.stdout.split())


def steps_row(server, port, name, cookies, cases, pause):
    script = pathlib.Path(tempfile.mkdtemp()) / "steps.lua"
    quoted = ", ".join(f'"{c}"' for c in cookies)
    script.write_text(STEPS_LUA % (quoted, *cases, pause))
    before = server.nanoseconds()
    text = subprocess.run(["taskset", "-c", "1", "wrk", "-t1", f"-c{USERS}", f"-d{SECONDS}",
                           "--latency", "--timeout", "10s", "-s", script,
                           f"http://127.0.0.1:{port}"], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    taken = server.nanoseconds() - before
    shutil.rmtree(script.parent)
    count = int(re.search(r"(\d+) requests in", text).group(1))
    rate = float(re.search(r"Requests/sec:\s*([\d.]+)", text).group(1))
    half, most = (re.search(rf"^ +{share}% +(\S+)", text, re.M).group(1) for share in (50, 99))
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    return (f"| {name} | {rate:,.0f} | {taken / count / 1e6:.2f} | {half} | {most} | "
            f"{refused.group(1) if refused else 0} |"), count


def steps(serve, doudi, cases, copy):
    """The rows of the table; `serve` is the module that logs in and measures pages, `copy` a store
    that may be filled."""
    before, last, counting = fill(cases, copy)
    most = last - before
    rows = [f"Steps of cases by {USERS} sessions, {most:,} open cases, each answered when durable:",
            "", "| what | steps a second | processor ms a step | p50 | p99 | refused | aim |",
            "|---|---:|---:|---:|---:|---:|---|"]
    with serve.Server(doudi, "serve", "--store", copy, "--port", serve.PORT) as server:
        cookies = [serve.login(server, "town") for _ in range(USERS)]
        for name, pause, aim in (("a second between steps", 1000, "p99 20 ms"),
                                 ("without a pause", 0, "")):
            row, count = steps_row(server, serve.PORT, name, cookies, (before, last), pause)
            rows.append(f"{row} {aim} |")
            before += count
        rows += ["", *serve.HEAD]
        for name, path in (("工作台", "/desk"), ("办件", "/cases")):
            cells, _ = serve.measure(server, path, cookies[0])
            rows.append(f"| {name} | {cells} | 1,000 |")
        rows += ["", f"A clerk's to-do counts among them: {counting / 1000:.1f} ms of processor, "
                     f"once an act. Memory at the most: {server.peak_mb()} MB."]
    return rows
