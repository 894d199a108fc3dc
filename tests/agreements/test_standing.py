"""Standing by worked cases, and what holds for any request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaker.agreements.coverage import Party, SignedPeriod
from matchmaker.agreements.default_terms import DEFAULT_TERMS
from matchmaker.agreements.house_calendar import house_in
from matchmaker.agreements.house_days import DayKind, HouseDays, Stay
from matchmaker.agreements.standing import (
    EFFECTS,
    Additions,
    Asked,
    Finding,
    Judgement,
    Place,
    Reason,
    SpaceAsked,
    Terms,
    judge,
)
from matchmaker.venues.rules import ClosedDays
from models import Standing
from tests.agreements.standing_cases import CASES, ZONES, Case

TERMS = Terms(clauses={clause.rule: clause.number for clause in DEFAULT_TERMS.clauses if clause.rule})
SEVERITY = [Standing.WITHIN, Standing.HOST_DECIDES, Standing.OUTSIDE]


def stay_of(span: str) -> Stay:
    first, _dots, last = span.partition("..")
    return Stay(date.fromisoformat(first), date.fromisoformat(last))


def period_of(span: str) -> SignedPeriod:
    stay = stay_of(span.removesuffix("!"))
    return SignedPeriod(stay.first, stay.last, withdrawn=span.endswith("!"))


def party_of(number: int, spans: Sequence[str]) -> Party:
    return Party(number, [period_of(span) for span in spans])


def judged(case: Case) -> Judgement:
    closures = [ClosedDays(stay_of(span).first, stay_of(span).last) for span in case.closed]
    return judge(
        Asked(
            stay=stay_of(case.stay),
            asked_at=datetime.fromisoformat(case.asked_at),
            home=[
                Party(number, [period_of(span) for span in spans])
                for number, spans in enumerate(case.home, 1)
            ],
            spaces=case.spaces,
            services=case.services,
            other_stays=[stay_of(span) for span in case.others],
            is_own_member=case.own_member,
        ),
        Place(
            host=party_of(99, case.host),
            house=house_in(case.country, case.region, opens_on=case.opens_on, closures=closures),
            time_zone=ZONES[case.country],
            lead_time_days=case.lead_time,
            additions=Additions(
                extra_free_days=case.extra_days,
                lead_time_days=case.host_lead_time,
                services=case.host_services,
            ),
        ),
        TERMS,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_standing_of_a_worked_case(case: Case) -> None:
    found = judged(case)
    assert (found.standing, found.clause, found.working_days, found.counted_days) == (
        case.standing,
        case.clause,
        case.days,
        case.days if case.counted is None else case.counted,
    )


def test_standing_has_sixty_worked_cases_with_names_of_their_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 60


def test_standing_of_the_cluster_that_carries_furthest_names_it() -> None:
    case = next(case for case in CASES if case.name == "one of two home clusters signed")
    assert judged(case).home_id == 2


def test_standing_without_a_signature_names_no_home() -> None:
    case = next(case for case in CASES if case.name == "the home cluster never signed")
    assert judged(case).home_id is None


def test_standing_says_every_reason_the_weightiest_first() -> None:
    case = next(case for case in CASES if case.name.startswith("too long and at short notice"))
    assert [finding.reason for finding in judged(case).findings] == [Reason.LONGER, Reason.SHORT_NOTICE]
    unsigned = judged(replace(case, host=()))
    assert [finding.reason for finding in unsigned.findings] == [
        Reason.HOST_NOT_SIGNED,
        Reason.LONGER,
        Reason.SHORT_NOTICE,
    ]


def test_standing_is_confirmed_at_once_only_within_the_terms_and_where_the_host_chose_so() -> None:
    by_name = {case.name: judged(case).at_once for case in CASES}
    assert by_name["Monday to Friday"]
    assert not by_name["a desk on approval is within the terms all the same"]
    assert not by_name["a week and a Monday"]
    assert not by_name["people to meet, no space"]


def test_standing_tells_each_day_of_the_stay() -> None:
    case = next(case for case in CASES if case.name == "Estonia, Victory Day and Midsummer in the stay")
    kinds = [kind for _day, kind in judged(case).days]
    assert kinds == [
        DayKind.WORKING,
        DayKind.WORKING,
        DayKind.HOLIDAY,
        DayKind.HOLIDAY,
        DayKind.WORKING,
        DayKind.WEEKEND,
        DayKind.WEEKEND,
        DayKind.WORKING,
        DayKind.WORKING,
    ]


def test_standing_names_the_last_free_day() -> None:
    case = next(case for case in CASES if case.name == "a week and a Monday")
    assert judged(case).free_until == date(2027, 3, 7)


def test_every_reason_has_an_effect_and_a_clause_in_the_default_terms() -> None:
    assert set(EFFECTS) == set(Reason)
    assert all(TERMS.clauses[rule] for _standing, rule in EFFECTS.values())


def test_finding_comes_back_from_what_is_kept() -> None:
    finding = Finding(Reason.LONGER, "4", {"days": 6, "free": 5})
    assert Finding.from_json(finding.as_json()) == finding


def test_stay_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot end before"):
        Stay(date(2027, 3, 2), date(2027, 3, 1))


# What holds for any request.

ANY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

FIRST = date(2027, 1, 1)
days = st.integers(0, 60).map(lambda offset: FIRST + timedelta(days=offset))
weekdays = st.integers(0, 6)


@st.composite
def stays(draw: st.DrawFn, longest: int = 20) -> Stay:
    """A stay in the first months of 2027."""
    first = draw(days)
    return Stay(first, first + timedelta(days=draw(st.integers(0, longest))))


@st.composite
def houses(draw: st.DrawFn) -> HouseDays:
    """A house with whatever weekend, holidays, closures and opening days."""
    closed = draw(st.lists(stays(longest=4), max_size=2))
    return HouseDays(
        weekend=draw(st.sampled_from([frozenset({5, 6}), frozenset({4, 5}), frozenset({6})])),
        holidays=draw(st.frozensets(days, max_size=4)),
        closures=[ClosedDays(one.first, one.last) for one in closed],
        opens_on=draw(st.frozensets(weekdays, min_size=1)),
    )


SIGNED = (SignedPeriod(date(2026, 1, 1), date(2028, 12, 31)),)


def ask(
    stay: Stay,
    house: HouseDays,
    *,
    others: tuple[Stay, ...] = (),
    lead_time: int = 0,
    extra_days: int = 0,
    people: int = 1,
    last_signed: date | None = None,
) -> Judgement:
    periods = SIGNED if last_signed is None else (SignedPeriod(date(2026, 1, 1), last_signed),)
    return judge(
        Asked(
            stay=stay,
            asked_at=datetime.fromisoformat("2026-12-20T12:00:00+00:00"),
            home=[Party(1, periods)],
            spaces=[SpaceAsked(name="desks", people=people, capacity=6)],
            other_stays=others,
        ),
        Place(
            host=Party(2, SIGNED),
            house=house,
            time_zone="Europe/Tallinn",
            lead_time_days=lead_time,
            additions=Additions(extra_free_days=extra_days),
        ),
        TERMS,
    )


def reasons(found: Judgement) -> set[Reason]:
    return {finding.reason for finding in found.findings}


def severity(found: Judgement) -> int:
    return SEVERITY.index(found.standing)


@ANY
@given(stays(), houses(), days)
def test_a_holiday_more_never_shortens_what_is_free(stay: Stay, house: HouseDays, holiday: date) -> None:
    assert isinstance(house.holidays, frozenset)
    more = replace(house, holidays=house.holidays | {holiday})
    before, after = ask(stay, house), ask(stay, more)
    assert after.working_days <= before.working_days
    assert after.free_until >= before.free_until
    assert Reason.LONGER not in reasons(after) - reasons(before)


@ANY
@given(stays(), houses(), st.integers(1, 19))
def test_splitting_a_stay_never_gains_days(stay: Stay, house: HouseDays, after: int) -> None:
    cut = stay.first + timedelta(days=after)
    if cut > stay.last:
        return
    first, second = Stay(stay.first, cut - timedelta(days=1)), Stay(cut, stay.last)
    whole = ask(stay, house)
    for part, other in ((first, second), (second, first)):
        judged_part = ask(part, house, others=(other,))
        assert judged_part.counted_days == whole.counted_days
        assert (Reason.LONGER in reasons(judged_part)) == (Reason.LONGER in reasons(whole))


@ANY
@given(stays(), houses(), st.integers(2, 6))
def test_splitting_a_stay_into_many_never_gains_days(stay: Stay, house: HouseDays, length: int) -> None:
    pieces = [
        Stay(first, min(first + timedelta(days=length - 1), stay.last))
        for first in list(stay.days())[::length]
    ]
    whole = ask(stay, house)
    for piece in pieces:
        others = tuple(other for other in pieces if other != piece)
        assert ask(piece, house, others=others).counted_days == whole.counted_days


@ANY
@given(stays(), houses(), stays())
def test_another_stay_never_improves_standing(stay: Stay, house: HouseDays, other: Stay) -> None:
    assert severity(ask(stay, house, others=(other,))) >= severity(ask(stay, house))


@ANY
@given(stays(), houses(), st.integers(0, 5), st.integers(0, 5))
def test_more_free_days_never_worsen_standing(stay: Stay, house: HouseDays, some: int, more: int) -> None:
    assert severity(ask(stay, house, extra_days=some + more)) <= severity(ask(stay, house, extra_days=some))


@ANY
@given(stays(), houses(), st.integers(0, 40), st.integers(0, 40))
def test_more_notice_asked_for_never_improves_standing(
    stay: Stay, house: HouseDays, some: int, more: int
) -> None:
    assert severity(ask(stay, house, lead_time=some + more)) >= severity(ask(stay, house, lead_time=some))


@ANY
@given(stays(), houses(), st.integers(1, 10))
def test_more_people_never_improve_standing(stay: Stay, house: HouseDays, people: int) -> None:
    assert severity(ask(stay, house, people=people + 1)) >= severity(ask(stay, house, people=people))


@ANY
@given(stays(), houses(), days, st.integers(0, 30))
def test_a_longer_signature_never_worsens_standing(
    stay: Stay, house: HouseDays, last_signed: date, more: int
) -> None:
    longer = ask(stay, house, last_signed=last_signed + timedelta(days=more))
    assert severity(longer) <= severity(ask(stay, house, last_signed=last_signed))


@ANY
@given(stays(), houses())
def test_days_to_the_last_free_one_are_within_the_free_ones(stay: Stay, house: HouseDays) -> None:
    until = ask(stay, house).free_until
    assert len(house.working_days(Stay(stay.first, until))) <= TERMS.free_working_days
    assert Reason.LONGER not in reasons(ask(Stay(stay.first, until), house))


@ANY
@given(stays(), houses())
def test_a_desk_within_the_terms_is_confirmed_at_once(stay: Stay, house: HouseDays) -> None:
    found = ask(stay, house)
    assert found.at_once == (found.standing is Standing.WITHIN)
