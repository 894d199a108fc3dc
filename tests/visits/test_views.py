"""Pages of visits, clicked as people would: the forms found in the page, filled in and sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from matchmaker.agreements.house_days import Stay
from matchmaker.visits import arriving_service, service
from matchmaker.visits.asking import Wish
from models import Amenity, Person, Visit, VisitState
from models.columns import utc_now
from tests.factories import make_person
from tests.forms_in_pages import form_in, press
from tests.query_counter import counted_queries
from tests.visits.roaming import NOWHERE, Roaming, asked, make_roaming, make_visitor, monday

SignIn = Callable[[Person], FlaskClient]
S = VisitState


@pytest.fixture
def roaming(session: Session) -> Roaming:
    made = make_roaming(session, country=NOWHERE)
    session.commit()
    return made


@pytest.fixture
def at_once(session: Session) -> Roaming:
    made = make_roaming(session, country=NOWHERE, at_once=True)
    session.commit()
    return made


def ask_url(roaming: Roaming) -> str:
    return f"/places/{roaming.venue.slug}/visit"


def url_of(visit: Visit, what: str = "") -> str:
    return f"/visits/{visit.token}" + (f"/{what}" if what else "")


def only(session: Session) -> Visit:
    """The one visit there is."""
    session.expire_all()
    return session.scalars(select(Visit)).one()


def days(first: date, last: date) -> dict[str, str]:
    return {"first": first.isoformat(), "last": last.isoformat()}


def test_standing_is_shown_before_the_request_is_sent(
    session: Session, sign_in: SignIn, roaming: Roaming
) -> None:
    client = sign_in(roaming.visitor_person)
    first = monday()
    page = client.get(f"{ask_url(roaming)}?first={first}&last={first + timedelta(days=11)}")
    text = page.get_data(as_text=True)
    assert "The host decides" in text
    assert "10 working days, of which 5 are free of charge" in text
    assert "Clause 4 of the agreement." in text
    form = form_in(page, ask_url(roaming))
    looked = form.sent(
        client, {**days(first, first + timedelta(days=4)), "purpose": "Meet growers"}, intent="look"
    )
    assert "Within the terms" in looked.get_data(as_text=True)
    assert session.scalars(select(Visit)).all() == []


def test_request_is_sent_and_answered(session: Session, sign_in: SignIn, roaming: Roaming) -> None:
    client, host = sign_in(roaming.visitor_person), sign_in(roaming.host_person)
    first = monday()
    form = form_in(client.get(ask_url(roaming)), ask_url(roaming))
    sent = {**days(first, first + timedelta(days=4)), "people": "2", "purpose": "Meet growers"}
    refused = form.sent(client, {**sent, "purpose": " "}, intent="send")
    assert refused.status_code == 422
    answer = form_in(refused, ask_url(roaming)).sent(client, sent, intent="send")
    visit = only(session)
    assert answer.headers["Location"] == url_of(visit)
    assert (visit.state, visit.party_size, visit.purpose) == (S.REQUESTED, 2, "Meet growers")
    assert "Sent to" in client.get(url_of(visit)).get_data(as_text=True)

    assert press(host, "/visits/today", url_of(visit, "accept")).headers["Location"] == "/visits/today"
    assert only(session).state is S.ACCEPTED
    page = client.get(url_of(visit)).get_data(as_text=True)
    code = str(visit.arrival_code)
    assert f"{code[:3]}-{code[3:]}" in page
    assert code[:3] not in host.get(url_of(visit)).get_data(as_text=True)


def test_desk_is_booked_at_once_and_two_in_a_hurry_get_one_no(
    session: Session, sign_in: SignIn, at_once: Roaming
) -> None:
    client = sign_in(at_once.visitor_person)
    other, person = make_visitor(session, at_once.cluster)
    session.commit()
    slower = sign_in(person)
    first = monday()
    sent = {**days(first, first), "people": "2", "purpose": "Meet growers"}
    mine, theirs = (
        form_in(one.get(f"{ask_url(at_once)}?first={first}&last={first}"), ask_url(at_once))
        for one in (client, slower)
    )
    assert mine.sent(client, sent, intent="send").status_code == 303
    no = theirs.sent(slower, sent, intent="send")
    assert no.status_code == 409
    assert "There is no room for so many people" in no.get_data(as_text=True)
    assert only(session).organisation_id != other.id

    # The way out is one button further.
    waiting = form_in(no, ask_url(at_once)).sent(slower, sent, intent="queue")
    assert waiting.status_code == 303
    page = slower.get(waiting.headers["Location"]).get_data(as_text=True)
    assert "Next in line." in page


def test_host_declines_and_the_visitor_reads_why(session: Session, sign_in: SignIn, roaming: Roaming) -> None:
    visit, host = asked(session, roaming), sign_in(roaming.host_person)
    form = form_in(host.get(url_of(visit)), url_of(visit, "decline"))
    assert form.sent(host).status_code == 422
    form.sent(host, {"reason": "closed", "words": "Inventory week"})
    page = sign_in(roaming.visitor_person).get(url_of(visit)).get_data(as_text=True)
    assert "They are closed on these days. Inventory week." in page


def test_other_dates_go_to_and_fro_on_one_page(session: Session, sign_in: SignIn, roaming: Roaming) -> None:
    visit = asked(session, roaming)
    host, client = sign_in(roaming.host_person), sign_in(roaming.visitor_person)
    later = monday() + timedelta(days=7)
    form = form_in(host.get(url_of(visit)), url_of(visit, "dates"))
    backwards = form.sent(host, days(later, monday()))
    assert backwards.status_code == 422
    form.sent(host, {**days(later, later), "words": "Quieter then"})
    assert only(session).state is S.CHANGED
    assert press(client, url_of(visit), url_of(visit, "agree")).status_code == 303
    assert (only(session).state, only(session).starts_on) == (S.ACCEPTED, later)
    # A page that is older than what happened decides nothing.
    assert form.sent(host, days(monday(), monday())).status_code == 409


def test_arrival_by_code_then_completion_and_feedback_of_both(
    session: Session, sign_in: SignIn, at_once: Roaming
) -> None:
    visit = asked(session, at_once)
    visit.starts_on = utc_now().date()
    session.commit()
    host, client = sign_in(at_once.host_person), sign_in(at_once.visitor_person)
    form = form_in(host.get("/visits/today"), "/visits/today/arrive")
    wrong = form.sent(host, {"code": "AAA-AAA"})
    assert wrong.status_code == 422
    assert "No visit of today has this code" in wrong.get_data(as_text=True)
    form_in(wrong, "/visits/today/arrive").sent(host, {"code": str(visit.arrival_code).lower()})
    assert only(session).state is S.ARRIVED
    press(host, "/visits/today", url_of(visit, "complete"))
    assert only(session).state is S.COMPLETED
    for one in (host, client):
        answer = form_in(one.get(url_of(visit)), url_of(visit, "feedback")).sent(
            one, {"rating": "5", "text": "Gladly again"}
        )
        assert answer.status_code == 303
    assert "Both sides have said how it was." in client.get(url_of(visit)).get_data(as_text=True)
    assert len(only(session).feedback) == 2


def test_strangers_see_nothing_and_managers_of_the_visitor_look_on(
    session: Session, sign_in: SignIn, roaming: Roaming
) -> None:
    visit = asked(session, roaming)
    stranger = make_person(session)
    session.commit()
    assert sign_in(stranger).get(url_of(visit)).status_code == 403
    manager = sign_in(roaming.manager).get(url_of(visit))
    assert manager.status_code == 200
    assert "Accept and book" not in manager.get_data(as_text=True)
    assert sign_in(roaming.visitor_person).post(url_of(visit, "accept")).status_code in (400, 403)


def test_sheet_and_badges_name_the_party(session: Session, sign_in: SignIn) -> None:
    badged = make_roaming(session, country=NOWHERE, at_once=True, amenities=[Amenity.VISITOR_BADGE.value])
    session.commit()
    visit = asked(session, badged, people=2, names=["Anu Saar", "Rein Org"])
    host = sign_in(badged.host_person)
    sheet = host.get(f"/visits/sheet?day={visit.starts_on}").get_data(as_text=True)
    assert "Anu Saar, Rein Org" in sheet
    badges = host.get(url_of(visit, "badge")).get_data(as_text=True)
    assert badges.count("mm-badge__name") == 2
    assert sign_in(badged.visitor_person).get(url_of(visit, "badge")).status_code == 403


def test_calendar_file_is_for_confirmed_visits(session: Session, sign_in: SignIn, roaming: Roaming) -> None:
    visit, client = asked(session, roaming), sign_in(roaming.visitor_person)
    assert client.get(url_of(visit, "visit.ics")).status_code == 404
    service.accept_visit(session, visit, actor=roaming.host_person)
    session.commit()
    file = client.get(url_of(visit, "visit.ics")).get_data(as_text=True)
    assert f"UID:{visit.uid}" in file
    assert f"DTSTART;TZID=Europe/Tallinn:{visit.starts_on:%Y%m%d}T090000" in file


def test_free_places_of_one_and_of_all(session: Session, client: FlaskClient, at_once: Roaming) -> None:
    asked(session, at_once, people=2)
    page = client.get(f"/places/{at_once.venue.slug}/free").get_data(as_text=True)
    assert page.count("mm-free__day--full") == 5 + 1  # the legend shows one, too
    everything = client.get("/free-places").get_data(as_text=True)
    assert everything.count('class="f-full"') == 5


def test_pages_ask_the_same_of_the_database_however_much_they_show(
    session: Session, sign_in: SignIn, connection: Connection, at_once: Roaming
) -> None:
    host, visitor = sign_in(at_once.host_person), sign_in(at_once.visitor_person)

    def counts() -> list[int]:
        found = []
        for client, address in (
            (visitor, "/visits"),
            (host, "/visits/today"),
            (host, f"/visits/sheet?day={monday()}"),
            (visitor, "/free-places"),
        ):
            with counted_queries(connection) as statements:
                assert client.get(address).status_code == 200
            found.append(len(statements))
        return found

    at_once.desks.capacity = 40
    session.commit()

    def more(number: int) -> None:
        at = monday() + timedelta(days=7 * number)
        asked(session, at_once, Stay(at, at))
        other, person = make_visitor(session, at_once.cluster)
        for space, day in ((at_once.desks, monday()), (at_once.room, at)):
            wish = Wish(spaces=[space], stay=Stay(day, day))
            service.request_visit(session, other, wish, actor=person)
        make_roaming(session, country=NOWHERE)
        session.commit()

    more(1)
    counts()
    few = counts()
    for number in range(2, 9):
        more(number)
    assert counts() == few


def test_no_show_from_the_list_of_the_day(session: Session, sign_in: SignIn, at_once: Roaming) -> None:
    visit = asked(session, at_once)
    visit.starts_on = utc_now().date()
    session.commit()
    press(sign_in(at_once.host_person), "/visits/today", url_of(visit, "no-show"))
    assert only(session).state is S.NO_SHOW


def test_day_past_without_arrival_is_asked_about(session: Session, sign_in: SignIn, at_once: Roaming) -> None:
    visit = asked(session, at_once)
    visit.starts_on = visit.ends_on = utc_now().date() - timedelta(days=2)
    session.commit()
    host = sign_in(at_once.host_person)
    assert "Did they come?" in host.get("/visits/today").get_data(as_text=True)
    press(host, "/visits/today", url_of(visit, "arrive"))
    assert only(session).state is S.ARRIVED
    arriving_service.complete_visit(session, visit, actor=at_once.host_person)
