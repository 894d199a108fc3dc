"""Single values of public data."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.imports import values
from matchmaker.imports.errors import BadRowError


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("UNIVERSITY OF TARTU", "University of Tartu"),
        ("SIEMENS ENERGY BV", "Siemens Energy BV"),
        (
            "FRAUNHOFER GESELLSCHAFT ZUR FORDERUNG DER FORSCHUNG",
            "Fraunhofer Gesellschaft Zur Forderung der Forschung",
        ),
        ("KTH", "KTH"),
        ("Mixed Case Ltd", "Mixed Case Ltd"),
        ("ACME-TECH GMBH", "Acme-Tech GmbH"),
        ("L'OREAL 3D SAS", "L'Oreal 3D SAS"),
    ],
)
def test_capitals_become_ordinary_letters(written: str, read: str) -> None:
    assert values.readable_name(written) == read


@pytest.mark.parametrize(
    ("text", "number"), [("12,5", Decimal("12.50")), ("1999348.75", Decimal("1999348.75")), (" ", None)]
)
def test_amounts_take_commas_and_points(text: str, number: Decimal | None) -> None:
    assert values.decimal(text) == number


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1e40", "twelve", "1,2,3"])
def test_senseless_amounts_are_refused(text: str) -> None:
    with pytest.raises(BadRowError):
        values.decimal(text)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("park.example", "https://park.example"),
        ("http://park.example/a", "http://park.example/a"),
        ("javascript:alert(1)", ""),
        ("ftp://park.example", ""),
        ("http://[broken", ""),
        ("", ""),
    ],
)
def test_only_web_addresses_are_kept(text: str, address: str) -> None:
    assert values.website(text) == address


@given(st.text(max_size=300), st.text(st.characters(categories=["Nd"]), min_size=1, max_size=12))
def test_slug_is_an_address_part_and_not_taken(name: str, suffix: str) -> None:
    first = values.slug(name, set(), suffix)
    second = values.slug(name, {first}, suffix)
    assert 0 < len(first) <= 80
    assert second != first or first == suffix.lower()
    assert first == first.lower()


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("58.37,26.72", (58.37, 26.72)),
        ("(1,2)", (1.0, 2.0)),
        ("", (None, None)),
        ("95,0", (None, None)),
        ("x,y", (None, None)),
    ],
)
def test_position_is_on_the_globe_or_unknown(text: str, place: tuple[float | None, float | None]) -> None:
    assert values.position(text) == place
