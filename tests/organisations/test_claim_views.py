"""Claims as pages: from the profile to the answer, and who may see and do what."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from matchmaker.organisations import claim_service
from matchmaker.organisations.claim_rules import MOST_WAITING
from models import (
    ClaimGround,
    ClaimState,
    Organisation,
    OrganisationClaim,
    Origin,
    Person,
    VerificationState,
)
from tests.factories import (
    make_claim,
    make_cluster,
    make_organisation,
    make_person,
    make_secretariat,
    make_unclaimed,
)
from tests.forms_in_pages import form_in
from tests.query_counter import counted_queries

SignIn = Callable[[Person], FlaskClient]
WORDS = {"job_title": "Director", "message": "The register names me."}


@pytest.fixture
def alfa(session: Session) -> Organisation:
    organisation = make_unclaimed(session, slug="alfa", name="Alfa", website="https://www.alfa.example")
    session.commit()
    return organisation


@pytest.fixture
def claimant(session: Session) -> Person:
    person = make_person(session, name="Maarja", email="maarja@alfa.example")
    session.commit()
    return person


@pytest.fixture
def secretariat(session: Session) -> Person:
    person = make_secretariat(session)
    session.commit()
    return person


def text_of(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def only_claim(session: Session) -> OrganisationClaim:
    session.expire_all()
    return session.scalars(select(OrganisationClaim)).one()


def test_visitor_is_led_to_sign_in(alfa: Organisation, client: FlaskClient) -> None:
    assert "/organisations/alfa/claim" in text_of(client, "/organisations/alfa")
    assert client.get("/organisations/alfa/claim").location.startswith("/login")
    assert client.post("/organisations/alfa/claim", data=WORDS).location.startswith("/login")
    assert client.get("/claims").location.startswith("/login")


def test_claim_is_sent_shown_and_taken_back(
    session: Session, alfa: Organisation, claimant: Person, sign_in: SignIn
) -> None:
    client = sign_in(claimant)
    page = text_of(client, "/organisations/alfa/claim")
    assert "Your address maarja@alfa.example is at its website" in page
    answer = client.post("/organisations/alfa/claim", data=WORDS)
    assert (answer.status_code, answer.location) == (303, "/organisations/alfa")
    claim = only_claim(session)
    assert (claim.person_id, claim.job_title, claim.message) == (
        claimant.id,
        "Director",
        "The register names me.",
    )
    assert "You claimed this profile on" in text_of(client, "/organisations/alfa/claim")
    assert "waits for an answer" in text_of(client, "/overview")
    back = form_in(text_of(client, "/organisations/alfa"), f"/claims/{claim.id}/withdraw").sent(client)
    assert back.location == "/organisations/alfa"
    assert only_claim(session).state is ClaimState.WITHDRAWN
    assert "This is us" in text_of(client, "/organisations/alfa")


def test_claim_without_words_is_refused(
    session: Session, alfa: Organisation, claimant: Person, sign_in: SignIn
) -> None:
    answer = sign_in(claimant).post("/organisations/alfa/claim", data={"job_title": " ", "message": ""})
    assert answer.status_code == 422
    assert "Say in a few words what you do there." in answer.get_data(as_text=True)
    assert session.scalars(select(OrganisationClaim)).all() == []


def test_claim_too_many_says_so_and_keeps_what_was_written(
    session: Session, alfa: Organisation, claimant: Person, sign_in: SignIn
) -> None:
    for _ in range(MOST_WAITING):
        make_claim(session, make_unclaimed(session), person=claimant)
    session.commit()
    answer = sign_in(claimant).post("/organisations/alfa/claim", data=WORDS)
    assert answer.status_code == 429
    assert f"{MOST_WAITING} of your claims wait already." in answer.get_data(as_text=True)
    assert "The register names me." in answer.get_data(as_text=True)


def test_profile_with_people_leads_back(session: Session, claimant: Person, sign_in: SignIn) -> None:
    make_organisation(session, slug="beeta")
    session.commit()
    client = sign_in(claimant)
    assert client.get("/organisations/beeta/claim").location == "/organisations/beeta"
    assert "Its owners can add you." in text_of(client, "/organisations/beeta")
    assert client.post("/organisations/beeta/claim", data=WORDS).status_code == 409


def test_hidden_profile_cannot_be_claimed(session: Session, claimant: Person, sign_in: SignIn) -> None:
    make_unclaimed(session, slug="hidden", hidden=True)
    session.commit()
    assert sign_in(claimant).get("/organisations/hidden/claim").status_code == 404
    assert sign_in(claimant).post("/organisations/hidden/claim", data=WORDS).status_code == 404


def test_secretariat_hands_over_and_the_claimant_edits(
    session: Session, alfa: Organisation, claimant: Person, secretariat: Person, sign_in: SignIn
) -> None:
    claim = make_claim(session, alfa, person=claimant)
    session.commit()
    client = sign_in(secretariat)
    page = text_of(client, "/claims")
    assert "The address is at alfa.example, as the website is." in page
    assert form_in(page, f"/claims/{claim.id}/accept").sent(client).location == "/claims"
    assert "Maarja looks after Alfa now, and is told." in text_of(client, "/claims")
    session.expire_all()
    assert alfa.origin is Origin.REGISTERED
    assert sign_in(claimant).get("/organisations/alfa/edit").status_code == 200


def test_secretariat_refuses_with_a_reason(
    session: Session, alfa: Organisation, claimant: Person, secretariat: Person, sign_in: SignIn
) -> None:
    claim = make_claim(session, alfa, person=claimant)
    session.commit()
    client = sign_in(secretariat)
    form = form_in(text_of(client, "/claims"), f"/claims/{claim.id}/refuse")
    form.sent(client, {"ground": "handed_over"})
    assert only_claim(session).state is ClaimState.WAITING
    form.sent(client, {"ground": "no_contact", "reason": "We called twice."})
    claim = only_claim(session)
    assert (claim.ground, claim.reason) == (ClaimGround.NO_CONTACT, "We called twice.")
    assert "Refused on" in text_of(sign_in(claimant), "/overview")
    assert "No claim waits" in text_of(client, "/claims")


def test_settled_claim_is_told_to_who_comes_late(
    session: Session, alfa: Organisation, claimant: Person, secretariat: Person, sign_in: SignIn
) -> None:
    claim = make_claim(session, alfa, person=claimant)
    session.commit()
    late, page = sign_in(secretariat), ""
    page = text_of(late, "/claims")
    claim_service.withdraw_claim(session, claim, actor=claimant)
    session.commit()
    for action, values in (("accept", {}), ("refuse", {"ground": "not_shown"})):
        assert form_in(page, f"/claims/{claim.id}/{action}").sent(late, values).location == "/claims"
        assert "does not wait any more" in text_of(late, "/claims")
    session.expire_all()
    assert not alfa.is_claimed


def test_others_neither_see_nor_decide(
    session: Session, alfa: Organisation, claimant: Person, sign_in: SignIn
) -> None:
    manager = make_person(session)
    make_cluster(session, manager=manager, verification=VerificationState.VERIFIED)
    claim = make_claim(session, alfa, person=claimant)
    session.commit()
    for person in (claimant, manager, make_person(session)):
        session.commit()
        client = sign_in(person)
        assert client.get("/claims").status_code == 403
        assert client.post(f"/claims/{claim.id}/accept").status_code == 403
        refusal = client.post(f"/claims/{claim.id}/refuse", data={"ground": "not_shown"})
        assert refusal.status_code == 403
    assert sign_in(manager).post(f"/claims/{claim.id}/withdraw").status_code == 403
    assert only_claim(session).state is ClaimState.WAITING


def test_list_asks_as_often_for_one_claim_as_for_many(
    session: Session, alfa: Organisation, secretariat: Person, sign_in: SignIn, connection: Connection
) -> None:
    client = sign_in(secretariat)
    make_claim(session, alfa)
    session.commit()
    text_of(client, "/claims")
    with counted_queries(connection) as for_one:
        text_of(client, "/claims")
    for _ in range(12):
        make_claim(session, make_unclaimed(session))
    session.commit()
    with counted_queries(connection) as for_many:
        text_of(client, "/claims")
    assert len(for_many) == len(for_one)


def test_overview_counts_what_waits_for_the_secretariat(
    session: Session, alfa: Organisation, secretariat: Person, sign_in: SignIn
) -> None:
    for organisation in (alfa, make_unclaimed(session)):
        make_claim(session, organisation)
    session.commit()
    page = text_of(sign_in(secretariat), "/overview")
    assert "2 claims of profiles" in page
    assert 'href="/claims"' in page


REGISTERING = {
    "kind": "company",
    "legal_name": "Alfa Holding AS",
    "country": "EE",
    "website": "shop.alfa.example",
    "language": "en",
}


def test_registering_with_the_website_of_an_unclaimed_profile_offers_to_claim_it(
    session: Session, alfa: Organisation, claimant: Person, sign_in: SignIn
) -> None:
    make_unclaimed(session, slug="notalfa", website="https://notalfa.example")
    session.commit()
    client = sign_in(claimant)
    answer = client.post("/organisations/new?as=company", data=REGISTERING)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "/organisations/alfa/claim" in page
    assert "/organisations/notalfa/claim" not in page
    answer = client.post("/organisations/new?as=company", data=REGISTERING | {"another": "y"})
    assert answer.status_code == 303


def test_registering_on_a_shared_site_asks_nothing(
    session: Session, claimant: Person, sign_in: SignIn
) -> None:
    make_unclaimed(session, website="https://beeta.wordpress.com")
    session.commit()
    data = REGISTERING | {"website": "https://gamma.wordpress.com"}
    assert sign_in(claimant).post("/organisations/new?as=company", data=data).status_code == 303


def test_mails_reach_who_decides_and_who_asked(
    session: Session, alfa: Organisation, claimant: Person, secretariat: Person, sign_in: SignIn
) -> None:
    client = sign_in(secretariat)
    app = client.application
    app.extensions["mailman"].outbox = []
    sign_in(claimant).post("/organisations/alfa/claim", data=WORDS)
    app.extensions["sweep"]()
    form_in(text_of(client, "/claims"), f"/claims/{only_claim(session).id}/accept").sent(client)
    app.extensions["sweep"]()
    asked, accepted = app.extensions["mailman"].outbox
    assert (asked.to, asked.subject) == ([secretariat.email], "Maarja claims Alfa")
    assert "http://localhost/claims" in asked.body
    assert (accepted.to, accepted.subject) == ([claimant.email], "Alfa is yours to look after")
    assert "http://localhost/organisations/alfa/edit" in accepted.body
