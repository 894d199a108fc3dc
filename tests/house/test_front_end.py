"""The front end as a whole: icons exist, nothing is inline, colours can be read, nothing names a registry."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "matchmaker" / "static"
PAGES = sorted(file for file in TEMPLATES.rglob("*.html") if "mail" not in file.parts)

#: Text and the grounds it stands on; WCAG 2.2 AA asks for 4.5 to 1.
TEXT_PAIRS = [
    ("ink", "canvas"),
    ("ink", "surface"),
    ("ink", "mark"),
    ("ink", "stopped-wash"),
    ("ink", "amber-wash"),
    ("ink-soft", "canvas"),
    ("ink-soft", "surface"),
    ("ink-soft", "sunk"),
    ("ink-soft", "quiet"),
    ("link", "canvas"),
    ("link", "surface"),
    ("link", "amber-wash"),
    ("sea-text", "sea-wash"),
    ("amber-text", "amber-wash"),
    ("amber-text", "surface"),
    ("good-text", "good-wash"),
    ("stopped-text", "stopped-wash"),
    ("stopped-text", "surface"),
    ("on-amber", "amber"),
]
#: Borders of controls and the ring of the focus; 3 to 1 is asked for.
SHAPE_PAIRS = [
    ("line-strong", "surface"),
    ("line-strong", "canvas"),
    ("focus", "canvas"),
    ("focus", "surface"),
]


def listed_icons() -> set[str]:
    lines = (STATIC / "icons.txt").read_text().splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def test_icons_asked_for_in_templates_are_in_the_sprite() -> None:
    asked = {
        name
        for page in PAGES
        for name in re.findall(r"\b(?:icon|sprite)\(\s*\"([a-z0-9-]+)\"", page.read_text())
        + re.findall(r"\b(?:icon|icon_name)=\"([a-z0-9-]+)\"", page.read_text())
    }
    assert asked - listed_icons() == set()


def test_icons_of_states_are_in_the_sprite() -> None:
    badges = (TEMPLATES / "components" / "badges.html").read_text()
    shapes = set(re.findall(r'"(?:good|neutral|waiting|stopped|sea)", "([a-z0-9-]+)"\)', badges))
    assert len(shapes) > 10
    assert shapes - listed_icons() == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TEMPLATES)))
def test_page_holds_nothing_inline(page: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", page.read_text(), flags=re.DOTALL)
    assert re.findall(r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|javascript:", text) == []
    assert [
        tag for tag in re.findall(r"<script[^>]*>", text) if "src=" not in tag and "nonce" not in tag
    ] == []


def test_package_lock_names_no_registry() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if name and "integrity" not in entry] == []


def tokens(theme: int) -> dict[str, tuple[int, ...]]:
    """The named colours of variables.css; theme 0 is light, 1 is dark."""
    text = (STATIC / "css" / "variables.css").read_text()
    found = {}
    for name, value in re.findall(r"--mm-([a-z0-9-]+):\s*([^;]+);", text):
        colours = re.findall(r"#([0-9a-f]{6})\b", value)
        if colours:
            chosen = colours[theme] if len(colours) == 2 else colours[0]
            found[name] = tuple(int(chosen[start : start + 2], 16) for start in (0, 2, 4))
    return found


def luminance(colour: tuple[int, ...]) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [value / 255 for value in colour]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    darker, lighter = sorted([luminance(one), luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), TEXT_PAIRS)
def test_text_can_be_read_on_its_ground(front: str, ground: str, theme: int) -> None:
    colours = tokens(theme)
    assert contrast(colours[front], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), SHAPE_PAIRS)
def test_shapes_stand_out_from_their_ground(front: str, ground: str, theme: int) -> None:
    colours = tokens(theme)
    assert contrast(colours[front], colours[ground]) >= 3


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_white_words_can_be_read_on_primary_buttons(theme: int) -> None:
    colours = tokens(theme)
    for ground in ("primary", "primary-hover", "bar", "bar-soft"):
        assert contrast((255, 255, 255), colours[ground]) >= 4.5
