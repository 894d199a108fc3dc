"""Pages of calls, clicked through by their own forms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from matchmaker.permissions import CALL_OWNER_KINDS
from models import Call, CallKind, Organisation, OrganisationKind, Person, PublicationState
from models.columns import utc_now
from tests.factories import make_call, make_organisation, make_person, make_secretariat
from tests.forms_in_pages import form_in, press
from tests.query_counter import counted_queries

SignIn = Callable[[Person], FlaskClient]
TYPED = {
    "title": "Remote monitoring of heart patients",
    "identifier": "PILOT-1",
    "text": "We look for **devices**.",
    "deadlines-0": "2027-06-30T17:00",
    "deadlines-1": "2027-01-15T17:00",
    "minimum_entities": "3",
    "countries": ["EE", "LV"],
}


def in_days(days: int) -> datetime:
    return utc_now() + timedelta(days=days)


@pytest.fixture
def hospital(session: Session) -> Organisation:
    return make_organisation(
        session, owner=make_person(session), name="Clinic", kind=OrganisationKind.HEALTHCARE
    )


@pytest.fixture
def client(session: Session, hospital: Organisation, sign_in: SignIn) -> FlaskClient:
    """A client of somebody of the hospital."""
    session.commit()
    return sign_in(hospital.memberships[0].person)


def the_call(session: Session) -> Call:
    session.expire_all()
    return session.scalars(select(Call)).one()


def test_new_publishes_with_deadlines_in_brussels_time(session: Session, client: FlaskClient) -> None:
    form = form_in(client.get("/calls/new"), "/calls/new")
    answer = form.sent(client, TYPED, intent="publish")
    call = the_call(session)
    assert (answer.status_code, call.state) == (303, PublicationState.PUBLISHED)
    assert [deadline.at for deadline in call.deadlines] == [
        datetime(2027, 1, 15, 16, tzinfo=UTC),
        datetime(2027, 6, 30, 15, tzinfo=UTC),
    ]
    assert call.conditions == {"minimum_entities": 3}
    page = client.get(answer.location).get_data(as_text=True)
    assert "30 Jun 2027, 17:00 Brussels time" in page
    assert "At least 3 organisations" in page


def test_edit_gives_back_what_was_saved_and_saving_it_changes_nothing(
    session: Session, hospital: Organisation, client: FlaskClient
) -> None:
    at = [in_days(days).replace(second=0, microsecond=0) for days in range(1, 9)]
    call = make_call(
        session,
        hospital,
        at,
        conditions={"minimum_entities": 3, "minimum_countries": 2, "required_countries": ["EE"]},
        who_may_apply=["company"],
        budget_max=250000,
    )
    session.commit()
    address = f"/calls/{call.id}/edit"
    assert form_in(client.get(address), address).sent(client).status_code == 303
    saved = the_call(session)
    assert [deadline.at for deadline in saved.deadlines] == at
    assert saved.conditions == {
        "minimum_entities": 3,
        "minimum_countries": 2,
        "required_countries": ["EE"],
    }
    assert (saved.who_may_apply, saved.budget_max) == (["company"], Decimal(250000))


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("identifier", "", "Give it an identifier"),
        ("text", "", "Describe what is called for"),
        ("text", "x" * 20001, "At most 20000 characters; these are 20001."),
        ("opens_on", "2027-02-01", "A deadline lies before the day the call opens."),
        ("minimum_entities", "0", "Write a number from 1 to 99"),
        ("minimum_countries", "4", "more countries than it has organisations"),
        ("external_url", "javascript:alert(1)", "Write the whole web address"),
        ("budget_min", "-5", "Write the amount in euros with digits only"),
    ],
)
def test_new_refuses_at_the_field_and_keeps_what_was_typed(
    session: Session, client: FlaskClient, field: str, typed: str, sentence: str
) -> None:
    form = form_in(client.get("/calls/new"), "/calls/new")
    answer = form.sent(client, {**TYPED, field: typed}, intent="publish")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in page
    assert form_in(page, "/calls/new").values[field] == [typed]
    assert session.scalars(select(Call)).all() == []


@pytest.mark.parametrize("kind", OrganisationKind)
def test_new_is_open_to_the_kinds_that_run_calls(
    session: Session, sign_in: SignIn, kind: OrganisationKind
) -> None:
    person = make_person(session)
    make_organisation(session, owner=person, kind=kind)
    session.commit()
    assert sign_in(person).get("/calls/new").status_code == (200 if kind in CALL_OWNER_KINDS else 403)


def test_new_is_open_to_the_secretariat_without_an_organisation(session: Session, sign_in: SignIn) -> None:
    person = make_secretariat(session)
    session.commit()
    client = sign_in(person)
    form = form_in(client.get("/calls/new"), "/calls/new")
    assert form.sent(client, TYPED).status_code == 303
    assert the_call(session).owner is None
    assert client.get("/calls/mine").status_code == 200


def test_save_in_a_second_tab_is_refused_and_keeps_the_text(
    session: Session, hospital: Organisation, client: FlaskClient
) -> None:
    call = make_call(session, hospital, [in_days(20)])
    session.commit()
    address = f"/calls/{call.id}/edit"
    one, two = (form_in(client.get(address), address) for _tab in range(2))
    assert one.sent(client, {"deadlines-1": "2027-06-30T17:00"}).status_code == 303
    refused = two.sent(client, {"title": "Typed in the second tab"})
    assert refused.status_code == 409
    assert form_in(refused, address).values["title"] == ["Typed in the second tab"]


def test_strangers_see_published_calls_and_change_none(session: Session, client: FlaskClient) -> None:
    shown, draft = make_call(session), make_call(session, state=PublicationState.DRAFT)
    hidden = make_call(session, make_organisation(session, hidden=True))
    session.commit()
    answers = [client.get(f"/calls/{call.id}").status_code for call in (shown, draft, hidden)]
    assert answers == [200, 404, 404]
    assert client.get(f"/calls/{shown.id}/edit").status_code == 403


def test_buttons_publish_withdraw_and_delete(
    session: Session, hospital: Organisation, client: FlaskClient
) -> None:
    call = make_call(session, hospital, state=PublicationState.DRAFT)
    session.commit()
    address = f"/calls/{call.id}"
    for verb, state in (("publish", PublicationState.PUBLISHED), ("withdraw", PublicationState.WITHDRAWN)):
        assert press(client, address, f"{address}/{verb}").status_code == 303
        assert the_call(session).state is state
    draft = make_call(session, hospital, [in_days(3)], state=PublicationState.DRAFT)
    session.commit()
    assert press(client, f"/calls/{draft.id}", f"/calls/{draft.id}/delete").location == "/calls/mine"


def test_a_script_and_a_false_link_do_nothing(session: Session, client: FlaskClient) -> None:
    call = make_call(session, text="<script>alert(1)</script>", external_url="javascript:alert(1)")
    session.commit()
    page = client.get(f"/calls/{call.id}").get_data(as_text=True)
    assert ("<script>alert" in page, "javascript:" in page) == (False, False)


def test_browse_tabs_hold_open_forthcoming_and_closed(session: Session, client: FlaskClient) -> None:
    make_call(session, None, [in_days(-30), in_days(30)], title="Later deadline")
    make_call(session, None, [in_days(5)], title="Near deadline")
    make_call(session, title="No deadline at all")
    make_call(session, opens_on=in_days(9).date(), title="Opens soon")
    make_call(session, None, [in_days(-1)], title="Gone by")
    session.commit()
    titles = ("Near deadline", "Later deadline", "No deadline at all", "Opens soon", "Gone by")

    def shown(query: str) -> list[str]:
        page = client.get(f"/calls?{query}").get_data(as_text=True)
        return sorted((title for title in titles if title in page), key=page.index)

    assert shown("") == ["Near deadline", "Later deadline", "No deadline at all"]
    assert shown("phase=forthcoming") == ["Opens soon"]
    assert shown("phase=closed") == ["Gone by"]
    assert shown("within=14") == ["Near deadline"]


def test_browse_filters_by_kind_country_and_words(session: Session, client: FlaskClient) -> None:
    make_call(session, title="Needle", kind=CallKind.PILOT, countries=["EE"])
    make_call(session, title="Straw", countries=["FI"])
    session.commit()
    for query in ("kind=pilot", "country=EE", "q=needle", "q=NEED&kind=pilot"):
        page = client.get(f"/calls?{query}").get_data(as_text=True)
        assert ("Needle" in page, "Straw" in page) == (True, False), query
    assert "No call fits these filters" in client.get("/calls?q=100%25").get_data(as_text=True)


def test_lists_ask_the_same_number_of_queries_for_one_and_for_many(
    session: Session, connection: Connection, hospital: Organisation, client: FlaskClient
) -> None:
    counts = []
    for number in (1, 29):
        for _one in range(number):
            make_call(session, make_organisation(session), [in_days(3), in_days(4)])
            make_call(session, hospital, [in_days(3), in_days(4)])
        session.commit()
        for address in ("/calls", "/calls/mine"):
            with counted_queries(connection) as statements:
                assert client.get(address).status_code == 200
            counts.append(len(statements))
    assert counts[:2] == counts[2:]
