"""Lists of introductions: as many questions to the database for many as for one."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from matchmaker.introductions import queries
from matchmaker.introductions.queries import Filters
from models import IntroductionState
from tests.factories import AskingPair, make_introduction, make_organisation
from tests.query_counter import counted_queries

S = IntroductionState


def test_list_asks_as_often_for_thirty_as_for_one(
    session: Session, pair: AskingPair, connection: Connection
) -> None:
    def listed() -> tuple[int, int]:
        session.flush()
        session.expire_all()
        chosen = queries.chosen_by(pair.asking_person, Filters(organisation_id=pair.asking.id))
        with counted_queries(connection) as statements:
            rows = queries.latest_first(session, chosen, 50)
            names = [row.asking_organisation.name + row.asked_organisation.name for row in rows]
        return len(names), len(statements)

    def drafted(number: int) -> None:
        for _ in range(number):
            other = replace(pair, asked=make_organisation(session))
            make_introduction(session, other, S.DRAFT)

    drafted(1)
    listed()
    one = listed()
    drafted(29)
    assert (one[0], listed()) == (1, (30, one[1]))
