"""The API against its own description. Usage: api.py ADDRESS PASSWORD, over the store of api.sh.

Every route of src/api/routes.def must stand in /api/v1/openapi.json and the other way round; every
path is walked and its answer held against its schema; who may not, what is not there, and hostile
bytes are refused with a problem that says why. No answer may show a name or a number whole.
"""
import csv
import json
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SITE, PASSWORD = sys.argv[1], sys.argv[2]
point = 0
answers = []


def ok(what, good, said=""):
    global point
    point += 1
    print(("ok" if good else "not ok") + f" {point} - {what}")
    if not good and said:
        print("\n".join("# " + line for line in str(said).splitlines()[:12]))
    sys.stdout.flush()


def ask(path, body=None, token=None, raw=None, head=None):
    """Status, type, parsed body."""
    data = raw if raw is not None else None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(SITE + path, data=data, headers=dict(head or {}))
    if data is not None and not (head and "Content-Type" in head):
        request.add_header("Content-Type", "application/json")
    if token:
        request.add_header("Authorization", "Bearer " + token)
    try:
        answer = urllib.request.urlopen(request, timeout=60)
    except urllib.error.HTTPError as error:
        answer = error
    text = answer.read().decode()
    answers.append((path, text))
    kind = answer.headers["Content-Type"].split(";")[0]
    return answer.status, kind, json.loads(text) if "json" in kind else text


# ---- a small validator of JSON Schema: the words that the document uses ----
TYPES = {"string": str, "boolean": bool, "object": dict, "array": list, "null": type(None)}
WORDS = {"type", "description", "pattern", "enum", "properties", "required", "items", "$ref",
         "additionalProperties", "format"}


def is_type(value, name):
    if name in ("integer", "number"):
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def faults(value, schema, document, way="$"):
    unknown = set(schema) - WORDS
    if unknown:
        yield f"{way}: the schema says {unknown}"
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
    types = schema.get("type", [])
    types = types if isinstance(types, list) else [types]
    if types and not any(is_type(value, t) for t in types):
        yield f"{way}: {value!r} is not {types}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{way}: {value!r} is not in {schema['enum']}"
    if isinstance(value, str) and "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{way}: {value!r} does not match {schema['pattern']}"
    if isinstance(value, list) and "items" in schema:
        for i, item in enumerate(value):
            yield from faults(item, schema["items"], document, f"{way}[{i}]")
    if isinstance(value, dict) and types:
        properties = schema.get("properties", {})
        for name in schema.get("required", []):
            if name not in value:
                yield f"{way}: no {name}"
        for name, item in value.items():
            if name in properties:
                yield from faults(item, properties[name], document, f"{way}.{name}")
            elif schema.get("additionalProperties") is False:
                yield f"{way}: {name} is not declared"


def login(account):
    status, _, said = ask("/api/v1/session", {"account": account, "password": PASSWORD})
    assert status == 200, said
    return said["token"]


# ---- the document ----
_, _, document = ask("/api/v1/openapi.json")
paths, schemas = document["paths"], document["components"]["schemas"]
ok("the document is OpenAPI 3.1", document["openapi"] == "3.1.0" and document["info"]["title"])
references = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
ok("every reference leads somewhere", not references - set(schemas), references - set(schemas))
ok("every schema is used", not set(schemas) - references - {"Nothing"},
   set(schemas) - references)
names = [o["operationId"] for p in paths.values() for o in p.values()]
ok("operations have names of their own", len(names) == len(set(names)))
routes = re.findall(r'^ROUTE\((\w+), "([^"]+)"', (ROOT / "src/api/routes.def").read_text(), re.M)
registers = [r["key"] for r in ask("/api/v1/registers", token=login("jb"))[2]["items"]]
wanted = set()
for method, pattern in routes:
    pattern = pattern.replace("*}", "}")
    for register in registers if "{register}" in pattern else [""]:
        wanted.add((method.lower(), pattern.replace("{register}", register)))
told = {(method, path) for path, item in paths.items() for method in item}
ok("every route stands in the document and nothing else", wanted == told, wanted ^ told)
missing = [(path, name) for path, item in paths.items() for o in item.values()
           for name in re.findall(r"\{(\w+)\}", path)
           if not any(q["name"] == name and q["in"] == "path" for q in o["parameters"])]
ok("every brace is a parameter", not missing, missing)

# ---- who ----
clerk, auditor, town, street = [login(name) for name in ("jb", "sj", "cj", "zj")]
status, kind, said = ask("/api/v1/session", {"account": "jb", "password": "wrong-password-1"})
ok("a wrong password is refused", status == 403 and kind == "application/problem+json", said)
status, _, said = ask("/api/v1/me", token=clerk)
ok("one is told who one is", said["account"] == "jb" and said["duties"][0]["duty"] == "clerk", said)

# ---- what to put into the braces ----
person = ask("/api/v1/registers/person?size=1", token=clerk)[2]["items"][0]["id"]
family = ask("/api/v1/registers/household?size=1", token=clerk)[2]["items"][0]["id"]
opened = ask("/api/v1/cases", {"kind": "application", "affair": "minimum_living",
                               "applicant": {"person": person}}, clerk)
ok("a case is opened", opened[0] == 200 and opened[2]["id"] > 0, opened)
case = opened[2].get("id", 1)
again = ask("/api/v1/cases", {"kind": "application", "affair": "minimum_living",
                              "applicant": {"person": person}}, clerk)
ok("a second one of the same is a conflict", again[0] == 409 and again[2]["code"] == "ERR_CONFLICT",
   again)
indicators = ask("/api/v1/indicators", token=clerk)[2]["items"]
reports = ask("/api/v1/reports", token=clerk)[2]["items"]
standards = ask("/api/v1/standards", token=clerk)[2]["items"]
law = ask("/api/v1/law", token=clerk)[2]["items"]
VALUES = {"affair": "old_age_allowance", "month": "2024-03", "set": "pay", "code": "360203",
          "year": "2024", "commit": "1", "path": law[0]["path"]}


def filled(path):
    values = dict(VALUES)
    values["key"] = (indicators if "indicators" in path else reports if "reports" in path
                     else standards)[0]["key"]
    values["id"] = str(case if "/cases" in path else family if "/units" in path
                       or "/household" in path else 1 if "/batches" in path else person)
    return re.sub(r"\{(\w+)\}", lambda m: values[m.group(1)], path)


def first_row(path, register):
    items = ask(f"/api/v1/registers/{register}?size=1", token=clerk)[2]["items"]
    return path.replace("{id}", str(items[0]["id"])) if items else None


QUERIES = {"/api/v1/why": f"?affair=old_age_allowance&subject={person}&month=2024-03",
           "/api/v1/acts": "?limit=5", "/api/v1/cases": "?closed=true&size=5&colour=green"}


def answer_faults(operation, answer):
    status, kind, said = answer
    response = operation["responses"]["200" if status == 200 else "default"]
    if "content" not in response:
        return []
    if kind not in response["content"]:
        return [f"{kind} is not declared"]
    return list(faults(said, response["content"][kind]["schema"], document))


# ---- every GET ----
for path, item in sorted(paths.items()):
    if "get" not in item:
        continue
    operation = item["get"]
    token = auditor if operation["x-duties"] == ["auditor"] else clerk
    address = filled(path) + QUERIES.get(path, "")
    register = re.match(r"/api/v1/registers/(\w+)/\{id\}", path)
    if register:
        address = first_row(path, register.group(1)) or filled(path)
    answer = ask(address, token=token)
    wrong = answer_faults(operation, answer)
    empty = register and address == filled(path) and answer[0] == 404
    ok(f"GET {path}", (answer[0] == 200 or empty) and not wrong,
       f"{address} {answer[0]} {wrong} {answer[2]}")

# ---- who may not ----
closed = [p for p, item in paths.items() if "get" in item and item["get"].get("security") != []]
open_ones = [p for p in closed if ask(filled(p))[0] != 401]
ok("without a login nothing is told", not open_ones, open_ones)
ok("the log of acts is the auditor's", ask("/api/v1/acts", token=clerk)[0] == 403)
status, kind, said = ask("/api/v1/registers/person?size=200", token=town)
mine = said["total"]
everybody = ask("/api/v1/registers/person?size=200", token=clerk)[2]
ok("a town sees its own", 0 <= mine < everybody["total"], (mine, everybody["total"]))
seen = {row["id"] for row in said["items"]}
others = [row["id"] for row in everybody["items"] if row["id"] not in seen]
answer = ask(f"/api/v1/registers/person/{others[0]}", token=town)
ok("others are not there for it", answer[0] == 404, answer)
answer = ask(f"/api/v1/people/{others[0]}/lines", token=town)
ok("nor is their money", answer[0] == 404, answer)

# ---- what is not there ----
for path in ("/api/v1/nowhere", "/api/v1/people/999999/lines", "/api/v1/registers/nothing",
             "/api/v1/cases/999999", "/api/v1/affairs/nothing/sets/2024-03",
             "/api/v1/affairs/old_age_allowance/sets/2024-13", "/api/v1/registers/person/0",
             "/api/v1/indicators/nothing/2024", "/api/v1/divisions/9", "/api/v1/law/none.affair"):
    status, kind, said = ask(path, token=clerk)
    wrong = list(faults(said, schemas["Problem"], document)) if isinstance(said, dict) else [said]
    ok(f"{path} is not there", status == 404 and kind == "application/problem+json" and not wrong,
       (status, kind, said))
for query in ("page=0", "size=1000", "page=x", "nothing=1", "page=1&page=2", "on=2024-02-30",
              "birth_date=1950", "citizen_id=1", "page=99999999999999999999"):
    status, kind, said = ask("/api/v1/registers/person?" + query, token=clerk)
    ok(f"?{query} is refused", status == 400 and said["code"] == "ERR_INPUT", (status, said))
status, _, said = ask("/api/v1/registers/person?birth_date=..2000-01-01&size=200", token=clerk)
ok("a filter filters", said["total"] == 1 and all(
    row["values"]["birth_date"] <= "2000-01-01" for row in said["items"]), said)

# ---- what is said ----
status, _, said = ask("/api/v1/search", {"text": "zz", "purpose": "核对一份申请"}, clerk)
ok("a search is answered", status == 200 and "items" in said, said)
acts = ask("/api/v1/acts?limit=1", token=auditor)[2]["items"]
ok("and is in the log with its purpose",
   acts[0]["kind"] == "search" and "核对" in acts[0]["purpose"], acts)
before = ask(f"/api/v1/registers/person/{person}", token=clerk)[2]
change = {"kind": "change", "source": "户籍部门来函", "from": "2024-03-01",
          "values": {"monthly_income": "1234.50"}}
status, _, said = ask(f"/api/v1/registers/person/{person}", change, clerk)
ok("a change is written", status == 200 and said["commit"], said)
after = ask(f"/api/v1/registers/person/{person}", token=clerk)[2]
values = after["row"]["values"]
ok("and stands there, exact", values["monthly_income"] == "1234.50" and
   values["monthly_income_fen"] == 123450, values)
ok("with its history", len(after["history"]) > len(before["history"]) and
   after["history"] != before["history"])
status, _, said = ask(f"/api/v1/registers/person/{person}",
                      {"kind": "sometimes", "values": {"nothing": 1, "monthly_income": [1]}}, clerk)
ok("all faults are told, each by its way", status == 422 and {f["field"] for f in said["faults"]} >=
   {"source"}, said)
status, _, said = ask(f"/api/v1/registers/person/{person}",
                      {"kind": "sometimes", "source": "x",
                       "values": {"nothing": 1, "monthly_income": [1]}}, clerk)
ok("faults of values too", status == 422 and {f["field"] for f in said["faults"]} ==
   {"kind", "values.nothing", "values.monthly_income"}, said)
status, _, said = ask(f"/api/v1/registers/person/{person}",
                      {"kind": "change", "source": "x", "values": {"monthly_income": "viel"}},
                      clerk)
ok("and what the register itself refuses", status == 422 and said["faults"] and
   said["faults"][0]["field"] == "values.monthly_income", said)
ok("an auditor changes nothing",
   ask(f"/api/v1/registers/person/{person}", change, auditor)[0] == 403)

# ---- a case ----
questions = ask(f"/api/v1/cases/{case}/questions", token=street)[2]
asked = next((q for q in questions["items"] if q["field"] == "monthly_income"), None)
ok("a case asks", questions["needed"] >= 0 and questions["items"], questions)
if asked:
    answer = ask(f"/api/v1/cases/{case}/answers", {"answers": [
        {"person": asked["person"], "reg": asked["reg"], "field": asked["field"], "value": "300"}]},
        street)
    ok("and takes an answer", answer[0] == 200 and
       not answer_faults(paths["/api/v1/cases/{id}/answers"]["post"], answer), answer)
    answer = ask(f"/api/v1/cases/{case}/answers", {"answers": [
        {"reg": asked["reg"], "field": "none", "value": 1},
        {"reg": asked["reg"], "field": asked["field"], "value": "viel"}]}, street)
    ok("wrong answers are all told", answer[0] == 422 and len(answer[2]["faults"]) == 2, answer)
moves = ask(f"/api/v1/cases/{case}/moves", token=street)[2]["items"]
allowed = [m for m in moves if m["allowed"]]
ok("a case says what may come next", allowed and all(m["why_not"] for m in moves
   if not m["allowed"]), moves)
moved = ask(f"/api/v1/cases/{case}/moves",
            {"event": allowed[0]["event"], "opinion": "材料齐全"}, street)
ok("and is moved", moved[0] == 200 and
   not answer_faults(paths["/api/v1/cases/{id}/moves"]["post"], moved), moved)
ok("an unknown move is refused",
   ask(f"/api/v1/cases/{case}/moves", {"event": "fly"}, street)[0] == 400)

# ---- hostile bytes ----
hostile = {"nothing": b"", "no JSON": b"account=a", "half": b'{"account": "a"', "a list": b"[]",
           "twice": b'{"account":"a","account":"b","password":"c"}', "deep": b"[" * 5000,
           "a BOM": b'\xef\xbb\xbf{}', "bad UTF-8": b'{"account":"\xff"}',
           "a lone surrogate": b'{"account":"\\ud800","password":"c"}',
           "a control": b'{"account":"\\u0000","password":"c"}', "NaN": b'{"account":NaN}',
           "a comment": b'{/**/}', "a comma too many": b'{"account":"a",}',
           "after the end": b"{} {}",
           "a leading zero": b'{"account":01}',
           "a number for a text": b'{"account":1,"password":"c"}'}
for what, raw in hostile.items():
    status, kind, said = ask("/api/v1/session", raw=raw)
    wrong = list(faults(said, schemas["Problem"], document)) if isinstance(said, dict) else [said]
    ok(f"{what} is refused", status in (400, 411, 422) and not wrong, (status, said))
status, _, said = ask("/api/v1/session", raw=b"account=jb&password=x",
                      head={"Content-Type": "application/x-www-form-urlencoded"})
ok("a form is no JSON", status == 400, said)
status, _, said = ask("/api/v1/session/end", raw=b"", head={"Cookie": "doudi=" + clerk})
ok("a cookie alone proves nothing", status == 403, (status, said))

# ---- masks ----
rows = list(csv.DictReader((ROOT / "tests/pages/people.csv").open(encoding="utf-8-sig")))
secrets = [v for row in rows for k, v in row.items()
           if v and (re.fullmatch(r"\d{17}[\dX]", v) or k in ("姓名", "name"))]
shown = {(path, s) for path, text in answers for s in secrets if s in text}
ok(f"none of {len(secrets)} names and numbers is shown whole", secrets and not shown, shown)
ok("the session ends", ask("/api/v1/session/end", raw=b"", token=clerk)[0] == 200)
ok("and its token with it", ask("/api/v1/me", token=clerk)[0] == 401)
print(f"1..{point}")
sys.exit(0)
