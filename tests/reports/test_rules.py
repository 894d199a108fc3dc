"""What every figure means: worked by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matchmaker.reports import rules
from matchmaker.reports.rules import Balance, Figure, Honour, Use, VisitRecord
from matchmaker.reports.words import FIGURES, OUTCOMES
from models import Standing, VisitSide, VisitState

TARTU, LUND, PARK, LONER = 1, 2, 11, 12
#: Tartu is a cluster with a park; Lund is a cluster that hosts itself; the loner is in no cluster.
CLUSTERS_OF = {PARK: frozenset({TARTU}), LUND: frozenset({LUND}), LONER: frozenset[int]()}


def visit(**values: Any) -> VisitRecord:
    """A visit from Lund to the park of Tartu, completed: two people for three working days."""
    return VisitRecord(
        **{
            "id": 1,
            "token": "a" * 32,
            "visitor_id": 100,
            "visitor": "Nordic Enzymes",
            "visitor_country": "SE",
            "home_id": LUND,
            "home": "Lund Cluster",
            "host_id": PARK,
            "host": "Tartu Park",
            "venue": "Riverside House",
            "city": "Tartu",
            "country": "EE",
            "starts_on": date(2026, 3, 2),
            "ends_on": date(2026, 3, 4),
            "working_days": 3,
            "people": 2,
            "standing": Standing.WITHIN,
            "state": VisitState.COMPLETED,
            "requested_at": datetime(2026, 2, 20, 9, tzinfo=UTC),
            "asked": True,
            "answer_days": 1,
            "cancelled_by": None,
            "as_agreed": None,
            **values,
        }
    )


def test_days_are_working_days_times_people() -> None:
    assert visit().days == 6


def test_visit_belongs_to_the_year_in_which_it_begins() -> None:
    over_new_year = visit(starts_on=date(2026, 12, 30), ends_on=date(2027, 1, 5))
    assert over_new_year.year == 2026


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ({"state": VisitState.COMPLETED}, True),
        ({"state": VisitState.ARRIVED}, True),
        ({"state": VisitState.COMPLETED, "as_agreed": True}, True),
        ({"state": VisitState.COMPLETED, "as_agreed": False}, False),
        ({"state": VisitState.CANCELLED, "cancelled_by": VisitSide.HOST}, False),
        ({"state": VisitState.CANCELLED, "cancelled_by": VisitSide.VISITOR}, None),
        ({"state": VisitState.NO_SHOW}, None),
        ({"state": VisitState.ACCEPTED}, None),
        ({"state": VisitState.REQUESTED}, None),
        ({"state": VisitState.DECLINED}, None),
        ({"state": VisitState.LAPSED}, None),
    ],
)
def test_honoured(values: dict[str, Any], kept: bool | None) -> None:
    assert rules.honoured(visit(**values)) is kept


def test_conduct_of_a_host() -> None:
    visits = [
        visit(answer_days=0),
        visit(answer_days=4, as_agreed=False),
        visit(answer_days=1, state=VisitState.CANCELLED, cancelled_by=VisitSide.HOST),
        visit(answer_days=2, state=VisitState.ACCEPTED),
        visit(answer_days=1, state=VisitState.DECLINED),
        visit(answer_days=None, state=VisitState.LAPSED),
        visit(asked=False, answer_days=None, state=VisitState.REQUESTED),
    ]
    conduct = rules.conduct_of(visits)
    assert (conduct.requested, conduct.accepted) == (7, 4)
    assert conduct.use == Use(2, 12)
    # 0, 1, 1, 2, 4, never: the middle two are 1 and 2.
    assert (conduct.answers.asked, conduct.answers.answered, conduct.answers.median_days) == (6, 5, 1.5)
    assert conduct.honour == Honour(kept=1, promised=3)
    assert conduct.honour.rate == pytest.approx(1 / 3)


def test_honour_rate_of_nothing_is_unknown() -> None:
    assert rules.conduct_of([visit(state=VisitState.ACCEPTED)]).honour.rate is None


def test_balances_by_hand() -> None:
    visits = [
        # Lund takes six days at Tartu's park, Tartu takes two in Lund.
        visit(),
        visit(home_id=TARTU, host_id=LUND, working_days=1, people=2),
        # Within Tartu: given and taken alike.
        visit(home_id=TARTU, working_days=1, people=1),
        # Roams through no cluster, at a host of none: in nobody's balance.
        visit(home_id=None, host_id=LONER),
        # Did not take place.
        visit(state=VisitState.ACCEPTED),
        visit(state=VisitState.CANCELLED, cancelled_by=VisitSide.HOST),
    ]
    assert rules.balances(visits, CLUSTERS_OF) == {
        TARTU: Balance(given=Use(2, 7), taken=Use(2, 3)),
        LUND: Balance(given=Use(1, 2), taken=Use(1, 6)),
    }
    assert rules.balances(visits, CLUSTERS_OF)[TARTU].days == 4
    assert rules.balances(visits, CLUSTERS_OF)[LUND].days == -4


def test_host_in_two_clusters_gives_for_both() -> None:
    clusters_of = {PARK: frozenset({TARTU, LUND})}
    found = rules.balances([visit(home_id=None)], clusters_of)
    assert found == {TARTU: Balance(given=Use(1, 6)), LUND: Balance(given=Use(1, 6))}


def test_cluster_whose_visits_did_not_take_place_has_no_balance() -> None:
    assert rules.balances([visit(state=VisitState.DECLINED)], CLUSTERS_OF) == {}


def test_scope_of_a_cluster_is_its_members_and_its_hosts() -> None:
    taken, given_, elsewhere = visit(), visit(home_id=None), visit(home_id=None, host_id=LONER)
    visits = [taken, given_, elsewhere]
    assert rules.in_scope(visits, frozenset({LUND}), CLUSTERS_OF) == [taken]
    assert rules.in_scope(visits, frozenset({TARTU}), CLUSTERS_OF) == [taken, given_]
    assert rules.in_scope(visits, frozenset(), CLUSTERS_OF) == []


def test_chosen_narrows_to_host_and_cluster() -> None:
    taken, alone = visit(), visit(id=2, home_id=None)
    visits = [taken, alone, visit(host_id=LONER, state=VisitState.DECLINED)]
    pick = rules.chosen
    assert pick(visits, Figure.TOOK_PLACE, host_id=PARK) == [taken, alone]
    assert pick(visits, Figure.TOOK_PLACE, taking_id=LUND) == [taken]
    assert pick(visits, Figure.TOOK_PLACE, taking_id=rules.NO_CLUSTER) == [alone]
    assert pick(visits, Figure.REQUESTED, giving_id=TARTU, clusters_of=CLUSTERS_OF) == [taken, alone]
    assert pick(visits, Figure.TOOK_PLACE, host_id=LONER) == []


def test_years_are_told_apart_and_in_order() -> None:
    found = rules.by_year([visit(), visit(starts_on=date(2025, 5, 5))])
    assert list(found) == [2025, 2026]
    assert found[2025].requested == 1


#: The first values are slow to make on a busy machine.
ANY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
visits_of_any_kind = st.fixed_dictionaries(
    {
        "state": st.sampled_from(VisitState),
        "cancelled_by": st.sampled_from(VisitSide),
        "as_agreed": st.sampled_from([None, True, False]),
        "home_id": st.sampled_from([TARTU, LUND, None]),
        "host_id": st.sampled_from([PARK, LUND, LONER]),
        "people": st.integers(1, 9),
        "asked": st.booleans(),
        "answer_days": st.none() | st.integers(0, 9),
    }
).map(lambda values: visit(**values))


@ANY
@given(visits_of_any_kind)
def test_every_visit_has_exactly_one_outcome(one: VisitRecord) -> None:
    assert sum(rules.counts(figure, one) for figure in OUTCOMES) == 1


@ANY
@given(st.lists(visits_of_any_kind, max_size=12))
def test_figures_equal_the_records_they_open(visits: list[VisitRecord]) -> None:
    for host_id, conduct in rules.by_host(visits).items():
        for figure, number in (
            (Figure.REQUESTED, conduct.requested),
            (Figure.ACCEPTED, conduct.accepted),
            (Figure.TOOK_PLACE, conduct.use.visits),
            (Figure.ASKED, conduct.answers.asked),
            (Figure.UNANSWERED, conduct.answers.unanswered),
            (Figure.PROMISED, conduct.honour.promised),
            (Figure.HONOURED, conduct.honour.kept),
        ):
            assert len(rules.chosen(visits, figure, host_id=host_id)) == number
    for cluster_id, balance in rules.balances(visits, CLUSTERS_OF).items():
        given_ = rules.chosen(visits, Figure.TOOK_PLACE, giving_id=cluster_id, clusters_of=CLUSTERS_OF)
        taken = rules.chosen(visits, Figure.TOOK_PLACE, taking_id=cluster_id)
        assert (rules.use_of(given_), rules.use_of(taken)) == (balance.given, balance.taken)


@ANY
@given(st.lists(visits_of_any_kind, max_size=12))
def test_one_more_broken_word_never_raises_the_honour_rate(visits: list[VisitRecord]) -> None:
    broken = visit(state=VisitState.CANCELLED, cancelled_by=VisitSide.HOST)
    before, after = (rules.conduct_of(some).honour.rate for some in (visits, [*visits, broken]))
    assert after is not None
    assert after <= (1.0 if before is None else before)


def test_every_figure_has_words() -> None:
    assert set(FIGURES) == set(Figure)
