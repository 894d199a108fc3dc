"""How a project is called where there is room for one line."""

from __future__ import annotations

import pytest

from models import Project


@pytest.mark.parametrize(
    ("acronym", "title", "name"),
    [
        ("FERMA", "Cold enzymes", "FERMA: Cold enzymes"),
        ("", "Cold enzymes", "Cold enzymes"),
        ("TITAN", "Titan: trusted environments", "Titan: trusted environments"),
        ("6G-PATH", "6G-PATH", "6G-PATH"),
        ("AIR", "Airports that listen", "AIR: Airports that listen"),
    ],
)
def test_acronym_is_said_once(acronym: str, title: str, name: str) -> None:
    assert Project(acronym=acronym, title=title).full_name == name
