"""The conversation on a visit: both sides write, the other side gets it by mail, nobody else reads it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from matchmaker.visits import errors, rules, service
from matchmaker.visits.talking_service import say
from models import MailPace, MailPreference, Person, VisitDeclineReason, VisitMessage, VisitSide
from models.columns import utc_now
from tests.factories import make_person
from tests.forms_in_pages import form_in
from tests.query_counter import counted_queries
from tests.visits.roaming import NOW, Roaming, asked, log_of, mails, make_visit, make_visitor

SignIn = Callable[[Person], FlaskClient]


def said(session: Session) -> list[tuple[VisitSide, str]]:
    rows = session.execute(select(VisitMessage.side, VisitMessage.text).order_by(VisitMessage.id))
    return [(side, text) for side, text in rows]


def test_both_sides_write_and_the_other_one_is_told(session: Session, roaming: Roaming) -> None:
    visit = make_visit(session, roaming)
    version = visit.version
    say(session, visit, actor=roaming.visitor_person, text="  Is there a dark room? ", now=NOW)
    say(session, visit, actor=roaming.host_person, text="Yes, in the cellar.", now=NOW)
    assert said(session) == [
        (VisitSide.VISITOR, "Is there a dark room?"),
        (VisitSide.HOST, "Yes, in the cellar."),
    ]
    assert list(mails(session, visit))[-2:] == [
        ("visit_message", roaming.host_person.id),
        ("visit_message", roaming.visitor_person.id),
    ]
    assert log_of(session, visit)[-2:] == ["message_written", "message_written"]
    # What was mailed before, answers as before.
    assert visit.version == version


def test_two_messages_are_two_mails(session: Session, roaming: Roaming) -> None:
    visit = make_visit(session, roaming)
    for text in ("One", "Two"):
        say(session, visit, actor=roaming.visitor_person, text=text, now=NOW)
    assert [kind for kind, _to in mails(session, visit)].count("visit_message") == 2


def test_strangers_do_not_write(session: Session, roaming: Roaming) -> None:
    visit = make_visit(session, roaming)
    for actor in (make_person(session), roaming.manager, make_visitor(session, roaming.cluster)[1]):
        with pytest.raises(errors.NotYourMove):
            say(session, visit, actor=actor, text="Hello", now=NOW)
    assert said(session) == []


@pytest.mark.parametrize(
    ("text", "refusal"),
    [("  ", errors.NothingToSay), ("a" * (rules.LONGEST_SAYING + 1), errors.MessageTooLong)],
)
def test_empty_and_endless_messages_are_refused(
    session: Session, roaming: Roaming, text: str, refusal: type[Exception]
) -> None:
    visit = make_visit(session, roaming)
    with pytest.raises(refusal):
        say(session, visit, actor=roaming.host_person, text=text, now=NOW)


def test_a_side_writes_so_much_in_an_hour_and_then_waits(session: Session, roaming: Roaming) -> None:
    visit = make_visit(session, roaming)
    for number in range(rules.MOST_SAID):
        say(session, visit, actor=roaming.host_person, text=f"Number {number}", now=NOW)
    with pytest.raises(errors.TooManyMessages):
        say(session, visit, actor=roaming.host_person, text="One more", now=NOW)
    say(session, visit, actor=roaming.visitor_person, text="The other side may", now=NOW)
    say(session, visit, actor=roaming.host_person, text="Later", now=NOW + rules.PACE_OVER)


def test_conversation_ends_with_a_visit_that_came_to_nothing(session: Session, roaming: Roaming) -> None:
    visit = make_visit(session, roaming)
    service.decline_visit(
        session,
        visit,
        actor=roaming.host_person,
        reason=VisitDeclineReason.FULL,
        now=NOW,
    )
    with pytest.raises(errors.TalkOver):
        say(session, visit, actor=roaming.visitor_person, text="And in March?", now=NOW)


def test_page_shows_the_conversation_to_the_two_sides_only(
    session: Session, sign_in: SignIn, roaming: Roaming
) -> None:
    visit = asked(session, roaming)
    url = f"/visits/{visit.token}"
    visitor, host = sign_in(roaming.visitor_person), sign_in(roaming.host_person)
    empty = form_in(visitor.get(url), f"{url}/say").sent(visitor, {"text": " "})
    assert empty.status_code == 422
    assert "Write something first." in empty.text
    sent = form_in(empty, f"{url}/say").sent(visitor, {"text": "Is <b>parking</b> free?"})
    assert sent.headers["Location"] == url
    page = host.get(url).text
    assert "Is &lt;b&gt;parking&lt;/b&gt; free?" in page
    assert roaming.visitor_person.name in page
    manager = sign_in(roaming.manager)
    seen = manager.get(url)
    assert seen.status_code == 200
    assert "parking" not in seen.text
    form = replace(form_in(seen, "/language"), action=f"{url}/say")
    assert form.sent(manager, {"text": "Me too"}).status_code == 403
    assert said(session) == [(VisitSide.VISITOR, "Is <b>parking</b> free?")]


def where_it_is_night() -> str:
    """A zone in which it is past two now, hours before any daily mail leaves."""
    east_by = (2 - utc_now().hour) % 24
    east_by -= 24 if east_by > 14 else 0
    # Names of these zones count westwards.
    return f"Etc/GMT{-east_by:+d}"


def test_message_waits_for_the_daily_mail_of_who_chose_it(
    app: Flask, session: Session, roaming: Roaming
) -> None:
    session.add(MailPreference(person_id=roaming.host_person.id, pace=MailPace.DAILY))
    roaming.host_person.time_zone = where_it_is_night()
    visit = asked(session, roaming)
    app.extensions["sweep"]()
    app.extensions["mailman"].outbox = []
    say(session, visit, actor=roaming.visitor_person, text="Is parking free?")
    session.commit()
    app.extensions["sweep"]()
    assert app.extensions["mailman"].outbox == []
    say(session, visit, actor=roaming.host_person, text="It is.")
    session.commit()
    app.extensions["sweep"]()
    [mail] = app.extensions["mailman"].outbox
    assert mail.to == [roaming.visitor_person.email]
    assert "It is." in mail.body


def test_page_asks_as_often_for_many_messages_as_for_one(
    session: Session, sign_in: SignIn, roaming: Roaming, connection: Connection
) -> None:
    visit = asked(session, roaming)
    client = sign_in(roaming.host_person)

    def count() -> int:
        with counted_queries(connection) as statements:
            assert client.get(f"/visits/{visit.token}").status_code == 200
        return len(statements)

    def talk(times: int) -> None:
        for number in range(times):
            for actor in (roaming.host_person, roaming.visitor_person):
                say(session, visit, actor=actor, text=f"Number {number}")
        session.commit()

    talk(1)
    one = count()
    talk(9)
    assert count() == one
