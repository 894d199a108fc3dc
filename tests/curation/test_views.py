"""The desk and the member page as pages: who may, what they show, and how often they ask the database."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from matchmaker.curation import service, suggesting
from matchmaker.curation.effects import apply_decision
from matchmaker.curation.errors import AlreadySuggested, MayNotMeet
from matchmaker.introductions.block_service import block_pair
from models import (
    CuratedState,
    CuratedSuggestion,
    DecisionState,
    DeskDecision,
    DeskKind,
    DismissReason,
    Listing,
    ListingCheck,
    Person,
    PublicationState,
    VerificationState,
)
from tests.curation.conftest import Desk
from tests.factories import (
    make_cluster,
    make_cluster_membership,
    make_curated_suggestion,
    make_listing,
    make_organisation,
    make_person,
    make_secretariat,
)
from tests.forms_in_pages import form_in
from tests.query_counter import counted_queries

SignIn = Callable[[Person], FlaskClient]


def page_of(client: FlaskClient, address: str = "/desk") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def add_unknown(session: Session, desk: Desk, name: str = "Beeta") -> str:
    """A member whom nobody has verified; returns the item's key."""
    organisation = make_organisation(session, name=name)
    make_cluster_membership(session, organisation, desk.cluster)
    session.commit()
    return f"organisation-{organisation.id}"


def test_desk_is_for_managers(session: Session, desk: Desk, sign_in: SignIn, client: FlaskClient) -> None:
    secretariat = make_secretariat(session)
    session.commit()
    assert client.get("/desk").location.startswith("/login")
    for person in (desk.owner, secretariat):
        assert sign_in(person).get("/desk").status_code == 403
    assert "Done for today" in page_of(sign_in(desk.manager))


def test_desk_of_another_cluster_shows_nothing(session: Session, desk: Desk, sign_in: SignIn) -> None:
    key = add_unknown(session, desk)
    stranger = make_person(session)
    make_cluster(session, manager=stranger)
    session.commit()
    client = sign_in(stranger)
    assert "Done for today" in page_of(client)
    assert client.get(f"/desk/{key}").location == "/desk"
    answer = client.post(f"/desk/{key}/decide", data={"answer": "verify:", "seen": "now"})
    assert answer.status_code == 303
    assert session.scalars(select(DeskDecision)).all() == []


def test_verdict_leads_to_the_next_item(session: Session, desk: Desk, sign_in: SignIn) -> None:
    first, second = add_unknown(session, desk, "Beeta"), add_unknown(session, desk, "Gamma")
    client = sign_in(desk.manager)
    answer = form_in(client.get(f"/desk/{first}"), f"/desk/{first}/decide").sent(
        client, {"answer": "verify:"}
    )
    assert answer.location == f"/desk/{second}"
    page = page_of(client, answer.location)
    assert "Verified: Beeta." in page
    assert form_in(page, "/desk/undo").sent(client).location == f"/desk/{first}"
    assert session.scalars(select(DeskDecision.state)).all() == [DecisionState.UNDONE]


def test_verdict_without_its_reason_is_refused(session: Session, desk: Desk, sign_in: SignIn) -> None:
    key = add_unknown(session, desk)
    client = sign_in(desk.manager)
    form = form_in(client.get(f"/desk/{key}"), f"/desk/{key}/decide")
    assert form.sent(client, {"answer": "reject:"}).location == f"/desk/{key}"
    assert "Please choose one of the answers" in page_of(client, f"/desk/{key}")
    assert session.scalars(select(DeskDecision)).all() == []


def test_later_manager_is_told(session: Session, desk: Desk, sign_in: SignIn) -> None:
    key = add_unknown(session, desk)
    anna, bruno = sign_in(desk.manager), sign_in(desk.colleague)
    forms = [form_in(one.get(f"/desk/{key}"), f"/desk/{key}/decide") for one in (anna, bruno)]
    assert "Anna has had this open" in page_of(bruno, f"/desk/{key}")
    forms[0].sent(anna, {"answer": "verify:"})
    forms[1].sent(bruno, {"answer": "reject:not_found"})
    assert "Anna has already verified Beeta." in page_of(bruno)


def test_second_manager_agrees_on_the_page(session: Session, desk: Desk, sign_in: SignIn) -> None:
    service.set_second_look(session, desk.cluster, [DeskKind.ORGANISATION], actor=desk.manager)
    key = add_unknown(session, desk)
    anna, bruno = sign_in(desk.manager), sign_in(desk.colleague)
    form_in(anna.get(f"/desk/{key}"), f"/desk/{key}/decide").sent(anna, {"answer": "verify:"})
    assert "1 of your decisions waits for another manager" in page_of(anna)
    assert anna.post(f"/desk/{key}/agree").location == f"/desk/{key}"
    page = page_of(bruno, f"/desk/{key}")
    assert "Needs a second pair of eyes." in page
    form_in(page, f"/desk/{key}/agree").sent(bruno)
    decision = session.scalars(select(DeskDecision)).one()
    assert (decision.state, decision.second_id) == (DecisionState.PENDING, desk.colleague.id)


def test_sent_back_item_says_why(session: Session, desk: Desk, sign_in: SignIn) -> None:
    service.set_second_look(session, desk.cluster, [DeskKind.ORGANISATION], actor=desk.manager)
    key = add_unknown(session, desk)
    anna, bruno = sign_in(desk.manager), sign_in(desk.colleague)
    form_in(anna.get(f"/desk/{key}"), f"/desk/{key}/decide").sent(anna, {"answer": "verify:"})
    form_in(bruno.get(f"/desk/{key}"), f"/desk/{key}/send-back").sent(bruno, {"note": "Look again."})
    page = page_of(anna, f"/desk/{key}")
    assert "Bruno did not agree." in page
    assert "Look again." in page


def test_stranger_is_no_second_pair_of_eyes(session: Session, desk: Desk, sign_in: SignIn) -> None:
    service.set_second_look(session, desk.cluster, [DeskKind.ORGANISATION], actor=desk.manager)
    key = add_unknown(session, desk)
    anna = sign_in(desk.manager)
    form_in(anna.get(f"/desk/{key}"), f"/desk/{key}/decide").sent(anna, {"answer": "verify:"})
    stranger = make_person(session)
    make_cluster(session, manager=stranger)
    session.commit()
    assert sign_in(stranger).post(f"/desk/{key}/agree").status_code == 403


def test_settings_are_kept(session: Session, desk: Desk, sign_in: SignIn) -> None:
    client = sign_in(desk.manager)
    address = f"/desk/settings/{desk.cluster.slug}"
    form_in(client.get("/desk/settings"), address).sent(client, {"kinds": ["release", "joining"]})
    assert form_in(client.get("/desk/settings"), address).values["kinds"] == ["release", "joining"]
    assert sign_in(desk.owner).post(address).status_code == 403


def test_scores_and_advice_reach_the_author(session: Session, desk: Desk, sign_in: SignIn) -> None:
    listing = make_listing(session, desk.member)
    session.commit()
    manager, author = sign_in(desk.manager), sign_in(desk.owner)
    key = f"listing-{listing.id}"
    form_in(manager.get(f"/desk/{key}"), f"/desk/{key}/decide").sent(
        manager,
        {
            "answer": "check:",
            "clarity": 4,
            "completeness": 4,
            "advantage": 1,
            "partner": 3,
            "note": "Put figures to it.",
        },
    )
    decision = session.scalars(select(DeskDecision)).one()
    apply_decision(session, decision_id=decision.id)
    session.commit()
    page = page_of(author, f"/listings/{listing.id}")
    assert "Put figures to it." in page
    assert "Stays published, with advice" in page
    assert "Put figures to it." not in page_of(sign_in(make_visitor(session)), f"/listings/{listing.id}")


def make_visitor(session: Session) -> Person:
    person = make_person(session)
    session.commit()
    return person


def test_good_texts_are_checked_together_and_others_are_left(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    sentence = "It keeps ninety days at 20 °C, needs 40 % less energy and costs 3.5 euros a kilogram. "
    good = make_listing(
        session,
        desk.member,
        title="Immobilised lipase for lactose-free dairy",
        summary="A lipase on a food-grade carrier that dairies use for cheese without lactose.",
        description=sentence * 9,
        keywords=["lipase", "dairy", "carrier"],
        partner_kinds=["company"],
    )
    weak = make_listing(session, desk.member, description="")
    session.commit()
    client = sign_in(desk.manager)
    keys = [f"listing-{good.id}", f"listing-{weak.id}"]
    answer = client.post("/desk/decide?kind=listing", data={"item": keys, "answer": "check:"})
    assert answer.location == "/desk?kind=listing"
    page = page_of(client, answer.location)
    assert "1 item is settled." in page
    assert "1 needs a look of its own" in page
    assert session.scalars(select(DeskDecision.subject_id)).all() == [good.id]


def test_what_is_not_safe_is_not_decided_together(session: Session, desk: Desk, sign_in: SignIn) -> None:
    key = add_unknown(session, desk)
    client = sign_in(desk.manager)
    answer = client.post("/desk/decide?kind=organisation", data={"item": [key], "answer": "verify:"})
    assert answer.status_code == 400
    assert session.scalars(select(DeskDecision)).all() == []


def fill(session: Session, desk: Desk, each: int) -> None:
    """So many of every kind that can be made in numbers."""
    for _ in range(each):
        make_cluster_membership(session, make_organisation(session), desk.cluster)
        make_listing(session, desk.member)
        make_curated_suggestion(session, desk.member)
    session.commit()


@pytest.mark.parametrize("address", ["/desk", "/desk?kind=listing", "/members/alfa"])
def test_desk_asks_as_often_for_a_hundred_items_as_for_one(
    session: Session, desk: Desk, sign_in: SignIn, connection: Connection, address: str
) -> None:
    fill(session, desk, 1)
    client = sign_in(desk.manager)
    page_of(client, address)
    with counted_queries(connection) as for_few:
        page_of(client, address)
    fill(session, desk, 33)
    with counted_queries(connection) as for_many:
        page_of(client, address)
    assert len(for_many) == len(for_few)


def test_member_page_is_for_its_manager(session: Session, desk: Desk, sign_in: SignIn) -> None:
    other = make_person(session)
    make_cluster(session, manager=other)
    session.commit()
    assert sign_in(other).get("/members/alfa").status_code == 403
    assert sign_in(desk.owner).get("/members/alfa").status_code == 403
    assert "Alfa" in page_of(sign_in(desk.manager), "/members/alfa")


def curate(client: FlaskClient, **values: str) -> None:
    assert client.post("/members/alfa/suggestions", data=values).status_code == 303


def test_pinned_one_is_shown_first_with_the_managers_words(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    make_organisation(session, slug="delta", name="Delta")
    make_listing(session, desk.member)
    session.commit()
    manager, member = sign_in(desk.manager), sign_in(desk.owner)
    curate(manager, action="pinned", target="delta", note="They dry what you ferment.")
    page = page_of(member, "/suggestions")
    assert "Your manager suggests" in page
    assert "They dry what you ferment." in page
    curate(manager, action="take_back", target="delta")
    assert "Your manager suggests" not in page_of(member, "/suggestions")


def test_sent_one_is_shown_to_both_and_can_be_taken_back_first(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    owner = make_person(session)
    make_listing(session, make_organisation(session, slug="delta", name="Delta", owner=owner))
    make_listing(session, desk.member)
    session.commit()
    curate(sign_in(desk.manager), action="approved", target="delta", note="You fit.")
    row = session.scalars(select(CuratedSuggestion)).one()
    assert row.state is CuratedState.PROPOSED
    apply_decision(session, decision_id=session.scalars(select(DeskDecision.id)).one())
    session.commit()
    for person in (desk.owner, owner):
        assert "You fit." in page_of(sign_in(person), "/suggestions")


def test_dismissed_one_is_kept_with_its_reason(session: Session, desk: Desk, sign_in: SignIn) -> None:
    make_organisation(session, slug="delta", name="Delta")
    session.commit()
    client = sign_in(desk.manager)
    curate(client, action="dismissed", target="delta", reason="competitor")
    row = session.scalars(select(CuratedSuggestion)).one()
    assert (row.state, row.reason) == (CuratedState.DISMISSED, "competitor")
    assert "A competitor" in page_of(client, "/members/alfa")


def test_replaced_one_names_the_other(session: Session, desk: Desk, sign_in: SignIn) -> None:
    make_organisation(session, slug="delta", name="Delta")
    make_organisation(session, slug="epsilon", name="Epsilon")
    session.commit()
    curate(
        sign_in(desk.manager),
        action="replace",
        target="delta",
        instead="epsilon",
        reason="wrong_size",
        note="They are nearer.",
    )
    rows = session.scalars(select(CuratedSuggestion).order_by(CuratedSuggestion.state)).all()
    by_name = {row.target.name: row for row in rows}
    assert by_name["Delta"].state is CuratedState.REPLACED
    assert by_name["Delta"].replaced_by_id == by_name["Epsilon"].id
    assert (by_name["Epsilon"].state, by_name["Epsilon"].note) == (CuratedState.PINNED, "They are nearer.")


def test_blocked_pair_is_not_suggested(session: Session, desk: Desk) -> None:
    other = make_organisation(session)
    block_pair(session, other, desk.member, actor=desk.owner)
    with pytest.raises(MayNotMeet):
        suggesting.add_by_hand(session, desk.member, other, actor=desk.manager, note="")
    with pytest.raises(MayNotMeet):
        suggesting.add_by_hand(session, desk.member, desk.member, actor=desk.manager, note="")


def test_one_is_not_suggested_twice(session: Session, desk: Desk) -> None:
    other = make_organisation(session)
    row = suggesting.add_by_hand(session, desk.member, other, actor=desk.manager, note="You fit.")
    with pytest.raises(AlreadySuggested):
        suggesting.add_by_hand(session, desk.member, other, actor=desk.colleague, note="")
    suggesting.dismiss_suggestion(session, row, actor=desk.manager, reason=DismissReason.NOT_RELEVANT)
    assert suggesting.add_by_hand(session, desk.member, other, actor=desk.colleague, note="") is row


def test_manager_finds_a_partner_by_name(session: Session, desk: Desk, sign_in: SignIn) -> None:
    make_organisation(session, slug="delta", name="Delta Drying")
    session.commit()
    page = page_of(sign_in(desk.manager), "/members/alfa?find=delta")
    assert form_in(page, "/members/alfa/suggestions").values["action"] == ["pinned"]
    assert "Delta Drying" in page


def test_blocked_text_tells_its_author_how_to_come_back(
    session: Session, desk: Desk, sign_in: SignIn
) -> None:
    listing = make_listing(session, desk.member, description="")
    session.commit()
    manager = sign_in(desk.manager)
    key = f"listing-{listing.id}"
    form_in(manager.get(f"/desk/{key}"), f"/desk/{key}/decide").sent(manager, {"answer": "check:"})
    apply_decision(session, decision_id=session.scalars(select(DeskDecision.id)).one())
    session.commit()
    assert session.get_one(Listing, listing.id).state is PublicationState.WITHDRAWN
    assert session.scalars(select(ListingCheck.completeness)).all() == [0]
    page = page_of(sign_in(desk.owner), f"/listings/{listing.id}")
    assert "Not shown before it is rewritten" in page


def test_verified_members_are_not_at_the_desk(session: Session, desk: Desk, sign_in: SignIn) -> None:
    desk.member.verification = VerificationState.VERIFIED
    session.commit()
    assert "Done for today" in page_of(sign_in(desk.manager))
