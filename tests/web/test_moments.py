"""Moments in words, by the clocks of both sides."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask

from matchmaker.web.moments import last_day_words, moment_words
from matchmaker.web.translation import in_language

MORNING = datetime(2026, 12, 3, 8, 0, tzinfo=UTC)


def said(app: Flask, *zones: str, moment: datetime = MORNING, locale: str = "en") -> str:
    with app.test_request_context(), in_language(locale):
        # English separates the hour from AM by a narrow space that does not break.
        return moment_words(moment, zones).replace("\u202f", " ")


def test_moment_names_the_city_of_its_clock(app: Flask) -> None:
    assert said(app, "Europe/Tallinn") == "Thursday, December 3, 2026, 10:00 AM in Tallinn"


def test_moment_adds_the_other_clock_where_it_differs(app: Flask) -> None:
    words = said(app, "Europe/Tallinn", "Europe/Helsinki", "Europe/Berlin")
    assert words == "Thursday, December 3, 2026, 10:00 AM in Tallinn · 9:00 AM in Berlin"


def test_moment_says_where_the_day_is_another(app: Flask) -> None:
    evening = datetime(2026, 12, 3, 22, 30, tzinfo=UTC)
    words = said(app, "Europe/Lisbon", "Europe/Tallinn", moment=evening)
    assert words.endswith("10:30 PM in Lisbon · Friday, December 4, 2026, 12:30 AM in Tallinn")


def test_clock_that_ends_with_a_day_names_that_day(app: Flask) -> None:
    with app.test_request_context():
        assert last_day_words(datetime(2026, 12, 4, tzinfo=UTC)) == "Thursday, December 3, 2026"
