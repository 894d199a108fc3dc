"""Arriving by QR: a picture for the two sides, and a page whose button notes the arrival."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from xml.etree import ElementTree

import pytest
import segno
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from matchmaker.visits import service
from matchmaker.visits.arrival_code import arrival_svg
from models import Person, Visit, VisitState
from models.columns import utc_now
from tests.factories import make_person
from tests.forms_in_pages import form_in
from tests.visits.roaming import NOWHERE, Roaming, asked, make_roaming

SignIn = Callable[[Person], FlaskClient]
S = VisitState


@pytest.fixture
def at_once(session: Session) -> Roaming:
    made = make_roaming(session, country=NOWHERE, at_once=True)
    session.commit()
    return made


@pytest.fixture
def visit(session: Session, at_once: Roaming) -> Visit:
    """A confirmed visit that begins today."""
    visit = asked(session, at_once)
    visit.starts_on = utc_now().date()
    session.commit()
    return visit


def state_of(session: Session, visit: Visit) -> VisitState:
    session.refresh(visit)
    return visit.state


def test_picture_is_plain_svg_of_the_address() -> None:
    address = "https://matchmaker.example/arrive/A3K7QF"
    drawn = arrival_svg(address)
    root = ElementTree.fromstring(drawn)
    side = segno.make_qr(address, error="m").symbol_size()[0]
    assert root.get("viewBox") == f"0 0 {side} {side}"
    paths = [element for element in root.iter() if element.tag.endswith("path")]
    assert [path.get("fill") or path.get("stroke") for path in paths] == ["#fff", "#000"]
    assert not {"style", "script"} & {element.tag.rpartition("}")[2] for element in root.iter()}
    assert b"style=" not in drawn
    assert drawn != arrival_svg(address.replace("QF", "QA"))


def test_picture_is_for_the_two_sides(
    session: Session, sign_in: SignIn, at_once: Roaming, visit: Visit
) -> None:
    stranger = make_person(session)
    session.commit()
    url = f"/visits/{visit.token}/code.svg"
    for person, status in (
        (at_once.visitor_person, 200),
        (at_once.host_person, 200),
        (at_once.manager, 403),
        (stranger, 403),
    ):
        assert sign_in(person).get(url).status_code == status
    answer = sign_in(at_once.visitor_person).get(url)
    assert answer.mimetype == "image/svg+xml"
    assert answer.get_data() == arrival_svg(f"http://localhost/arrive/{visit.arrival_code}")
    assert f'src="{url}"' in sign_in(at_once.visitor_person).get(f"/visits/{visit.token}").text
    assert f'src="{url}"' in sign_in(at_once.host_person).get(f"/visits/{visit.token}/badge").text


def test_picture_goes_with_the_visit(session: Session, sign_in: SignIn, at_once: Roaming) -> None:
    visit = asked(session, at_once)
    service.cancel_visit(session, visit, actor=at_once.visitor_person)
    session.commit()
    client = sign_in(at_once.visitor_person)
    assert client.get(f"/visits/{visit.token}/code.svg").status_code == 404


def test_code_opens_a_page_whose_button_notes_the_arrival(
    session: Session, sign_in: SignIn, at_once: Roaming, visit: Visit
) -> None:
    host = sign_in(at_once.host_person)
    code = str(visit.arrival_code)
    for typed in (code, f"{code[:3]}-{code[3:]}".lower()):
        page = host.get(f"/arrive/{typed}")
        assert page.status_code == 200
        assert host.head(f"/arrive/{typed}").status_code == 200
        assert at_once.visitor.name in page.text
    assert state_of(session, visit) is S.ACCEPTED
    button = form_in(page, f"/visits/{visit.token}/arrive")
    assert button.sent(host).headers["Location"] == f"/visits/{visit.token}"
    assert state_of(session, visit) is S.ARRIVED
    again = host.get(f"/arrive/{code}")
    assert "The visitors have arrived already." in again.text
    with pytest.raises(LookupError):
        form_in(again, f"/visits/{visit.token}/arrive")


def test_code_tells_people_of_other_hosts_nothing(
    session: Session, sign_in: SignIn, at_once: Roaming, visit: Visit
) -> None:
    other = make_roaming(session, country=NOWHERE)
    session.commit()
    stranger_host = sign_in(other.host_person).get(f"/arrive/{visit.arrival_code}")
    assert stranger_host.status_code == 404
    assert "No visit of today has this code" in stranger_host.text
    assert at_once.visitor.name not in stranger_host.text


def test_code_says_when_it_is_too_early(
    session: Session, sign_in: SignIn, at_once: Roaming, visit: Visit
) -> None:
    visit.starts_on = utc_now().date() + timedelta(days=3)
    session.commit()
    page = sign_in(at_once.host_person).get(f"/arrive/{visit.arrival_code}")
    assert f"from the first day of the visit on: {visit.starts_on}" in page.text
    with pytest.raises(LookupError):
        form_in(page, f"/visits/{visit.token}/arrive")


def test_visitor_who_tries_the_own_code_is_led_to_the_visit(
    sign_in: SignIn, at_once: Roaming, visit: Visit, client: FlaskClient
) -> None:
    answer = sign_in(at_once.visitor_person).get(f"/arrive/{visit.arrival_code}")
    assert answer.headers["Location"] == f"/visits/{visit.token}"
    assert "/login" in client.get(f"/arrive/{visit.arrival_code}").headers["Location"]
