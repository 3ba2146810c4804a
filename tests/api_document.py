"""Whether a document is OpenAPI 3.1 (spec.openapis.org/oas/v3.1.0), as far as it uses it: yields
what is wrong. The words allowed in each object are those of the standard; schemas are JSON Schema
2020-12."""
import re

from api_client import faults

METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
WORDS = {
    "document": {"openapi", "info", "jsonSchemaDialect", "servers", "paths", "webhooks",
                 "components", "security", "tags", "externalDocs"},
    "info": {"title", "summary", "description", "termsOfService", "contact", "license", "version"},
    "path": METHODS | {"$ref", "summary", "description", "servers", "parameters"},
    "operation": {"tags", "summary", "description", "externalDocs", "operationId", "parameters",
                  "requestBody", "responses", "callbacks", "deprecated", "security", "servers"},
    "parameter": {"name", "in", "description", "required", "deprecated", "allowEmptyValue", "style",
                  "explode", "allowReserved", "schema", "example", "examples", "content"},
    "body": {"description", "content", "required"},
    "response": {"description", "headers", "content", "links"},
    "media": {"schema", "example", "examples", "encoding"},
    "components": {"schemas", "responses", "parameters", "examples", "requestBodies", "headers",
                   "securitySchemes", "links", "callbacks", "pathItems"},
    "schema": {"type", "description", "pattern", "enum", "properties", "required", "items", "$ref",
               "additionalProperties", "format", "contentMediaType", "title", "default",
               "examples", "minimum", "maximum", "minLength", "maxLength"},
}
TYPES = {"string", "number", "integer", "boolean", "object", "array", "null"}


def words(value, kind, way):
    if not isinstance(value, dict):
        yield f"{way}: is no object"
        return
    for name in value:
        if name not in WORDS[kind] and not name.startswith("x-"):
            yield f"{way}: {name} has no place in a {kind}"


def schema_faults(schema, document, way):
    yield from words(schema, "schema", way)
    reference = schema.get("$ref")
    if reference and reference.rsplit("/", 1)[1] not in document["components"]["schemas"]:
        yield f"{way}: {reference} leads nowhere"
    types = schema.get("type", [])
    types = types if isinstance(types, list) else [types]
    if set(types) - TYPES or len(types) != len(set(types)) or schema.get("type") == []:
        yield f"{way}: type {types}"
    try:
        re.compile(schema.get("pattern", ""))
    except re.error as error:
        yield f"{way}: pattern: {error}"
    choices = schema.get("enum", [None])
    if not choices or len(choices) != len({repr(c) for c in choices}):
        yield f"{way}: enum {choices}"
    required = schema.get("required", [])
    if len(required) != len(set(required)) or set(required) - set(schema.get("properties", {})):
        yield f"{way}: required {required}"
    for name, inner in schema.get("properties", {}).items():
        yield from schema_faults(inner, document, f"{way}.{name}")
    if isinstance(schema.get("items"), dict):
        yield from schema_faults(schema["items"], document, f"{way}[]")
    elif "array" in types:
        yield f"{way}: a list of what"


def content_faults(content, document, way):
    for media, value in content.items():
        if not re.fullmatch(r"[\w.+*-]+/[\w.+*-]+", media):
            yield f"{way}: {media} is no media type"
        yield from words(value, "media", f"{way} {media}")
        if "schema" in value:
            yield from schema_faults(value["schema"], document, f"{way} {media}")
            if "example" in value:
                for fault in faults(value["example"], value["schema"], document):
                    yield f"{way} {media} example: {fault}"
        if "json" in media and "schema" not in value:
            yield f"{way} {media}: no schema"


def parameter_faults(parameters, path, document, way):
    named = set()
    for parameter in parameters:
        yield from words(parameter, "parameter", way)
        name, place = parameter.get("name"), parameter.get("in")
        if place not in ("query", "header", "path", "cookie") or (name, place) in named:
            yield f"{way}: parameter {name} in {place}"
        named.add((name, place))
        if not parameter.get("description") or ("schema" in parameter) == ("content" in parameter):
            yield f"{way}: parameter {name} says too little"
        if place == "path" and parameter.get("required") is not True:
            yield f"{way}: parameter {name} is in the path and not required"
        yield from schema_faults(parameter.get("schema", {}), document, f"{way} {name}")
    braces = set(re.findall(r"\{(\w+)\}", path))
    if braces != {name for name, place in named if place == "path"}:
        yield f"{way}: braces {braces}"


def operation_faults(operation, path, document, way):
    yield from words(operation, "operation", way)
    for name in ("operationId", "summary", "responses", "tags"):
        if not operation.get(name):
            yield f"{way}: no {name}"
    yield from parameter_faults(operation.get("parameters", []), path, document, way)
    if "requestBody" in operation:
        yield from words(operation["requestBody"], "body", way)
        content = operation["requestBody"].get("content", {})
        yield from content_faults(content, document, f"{way} body")
        if not any("example" in m for n, m in content.items() if "json" in n) and \
                "multipart/form-data" not in content:
            yield f"{way}: a body without an example"
    for status, response in operation.get("responses", {}).items():
        if not re.fullmatch(r"[1-5](\d\d|XX)|default", status):
            yield f"{way}: response {status}"
        yield from words(response, "response", f"{way} {status}")
        if not response.get("description"):
            yield f"{way} {status}: no description"
        yield from content_faults(response.get("content", {}), document, f"{way} {status}")


def security_faults(document):
    schemes = document["components"].get("securitySchemes", {})
    for name, scheme in schemes.items():
        needed = {"http": {"scheme"}, "apiKey": {"name", "in"}}.get(scheme.get("type"))
        if needed is None or needed - set(scheme):
            yield f"security scheme {name}: {scheme}"
    asked = [document.get("security", [])]
    asked += [o.get("security", []) for p in document["paths"].values() for o in p.values()]
    for requirement in (r for rs in asked for r in rs):
        if set(requirement) - set(schemes):
            yield f"security {requirement} is not declared"


def document_faults(document):
    """All that keeps the document from being OpenAPI 3.1."""
    yield from words(document, "document", "document")
    yield from words(document.get("info"), "info", "info")
    if not re.fullmatch(r"3\.1\.\d+", document.get("openapi", "")):
        yield "openapi is not 3.1"
    for name in ("title", "version"):
        if not document["info"].get(name):
            yield f"info has no {name}"
    yield from words(document["components"], "components", "components")
    shapes = [re.sub(r"\{\w+\}", "{}", path) for path in document["paths"]]
    if len(shapes) != len(set(shapes)):
        yield "two paths are the same but for their braces"
    for path, item in document["paths"].items():
        if not path.startswith("/"):
            yield f"{path}: begins without a slash"
        yield from words(item, "path", path)
        for method in METHODS & set(item):
            yield from operation_faults(item[method], path, document, f"{method} {path}")
    for name, schema in document["components"]["schemas"].items():
        if not re.fullmatch(r"[a-zA-Z0-9._-]+", name):
            yield f"schema {name}: no such name"
        yield from schema_faults(schema, document, name)
    yield from security_faults(document)
