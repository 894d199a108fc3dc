"""Visits as records: read from rows, in a constant number of statements."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from matchmaker.reports import queries, rules
from matchmaker.reports.rules import Balance, Use
from models import VisitSide, VisitState, WaitingPlace
from tests.factories import make_secretariat
from tests.query_counter import counted_queries
from tests.reports.network_of_visits import ASKED, MONDAY, YEAR, add_visit, make_side

TODAY = date(YEAR, 11, 22)
ALL = queries.Scope(None)


def test_record_says_what_the_rows_say(session: Session) -> None:
    tartu, lund = make_side(session, "Tartu"), make_side(session, "Lund")
    visit = add_visit(session, lund, tartu, as_agreed=False)
    (record,) = queries.report(session, ALL, TODAY).visits
    assert (record.id, record.visitor, record.home, record.host, record.venue) == (
        visit.id, "Lund Enzymes", "Lund Cluster", "Tartu Park", "Tartu House",
    )  # fmt: skip
    assert (record.days, record.asked, record.answer_days, record.as_agreed) == (6, True, 1, False)


def test_feedback_of_the_host_is_not_that_of_the_visitors(session: Session) -> None:
    tartu, lund = make_side(session, "Tartu"), make_side(session, "Lund")
    visit = add_visit(session, lund, tartu, as_agreed=True)
    visit.feedback[0].side = VisitSide.HOST
    session.flush()
    assert queries.report(session, ALL, TODAY).visits[0].as_agreed is None


def test_answer_time_counts_lapses_and_leaves_out_the_waiting_line(session: Session) -> None:
    tartu, lund = make_side(session, "Tartu"), make_side(session, "Lund")
    nothing = {"state": VisitState.LAPSED, "first_answered_at": None}
    add_visit(session, lund, tartu, **nothing)
    in_line = add_visit(session, lund, tartu, **nothing)
    in_line.waiting_place = WaitingPlace(
        space=tartu.venue.spaces[0], starts_on=MONDAY, ends_on=MONDAY, people=1
    )
    add_visit(session, lund, tartu, confirmed_at_once=True, first_answered_at=ASKED)
    session.flush()
    answers = rules.conduct_of(queries.report(session, ALL, TODAY).visits).answers
    assert (answers.asked, answers.answered) == (1, 0)


def test_manager_counts_what_concerns_the_cluster_only(session: Session) -> None:
    tartu, lund, turku = (make_side(session, name) for name in ("Tartu", "Lund", "Turku"))
    add_visit(session, lund, tartu)
    add_visit(session, turku, lund)
    add_visit(session, turku, tartu)
    session.commit()
    own = queries.report(session, queries.scope_of(lund.manager), TODAY)
    assert len(own.visits) == 2
    assert own.balances() == {lund.cluster.id: Balance(given=Use(1, 6), taken=Use(1, 6))}
    everything = queries.report(session, queries.scope_of(make_secretariat(session)), TODAY)
    assert len(everything.visits) == 3
    assert everything.balances()[tartu.cluster.id] == Balance(given=Use(2, 12))


def test_cluster_that_has_left_gives_no_more(session: Session) -> None:
    tartu, lund = make_side(session, "Tartu"), make_side(session, "Lund")
    add_visit(session, lund, tartu)
    session.delete(tartu.host.cluster_memberships[0])
    session.commit()
    session.expire_all()
    assert set(queries.report(session, ALL, TODAY).balances()) == {lund.cluster.id}


def test_cluster_that_hosts_gives_for_itself(session: Session) -> None:
    tartu, lund = make_side(session, "Tartu"), make_side(session, "Lund")
    tartu.venue.host = tartu.cluster
    add_visit(session, lund, tartu)
    assert queries.report(session, ALL, TODAY).balances()[tartu.cluster.id].given == Use(1, 6)


def test_year_is_this_one_else_the_last_with_visits(session: Session) -> None:
    assert queries.report(session, ALL, TODAY).year == YEAR
    tartu, lund = make_side(session, "Tartu"), make_side(session, "Lund")
    for year in (2018, 2024):
        add_visit(session, lund, tartu, starts_on=date(year, 5, 5), ends_on=date(year, 5, 6))
    found = queries.report(session, ALL, TODAY)
    assert (found.year, found.years) == (2024, range(2020, 2025))
    assert queries.report(session, ALL, TODAY, 1999).year == 2024
    assert len(queries.report_of_year(session, 2018).visits) == 1


def test_managers_open_the_visits_they_may_read(session: Session) -> None:
    tartu, lund = make_side(session, "Tartu"), make_side(session, "Lund")
    taken, given = add_visit(session, lund, tartu), add_visit(session, tartu, lund)
    session.commit()
    ids = [taken.id, given.id]
    assert queries.openable(session, lund.manager, ids) == {taken.id}
    assert queries.openable(session, make_secretariat(session), ids) == set(ids)


def test_as_many_queries_for_one_cluster_as_for_forty(session: Session, connection: Connection) -> None:
    sides = [make_side(session, "Tartu")]
    add_visit(session, sides[0], sides[0], starts_on=MONDAY + timedelta(days=1))
    with counted_queries(connection) as for_one:
        assert len(queries.report(session, ALL, TODAY).balances()) == 1
    sides += [make_side(session, f"Number {number}") for number in range(39)]
    for visitor, host in pairwise(sides):
        add_visit(session, visitor, host)
    session.expire_all()
    with counted_queries(connection) as for_forty:
        assert len(queries.report(session, ALL, TODAY).balances()) == 40
    assert len(for_one) == len(for_forty) == 4
