"""Introductions for programs: read one's own, ask, take back, answer; by the verbs that the pages call."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, abort, url_for

from matchmaker import permissions
from matchmaker.api.authentication import require_person
from matchmaker.api.introduction_shapes import IntroductionBrief, IntroductionWhole, brief_of, whole_of
from matchmaker.api.paging import page
from matchmaker.api.parameters import (
    Answered,
    Declined,
    IntroductionFilters,
    IntroductionPath,
    IntroductionWanted,
)
from matchmaker.api.shapes import Page
from matchmaker.extensions import db
from matchmaker.introductions import answering_service, presenters, queries, service
from matchmaker.introductions import asking as before
from matchmaker.organisations import queries as organisations
from models import Introduction, Organisation, Person


def list_introductions(query: IntroductionFilters) -> Response:
    """Introductions that the token's person may follow"""
    person = require_person()
    narrowed = queries.Filters(
        organisation_id=_visible(query.organisation, person).id if query.organisation is not None else None,
        side=query.side,
        states=frozenset({query.state} if query.state is not None else ()),
    )
    rows, cursor = page(
        db.session,
        queries.with_organisations(queries.chosen_by(person, narrowed)),
        Introduction.id,
        limit=query.limit,
        cursor=query.cursor,
        list_name="introductions",
    )
    answer = Page[IntroductionBrief].model_validate(
        {"items": [brief_of(row, person) for row in rows], "next_cursor": cursor}
    )
    return Response(answer.model_dump_json(), content_type="application/json")


def show_introduction(path: IntroductionPath) -> Response:
    """An introduction"""
    person = require_person()
    return _answer(_load(path, person), person)


def request_introduction(body: IntroductionWanted) -> Response:
    """Ask for an introduction

    It goes to the manager of the asking organisation's cluster, or directly, as on the page.
    """
    person = require_person()
    asking, asked = _visible(body.organisation, person), _visible(body.asked, person)
    permissions.check(person, "introduction.request", asking)
    subject = body.subject or f"organisation-{asking.slug}"
    titles = {topic.slug: topic.title for topic in before.topics(db.session, asking, asked)}
    if subject not in titles:
        abort(HTTPStatus.NOT_FOUND)
    introduction = service.draft_introduction(
        db.session,
        asking,
        asked,
        actor=person,
        subject=subject,
        subject_title=presenters.topic_title(subject, titles[subject]),
        message=body.message,
        reasons=before.reasons_for(db.session, asking, asked, subject),
        anonymous=body.anonymous,
        thread=queries.thread_of_suggestion(db.session, asking.id, asked.id),
    )
    service.request_introduction(db.session, introduction, actor=person)
    answer = _answer(introduction, person)
    answer.status_code = HTTPStatus.CREATED
    answer.location = url_for("api.show_introduction", introduction_id=introduction.id, _external=False)
    return answer


def withdraw_introduction(path: IntroductionPath, body: Answered) -> Response:
    """Take a request back before it is answered"""
    person = require_person()
    introduction = _load(path, person, "introduction.withdraw")
    service.withdraw_introduction(db.session, introduction, actor=person, seen=body.seen)
    return _answer(introduction, person)


def accept_introduction(path: IntroductionPath, body: Answered) -> Response:
    """Say yes for the asked side: both sides get each other's names and addresses"""
    person = require_person()
    introduction = _load(path, person, "introduction.answer")
    answering_service.accept_introduction(db.session, introduction, actor=person, seen=body.seen)
    return _answer(introduction, person)


def decline_introduction(path: IntroductionPath, body: Declined) -> Response:
    """Say no for the asked side, with a reason that the asking side is told"""
    person = require_person()
    introduction = _load(path, person, "introduction.answer")
    answering_service.decline_introduction(
        db.session,
        introduction,
        actor=person,
        reason=body.reason,
        words=body.words,
        not_before=body.not_before,
        never_again=body.never_again,
        seen=body.seen,
    )
    return _answer(introduction, person)


def _visible(slug: str, person: Person) -> Organisation:
    organisation = organisations.by_slug(db.session, person, slug)
    if organisation is None:
        abort(HTTPStatus.NOT_FOUND)
    return organisation


def _load(path: IntroductionPath, person: Person, permission: str = "introduction.see") -> Introduction:
    """The introduction of an address; 404 where the person may not see it.

    :raises NotAllowed: they may see it, but not do this.
    """
    introduction = queries.visible_introduction(db.session, person, path.introduction_id)
    if introduction is None:
        abort(HTTPStatus.NOT_FOUND)
    permissions.check(person, permission, introduction)
    return introduction


def _answer(introduction: Introduction, person: Person) -> Response:
    shape = IntroductionWhole.model_validate(whole_of(introduction, person))
    return Response(shape.model_dump_json(), content_type="application/json")
