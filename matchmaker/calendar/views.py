"""Feeds as calendar programs read them, and the page where people make and revoke their addresses."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import joinedload
from werkzeug.wrappers import Response as BaseResponse

from matchmaker.calendar import telling, tokens
from matchmaker.calendar.answers import calendar_answer
from matchmaker.calendar.feeds import feed_file
from matchmaker.calendar.forms import FeedForm
from matchmaker.calendar.tokens import FeedOf, NewFeed
from matchmaker.extensions import db
from matchmaker.notifications.compose import writing_in
from matchmaker.permissions import allowed
from matchmaker.refusals import Refusal
from matchmaker.web.authorising import require_person
from matchmaker.web.translation import _, refusal_text
from models import (
    Event,
    EventRegistration,
    EventState,
    FeedToken,
    Organisation,
    OrganisationKind,
    Person,
    PublicationState,
    Venue,
)
from models.columns import utc_now

log = logging.getLogger(__name__)

PERSONAL = "personal"


def show(token: str) -> Response:
    """A feed for who has its address; 304 where the program has it already."""
    feed = tokens.live_feed(db.session, token)
    if feed is None:
        abort(404)
    now = utc_now()
    with writing_in(feed.person.locale):
        contents = telling.contents_of(db.session, feed, now)
        file = feed_file(telling.name_of(feed), list(telling.entries_of(contents, feed.person.time_zone)))
    if feed.last_used_on != now.date():
        _note_use(feed.id, now)
    return calendar_answer(file, "matchmaker.ics")


def _note_use(feed_id: int, now: datetime) -> None:
    """Once a day, in a transaction of its own: reading a feed only reads, and need not fail for it."""
    db.session.rollback()
    try:
        with db.sessionmaker.begin() as session:
            tokens.note_use(session, feed_id, today=now.date())
    except OperationalError:
        log.warning("The use of a calendar's address could not be noted.", exc_info=True)


@dataclass(frozen=True, slots=True)
class FeedRow:
    """An address in the list."""

    feed: FeedToken
    title: str
    is_live: bool


def manage() -> str:
    """One's calendar addresses, and the form for another."""
    person = require_person()
    form = _form(person)
    asked_for = request.args.get("calendar", "")
    if asked_for in form.offered:
        form.calendar.data = asked_for
    return _page(person, form)


def create() -> BaseResponse | tuple[str, int]:
    """Make an address and show it, this once.

    Answers with the page itself and no redirect: on the way the address would have to be kept somewhere.
    """
    person = require_person()
    form = _form(person)
    if not form.validate_on_submit():
        return _page(person, form), 422
    try:
        new = tokens.create_feed(
            db.session, _about(form.calendar.data), actor=person, name=form.name.data or ""
        )
    except Refusal as refusal:
        form.form_errors.append(refusal_text(refusal))
        return _page(person, form), refusal.status
    fresh = FeedForm(formdata=None)
    fresh.offer(form.offered)
    answer = make_response(_page(person, fresh, new))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def revoke(feed_id: int) -> BaseResponse:
    """Let one of one's addresses lead nowhere any more."""
    person = require_person()
    feed = tokens.own_feed(db.session, person, feed_id)
    if feed is None:
        abort(404)
    tokens.revoke_feed(db.session, feed, actor=person)
    flash(_("That address shows nothing any more. Calendars that used it will say so."), "success")
    return redirect(url_for("calendar.manage"), code=303)


def _form(person: Person) -> FeedForm:
    form = FeedForm()
    form.offer(_choices(person))
    return form


def _choices(person: Person) -> dict[str, str]:
    """The calendars a person may subscribe to: the own one, those of venues and clusters, events ahead."""
    return {
        PERSONAL: _("My visits, events and meetings"),
        **{f"venue-{venue.id}": _("Place: %(name)s", name=venue.name) for venue in _venues(person)},
        **{f"cluster-{one.id}": _("Cluster: %(name)s", name=one.name) for one in _clusters(person)},
        **{f"event-{event.id}": _("Event: %(name)s", name=event.title) for event in _events(person)},
    }


def _venues(person: Person) -> Sequence[Venue]:
    own = [membership.organisation_id for membership in person.memberships]
    return db.session.scalars(
        select(Venue)
        .where(Venue.host_id.in_(own), Venue.state == PublicationState.PUBLISHED)
        .order_by(Venue.name)
    ).all()


def _clusters(person: Person) -> list[Organisation]:
    return [
        membership.organisation
        for membership in person.memberships
        if membership.organisation.kind is OrganisationKind.CLUSTER
        and allowed(person, "cluster.manage", membership.organisation)
    ]


def _events(person: Person) -> Sequence[Event]:
    """Events ahead that the person registered for or that their organisations hold, and the one named
    in the address.
    """
    own = [membership.organisation_id for membership in person.memberships]
    registered = select(EventRegistration.event_id).where(EventRegistration.person_id == person.id)
    named = request.values.get("calendar", "").removeprefix("event-")
    also = int(named) if named.isdecimal() and len(named) < 10 else 0
    return db.session.scalars(
        select(Event)
        .where(
            Event.state == EventState.PUBLISHED,
            Event.ends_at >= utc_now(),
            Event.id.in_(registered) | Event.organisation_id.in_(own) | (Event.id == also),
        )
        .order_by(Event.starts_at)
    ).all()


def _about(key: str) -> FeedOf:
    """What a choice of the list names; it was in the list, so that it exists."""
    kind, _dash, number = key.partition("-")
    match kind:
        case "venue":
            return db.session.scalars(
                select(Venue).where(Venue.id == int(number)).options(joinedload(Venue.host))
            ).one()
        case "cluster":
            return db.session.get_one(Organisation, int(number))
        case "event":
            return db.session.get_one(Event, int(number))
    return None


def _page(person: Person, form: FeedForm, new: NewFeed | None = None) -> str:
    db.session.flush()
    address = url_for("calendar.show", token=new.secret, _external=True) if new else ""
    return render_template(
        "calendar/manage.html",
        form=form,
        rows=[
            FeedRow(feed, telling.name_of(feed), feed.revoked_at is None)
            for feed in tokens.feeds_of(db.session, person)
        ],
        address=address,
        # Calendar programs open such an address themselves.
        opening_address=f"webcal://{address.partition('://')[2]}" if address else "",
    )
