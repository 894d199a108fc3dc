"""What mails of events say beyond their promise: the time and place as they are now, a calendar file."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from matchmaker.calendar.event_entries import event_entry
from matchmaker.calendar.feeds import Status, feed_file
from matchmaker.events.presenters import place_words, when_words
from matchmaker.notifications.compose import deliver_notice, writing_in
from models import Event, EventState, Person

#: They speak of a place at an event; once it is called off, the mail about that says all there is to say.
_OVERTAKEN = frozenset({"event_registered", "event_waiting", "event_place_freed", "event_changed"})


def deliver_event_notice(
    session: Session, *, kind: str, person_id: int, values: dict[str, Any], thread: str | None = None
) -> None:
    """Keep the promise of a mail about an event; a handler of the outbox."""
    event = session.get(Event, values["event_id"])
    person = session.get(Person, person_id)
    if event is None or person is None:
        return
    if kind in _OVERTAKEN and event.state is EventState.CANCELLED:
        return
    with writing_in(person.locale):
        told = {
            **values,
            "title": event.title,
            "when": when_words(event, person.time_zone),
            "place": place_words(event),
            "link": event.link,
            "url": url_for("events.show", slug=event.slug, _external=True),
            "words": values.get("words", ""),
        }
        status = Status.TENTATIVE if kind == "event_waiting" else Status.CONFIRMED
        calendar = feed_file(event.title, [event_entry(event, status)])
    deliver_notice(session, kind=kind, person_id=person_id, values=told, thread=thread, calendar=calendar)
