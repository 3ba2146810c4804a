#!/usr/bin/env python3
"""Compiles page templates to C against structs: a wrong field is a compile error, all text is
escaped, and what cannot be escaped safely cannot be written.

usage: html2c.py --header desk/pages.h OUTPUT.c TEMPLATE.html... ASSET.css|.js...

A template month.html begins with {%MonthPage%} and becomes

    void month_html(Buf *out, const MonthPage *page)

    {name}                     a field of the page, escaped by its type (page/html.h: html_put)
    {name|url}                 percent-encoded: a segment or a query value
    {name|link}                a whole address of ours, the value of href
    {#each rows[row_count] as row} {row.amount} {/each}
    {#if name} ... {:else if other} ... {:else} ... {/if}
                               not empty, not zero; {#if !name} the other way round;
                               {#if kind is FIELD_DATE} equal to a constant
    {row#}                     in {#each ... as row}: which one it is, from 1; {names[row#].text}
                               what stands there in another array
    {@why row.reason}          another template, given the address of a field; {@why} the page's own
    {! a note !}               left out

A placeholder stands in element content or in a quoted attribute. In href, src and action only |url,
|link and numbers may stand; script (but for its src), style and on... attributes take none. An
asset becomes a text (style.css: style_css_text and style_css_length) and its style_css_digest.
"""
import argparse
import hashlib
import pathlib
import re
import sys

PART = r"[a-z_][a-zA-Z0-9_]*(?:\[[a-z_]\w*#\])?"
NAME = rf"{PART}(?:(?:\.|->){PART})*"
TAG = re.compile(r"\{(?:!.*?!|%\s*(?P<type>\w+)\s*%|"
                 rf"#each\s+(?P<items>{NAME})\[(?P<count>{NAME})\]\s+as\s+(?P<as>\w+)|"
                 rf"(?P<branch>#if|:else\s+if)\s+(?P<not>!?)(?P<if>{NAME})"
                 r"(?:\s+is\s+(?P<is>[A-Z][A-Z0-9_]*))?|"
                 r"(?P<else>:else)|(?P<end>/(?:if|each))|"
                 rf"@(?P<call>\w+)(?:\s+(?P<with>{NAME}))?|(?P<index>[a-z_]\w*)#|"
                 rf"(?P<field>{NAME})(?:\|(?P<filter>url|link))?)\}}", re.S)
LITERAL = 1000  # characters: a C compiler need not take literals above 4095 bytes
ADDRESS_ATTRIBUTES = {"href", "src", "action"}


class Fault(Exception):
    pass


def c_literal(text):
    """C string literals of a text, one a line, in ASCII."""
    out = []
    for line in text.splitlines(keepends=True):
        body = ""
        for byte in line.encode("utf-8"):
            char = chr(byte)
            if char in '"\\':
                body += "\\" + char
            elif char == "\n":
                body += "\\n"
            elif 32 <= byte < 127 and char != "?":
                body += char
            else:
                body += f"\\{byte:03o}"
        out.append(f'"{body}"')
    return "\n        ".join(out)


class Context:
    """Where in the HTML the text so far ends: content, or an attribute's value and its name."""

    def __init__(self):
        self.state = "content"
        self.attribute = self.element = self.quote = ""

    def feed(self, text):
        for char in text:
            self.step(char)

    def step(self, char):
        if self.state == "content":
            if char == "<":
                self.state, self.element, self.attribute = "tag", "", ""
        elif self.state == "value":
            if char == self.quote:
                self.state = "tag"
        elif char == ">":
            self.state = "content"
        elif char in "\"'":
            self.state, self.quote = "value", char
        elif char == "=":
            pass
        elif char.isspace():
            self.element = self.element or self.attribute
            self.attribute = ""
        else:
            self.attribute += char

    def allows(self, filter_name):
        element = (self.element or self.attribute).lower()
        attribute = self.attribute.lower()
        if element in ("script", "style") and (self.state, attribute, filter_name) != (
                "value", "src", "link"):
            return "no placeholder in script or style"
        if self.state == "content":
            return "|link is for attributes" if filter_name == "link" else None
        if self.state == "tag":
            return "a placeholder in a tag stands in a quoted value"
        if attribute.startswith("on") or attribute == "style":
            return f"no placeholder in {attribute}"
        if attribute in ADDRESS_ATTRIBUTES and filter_name is None:
            return f"in {attribute} write |url or |link"
        return None


class Compiler:
    def __init__(self, path):
        self.path = path
        self.name = path.stem
        self.text = path.read_text(encoding="utf-8")
        self.body = []
        self.blocks = []
        self.loops = []
        self.depth = 1
        self.type = None
        self.context = Context()

    def fault(self, at, what):
        line = self.text.count("\n", 0, at) + 1
        raise Fault(f"{self.path}:{line}: {what}")

    def emit(self, line):
        self.body.append("    " * self.depth + line)

    def expression(self, name):
        first = re.split(r"\.|->", name)[0]
        inner = re.sub(r"\[(\w+)#\]", r"[\1_index]", name.replace("->", "."))
        if first in self.loops:
            rest = inner[len(first):].lstrip(".")
            return f"{first}->{rest}" if rest else f"(*{first})"
        return f"page->{inner}"

    def literal(self, text):
        text = re.sub(r"\n\s+", "\n", text)
        self.context.feed(text)
        for at in range(0, len(text), LITERAL):
            self.emit(f"buf_add(out, STR({c_literal(text[at:at + LITERAL])}));")

    def tag(self, match):
        if match["type"]:
            self.type = match["type"]
        elif match["items"]:
            self.each(match)
        elif match["if"]:
            self.condition(match)
        elif match["else"]:
            self.otherwise(match)
            self.emit("} else {")
            self.depth += 1
            self.blocks[-1] = "else"
        elif match["end"]:
            self.close(match)
        elif match["call"]:
            given = f"&{self.expression(match['with'])}" if match["with"] else "page"
            self.emit(f"{match['call']}_html(out, {given});")
        elif match["index"]:
            if match["index"] not in self.loops:
                self.fault(match.start(), f"{match['index']} is no row of a loop")
            self.emit(f"html_size(out, {match['index']}_index + 1);")
        elif match["field"]:
            self.field(match)

    def condition(self, match):
        value = self.expression(match["if"])
        test = f"{value} == {match['is']}" if match["is"] else f"html_says({value})"
        if match["not"]:
            test = f"!({test})" if match["is"] else f"!{test}"
        if match["branch"] == "#if":
            self.emit(f"if ({test}) {{")
            self.open("if")
        else:
            self.otherwise(match)
            self.emit(f"}} else if ({test}) {{")
            self.depth += 1

    def otherwise(self, match):
        if not self.blocks or self.blocks[-1] != "if":
            self.fault(match.start(), "{:else} without {#if}")
        self.depth -= 1

    def each(self, match):
        name, index = match["as"], f"{match['as']}_index"
        items, count = self.expression(match["items"]), self.expression(match["count"])
        self.emit(f"for (size_t {index} = 0; {index} < (size_t){count}; {index}++) {{")
        self.open("each")
        self.emit(f"const __typeof__({items}[0]) *{name} = &{items}[{index}];")
        self.loops.append(name)

    def open(self, kind):
        self.blocks.append(kind)
        self.depth += 1

    def close(self, match):
        kind = match["end"][1:]
        if not self.blocks or self.blocks.pop().replace("else", "if") != kind:
            self.fault(match.start(), f"{{/{kind}}} closes nothing")
        if kind == "each":
            self.loops.pop()
        self.depth -= 1
        self.emit("}")

    def field(self, match):
        wrong = self.context.allows(match["filter"])
        if wrong:
            self.fault(match.start(), wrong)
        function = {None: "html_put", "url": "html_url", "link": "html_link"}[match["filter"]]
        self.emit(f"{function}(out, {self.expression(match['field'])});")

    def compile(self):
        at = 0
        stray = re.search(r"\{[a-z#:/@%][^{}\n]*\}", TAG.sub("", self.text))
        if stray:
            raise Fault(f"{self.path}: {stray.group()} is no tag")
        for match in TAG.finditer(self.text):
            self.literal(self.text[at:match.start()])
            self.tag(match)
            at = match.end() + (match["type"] is not None and self.text[match.end():][:1] == "\n")
            if not self.type:
                self.fault(match.start(), "does not begin with {%Type%}")
        self.literal(self.text[at:].rstrip("\n"))
        if self.blocks:
            raise Fault(f"{self.path}: {{#{self.blocks[-1]}}} is not closed")
        head = f"void {self.name}_html(Buf *out, const {self.type} *page)\n{{\n"
        return head + "    (void)page;\n" + "\n".join(self.body) + "\n}\n"


def asset(path):
    text = path.read_text(encoding="utf-8")
    name = path.name.replace(".", "_")
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    codes = [str(byte) if byte < 128 else str(byte - 256) for byte in text.encode("utf-8")]
    rows = [", ".join(codes[at:at + 24]) for at in range(0, len(codes), 24)]
    return (f"const char {name}_text[] = {{\n    " + ",\n    ".join(rows) + "};\n"
            f"const size_t {name}_length = sizeof {name}_text;\n"
            f'const char {name}_digest[] = "{digest}";\n')


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--header", required=True)
    arguments.add_argument("output", type=pathlib.Path)
    arguments.add_argument("files", nargs="+", type=pathlib.Path)
    given = arguments.parse_args()
    try:
        parts = [Compiler(f).compile() if f.suffix == ".html" else asset(f) for f in given.files]
    except Fault as fault:
        sys.exit(str(fault))
    given.output.write_text("/* Generated from the templates by html2c.py; do not edit. */\n"
                            f'#include "{given.header}"\n\n' + "\n".join(parts), encoding="ascii")


if __name__ == "__main__":
    main()
