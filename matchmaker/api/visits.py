"""Visits for programs: read, ask, change, answer, note who came; by the verbs that the pages call."""

from __future__ import annotations

from datetime import time
from http import HTTPStatus

from flask import Response, abort, url_for

from matchmaker import permissions
from matchmaker.agreements.house_days import Stay
from matchmaker.api.authentication import require_person
from matchmaker.api.paging import page
from matchmaker.api.parameters import Answered
from matchmaker.api.shapes import Page
from matchmaker.api.visit_parameters import (
    CalledOff,
    Noted,
    OtherDates,
    VisitDeclined,
    VisitFilters,
    VisitPath,
    VisitWanted,
)
from matchmaker.api.visit_shapes import VisitBrief, VisitWhole, brief_of, whole_of
from matchmaker.extensions import db
from matchmaker.organisations import queries as organisations
from matchmaker.visits import arriving_service, proposing_service, queries, service
from matchmaker.visits.asking import Wish
from matchmaker.visits.sides import sides_of
from matchmaker.visits.waiting_service import take_place
from models import Organisation, Person, Space, Visit, VisitSide


def list_visits(query: VisitFilters) -> Response:
    """Visits that the token's person may follow, their own and those to their venues"""
    person = require_person()
    narrowed = queries.Filters(
        organisation_id=_visible(query.organisation, person).id if query.organisation is not None else None,
        side=query.side,
        states=frozenset({query.state} if query.state is not None else ()),
    )
    rows, cursor = page(
        db.session,
        queries.with_parts(queries.chosen_by(person, narrowed)),
        Visit.id,
        limit=query.limit,
        cursor=query.cursor,
        list_name="visits",
    )
    answer = Page[VisitBrief].model_validate(
        {"items": [brief_of(row, person) for row in rows], "next_cursor": cursor}
    )
    return Response(answer.model_dump_json(), content_type="application/json")


def show_visit(path: VisitPath) -> Response:
    """A visit"""
    person = require_person()
    return _answer(_load(path, person), person)


def request_visit(body: VisitWanted) -> Response:
    """Ask for a visit

    Where the host has chosen so and the stay is within the terms, it is confirmed at once, as on the page.
    """
    person = require_person()
    organisation = _visible(body.organisation, person)
    permissions.check(person, "visit.request", organisation)
    wish = Wish(
        spaces=_spaces(body.spaces, person),
        stay=Stay(body.starts_on, body.ends_on),
        people=body.people,
        arrives_at=time.fromisoformat(body.arrives_at) if body.arrives_at is not None else None,
        purpose=body.purpose,
        services=body.services,
        names=body.names,
    )
    verb = service.join_waiting_list if body.stand_in_line else service.request_visit
    visit = verb(db.session, organisation, wish, actor=person)
    answer = _answer(visit, person)
    answer.status_code = HTTPStatus.CREATED
    answer.location = url_for("api.show_visit", token=visit.token, _external=False)
    return answer


def change_visit_dates(path: VisitPath, body: OtherDates) -> Response:
    """Other dates: the host proposes them, the visitor asks for them

    A confirmed visit stays as it is until both sides agree, unless its spaces are confirmed at once.
    """
    person = require_person()
    visit = _load(path, person, "visit.take_part")
    stay = Stay(body.starts_on, body.ends_on)
    if VisitSide.VISITOR in sides_of(person, visit):
        proposing_service.ask_other_dates(db.session, visit, stay, actor=person, seen=body.seen)
    else:
        proposing_service.propose_dates(
            db.session,
            visit,
            stay,
            actor=person,
            space=_spaces([body.space], person)[0] if body.space is not None else None,
            words=body.words,
            seen=body.seen,
        )
    return _answer(visit, person)


def agree_to_visit_dates(path: VisitPath, body: Answered) -> Response:
    """Take the dates that the other side proposed: they are booked"""
    person = require_person()
    visit = _load(path, person, "visit.take_part")
    proposing_service.agree_to_dates(db.session, visit, actor=person, seen=body.seen)
    return _answer(visit, person)


def turn_down_visit_dates(path: VisitPath, body: CalledOff) -> Response:
    """Keep a confirmed visit as it is"""
    person = require_person()
    visit = _load(path, person, "visit.take_part")
    proposing_service.turn_down_dates(db.session, visit, actor=person, words=body.words, seen=body.seen)
    return _answer(visit, person)


def withdraw_visit(path: VisitPath, body: CalledOff) -> Response:
    """Take a request back before it is answered, or leave the waiting list"""
    person = require_person()
    visit = _load(path, person, "visit.change")
    service.withdraw_visit(db.session, visit, actor=person, words=body.words, seen=body.seen)
    return _answer(visit, person)


def take_visit_place(path: VisitPath, body: Answered) -> Response:
    """Take the freed place that is kept for who stands in line"""
    person = require_person()
    visit = _load(path, person, "visit.change")
    take_place(db.session, visit, actor=person, seen=body.seen)
    return _answer(visit, person)


def cancel_visit(path: VisitPath, body: CalledOff) -> Response:
    """Call a confirmed visit off, for either side"""
    person = require_person()
    visit = _load(path, person, "visit.take_part")
    service.cancel_visit(db.session, visit, actor=person, words=body.words, seen=body.seen)
    return _answer(visit, person)


def accept_visit(path: VisitPath, body: CalledOff) -> Response:
    """Say yes for the host: the places are booked"""
    person = require_person()
    visit = _load(path, person, "visit.answer")
    service.accept_visit(db.session, visit, actor=person, words=body.words, seen=body.seen)
    return _answer(visit, person)


def decline_visit(path: VisitPath, body: VisitDeclined) -> Response:
    """Say no for the host, with a reason that the visitor is told"""
    person = require_person()
    visit = _load(path, person, "visit.answer")
    service.decline_visit(
        db.session, visit, actor=person, reason=body.reason, words=body.words, seen=body.seen
    )
    return _answer(visit, person)


def note_arrival(path: VisitPath, body: Noted) -> Response:
    """Note for the host that the visitors are there"""
    person = require_person()
    visit = _load(path, person, "visit.answer")
    arriving_service.arrive(db.session, visit, actor=person)
    return _answer(visit, person)


def note_no_show(path: VisitPath, body: Noted) -> Response:
    """Note for the host that nobody came: the days left are free again"""
    person = require_person()
    visit = _load(path, person, "visit.answer")
    arriving_service.note_no_show(db.session, visit, actor=person)
    return _answer(visit, person)


def complete_visit(path: VisitPath, body: Noted) -> Response:
    """Note that the visitors have left"""
    person = require_person()
    visit = _load(path, person, "visit.take_part")
    arriving_service.complete_visit(db.session, visit, actor=person)
    return _answer(visit, person)


def _visible(slug: str, person: Person) -> Organisation:
    organisation = organisations.by_slug(db.session, person, slug)
    if organisation is None:
        abort(HTTPStatus.NOT_FOUND)
    return organisation


def _spaces(ids: list[int], person: Person) -> list[Space]:
    """The spaces with some ids, in the same order; 404 where one is not there for the person."""
    spaces = queries.visible_spaces(db.session, person, ids)
    if len(spaces) < len(set(ids)):
        abort(HTTPStatus.NOT_FOUND)
    return spaces


def _load(path: VisitPath, person: Person, permission: str = "visit.see") -> Visit:
    """The visit of an address; 404 where the person may not see it.

    :raises NotAllowed: they may see it, but not do this.
    """
    visit = queries.visible_visit(db.session, person, path.token)
    if visit is None:
        abort(HTTPStatus.NOT_FOUND)
    permissions.check(person, permission, visit)
    return visit


def _answer(visit: Visit, person: Person) -> Response:
    shape = VisitWhole.model_validate(whole_of(visit, person))
    return Response(shape.model_dump_json(), content_type="application/json")
