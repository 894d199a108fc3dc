"""Visits, events and meetings as entries of a feed, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from flask import url_for
from sqlalchemy.orm import Session

from matchmaker.calendar import queries, tokens
from matchmaker.calendar.event_entries import event_entry, place_of
from matchmaker.calendar.feeds import Entry, Status
from matchmaker.calendar.queries import Contents
from matchmaker.calendar.visit_hours import hours_of_stay
from matchmaker.web.moments import moment_words
from matchmaker.web.text import excerpt
from matchmaker.web.translation import _, _n
from models import (
    PENDING_VISIT_STATES,
    Event,
    EventRegistration,
    FeedToken,
    Meeting,
    MeetingState,
    Organisation,
    RegistrationState,
    Venue,
    Visit,
    VisitState,
)

#: They were in the calendar once, and calendars take them out only if they are told.
CALLED_OFF = frozenset({VisitState.DECLINED, VisitState.LAPSED, VisitState.WITHDRAWN, VisitState.CANCELLED})
_STANDING = {
    RegistrationState.REGISTERED: Status.CONFIRMED,
    RegistrationState.WAITING: Status.TENTATIVE,
    RegistrationState.CANCELLED: Status.CANCELLED,
}


def contents_of(session: Session, feed: FeedToken, now: datetime) -> Contents:
    """What stands in a feed at a moment; the same few queries however much that is."""
    match tokens.about_of(feed):
        case Venue() as venue:
            return queries.of_venue(session, venue, now)
        case Organisation() as cluster:
            return queries.of_cluster(session, cluster, now)
        case Event() as event:
            return queries.of_event(session, event, now)
    return queries.of_person(session, feed.person, now)


def name_of(feed: FeedToken) -> str:
    """What calendar programs call it."""
    match tokens.about_of(feed):
        case Venue() as venue:
            return _("Visits at %(venue)s", venue=venue.name)
        case Organisation() as cluster:
            return _("Roaming of %(cluster)s", cluster=cluster.name)
        case Event() as event:
            return event.title
    return _("My Matchmaker")


def entries_of(contents: Contents, zone: str) -> Iterator[Entry]:
    """All that is in a feed.

    :param zone: the reader's, for meetings, which take place nowhere in particular.
    """
    yield from map(visit_entry, contents.visits)
    yield from map(event_entry, contents.events)
    yield from map(_registration_entry, contents.registrations)
    for meeting in contents.meetings:
        yield _meeting_entry(meeting, zone)


def visit_entry(visit: Visit) -> Entry:
    """A stay, from the doors' opening on its first day to their closing on its last."""
    venue = visit.venue
    begins, ends = hours_of_stay(visit)
    return Entry(
        uid=visit.uid,
        sequence=visit.sequence,
        title=_("%(visitors)s at %(venue)s", visitors=visit.visitor_name, venue=venue.name),
        starts_at=begins,
        ends_at=ends,
        zone=venue.time_zone or "UTC",
        changed_at=visit.updated_at,
        status=_visit_status(visit),
        text="\n".join(_visit_lines(visit)),
        place=place_of(venue),
        url=url_for("visits.show", token=visit.token, _external=True),
        category=_("Visit"),
    )


def _visit_status(visit: Visit) -> Status:
    if visit.state in PENDING_VISIT_STATES:
        return Status.TENTATIVE
    return Status.CANCELLED if visit.state in CALLED_OFF else Status.CONFIRMED


def _visit_lines(visit: Visit) -> Iterator[str]:
    if visit.state in PENDING_VISIT_STATES:
        yield _("Asked for, not confirmed yet.")
    yield str(_n("One person.", "%(num)s people.", visit.party_size))
    if visit.venue.guide_arrival:
        yield excerpt(visit.venue.guide_arrival, 400)


def _registration_entry(registration: EventRegistration) -> Entry:
    event = registration.event
    entry = event_entry(event, _STANDING[registration.state])
    return replace(entry, changed_at=max(event.updated_at, registration.state_since))


def _meeting_entry(meeting: Meeting, zone: str) -> Entry:
    introduction = meeting.introduction
    # The query takes only those whose time was chosen.
    assert meeting.starts_at is not None
    assert meeting.ends_at is not None
    zone = meeting.venue.time_zone or zone if meeting.venue is not None else zone
    return Entry(
        uid=meeting.uid,
        sequence=meeting.sequence,
        title=_(
            "%(one)s and %(other)s",
            one=introduction.asking_organisation.own_name,
            other=introduction.asked_organisation.own_name,
        ),
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        zone=zone,
        changed_at=meeting.updated_at,
        status=Status.CANCELLED if meeting.state is MeetingState.CANCELLED else Status.CONFIRMED,
        text="\n".join((introduction.subject_title, moment_words(meeting.starts_at, [zone]))),
        place=place_of(meeting.venue) if meeting.venue is not None else meeting.link,
        url=url_for("introductions.show", introduction_id=introduction.id, _external=True),
        category=_("Meeting"),
    )
