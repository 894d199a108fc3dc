"""Answering an introduction from a mail without signing in: a link opens a page, and its buttons decide."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, make_response, render_template, request, url_for

from matchmaker.extensions import db
from matchmaker.introductions import (
    answering_service,
    meeting_service,
    page,
    presenters,
)
from matchmaker.introductions.errors import DayMissing
from matchmaker.introductions.forms import DeclineForm, OutcomeForm
from matchmaker.introductions.links import LinkPurpose
from matchmaker.introductions.mails import zones_of
from matchmaker.introductions.meeting_views import slot_of
from matchmaker.introductions.outcome_views import new_form, report_by
from matchmaker.introductions.queries import knowledge_of
from matchmaker.introductions.reasons import Reasons
from matchmaker.introductions.views import decline_as
from matchmaker.notifications.answer_links import Bearer, LinkPages
from matchmaker.refusals import Refusal
from matchmaker.web.moments import moment_words
from matchmaker.web.signing import ForgedLink
from matchmaker.web.translation import _, _l
from models import Introduction, IntroductionState, Meeting, MeetingState, Side
from models.columns import utc_now

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


def _url(introduction: Introduction) -> str:
    return url_for("introductions.show", introduction_id=introduction.id)


PAGES = LinkPages(
    Introduction,
    _l("This link is too old. Nothing was changed. Sign in to see how the introduction stands."),
    "introductions.index",
    _url,
)
_Bearer = Bearer[Introduction]


# accept or decline


def answer(token: str) -> Response:
    """The request with its two buttons; how it stands where it is answered already."""
    return PAGES.answer(
        LinkPurpose.ANSWER, token, lambda bearer: _answer_page(bearer, token, DeclineForm(formdata=None))
    )


def accept(token: str) -> Response:
    """Say yes."""

    def act(bearer: _Bearer) -> Response:
        introduction = bearer.subject
        answering_service.accept_introduction(
            db.session, introduction, actor=bearer.person, seen=bearer.version
        )
        return _accepted(bearer)

    return PAGES.answer(LinkPurpose.ANSWER, token, act)


def decline(token: str) -> Response:
    """Say no, with a reason."""

    def act(bearer: _Bearer) -> Response:
        form = DeclineForm(meta={"csrf": False})
        if not form.validate():
            return _answer_page(bearer, token, form, UNPROCESSABLE)
        try:
            decline_as(form, bearer.subject, bearer.person, seen=bearer.version)
        except DayMissing as refusal:
            status = form.show(refusal)
            db.session.rollback()
            return _answer_page(bearer, token, form, status)
        return PAGES.message(
            _("Declined"),
            _("They were told the reason. Thank you: a no helps them to ask somebody else."),
            url=_url(bearer.subject),
        )

    return PAGES.answer(LinkPurpose.ANSWER, token, act)


def _answer_page(bearer: _Bearer, token: str, form: DeclineForm, status: int = HTTPStatus.OK) -> Response:
    introduction = bearer.subject
    if introduction.state is not IntroductionState.RELEASED:
        return _answered_page(bearer)
    knowledge = knowledge_of(bearer.person, introduction)
    if Side.ASKED not in knowledge.sides:
        sentence = _("This link was for somebody who does not act for the organisation any more.")
        return PAGES.message(_("Nothing to answer here"), sentence, HTTPStatus.FORBIDDEN)
    rendered = render_template(
        "introductions/answer.html",
        asking=presenters.asking_name(introduction, knowledge.sides, named=knowledge.asking_named),
        named=knowledge.asking_named,
        asked=introduction.asked_organisation.own_name,
        subject=page.subject_of(introduction, knowledge),
        message=introduction.message,
        reasons=presenters.reason_lines(
            Reasons.from_document(introduction.reasons), named=knowledge.asking_named
        ),
        clock=presenters.clock_words(introduction, utc_now()),
        form=form,
        token=token,
        person=bearer.person,
    )
    return make_response(rendered, status)


def _answered_page(bearer: _Bearer) -> Response:
    introduction = bearer.subject
    if introduction.is_accepted:
        return _accepted(bearer)
    sentences: dict[IntroductionState, str] = {
        IntroductionState.DECLINED: _("This request was declined already. Nothing more is to be done."),
        IntroductionState.WITHDRAWN: _("The asking side took this request back. Nothing more is to be done."),
        IntroductionState.LAPSED: _("The time to answer is over, and the request has lapsed."),
    }
    sentence = sentences.get(introduction.state, _("This request can't be answered now."))
    return PAGES.message(presenters.state_words(introduction.state), sentence, url=_url(introduction))


def _accepted(bearer: _Bearer) -> Response:
    introduction = bearer.subject
    contacts = knowledge_of(bearer.person, introduction).contacts
    rendered = render_template(
        "introductions/accepted.html",
        other=introduction.asking_organisation.own_name,
        contacts=[one for one in contacts if one.side is Side.ASKING],
        url=_url(introduction),
    )
    return make_response(rendered)


# choose a time


def times(token: str) -> Response:
    """The proposed times with a button each."""
    return PAGES.answer(LinkPurpose.TIMES, token, lambda bearer: _times_page(bearer, token))


def choose(token: str) -> Response:
    """Fix the meeting at one of them."""

    def act(bearer: _Bearer) -> Response:
        slot = slot_of(_meeting(bearer), request.form.get("slot", type=int))
        meeting_service.choose_slot(db.session, bearer.subject, slot, actor=bearer.person)
        return _times_page(bearer, token)

    return PAGES.answer(LinkPurpose.TIMES, token, act)


def _meeting(bearer: _Bearer) -> Meeting:
    """The proposal a link speaks of: its version is the meeting's id."""
    meeting = db.session.get(Meeting, bearer.version)
    if meeting is None or meeting.introduction_id != bearer.subject.id:
        raise ForgedLink
    return meeting


def _times_page(bearer: _Bearer, token: str) -> Response:
    meeting, introduction = _meeting(bearer), bearer.subject
    zones = zones_of(bearer.person, meeting)
    _own, other = page.own_and_other(introduction, bearer.person)
    if meeting.state is MeetingState.CHOSEN and meeting.starts_at is not None:
        sentence = _(
            "You meet %(other)s on %(when)s.", other=other.name, when=moment_words(meeting.starts_at, zones)
        )
        return PAGES.message(_("The time is fixed"), sentence, url=_url(introduction))
    if meeting.state is not MeetingState.PROPOSED:
        sentence = _("These times do not stand any more. Sign in to see the times now.")
        return PAGES.message(_("Other times"), sentence, url=_url(introduction))
    rendered = render_template(
        "introductions/times.html",
        other=other.name,
        subject=introduction.subject_title,
        meeting=page.meeting_values(meeting, bearer.person),
        token=token,
    )
    return make_response(rendered)


# say what came of it


def outcome(token: str) -> Response:
    """The form of the outcome."""
    return PAGES.answer(LinkPurpose.OUTCOME, token, lambda bearer: _outcome_page(bearer, token, new_form()))


def report(token: str) -> Response:
    """Keep what was said."""

    def act(bearer: _Bearer) -> Response:
        form = OutcomeForm(meta={"csrf": False})
        if not form.validate():
            return _outcome_page(bearer, token, form, UNPROCESSABLE)
        try:
            report_by(form, bearer.subject, bearer.person)
        except Refusal as refusal:
            status = form.show(refusal)
            db.session.rollback()
            return _outcome_page(bearer, token, form, status)
        thanks = _(
            "It is kept. Your cluster sees what comes of its introductions, and matching learns from it."
        )
        return PAGES.message(_("Thank you"), thanks, url=_url(bearer.subject))

    return PAGES.answer(LinkPurpose.OUTCOME, token, act)


def _outcome_page(bearer: _Bearer, token: str, form: Any, status: int = HTTPStatus.OK) -> Response:
    _own, other = page.own_and_other(bearer.subject, bearer.person)
    rendered = render_template(
        "introductions/outcome.html",
        form=form,
        other=other.name,
        subject=bearer.subject.subject_title,
        action=url_for("introductions.report_by_mail", token=token),
        back=None,
    )
    return make_response(rendered, status)
