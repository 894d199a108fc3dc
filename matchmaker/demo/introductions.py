"""Introductions of the invented network: one in each state that a role has something to do about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from matchmaker.introductions import meeting_service, service, talking_service
from models import (
    Activity,
    DeclineReason,
    Introduction,
    Listing,
    Organisation,
    OutboxRow,
    OutcomeKind,
    Person,
    PublicationState,
    StopReason,
)

#: Keys of the organisations that have an account each.
SME, PARK, UNIVERSITY = "emajoe-ensuumid", "park-tartu", "motlawa-university"
Organisations = Mapping[str, Organisation]


def load_introductions(session: Session, organisations: Organisations, *, now: datetime) -> None:
    """Write them by the verbs, and date everything back. Their mails are not sent."""
    session.flush()
    writer = _Writer(session, organisations, now)
    writer.waiting_for_release()
    writer.waiting_for_answer()
    writer.about_to_meet()
    writer.declined()
    writer.stopped()
    writer.with_outcome()
    session.execute(delete(OutboxRow))


class _Writer:
    """Writes introductions between the organisations that have an account."""

    def __init__(self, session: Session, organisations: Organisations, now: datetime) -> None:
        self.session = session
        self.organisations = organisations
        self.now = now

    def waiting_for_release(self) -> None:
        """The small company asks somebody of its cluster's network; its manager has not decided."""
        self._ask(SME, "daugava-ferment", days_ago=2, message=_PILOT)

    def waiting_for_answer(self) -> None:
        """The university asks the small company, without saying who it is."""
        introduction = self._ask(UNIVERSITY, SME, days_ago=3, message=_ASSAYS, anonymous=True)
        self._release(introduction, days_ago=2)

    def about_to_meet(self) -> None:
        """The park accepted and proposes times."""
        introduction = self._ask(SME, PARK, days_ago=9, message=_BENCH)
        self._release(introduction, days_ago=8)
        self._accept(introduction, days_ago=6)
        host, at = self._person(PARK), self._ago(5)
        talking_service.say(self.session, introduction, actor=host, text=_WELCOME, now=at)
        slots = [
            (self.now + timedelta(days=days)).replace(hour=8, minute=0, second=0, microsecond=0)
            for days in (3, 4, 7)
        ]
        meeting_service.propose_meeting(
            self.session, introduction, actor=host, slots=slots, minutes=20, now=at
        )
        self._date_back(introduction, at)

    def declined(self) -> None:
        """The university said not now to the park, with a day."""
        introduction = self._ask(PARK, UNIVERSITY, days_ago=30, message=_ROOMS)
        self._release(introduction, days_ago=30)
        at = self._ago(27)
        service.decline_introduction(
            self.session,
            introduction,
            actor=self._person(UNIVERSITY),
            reason=DeclineReason.NOT_NOW,
            words="Term begins; after the examinations gladly.",
            not_before=(self.now + timedelta(days=40)).date(),
            now=at,
        )
        self._date_back(introduction, at)

    def stopped(self) -> None:
        """The cluster's manager found a request too vague."""
        introduction = self._ask(SME, "laine-seed", days_ago=20, message="We should talk.")
        at = self._ago(19)
        service.stop_introduction(
            self.session,
            introduction,
            actor=self._person("cluster-biotech-baltic"),
            reason=StopReason.TOO_VAGUE,
            words="Say which seed coating, and how much of it.",
            now=at,
        )
        self._date_back(introduction, at)

    def with_outcome(self) -> None:
        """An older one of the cluster and the university, with an agreement."""
        introduction = self._ask("cluster-biotech-baltic", UNIVERSITY, days_ago=80, message=_SCHOOL)
        self._release(introduction, days_ago=80)
        self._accept(introduction, days_ago=77)
        at = self._ago(12)
        talking_service.report_outcome(
            self.session,
            introduction,
            actor=self._person("cluster-biotech-baltic"),
            kind=OutcomeKind.AGREEMENT,
            happened_on=at.date(),
            value_cents=1_200_000,
            currency="EUR",
            words="A summer school every year, beginning next June.",
            now=at,
        )
        self._date_back(introduction, at)

    def _ask(
        self, asking: str, asked: str, *, days_ago: float, message: str, anonymous: bool = False
    ) -> Introduction:
        organisation, at = self.organisations[asking], self._ago(days_ago)
        listing = self._newest_listing(organisation)
        introduction = service.draft_introduction(
            self.session,
            organisation,
            self.organisations[asked],
            actor=self._person(asking),
            subject=f"listing-{listing.id}",
            subject_title=listing.title,
            message=message,
            anonymous=anonymous,
        )
        introduction.created_at = at
        service.request_introduction(self.session, introduction, actor=self._person(asking), now=at)
        self._date_back(introduction, at)
        return introduction

    def _release(self, introduction: Introduction, *, days_ago: float) -> None:
        if introduction.released_at is None and introduction.broker is not None:
            at, manager = self._ago(days_ago), self._person(introduction.broker.slug)
            service.release_introduction(self.session, introduction, actor=manager, now=at)
            self._date_back(introduction, at)

    def _accept(self, introduction: Introduction, *, days_ago: float) -> None:
        at = self._ago(days_ago)
        answering = self._person(introduction.asked_organisation.slug)
        service.accept_introduction(self.session, introduction, actor=answering, now=at)
        self._date_back(introduction, at)

    def _ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def _person(self, key: str) -> Person:
        return self.organisations[key].memberships[0].person

    def _newest_listing(self, organisation: Organisation) -> Listing:
        return self.session.scalars(
            select(Listing)
            .where(Listing.organisation_id == organisation.id, Listing.state == PublicationState.PUBLISHED)
            .order_by(Listing.published_at.desc(), Listing.id)
            .limit(1)
        ).one()

    def _date_back(self, introduction: Introduction, at: datetime) -> None:
        """Say that what the log was given just now happened at another time."""
        of_it = (Activity.subject_kind == "introduction", Activity.subject_id == introduction.id)
        self.session.flush()
        self.session.execute(update(Activity).where(*of_it, Activity.at > self.now).values(at=at))


_PILOT = (
    "We make a food enzyme in 10 L and look for a plant that runs three batches of 1,000 L with methanol "
    "feed. Your offer speaks of exactly that. Could we talk for 20 minutes about cooling, dates and cost?"
)
_ASSAYS = (
    "Our group measures how enzymes change the texture of plant proteins, and looks for a company that "
    "has one on the market. We bring the rheometer and two students. Would you send us a sample?"
)
_BENCH = (
    "We would like to work a week beside the fermentation hall in spring and meet the companies there. "
    "Is there a bench with cold storage, and whom should we talk to first?"
)
_WELCOME = "Good to hear from you. There is a bench; let us walk through the dates in a short call."
_ROOMS = "We set up a shared analytics room and look for a university that would use it two days a week."
_SCHOOL = (
    "Our members would teach a week of scale-up at a summer school, if you have students and a pilot hall."
)
