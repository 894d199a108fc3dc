from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.agreements import rules
from matchmaker.agreements.default_terms import DEFAULT_TERMS
from matchmaker.agreements.errors import NothingToWithdraw, SignedAlready, TermsIncomplete
from models import Signature, SignatureState

TODAY = date(2027, 3, 1)


def signed(first: str, last: str, *, withdrawn: str | None = None, ends: str | None = None) -> Signature:
    return Signature(
        valid_from=date.fromisoformat(first),
        valid_until=date.fromisoformat(last),
        withdrawn_on=date.fromisoformat(withdrawn) if withdrawn else None,
        ends_on=date.fromisoformat(ends) if ends else None,
    )


def test_default_terms_settle_everything() -> None:
    rules.check_terms(DEFAULT_TERMS)


def test_terms_without_a_rule_are_refused() -> None:
    with pytest.raises(TermsIncomplete, match="who_may_roam"):
        rules.check_terms(replace(DEFAULT_TERMS, clauses=DEFAULT_TERMS.clauses[1:]))


def test_terms_with_a_number_twice_are_refused() -> None:
    twice = replace(DEFAULT_TERMS.clauses[0], rule=None)
    with pytest.raises(TermsIncomplete, match="1"):
        rules.check_terms(replace(DEFAULT_TERMS, clauses=(*DEFAULT_TERMS.clauses, twice)))


def test_terms_without_a_free_day_are_refused() -> None:
    with pytest.raises(TermsIncomplete, match="free_working_days"):
        rules.check_terms(replace(DEFAULT_TERMS, free_working_days=0))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2027-01-31", 1, "2027-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2027-03-01", 12, "2028-03-01"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2027-12-15", 1, "2028-01-15"),
    ],
)
def test_months_are_added(day: str, months: int, expected: str) -> None:
    assert rules.add_months(date.fromisoformat(day), months) == date.fromisoformat(expected)


def test_a_year_ends_the_day_before() -> None:
    assert rules.term_from(TODAY, 12) == (TODAY, date(2028, 2, 29))


def test_first_signature_begins_today() -> None:
    assert rules.next_first_day([], TODAY) == TODAY


def test_lapsed_signature_begins_anew_today() -> None:
    assert rules.next_first_day([signed("2026-01-01", "2026-12-31")], TODAY) == TODAY


def test_renewal_follows_on() -> None:
    assert rules.next_first_day([signed("2026-04-01", "2027-03-31")], TODAY) == date(2027, 4, 1)


def test_renewal_opens_sixty_days_before_the_end() -> None:
    assert rules.next_first_day([signed("2026-05-01", "2027-04-30")], TODAY) == date(2027, 5, 1)
    with pytest.raises(SignedAlready):
        rules.next_first_day([signed("2026-05-02", "2027-05-01")], TODAY)


def test_renewal_is_refused_the_second_time() -> None:
    both = [signed("2026-04-01", "2027-03-31"), signed("2027-04-01", "2028-03-31")]
    with pytest.raises(SignedAlready):
        rules.next_first_day(both, TODAY)


def test_signature_after_a_withdrawal_begins_when_the_notice_has_run() -> None:
    withdrawn = signed("2027-01-01", "2027-12-31", withdrawn="2027-02-20", ends="2027-03-22")
    assert rules.next_first_day([withdrawn], TODAY) == date(2027, 3, 23)


@pytest.mark.parametrize(
    ("days_left", "expected"), [(31, None), (30, 30), (15, 30), (14, 14), (0, 14), (-1, None)]
)
def test_notice_is_due(days_left: int, expected: int | None) -> None:
    assert rules.notice_due(TODAY + timedelta(days=days_left), TODAY) == expected


def test_withdrawal_ends_after_the_notice() -> None:
    assert rules.withdrawn_end([signed("2027-01-01", "2027-12-31")], TODAY, 30) == date(2027, 3, 31)


def test_withdrawal_of_nothing_is_refused() -> None:
    with pytest.raises(NothingToWithdraw):
        rules.withdrawn_end([signed("2026-01-01", "2026-12-31")], TODAY, 30)


@pytest.mark.parametrize(
    ("signature", "expected"),
    [
        (signed("2027-03-02", "2028-03-01"), SignatureState.UPCOMING),
        (signed("2027-03-01", "2028-02-29"), SignatureState.IN_FORCE),
        (signed("2026-03-02", "2027-03-01"), SignatureState.IN_FORCE),
        (signed("2026-03-01", "2027-02-28"), SignatureState.LAPSED),
        (
            signed("2026-06-01", "2027-05-31", withdrawn="2027-02-20", ends="2027-03-22"),
            SignatureState.NOTICE_GIVEN,
        ),
        (
            signed("2026-06-01", "2027-05-31", withdrawn="2027-01-20", ends="2027-02-19"),
            SignatureState.WITHDRAWN,
        ),
    ],
)
def test_signature_stands_by_its_dates(signature: Signature, expected: SignatureState) -> None:
    assert signature.state_on(TODAY) is expected


@settings(deadline=None)
@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(1, 60))
def test_months_added_are_so_many_months_on_and_never_a_later_day(first: date, months: int) -> None:
    later = rules.add_months(first, months)
    assert (later.year - first.year) * 12 + later.month - first.month == months
    assert later.day == first.day or (later.day < first.day and (later + timedelta(days=1)).day == 1)
