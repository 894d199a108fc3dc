"""Introductions in lists and before they are sent: shelves, lines, clocks, quota, who sees what when."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from sqlalchemy import Select
from sqlalchemy.orm import Session

from matchmaker.introductions import queries, rules, words
from matchmaker.introductions.asking import Topic
from matchmaker.introductions.names import name_of
from matchmaker.introductions.queries import Filters
from matchmaker.introductions.reasons import Reasons
from matchmaker.introductions.sides import broker_for, sides_of
from matchmaker.web.moments import last_day_words
from matchmaker.web.text import excerpt
from matchmaker.web.translation import LazyString, _, _l, _n
from models import (
    ACCEPTED_STATES,
    OPEN_STATES,
    Introduction,
    IntroductionState,
    Organisation,
    Person,
    Side,
)
from models.columns import utc_now

State = IntroductionState
#: How badges name each state.
MARKS = {
    State.DRAFT: "draft",
    State.REQUESTED: "requested",
    State.RELEASED: "released",
    State.STOPPED: "stopped",
    State.ACCEPTED: "accepted",
    State.DECLINED: "declined",
    State.LAPSED: "lapsed",
    State.WITHDRAWN: "withdrawn",
    State.MET: "met",
    State.OUTCOME: "completed",
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """Introductions that belong together in the list."""

    name: str
    label: LazyString
    states: frozenset[IntroductionState]


SHELVES = (
    Shelf("open", _l("Open"), OPEN_STATES | {State.DRAFT}),
    Shelf("introduced", _l("Introduced"), ACCEPTED_STATES),
    Shelf("ended", _l("Ended"), frozenset({State.STOPPED, State.DECLINED, State.LAPSED, State.WITHDRAWN})),
)


def shelf_named(name: str) -> Shelf:
    """The shelf of an address, the first where there is none such."""
    return next((shelf for shelf in SHELVES if shelf.name == name), SHELVES[0])


def chosen_for(person: Person, organisation: Organisation, shelf: Shelf) -> Select[Introduction]:
    """What stands on a shelf of an organisation."""
    return queries.chosen_by(person, Filters(organisation_id=organisation.id, states=shelf.states))


def shelves(
    session: Session, person: Person, organisation: Organisation, active: Shelf
) -> list[dict[str, Any]]:
    """The shelves as tabs, with how many stand on each."""
    return [
        {
            "label": str(shelf.label),
            "count": queries.count(session, chosen_for(person, organisation, shelf)),
            "url": url_for("introductions.index", show=shelf.name),
            "active": shelf is active,
        }
        for shelf in SHELVES
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """One introduction in a list."""

    title: str
    url: str
    direction: str
    subject: str
    excerpt: str
    mark: str
    state: str
    clock: str
    #: It waits for who reads this.
    mine: bool


def line_of(introduction: Introduction, person: Person, organisation: Organisation) -> Line:
    """An introduction as people of one of its organisations see it."""
    sides = sides_of(person, introduction)
    named = rules.sees_asking_name(sides, introduction.state, anonymous=introduction.anonymous)
    return Line(
        title=_title(introduction, organisation, sides, named=named),
        url=url_for("introductions.show", introduction_id=introduction.id),
        direction=_direction(introduction, organisation),
        subject=rules.shown_title(introduction.subject, introduction.subject_title, named=named),
        excerpt=excerpt(introduction.message, 160),
        mark=MARKS[introduction.state],
        state=state_words(introduction.state),
        clock=clock_words(introduction, utc_now()),
        mine=waits_for(introduction, sides),
    )


def _title(
    introduction: Introduction, organisation: Organisation, sides: Collection[Side], *, named: bool
) -> str:
    asking = asking_name(introduction, sides, named=named)
    asked = name_of(introduction, Side.ASKED, sides)
    if introduction.asking_organisation_id == organisation.id:
        return asked
    if introduction.asked_organisation_id == organisation.id:
        return asking
    return _("%(one)s and %(other)s", one=asking, other=asked)


def asking_name(introduction: Introduction, sides: Collection[Side], *, named: bool) -> str:
    """Who asks, or that it is not said yet, for people of some sides."""
    return name_of(introduction, Side.ASKING, sides) if named else _("An organisation that is not named yet")


def _direction(introduction: Introduction, organisation: Organisation) -> str:
    if introduction.asking_organisation_id == organisation.id:
        return _("You asked")
    return _("You were asked") if introduction.asked_organisation_id == organisation.id else _("You broker")


def state_words(state: IntroductionState) -> str:
    """Where it stands."""
    return str(words.STATES[state])


def waits_for(introduction: Introduction, sides: frozenset[Side]) -> bool:
    """Is it on one of these sides to act?"""
    actor = {State.REQUESTED: Side.BROKER, State.RELEASED: Side.ASKED}.get(introduction.state)
    return actor in sides


def clock_words(introduction: Introduction, now: datetime) -> str:
    """Until when the step that is open has time; empty where none is."""
    if introduction.state not in OPEN_STATES or introduction.due_at is None:
        return ""
    return until_words(introduction.due_at, now)


def until_words(due: datetime, now: datetime) -> str:
    """A day, and how many are left."""
    days = max(0, (due - now).days)
    left = _n("%(num)s day left", "%(num)s days left", days) if days else _("less than a day left")
    return _("until %(day)s, %(left)s", day=last_day_words(due), left=left)


@dataclass(frozen=True, slots=True)
class Quota:
    """How many requests wait, of how many that may."""

    used: int
    most: int
    sentence: str


def quota_of(session: Session, organisation: Organisation) -> Quota:
    """How many requests an organisation may still send."""
    used = queries.open_count(session, organisation.id)
    left = max(0, rules.MOST_OPEN - used)
    sentence = _n("You can send %(num)s more request now.", "You can send %(num)s more requests now.", left)
    return Quota(used, rules.MOST_OPEN, sentence)


def topic_choices(topics: Sequence[Topic], asking: Organisation) -> list[tuple[str, str]]:
    """What a request can be about, as a select shows it."""
    return [
        (topic.slug, _("%(name)s in general", name=asking.name))
        if topic.slug == f"organisation-{asking.slug}"
        else (topic.slug, topic.title)
        for topic in topics
    ]


def topic_title(slug: str, shown: str) -> str:
    """The title to keep with a request."""
    return _("Working together") if slug.startswith("organisation-") else shown


def reason_lines(reasons: Reasons, *, named: bool = True) -> list[dict[str, Any]]:
    """Why the asked one fits: two texts each, and the words they share.

    :param named: may the reader know who asks? What the text is called could tell.
    """
    return [
        {"ours": one.asked_with if named else "", "theirs": one.found_in, "words": one.plain_words}
        for one in reasons.reasons[:3]
        if one.words
    ]


def ask_url(target: str, subject: str = "") -> str:
    """Where one asks to be introduced to a target, about a subject, as addresses name them."""
    values: dict[str, Any] = {"with": target, "for": subject or None}
    return url_for("introductions.new", **values)


def send_words(session: Session, asking: Organisation, asked: Organisation) -> str:
    """What the button that sends says."""
    broker = broker_for(session, asking)
    direct = broker is None or broker.direct_introductions
    return _("Send request to %(name)s", name=asked.name if direct or broker is None else broker.name)


def who_sees_what(session: Session, asking: Organisation, asked: Organisation) -> list[dict[str, str]]:
    """The way of a request: who reads what when, as steps."""
    broker = broker_for(session, asking)
    steps = []
    if broker is not None and not broker.direct_introductions:
        steps.append(
            {
                "title": broker.name,
                "text": _(
                    "Your cluster's manager reads the message and your name, and releases or stops it within "
                    "%(days)s working days.",
                    days=rules.STEP_DAYS,
                ),
            }
        )
    steps.append(
        {
            "title": asked.name,
            "text": _(
                "They read the message, the reasons, and your organisation's name unless you leave it "
                "out. They answer within %(days)s working days. Nobody sees a person's name or address yet.",
                days=rules.STEP_DAYS,
            ),
        }
    )
    steps.append(
        {
            "title": _("If they accept"),
            "text": _("Both sides see each other's names and addresses, and choose a time to talk."),
        }
    )
    return steps
