"""The scores of a need's or an offer's text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.listings.quality import (
    BEST,
    Criterion,
    Quality,
    TextFacts,
    advice_for,
    proposed_scores,
    quality_of,
)
from models import Direction

SUMMARY = "We look for a laboratory that immobilises our lipase on food-grade carriers within half a year."
SENTENCE = "The lipase keeps ninety days at room temperature and is sold to dairies in four countries. "
GOOD = TextFacts(
    direction=Direction.OFFER,
    title="Immobilised lipase for lactose-free dairy",
    summary=SUMMARY,
    description=SENTENCE * 8 + "It needs 40 % less energy, 12 kg a batch and 3.5 hours.",
    keywords=3,
    stage_stated=True,
    protection_stated=True,
    partner_kinds=1,
    countries=2,
)


def scores(**changes: object) -> tuple[int, int, int, int]:
    found = proposed_scores(replace(GOOD, **changes))  # type: ignore[arg-type]
    return (
        found[Criterion.CLARITY],
        found[Criterion.COMPLETENESS],
        found[Criterion.ADVANTAGE],
        found[Criterion.PARTNER],
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, (5, 5, 5, 5)),
        ({"summary": ""}, (0, 5, 5, 5)),
        ({"title": "Lipase"}, (4, 5, 5, 5)),
        ({"title": "LIPASE FOR EVERYBODY WHO ASKS"}, (4, 5, 5, 5)),
        ({"title": "LIPASE", "summary": "Lipase wanted."}, (2, 5, 5, 5)),
        ({"description": SENTENCE * 8}, (5, 5, 3, 5)),
        ({"description": SENTENCE * 4}, (5, 4, 3, 5)),
        ({"description": SENTENCE * 2}, (5, 3, 3, 4)),
        ({"description": SENTENCE}, (5, 2, 1, 4)),
        ({"description": ""}, (5, 0, 0, 4)),
        ({"description": "", "partner_kinds": 0}, (5, 0, 0, 0)),
        ({"description": SENTENCE * 20}, (4, 5, 3, 5)),
        ({"description": "word " * 130}, (4, 5, 3, 5)),
        ({"keywords": 2}, (5, 4, 5, 5)),
        ({"stage_stated": False, "protection_stated": False}, (5, 5, 3, 5)),
        ({"stage_stated": False, "protection_stated": False, "direction": Direction.NEED}, (5, 5, 4, 5)),
        ({"partner_kinds": 0}, (5, 5, 5, 3)),
        ({"partner_kinds": 0, "countries": 0}, (5, 5, 5, 2)),
        ({"countries": 0, "languages": 1}, (5, 5, 5, 5)),
    ],
)
def test_proposed_scores(changes: dict[str, object], expected: tuple[int, int, int, int]) -> None:
    assert scores(**changes) == expected


@pytest.mark.parametrize(
    ("points", "quality"),
    [
        ((5, 5, 5, 5), Quality.PASSED),
        ((3, 3, 3, 3), Quality.PASSED),
        ((5, 5, 5, 2), Quality.ADVISED),
        ((1, 1, 1, 1), Quality.ADVISED),
        ((5, 5, 5, 0), Quality.BLOCKED),
        ((0, 0, 0, 0), Quality.BLOCKED),
    ],
)
def test_zero_blocks_and_weakness_asks_for_advice(points: tuple[int, ...], quality: Quality) -> None:
    assert quality_of(dict(zip(Criterion, points, strict=True))) is quality


@pytest.mark.parametrize(
    ("points", "advised"),
    [
        ((5, 5, 5, 5), []),
        ((4, 4, 4, 4), []),
        ((3, 5, 5, 5), [Criterion.CLARITY]),
        ((3, 5, 0, 1), [Criterion.ADVANTAGE, Criterion.PARTNER, Criterion.CLARITY]),
    ],
)
def test_advice_begins_with_the_weakest(points: tuple[int, ...], advised: list[Criterion]) -> None:
    given_advice = advice_for(dict(zip(Criterion, points, strict=True)))
    assert [criterion for criterion, _sentence in given_advice] == advised


def test_advice_differs_by_how_weak_it_is() -> None:
    none = dict.fromkeys(Criterion, 0)
    some = dict.fromkeys(Criterion, 3)
    assert {sentence for _c, sentence in advice_for(none)}.isdisjoint(s for _c, s in advice_for(some))


facts = st.builds(
    TextFacts,
    direction=st.sampled_from(Direction),
    title=st.text(max_size=256),
    summary=st.text(max_size=500),
    description=st.text(max_size=4000),
    keywords=st.integers(0, 5),
    partner_kinds=st.integers(0, 9),
    countries=st.integers(0, 40),
    stage_stated=st.booleans(),
    protection_stated=st.booleans(),
)


@given(facts)
def test_every_text_has_scores_from_zero_to_five(text: TextFacts) -> None:
    assert all(0 <= score <= BEST for score in proposed_scores(text).values())
