"""Links of mails: they work without signing in, decide nothing by being followed, and fail kindly."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from matchmaker.introductions import meeting_service
from matchmaker.introductions.links import LinkPurpose
from matchmaker.introductions.service import withdraw_introduction
from matchmaker.notifications import answer_links
from matchmaker.notifications.answer_links import token_for
from models import (
    DeclineReason,
    Introduction,
    IntroductionState,
    MeetingState,
    OutcomeKind,
    Person,
)
from tests.factories import AskingPair, make_introduction, make_person
from tests.forms_in_pages import form_in
from tests.introductions.times import slots_ahead

State = IntroductionState


@pytest.fixture
def released(session: Session, pair: AskingPair) -> Introduction:
    """A request that waits for the asked side."""
    introduction = make_introduction(session, pair, State.RELEASED)
    session.commit()
    return introduction


def link(purpose: LinkPurpose, introduction: Introduction, person: Person, version: int | None = None) -> str:
    """The address in the mail."""
    path = {LinkPurpose.ANSWER: "answer", LinkPurpose.TIMES: "times", LinkPurpose.OUTCOME: "outcome"}
    token = token_for(purpose, introduction, person, introduction.version if version is None else version)
    return f"/{path[purpose]}/{token}"


def answer_link(introduction: Introduction, person: Person) -> str:
    return link(LinkPurpose.ANSWER, introduction, person)


def state_of(session: Session, introduction: Introduction) -> IntroductionState:
    session.refresh(introduction)
    return introduction.state


def test_link_shows_the_request_and_decides_nothing(
    session: Session, pair: AskingPair, released: Introduction, client: FlaskClient
) -> None:
    address = answer_link(released, pair.asked_person)
    for _ in range(3):
        page = client.get(address)
        assert page.status_code == 200
        assert released.message in page.text
        assert pair.asking_person.email not in page.text
        assert client.head(address).status_code == 200
    assert client.get(f"{address}/accept").status_code == 405
    assert state_of(session, released) is State.RELEASED


def test_link_accepts_without_signing_in(
    session: Session, pair: AskingPair, released: Introduction, client: FlaskClient
) -> None:
    address = answer_link(released, pair.asked_person)
    answer = form_in(client.get(address), f"{address}/accept").sent(client)
    assert answer.status_code == 200
    assert pair.asking_person.email in answer.text
    assert state_of(session, released) is State.ACCEPTED
    assert released.answered_by == pair.asked_person


def test_link_used_twice_changes_nothing_and_says_so(
    session: Session, pair: AskingPair, released: Introduction, client: FlaskClient
) -> None:
    address = answer_link(released, pair.asked_person)
    client.post(f"{address}/accept")
    version = released.version
    assert "You and" in client.get(address).text
    again = client.post(f"{address}/accept")
    assert again.status_code == 409
    assert "This introduction has been accepted already." in again.text
    late_no = client.post(f"{address}/decline", data={"reason": "not_relevant"})
    assert late_no.status_code == 409
    session.refresh(released)
    assert (released.state, released.version) == (State.ACCEPTED, version + 1)


def test_link_declines_with_a_reason(
    session: Session, pair: AskingPair, released: Introduction, client: FlaskClient
) -> None:
    address = answer_link(released, pair.asked_person)
    form = form_in(client.get(address), f"{address}/decline")
    refused = form.sent(client, {"words": "We make none."})
    assert refused.status_code == 422
    again = form_in(refused, f"{address}/decline")
    assert again.values["words"] == ["We make none."]
    assert again.sent(client, {"reason": "not_now"}).status_code == 422
    assert again.sent(client, {"reason": "no_capacity"}).status_code == 200
    assert state_of(session, released) is State.DECLINED
    assert released.decline_reason is DeclineReason.NO_CAPACITY


@pytest.mark.parametrize("purpose", LinkPurpose)
def test_forged_link_is_told(
    session: Session, pair: AskingPair, released: Introduction, client: FlaskClient, purpose: LinkPurpose
) -> None:
    good = link(purpose, released, pair.asked_person)
    other = {LinkPurpose.ANSWER: "times", LinkPurpose.TIMES: "outcome", LinkPurpose.OUTCOME: "answer"}
    wrong_purpose = f"/{other[purpose]}/{good.rpartition('/')[2]}"
    for forged in (good[:-4] + "aaaa", good.rpartition("/")[0] + "/nonsense", wrong_purpose):
        answer = client.get(forged)
        assert answer.status_code == 404
        assert "Nothing was changed" in answer.text
    assert client.post(f"/answer/{good.rpartition('/')[2][:-4]}aaaa/accept").status_code == 404
    assert state_of(session, released) is State.RELEASED


def test_expired_link_is_told(
    session: Session,
    pair: AskingPair,
    released: Introduction,
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = answer_link(released, pair.asked_person)
    monkeypatch.setattr(answer_links, "HOLDS_FOR", timedelta(seconds=-5))
    for answer in (client.get(address), client.post(f"{address}/accept")):
        assert answer.status_code == 410
        assert "This link is too old. Nothing was changed." in answer.text
    assert state_of(session, released) is State.RELEASED


def test_link_of_a_request_taken_back_says_so(
    session: Session, pair: AskingPair, released: Introduction, client: FlaskClient
) -> None:
    address = answer_link(released, pair.asked_person)
    withdraw_introduction(session, released, actor=pair.asking_person)
    session.commit()
    assert "took this request back" in client.get(address).text
    assert client.post(f"{address}/accept").status_code == 409
    assert state_of(session, released) is State.WITHDRAWN


def test_link_of_who_left_the_organisation_decides_nothing(
    session: Session, released: Introduction, client: FlaskClient
) -> None:
    address = answer_link(released, make_person(session))
    session.commit()
    assert client.get(address).status_code == 403
    assert client.post(f"{address}/accept").status_code == 403
    assert state_of(session, released) is State.RELEASED


def test_time_is_chosen_without_signing_in(session: Session, pair: AskingPair, client: FlaskClient) -> None:
    introduction = make_introduction(session, pair, State.ACCEPTED)
    meeting = meeting_service.propose_meeting(
        session, introduction, actor=pair.asking_person, slots=slots_ahead(3), minutes=15
    )
    session.commit()
    address = link(LinkPurpose.TIMES, introduction, pair.asked_person, meeting.id)
    assert client.get(address).text.count('name="slot"') == 3
    slot = meeting.slots[1]
    assert client.post(address, data={"slot": slot.id + 1000}).status_code == 409
    answer = client.post(address, data={"slot": slot.id})
    assert answer.status_code == 200
    assert "The time is fixed" in answer.text
    session.refresh(meeting)
    assert (meeting.state, meeting.starts_at) == (MeetingState.CHOSEN, slot.starts_at)
    assert client.post(address, data={"slot": meeting.slots[0].id}).status_code == 409


def test_times_that_were_replaced_say_so(session: Session, pair: AskingPair, client: FlaskClient) -> None:
    introduction = make_introduction(session, pair, State.ACCEPTED)
    first = meeting_service.propose_meeting(
        session, introduction, actor=pair.asking_person, slots=slots_ahead(2), minutes=15
    )
    meeting_service.propose_meeting(
        session, introduction, actor=pair.asking_person, slots=slots_ahead(3), minutes=30
    )
    session.commit()
    address = link(LinkPurpose.TIMES, introduction, pair.asked_person, first.id)
    assert "These times do not stand any more." in client.get(address).text
    assert client.post(address, data={"slot": first.slots[0].id}).status_code == 409


def test_outcome_is_reported_without_signing_in(
    session: Session, pair: AskingPair, client: FlaskClient
) -> None:
    introduction = make_introduction(session, pair, State.ACCEPTED)
    session.commit()
    address = link(LinkPurpose.OUTCOME, introduction, pair.asking_person)
    form = form_in(client.get(address), address)
    refused = form.sent(client, {"words": "A first order"})
    assert refused.status_code == 422
    answer = form_in(refused, address).sent(client, {"kind": "agreement", "value": "900"})
    assert answer.status_code == 200
    session.expire_all()
    [report] = introduction.outcomes
    assert (report.kind, report.value_cents, report.words) == (
        OutcomeKind.AGREEMENT,
        90_000,
        "A first order",
    )


def test_buttons_of_links_need_no_cookies(
    app: Flask, session: Session, pair: AskingPair, released: Introduction
) -> None:
    client = app.test_client(use_cookies=False)
    assert client.post(f"{answer_link(released, pair.asked_person)}/accept").status_code == 200
    assert state_of(session, released) is State.ACCEPTED
