"""What mails of introductions say beyond their promise: clocks, contacts, times, links, calendar files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, url_for
from sqlalchemy.orm import Session

from matchmaker.calendar.meetings import Attendee, Method, calendar_file
from matchmaker.calendar.meetings import Meeting as CalendarMeeting
from matchmaker.introductions import words
from matchmaker.introductions.links import LinkPurpose
from matchmaker.introductions.queries import Contact, knowledge_of
from matchmaker.introductions.reasons import Reasons
from matchmaker.notifications.answer_links import token_for
from matchmaker.notifications.compose import deliver_notice, writing_in
from matchmaker.settings import Settings
from matchmaker.web.moments import date_words, last_day_words, moment_words
from matchmaker.web.translation import _
from models import DeclineReason, Introduction, Meeting, Person, Side, StopReason
from models.columns import utc_now

Values = dict[str, Any]

#: They ask for an answer that is not wanted any more once the introduction has moved on.
_OVERTAKEN = frozenset(
    {
        "introduction_to_release",
        "introduction_release_reminder",
        "introduction_escalated",
        "introduction_asked",
        "introduction_answer_reminder",
    }
)
_OTHER_SIDE = {Side.ASKING: Side.ASKED, Side.ASKED: Side.ASKING}


@dataclass(frozen=True, slots=True)
class _Letter:
    """One mail about to be written."""

    session: Session
    introduction: Introduction
    person: Person
    promised: Values

    @property
    def side(self) -> Side:
        return Side(self.promised["side"])


def deliver_introduction_notice(
    session: Session, *, kind: str, person_id: int, values: Values, thread: str | None = None
) -> None:
    """Keep the promise of a mail about an introduction; a handler of the outbox.

    A question that was answered before the mail was written is not asked any more.
    """
    introduction = session.get(Introduction, values["introduction_id"])
    person = session.get(Person, person_id)
    if introduction is None or person is None:
        return
    if kind in _OVERTAKEN and values["version"] != introduction.version:
        return
    letter = _Letter(session, introduction, person, values)
    with writing_in(person.locale):
        told = {**values, **_common(letter), **_PARTS.get(kind, _nothing)(letter)}
        calendar = told.pop("calendar", "")
    deliver_notice(
        session,
        kind=kind,
        person_id=person_id,
        values=told,
        thread=thread or f"introduction-{introduction.thread}",
        calendar=calendar,
    )


def _common(letter: _Letter) -> Values:
    introduction, promised = letter.introduction, letter.promised
    other = promised["asking"] if letter.side is Side.ASKED else promised["asked"]
    due = introduction.due_at
    return {
        "other": other,
        "broker": introduction.broker.name if introduction.broker is not None else _("Matchmaker"),
        "due": last_day_words(due) if due is not None else "",
        "next_best": introduction.next_best.name if introduction.next_best is not None else "",
        "words": promised.get("words", ""),
        "message": promised.get("message", introduction.message),
    }


def _nothing(letter: _Letter) -> Values:
    return {}


def _asked(letter: _Letter) -> Values:
    reasons = Reasons.from_document(letter.introduction.reasons).reasons
    return {
        "token": _token(letter, LinkPurpose.ANSWER),
        # Only the reader's own text is named: what the other one is called could tell who asks.
        "reasons": [
            _("“%(title)s”: %(words)s", title=one.found_in, words=", ".join(one.plain_words))
            for one in reasons[:3]
            if one.words
        ],
    }


def _reminded(letter: _Letter) -> Values:
    return {"token": _token(letter, LinkPurpose.ANSWER)}


def _accepted(letter: _Letter) -> Values:
    theirs = _OTHER_SIDE[letter.side]
    contacts = knowledge_of(letter.person, letter.introduction).contacts
    return {"contacts": [contact_line(one) for one in contacts if one.side is theirs]}


def contact_line(contact: Contact) -> str:
    """A person with the address to write to."""
    return f"{contact.name} · {contact.email}" if contact.name else contact.email


def _stopped(letter: _Letter) -> Values:
    return {"reason": str(words.STOP_REASONS[StopReason(letter.promised["reason"])])}


def _declined(letter: _Letter) -> Values:
    reason = str(words.DECLINED_BECAUSE[DeclineReason(letter.promised["reason"])])
    again = letter.introduction.not_before
    if letter.promised.get("not_before") and again is not None:
        reason = _("%(reason)s; you can ask again from %(day)s on", reason=reason, day=date_words(again))
    return {"reason": reason}


def _outcome(letter: _Letter) -> Values:
    return {"token": _token(letter, LinkPurpose.OUTCOME)}


def _token(letter: _Letter, purpose: LinkPurpose) -> str:
    return token_for(purpose, letter.introduction, letter.person, letter.promised["version"])


def _proposed(letter: _Letter) -> Values:
    meeting = _meeting_of(letter)
    zones = zones_of(letter.person, meeting)
    return {
        **_place_values(meeting),
        "times": [moment_words(slot.starts_at, zones) for slot in meeting.slots],
        # Of the meeting and not of the introduction: what the link shows is this proposal.
        "token": token_for(LinkPurpose.TIMES, letter.introduction, letter.person, meeting.id),
    }


def _fixed(letter: _Letter) -> Values:
    return _fixed_values(letter, Method.REQUEST)


def _cancelled(letter: _Letter) -> Values:
    return _fixed_values(letter, Method.CANCEL)


def _fixed_values(letter: _Letter, method: Method) -> Values:
    meeting = _meeting_of(letter)
    if meeting.starts_at is None:
        return {**_place_values(meeting), "when": "", "times": []}
    zones = zones_of(letter.person, meeting)
    return {
        **_place_values(meeting),
        "when": moment_words(meeting.starts_at, zones[:1]),
        "times": [moment_words(meeting.starts_at, zones)],
        "calendar": meeting_file(meeting, letter.person, method),
    }


def _meeting_of(letter: _Letter) -> Meeting:
    return letter.session.get_one(Meeting, letter.promised["meeting_id"])


def _place_values(meeting: Meeting) -> Values:
    return {"minutes": meeting.minutes, "place": place_of(meeting)}


_PARTS: dict[str, Callable[[_Letter], Values]] = {
    "introduction_asked": _asked,
    "introduction_answer_reminder": _reminded,
    "introduction_accepted": _accepted,
    "introduction_stopped": _stopped,
    "introduction_declined": _declined,
    "introduction_outcome_question": _outcome,
    "meeting_proposed": _proposed,
    "meeting_fixed": _fixed,
    "meeting_cancelled": _cancelled,
}


def zones_of(person: Person, meeting: Meeting) -> list[str]:
    """The reader's zone first, then that of the venue and of the people who meet."""
    introduction = meeting.introduction
    people = (introduction.requested_by, introduction.answered_by, meeting.proposed_by)
    venue = [meeting.venue.time_zone] if meeting.venue is not None and meeting.venue.time_zone else []
    return list(dict.fromkeys([person.time_zone, *venue, *(one.time_zone for one in people if one)]))


def place_of(meeting: Meeting) -> str:
    """Where to meet: the venue with its address, or the address of the online room."""
    if meeting.venue is None:
        return meeting.link
    venue = meeting.venue
    return ", ".join(part for part in (venue.name, venue.address, venue.city) if part)


def meeting_file(meeting: Meeting, person: Person, method: Method) -> str:
    """The calendar file of a fixed meeting, for one of those who meet, in their language and zone."""
    assert meeting.starts_at is not None
    introduction = meeting.introduction
    settings: Settings = current_app.extensions["settings"]
    name, address = parseaddr(settings.mail_sender)
    contacts = knowledge_of(person, introduction).contacts
    both = (introduction.asking_organisation.own_name, introduction.asked_organisation.own_name)
    url = url_for("introductions.show", introduction_id=introduction.id, _external=True)
    return calendar_file(
        CalendarMeeting(
            uid=meeting.uid,
            sequence=meeting.sequence,
            title=_("%(one)s and %(other)s", one=both[0], other=both[1]),
            starts_at=meeting.starts_at.astimezone(ZoneInfo(person.time_zone)),
            minutes=meeting.minutes,
            zone=person.time_zone,
            organiser=Attendee(name, address),
            attendees=[Attendee(one.name or one.email, one.email) for one in contacts],
            stamp=utc_now(),
            text="\n".join(
                [introduction.subject_title, moment_words(meeting.starts_at, zones_of(person, meeting)), url]
            ),
            place=place_of(meeting),
            url=url,
        ),
        method,
    )
