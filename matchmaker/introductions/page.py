"""One introduction as its page shows it: where it stands, what happens next, who may do what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from matchmaker import permissions
from matchmaker.introductions import presenters, queries, rules, words
from matchmaker.introductions.errors import NotYourMove
from matchmaker.introductions.mails import place_of, zones_of
from matchmaker.introductions.meeting_service import live_meeting
from matchmaker.introductions.names import name_of
from matchmaker.introductions.queries import Knowledge, knowledge_of
from matchmaker.introductions.reasons import Reasons
from matchmaker.introductions.timeline import entries
from matchmaker.web.moments import date_words, moment_words
from matchmaker.web.translation import _
from models import (
    ACCEPTED_STATES,
    Introduction,
    IntroductionState,
    Meeting,
    MeetingState,
    Organisation,
    Person,
    Side,
)
from models.columns import utc_now

State = IntroductionState
ENDED = frozenset({State.STOPPED, State.DECLINED, State.LAPSED, State.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Actions:
    """What the reader may do now."""

    answer: bool
    release: bool
    withdraw: bool
    write_on: bool
    talk: bool
    meet: bool
    block: bool


def page_of(session: Session, introduction: Introduction, reader: Person) -> dict[str, Any]:
    """Everything the page shows."""
    knowledge = knowledge_of(reader, introduction)
    actions = _actions(introduction, reader, knowledge)
    proposed = live_meeting(session, introduction, MeetingState.PROPOSED)
    fixed = live_meeting(session, introduction, MeetingState.CHOSEN)
    asking = presenters.asking_name(introduction, knowledge.sides, named=knowledge.asking_named)
    return {
        "introduction": introduction,
        "asking": asking,
        "asked": name_of(introduction, Side.ASKED, knowledge.sides),
        "asking_url": _url_of(introduction.asking_organisation) if knowledge.asking_named else None,
        "asked_url": _url_of(introduction.asked_organisation),
        "title": _title(introduction, knowledge, asking),
        "subject": subject_of(introduction, knowledge),
        "subject_url": _subject_url(introduction.subject) if knowledge.asking_named else None,
        "mark": presenters.MARKS[introduction.state],
        "state_words": presenters.state_words(introduction.state),
        "course": _course(introduction),
        "next": _next_words(introduction, reader, knowledge, proposed, fixed),
        "may": actions,
        "contacts": knowledge.contacts,
        "reasons": presenters.reason_lines(
            Reasons.from_document(introduction.reasons), named=knowledge.asking_named
        ),
        "proposed": meeting_values(proposed, reader) | {"choosable": _choosable(proposed, knowledge)}
        if proposed is not None and actions.talk
        else None,
        "fixed": meeting_values(fixed, reader) if fixed is not None and actions.talk else None,
        "next_best": _next_best(introduction, knowledge),
        "entries": entries(introduction, queries.timeline(session, introduction), reader, knowledge),
    }


def _actions(introduction: Introduction, reader: Person, knowledge: Knowledge) -> Actions:
    state = introduction.state

    def may(permission: str) -> bool:
        return permissions.allowed(reader, permission, introduction)

    talk = state in ACCEPTED_STATES and may("introduction.talk")
    return Actions(
        answer=state is State.RELEASED and may("introduction.answer"),
        release=state is State.REQUESTED and may("introduction.release"),
        withdraw=introduction.is_open and may("introduction.withdraw"),
        write_on=state is State.DRAFT and may("introduction.withdraw"),
        talk=talk,
        meet=talk and bool(knowledge.sides - {Side.BROKER}),
        block=state is not State.DRAFT and bool(knowledge.sides - {Side.BROKER}),
    )


def own_and_other(introduction: Introduction, person: Person) -> tuple[Organisation, Organisation]:
    """The reader's own organisation of the two, and the other one.

    :raises NotYourMove: the person is of neither.
    """
    sides = knowledge_of(person, introduction).sides
    pair = introduction.asking_organisation, introduction.asked_organisation
    if Side.ASKING in sides:
        return pair
    if Side.ASKED in sides:
        return pair[1], pair[0]
    raise NotYourMove


def _title(introduction: Introduction, knowledge: Knowledge, asking: str) -> str:
    own_sides = knowledge.sides - {Side.BROKER}
    asked = name_of(introduction, Side.ASKED, knowledge.sides)
    if Side.ASKING in own_sides:
        return asked
    if Side.ASKED in own_sides:
        return asking
    return _("%(one)s and %(other)s", one=asking, other=asked)


def subject_of(introduction: Introduction, knowledge: Knowledge) -> str:
    """What it is about, as far as the reader may know."""
    return rules.shown_title(introduction.subject, introduction.subject_title, named=knowledge.asking_named)


def _url_of(organisation: Organisation) -> str:
    return url_for("organisations.show", slug=organisation.slug)


def _subject_url(subject: str) -> str | None:
    kind, _dash, key = subject.partition("-")
    if kind in ("listing", "project", "call"):
        values: dict[str, Any] = {f"{kind}_id": int(key)}
        return url_for(f"{kind}s.show", **values)
    return None


def _course(introduction: Introduction) -> list[dict[str, str]]:
    """The way of an introduction, and how far this one came."""
    ways = [
        ([State.DRAFT], _("Request")),
        *([([State.REQUESTED], _("Release"))] if introduction.broker_id is not None else []),
        ([State.RELEASED], _("Answer")),
        ([State.ACCEPTED], _("Meeting")),
        ([State.MET], _("Outcome")),
    ]
    reached = _reached(introduction)
    place = next((number for number, (states, _label) in enumerate(ways) if reached in states), len(ways))
    standing = "stopped" if introduction.state in ENDED else "now"
    return [
        {
            "label": label,
            "standing": "done" if number < place else standing if number == place else "next",
        }
        for number, (_states, label) in enumerate(ways)
    ]


def _reached(introduction: Introduction) -> IntroductionState:
    """The step that is open, or that was when it ended."""
    if introduction.state not in ENDED:
        return introduction.state
    return State.RELEASED if introduction.released_at is not None else State.REQUESTED


def _next_words(
    introduction: Introduction,
    reader: Person,
    knowledge: Knowledge,
    proposed: Meeting | None,
    fixed: Meeting | None,
) -> str:
    """What happens next and by when, for who reads it."""
    sides = knowledge.sides
    clock = presenters.clock_words(introduction, utc_now())
    match introduction.state:
        case State.DRAFT:
            return _("Nobody else sees this draft. Finish the message and send it.")
        case State.REQUESTED:
            return _requested_words(introduction, sides, clock)
        case State.RELEASED if Side.ASKED in sides:
            return _("Please accept or decline %(clock)s. Without an answer it lapses.", clock=clock)
        case State.RELEASED:
            name = name_of(introduction, Side.ASKED, sides)
            return _("%(name)s has time to answer %(clock)s.", name=name, clock=clock)
        case State.ACCEPTED | State.MET | State.OUTCOME:
            return _meeting_words(introduction, reader, sides, proposed, fixed)
    return _ended_words(introduction)


def _requested_words(introduction: Introduction, sides: frozenset[Side], clock: str) -> str:
    if Side.BROKER in sides:
        return _("Release it or stop it %(clock)s.", clock=clock)
    broker = introduction.broker.name if introduction.broker is not None else _("The secretariat")
    return _("%(name)s reads your request and releases or stops it %(clock)s.", name=broker, clock=clock)


def _meeting_words(
    introduction: Introduction,
    reader: Person,
    sides: frozenset[Side],
    proposed: Meeting | None,
    fixed: Meeting | None,
) -> str:
    if proposed is not None and _choosable(proposed, knowledge_of(reader, introduction)):
        return _("Choose one of the times that the other side proposes, or propose others.")
    if proposed is not None:
        return _("The other side chooses one of the proposed times.")
    if fixed is not None and fixed.starts_at is not None and fixed.starts_at > utc_now():
        return _("You meet on %(when)s.", when=moment_words(fixed.starts_at, zones_of(reader, fixed)[:1]))
    if introduction.state is State.ACCEPTED and fixed is None and sides - {Side.BROKER}:
        return _("Write to each other, or propose two or three times for a first talk.")
    if introduction.state is State.OUTCOME:
        return _("Report again when more has come of it.")
    return _("Say what came of it: it counts for your cluster, and matching learns from it.")


def _ended_words(introduction: Introduction) -> str:
    reason = ""
    if introduction.decline_reason is not None:
        reason = str(words.DECLINED_BECAUSE[introduction.decline_reason])
    elif introduction.stop_reason is not None:
        reason = str(words.STOP_REASONS[introduction.stop_reason])
    sentences = [f"{part}." for part in (reason, introduction.reason_words.rstrip(".")) if part]
    if introduction.not_before is not None:
        day = date_words(introduction.not_before)
        sentences.append(_("The same can be asked again from %(day)s on.", day=day))
    if not sentences:
        sentences.append(_("Nothing more happens here. It does not count among the open requests."))
    return " ".join(sentences)


def _choosable(meeting: Meeting | None, knowledge: Knowledge) -> bool:
    """May the reader choose one of the proposed times? Not those of the own side."""
    if meeting is None:
        return False
    other = Side.ASKED if meeting.side is Side.ASKING else Side.ASKING
    return other in knowledge.sides


def meeting_values(meeting: Meeting, reader: Person) -> dict[str, Any]:
    """A meeting with its times by the clocks of those who meet, the reader's first."""
    zones = zones_of(reader, meeting)
    return {
        "id": meeting.id,
        "minutes": meeting.minutes,
        "place": place_of(meeting),
        "link": meeting.link if meeting.venue is None else "",
        "when": moment_words(meeting.starts_at, zones) if meeting.starts_at is not None else "",
        "slots": [{"id": slot.id, "when": moment_words(slot.starts_at, zones)} for slot in meeting.slots],
        "is_over": meeting.ends_at is not None and meeting.ends_at <= utc_now(),
    }


def _next_best(introduction: Introduction, knowledge: Knowledge) -> dict[str, str] | None:
    """Whom to ask instead, for the asking side."""
    best = introduction.next_best
    if best is None or Side.ASKING not in knowledge.sides:
        return None
    return {
        "name": best.name,
        "url": presenters.ask_url(f"organisation-{best.slug}", introduction.subject),
        "profile": _url_of(best),
    }
