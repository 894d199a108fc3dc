"""Asking for all of a trip at once: the visit, and the introductions on its thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from matchmaker.introductions.service import draft_introduction, request_introduction
from matchmaker.refusals import Refusal
from matchmaker.visits.asking import Wish
from matchmaker.visits.service import request_visit
from models import Introduction, Organisation, Person, Visit, VisitIntroduction
from models.columns import utc_now


@dataclass(frozen=True, slots=True)
class AskedTrip:
    """What was asked for, and whom it was not possible to ask."""

    visit: Visit
    introductions: tuple[Introduction, ...]
    refused: tuple[tuple[Organisation, Refusal], ...]


def ask_for_trip(
    session: Session,
    organisation: Organisation,
    wish: Wish,
    companies: Sequence[Organisation],
    *,
    actor: Person,
    message: str,
    thread: str = "",
    now: datetime | None = None,
) -> AskedTrip:
    """Ask a host for a visit, and companies around for an introduction, all on one thread.

    The visit is what the rest hangs on: where it is refused nothing is asked at all. A company that can
    not be asked now is left out and named, and the others are asked.

    :param message: to each of the companies.
    :param thread: of the introduction or suggestion it comes from; a new one if empty.
    :raises Refusal: see `visits.service.request_visit`.
    """
    now = now or utc_now()
    visit = request_visit(session, organisation, wish, actor=actor, thread=thread, now=now)
    asked: list[Introduction] = []
    refused: list[tuple[Organisation, Refusal]] = []
    for company in companies:
        try:
            with session.begin_nested():
                introduction = _ask(session, visit, company, actor=actor, message=message, now=now)
        except Refusal as refusal:
            refused.append((company, refusal))
        else:
            asked.append(introduction)
    return AskedTrip(visit, tuple(asked), tuple(refused))


def _ask(
    session: Session, visit: Visit, company: Organisation, *, actor: Person, message: str, now: datetime
) -> Introduction:
    own = visit.organisation
    introduction = draft_introduction(
        session,
        own,
        company,
        actor=actor,
        subject=f"organisation-{own.slug}",
        subject_title=own.name,
        message=message,
        thread=visit.thread,
    )
    # A draft of the same two from another day goes along with this trip now.
    introduction.thread = visit.thread
    request_introduction(session, introduction, actor=actor, now=now)
    visit.introductions.append(
        VisitIntroduction(organisation=company, message=message, introduction=introduction)
    )
    session.flush()
    return introduction
