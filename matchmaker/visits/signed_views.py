"""Answering a visit from a mail without signing in: a link opens a page, and only its buttons decide."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Response, make_response, render_template

from matchmaker.extensions import db
from matchmaker.notifications.answer_links import Bearer, LinkPages
from matchmaker.refusals import Refusal
from matchmaker.visits import errors, page, proposing_service, service, waiting_service, words
from matchmaker.visits.forms import DeclineForm
from matchmaker.visits.links import LinkPurpose
from matchmaker.visits.mails import zones_of
from matchmaker.visits.rules import stay_of
from matchmaker.visits.sides import sides_of
from matchmaker.web.moments import moment_words
from matchmaker.web.translation import _, _l, refusal_text
from models import Visit, VisitSide, VisitState, WaitingState

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY
PAGES = LinkPages(
    Visit,
    _l("This link is too old. Nothing was changed. Sign in to see how the visit stands."),
    "visits.index",
    page.url_of,
)
_Bearer = Bearer[Visit]


# the host answers a request


def answer(link: str) -> Response:
    """The request with its buttons; how it stands where it is answered already."""
    return PAGES.answer(
        LinkPurpose.ANSWER, link, lambda bearer: _answer_page(bearer, link, DeclineForm(formdata=None))
    )


def accept(link: str) -> Response:
    """Say yes."""

    def act(bearer: _Bearer) -> Response:
        visit = bearer.subject
        service.accept_visit(db.session, visit, actor=bearer.person, seen=bearer.version)
        name = visit.visitor_name
        return _done(bearer, _("Accepted. The places are booked, and %(name)s was told.", name=name))

    return PAGES.answer(LinkPurpose.ANSWER, link, act)


def decline(link: str) -> Response:
    """Say no, with a reason."""

    def act(bearer: _Bearer) -> Response:
        form = DeclineForm(meta={"csrf": False})
        if not form.validate():
            return _answer_page(bearer, link, form, UNPROCESSABLE)
        service.decline_visit(
            db.session,
            bearer.subject,
            actor=bearer.person,
            reason=form.chosen(),
            words=form.words.data or "",
            seen=bearer.version,
        )
        return _done(bearer, _("Declined. They were told the reason."))

    return PAGES.answer(LinkPurpose.ANSWER, link, act)


def _answer_page(bearer: _Bearer, link: str, form: DeclineForm, status: int = HTTPStatus.OK) -> Response:
    if not sides_of(bearer.person, bearer.subject) & {VisitSide.HOST}:
        return _left_page()
    return _answered(bearer, VisitState.REQUESTED) or _page(
        "visits/answer.html", bearer, status, link=link, form=form
    )


# the other side answers dates that were proposed


def dates(link: str) -> Response:
    """The dates with their buttons; how the visit stands where they are answered already."""

    def show(bearer: _Bearer) -> Response:
        visit = bearer.subject
        proposal = proposing_service.open_proposal(visit)
        if proposal is None:
            return _stands_page(bearer)
        if not sides_of(bearer.person, visit) - {proposal.side}:
            return _left_page()
        if bearer.version != visit.version:
            return _stands_page(bearer, errors.ChangedMeanwhile())
        return _page(
            "visits/proposed.html",
            bearer,
            link=link,
            proposed=words.stay_words(stay_of(proposal)),
            proposal=proposal,
            confirmed=visit.state is VisitState.ACCEPTED,
        )

    return PAGES.answer(LinkPurpose.DATES, link, show)


def agree(link: str) -> Response:
    """Take the dates."""

    def act(bearer: _Bearer) -> Response:
        proposing_service.agree_to_dates(db.session, bearer.subject, actor=bearer.person, seen=bearer.version)
        return _done(bearer, _("Agreed. The places are booked, and both calendars are told."))

    return PAGES.answer(LinkPurpose.DATES, link, act)


def turn_down(link: str) -> Response:
    """Keep a confirmed visit as it is."""

    def act(bearer: _Bearer) -> Response:
        proposing_service.turn_down_dates(
            db.session, bearer.subject, actor=bearer.person, seen=bearer.version
        )
        return _done(bearer, _("The visit stays as it was. They were told."))

    return PAGES.answer(LinkPurpose.DATES, link, act)


def withdraw(link: str) -> Response:
    """Take the request back, as the other dates do not suit."""
    return PAGES.answer(LinkPurpose.DATES, link, _withdraw)


# who is next in line answers the offer


def place(link: str) -> Response:
    """The freed place with its buttons; how the visit stands where it is answered already."""

    def show(bearer: _Bearer) -> Response:
        visit = bearer.subject
        if not sides_of(bearer.person, visit) & {VisitSide.VISITOR}:
            return _left_page()
        answered = _answered(bearer, VisitState.WAITING)
        if answered is not None:
            return answered
        kept = visit.waiting_place
        if kept is None or kept.state is not WaitingState.OFFERED or kept.offered_until is None:
            return _stands_page(bearer, errors.NothingOffered())
        until = moment_words(kept.offered_until, zones_of(bearer.person, visit))
        return _page("visits/freed.html", bearer, link=link, until=until)

    return PAGES.answer(LinkPurpose.PLACE, link, show)


def take(link: str) -> Response:
    """Take the freed place."""

    def act(bearer: _Bearer) -> Response:
        waiting_service.take_place(db.session, bearer.subject, actor=bearer.person, seen=bearer.version)
        return _done(bearer, _("The place is yours. The host was told."))

    return PAGES.answer(LinkPurpose.PLACE, link, act)


def leave(link: str) -> Response:
    """Leave the freed place to who is next."""
    return PAGES.answer(LinkPurpose.PLACE, link, _withdraw)


# what all of them share


def _withdraw(bearer: _Bearer) -> Response:
    service.withdraw_visit(db.session, bearer.subject, actor=bearer.person, seen=bearer.version)
    return _done(bearer, _("Withdrawn. Nothing is booked."))


def _page(template: str, bearer: _Bearer, status: int = HTTPStatus.OK, **values: Any) -> Response:
    context = page.summary_of(bearer.subject, bearer.person)
    return make_response(render_template(template, **context, person=bearer.person, **values), status)


def _answered(bearer: _Bearer, asked_in: VisitState) -> Response | None:
    """None while the question stands as it was mailed; else a page that says how the visit stands."""
    if bearer.subject.state is not asked_in:
        return _stands_page(bearer)
    if bearer.version != bearer.subject.version:
        return _stands_page(bearer, errors.ChangedMeanwhile())
    return None


def _stands_page(bearer: _Bearer, why: Refusal | None = None) -> Response:
    """How the visit stands.

    :param why: what its buttons would be refused with; that it was answered, if None.
    """
    return _done(bearer, refusal_text(why or errors.TooLate(bearer.subject.state)))


def _done(bearer: _Bearer, sentence: str) -> Response:
    visit = bearer.subject
    return PAGES.message(str(words.STATES[visit.state]), sentence, url=page.url_of(visit))


def _left_page() -> Response:
    sentence = _("This link was for somebody who does not act for the organisation any more.")
    return PAGES.message(_("Nothing to answer here"), sentence, HTTPStatus.FORBIDDEN)
