"""Introductions of the invented network: some in every state, with meetings, talk and what came of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from matchmaker.demo.dataset import Entry
from matchmaker.introductions import (
    answering_service,
    brokering_service,
    meeting_service,
    rules,
    service,
    talking_service,
)
from matchmaker.introductions.moving import move
from models import (
    Activity,
    DeclineReason,
    Introduction,
    Listing,
    MeetingState,
    Organisation,
    OutboxRow,
    OutcomeKind,
    Person,
    PublicationState,
    StopReason,
    Verdict,
)

Organisations = Mapping[str, Organisation]
#: Proposed meetings begin at this hour, in UTC.
_HOUR = 8


def load_introductions(
    session: Session, organisations: Organisations, entries: Sequence[Entry], *, now: datetime
) -> None:
    """Write them by the verbs, and date everything back. Their mails are not sent.

    :param entries: those of ``data/introductions.json``; days are counted back from now.
    """
    session.flush()
    for entry in sorted(entries, key=lambda one: one["days_ago"], reverse=True):
        _Story(session, organisations, entry, now).tell()
    session.execute(delete(OutboxRow))


class _Story:
    """One introduction, from the request to where it stands now."""

    def __init__(self, session: Session, organisations: Organisations, entry: Entry, now: datetime) -> None:
        self.session = session
        self.organisations = organisations
        self.entry = entry
        self.now = now
        self.steps: Mapping[str, Callable[[Introduction, Entry, datetime], object]] = {
            "release": self._release,
            "stop": self._stop,
            "accept": self._accept,
            "decline": self._decline,
            "withdraw": self._withdraw,
            "lapse": self._lapse,
            "say": self._say,
            "propose": self._propose,
            "choose": self._choose,
            "cancel": self._cancel,
            "met": self._met,
            "outcome": self._outcome,
        }

    def tell(self) -> None:
        introduction = self._ask(self._ago(self.entry))
        for step in self.entry["steps"]:
            at = self._ago(step)
            self.steps[step["do"]](introduction, step, at)
            self._date_back(introduction, at)
        if "next_best" in self.entry:
            introduction.next_best = self.organisations[self.entry["next_best"]]
        self._ask_no_old_questions(introduction)

    def _ask(self, at: datetime) -> Introduction:
        asking, person = self.organisations[self.entry["asking"]], self._person(self.entry["asking"])
        listing = self._newest_listing(asking)
        introduction = service.draft_introduction(
            self.session,
            asking,
            self.organisations[self.entry["asked"]],
            actor=person,
            subject=f"listing-{listing.id}",
            subject_title=listing.title,
            message=self.entry["message"],
            anonymous=self.entry.get("anonymous", False),
        )
        introduction.created_at = at
        service.request_introduction(self.session, introduction, actor=person, now=at)
        self._date_back(introduction, at)
        return introduction

    def _release(self, introduction: Introduction, step: Entry, at: datetime) -> None:
        brokering_service.release_introduction(
            self.session, introduction, actor=self._broker(introduction), now=at
        )

    def _stop(self, introduction: Introduction, step: Entry, at: datetime) -> None:
        brokering_service.stop_introduction(
            self.session,
            introduction,
            actor=self._broker(introduction),
            reason=StopReason(step["reason"]),
            words=step["words"],
            now=at,
        )

    def _accept(self, introduction: Introduction, step: Entry, at: datetime) -> None:
        answering_service.accept_introduction(self.session, introduction, actor=self._asked(), now=at)

    def _decline(self, introduction: Introduction, step: Entry, at: datetime) -> None:
        days = step.get("not_before_days")
        answering_service.decline_introduction(
            self.session,
            introduction,
            actor=self._asked(),
            reason=DeclineReason(step["reason"]),
            words=step["words"],
            not_before=None if days is None else (self.now + timedelta(days=days)).date(),
            now=at,
        )

    def _withdraw(self, introduction: Introduction, step: Entry, at: datetime) -> None:
        person = self._person(self.entry["asking"])
        service.withdraw_introduction(self.session, introduction, actor=person, words=step["words"], now=at)

    def _lapse(self, introduction: Introduction, step: Entry, at: datetime) -> None:
        move(self.session, introduction, rules.Move.LAPSE, actor=None, now=at)

    def _say(self, introduction: Introduction, step: Entry, at: datetime) -> None:
        talking_service.say(self.session, introduction, actor=self._by(step), text=step["text"], now=at)

    def _propose(self, introduction: Introduction, step: Entry, at: datetime) -> None:
        morning = at.replace(hour=_HOUR, minute=0, second=0, microsecond=0)
        meeting_service.propose_meeting(
            self.session,
            introduction,
            actor=self._by(step),
            slots=[morning + timedelta(days=days) for days in step["days"]],
            minutes=step["minutes"],
            link=step.get("link", ""),
            now=at,
        )

    def _choose(self, introduction: Introduction, step: Entry, at: datetime) -> None:
        proposed = meeting_service.live_meeting(self.session, introduction, MeetingState.PROPOSED)
        assert proposed is not None
        meeting_service.choose_slot(
            self.session, introduction, proposed.slots[0], actor=self._by(step), now=at
        )

    def _cancel(self, introduction: Introduction, step: Entry, at: datetime) -> None:
        fixed = meeting_service.live_meeting(self.session, introduction, MeetingState.CHOSEN)
        assert fixed is not None
        meeting_service.cancel_meeting(
            self.session, introduction, fixed, actor=self._by(step), words=step["words"], now=at
        )

    def _met(self, introduction: Introduction, step: Entry, at: datetime) -> None:
        talking_service.mark_met(self.session, introduction, actor=self._by(step), now=at)

    def _outcome(self, introduction: Introduction, step: Entry, at: datetime) -> None:
        value = step.get("value")
        outcome = talking_service.report_outcome(
            self.session,
            introduction,
            actor=self._by(step),
            kind=OutcomeKind(step["kind"]),
            happened_on=at.date(),
            value_cents=None if value is None else value * 100,
            currency="" if value is None else "EUR",
            words=step["words"],
            now=at,
        )
        outcome.created_at = outcome.updated_at = at

    def _ask_no_old_questions(self, introduction: Introduction) -> None:
        """What came of it was asked when its day came, not all at once when the worker first looks."""
        if introduction.is_accepted and introduction.due_at is not None:
            assert introduction.answered_at is not None
            asked = rules.outcome_questions_due(introduction.answered_at, self.now)
            introduction.outcome_questions = asked
            introduction.due_at = rules.next_outcome_question(introduction.answered_at, asked)

    def _ago(self, dated: Entry) -> datetime:
        return self.now - timedelta(days=dated["days_ago"])

    def _by(self, step: Entry) -> Person:
        return self._person(self.entry[step["by"]])

    def _asked(self) -> Person:
        return self._person(self.entry["asked"])

    def _broker(self, introduction: Introduction) -> Person:
        assert introduction.broker is not None
        return self._person(introduction.broker.slug)

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
        """Say that what log and verdicts were given just now happened at another time."""
        of_it = (Activity.subject_kind == "introduction", Activity.subject_id == introduction.id)
        self.session.flush()
        self.session.execute(update(Activity).where(*of_it, Activity.at > self.now).values(at=at))
        of_pair = Verdict.introduction_id == introduction.id
        self.session.execute(update(Verdict).where(of_pair, Verdict.at > self.now).values(at=at))
