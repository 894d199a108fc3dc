"""Everything that happened to a visit, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import format_date, format_time

from matchmaker.agreements.house_days import Stay
from matchmaker.people.names import shown_actor, shown_name
from matchmaker.visits import words
from matchmaker.visits.sides import name_of, sides_of
from matchmaker.web.translation import LazyString, _, _l
from models import Activity, Organisation, Person, Visit, VisitDeclineReason

#: What each entry of the log is called, and its tone.
ENTRIES: dict[str, tuple[LazyString, str]] = {
    "visit.requested": (_l("Asked to visit"), "waiting"),
    "visit.waiting": (_l("Joined the waiting list"), "waiting"),
    "visit.offered": (_l("A place came free and is kept"), "waiting"),
    "visit.forwarded": (_l("A place came free: the host was asked"), "waiting"),
    "visit.reminded": (_l("Reminded the host"), "neutral"),
    "visit.accepted": (_l("Confirmed"), "good"),
    "visit.declined": (_l("Declined"), "stopped"),
    "visit.dates_proposed": (_l("Proposed other dates"), "waiting"),
    "visit.dates_changed": (_l("Asked for other dates"), "waiting"),
    "visit.dates_turned_down": (_l("Turned the other dates down"), "stopped"),
    "visit.moved": (_l("Moved to other dates"), "good"),
    "visit.lapsed": (_l("Lapsed: nobody answered in time"), "stopped"),
    "visit.withdrawn": (_l("Withdrawn"), "stopped"),
    "visit.cancelled": (_l("Cancelled"), "stopped"),
    "visit.arrived": (_l("Arrived"), "good"),
    "visit.no_show": (_l("Noted that nobody came"), "stopped"),
    "visit.completed": (_l("Completed"), "good"),
    "visit.feedback_given": (_l("Said how it was"), "sea"),
}
#: They say what dates they are about.
_DATED = frozenset({"visit.requested", "visit.accepted", "visit.moved", "visit.waiting"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, as the timeline's macro takes it."""

    when: str
    iso: str
    title: str
    tone: str
    text: str = ""
    actor: str = ""


def entries(visit: Visit, log: Sequence[Activity], reader: Person) -> list[Entry]:
    """Everything that happened, the latest first."""
    return [_entry(visit, row, reader) for row in reversed(log) if row.verb in ENTRIES]


def _entry(visit: Visit, row: Activity, reader: Person) -> Entry:
    title, tone = ENTRIES[row.verb]
    when = f"{format_date(row.at)}, {format_time(row.at, 'short')}"
    return Entry(when, row.at.isoformat(), str(title), tone, _text(row), _actor(visit, row, reader))


def _actor(visit: Visit, row: Activity, reader: Person) -> str:
    actor = row.actor
    if actor is None:
        return shown_actor(row) or _("Matchmaker")
    if actor.id == reader.id:
        return _("You")
    names = [name_of(visit, side) for side in sides_of(actor, visit)]
    return " · ".join([shown_name(actor), *names])


def author_words(author: Person | None, organisation: Organisation, reader: Person) -> str:
    """Who wrote a message: the reader, or a person with their organisation; that alone once they left."""
    if author is None:
        return organisation.name
    if author.id == reader.id:
        return _("You")
    return f"{shown_name(author)} · {organisation.name}"


def _text(row: Activity) -> str:
    details = row.details
    parts = [_dates(row), _reason(str(details.get("typed_reason") or "")), row.reason]
    return " · ".join(part for part in parts if part)


def _dates(row: Activity) -> str:
    if "proposed_first" in row.details:
        return _stay(row.details["proposed_first"], row.details["proposed_last"])
    return _stay(row.details["first"], row.details["last"]) if row.verb in _DATED else ""


def _stay(first: str, last: str) -> str:
    return words.stay_words(Stay(date.fromisoformat(first), date.fromisoformat(last)))


def _reason(value: str) -> str:
    return str(words.DECLINED_BECAUSE[VisitDeclineReason(value)]) if value else ""
