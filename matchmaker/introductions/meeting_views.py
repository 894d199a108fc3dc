"""Pages of an introduction's meeting: propose times, choose one, call it off, take it to the calendar."""

from __future__ import annotations

from http import HTTPStatus
from zoneinfo import ZoneInfo

from flask import Response, abort, flash, make_response, render_template, request, url_for
from sqlalchemy import select

from matchmaker.calendar.meetings import Method
from matchmaker.extensions import db
from matchmaker.introductions import meeting_service
from matchmaker.introductions.errors import MeetingMoved
from matchmaker.introductions.forms import MeetingForm
from matchmaker.introductions.mails import meeting_file
from matchmaker.introductions.page import own_and_other
from matchmaker.introductions.sides import speaks_for
from matchmaker.introductions.slots import times_to_offer
from matchmaker.publication.editing import lead_on
from matchmaker.refusals import Refusal
from matchmaker.web.authorising import load, require_person
from matchmaker.web.moments import clock_words, place_of_zone
from matchmaker.web.translation import _
from models import Introduction, Meeting, MeetingSlot, Person, PublicationState, Side, Venue
from models.columns import utc_now

CALENDAR = "text/calendar; charset=utf-8"


def propose(introduction_id: int) -> Response:
    """The form, with three times that suit both clocks."""
    introduction, person = _load(introduction_id), require_person()
    form = _form(introduction)
    own, _other = own_and_other(introduction, person)
    other_zone = _other_zone(introduction, person)
    times = times_to_offer(utc_now(), person.time_zone, other_zone, own.country, own.region)
    form.fill(times, person.time_zone)
    return _page(form, introduction)


def save(introduction_id: int) -> Response:
    """Send the times to the other side."""
    introduction, person = _load(introduction_id), require_person()
    form = _form(introduction)
    if not form.validate():
        return _page(form, introduction, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        meeting_service.propose_meeting(
            db.session,
            introduction,
            actor=person,
            slots=form.slots(person.time_zone),
            minutes=int(form.minutes.data),
            venue=_venue(str(form.venue.data)),
            link=form.link.data or "",
        )
    except Refusal as refusal:
        return _page(form, introduction, form.show(refusal))
    flash(_("The times are sent. They choose one, and both calendars get it."), "success")
    return _to(introduction)


def _load(introduction_id: int) -> Introduction:
    return load(Introduction, "introduction.talk", id=introduction_id)


def _form(introduction: Introduction) -> MeetingForm:
    form = MeetingForm()
    ids = (introduction.asking_organisation_id, introduction.asked_organisation_id)
    cities = (introduction.asking_organisation.city, introduction.asked_organisation.city)
    venues = db.session.scalars(
        select(Venue)
        .where(
            Venue.state == PublicationState.PUBLISHED,
            Venue.host_id.in_(ids) | Venue.city.in_(filter(None, cities)),
        )
        .order_by(Venue.name)
    ).all()
    form.offer([("", _("Not at a place")), *((str(one.id), f"{one.name}, {one.city}") for one in venues)])
    return form


def _venue(key: str) -> Venue | None:
    return db.session.get_one(Venue, int(key)) if key else None


def _other_zone(introduction: Introduction, person: Person) -> str:
    """The zone of who speaks for the other side."""
    other = (
        introduction.answered_by
        if speaks_for(person, introduction) is Side.ASKING
        else introduction.requested_by
    )
    return other.time_zone if other is not None else person.time_zone


def _page(form: MeetingForm, introduction: Introduction, status: int = HTTPStatus.OK) -> Response:
    person = require_person()
    _own, other = own_and_other(introduction, person)
    return make_response(
        render_template(
            "introductions/meeting.html",
            form=form,
            introduction=introduction,
            other=other,
            own_place=place_of_zone(person.time_zone),
            clocks=_clocks(person.time_zone, _other_zone(introduction, person)),
        ),
        status,
    )


def _clocks(zone: str, other_zone: str) -> list[str]:
    """What both clocks show now; nothing where they show the same."""
    now = utc_now()
    here, there = (now.astimezone(ZoneInfo(name)).utcoffset() for name in (zone, other_zone))
    return [] if here == there else [clock_words(now, zone), clock_words(now, other_zone)]


def choose(introduction_id: int, meeting_id: int) -> Response:
    """Fix the meeting at one of the times."""
    introduction = _load(introduction_id)
    meeting = _meeting(introduction, meeting_id)
    slot = slot_of(meeting, request.form.get("slot", type=int))
    meeting_service.choose_slot(db.session, introduction, slot, actor=require_person())
    flash(_("Fixed. The invitation is on its way to both calendars."), "success")
    return _to(introduction)


def cancel(introduction_id: int, meeting_id: int) -> Response:
    """Call the meeting off, or take the proposed times back."""
    introduction = _load(introduction_id)
    meeting_service.cancel_meeting(
        db.session, introduction, _meeting(introduction, meeting_id), actor=require_person()
    )
    flash(_("Called off. Both sides are told, and calendars take it out."), "success")
    return _to(introduction)


def download(introduction_id: int, meeting_id: int) -> Response:
    """The fixed meeting as a calendar file."""
    introduction = _load(introduction_id)
    meeting = _meeting(introduction, meeting_id)
    if meeting.starts_at is None:
        abort(404)
    answer = make_response(meeting_file(meeting, require_person(), Method.PUBLISH))
    answer.headers["Content-Type"] = CALENDAR
    answer.headers["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return answer


def _meeting(introduction: Introduction, meeting_id: int) -> Meeting:
    meeting = db.session.get(Meeting, meeting_id)
    if meeting is None or meeting.introduction_id != introduction.id:
        abort(404)
    return meeting


def slot_of(meeting: Meeting, number: int | None) -> MeetingSlot:
    """One of the times of a proposal.

    :raises MeetingMoved: it has no such time.
    """
    slot = next((one for one in meeting.slots if one.id == number), None)
    if slot is None:
        raise MeetingMoved
    return slot


def _to(introduction: Introduction) -> Response:
    return lead_on(url_for("introductions.show", introduction_id=introduction.id, _anchor="meeting"))
