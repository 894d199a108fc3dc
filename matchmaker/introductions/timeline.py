"""One timeline of everything that happened on the thread: suggestion, moves, messages, meetings, outcomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from flask_babel import format_currency, format_date, format_time

from matchmaker.introductions import words
from matchmaker.introductions.mails import place_of, zones_of
from matchmaker.introductions.names import name_of
from matchmaker.introductions.queries import Knowledge
from matchmaker.introductions.reasons import Reasons
from matchmaker.introductions.sides import speaks_for
from matchmaker.people.names import shown_actor, shown_name
from matchmaker.web.moments import moment_words
from matchmaker.web.translation import LazyString, _, _l
from models import (
    Activity,
    DeclineReason,
    Introduction,
    IntroductionMessage,
    Meeting,
    Outcome,
    Person,
    Side,
    StopReason,
)

#: What each entry of the log is called, and its tone; entries that are not here are for the asking side
#: alone, or say what another entry says.
ENTRIES: dict[str, tuple[LazyString, str]] = {
    "introduction.requested": (_l("Asked for the introduction"), "waiting"),
    "introduction.released": (_l("Passed on to the other side"), "sea"),
    "introduction.stopped": (_l("Stopped"), "stopped"),
    "introduction.accepted": (_l("Accepted"), "good"),
    "introduction.declined": (_l("Declined"), "stopped"),
    "introduction.lapsed": (_l("Lapsed: nobody answered in time"), "stopped"),
    "introduction.withdrawn": (_l("Withdrawn"), "stopped"),
    "introduction.reminded": (_l("Reminded"), "neutral"),
    "introduction.rerouted": (_l("Found another way, as the cluster no longer brokers it"), "neutral"),
    "introduction.escalated": (_l("Passed on to the secretariat, as nobody decided"), "waiting"),
    "introduction.message_written": (_l("Wrote"), "sea"),
    "introduction.meeting_proposed": (_l("Proposed times to meet"), "waiting"),
    "introduction.meeting_fixed": (_l("Fixed a meeting"), "good"),
    "introduction.meeting_cancelled": (_l("Called the meeting off"), "stopped"),
    "introduction.met": (_l("Said that you met"), "good"),
    "introduction.outcome_reported": (_l("Reported what came of it"), "good"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, as `timeline` takes it."""

    when: str
    iso: str
    title: str
    tone: str
    text: str = ""
    actor: str = ""


def entries(
    introduction: Introduction, log: Sequence[Activity], reader: Person, knowledge: Knowledge
) -> list[Entry]:
    """Everything that happened, the latest first.

    Before acceptance people of the other side are named by their organisation only, and an anonymous
    asking side not at all.
    """
    teller = _Teller(introduction, reader, knowledge)
    shown = [teller.entry(row) for row in log if row.verb in ENTRIES]
    return [*reversed(shown), *teller.suggestion()]


@dataclass(frozen=True, slots=True)
class _Teller:
    introduction: Introduction
    reader: Person
    knowledge: Knowledge

    def suggestion(self) -> list[Entry]:
        """That the service suggested the two to each other, where it did."""
        reasons = Reasons.from_document(self.introduction.reasons)
        if not reasons.reasons:
            return []
        rank = reasons.seen.position
        title = _("Suggested, as number %(rank)s of the list", rank=rank) if rank else _("Suggested")
        shared = ", ".join(word for one in reasons.reasons[:2] for word in one.plain_words)
        return [self._made(self.introduction.created_at, title, "neutral", shared, _("Matching"))]

    def entry(self, row: Activity) -> Entry:
        """One row of the log."""
        title, tone = ENTRIES[row.verb]
        return self._made(row.at, str(title), tone, self._text(row), self._actor(row))

    def _made(self, at: datetime, title: str, tone: str, text: str, actor: str) -> Entry:
        when = f"{format_date(at)}, {format_time(at, 'short')}"
        return Entry(when, at.isoformat(), title, tone, text, actor)

    def _actor(self, row: Activity) -> str:
        actor = row.actor
        if actor is None:
            return shown_actor(row) or _("Matchmaker")
        if actor.id == self.reader.id:
            return _("You")
        side = speaks_for(actor, self.introduction)
        if self.knowledge.contacts or side in self.knowledge.sides:
            return shown_name(actor)
        return self._organisation(side)

    def _organisation(self, side: Side | None) -> str:
        if side is Side.ASKING and not self.knowledge.asking_named:
            return _("The asking side")
        if side in (Side.ASKING, Side.ASKED):
            return name_of(self.introduction, side, self.knowledge.sides)
        broker = self.introduction.broker if side is Side.BROKER else None
        return broker.name if broker is not None else _("Matchmaker")

    def _text(self, row: Activity) -> str:
        details = row.details
        parts = [_reason_words(row.verb, str(details.get("reason") or "")), row.reason]
        if row.verb == "introduction.message_written":
            parts = [_found(self.introduction.messages, details.get("message_id")).text]
        elif row.verb == "introduction.outcome_reported":
            parts = outcome_parts(_found(self.introduction.outcomes, details.get("outcome_id")))
        elif row.verb.startswith("introduction.meeting_"):
            parts = [self._meeting(_found(self.introduction.meetings, details.get("meeting_id"))), row.reason]
        return " · ".join(part for part in parts if part)

    def _meeting(self, meeting: Meeting) -> str:
        zones = zones_of(self.reader, meeting)
        times = [meeting.starts_at] if meeting.starts_at else [slot.starts_at for slot in meeting.slots]
        return "; ".join([*(moment_words(time, zones) for time in times), place_of(meeting)]).strip("; ")


Thing = TypeVar("Thing", IntroductionMessage, Meeting, Outcome)


def _found(things: Sequence[Thing], number: object) -> Thing:
    return next(thing for thing in things if thing.id == number)


def _reason_words(verb: str, value: str) -> str:
    if verb == "introduction.declined" and value:
        return str(words.DECLINED_BECAUSE[DeclineReason(value)])
    if verb == "introduction.stopped" and value:
        return str(words.STOP_REASONS[StopReason(value)])
    return ""


def outcome_parts(outcome: Outcome) -> list[str]:
    """What came of it: the kind, the value, the words."""
    value = "" if outcome.value_cents is None else money(outcome.value_cents, outcome.currency)
    return [str(words.OUTCOMES[outcome.kind]), value, outcome.words]


def money(cents: int, currency: str) -> str:
    """An amount with its currency."""
    return str(format_currency(cents / 100, currency))
