#!/usr/bin/env python3
"""Tests tools/html2c.py: good templates compile to the C that is expected, and what could not be
escaped safely is refused. Speaks TAP."""
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent

GOOD = [
    ("<p>{name}</p>", "html_put(out, page->name);"),
    ('<a href="/x/{id|url}?q={q|url}">', "html_url(out, page->q);"),
    ('<a href="{where|link}">', "html_link(out, page->where);"),
    ('<p class="{kind}">', "html_put(out, page->kind);"),
    ("{#each rows[row_count] as row}{row.name}{/each}", "html_put(out, row->name);"),
    ("{#each a[n] as x}{#each x.b[x.m] as y}{y.c}{x.d}{/each}{/each}", "html_put(out, y->c);"),
    ("{#if !done}a{:else}b{/if}", "if (!html_says(page->done)) {"),
    ("{#each rows[n] as row}{@node row}{/each}", "node_html(out, &(*row));"),
    ("{#if a}1{:else if !b}2{:else}3{/if}", "} else if (!html_says(page->b)) {"),
    ("{#if kind is FIELD_DATE}1{/if}", "if (page->kind == FIELD_DATE) {"),
    ("{#if !kind is FIELD_DATE}1{/if}", "if (!(page->kind == FIELD_DATE)) {"),
    ("{#each rows[n] as row}{row#}{/each}", "html_size(out, row_index + 1);"),
    ("{#each rows[n] as row}{head.names[row#].text}{/each}",
     "html_put(out, page->head.names[row_index].text);"),
    ('<script src="{x|link}"></script>', "html_link(out, page->x);"),
    ("<p{@about}>", "about_html(out, page);"),
    ("{@head top}", "head_html(out, &page->top);"),
    ("{! {name} is a note !}x", 'buf_add(out, STR("x"));'),
    ('"\\ü?', 'STR("\\"\\\\\\303\\274\\077")'),
]
BAD = [
    ("<p {name}>", "in a tag stands in a quoted value"),
    ("<p class={name}>", "in a tag stands in a quoted value"),
    ("<{name}>", "in a tag stands in a quoted value"),
    ("<script>{name}</script>", "no placeholder in script"),
    ("<script src='{x|link}'>{name|link}</script>", "no placeholder in script"),
    ("<style>{name}</style>", "no placeholder in script or style"),
    ('<p onclick="{name}">', "no placeholder in onclick"),
    ('<p style="{name}">', "no placeholder in style"),
    ('<a href="{name}">', "write |url or |link"),
    ("<form action='/x/{name}'>", "write |url or |link"),
    ("<p>{name|link}</p>", "|link is for attributes"),
    ("{#if name}", "is not closed"),
    ("{/if}", "closes nothing"),
    ("{#each rows[n] as row}{/if}", "closes nothing"),
    ("{:else}", "{:else} without {#if}"),
    ("{:else if a}", "{:else} without {#if}"),
    ("{#if a}{:else}{:else if b}{/if}", "{:else} without {#if}"),
    ("{#if a}{:else}{:else}{/if}", "{:else} without {#if}"),
    ("{row#}", "is no row of a loop"),
    ("{name|raw}", "is no tag"),
    ("{#each rows as row}{/each}", "is no tag"),
]


def compile_template(text):
    with tempfile.TemporaryDirectory() as place:
        template = pathlib.Path(place) / "one.html"
        output = pathlib.Path(place) / "one.c"
        template.write_text(text, encoding="utf-8")
        run = subprocess.run([sys.executable, ROOT / "tools/html2c.py", "--header", "h.h", output,
                              template], capture_output=True, text=True, check=False)
        return run.returncode, run.stderr, output.read_text() if output.exists() else ""


def main():
    print(f"1..{len(GOOD) + len(BAD) + 1}")
    number, failed = 0, 0
    checks = [(t, s, 0) for t, s in GOOD] + [(t, s, 1) for t, s in BAD]
    for text, said, expected in checks:
        number += 1
        status, errors, output = compile_template("{%Page%}" + text)
        good = status == expected and said in (errors if expected else output)
        failed += not good
        print(f"{'ok' if good else 'not ok'} {number} - {text}")
        if not good:
            print(f"# {status} {errors} {output}".replace("\n", "\n# "))
    status, errors, _ = compile_template("<p>{name}</p>")
    good = status == 1 and "does not begin with" in errors
    print(f"{'ok' if good else 'not ok'} {number + 1} - a template names its struct first")
    sys.exit(1 if failed or not good else 0)


if __name__ == "__main__":
    main()
