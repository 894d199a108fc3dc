"""Pages of introductions: asking, deciding, talking, meeting, reporting; refusals keep what was typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import icalendar
import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from matchmaker.introductions import meeting_service
from models import (
    DeclineReason,
    Introduction,
    IntroductionState,
    MeetingState,
    OutcomeKind,
    PairBlock,
    Person,
    StopReason,
)
from tests.factories import AskingPair, make_asking_pair, make_introduction, make_listing, make_person
from tests.forms_in_pages import form_in, press
from tests.introductions.times import slots_ahead
from tests.query_counter import counted_queries

SignIn = Callable[[Person], FlaskClient]
State = IntroductionState


def ask_url(pair: AskingPair) -> str:
    return f"/introductions/new?with=organisation-{pair.asked.slug}"


def url_of(introduction: Introduction, *more: str) -> str:
    return "/".join([f"/introductions/{introduction.id}", *more])


def state_of(session: Session, introduction: Introduction) -> IntroductionState:
    session.refresh(introduction)
    return introduction.state


def only(session: Session) -> Introduction:
    session.expire_all()
    return session.query(Introduction).one()


# asking


def test_request_goes_to_the_manager(session: Session, pair: AskingPair, sign_in: SignIn) -> None:
    listing = make_listing(session, pair.asking)
    session.commit()
    client = sign_in(pair.asking_person)
    page = client.get(ask_url(pair))
    assert "You can send 5 more requests now." in page.text
    assert pair.cluster.name in page.text
    form = form_in(page, ask_url(pair))
    assert form.values["message"][0].startswith("Good day,")
    answer = form.sent(client, {"subject": f"listing-{listing.id}", "message": "May we visit your plant?"})
    assert answer.status_code == 303
    introduction = only(session)
    assert (introduction.state, introduction.message) == (State.REQUESTED, "May we visit your plant?")
    assert (introduction.subject, introduction.subject_title) == (f"listing-{listing.id}", listing.title)
    assert introduction.broker_id == pair.cluster.id


@pytest.mark.parametrize("message", ["", "   ", "x" * 2001])
def test_request_without_a_fitting_message_is_asked_again(
    session: Session, pair: AskingPair, sign_in: SignIn, message: str
) -> None:
    session.commit()
    client = sign_in(pair.asking_person)
    answer = form_in(client.get(ask_url(pair)), ask_url(pair)).sent(client, {"message": message})
    assert answer.status_code == 422
    assert form_in(answer, ask_url(pair)).values["message"] == [message.strip()]
    assert session.query(Introduction).count() == 0


def test_request_that_is_refused_keeps_what_was_typed(
    session: Session, pair: AskingPair, sign_in: SignIn
) -> None:
    session.commit()
    client = sign_in(pair.asking_person)
    form = form_in(client.get(ask_url(pair)), ask_url(pair))
    pair.asked.open_to_introductions = False
    session.commit()
    answer = form.sent(client, {"message": "May we visit your plant?"})
    assert answer.status_code == 409
    assert "takes no introductions at the moment" in answer.text
    assert form_in(answer, ask_url(pair)).values["message"] == ["May we visit your plant?"]
    assert session.query(Introduction).count() == 0


def test_request_says_beforehand_why_it_cannot_be_sent(
    session: Session, pair: AskingPair, sign_in: SignIn
) -> None:
    make_introduction(session, pair)
    session.commit()
    page = sign_in(pair.asking_person).get(ask_url(pair))
    assert "There is an open request between you" in page.text
    assert "Send request to" not in page.text


def test_request_kept_as_a_draft_is_sent_later(session: Session, pair: AskingPair, sign_in: SignIn) -> None:
    session.commit()
    client = sign_in(pair.asking_person)
    form_in(client.get(ask_url(pair)), ask_url(pair)).sent(client, {"message": "Unfinished"}, intent="keep")
    introduction = only(session)
    assert introduction.state is State.DRAFT
    assert sign_in(pair.manager).get(url_of(introduction)).status_code == 403
    edit = url_of(introduction, "edit")
    answer = form_in(client.get(edit), edit).sent(client, {"message": "Finished"})
    assert answer.status_code == 303
    assert (only(session).state, only(session).message) == (State.REQUESTED, "Finished")


def test_draft_can_be_deleted(session: Session, pair: AskingPair, sign_in: SignIn) -> None:
    introduction = make_introduction(session, pair, State.DRAFT)
    session.commit()
    discard = url_of(introduction, "discard")
    assert press(sign_in(pair.asking_person), url_of(introduction, "edit"), discard).status_code == 303
    assert session.query(Introduction).count() == 0


def test_asking_nobody_is_not_found(session: Session, pair: AskingPair, sign_in: SignIn) -> None:
    session.commit()
    client = sign_in(pair.asking_person)
    for target in ("", "organisation-nobody", "call-7"):
        assert client.get(f"/introductions/new?with={target}").status_code == 404


# who may see and do what


@pytest.mark.parametrize(
    ("role", "state", "status"),
    [
        ("asking_person", State.REQUESTED, 200),
        ("manager", State.REQUESTED, 200),
        ("asked_person", State.REQUESTED, 403),
        ("asked_person", State.RELEASED, 200),
    ],
)
def test_page_is_for_the_sides_it_concerns(
    session: Session, pair: AskingPair, sign_in: SignIn, *, role: str, state: IntroductionState, status: int
) -> None:
    introduction = make_introduction(session, pair, state)
    session.commit()
    assert sign_in(getattr(pair, role)).get(url_of(introduction)).status_code == status


def test_stranger_sees_and_does_nothing(session: Session, pair: AskingPair, sign_in: SignIn) -> None:
    introduction = make_introduction(session, pair, State.RELEASED)
    session.commit()
    client = sign_in(make_asking_pair(session).asking_person)
    session.commit()
    assert client.get(url_of(introduction)).status_code == 403
    client.application.config["WTF_CSRF_ENABLED"] = False
    try:
        for what in ("accept", "decline", "release", "stop", "withdraw", "say", "met", "never-again"):
            assert client.post(url_of(introduction, what)).status_code == 403, what
    finally:
        client.application.config["WTF_CSRF_ENABLED"] = True
    assert state_of(session, introduction) is State.RELEASED


def test_nobody_signed_in_is_led_to_the_sign_in(
    session: Session, pair: AskingPair, client: FlaskClient
) -> None:
    introduction = make_introduction(session, pair)
    session.commit()
    assert client.get(url_of(introduction)).location.startswith("/login?next=")


def test_anonymous_request_names_nobody_before_acceptance(
    session: Session, pair: AskingPair, sign_in: SignIn
) -> None:
    introduction = make_introduction(session, pair, State.RELEASED, anonymous=True)
    session.commit()
    client = sign_in(pair.asked_person)
    pages = [client.get(url).text for url in ("/introductions", url_of(introduction), "/overview")]
    for page in pages:
        assert pair.asking.name not in page
        assert pair.asking_person.email not in page
    press(client, url_of(introduction), url_of(introduction, "accept"))
    page = client.get(url_of(introduction)).text
    assert pair.asking.name in page
    assert pair.asking_person.email in page


def test_people_are_named_to_the_other_side_only_after_acceptance(
    session: Session, pair: AskingPair, sign_in: SignIn
) -> None:
    introduction = make_introduction(session, pair, State.DECLINED)
    session.commit()
    page = sign_in(pair.asking_person).get(url_of(introduction)).text
    assert pair.asked_person.name not in page
    assert pair.asked_person.email not in page
    overview = sign_in(pair.asking_person).get("/overview").text
    assert "Introduction declined" in overview
    assert pair.asked_person.name not in overview


# deciding


def test_manager_releases(session: Session, pair: AskingPair, sign_in: SignIn) -> None:
    introduction = make_introduction(session, pair)
    session.commit()
    answer = press(sign_in(pair.manager), url_of(introduction), url_of(introduction, "release"))
    assert answer.status_code == 303
    assert state_of(session, introduction) is State.RELEASED


def test_manager_stops_with_a_reason(session: Session, pair: AskingPair, sign_in: SignIn) -> None:
    introduction = make_introduction(session, pair)
    session.commit()
    client, stop = sign_in(pair.manager), url_of(introduction, "stop")
    form = form_in(client.get(url_of(introduction)), stop)
    refused = form.sent(client, {"words": "Say more."})
    assert refused.status_code == 422
    assert form_in(refused, stop).values["words"] == ["Say more."]
    answer = form_in(refused, stop).sent(client, {"reason": "too_vague"})
    assert answer.status_code == 303
    assert state_of(session, introduction) is State.STOPPED
    assert (introduction.stop_reason, introduction.reason_words) == (StopReason.TOO_VAGUE, "Say more.")


def test_asked_side_declines_not_now_with_a_day(session: Session, pair: AskingPair, sign_in: SignIn) -> None:
    introduction = make_introduction(session, pair, State.RELEASED)
    session.commit()
    client, decline = sign_in(pair.asked_person), url_of(introduction, "decline")
    form = form_in(client.get(url_of(introduction)), decline)
    refused = form.sent(client, {"reason": "not_now", "words": "Harvest."})
    assert refused.status_code == 422
    assert "Say from which day on you may be asked again" in refused.text
    assert form_in(refused, decline).values["words"] == ["Harvest."]
    day = slots_ahead(1)[0].date()
    answer = form_in(refused, decline).sent(client, {"not_before": day.isoformat(), "never_again": "y"})
    assert answer.status_code == 303
    assert state_of(session, introduction) is State.DECLINED
    assert (introduction.decline_reason, introduction.not_before) == (DeclineReason.NOT_NOW, day)
    assert session.query(PairBlock).count() == 1


def test_decision_on_what_moved_on_meanwhile_is_refused(
    session: Session, pair: AskingPair, sign_in: SignIn
) -> None:
    introduction = make_introduction(session, pair, State.RELEASED)
    session.commit()
    client = sign_in(pair.asked_person)
    form = form_in(client.get(url_of(introduction)), url_of(introduction, "accept"))
    press(sign_in(pair.asking_person), url_of(introduction), url_of(introduction, "withdraw"))
    answer = form.sent(client)
    assert answer.status_code == 409
    assert "The asking side has withdrawn this request." in answer.text
    assert state_of(session, introduction) is State.WITHDRAWN


def test_button_without_its_token_is_refused(session: Session, pair: AskingPair, sign_in: SignIn) -> None:
    introduction = make_introduction(session, pair, State.RELEASED)
    session.commit()
    assert sign_in(pair.asked_person).post(url_of(introduction, "accept")).status_code == 400
    assert state_of(session, introduction) is State.RELEASED


def test_pair_is_never_suggested_again_and_can_be_taken_back(
    session: Session, pair: AskingPair, sign_in: SignIn
) -> None:
    introduction = make_introduction(session, pair, State.LAPSED)
    session.commit()
    client = sign_in(pair.asking_person)
    press(client, url_of(introduction), url_of(introduction, "never-again"))
    block = session.query(PairBlock).one()
    assert pair.asked.name in client.get("/introductions").text
    assert "Never suggested again" not in sign_in(pair.asked_person).get("/introductions").text
    assert press(client, "/introductions", f"/pairs/{block.id}/undo").status_code == 303
    session.expire_all()
    assert session.query(PairBlock).count() == 0


# the list


def test_list_says_what_waits_for_whom(session: Session, pair: AskingPair, sign_in: SignIn) -> None:
    make_introduction(session, pair, State.RELEASED)
    session.commit()
    asked = sign_in(pair.asked_person).get("/introductions").text
    asking = sign_in(pair.asking_person).get("/introductions").text
    assert "Waits for you" in asked
    assert "Waits for you" not in asking
    assert "days left" in asked
    assert "1 thing waits for you" in asked
    assert "0 things wait for you" in asking
    assert "Somebody asks to meet you" in sign_in(pair.asked_person).get("/overview").text


def test_organisation_page_leads_to_what_stands_between(
    session: Session, pair: AskingPair, sign_in: SignIn
) -> None:
    make_introduction(session, pair, State.ACCEPTED)
    session.commit()
    part = f"/introductions/with/{pair.asked.slug}?fragment=1"
    assert part in sign_in(pair.asking_person).get(f"/organisations/{pair.asked.slug}").text
    assert pair.asking.name in sign_in(pair.asking_person).get(part).text
    stranger = sign_in(make_person(session))
    session.commit()
    assert pair.asking.name not in stranger.get(part).text


# talking, meeting, reporting


def test_conversation_is_on_the_page_of_both(session: Session, pair: AskingPair, sign_in: SignIn) -> None:
    introduction = make_introduction(session, pair, State.ACCEPTED)
    session.commit()
    client, say = sign_in(pair.asking_person), url_of(introduction, "say")
    refused = form_in(client.get(url_of(introduction)), say).sent(client, {"text": "  "})
    assert refused.status_code == 422
    form_in(refused, say).sent(client, {"text": "Shall we\nmeet <b>soon</b>?"})
    page = sign_in(pair.asked_person).get(url_of(introduction)).text
    assert "meet &lt;b&gt;soon&lt;/b&gt;?" in page


def proposal(session: Session, pair: AskingPair, sign_in: SignIn) -> Introduction:
    """An accepted introduction whose asking side proposed three times by the page."""
    introduction = make_introduction(session, pair, State.ACCEPTED)
    session.commit()
    client, meeting = sign_in(pair.asking_person), url_of(introduction, "meeting")
    answer = form_in(client.get(meeting), meeting).sent(client, {"minutes": "30"})
    assert answer.status_code == 303, answer.text
    session.expire_all()
    return introduction


def test_times_are_proposed_chosen_and_taken_to_a_calendar(
    session: Session, pair: AskingPair, sign_in: SignIn
) -> None:
    introduction = proposal(session, pair, sign_in)
    [meeting] = introduction.meetings
    assert (meeting.state, meeting.minutes, len(meeting.slots)) == (MeetingState.PROPOSED, 30, 3)
    client = sign_in(pair.asked_person)
    choose = url_of(introduction, "meeting", str(meeting.id), "choose")
    assert press(client, url_of(introduction), choose).status_code == 303
    session.expire_all()
    assert meeting.starts_at == meeting.slots[0].starts_at
    file = client.get(url_of(introduction, "meeting", f"{meeting.id}.ics"))
    assert file.mimetype == "text/calendar"
    calendar: Any = icalendar.Calendar.from_ical(file.data)
    assert calendar.events[0].start == meeting.starts_at


def test_own_times_cannot_be_chosen(session: Session, pair: AskingPair, sign_in: SignIn) -> None:
    introduction = proposal(session, pair, sign_in)
    choose = url_of(introduction, "meeting", str(introduction.meetings[0].id), "choose")
    with pytest.raises(LookupError):
        form_in(sign_in(pair.asking_person).get(url_of(introduction)), choose)


def test_times_that_do_not_fit_are_asked_again_with_what_was_typed(
    session: Session, pair: AskingPair, sign_in: SignIn
) -> None:
    introduction = make_introduction(session, pair, State.ACCEPTED)
    session.commit()
    client, meeting = sign_in(pair.asking_person), url_of(introduction, "meeting")
    form = form_in(client.get(meeting), meeting)
    past = form.sent(client, {"first": "2020-01-01T10:00", "link": "https://meet.example/a"})
    assert past.status_code == 422
    assert form_in(past, meeting).values["link"] == ["https://meet.example/a"]
    assert form.sent(client, {"second": "", "third": ""}).status_code == 422
    assert form.sent(client, {"link": "javascript:alert(1)"}).status_code == 422
    assert introduction.meetings == []


def test_fixed_meeting_is_called_off(session: Session, pair: AskingPair, sign_in: SignIn) -> None:
    introduction = proposal(session, pair, sign_in)
    [meeting] = introduction.meetings
    meeting_service.choose_slot(session, introduction, meeting.slots[1], actor=pair.asked_person)
    session.commit()
    cancel = url_of(introduction, "meeting", str(meeting.id), "cancel")
    assert press(sign_in(pair.asked_person), url_of(introduction), cancel).status_code == 303
    session.expire_all()
    assert meeting.state is MeetingState.CANCELLED


def test_outcome_is_reported_with_its_value(session: Session, pair: AskingPair, sign_in: SignIn) -> None:
    introduction = make_introduction(session, pair, State.ACCEPTED)
    session.commit()
    client, outcome = sign_in(pair.asked_person), url_of(introduction, "outcome")
    form = form_in(client.get(outcome), outcome)
    refused = form.sent(client, {"value": "12.50", "words": "Three batches"})
    assert refused.status_code == 422
    assert form_in(refused, outcome).values["words"] == ["Three batches"]
    answer = form_in(refused, outcome).sent(client, {"kind": "contract"})
    assert answer.status_code == 303
    session.expire_all()
    [report] = introduction.outcomes
    assert (report.kind, report.value_cents, report.currency) == (OutcomeKind.CONTRACT, 1250, "EUR")
    assert state_of(session, introduction) is State.OUTCOME
    assert "€12.50" in client.get(url_of(introduction)).text


def test_outcome_of_the_future_is_asked_again(session: Session, pair: AskingPair, sign_in: SignIn) -> None:
    introduction = make_introduction(session, pair, State.ACCEPTED)
    session.commit()
    client, outcome = sign_in(pair.asked_person), url_of(introduction, "outcome")
    answer = form_in(client.get(outcome), outcome).sent(
        client, {"kind": "talking", "happened_on": slots_ahead(1)[0].date().isoformat()}
    )
    assert answer.status_code == 422
    assert introduction.outcomes == []


def test_list_asks_as_often_for_one_as_for_many(
    session: Session, pair: AskingPair, sign_in: SignIn, connection: Connection
) -> None:
    client = sign_in(pair.asking_person)
    counts = []
    for number in (1, 4):
        for _ in range(number):
            make_introduction(session, replace(pair, asked=make_asking_pair(session).asked))
        session.commit()
        client.get("/introductions")
        with counted_queries(connection) as statements:
            client.get("/introductions")
        counts.append(len(statements))
    assert counts[0] == counts[1]
