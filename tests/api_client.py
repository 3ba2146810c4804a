"""What the tests of the API share: asking, and holding every answer against the OpenAPI document.

    api = Api(address)                       reads /api/v1/openapi.json
    token = api.login("jb", password)
    answer = api.post("/api/v1/cases", body, token)    .status .kind .said
    api.job(answer, token)                   waits until what was begun has ended

Every answer is matched with its operation and its schema; what does not fit is kept in api.wrong,
which operations have succeeded and been refused in api.succeeded and api.refused.
"""
import json
import re
import time
import urllib.error
import urllib.request
from collections import namedtuple

Answer = namedtuple("Answer", "status kind said head")
TYPES = {"string": str, "boolean": bool, "object": dict, "array": list, "null": type(None)}
WORDS = {"type", "description", "pattern", "enum", "properties", "required", "items", "$ref",
         "additionalProperties", "format", "contentMediaType"}


class Points:
    """TAP."""

    def __init__(self):
        self.count = 0

    def ok(self, what, good, said=""):
        self.count += 1
        print(("ok" if good else "not ok") + f" {self.count} - {what}")
        if not good and said != "":
            print("\n".join("# " + line for line in str(said)[:2000].splitlines()[:12]))
        return good

    def end(self):
        print(f"1..{self.count}", flush=True)


def is_type(value, name):
    if name in ("integer", "number"):
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, TYPES[name])


def faults(value, schema, document, way="$"):
    """Why a value does not fit a schema; the words of JSON Schema that the document uses."""
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


def multipart(fields, files):
    """A form as curl -F sends it: fields by name, files by name as (file name, bytes)."""
    edge = "edge-of-the-form-7d2f"
    parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode()
             for n, v in fields.items()]
    for name, (file_name, data) in files.items():
        parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; '
                     f'filename="{file_name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
                     .encode() + data + b"\r\n")
    return b"".join(parts) + f"--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


class Api:
    def __init__(self, site):
        self.site, self.document, self.texts, self.wrong = site, None, [], []
        self.succeeded, self.refused = set(), set()
        self.document = self.get("/api/v1/openapi.json").said
        self.operations = []
        for path, item in self.document["paths"].items():
            shape = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))
            for method, operation in item.items():
                shape = shape.replace("/law/[^/]+", "/law/.+")
                self.operations.append((path.count("{"), method, re.compile(shape), operation))
        self.operations.sort(key=lambda o: o[0])

    def operation(self, method, path):
        path = path.split("?")[0]
        for _, m, shape, operation in self.operations:
            if m == method and shape.fullmatch(path):
                return operation
        return None

    def ask(self, path, raw=None, token=None, head=None):
        request = urllib.request.Request(self.site + path, data=raw, headers=dict(head or {}))
        if token:
            request.add_header("Authorization", "Bearer " + token)
        try:
            answer = urllib.request.urlopen(request, timeout=120)
        except urllib.error.HTTPError as error:
            answer = error
        data = answer.read()
        kind = answer.headers["Content-Type"].split(";")[0]
        self.texts.append((path, data.decode("utf-8", "replace")))
        said = json.loads(data) if "json" in kind else data
        out = Answer(answer.status, kind, said, answer.headers)
        if self.document:
            self.hold("get" if raw is None else "post", path, out)
        return out

    def hold(self, method, path, answer):
        """The answer against the document."""
        operation = self.operation(method, path)
        if not operation:
            return
        name = operation["operationId"]
        (self.succeeded if answer.status < 300 else self.refused).add(name)
        responses = operation["responses"]
        response = responses.get(str(answer.status)) or responses["default"]
        content = response.get("content", {"application/json": {}})
        if answer.status >= 300 and str(answer.status) in responses:
            self.wrong.append(f"{method} {path}: {answer.status}")
        if "*/*" in content:
            return
        if answer.kind not in content:
            self.wrong.append(f"{method} {path}: {answer.kind} is not declared")
        elif "schema" in content[answer.kind]:
            schema = content[answer.kind]["schema"]
            self.wrong += [f"{method} {path}: {fault}"
                           for fault in faults(answer.said, schema, self.document)]

    def get(self, path, token=None):
        return self.ask(path, token=token)

    def post(self, path, body=None, token=None, key=None):
        head = {"Content-Type": "application/json"}
        if key:
            head["Idempotency-Key"] = key
        raw = b"" if body is None else json.dumps(body).encode()
        return self.ask(path, raw, token, head)

    def send(self, path, fields, files, token=None, key=None):
        raw, kind = multipart(fields, files)
        head = {"Content-Type": kind}
        if key:
            head["Idempotency-Key"] = key
        return self.ask(path, raw, token, head)

    def login(self, account, password):
        answer = self.post("/api/v1/session", {"account": account, "password": password})
        assert answer.status == 200, answer
        return answer.said["token"]

    def job(self, answer, token):
        """What a job has ended with; the answer itself when none was begun."""
        if answer.status != 202:
            return answer
        for _ in range(600):
            state = self.get(f"/api/v1/jobs/{answer.said['id']}", token)
            if state.status != 200 or state.said["state"] != "running":
                return state
            time.sleep(0.1)
        return state


def count(job, key):
    """A number that a job has told."""
    return next((c["number"] for c in job.said["counts"] if c["key"] == key), None)
