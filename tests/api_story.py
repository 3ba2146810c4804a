"""The program of another office takes an application to its first payment, and the payment back.
Usage: api_story.py ADDRESS PASSWORD STATE DAY, a part for each day; STATE is kept between them and
begins with what tests/api.py has walked. On the last day every operation must have succeeded once
and been refused once."""
import json
import sys
from pathlib import Path

from api_client import Api, Points, count

SITE, PASSWORD, STATE, DAY = sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4]
points = Points()
ok = points.ok
api = Api(SITE)
state = json.loads(STATE.read_text())
if isinstance(state, list):
    state = {"succeeded": state[0], "refused": state[1]}
api.succeeded |= set(state["succeeded"])
api.refused |= set(state["refused"])
ADDRESS = "/api/v1"
NAMES = ["jb", "zj", "cg", "fh", "sp", "ff", "sj"]
token = {name: api.login(name, PASSWORD) for name in NAMES}


def did(what, answer, status=200):
    return ok(what, answer.status == status, answer)


def move(event, who, **more):
    return api.post(f"{ADDRESS}/cases/{state['case']}/moves", {"event": event, **more}, token[who])


def hang(what, body, who, key=None):
    return api.post(f"{ADDRESS}/cases/{state['case']}/{what}", body, token[who], key)


def acts():
    return api.get(f"{ADDRESS}/acts?limit=1", token["sj"]).said["items"][0]["commit"]


def ended(what, path, body, who, good=True):
    job = api.job(api.post(ADDRESS + path, body, token[who]), token[who])
    ok(what, job.status == 200 and job.said["state"] == ("done" if good else "failed"), job)
    return job


PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
                    "0000000c49444154789c63f8cfc0000003010100c9fe92ef0000000049454e44ae426082")


# ---- 30 March: the village applies, the town visits, somebody objects ----
def answers(case):
    said = api.get(f"{ADDRESS}/cases/{case}/questions", token["zj"]).said
    values = {"城乡": "城市", "申报方式": "整户", "家庭财产": "5000", "有超标车辆": False,
              "有超标住房": "否", "月收入": "500", "一卡通账号": "6222000000000000012"}
    out = []
    for q in said["items"]:
        if q["field_name"] in values and not q["known"]:
            out.append({"person": q["person"], "reg": q["reg"], "field": q["field"],
                        "value": values[q["field_name"]]})
    return out


def applied():
    body = {"kind": "application", "affair": "minimum_living",
            "applicant": {"name": "张三", "citizen_id": "360203198005010012",
                          "division": "360203001002"},
            "members": [{"name": "李四", "citizen_id": "360203198206020022", "role": "配偶",
                         "division": "360203001002"}]}
    opened = api.post(f"{ADDRESS}/cases", body, token["cg"], key="application-1")
    did("the village applies", opened)
    state["case"] = opened.said["id"]
    again = api.post(f"{ADDRESS}/cases", body, token["cg"], key="application-1")
    ok("no answer came: it asks again and is told the same", again.said == opened.said, again)
    case = api.get(f"{ADDRESS}/cases/{state['case']}", token["zj"]).said
    state["person"], state["unit"] = case["row"]["person"], case["row"]["unit"]
    result = api.post(f"{ADDRESS}/cases/{state['case']}/answers",
                      {"answers": answers(state["case"])}, token["zj"])
    ok("the law is told what it asks", result.status == 200 and
       result.said["result"]["eligible"] == "yes" and result.said["result"]["amount"] == "800.00",
       result)
    asked = {(q["field"], q["person"]): q for q in result.said["items"]}
    ok("and where the money goes, masked", asked["bank_account", state["person"]]["text"].endswith(
       "0012") and "62220000" not in asked["bank_account", state["person"]]["text"], asked)
    path = f"{ADDRESS}/cases/{state['case']}/papers"
    paper = api.send(path, {"label": "身份证"}, {"file": ("身份证.png", PNG)}, token["zj"])
    did("a paper is handed in", paper)
    before = acts()
    again = api.send(path, {"label": "身份证"}, {"file": ("身份证.png", PNG)}, token["zj"])
    ok("the same paper twice is one", again.said == paper.said and acts() == before, again)
    seen = api.get(f"{ADDRESS}/papers/{paper.said['id']}", token["zj"])
    ok("and is read again", seen.kind == "image/png" and seen.said[:4] == PNG[:4], seen.kind)
    wrong = api.send(path, {"label": "x", "more": "1"}, {"file": ("a.exe", b"MZ")}, token["zj"])
    ok("a form is read by its names", wrong.status == 422 and wrong.said["faults"][0]["field"] ==
       "more", wrong)
    wrong = api.send(path, {"label": "x"}, {"file": ("a.exe", b"MZ")}, token["zj"])
    ok("a program is no paper", wrong.status == 400, wrong)
    wrong = api.send(path, {"label": "x"}, {}, token["zj"])
    ok("a file is asked for", wrong.status == 422 and wrong.said["faults"][0]["field"] == "file",
       wrong)


def visited():
    visit = {"first": "刘街", "second": "陈村", "findings": "住房两间，没有劳动收入", "agrees": True}
    did("the town accepts", move("accept", "zj"))
    early = move("done", "zj")
    ok("no step is done before two have signed", early.status == 409, early)
    one = hang("visits", {**visit, "second": "刘街"}, "zj")
    ok("one person is not two", one.status == 400, one)
    first = hang("visits", visit, "zj", "visit-1")
    ok("two visitors sign", first.status == 200 and len(first.said["visits"]) == 1, first)
    again = hang("visits", visit, "zj", "visit-1")
    ok("once", again.said == first.said, again)
    did("on to the county", move("done", "zj"))
    did("which compares", move("done", "jb"))
    did("the village publishes", move("publish", "cg"))
    notices = api.get(f"{ADDRESS}/notices")
    ok("everybody may read it, masked", notices.status == 200 and
       [n["name"] for n in notices.said["items"]] == ["张*"], notices)
    objected = hang("objections", {"who": "赵六", "text": "他家有一辆货车"}, "cg", "objection-1")
    ok("somebody objects", objected.status == 200 and objected.said["row"]["step"] == "调查",
       objected)
    did("a second objection finds no notice", hang("objections", {"text": "也有"}, "cg"), 409)
    number = objected.said["objections"][0]["id"]
    did("there is no other", hang(f"objections/{number + 1}", {"answer": "x"}, "zj"), 404)
    replied = hang(f"objections/{number}", {"answer": "查实货车是其兄弟的"}, "zj")
    ok("it is answered", replied.status == 200 and replied.said["objections"][0]["answer"], replied)
    did("on again", move("done", "zj"))
    did("and again", move("done", "jb"))
    did("published again", move("publish", "cg"))
    did("no notice is over on its first day", move("done", "cg"), 409)


def imported():
    kinds = api.get(f"{ADDRESS}/imports/kinds", token["jb"]).said["items"]
    ok("kinds of files are told with their columns",
       any(k["as"] == "person" and "姓名" in k["columns"] for k in kinds), kinds[:2])
    template = api.get(f"{ADDRESS}/imports/kinds/person", token["jb"])
    ok("and a template", template.kind == "text/csv" and "姓名" in template.said.decode(), template)
    head = "姓名,性别,出生日期,公民身份号码,户籍地\n"
    good = "孙七,男,1970-03-03,360203197003030015,360203001002\n"
    bad = "周八,女,1971-02-30,36020319710301002X,360203001002\n"

    def sent(rows, **more):
        fields = {"as": "person", "dry_run": "false", "sender": "派出所", **more}
        answer = api.send(f"{ADDRESS}/imports", fields,
                          {"file": ("people.csv", (head + rows).encode())}, token["jb"])
        return api.job(answer, token["jb"])

    before = acts()
    tried = sent(good + bad, dry_run="true")
    ok("a file is tried", tried.said["state"] == "done" and count(tried, "errors") >= 1 and
       {f["row"] for f in tried.said["faults"]} == {3} and acts() == before, tried)
    failed = sent(good + bad)
    ok("one bad row keeps all out", failed.said["state"] == "failed" and
       failed.said["code"] == "ERR_INPUT" and failed.said["faults"] and acts() == before, failed)
    run = sent(good + bad, good_only="true")
    ok("unless the good are wanted alone", run.said["state"] == "done" and
       count(run, "added") == 1 and run.said["href"].endswith(str(count(run, "commit"))), run)
    again = sent(good)
    ok("the same file again changes nothing", again.said["state"] == "done" and
       count(again, "added") == 0 and count(again, "unchanged") == 1, again)
    path = run.said["href"]
    shown = api.get(path, token["jb"])
    ok("it stands in the history", shown.status == 200 and shown.said["added"] == 1 and
       not shown.said["undone"], shown)
    undone = api.post(path + "/undo", {"reason": "送错了文件"}, token["jb"], "undo-1")
    ok("and is taken back", undone.status == 200 and undone.said["people"] == 1, undone)
    again = api.post(path + "/undo", {"reason": "送错了文件"}, token["jb"], "undo-1")
    ok("once", again.said == undone.said, again)
    did("a second time there is nothing to take back",
        api.post(path + "/undo", {"reason": "送错了文件"}, token["jb"]), 409)
    did("no such kind", api.send(f"{ADDRESS}/imports", {"as": "nothing", "dry_run": "true"},
                                 {"file": ("a.csv", b"a")}, token["jb"]), 400)
    did("no kind of that name", api.get(f"{ADDRESS}/imports/kinds/nothing", token["jb"]), 400)


def cancelled():
    ended("an old draft is cancelled", "/batches/1/cancel", {"reason": "并入下月"}, "jb")
    ended("not twice", "/batches/1/cancel", {"reason": "并入下月"}, "jb", good=False)
    gone = api.post(f"{ADDRESS}/batches/99/cancel", {"reason": "x"}, token["jb"])
    did("no such batch", gone, 404)


# ---- 8 April: the county decides, the town tells ----
def decided():
    did("the notice is over", move("done", "cg"))
    did("a clerk does not decide", move("approve", "jb"), 403)
    did("the county approves", move("approve", "sp", opinion="符合条件"))
    did("nobody has been told yet", move("done", "zj"), 409)
    forms = api.get(f"{ADDRESS}/cases/{state['case']}/forms", token["zj"]).said["items"]
    ok("the papers have names", any(f["name"] == "确认告知书" for f in forms), forms)
    did("another paper there is not", hang("deliveries", {"document": "请柬", "way": "hand",
                                                          "receiver": "张三"}, "zj"), 422)
    did("nor another way", hang("deliveries", {"document": "确认告知书", "way": "pigeon",
                                               "receiver": "张三"}, "zj"), 422)
    told = hang("deliveries", {"document": "确认告知书", "way": "hand", "receiver": "张三"}, "zj",
                "delivery-1")
    ok("the paper is delivered", told.status == 200 and told.said["deliveries"][0]["way"] ==
       "hand" and told.said["deliveries"][0]["receiver"] == "张*", told)
    done = move("done", "zj")
    ok("the case is closed", done.status == 200 and done.said["outcome"], done)
    early = api.post(f"{ADDRESS}/closes", {"month": "2024-05"}, token["jb"])
    ok("a month that has not come is not closed", early.status == 409, early)


# ---- 6 May: months are closed, a batch goes through its hands, the bank answers ----
def paid():
    before = acts()
    tried = ended("April is tried", "/closes/trial", {"month": "2024-04"}, "jb")
    ok("nothing was written", acts() == before and count(tried, "lines") > 0, tried)
    for number in (4, 5):
        ended(f"2024-0{number} is closed", "/closes", {"month": f"2024-0{number}"}, "jb")
    again = ended("closing it again", "/closes", {"month": "2024-05"}, "jb")
    ok("posts nothing", count(again, "lines") == 0 and again.said["sentence"], again)
    rows = api.get(f"{ADDRESS}/figures/2024-05/rows?affair=minimum_living&division=360203001",
                   token["zj"]).said
    ok("the new family stands behind the figure",
       {state["person"]} <= {r["person"] for r in rows["items"]}, rows)
    lines = api.get(f"{ADDRESS}/people/{state['person']}/lines", token["zj"]).said
    state["fen"] = lines["total_fen"]
    ok("its first month is posted", lines["items"][0]["month"] == "2024-05", lines)
    others = {r["person"] for r in rows["items"]} - {state["person"]}
    for n, person in enumerate(sorted(others)):
        did("others are given accounts", api.post(
            f"{ADDRESS}/registers/person/{person}",
            {"kind": "change", "source": "银行来函", "from": "2024-05-01",
             "values": {"bank_account": f"622200000000100{n:03d}"
                        + luhn(f"622200000000100{n:03d}")}}, token["jb"]))
    job = ended("a batch is drafted", "/batches", {"month": "2024-05"}, "jb")
    state["batch"] = batch = count(job, "batch")
    ended("there is no second one", "/batches", {"month": "2024-05"}, "jb", good=False)
    path = f"{ADDRESS}/batches/{batch}"
    look = api.get(path + "/outlook", token["ff"])
    ok("it is told what will go and what will stay", look.status == 200 and look.said["ready"] > 0
       and look.said["left"] == sum(c["rows"] for c in look.said["causes"]), look)
    did("a town is not told of all", api.get(path + "/outlook", token["zj"]), 403)
    did("no step is left out", api.post(path + "/approve", None, token["sp"]), 409)
    did("a clerk does not check", api.post(path + "/check", None, token["jb"]), 403)
    checked = api.post(path + "/check", None, token["fh"], key="check-1")
    ok("it is checked", checked.status == 200 and checked.said["checker"] == "fh", checked)
    again = api.post(path + "/check", None, token["fh"], key="check-1")
    ok("once", again.said == checked.said, again)
    did("approved", api.post(path + "/approve", None, token["sp"]))
    did("no such format", api.post(path + "/send", {"format": "doc"}, token["ff"]), 422)
    ended("and sent", f"/batches/{batch}/send", {"format": "csv"}, "ff")
    ended("not twice", f"/batches/{batch}/send", {"format": "csv"}, "ff", good=False)
    answered(path)


def luhn(digits):
    total = sum(sum(divmod(int(d) * (2 - i % 2), 10)) for i, d in enumerate(reversed(digits)))
    return str(-total % 10)


def answered(path):
    rows = api.get(path + "/rows", token["ff"]).said
    mine = [r for r in rows["items"] if r["person"] == state["person"]]
    ok("the bank's rows are masked", len(mine) == 1 and mine[0]["account"] == "****0012" and
       mine[0]["state"] == "sent", rows)
    share = {s["person"]: s["amount_fen"] for s in mine[0]["shares"]}
    ok("a household's money is one row, each fen somebody's",
       share[state["person"]] == state["fen"] and sum(share.values()) == mine[0]["amount_fen"] ==
       2 * state["fen"], mine)
    file = api.post(path + "/file", {"format": "csv"}, token["ff"])
    ok("the file itself is not", file.status == 200 and "6222000000000000012" in
       file.said.decode("gb18030"), file)
    did("and not for a clerk", api.post(path + "/file", {"format": "csv"}, token["jb"]), 403)
    bad = "序号,结果,原因\n999,失败,销户\n".encode()
    wrong = api.send(path + "/answer", {}, {"file": ("answer.csv", bad)}, token["ff"])
    ok("an answer to what was never sent is refused by its row", wrong.status == 422 and
       wrong.said["faults"][0]["row"] == 2, wrong)
    answer = f"序号,结果,原因\n{mine[0]['number']},失败,账户已销户\n".encode()
    back = api.send(path + "/answer", {}, {"file": ("answer.csv", answer)}, token["ff"], "answer-1")
    ok("the payment comes back", back.status == 200 and back.said["returned"] == 1 and
       back.said["returned_sum_fen"] == mine[0]["amount_fen"], back)
    again = api.send(path + "/answer", {}, {"file": ("answer.csv", answer)}, token["ff"],
                     "answer-1")
    ok("once", again.said == back.said, again)
    other = [r for r in rows["items"] if r["person"] != state["person"]][0]
    returned = api.post(path + "/returns", {"returns": [
        {"person": other["person"], "affair": other["affair"], "cause": "户名不符"}]}, token["ff"])
    did("another is told by itself", returned)
    did("none is no list", api.post(path + "/returns", {"returns": []}, token["ff"]), 400)
    waiting = api.get(f"{ADDRESS}/returns", token["jb"]).said["items"]
    ok("both wait to be paid again", {w["person"] for w in waiting} >=
       {state["person"], other["person"]}, waiting)
    ok("until the account is another", all(w["waits"] and w["mend"] for w in waiting
                                           if w["payee"] == state["person"]), waiting)
    told = api.get(path + "/rows?state=returned", token["ff"]).said
    ok("the rows say so", told["total"] == 2, told)
    state["settles"] = any(r["state"] == "sent" for r in
                           api.get(path + "/rows", token["ff"]).said["items"])
    ended("the rest has arrived", f"/batches/{state['batch']}/settle", None, "ff",
          good=state["settles"])
    mended = api.post(f"{ADDRESS}/registers/person/{state['person']}",
                      {"kind": "change", "source": "本人来办", "from": "2024-05-06", "values":
                       {"bank_account": "6222000000000001" + luhn("6222000000000001")}},
                      token["jb"], key="account-1")
    did("a new account is entered", mended)


# ---- 20 June: paid again, a change and a hearing ----
def again_paid():
    job = ended("what came back is drafted again", "/batches", {"month": "2024-05"}, "jb")
    batch = count(job, "batch")
    path = f"{ADDRESS}/batches/{batch}"
    did("checked", api.post(path + "/check", None, token["fh"]))
    did("approved", api.post(path + "/approve", None, token["sp"]))
    ended("sent", f"/batches/{batch}/send", {"format": "xlsx"}, "ff")
    rows = api.get(path + "/rows", token["ff"]).said
    ok("to the new account", [r for r in rows["items"] if r["person"] == state["person"]], rows)
    ended("and it arrives", f"/batches/{batch}/settle", None, "ff")
    waiting = api.get(f"{ADDRESS}/returns", token["jb"]).said["items"]
    ok("nothing of it waits any more", state["person"] not in {w["person"] for w in waiting},
       waiting)


def changed():
    enrolments = api.get(f"{ADDRESS}/people/{state['person']}/enrolments", token["zj"]).said
    enrolment = enrolments["items"][0]["id"]
    opened = api.post(f"{ADDRESS}/cases", {
        "kind": "change", "affair": "minimum_living", "enrolment": enrolment,
        "applicant": {"person": state["person"]}, "reason": "配偶迁出"}, token["zj"])
    did("a change is opened", opened)
    state["case"] = opened.said["id"]
    case = api.get(f"{ADDRESS}/cases/{state['case']}", token["zj"]).said
    unit = api.get(f"{ADDRESS}/units/{case['row']['unit']}", token["zj"]).said
    spouse = next(m["person"] for m in unit["members"] if m["person"] != state["person"])
    did("who, is asked", hang("members", {"what": "leaves"}, "zj"), 422)
    said = hang("members", {"what": "leaves", "person": spouse, "day": "2024-06-01"}, "zj")
    ok("somebody leaves the household", said.status == 200 and said.said["members"][0]["leaves"],
       said)
    heard = {"noticed": "2024-06-10", "held": "2024-06-18", "came": True, "statement": "没有意见"}
    did("nobody is heard before he is told", hang("hearings", {**heard, "held": "2024-06-01"},
                                                  "zj"), 400)
    said = hang("hearings", heard, "zj", "hearing-1")
    ok("and is heard before it is less", said.status == 200 and
       said.said["hearings"][0]["statement"] == "没有意见", said)
    jobs = api.get(f"{ADDRESS}/jobs", token["jb"])
    ok("an account sees its own jobs", jobs.status == 200 and jobs.said["items"], jobs)
    did("and nobody else's", api.get(f"{ADDRESS}/jobs/{jobs.said['items'][0]['id']}",
                                     token["zj"]), 404)


def walked():
    """A program that has read the document knows all of it."""
    names = {o["operationId"] for p in api.document["paths"].values() for o in p.values()}
    common = {n for n in names if "." not in n}
    missing = common - api.succeeded - {"register_add", "register_change"}
    ok("every operation has succeeded", not missing, missing)
    public = {"openapi", "notices"}
    missing = common - api.refused - public
    ok("every operation has been refused", not missing, missing)
    ok("registers too", any(n.startswith("register_change.") for n in api.succeeded))


PARTS = {"2024-03-30": (applied, visited, imported, cancelled), "2024-04-08": (decided,),
         "2024-05-06": (paid,), "2024-06-20": (again_paid, changed, walked)}
for part in PARTS[DAY[:10]]:
    part()
ok(f"every answer of {DAY[:10]} keeps to the document", not api.wrong, "\n".join(api.wrong[:10]))
state["succeeded"], state["refused"] = sorted(api.succeeded), sorted(api.refused)
STATE.write_text(json.dumps(state))
points.end()
