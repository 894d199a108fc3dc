"""Links of mails about visits: they need no sign-in, decide nothing by being followed, fail kindly."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from matchmaker.notifications import answer_links
from matchmaker.notifications.answer_links import token_for
from matchmaker.visits import proposing_service, service
from matchmaker.visits.asking import Wish
from matchmaker.visits.links import LinkPurpose
from models import Person, Visit, VisitDeclineReason, VisitState
from tests.factories import make_person
from tests.forms_in_pages import form_in, press
from tests.visits.roaming import NOWHERE, Roaming, asked, make_roaming, make_visitor, monday, taken, week

SignIn = Callable[[Person], FlaskClient]
S = VisitState
PATHS = {
    LinkPurpose.ANSWER: "visit-answer",
    LinkPurpose.DATES: "visit-dates",
    LinkPurpose.PLACE: "visit-place",
}


@pytest.fixture
def roaming(session: Session) -> Roaming:
    made = make_roaming(session, country=NOWHERE)
    session.commit()
    return made


@pytest.fixture
def visit(session: Session, roaming: Roaming) -> Visit:
    """A request that waits for the host."""
    return asked(session, roaming, purpose="Meet growers")


def link(visit: Visit, person: Person, purpose: LinkPurpose = LinkPurpose.ANSWER) -> str:
    """The address in the mail that is written now."""
    return f"/{PATHS[purpose]}/{token_for(purpose, visit, person, visit.version)}"


def state_of(session: Session, visit: Visit) -> VisitState:
    session.refresh(visit)
    return visit.state


def mailed_link(app: Flask, to: Person, purpose: LinkPurpose) -> str:
    """The address in the last mail to somebody."""
    app.extensions["mailman"].outbox = []
    app.extensions["sweep"]()
    sent = [mail for mail in app.extensions["mailman"].outbox if mail.to == [to.email]]
    [found] = [line for line in str(sent[-1].body).splitlines() if f"/{PATHS[purpose]}/" in line]
    return found.removeprefix("http://localhost")


def test_link_shows_the_request_and_decides_nothing(
    session: Session, roaming: Roaming, visit: Visit, client: FlaskClient
) -> None:
    address = link(visit, roaming.host_person)
    for _ in range(3):
        page = client.get(address)
        assert page.status_code == 200
        assert "Meet growers" in page.text
        assert "Within the terms" in page.text
        assert client.head(address).status_code == 200
    for verb in ("accept", "decline"):
        assert client.get(f"{address}/{verb}").status_code == 405
        assert client.head(f"{address}/{verb}").status_code == 405
    assert state_of(session, visit) is S.REQUESTED


def test_mailed_link_accepts_without_signing_in(
    app: Flask, session: Session, roaming: Roaming, visit: Visit
) -> None:
    address = mailed_link(app, roaming.host_person, LinkPurpose.ANSWER)
    client = app.test_client(use_cookies=False)
    answer = form_in(client.get(address), f"{address}/accept").sent(client)
    assert answer.status_code == 200
    assert "The places are booked" in answer.text
    assert state_of(session, visit) is S.ACCEPTED
    assert visit.answered_by == roaming.host_person


def test_link_used_twice_changes_nothing_and_says_so(
    session: Session, roaming: Roaming, visit: Visit, client: FlaskClient
) -> None:
    address = link(visit, roaming.host_person)
    client.post(f"{address}/accept")
    session.refresh(visit)
    version = visit.version
    assert "This visit has been confirmed already." in client.get(address).text
    again = client.post(f"{address}/accept")
    assert again.status_code == 409
    assert "This visit has been confirmed already." in again.text
    assert client.post(f"{address}/decline", data={"reason": "full"}).status_code == 409
    assert state_of(session, visit) is S.ACCEPTED
    assert visit.version == version


def test_link_declines_with_a_reason(
    session: Session, roaming: Roaming, visit: Visit, client: FlaskClient
) -> None:
    address = link(visit, roaming.host_person)
    refused = form_in(client.get(address), f"{address}/decline").sent(client, {"words": "We move house."})
    assert refused.status_code == 422
    again = form_in(refused, f"{address}/decline")
    assert again.values["words"] == ["We move house."]
    assert again.sent(client, {"reason": "closed"}).status_code == 200
    assert state_of(session, visit) is S.DECLINED
    assert (visit.decline_reason, visit.reason_words) == (VisitDeclineReason.CLOSED, "We move house.")


@pytest.mark.parametrize("purpose", LinkPurpose)
def test_forged_link_is_told(
    session: Session, roaming: Roaming, visit: Visit, client: FlaskClient, purpose: LinkPurpose
) -> None:
    good = link(visit, roaming.host_person, purpose)
    wrong = next(path for other, path in PATHS.items() if other is not purpose)
    for forged in (good[:-4] + "aaaa", f"/{PATHS[purpose]}/nonsense", f"/{wrong}/{good.rpartition('/')[2]}"):
        answer = client.get(forged)
        assert answer.status_code == 404
        assert "Nothing was changed" in answer.text
    forged_token = good.rpartition("/")[2][:-4] + "aaaa"
    assert client.post(f"/visit-answer/{forged_token}/accept").status_code == 404
    assert state_of(session, visit) is S.REQUESTED


def test_expired_link_is_told(
    session: Session,
    roaming: Roaming,
    visit: Visit,
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = link(visit, roaming.host_person)
    monkeypatch.setattr(answer_links, "HOLDS_FOR", timedelta(seconds=-5))
    for answer in (client.get(address), client.post(f"{address}/accept")):
        assert answer.status_code == 410
        assert "Sign in to see how the visit stands." in answer.text
    assert state_of(session, visit) is S.REQUESTED


def test_link_of_a_request_that_moved_on_says_so(
    session: Session, roaming: Roaming, visit: Visit, client: FlaskClient
) -> None:
    address = link(visit, roaming.host_person)
    later = week(monday() + timedelta(days=7))
    proposing_service.ask_other_dates(session, visit, later, actor=roaming.visitor_person)
    session.commit()
    for answer, status in ((client.get(address), 200), (client.post(f"{address}/accept"), 409)):
        assert answer.status_code == status
        assert "This visit has moved on" in answer.text
    service.withdraw_visit(session, visit, actor=roaming.visitor_person)
    session.commit()
    assert "The visitor has withdrawn this request." in client.get(address).text
    assert client.post(f"{address}/accept").status_code == 409
    assert state_of(session, visit) is S.WITHDRAWN


def test_answer_of_the_mail_and_of_the_page_meet_and_one_counts(
    session: Session, roaming: Roaming, visit: Visit, client: FlaskClient, sign_in: SignIn
) -> None:
    address = link(visit, roaming.host_person)
    mail_form = form_in(client.get(address), f"{address}/accept")
    host = sign_in(roaming.host_person)
    page_form = form_in(host.get(f"/visits/{visit.token}"), f"/visits/{visit.token}/decline")
    assert mail_form.sent(client).status_code == 200
    late = page_form.sent(host, {"reason": "full"})
    assert late.status_code == 409
    assert "This visit has been confirmed already." in late.text
    assert state_of(session, visit) is S.ACCEPTED
    assert sum(taken(session, roaming.desks).values()) == 5


def test_answer_of_the_page_comes_before_that_of_the_mail(
    session: Session, roaming: Roaming, visit: Visit, client: FlaskClient, sign_in: SignIn
) -> None:
    address = link(visit, roaming.host_person)
    mail_form = form_in(client.get(address), f"{address}/decline")
    press(sign_in(roaming.host_person), "/visits/today", f"/visits/{visit.token}/accept")
    late = mail_form.sent(client, {"reason": "full"})
    assert late.status_code == 409
    assert f"/visits/{visit.token}" in late.text
    assert state_of(session, visit) is S.ACCEPTED


def test_accepting_by_mail_where_others_were_quicker_is_a_clear_no(
    session: Session, roaming: Roaming, client: FlaskClient
) -> None:
    first = asked(session, roaming, people=2)
    other, person = make_visitor(session, roaming.cluster)
    wish = Wish(spaces=[roaming.desks], stay=week(monday()), people=2)
    second = service.request_visit(session, other, wish, actor=person)
    session.commit()
    client.post(f"{link(first, roaming.host_person)}/accept")
    refused = client.post(f"{link(second, roaming.host_person)}/accept")
    assert refused.status_code == 409
    assert "There is no room for so many people" in refused.text
    assert state_of(session, second) is S.REQUESTED


@pytest.mark.parametrize("purpose", LinkPurpose)
def test_link_of_who_left_the_organisation_decides_nothing(
    session: Session, roaming: Roaming, visit: Visit, client: FlaskClient, purpose: LinkPurpose
) -> None:
    if purpose is LinkPurpose.DATES:
        later = week(monday() + timedelta(days=7))
        proposing_service.propose_dates(session, visit, later, actor=roaming.host_person)
    address = link(visit, make_person(session), purpose)
    session.commit()
    before = state_of(session, visit)
    assert client.get(address).status_code == 403
    verb = {LinkPurpose.ANSWER: "accept", LinkPurpose.DATES: "agree", LinkPurpose.PLACE: "take"}[purpose]
    assert client.post(f"{address}/{verb}").status_code == 403
    assert state_of(session, visit) is before


def propose(session: Session, roaming: Roaming, visit: Visit, actor: Person) -> str:
    """The other side's link to a proposal of the week after."""
    later = week(monday() + timedelta(days=7))
    proposing_service.propose_dates(session, visit, later, actor=actor, words="Quieter then.")
    session.commit()
    other = roaming.visitor_person if actor is roaming.host_person else roaming.host_person
    return link(visit, other, LinkPurpose.DATES)


def test_proposed_dates_are_taken_by_mail(
    session: Session, roaming: Roaming, visit: Visit, client: FlaskClient
) -> None:
    address = propose(session, roaming, visit, roaming.host_person)
    page = client.get(address)
    assert "Quieter then." in page.text
    assert state_of(session, visit) is S.CHANGED
    assert form_in(page, f"{address}/agree").sent(client).status_code == 200
    assert state_of(session, visit) is S.ACCEPTED
    assert visit.starts_on == monday() + timedelta(days=7)
    assert "This visit has been confirmed already." in client.get(address).text
    assert client.post(f"{address}/agree").status_code == 409


def test_proposed_dates_are_left_by_mail(
    session: Session, roaming: Roaming, visit: Visit, client: FlaskClient
) -> None:
    address = propose(session, roaming, visit, roaming.host_person)
    assert client.post(f"{address}/turn-down").status_code == 409
    assert form_in(client.get(address), f"{address}/withdraw").sent(client).status_code == 200
    assert state_of(session, visit) is S.WITHDRAWN


def test_host_keeps_a_confirmed_visit_as_it_is_by_mail(
    session: Session, roaming: Roaming, visit: Visit, client: FlaskClient
) -> None:
    service.accept_visit(session, visit, actor=roaming.host_person)
    address = propose(session, roaming, visit, roaming.visitor_person)
    page = client.get(address)
    with pytest.raises(LookupError):
        form_in(page, f"{address}/withdraw")
    assert form_in(page, f"{address}/turn-down").sent(client).status_code == 200
    assert state_of(session, visit) is S.ACCEPTED
    assert (visit.starts_on, visit.proposals[0].state.value) == (monday(), "turned_down")


@pytest.fixture
def offered(session: Session) -> tuple[Visit, Roaming]:
    """Somebody in line for whom a place came free."""
    at_once = make_roaming(session, country=NOWHERE, at_once=True, desks=1)
    blocking = asked(session, at_once)
    other, person = make_visitor(session, at_once.cluster)
    wish = Wish(spaces=[at_once.desks], stay=week(monday()))
    waiting = service.join_waiting_list(session, other, wish, actor=person)
    service.cancel_visit(session, blocking, actor=at_once.visitor_person)
    session.commit()
    return waiting, at_once


def test_freed_place_is_taken_by_mail(
    app: Flask, session: Session, offered: tuple[Visit, Roaming], client: FlaskClient
) -> None:
    visit, _at_once = offered
    assert visit.requested_by is not None
    address = mailed_link(app, visit.requested_by, LinkPurpose.PLACE)
    assert form_in(client.get(address), f"{address}/take").sent(client).status_code == 200
    assert state_of(session, visit) is S.ACCEPTED
    assert client.post(f"{address}/take").status_code == 409
    assert "This visit has been confirmed already." in client.get(address).text


def test_freed_place_is_left_to_the_next_by_mail(
    session: Session, offered: tuple[Visit, Roaming], client: FlaskClient
) -> None:
    visit, at_once = offered
    other, person = make_visitor(session, at_once.cluster)
    wish = Wish(spaces=[at_once.desks], stay=week(monday()))
    following = service.join_waiting_list(session, other, wish, actor=person)
    session.commit()
    assert visit.requested_by is not None
    address = link(visit, visit.requested_by, LinkPurpose.PLACE)
    assert form_in(client.get(address), f"{address}/leave").sent(client).status_code == 200
    assert state_of(session, visit) is S.WITHDRAWN
    session.refresh(following)
    assert following.waiting_place is not None
    assert following.waiting_place.state.value == "offered"
    early = link(following, person, LinkPurpose.PLACE)
    assert client.get(early).status_code == 200


def test_link_to_a_place_that_is_not_kept_says_so(
    session: Session, offered: tuple[Visit, Roaming], client: FlaskClient
) -> None:
    _visit, at_once = offered
    other, person = make_visitor(session, at_once.cluster)
    wish = Wish(spaces=[at_once.desks], stay=week(monday()))
    second = service.join_waiting_list(session, other, wish, actor=person)
    session.commit()
    address = link(second, person, LinkPurpose.PLACE)
    for answer, status in ((client.get(address), 200), (client.post(f"{address}/take"), 409)):
        assert answer.status_code == status
        assert "No place is kept for you at the moment." in answer.text
