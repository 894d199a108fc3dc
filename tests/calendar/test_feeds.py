"""Feeds, read by three calendar programs that are not ours."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.calendar.feeds import Entry, Status, feed_file, tag_of
from tests.calendar.readers import READERS, Reader

TARTU = ZoneInfo("Europe/Tallinn")
HONG_KONG = ZoneInfo("Asia/Hong_Kong")
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=200)


def entry(**values: object) -> Entry:
    """Five days in Tartu in December, unless told otherwise."""
    return Entry(
        **{  # type: ignore[arg-type]  # a test names any of its fields
            "uid": "visit-7@matchmaker.example",
            "sequence": 0,
            "title": "Emajõe Ensüümid at Tartu Science Park",
            "starts_at": datetime(2026, 12, 7, 9, tzinfo=TARTU),
            "ends_at": datetime(2026, 12, 11, 17, tzinfo=TARTU),
            "zone": "Europe/Tallinn",
            "changed_at": datetime(2026, 11, 22, 12, tzinfo=UTC),
            "text": "Two desks;\nask for Mari, at the desk",
            "place": "Tartu Science Park, Riia 181, Tartu",
            "url": "https://matchmaker.example/visits/7",
            **values,
        }
    )


@pytest.fixture(params=READERS.values(), ids=list(READERS))
def read(request: pytest.FixtureRequest) -> Reader:
    """Each of the programs in turn."""
    reader: Reader = request.param
    return reader


def test_visit_is_read_as_it_was_written(read: Reader) -> None:
    [(uid, seen)] = read(feed_file("Visits", [entry()])).items()
    assert uid == "visit-7@matchmaker.example"
    assert seen.title == "Emajõe Ensüümid at Tartu Science Park"
    assert seen.text == "Two desks;\nask for Mari, at the desk"
    assert seen.place == "Tartu Science Park, Riia 181, Tartu"
    assert (seen.starts_at, seen.ends_at) == (
        datetime(2026, 12, 7, 7, tzinfo=UTC),
        datetime(2026, 12, 11, 15, tzinfo=UTC),
    )
    assert (seen.sequence, seen.status) == (0, "CONFIRMED")


def test_moved_visit_is_the_same_one_a_week_later(read: Reader) -> None:
    week = timedelta(days=7)
    before = entry()
    moved = replace(before, sequence=1, starts_at=before.starts_at + week, ends_at=before.ends_at + week)
    [(uid, seen)] = read(feed_file("Visits", [moved])).items()
    assert uid == before.uid
    assert seen.starts_at == datetime(2026, 12, 14, 7, tzinfo=UTC)
    assert seen.sequence == 1


def test_cancelled_visit_stays_and_says_so(read: Reader) -> None:
    seen = read(feed_file("Visits", [entry(sequence=2, status=Status.CANCELLED), entry(uid="other")]))
    assert {uid: (one.status, one.sequence) for uid, one in seen.items()} == {
        "visit-7@matchmaker.example": ("CANCELLED", 2),
        "other": ("CONFIRMED", 0),
    }


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 3, 27),  # Friday before the clocks of Estonia go forward
        date(2026, 3, 30),
        date(2026, 7, 1),
        date(2026, 10, 23),
        date(2026, 10, 26),
        date(2026, 12, 24),
    ],
)
def test_hong_kong_and_tartu_agree_on_the_hour(read: Reader, day: date) -> None:
    opens = datetime.combine(day, time(9), tzinfo=TARTU)
    file = feed_file(
        "Visits",
        [
            entry(uid="tartu", starts_at=opens, ends_at=opens + timedelta(days=4)),
            entry(
                uid="hong-kong", zone="Asia/Hong_Kong", starts_at=opens, ends_at=opens + timedelta(hours=8)
            ),
        ],
    )
    seen = read(file)
    assert seen["tartu"].starts_at == seen["hong-kong"].starts_at == opens
    ahead = 5 if opens.dst() else 6
    assert seen["tartu"].starts_at.astimezone(HONG_KONG).time() == time(9 + ahead)
    assert seen["tartu"].starts_at.astimezone(TARTU).time() == time(9)


def test_stay_over_the_change_of_clocks_ends_at_closing_time(read: Reader) -> None:
    stay = entry(
        starts_at=datetime(2026, 3, 27, 9, tzinfo=TARTU), ends_at=datetime(2026, 3, 31, 17, tzinfo=TARTU)
    )
    [seen] = read(feed_file("Visits", [stay])).values()
    assert seen.ends_at == datetime(2026, 3, 31, 14, tzinfo=UTC)


def test_years_apart_each_keeps_its_hour(read: Reader) -> None:
    file = feed_file(
        "Visits",
        [
            entry(uid=str(year), starts_at=datetime(year, 7, 1, 9, tzinfo=TARTU),
                  ends_at=datetime(year, 12, 1, 9, tzinfo=TARTU))
            for year in (2024, 2026, 2028)
        ],
    )  # fmt: skip
    for year, seen in read(file).items():
        assert seen.starts_at == datetime(int(year), 7, 1, 6, tzinfo=UTC)
        assert seen.ends_at == datetime(int(year), 12, 1, 7, tzinfo=UTC)


def test_feed_without_entries_is_read(read: Reader) -> None:
    assert read(feed_file("Visits", [])) == {}


def test_tag_changes_with_what_is_said_and_with_nothing_else() -> None:
    one, other = entry(), entry(uid="other")
    assert tag_of(feed_file("Visits", [one, other])) == tag_of(feed_file("Visits", [other, one]))
    assert tag_of(feed_file("Visits", [one])) != tag_of(feed_file("Visits", [replace(one, sequence=1)]))


@settings(max_examples=40)
@given(title=WORDS, text=WORDS)
def test_any_words_come_back_from_every_program(title: str, text: str) -> None:
    file = feed_file("Visits", [entry(title=f"T{title}.", text=f"D{text}.")])
    for read in READERS.values():
        [seen] = read(file).values()
        assert (seen.title, seen.text) == (f"T{title}.", f"D{text}.")
