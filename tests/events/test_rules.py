"""Pure decisions about events."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from matchmaker.events import rules
from matchmaker.events.errors import (
    ClosesTooLate,
    EndsFirst,
    LastsTooLong,
    PlacesOutOfRange,
    PlacesTaken,
    ZoneUnknown,
)
from matchmaker.events.rules import EventValues, Payer, Registering
from matchmaker.publication.errors import AtField, NoWebAddress, TooLong
from models import EventState

START = datetime(2026, 12, 3, 7, tzinfo=UTC)
GOOD = EventValues(
    title="Breakfast of labs",
    text="Five labs.",
    city="Tartu",
    starts_at=START,
    ends_at=START + timedelta(hours=2),
    time_zone="Europe/Tallinn",
    places=20,
)


@pytest.mark.parametrize(
    ("values", "refusal", "field"),
    [
        (replace(GOOD, ends_at=START), EndsFirst, "ends_at"),
        (replace(GOOD, ends_at=START + timedelta(days=32)), LastsTooLong, "ends_at"),
        (replace(GOOD, places=0), PlacesOutOfRange, "places"),
        (replace(GOOD, places=10_001), PlacesOutOfRange, "places"),
        (replace(GOOD, places=4), PlacesTaken, "places"),
        (replace(GOOD, time_zone="Mars/Olympus"), ZoneUnknown, "time_zone"),
        (replace(GOOD, link="javascript:alert(1)"), NoWebAddress, "link"),
        (replace(GOOD, title="x" * 257), TooLong, "title"),
        (
            replace(GOOD, registration_closes_at=START + timedelta(hours=3)),
            ClosesTooLate,
            "registration_closes_at",
        ),
    ],
)
def test_values_that_make_no_sense_are_refused_at_their_field(
    values: EventValues, refusal: type[AtField], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        rules.check_values(values, taken=5)
    assert refused.value.field == field


def test_values_that_make_sense_pass() -> None:
    rules.check_values(GOOD, taken=20)
    rules.check_values(replace(GOOD, places=None), taken=500)


def test_missing_is_named_by_field() -> None:
    assert rules.missing_for_publishing(GOOD) == {}
    bare = replace(GOOD, title="", text="", city="")
    assert set(rules.missing_for_publishing(bare)) == {"title", "text", "city"}


@pytest.mark.parametrize("somewhere", [{"venue_id": 3}, {"city": "Riga"}, {"link": "https://rooms.example"}])
def test_venue_city_or_room_is_place_enough(somewhere: dict[str, object]) -> None:
    values = replace(GOOD, **{"city": "", **somewhere})  # type: ignore[arg-type]
    assert rules.missing_for_publishing(values) == {}


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("state", "closes", "full", "now", "expected"),
    [
        (EventState.DRAFT, None, False, START - HOUR, Registering.DRAFT),
        (EventState.CANCELLED, None, False, START - HOUR, Registering.CANCELLED),
        (EventState.PUBLISHED, None, False, START - HOUR, Registering.OPEN),
        (EventState.PUBLISHED, None, True, START - HOUR, Registering.FULL),
        (EventState.PUBLISHED, None, False, START, Registering.OVER),
        (EventState.PUBLISHED, START - 2 * HOUR, False, START - 3 * HOUR, Registering.OPEN),
        (EventState.PUBLISHED, START - 2 * HOUR, False, START - 2 * HOUR, Registering.CLOSED),
        (EventState.PUBLISHED, START - 2 * HOUR, True, START - HOUR, Registering.CLOSED),
        (EventState.PUBLISHED, START - 2 * HOUR, False, START + HOUR, Registering.OVER),
        # An organiser may let people in while it runs.
        (EventState.PUBLISHED, START + HOUR, False, START, Registering.OPEN),
        (EventState.PUBLISHED, START + HOUR, False, START + HOUR, Registering.OVER),
    ],
)
def test_registering_by_state_and_hour(
    state: EventState, closes: datetime | None, full: bool, now: datetime, expected: Registering
) -> None:
    assert rules.registering(state, starts_at=START, closes_at=closes, is_full=full, now=now) is expected


@pytest.mark.parametrize(
    ("is_member", "both_signed", "same_fee", "payer", "fee"),
    [
        (True, False, False, Payer.MEMBER, "10 €"),
        (True, True, True, Payer.MEMBER, "10 €"),
        (False, True, True, Payer.VISITING_MEMBER, "10 €"),
        (False, True, False, Payer.OTHER, "90 €"),
        (False, False, True, Payer.OTHER, "90 €"),
    ],
)
def test_fee_by_who_pays(is_member: bool, both_signed: bool, same_fee: bool, payer: Payer, fee: str) -> None:
    found = rules.payer_of(is_member=is_member, both_signed=both_signed, same_fee_for_visitors=same_fee)
    assert (found, rules.fee_for(found, "10 €", "90 €")) == (payer, fee)
