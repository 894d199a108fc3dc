"""Every page has a layout and a title, and every word a person reads can be translated."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

TEMPLATES = Path(__file__).parents[2] / "templates"
EVERY = sorted(file for file in TEMPLATES.rglob("*") if file.suffix in (".html", ".txt"))
#: Parts that others include, import or extend.
PARTS = ("components", "layouts", "mail")
PAGES = [
    file
    for file in EVERY
    if file.relative_to(TEMPLATES).parts[0] not in PARTS
    and not file.name.startswith("_")
    and "extends" in file.read_text()
]
#: Attributes whose values people see or hear.
SPOKEN = ("aria-label", "title", "placeholder", "alt", "aria-description")
#: Words that are the same in every language, or that a macro writes into a tag.
NAMES = {"Matchmaker", "btn"}
#: Stands for whatever Jinja puts there.
HOLE = "\x00"

environment = Environment(extensions=["jinja2.ext.i18n"])


def name(file: Path) -> str:
    return str(file.relative_to(TEMPLATES))


def bare_words(source: str) -> list[str]:
    """What of a template stays English in every language.

    Strings inside ``{{ … }}`` and ``{% … %}`` are out of its sight, as most are no words (names of
    icons, endpoints, classes); what is between tags is what people forget.
    """
    without = re.sub(r"\{%-?\s*trans\b.*?endtrans\s*-?%\}", HOLE, source, flags=re.DOTALL)
    without = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", HOLE, without, flags=re.DOTALL)
    # What is kept for the program or shown as code is not language.
    without = re.sub(r"<(code|script|style)\b.*?</\1>", HOLE, without, flags=re.DOTALL)
    spoken = rf"\b(?:{'|'.join(SPOKEN)})\s*=\s*(?:\"([^\"]*)\"|'([^']*)')"
    texts = re.split(r"<[^<>]*>", without)
    for tag in re.findall(r"<[^<>]*>", without):
        texts += ["".join(quoted) for quoted in re.findall(spoken, tag)]
    pieces = (" ".join(piece.split()) for text in texts for piece in text.split(HOLE))
    return [
        piece
        for piece in pieces
        if set(re.findall(r"[^\W\d_]{2,}", piece)) - NAMES
        # An attribute that a macro writes.
        and not piece.endswith(("=", '="'))
    ]


def blocks_of(file: Path) -> set[str]:
    """Names of the blocks a template defines, those of its own layouts included."""
    tree = environment.parse(file.read_text())
    found = {block.name for block in tree.find_all(nodes.Block)}
    found |= {"title"} if any(_sets_title(assign) for assign in tree.find_all(nodes.Assign)) else set()
    return found


def _sets_title(assign: nodes.Assign) -> bool:
    """The account pages name theirs in a variable that their layout puts into the block."""
    return isinstance(assign.target, nodes.Name) and assign.target.name == "title"


@pytest.mark.parametrize("file", PAGES, ids=name)
def test_page_extends_a_layout_and_has_a_title(file: Path) -> None:
    tree = environment.parse(file.read_text())
    [parent] = [extends.template.as_const() for extends in tree.find_all(nodes.Extends)]
    assert parent.startswith("layouts/") or parent == "security/base.html"
    assert "title" in blocks_of(file)


def test_every_template_of_a_slice_is_a_page_or_a_part() -> None:
    """Parts beside pages are named with an underscore, or answer a request for a piece of a page."""
    loose = {
        name(file)
        for file in EVERY
        if file.relative_to(TEMPLATES).parts[0] not in PARTS
        and not file.name.startswith("_")
        and file not in PAGES
    }
    named_in = "\n".join(file.read_text() for file in EVERY)
    assert {part for part in loose if f'"{part}"' not in named_in} == set()


@pytest.mark.parametrize("file", EVERY, ids=name)
def test_template_says_nothing_untranslated(file: Path) -> None:
    assert bare_words(file.read_text()) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>{{ _('Good morning') }}, {{ name }}</p>", []),
        ("<p>Good {{ name }}</p>", ["Good"]),
        ("<p>{% trans %}Good morning{% endtrans %} · 5</p>", []),
        ('<img alt="A map">', ["A map"]),
        ("<img alt=\"{{ _('A map') }}\">", []),
        ("<p><code>matchmaker serve</code></p>", []),
        ("{# a remark #}<p></p>", []),
        ('<td{% if last %} class="end"{% endif %}>Last</td>', ["Last"]),
    ],
)
def test_bare_words_are_found(source: str, found: list[str]) -> None:
    assert bare_words(source) == found
