"""Pages of organisations: directory, registering, profile, standing."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from models import (
    ClusterMembership,
    Membership,
    MembershipRole,
    Organisation,
    OrganisationKind,
    Origin,
    OutboxRow,
    Participation,
    ParticipationRole,
    Person,
    Project,
    PublicationState,
    TurnoverBand,
)
from tests.factories import (
    make_cluster,
    make_cluster_membership,
    make_membership,
    make_organisation,
    make_person,
    make_secretariat,
)
from tests.query_counter import counted_queries

SignIn = Callable[[Person], FlaskClient]
REGISTERING = {"kind": "company", "legal_name": "Ensümaat OÜ", "country": "EE", "language": "et"}


def page_of(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def promises(session: Session, kind: str) -> list[dict[str, object]]:
    return [row.payload for row in session.scalars(select(OutboxRow).filter_by(kind=kind))]


# the directory


def test_directory_shows_all_but_the_hidden(client: FlaskClient, session: Session) -> None:
    make_organisation(session, name="Alfa")
    make_organisation(session, name="Beeta", hidden=True)
    session.commit()
    page = page_of(client, "/organisations")
    assert "Alfa" in page
    assert "Beeta" not in page
    assert re.search(r"1\W*(</\w+>)?\W*organisation", page)


@pytest.mark.parametrize(
    "narrowing",
    ["q=alf", "q=TARTU", "q=Õhtu", "q=õhtu", "country=EE", "kind=company", "sme=1", "cluster=bio"],
)
def test_directory_narrowed_down(client: FlaskClient, session: Session, narrowing: str) -> None:
    cluster = make_cluster(session, name="Bio", slug="bio", country="LV", city="Riga")
    alfa = make_organisation(
        session, name="Alfa Õhtu", city="Tartu", headcount=5, turnover_band=TurnoverBand.UP_TO_2M
    )
    make_cluster_membership(session, alfa, cluster)
    make_organisation(session, name="Gamma", kind=OrganisationKind.UNIVERSITY, country="LV", city="Riga")
    session.commit()
    page = page_of(client, f"/organisations?{narrowing}")
    assert "Alfa Õhtu" in page
    assert "Gamma" not in page


def test_directory_takes_odd_filters(client: FlaskClient, session: Session) -> None:
    make_organisation(session, name="Alfa")
    session.commit()
    assert "Alfa" in page_of(client, "/organisations?kind=x&country=estonia&cluster=none&page=-3&sme=yes")
    assert "No organisation fits" in page_of(client, "/organisations?q=%25")


def test_directory_asks_as_much_for_one_as_for_thirty(
    client: FlaskClient, session: Session, connection: Connection
) -> None:
    make_organisation(session)
    session.commit()
    with counted_queries(connection) as one:
        client.get("/organisations")
    for _ in range(30):
        make_organisation(session)
    session.commit()
    with counted_queries(connection) as thirty:
        client.get("/organisations")
    assert len(thirty) == len(one)


# registering


def test_new_offers_three_ways(session: Session, sign_in: SignIn) -> None:
    person = make_person(session)
    session.commit()
    client = sign_in(person)
    page = page_of(client, "/organisations/new")
    for way in ("company", "host", "other"):
        assert f"/organisations/new?as={way}" in page
        assert 'name="legal_name"' in page_of(client, f"/organisations/new?as={way}")


def test_new_of_nobody_leads_to_sign_in(client: FlaskClient) -> None:
    answer = client.get("/organisations/new?as=company")
    assert answer.location == "/login?next=/organisations/new?as%3Dcompany"


def test_register_makes_owner_wears_hat_and_promises_index(session: Session, sign_in: SignIn) -> None:
    person = make_person(session)
    cluster = make_cluster(session, manager=make_person(session))
    session.commit()
    client = sign_in(person)
    answer = client.post(
        "/organisations/new?as=company",
        data={
            **REGISTERING,
            "website": "ensumaat.example.org",
            "headcount": "1 2",
            "turnover_band": "up_to_2m",
            "sectors": ["20", "72"],
            "latitude": "58,378",
            "longitude": "26.729",
            "clusters": [str(cluster.id)],
            "story": "Ensüümid",
        },
    )
    assert (answer.status_code, answer.location) == (303, "/organisations/ensumaat-ou")
    organisation = session.scalars(select(Organisation).filter_by(slug="ensumaat-ou")).one()
    assert organisation.name == "Ensümaat OÜ"
    assert organisation.website == "https://ensumaat.example.org"
    assert (organisation.latitude, organisation.longitude) == (58.378, 26.729)
    assert (organisation.headcount, organisation.sectors) == (12, ["20", "72"])
    membership = session.scalars(select(Membership).filter_by(organisation_id=organisation.id)).one()
    assert (membership.person_id, membership.role) == (person.id, MembershipRole.OWNER)
    link = session.scalars(select(ClusterMembership)).one()
    assert (link.organisation_id, link.cluster_id, link.state.value) == (
        organisation.id,
        cluster.id,
        "requested",
    )
    assert promises(session, "index.text") == [{"item": f"organisation:{organisation.id}"}]
    with client.session_transaction() as cookie:
        assert cookie["hat"] == organisation.id


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"legal_name": ""}, "Write the name as it stands in the register."),
        ({"country": ""}, "Choose the country."),
        ({"kind": "cluster"}, "Not a valid choice"),
        ({"website": "javascript:alert(1)"}, "Write a web address"),
        ({"headcount": "many"}, "Write a whole number of people"),
        ({"latitude": "58"}, "A position needs both numbers"),
        ({"latitude": "91", "longitude": "20"}, "A latitude is a number"),
        ({"story": "x" * 4001}, "At most 4000 characters; these are 4001."),
        ({"name": "x" * 257}, "At most 256 characters"),
    ],
)
def test_register_refused_says_why(
    session: Session, sign_in: SignIn, change: dict[str, str], sentence: str
) -> None:
    person = make_person(session)
    session.commit()
    answer = sign_in(person).post("/organisations/new?as=company", data={**REGISTERING, **change})
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert session.scalars(select(Organisation)).all() == []


def test_register_same_name_asks_first_and_then_goes_on(session: Session, sign_in: SignIn) -> None:
    make_organisation(session, name="ENSÜMAAT OÜ", slug="ensumaat-ou", origin=Origin.IMPORTED)
    person = make_person(session)
    session.commit()
    client = sign_in(person)
    answer = client.post("/organisations/new?as=company", data=REGISTERING)
    assert answer.status_code == 422
    assert "/organisations/ensumaat-ou/claim" in answer.get_data(as_text=True)
    answer = client.post("/organisations/new?as=company", data={**REGISTERING, "another": "y"})
    assert answer.location == "/organisations/ensumaat-ou-2"


def test_register_cluster_makes_manager(session: Session, sign_in: SignIn) -> None:
    person = make_person(session)
    session.commit()
    sign_in(person).post("/organisations/new?as=host", data={**REGISTERING, "kind": "cluster"})
    assert session.scalars(select(Membership)).one().role is MembershipRole.MANAGER


# the profile


def test_profile_shows_facts_story_and_size(client: FlaskClient, session: Session) -> None:
    make_organisation(
        session,
        slug="alfa",
        name="Alfa",
        headcount=12,
        turnover_band=TurnoverBand.UP_TO_2M,
        story="We make **enzymes**.",
        sectors=["20"],
        latitude=58.4,
        longitude=26.7,
    )
    session.commit()
    page = page_of(client, "/organisations/alfa")
    for words in ("Small company", "12 people", "Tartu, Estonia", "<strong>enzymes</strong>", "Chemicals"):
        assert words in page


def test_profile_script_in_story_is_inert(client: FlaskClient, session: Session) -> None:
    story = "<script>alert(1)</script> [x](javascript:alert(2)) <img src=x onerror=alert(3)>"
    make_organisation(session, slug="alfa", story=story)
    session.commit()
    page = page_of(client, "/organisations/alfa")
    assert "<script>alert" not in page
    assert 'href="javascript:' not in page
    assert "<img src=x" not in page


def test_profile_unclaimed_says_so(client: FlaskClient, session: Session) -> None:
    make_organisation(session, slug="alfa", origin=Origin.IMPORTED)
    session.commit()
    assert "From public data, not yet claimed" in page_of(client, "/organisations/alfa")


def make_project_of(session: Session, *organisations: Organisation, **values: object) -> Project:
    project = Project(**{"title": "A project", "state": PublicationState.PUBLISHED, **values})
    for position, organisation in enumerate(organisations):
        role = ParticipationRole.PARTICIPANT if position else ParticipationRole.COORDINATOR
        project.participations.append(Participation(organisation=organisation, role=role, position=position))
    session.add(project)
    session.flush()
    return project


def test_profile_counts_whom_they_worked_with(client: FlaskClient, session: Session) -> None:
    alfa, beeta, gamma = (make_organisation(session, name=name) for name in ("Alfa", "Beeta", "Gamma"))
    hidden = make_organisation(session, name="Delta", hidden=True)
    make_project_of(session, alfa, beeta, gamma, hidden)
    make_project_of(session, beeta, alfa)
    make_project_of(session, alfa, gamma, state=PublicationState.DRAFT, title="A secret draft")
    session.commit()
    page = page_of(client, f"/organisations/{alfa.slug}")
    assert page.index("Beeta") < page.index("Gamma")
    assert "2 projects" in page
    assert "Delta" not in page
    assert "A secret draft" not in page


def test_profile_pages_its_projects_with_as_many_queries(
    client: FlaskClient, session: Session, connection: Connection
) -> None:
    alfa = make_organisation(session)
    partner = make_organisation(session)
    make_project_of(session, alfa, partner)
    session.commit()
    address = f"/organisations/{alfa.slug}"
    with counted_queries(connection) as few:
        client.get(address)
    for number in range(44):
        make_project_of(session, alfa, make_organisation(session), title=f"Project number {number}")
    session.commit()
    with counted_queries(connection) as many:
        page = page_of(client, address)
    assert len(many) == len(few)
    assert "Project number 43" in page
    assert "Project number 1<" not in page
    assert "Project number 1<" in page_of(client, f"{address}?page=3")


def test_profile_hidden_is_seen_by_its_own_its_manager_and_the_secretariat(
    client: FlaskClient, session: Session, sign_in: SignIn
) -> None:
    owner, manager, stranger = (make_person(session) for _ in range(3))
    alfa = make_organisation(session, owner=owner, hidden=True)
    make_cluster_membership(session, alfa, make_cluster(session, manager=manager))
    secretariat = make_secretariat(session)
    session.commit()
    address = f"/organisations/{alfa.slug}"
    assert client.get(address).status_code == 404
    assert sign_in(stranger).get(address).status_code == 404
    for person in (owner, manager, secretariat):
        assert sign_in(person).get(address).status_code == 200


# changing it


def test_save_changes_profile_but_not_its_address(session: Session, sign_in: SignIn) -> None:
    owner = make_person(session)
    alfa = make_organisation(session, owner=owner, slug="alfa", name="Alfa")
    session.commit()
    client = sign_in(owner)
    assert 'value="Alfa"' in page_of(client, "/organisations/alfa/edit")
    answer = client.post("/organisations/alfa/edit", data={**REGISTERING, "name": "Beeta"})
    assert answer.location == "/organisations/alfa"
    session.refresh(alfa)
    assert (alfa.name, alfa.legal_name, alfa.open_to_introductions) == ("Beeta", "Ensümaat OÜ", False)
    assert promises(session, "index.text") == [{"item": f"organisation:{alfa.id}"}]


def test_save_is_refused_to_strangers(client: FlaskClient, session: Session, sign_in: SignIn) -> None:
    alfa = make_organisation(session, owner=make_person(session), slug="alfa", name="Alfa")
    stranger = make_person(session)
    session.commit()
    answer = sign_in(stranger).post("/organisations/alfa/edit", data=REGISTERING)
    assert answer.status_code == 403
    assert "Only people of this organisation" in answer.get_data(as_text=True)
    assert client.post("/organisations/alfa/edit", data=REGISTERING).status_code == 302
    session.refresh(alfa)
    assert alfa.name == "Alfa"


def test_hide_and_show_bring_everything_up_to_date(session: Session, sign_in: SignIn) -> None:
    owner = make_person(session)
    alfa = make_organisation(session, owner=owner)
    session.commit()
    client = sign_in(owner)
    hidden = []
    for answer in ("1", "0"):
        client.post(f"/organisations/{alfa.slug}/visibility", data={"hidden": answer})
        session.refresh(alfa)
        hidden.append(alfa.hidden)
    assert hidden == [True, False]
    assert promises(session, "index.organisation") == [{"organisation_id": alfa.id}] * 2


def test_hide_is_for_owners(session: Session, sign_in: SignIn) -> None:
    member = make_person(session)
    alfa = make_organisation(session, owner=make_person(session))
    make_membership(session, member, alfa, role=MembershipRole.MEMBER)
    session.commit()
    answer = sign_in(member).post(f"/organisations/{alfa.slug}/visibility", data={"hidden": "1"})
    assert answer.status_code == 403
