"""What mails of visits say beyond their promise: days, places, clocks, codes, calendar files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, url_for
from sqlalchemy.orm import Session

from matchmaker.calendar.meetings import Attendee, Meeting, Method, calendar_file
from matchmaker.calendar.visit_hours import hours_of_stay
from matchmaker.notifications.answer_links import token_for
from matchmaker.notifications.compose import deliver_notice, writing_in
from matchmaker.settings import Settings
from matchmaker.visits import rules, words
from matchmaker.visits.links import LinkPurpose
from matchmaker.visits.openings import minutes_between
from matchmaker.visits.places import spaces_of
from matchmaker.visits.proposing_service import open_proposal
from matchmaker.visits.rules import stay_of
from matchmaker.visits.sides import name_of
from matchmaker.web.moments import moment_words
from matchmaker.web.translation import _
from models import Person, Visit, VisitSide
from models.columns import utc_now

Values = dict[str, Any]

#: They ask for an answer that is not wanted any more once the visit has moved on.
_OVERTAKEN = frozenset({"visit_asked", "visit_reminder", "visit_dates_proposed", "visit_place_free"})
_OTHER = {VisitSide.HOST: VisitSide.VISITOR, VisitSide.VISITOR: VisitSide.HOST}


@dataclass(frozen=True, slots=True)
class _Letter:
    """One mail about to be written."""

    session: Session
    visit: Visit
    person: Person
    promised: Values

    @property
    def side(self) -> VisitSide:
        return VisitSide(self.promised["side"])


def deliver_visit_notice(
    session: Session, *, kind: str, person_id: int, values: Values, thread: str | None = None
) -> None:
    """Keep the promise of a mail about a visit; a handler of the outbox.

    A question that was answered before the mail was written is not asked any more.
    """
    visit = session.get(Visit, values["visit_id"])
    person = session.get(Person, person_id)
    if visit is None or person is None:
        return
    if kind in _OVERTAKEN and values["version"] != visit.version:
        return
    letter = _Letter(session, visit, person, values)
    with writing_in(person.locale):
        told = {**_common(letter), **values, **_PARTS.get(kind, _nothing)(letter)}
        calendar = told.pop("calendar", "")
    deliver_notice(
        session,
        kind=kind,
        person_id=person_id,
        values=told,
        thread=thread or f"visit-{visit.thread}",
        calendar=calendar,
    )


def _common(letter: _Letter) -> Values:
    visit, zones = letter.visit, zones_of(letter.person, letter.visit)
    begin, end = hours_of_stay(visit)
    due = visit.answer_due_at
    return {
        "other": name_of(visit, _OTHER[letter.side]),
        "visitor": visit.visitor_name,
        "venue": visit.venue.name,
        "place": place_of(visit),
        "days": words.stay_words(stay_of(visit)),
        "times": [
            _("From %(moment)s", moment=moment_words(begin, zones)),
            _("Until %(moment)s", moment=moment_words(end, zones)),
        ],
        "people": visit.party_size,
        "spaces": ", ".join(space.name for space in spaces_of(visit)),
        "purpose": visit.purpose,
        "due": moment_words(due, zones) if due is not None else "",
        "reason": "",
        "words": visit.reason_words,
    }


def _nothing(letter: _Letter) -> Values:
    return {}


def _link(letter: _Letter, purpose: LinkPurpose) -> Values:
    return {"link": token_for(purpose, letter.visit, letter.person, letter.promised["version"])}


def _asked(letter: _Letter) -> Values:
    return _link(letter, LinkPurpose.ANSWER)


def _accepted(letter: _Letter) -> Values:
    code = letter.visit.arrival_code
    return {
        "code": rules.shown_code(code) if code else "",
        "moved": letter.visit.sequence > 0,
        "calendar": visit_file(letter.visit, letter.person, Method.REQUEST),
    }


def _cancelled(letter: _Letter) -> Values:
    return {"calendar": visit_file(letter.visit, letter.person, Method.CANCEL)}


def _declined(letter: _Letter) -> Values:
    reason = letter.visit.decline_reason
    return {"reason": str(words.DECLINED_BECAUSE[reason]) if reason is not None else ""}


def _proposed(letter: _Letter) -> Values:
    proposal, link = open_proposal(letter.visit), _link(letter, LinkPurpose.DATES)
    if proposal is None:
        return {**link, "proposed": "", "space": "", "words": ""}
    return {
        **link,
        "proposed": words.stay_words(stay_of(proposal)),
        "space": proposal.space.name if proposal.space is not None else "",
        "words": proposal.words,
    }


def _place_free(letter: _Letter) -> Values:
    place = letter.visit.waiting_place
    until = place.offered_until if place is not None else None
    return {
        **_link(letter, LinkPurpose.PLACE),
        "until": moment_words(until, zones_of(letter.person, letter.visit)) if until is not None else "",
    }


_PARTS: dict[str, Callable[[_Letter], Values]] = {
    "visit_asked": _asked,
    "visit_reminder": _asked,
    "visit_accepted": _accepted,
    "visit_booked": _accepted,
    "visit_cancelled": _cancelled,
    "visit_declined": _declined,
    "visit_dates_proposed": _proposed,
    "visit_place_free": _place_free,
}


def zones_of(person: Person, visit: Visit) -> list[str]:
    """The venue's zone first, for that is where people must be in time; then the reader's."""
    return list(dict.fromkeys([visit.venue.time_zone or "UTC", person.time_zone]))


def place_of(visit: Visit) -> str:
    """Where to come: the venue with its address."""
    venue = visit.venue
    return ", ".join(part for part in (venue.name, venue.address, venue.city) if part)


def visit_file(visit: Visit, person: Person, method: Method) -> str:
    """The calendar file of a visit, by the venue's clock, in a person's language."""
    settings: Settings = current_app.extensions["settings"]
    name, address = parseaddr(settings.mail_sender)
    begin, end = hours_of_stay(visit)
    zone = visit.venue.time_zone or "UTC"
    url = url_for("visits.show", token=visit.token, _external=True)
    return calendar_file(
        Meeting(
            uid=visit.uid,
            sequence=visit.sequence,
            title=_("%(visitor)s at %(venue)s", visitor=visit.visitor_name, venue=visit.venue.name),
            starts_at=begin.astimezone(ZoneInfo(zone)),
            minutes=minutes_between(begin, end),
            zone=zone,
            organiser=Attendee(name, address),
            attendees=[Attendee(person.name or person.email, person.email)],
            stamp=utc_now(),
            text="\n".join(part for part in (visit.purpose, url) if part),
            place=place_of(visit),
            url=url,
        ),
        method,
    )
