"""What takes longest: pages that must first compute something of everybody, asked for once by a
clerk of a server that has just begun. In a large district such a page is a job, whose page shows
how it goes; here it is asked again until it leads to the page, as a browser does. Processor time is
that of the whole server; memory is what it has at the most meanwhile and what it keeps."""
import http.client
import time

ASKED = (("the month, its four sets", "/"), ("another month", "/month/2024-11"),
         ("the same month again", "/month/2024-11"), ("the report", "/report"),
         ("the report again", "/report"), ("cockpit", "/cockpit"),
         ("a standard is about to be tried", "/law/try/ready"))


def follow(serve, path, headers):
    """The status of the page to which the path leads in the end."""
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", serve.PORT, timeout=300)
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status == 303:
            path = answer.getheader("Location")
        elif path.startswith("/job/") and answer.status == 200:
            time.sleep(0.1)
        else:
            return answer.status


def firsts(serve, server, cookie):
    """The rows of the table; `serve` is the module that has the server."""
    headers = dict(serve.BROWSER, Cookie=cookie)
    rows = ["What everybody's facts are read for, once:", "",
            "| what | processor ms | ms | MB at the most | MB of its own then | of files mapped |",
            "|---|---:|---:|---:|---:|---:|"]
    for name, path in ASKED:
        server.peak_begin()
        processor, begun = server.milliseconds(), time.monotonic()
        status = follow(serve, path, headers)
        if status != 200:
            raise SystemExit(f"{path}: {status}")
        rows.append(f"| {name} | {server.milliseconds() - processor:,} | "
                    f"{(time.monotonic() - begun) * 1000:,.0f} | {server.peak_mb()} | "
                    f"{server.memory_mb('RssAnon')} | {server.memory_mb('RssFile')} |")
    return rows
