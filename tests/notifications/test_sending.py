"""Mails as a real SMTP server gets them: parts, headers, threads, invitations; and never two of the same."""

from __future__ import annotations

import email
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from typing import Any

import icalendar
import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker.introductions import meeting_service
from matchmaker.introductions.answering_service import accept_introduction
from matchmaker.introductions.brokering_service import release_introduction
from models import Introduction, IntroductionState, OutboxRow, Person
from models.columns import utc_now
from tests.factories import AskingPair, make_asking_pair, make_introduction
from tests.introductions.times import slots_ahead
from tests.processes import free_port


class Inbox:
    """What the server took, as programs of recipients read it."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        message = email.message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        return "250 OK"

    def to(self, person: Person) -> list[EmailMessage]:
        return [one for one in self.mails if one["To"] == person.email]


@pytest.fixture
def inbox(app: Flask) -> Iterator[Inbox]:
    """A real server that the application sends to."""
    inbox, port = Inbox(), free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    state = app.extensions["mailman"]
    before = (state.backend, state.server, state.port)
    state.backend, state.server, state.port = "smtp", "127.0.0.1", port
    try:
        yield inbox
    finally:
        state.backend, state.server, state.port = before
        controller.stop()


@pytest.fixture
def pair(session: Session) -> AskingPair:
    """A Berlin company asks a Tallinn one."""
    pair = make_asking_pair(session)
    pair.asking_person.time_zone = "Europe/Berlin"
    return pair


def sent(app: Flask, session: Session) -> None:
    session.commit()
    app.extensions["sweep"]()


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body(preferencelist=(kind,))
    assert part is not None
    return str(part.get_content())


def accepted(session: Session, pair: AskingPair) -> Introduction:
    return make_introduction(session, pair, IntroductionState.ACCEPTED)


def test_mail_has_text_and_html_and_a_way_to_get_no_more(
    app: Flask, session: Session, pair: AskingPair, inbox: Inbox
) -> None:
    make_introduction(session, pair, IntroductionState.RELEASED)
    sent(app, session)
    [message] = inbox.to(pair.asked_person)
    assert message["Subject"] == f"{pair.asking.name} asks to meet you"
    assert "Your enzymes may fit our cold wash." in text_of(message)
    assert "Your enzymes may fit our cold wash." in text_of(message, "html")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].strip().startswith("<http://localhost/mails/stop/")
    assert pair.asking_person.email not in message.as_string()


def test_mails_of_one_introduction_stand_together(
    app: Flask, session: Session, pair: AskingPair, inbox: Inbox
) -> None:
    introduction = make_introduction(session, pair, IntroductionState.REQUESTED)
    sent(app, session)
    release_introduction(session, introduction, actor=pair.manager)
    accept_introduction(session, introduction, actor=pair.asked_person)
    sent(app, session)
    roots = {one["References"] for one in inbox.mails}
    assert len(roots) == 1
    assert None not in roots
    assert {one["In-Reply-To"] for one in inbox.mails} == roots
    ids = [one["Message-ID"] for one in inbox.mails]
    assert len(set(ids)) == len(ids)


def test_question_that_was_answered_meanwhile_is_not_mailed(
    app: Flask, session: Session, pair: AskingPair, inbox: Inbox
) -> None:
    accepted(session, pair)
    sent(app, session)
    subjects = [one["Subject"] for one in inbox.to(pair.asked_person)]
    assert subjects == [f"You and {pair.asking.name} are introduced"]
    assert inbox.to(pair.manager) == []


def test_contacts_are_mailed_once_accepted(
    app: Flask, session: Session, pair: AskingPair, inbox: Inbox
) -> None:
    accepted(session, pair)
    sent(app, session)
    [to_asking] = inbox.to(pair.asking_person)
    assert f"{pair.asked_person.name} · {pair.asked_person.email}" in text_of(to_asking)


def fixed(app: Flask, session: Session, pair: AskingPair) -> Introduction:
    introduction = accepted(session, pair)
    meeting = meeting_service.propose_meeting(
        session, introduction, actor=pair.asking_person, slots=slots_ahead(2), minutes=20
    )
    meeting_service.choose_slot(session, introduction, meeting.slots[0], actor=pair.asked_person)
    sent(app, session)
    return introduction


def invitation_in(message: EmailMessage) -> tuple[str, Any]:
    """The method of the mail's calendar part and the event in it; its file must say the same."""
    [part] = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    [file] = [one for one in message.iter_attachments() if one.get_filename() == "meeting.ics"]
    calendar: Any = icalendar.Calendar.from_ical(str(part.get_content()))
    assert icalendar.Calendar.from_ical(bytes(file.get_content())) == calendar
    [event] = calendar.events
    method = part.get_param("method")
    assert calendar["METHOD"] == method
    return str(method), event


def test_fixed_meeting_invites_both_by_their_clocks(
    app: Flask, session: Session, pair: AskingPair, inbox: Inbox
) -> None:
    fixed(app, session, pair)
    events = {}
    for person in (pair.asking_person, pair.asked_person):
        message = inbox.to(person)[-1]
        assert message["Subject"].startswith("Meeting with ")
        method, events[person.id] = invitation_in(message)
        assert method == "REQUEST"
    mine, theirs = events[pair.asking_person.id], events[pair.asked_person.id]
    assert mine["UID"] == theirs["UID"]
    assert mine.start == theirs.start
    assert (str(mine.start.tzinfo), str(theirs.start.tzinfo)) == ("Europe/Berlin", "Europe/Tallinn")
    assert "in Tallinn" in text_of(inbox.to(pair.asking_person)[-1])
    assert "in Berlin" in text_of(inbox.to(pair.asking_person)[-1])


def test_cancelled_meeting_is_taken_out_of_calendars(
    app: Flask, session: Session, pair: AskingPair, inbox: Inbox
) -> None:
    introduction = fixed(app, session, pair)
    _method, before = invitation_in(inbox.to(pair.asked_person)[-1])
    [meeting] = introduction.meetings
    meeting_service.cancel_meeting(session, introduction, meeting, actor=pair.asking_person)
    sent(app, session)
    method, event = invitation_in(inbox.to(pair.asked_person)[-1])
    assert (method, event["STATUS"], event["UID"]) == ("CANCEL", "CANCELLED", before["UID"])
    assert event["SEQUENCE"] > before["SEQUENCE"]


def test_mail_that_is_tried_again_is_known_as_the_same(
    app: Flask, session: Session, pair: AskingPair, inbox: Inbox
) -> None:
    make_introduction(session, pair, IntroductionState.RELEASED)
    sent(app, session)
    row = session.query(OutboxRow).filter_by(kind="mail.deliver").order_by(OutboxRow.id.desc()).first()
    assert row is not None
    row.done_at, row.due_at = None, utc_now()
    sent(app, session)
    first, second = inbox.to(pair.asked_person)
    assert first["Message-ID"] == second["Message-ID"]


def test_mail_is_in_the_language_of_its_recipient(
    app: Flask, session: Session, pair: AskingPair, inbox: Inbox
) -> None:
    pair.asked_person.locale = "de"
    make_introduction(session, pair, IntroductionState.RELEASED)
    sent(app, session)
    [message] = inbox.to(pair.asked_person)
    assert 'lang="de"' in text_of(message, "html")


def test_sender_of_mail_is_the_service(app: Flask, inbox: Inbox, session: Session, pair: AskingPair) -> None:
    make_introduction(session, pair)
    sent(app, session)
    [message] = inbox.to(pair.manager)
    assert message["From"] == "Matchmaker <matchmaker@matchmaker.example>"
    assert message["Auto-Submitted"] == "auto-generated"
