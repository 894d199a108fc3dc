"""Pages of events."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort, flash, make_response, render_template, request, url_for

from matchmaker.calendar.answers import calendar_answer
from matchmaker.calendar.event_entries import event_entry
from matchmaker.calendar.feeds import feed_file
from matchmaker.events import presenters, queries, service
from matchmaker.events.forms import EventForm
from matchmaker.extensions import db
from matchmaker.permissions import allowed, check
from matchmaker.publication.editing import acting_organisation, answer_form, lead_on
from matchmaker.publication.errors import Incomplete
from matchmaker.venues.queries import venues_of
from matchmaker.web.authorising import load, require_person, signed_in_person
from matchmaker.web.choices import time_zone
from matchmaker.web.context import current_hat
from matchmaker.web.paging import page_of
from matchmaker.web.text import country_name
from matchmaker.web.translation import _
from models import Event, Organisation, PublicationState, RegistrationState, Venue
from models.columns import utc_now


def browse() -> str:
    """Events ahead that everybody may read, the soonest first."""
    filters, now = presenters.filters_in_force(), utc_now()
    page = page_of(
        queries.count_ahead(db.session, filters, now),
        lambda limit, offset: queries.events_ahead(db.session, filters, limit, offset, now),
    )
    countries = [(code, country_name(code)) for code in queries.countries_ahead(db.session, now)]
    hat = current_hat()
    return render_template(
        "events/browse.html",
        page=page,
        cards=presenters.cards_of(page.rows, now),
        badge_words=presenters.BADGE_WORDS,
        filters=filters,
        countries=sorted(countries, key=lambda choice: choice[1]),
        may_create=hat is not None and allowed(hat.person, "event.create", hat.organisation),
    )


def mine() -> str:
    """All events of the organisation the person acts for."""
    organiser, now = acting_organisation(), utc_now()
    events = queries.events_of(db.session, organiser)
    return render_template(
        "events/mine.html",
        organiser=organiser,
        entries=list(zip(events, presenters.cards_of(events, now), strict=True)),
        badge_words=presenters.BADGE_WORDS,
        may_create=allowed(require_person(), "event.create", organiser),
    )


def new() -> Response:
    """An empty form."""
    organiser = acting_organisation()
    check(require_person(), "event.create", organiser)
    form = _form(organiser)
    form.city.data, form.country.data = organiser.city, organiser.country
    asked_for = request.args.get("venue", "")
    if any(str(venue.id) == asked_for for venue in _venues(organiser)):
        form.venue.data = asked_for
    return _form_page(form, organiser, None)


def create() -> Response:
    """Write a draft, or publish at once."""
    person, organiser = require_person(), acting_organisation()
    check(person, "event.create", organiser)
    form = _form(organiser)

    def write() -> str:
        event = service.draft_event(db.session, organiser, form.values(), actor=person)
        if form.is_publishing:
            service.publish_event(db.session, event, actor=person)
            flash(_("Published. People can register now."), "success")
        else:
            flash(_("Saved as a draft. Nobody else sees it yet."), "success")
        return url_for("events.show", slug=event.slug)

    return answer_form(form, write, lambda status: _form_page(form, organiser, None, status))


def show(slug: str) -> str:
    """One event: what, where, when on whose clock, what it costs the reader, and the place they have."""
    person, now, hat = signed_in_person(), utc_now(), current_hat()
    event = _visible(slug)
    registration = queries.registration_of(db.session, event, person)
    may_edit = allowed(person, "event.edit", event)
    payer = queries.payer_for(db.session, event, hat.organisation if hat is not None else None)
    return render_template(
        "events/show.html",
        event=event,
        badge=presenters.badge_of(event, now),
        badge_words=presenters.BADGE_WORDS,
        facts=presenters.facts_of(event, payer, time_zone(), signed_in=person is not None),
        when=presenters.when_words(event, time_zone()),
        fee=presenters.fee_words(event, payer),
        standing=service.standing_of(event, now),
        can_leave=registration is not None and event.starts_at > now,
        registration=registration,
        line=queries.place_in_line(db.session, registration)
        if registration is not None and registration.state is RegistrationState.WAITING
        else 0,
        registrations=queries.registrations_of(db.session, event) if may_edit else [],
        may_edit=may_edit,
    )


def edit(slug: str) -> Response:
    """The form, filled in."""
    event = load(Event, "event.edit", slug=slug)
    form = _form(event.organisation, event)
    form.version.data = service.version_now(event)
    return _form_page(form, event.organisation, event)


def save(slug: str) -> Response:
    """Replace what is written; publish it with the second button."""
    event = load(Event, "event.edit", slug=slug)
    person, form = require_person(), _form(event.organisation, event)

    def write() -> str:
        service.change_event(db.session, event, form.values(), actor=person, seen=form.version.data or "")
        if form.is_publishing:
            service.publish_event(db.session, event, actor=person)
        flash(_("Saved and published.") if form.is_publishing else _("Saved."), "success")
        return url_for("events.show", slug=event.slug)

    return answer_form(
        form,
        write,
        lambda status: _form_page(form, event.organisation, event, status),
        lambda: service.version_now(event),
    )


def publish(slug: str) -> Response:
    """Show it to everybody; where something is missing, show the form with the places marked."""
    event = load(Event, "event.edit", slug=slug)
    try:
        service.publish_event(db.session, event, actor=require_person())
    except Incomplete as refusal:
        form = _form(event.organisation, event)
        form.version.data = service.version_now(event)
        return _form_page(form, event.organisation, event, form.show(refusal))
    flash(_("Published. People can register now."), "success")
    return _to(event)


def cancel(slug: str) -> Response:
    """Call it off; everybody who has a place or waits for one is told."""
    event = load(Event, "event.edit", slug=slug)
    words = request.form.get("words", "").strip()[:500]
    service.cancel_event(db.session, event, actor=require_person(), reason=words)
    flash(_("Called off. Everybody who registered is told, and calendars say so."), "success")
    return _to(event)


def delete(slug: str) -> Response:
    """Delete a draft."""
    event = load(Event, "event.edit", slug=slug)
    service.delete_event(db.session, event, actor=require_person())
    flash(_("The draft is deleted."), "success")
    return lead_on(url_for("events.mine"))


def register(slug: str) -> Response:
    """Take a place, or wait for one."""
    person, event, hat = require_person(), _visible(slug), current_hat()
    registration = service.register(
        db.session, event, actor=person, organisation=hat.organisation if hat is not None else None
    )
    if registration.state is RegistrationState.WAITING:
        flash(
            _("All places are taken, so you are on the waiting list. You get a mail if one is freed."), "info"
        )
    else:
        flash(_("You have a place. The mail about it carries the calendar entry."), "success")
    return _to(event)


def unregister(slug: str) -> Response:
    """Give the place back, or leave the waiting list."""
    person, event = require_person(), _visible(slug)
    service.unregister(db.session, event, actor=person)
    flash(_("Your place is given back; who waits longest has it now."), "success")
    return _to(event)


def calendar(slug: str) -> Response:
    """The event as a calendar file, for anybody who may read it."""
    event = _visible(slug)
    return calendar_answer(feed_file(event.title, [event_entry(event)]), f"{event.slug}.ics")


def _visible(slug: str) -> Event:
    event = queries.visible_event(db.session, slug, signed_in_person())
    if event is None:
        abort(404)
    return event


def _form(organiser: Organisation, event: Event | None = None) -> EventForm:
    form = EventForm(event)
    venues = _venues(organiser)
    zone = next((venue.time_zone for venue in venues if venue.time_zone), require_person().time_zone)
    form.offer(venues, zone)
    return form


def _venues(organiser: Organisation) -> Sequence[Venue]:
    return [
        venue for venue in venues_of(db.session, organiser) if venue.state is not PublicationState.ARCHIVED
    ]


def _form_page(form: EventForm, organiser: Organisation, event: Event | None, status: int = 200) -> Response:
    return make_response(
        render_template("events/form.html", form=form, organiser=organiser, event=event), status
    )


def _to(event: Event) -> Response:
    return lead_on(url_for("events.show", slug=event.slug))
