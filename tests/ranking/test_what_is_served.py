"""What happened to organisations changes the suggestions that are served, from rows to the list."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from matchmaker.extensions import db
from matchmaker.matching import MemoryIndex
from matchmaker.matching.features import Feature
from matchmaker.matching.learning import Judgement, LearntModel
from matchmaker.ranking import presenters, queries, service
from matchmaker.ranking.facts_access import FACTS, FactsAccess
from matchmaker.suggestions import texts, training
from matchmaker.suggestions.queries import SuggestionSearch
from matchmaker.suggestions.rules import TargetKind
from matchmaker.suggestions.service import give_verdict, take_back_verdict
from matchmaker.suggestions.subjects import find_subject
from models import Introduction, IntroductionState, Organisation, SavedVerdict
from models.columns import utc_now
from tests.factories import make_asking_pair, make_introduction, make_organisation, make_person
from tests.suggestions import rows

S = IntroductionState
BETTER = Judgement(50, 0.5, 0.6)
LONG_AGO = timedelta(days=400)


@pytest.fixture(autouse=True)
def _facts(session: Session, tmp_path: Path) -> Iterator[None]:
    before = session.info.get(FACTS)
    session.info[FACTS] = FactsAccess(tmp_path / "ranking")
    yield
    session.info[FACTS] = before


class Served:
    """One that asks and two whose texts fit: `best` first and `second` by the texts alone."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.pair = make_asking_pair(session, name="Best")
        self.asking, self.best = self.pair.asking, self.pair.asked
        self.second = make_organisation(session, name="Second", owner=make_person(session))
        self.need = rows.need(session, self.asking, "Cold enzymes on silica carriers")
        self.texts = {
            self.best: rows.offer(session, self.best, "Cold enzymes on silica"),
            self.second: rows.offer(session, self.second, "Enzymes and much else besides"),
        }
        session.flush()

    def asked(self, organisation: Organisation, state: IntroductionState, times: int = 4) -> None:
        """Others asked to be introduced to it, and it came so far."""
        for _ in range(times):
            person = organisation.memberships[0].person
            others = replace(make_asking_pair(self.session), asked=organisation, asked_person=person)
            make_introduction(self.session, others, state)

    def names(self, **weights: float) -> list[str]:
        """Who is suggested, by a model with these weights and what rows tell now."""
        training.gather_facts(self.session)
        model = LearntModel({Feature(name): weight for name, weight in weights.items()})
        service.keep_model(self.session, model, BETTER, verdicts=1, newest_verdict_id=1)
        now = utc_now()
        index = MemoryIndex()
        index.rebuild(texts.all_items(self.session, now), texts.owner_facets(self.session))
        subject = find_subject(self.session, f"listing-{self.need.id}")
        assert subject is not None
        search = SuggestionSearch(self.session, index, subject, asker=self.asking, now=now)
        found = search.found(TargetKind.PARTNER, 0, 10).suggestions
        return [one.target.name for one in found if isinstance(one.target, Organisation)]


@pytest.fixture
def served(session: Session) -> Served:
    return Served(session)


BY_TEXT, TURNED = ["Best", "Second"], ["Second", "Best"]


def test_stale_ones_fall_until_they_confirm_something(served: Served) -> None:
    assert served.names(stale=-5) == BY_TEXT
    text = served.texts[served.best]
    served.best.updated_at = text.published_at = text.confirmed_at = utc_now() - LONG_AGO
    served.session.flush()
    assert served.names(stale=-5) == TURNED
    text.confirmed_at = utc_now()
    served.session.flush()
    assert served.names(stale=-5) == BY_TEXT


def test_those_nearby_rise_where_both_places_are_known(served: Served) -> None:
    served.asking.latitude, served.asking.longitude = 58.38, 26.72
    served.best.latitude, served.best.longitude = 41.15, -8.61
    served.second.latitude = served.second.longitude = None
    served.session.flush()
    assert served.names(nearby=5) == BY_TEXT
    served.second.latitude, served.second.longitude = 58.37, 26.73
    served.session.flush()
    assert served.names(nearby=5) == TURNED


def test_unresponsive_ones_fall(served: Served) -> None:
    served.asked(served.best, S.LAPSED)
    assert served.names(answers=5) == BY_TEXT  # their clocks run out in the future
    served.session.execute(update(Introduction).values(state_since=utc_now()))
    assert served.names(answers=5) == TURNED


def test_answers_and_acceptances_raise(served: Served) -> None:
    served.asked(served.second, S.ACCEPTED)
    assert served.names() == BY_TEXT
    assert served.names(answers=20) == TURNED
    assert served.names(accepts=20) == TURNED


def test_overloaded_ones_are_shown_less(served: Served) -> None:
    served.asked(served.best, S.RELEASED)
    assert served.names() == BY_TEXT
    assert served.names(waiting=-5) == TURNED


def test_declined_ones_drop_out_and_stand_lower_when_the_quiet_time_is_over(served: Served) -> None:
    introduction = make_introduction(served.session, served.pair, S.DECLINED)
    assert served.names() == ["Second"]
    introduction.not_before = utc_now().date() - timedelta(days=1)
    served.session.flush()
    assert served.names() == BY_TEXT
    assert served.names(refused_before=-5) == TURNED


def test_dismissed_ones_drop_out_until_it_is_taken_back(served: Served) -> None:
    person = served.pair.asking_person
    give_verdict(served.session, served.asking, served.best, SavedVerdict.DISMISSED, actor=person)
    assert served.names() == ["Second"]
    take_back_verdict(served.session, served.asking, served.best, actor=person)
    assert served.names() == BY_TEXT


def test_trainings_at_once_leave_one_model_in_use(own_app: Flask) -> None:
    together = 4
    start = Barrier(together)

    def train(number: int) -> None:
        start.wait()
        with sessions.begin() as session:
            model = LearntModel({Feature.WORKED_TOGETHER: float(number)})
            service.keep_model(session, model, BETTER, verdicts=number, newest_verdict_id=number)

    with own_app.app_context():
        sessions = db.sessionmaker
        with ThreadPoolExecutor(together) as pool:
            list(pool.map(train, range(together)))
        with sessions() as session:
            versions = queries.versions(session)
            assert {row.verdicts for row in versions} == {*range(together)}
            assert queries.model_in_use(session) is versions[0]
            with own_app.test_request_context():
                shown = [line.in_use for line in presenters.version_lines(versions)]
    assert shown == [True, False, False, False]
