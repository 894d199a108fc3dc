"""From the tables to `Facts`: who worked with whom, who answers, who was refused, as of a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from matchmaker.matching.facts import Facts, OwnerFacts, Together
from matchmaker.ranking.rules import REFUSALS, refusal_weight
from models import (
    Introduction,
    IntroductionState,
    Listing,
    Organisation,
    Participation,
    Project,
    PublicationState,
    Verdict,
    VerdictKind,
)

YEAR = timedelta(days=365.25)
#: Nobody touched or confirmed anything for so long: stale (as cards say it).
FRESH_FOR = timedelta(days=180)
#: Introductions older than this say nothing of how somebody answers today.
ANSWERS_COUNT_FOR = timedelta(days=730)


def facts_at(session: Session, moment: datetime) -> Facts:
    """Everything known at a moment; what happened later is left out as far as rows tell when it did.

    Of what rows do not tell (a country, a position, when a profile was touched), today's state is taken.
    """
    owners = _owners(session, moment)
    for number, answers in _answers(session, moment).items():
        if number in owners:
            owners[number] = replace(
                owners[number],
                asked=answers.asked,
                answered=answers.answered,
                accepted=answers.accepted,
                waiting=answers.waiting,
            )
    works = [*_projects(session, moment), *_introductions(session, moment)]
    return Facts.build({str(number): one for number, one in owners.items()}, works, _refused(session, moment))


def _owners(session: Session, moment: datetime) -> dict[int, OwnerFacts]:
    since = moment - FRESH_FOR
    confirmed = (
        select(Listing.organisation_id)
        .where(
            Listing.state == PublicationState.PUBLISHED,
            func.coalesce(Listing.confirmed_at, Listing.published_at) >= since,
        )
        .distinct()
    )
    fresh = set(session.scalars(confirmed))
    rows = session.execute(
        select(
            Organisation.id,
            Organisation.country,
            Organisation.latitude,
            Organisation.longitude,
            Organisation.updated_at,
        )
    )
    return {
        number: OwnerFacts(
            country=country,
            stale=touched < since and number not in fresh,
            position=None if latitude is None or longitude is None else (latitude, longitude),
        )
        for number, country, latitude, longitude, touched in rows
    }


def _projects(session: Session, moment: datetime) -> Iterator[Together]:
    begun = func.coalesce(Project.signed_on, Project.starts_on)
    rows = session.execute(
        select(Project.id, begun, Participation.organisation_id)
        .join(Participation, Participation.project_id == Project.id)
        .where(Project.state == PublicationState.PUBLISHED, begun < moment.date())
        .order_by(Project.id)
    )
    for (_project, day), members in groupby(rows, key=itemgetter(0, 1)):
        yield Together([str(member) for _, _, member in members], (moment.date() - day) / YEAR)


def _introductions(session: Session, moment: datetime) -> Iterator[Together]:
    """Accepted introductions: two that know each other since."""
    rows = session.execute(
        select(
            Introduction.asking_organisation_id, Introduction.asked_organisation_id, Introduction.answered_at
        ).where(
            Introduction.answered_at < moment,
            Introduction.state.in_(
                (IntroductionState.ACCEPTED, IntroductionState.MET, IntroductionState.OUTCOME)
            ),
        )
    )
    for asking, asked, answered_at in rows:
        assert answered_at is not None
        yield Together([str(asking), str(asked)], (moment - answered_at) / YEAR)


@dataclass(slots=True)
class _Answers:
    asked: int = 0
    answered: int = 0
    accepted: int = 0
    waiting: int = 0


def _answers(session: Session, moment: datetime) -> dict[int, _Answers]:
    """How each organisation dealt with the introductions that reached it."""
    reached = func.coalesce(Introduction.released_at, Introduction.requested_at)
    rows = session.execute(
        select(
            Introduction.asked_organisation_id,
            Introduction.state,
            Introduction.state_since,
            Introduction.answered_at,
        ).where(
            reached < moment,
            reached >= moment - ANSWERS_COUNT_FOR,
            or_(Introduction.released_at.is_not(None), Introduction.answered_at.is_not(None)),
        )
    )
    by_organisation: defaultdict[int, _Answers] = defaultdict(_Answers)
    for number, state, since, answered_at in rows:
        answers = by_organisation[number]
        if answered_at is not None and answered_at < moment:
            answers.asked += 1
            answers.answered += 1
            answers.accepted += state is not IntroductionState.DECLINED
        elif state is IntroductionState.LAPSED and since < moment:
            answers.asked += 1
        elif since >= moment or state is IntroductionState.RELEASED:
            answers.waiting += 1
    return by_organisation


def _refused(session: Session, moment: datetime) -> dict[tuple[str, str], float]:
    """Pairs of which one side refused the other, the later word counting; weaker with time."""
    rows = session.execute(
        select(Verdict.organisation_id, Verdict.target_id, Verdict.kind, Verdict.at)
        .where(
            Verdict.target_kind == "organisation",
            Verdict.at < moment,
            Verdict.kind.in_({*REFUSALS, VerdictKind.TAKEN_BACK}),
        )
        .order_by(Verdict.at, Verdict.id)
    )
    refused: dict[tuple[str, str], float] = {}
    for organisation, target, kind, at in rows:
        pair = str(organisation), str(target)
        if kind is VerdictKind.TAKEN_BACK:
            refused.pop(pair, None)
        else:
            refused[pair] = refusal_weight(kind, (moment - at) / YEAR)
    return refused
