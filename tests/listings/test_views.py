"""Pages of needs and offers, clicked through by their own forms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from models import Direction, Listing, Organisation, Person, PublicationState
from models.columns import utc_now
from tests.factories import (
    make_cluster,
    make_cluster_membership,
    make_listing,
    make_organisation,
    make_person,
)
from tests.forms_in_pages import form_in, press
from tests.query_counter import counted_queries

SignIn = Callable[[Person], FlaskClient]
TYPED = {
    "direction": "need",
    "title": "Enzymes for cold washing",
    "summary": "We look for enzymes.",
    "description": "Active at **12 °C**.",
    "keywords": "enzymes, washing",
}


@pytest.fixture
def owner(session: Session) -> Person:
    person = make_person(session)
    session.commit()
    return person


@pytest.fixture
def company(session: Session, owner: Person) -> Organisation:
    organisation = make_organisation(session, owner=owner, name="Kuldkala")
    session.commit()
    return organisation


@pytest.fixture
def owned(owner: Person, company: Organisation, sign_in: SignIn) -> FlaskClient:
    """A client of somebody who owns a company."""
    return sign_in(owner)


def the_listing(session: Session) -> Listing:
    session.expire_all()
    return session.scalars(select(Listing)).one()


# writing


def test_new_saves_a_draft_with_a_title_alone(
    session: Session, owner: Person, company: Organisation, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    form = form_in(client.get("/listings/new?direction=offer"), "/listings/new")
    answer = form.sent(client, {"title": "Enzymes"})
    listing = the_listing(session)
    assert (answer.status_code, answer.location) == (303, f"/listings/{listing.id}")
    assert (listing.state, listing.direction) == (PublicationState.DRAFT, Direction.OFFER)


def test_new_publishes_in_one_go(
    session: Session, owner: Person, company: Organisation, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    form = form_in(client.get("/listings/new"), "/listings/new")
    answer = form.sent(client, TYPED, intent="publish")
    listing = the_listing(session)
    assert answer.status_code == 303
    assert listing.state is PublicationState.PUBLISHED
    assert listing.keywords == ["enzymes", "washing"]
    assert "<strong>12 °C</strong>" in client.get(answer.location).get_data(as_text=True)


def test_new_refuses_to_publish_what_is_incomplete_and_keeps_the_text(
    session: Session, owner: Person, company: Organisation, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    form = form_in(client.get("/listings/new"), "/listings/new")
    answer = form.sent(client, {**TYPED, "summary": ""}, intent="publish")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Say in a few sentences what it is about." in page
    assert form_in(page, "/listings/new").values["description"] == ["Active at **12 °C**."]
    assert session.scalars(select(Listing)).all() == []


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("title", "x" * 257, "At most 256 characters; these are 257."),
        ("summary", "x" * 501, "At most 500 characters; these are 501."),
        ("description", "x" * 4001, "At most 4000 characters; these are 4001."),
        ("keywords", "a,b,c,d,e,f", "At most 5 keywords; these are 6."),
        ("title", "", "Give it a title."),
    ],
)
def test_new_refuses_what_is_over_a_limit_and_keeps_it(
    session: Session, owned: FlaskClient, field: str, typed: str, sentence: str
) -> None:
    client = owned
    form = form_in(client.get("/listings/new"), "/listings/new")
    answer = form.sent(client, {**TYPED, field: typed})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in page
    assert form_in(page, "/listings/new").values[field] == [typed.replace(",", ", ")]
    assert session.scalars(select(Listing)).all() == []


def test_new_takes_a_text_at_its_limit_whatever_its_line_ends(
    session: Session, owner: Person, company: Organisation, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    form = form_in(client.get("/listings/new"), "/listings/new")
    text = "\r\n".join(["x" * 99] * 40)
    assert form.sent(client, {**TYPED, "description": text}).status_code == 303
    assert len(the_listing(session).description) == 3999


def test_new_leads_to_an_organisation_where_there_is_none(owner: Person, sign_in: SignIn) -> None:
    answer = sign_in(owner).get("/listings/new")
    assert (answer.status_code, answer.location) == (303, "/organisations/new")


def test_a_script_in_a_text_is_shown_as_typed(client: FlaskClient, session: Session) -> None:
    listing = make_listing(
        session,
        title="<script>alert(1)</script>",
        description="<script>alert(2)</script> [x](javascript:alert(3)) <b onclick='a()'>b</b>",
    )
    session.commit()
    page = client.get(f"/listings/{listing.id}").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(2)" in page
    assert 'href="javascript' not in page
    assert "<b onclick" not in page


# two tabs


def test_save_in_a_second_tab_keeps_both_texts(
    session: Session, owner: Person, company: Organisation, sign_in: SignIn
) -> None:
    listing = make_listing(session, company, title="First text")
    session.commit()
    client, address = sign_in(owner), f"/listings/{listing.id}/edit"
    one, two = (form_in(client.get(address), address) for _tab in range(2))
    assert one.sent(client, {"title": "Text of the first tab"}).status_code == 303
    refused = two.sent(client, {"title": "Text of the second tab"})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 409
    assert "Somebody changed this while you were writing." in page
    assert the_listing(session).title == "Text of the first tab"
    again = form_in(page, address)
    assert again.values["title"] == ["Text of the second tab"]
    assert again.sent(client).status_code == 303
    assert the_listing(session).title == "Text of the second tab"


@pytest.mark.parametrize("noted", [True, False])
def test_save_of_what_expired_while_open_keeps_the_text_and_can_renew(
    session: Session, owner: Person, company: Organisation, sign_in: SignIn, noted: bool
) -> None:
    listing = make_listing(session, company)
    session.commit()
    client, address = sign_in(owner), f"/listings/{listing.id}/edit"
    form = form_in(client.get(address), address)
    listing.valid_until = utc_now().date() - timedelta(days=1)
    if noted:
        listing.state = PublicationState.EXPIRED
    session.commit()
    refused = form.sent(client, {"title": "Typed meanwhile"})
    page = refused.get_data(as_text=True)
    assert refused.status_code == 409
    assert "This expired while you were writing." in page
    assert form_in(page, address).sent(client, intent="publish").status_code == 303
    saved = the_listing(session)
    assert saved.title == "Typed meanwhile"
    assert saved.state is PublicationState.PUBLISHED
    assert saved.valid_until == utc_now().date() + timedelta(days=365)


def test_withdrawn_in_another_tab_can_not_be_renewed(
    session: Session, owner: Person, company: Organisation, sign_in: SignIn
) -> None:
    listing = make_listing(session, company)
    session.commit()
    client, address = sign_in(owner), f"/listings/{listing.id}"
    renew = form_in(client.get(address), f"{address}/renew")
    assert press(client, address, f"{address}/withdraw").status_code == 303
    answer = renew.sent(client)
    assert answer.status_code == 409
    assert "Publish it first." in answer.get_data(as_text=True)


# one click


@pytest.mark.parametrize(
    ("values", "verb", "state"),
    [
        ({"state": PublicationState.DRAFT}, "publish", PublicationState.PUBLISHED),
        ({"state": PublicationState.EXPIRED}, "renew", PublicationState.PUBLISHED),
        ({}, "withdraw", PublicationState.WITHDRAWN),
        ({"asked_at": utc_now()}, "confirm", PublicationState.PUBLISHED),
    ],
)
def test_buttons_of_the_page_do_what_they_say(
    session: Session, owned: FlaskClient, values: dict[str, object], verb: str, state: PublicationState
) -> None:
    listing = make_listing(session, session.scalars(select(Organisation)).one(), **values)
    session.commit()
    address = f"/listings/{listing.id}"
    assert press(owned, address, f"{address}/{verb}").status_code == 303
    saved = the_listing(session)
    assert (saved.state, saved.asked_at) == (state, None)


def test_delete_takes_a_draft(
    session: Session, owner: Person, company: Organisation, sign_in: SignIn
) -> None:
    listing = make_listing(session, company, state=PublicationState.DRAFT)
    session.commit()
    address = f"/listings/{listing.id}"
    assert press(sign_in(owner), address, f"{address}/delete").location == "/listings"
    assert session.scalars(select(Listing)).all() == []


# who may see and change


def test_pages_of_drafts_expired_and_hidden_are_not_there_for_others(
    client: FlaskClient, session: Session
) -> None:
    hidden = make_organisation(session, hidden=True)
    kept_back = [
        make_listing(session, state=PublicationState.DRAFT),
        make_listing(session, state=PublicationState.WITHDRAWN),
        make_listing(session, valid_until=utc_now().date() - timedelta(days=1)),
        make_listing(session, hidden),
    ]
    session.commit()
    assert [client.get(f"/listings/{listing.id}").status_code for listing in kept_back] == [404] * 4


def test_cluster_manager_sees_and_changes_what_members_wrote(session: Session, sign_in: SignIn) -> None:
    manager, member = make_person(session), make_organisation(session)
    make_cluster_membership(session, member, make_cluster(session, manager=manager))
    listing = make_listing(session, member, state=PublicationState.DRAFT)
    session.commit()
    client = sign_in(manager)
    assert client.get(f"/listings/{listing.id}").status_code == 200
    assert client.get(f"/listings/{listing.id}/edit").status_code == 200


def test_strangers_can_not_change_anything(session: Session, owner: Person, sign_in: SignIn) -> None:
    listing = make_listing(session)
    session.commit()
    client, address = sign_in(owner), f"/listings/{listing.id}"
    token = form_in(client.get("/account"), "/account").values["csrf_token"]
    answers = [client.get(f"{address}/edit").status_code] + [
        client.post(f"{address}/{verb}", data={"csrf_token": token}).status_code
        for verb in ("edit", "publish", "renew", "confirm", "withdraw", "delete")
    ]
    assert answers == [403] * 7


def test_nobody_signed_in_is_led_to_the_sign_in(client: FlaskClient, session: Session) -> None:
    listing = make_listing(session)
    session.commit()
    answers = [
        client.get(address) for address in ("/listings", "/listings/new", f"/listings/{listing.id}/edit")
    ]
    assert [(answer.status_code, "/login" in answer.location) for answer in answers] == [(302, True)] * 3


# lists


def test_browse_filters_by_direction_category_country_and_words(
    client: FlaskClient, session: Session
) -> None:
    finnish = make_organisation(session, country="FI")
    make_listing(session, finnish, title="Needle", keywords=["jää"], direction=Direction.OFFER)
    make_listing(session, title="Straw")
    session.commit()
    for query in ("direction=offer", "country=FI", "q=needle", "q=jää", "q=NEED", "direction=offer&q=needle"):
        page = client.get(f"/needs-and-offers?{query}").get_data(as_text=True)
        assert ("Needle" in page, "Straw" in page) == (True, False), query
    page = client.get("/needs-and-offers?category=finance&country=zz&page=nonsense").get_data(as_text=True)
    assert "Nothing fits these filters" in page


def test_lists_ask_the_same_number_of_queries_for_one_and_for_many(
    session: Session, connection: Connection, owner: Person, company: Organisation, sign_in: SignIn
) -> None:
    client, counts = sign_in(owner), []
    for number in (1, 29):
        for _one in range(number):
            make_listing(session, make_organisation(session))
            make_listing(session, company)
        session.commit()
        for address in ("/needs-and-offers", "/listings"):
            with counted_queries(connection) as statements:
                assert client.get(address).status_code == 200
            counts.append(len(statements))
    assert counts[:2] == counts[2:]


def test_check_says_what_is_missing_and_saves_nothing(
    session: Session, owner: Person, company: Organisation, sign_in: SignIn
) -> None:
    client = sign_in(owner)
    form = form_in(client.get("/listings/new"), "/listings/new")
    form.action = "/listings/check"
    page = form.sent(client, TYPED).get_data(as_text=True)
    assert "The stage of development is not stated." in page
    assert "There are no keywords yet." not in page
    assert session.scalars(select(Listing)).all() == []
