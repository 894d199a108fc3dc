"""Many asking for the same desks, for processes of their own."""

from __future__ import annotations

import random
import threading
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from matchmaker.agreements.house_days import Stay
from matchmaker.refusals import Refusal
from matchmaker.transactions import tune_engine
from matchmaker.visits import service
from matchmaker.visits.asking import Wish
from models import Organisation, Person, Space


def ask_for_weeks(
    url: str, space_id: int, now: datetime, mondays: Sequence[date], visitors: Sequence[tuple[int, int]]
) -> list[str]:
    """Let companies ask for every week, each in a thread and an order of its own.

    :param url: of the database.
    :param mondays: on which the weeks begin.
    :param visitors: ids of each company and of its person.
    :returns: what came of each wish: ``booked``, the name of the refusal, or any other error.
    """
    engine = create_engine(url, pool_size=len(visitors))
    tune_engine(engine)
    sessions = sessionmaker(engine)
    results = []

    def ask(organisation_id: int, person_id: int) -> None:
        for monday in random.Random(organisation_id).sample(mondays, len(mondays)):
            try:
                with sessions() as session, session.begin():
                    service.request_visit(
                        session,
                        session.get_one(Organisation, organisation_id),
                        Wish(
                            spaces=[session.get_one(Space, space_id)],
                            stay=Stay(monday, monday + timedelta(days=4)),
                        ),
                        actor=session.get_one(Person, person_id),
                        now=now,
                    )
                results.append("booked")
            except Refusal as refusal:
                results.append(type(refusal).__name__)
            except Exception as error:  # the test says what it was
                results.append(repr(error))

    threads = [threading.Thread(target=ask, args=visitor) for visitor in visitors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
