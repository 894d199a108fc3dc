"""Pages of suggestions: who may see them, what they say, what a click does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.matching import Index
from models import Activity, Listing, Organisation, Person, PublicationState, SavedSuggestion, SavedVerdict
from tests.factories import make_organisation, make_person
from tests.suggestions import rows

Build = Callable[[], Index]
SignIn = Callable[[Person], FlaskClient]
ENZYMES = "Enzyme immobilisation on porous carriers"


class Network:
    """An SME with a need, and one of each kind that answers it."""

    def __init__(self, session: Session) -> None:
        self.owner = make_person(session)
        self.asking = make_organisation(session, owner=self.owner, name="Asking", slug="asking")
        self.need = rows.need(session, self.asking, ENZYMES, "Zirconia preferred.")
        self.partner = make_organisation(session, name="Silica Works", slug="silica-works", city="Elva")
        self.offer = rows.offer(session, self.partner, ENZYMES)
        self.call = rows.call(session, ENZYMES + " call")
        self.venue = rows.venue(session, make_organisation(session), "Wet house", ENZYMES)


@pytest.fixture
def network(session: Session, indexed: Build) -> Network:
    made = Network(session)
    indexed()
    return made


@pytest.fixture
def owner(network: Network, sign_in: SignIn) -> FlaskClient:
    return sign_in(network.owner)


def test_own_suggestions_show_partners_with_a_reason(owner: FlaskClient, network: Network) -> None:
    page = owner.get("/suggestions").text
    assert "Silica Works" in page
    assert "You need <mark>" in page
    assert "Not mentioned: Zirconia, preferred." in page


@pytest.mark.parametrize(("tab", "name"), [("call", ENZYMES + " call"), ("venue", "Wet house")])
def test_tabs_show_calls_and_places(owner: FlaskClient, network: Network, tab: str, name: str) -> None:
    assert name in owner.get("/suggestions", query_string={"tab": tab}).text


def test_without_an_organisation_the_page_says_what_to_do(
    session: Session, sign_in: SignIn, app: object
) -> None:
    person = make_person(session)
    session.commit()
    assert "Add your organisation" in sign_in(person).get("/suggestions").text


def test_without_an_index_the_page_says_so(session: Session, sign_in: SignIn, index_folder: object) -> None:
    person = make_person(session)
    make_organisation(session, owner=person)
    session.commit()
    assert "Suggestions are being prepared" in sign_in(person).get("/suggestions").text


def test_visitors_are_led_to_sign_in(client: FlaskClient, network: Network) -> None:
    for address in ("/suggestions", f"/suggestions/listing-{network.need.id}", "/suggestions/text?q=x"):
        assert client.get(address).status_code == 302


def test_what_fits_an_organisation_is_its_own_business(
    session: Session, sign_in: SignIn, network: Network
) -> None:
    stranger = make_person(session)
    session.commit()
    assert sign_in(stranger).get("/suggestions/organisation-asking").status_code == 403


def test_what_fits_a_published_need_may_be_seen_by_all_with_an_account(
    session: Session, sign_in: SignIn, network: Network
) -> None:
    stranger = make_person(session)
    session.commit()
    page = sign_in(stranger).get(f"/suggestions/listing-{network.need.id}")
    assert page.status_code == 200
    assert "The need is <mark>" in page.text


@pytest.mark.parametrize("hide", ["draft", "hidden"])
def test_what_fits_an_unpublished_need_is_its_own_business(
    session: Session, sign_in: SignIn, network: Network, hide: str
) -> None:
    stranger = make_person(session)
    if hide == "draft":
        network.need.state = PublicationState.DRAFT
    else:
        network.asking.hidden = True
    session.commit()
    address = f"/suggestions/listing-{network.need.id}"
    assert sign_in(stranger).get(address).status_code == 403
    assert sign_in(network.owner).get(address).status_code == 200


@pytest.mark.parametrize(
    "slug",
    ["listing-999999", "project-1", "call-999", "organisation-nobody", "nothing", "listing-x", "venue-1"],
)
def test_an_unknown_subject_is_not_found(owner: FlaskClient, slug: str) -> None:
    assert owner.get(f"/suggestions/{slug}").status_code == 404


def test_a_fragment_holds_the_best_of_each_kind_and_no_page(owner: FlaskClient, network: Network) -> None:
    fragment = owner.get(f"/suggestions/listing-{network.need.id}?fragment=1").text
    assert "<html" not in fragment
    for name in ("Silica Works", ENZYMES + " call", "Wet house"):
        assert name in fragment


def test_filters_are_chips_in_the_link(owner: FlaskClient, network: Network) -> None:
    page = owner.get("/suggestions?country=FI&country=zz9&sme=1&category=technology").text
    assert "Nothing fits these filters" in page
    assert "Finland" in page
    assert "Silica Works" not in page


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "1e9"])
def test_a_page_number_that_makes_no_sense_is_mended(owner: FlaskClient, page: str) -> None:
    assert owner.get("/suggestions", query_string={"page": page}).status_code == 200


def test_why_shows_both_texts_and_bars_that_add_up(owner: FlaskClient, network: Network) -> None:
    page = owner.get(f"/suggestions/listing-{network.need.id}/why/organisation-silica-works").text
    assert page.count("<mark>immobilisation</mark>") >= 2
    assert "Together" in page


@pytest.mark.parametrize("kind", ["call", "venue"])
def test_why_answers_for_calls_and_places(owner: FlaskClient, network: Network, kind: str) -> None:
    target = f"call-{network.call.id}" if kind == "call" else f"venue-{network.venue.slug}"
    page = owner.get(f"/suggestions/listing-{network.need.id}/why/{target}")
    assert page.status_code == 200


def test_why_for_one_that_is_not_suggested_says_why_not(
    session: Session, owner: FlaskClient, network: Network
) -> None:
    make_organisation(session, slug="steel", name="Steel")
    session.commit()
    page = owner.get(f"/suggestions/listing-{network.need.id}/why/organisation-steel").text
    assert "It has published nothing that could be matched." in page


def test_why_not_offers_choices_by_name(session: Session, owner: FlaskClient, network: Network) -> None:
    make_organisation(session, name="Silica Sands")
    session.commit()
    address = f"/suggestions/listing-{network.need.id}/why-not"
    page = owner.get(address, query_string={"name": "silica"}).text
    assert "Which one do you mean?" in page
    assert "It is suggested: number 1" in owner.get(address, query_string={"name": "silica works"}).text
    assert "No organisation of that name" in owner.get(address, query_string={"name": "gold"}).text
    assert owner.get(address).status_code == 200


def test_why_not_does_not_tell_strangers_of_hidden_ones(
    session: Session, owner: FlaskClient, network: Network
) -> None:
    make_organisation(session, name="Silent Runner", hidden=True)
    session.commit()
    address = f"/suggestions/listing-{network.need.id}/why-not"
    assert "No organisation of that name" in owner.get(address, query_string={"name": "Silent Runner"}).text


def test_suggestions_are_compared_side_by_side(owner: FlaskClient, network: Network) -> None:
    address = f"/suggestions/listing-{network.need.id}/compare"
    page = owner.get(
        address, query_string={"with": ["organisation-silica-works", f"call-{network.call.id}", "call-77777"]}
    ).text
    assert "Silica Works" in page
    assert ENZYMES + " call" in page
    assert "Nothing chosen to compare" in owner.get(address).text


def judge(client: FlaskClient, need: Listing, **values: str) -> int:
    client.application.config["WTF_CSRF_ENABLED"] = False
    try:
        return client.post(f"/suggestions/listing-{need.id}/verdict", data=values).status_code
    finally:
        client.application.config["WTF_CSRF_ENABLED"] = True


def test_a_dismissed_partner_is_gone_until_taken_back(
    session: Session, owner: FlaskClient, network: Network
) -> None:
    target = "organisation-silica-works"
    assert judge(owner, network.need, target=target, verdict="dismissed", reason="Competitor") == 303
    flashed = owner.get(f"/suggestions/listing-{network.need.id}").text
    assert "will not be suggested to your organisation again" in flashed
    row = session.scalar(select(SavedSuggestion))
    assert row is not None
    assert (row.verdict, row.reason, row.organisation_id, row.subject) == (
        SavedVerdict.DISMISSED,
        "Competitor",
        network.asking.id,
        f"listing-{network.need.id}",
    )
    assert "Silica Works" not in owner.get("/suggestions").text
    assert "Silica Works" in owner.get("/suggestions?tab=dismissed").text
    assert judge(owner, network.need, target=target, verdict="undo") == 303
    assert "Silica Works" in owner.get("/suggestions").text
    verbs = session.scalars(select(Activity.verb).order_by(Activity.id)).all()
    assert verbs == ["suggestion.dismissed", "suggestion.verdict_taken_back"]


def test_saving_twice_is_harmless(session: Session, owner: FlaskClient, network: Network) -> None:
    for _ in range(2):
        assert judge(owner, network.need, target=f"call-{network.call.id}", verdict="saved") == 303
    assert len(session.scalars(select(SavedSuggestion)).all()) == 1
    assert len(session.scalars(select(Activity)).all()) == 1
    assert ENZYMES + " call" in owner.get("/suggestions?tab=saved").text


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"target": "organisation-silica-works", "verdict": "adored"}, 422),
        ({"target": "organisation-silica-works", "verdict": "saved", "reason": "x" * 501}, 422),
        ({"target": "organisation-nobody", "verdict": "saved"}, 404),
        ({"verdict": "saved"}, 422),
    ],
)
def test_a_verdict_that_makes_no_sense_is_refused(
    session: Session, owner: FlaskClient, network: Network, values: dict[str, str], status: int
) -> None:
    assert judge(owner, network.need, **values) == status
    assert session.scalars(select(SavedSuggestion)).all() == []


def test_a_verdict_needs_an_organisation(session: Session, sign_in: SignIn, network: Network) -> None:
    stranger = make_person(session)
    session.commit()
    client = sign_in(stranger)
    assert judge(client, network.need, target="organisation-silica-works", verdict="saved") == 403


def test_a_verdict_leads_back_only_within_the_service(owner: FlaskClient, network: Network) -> None:
    client = owner
    client.application.config["WTF_CSRF_ENABLED"] = False
    answer = client.post(
        f"/suggestions/listing-{network.need.id}/verdict",
        data={"target": "organisation-silica-works", "verdict": "saved", "next": "https://evil.example/"},
    )
    client.application.config["WTF_CSRF_ENABLED"] = True
    assert answer.location == f"/suggestions/listing-{network.need.id}"


def test_visitors_find_by_name_and_by_meaning(client: FlaskClient, network: Network) -> None:
    assert "Silica Works" in client.get("/search?q=silica").text
    page = client.get("/search", query_string={"q": "immobilisation of enzymes"}).text
    for name in ("Silica Works", ENZYMES + " call", "Wet house"):
        assert name in page


def test_search_does_not_find_the_hidden_by_name(
    session: Session, client: FlaskClient, network: Network
) -> None:
    network.partner.hidden = True
    session.commit()
    assert "Silica Works" not in client.get("/search?q=silica").text
    assert "Silica Works" not in client.get("/search", query_string={"q": ENZYMES}).text


@pytest.mark.parametrize("words", ["", " ", "%", "<script>alert(1)</script>", "x" * 6000, "\x00"])
def test_odd_words_get_a_clear_answer(client: FlaskClient, network: Network, words: str) -> None:
    answer = client.get("/search", query_string={"q": words})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


def preview(client: FlaskClient, headers: dict[str, str] | None = None, **values: str) -> str:
    client.application.config["WTF_CSRF_ENABLED"] = False
    try:
        return client.post("/preview?kind=listing", data=values, headers=headers or {}).text
    finally:
        client.application.config["WTF_CSRF_ENABLED"] = True


def test_a_preview_shows_what_a_half_filled_form_would_match(owner: FlaskClient, network: Network) -> None:
    page = preview(owner, {"HX-Request": "true"}, title=ENZYMES, direction="need", language="en")
    assert "<html" not in page
    assert "Silica Works" in page


def test_a_preview_of_an_offer_meets_needs(session: Session, sign_in: SignIn, network: Network) -> None:
    other = make_person(session)
    make_organisation(session, owner=other)
    session.commit()
    page = preview(sign_in(other), title=ENZYMES, direction="offer")
    assert "Asking" in page
    assert "Silica Works" not in page


def test_a_preview_without_scripts_is_a_page(owner: FlaskClient, network: Network) -> None:
    assert "<html" in preview(owner, title=ENZYMES)


def test_a_preview_of_nothing_says_what_to_write(owner: FlaskClient, network: Network) -> None:
    assert "Write a title and two sentences" in preview(owner, {"HX-Request": "true"}, title=" ")


def test_a_typed_text_has_pages_of_its_own(owner: FlaskClient, network: Network) -> None:
    assert "Silica Works" in owner.get("/suggestions/text", query_string={"q": ENZYMES}).text
    page = owner.get("/suggestions/text/why/organisation-silica-works", query_string={"q": ENZYMES})
    assert "You look for" in page.text


def test_an_empty_typed_text_is_told_so(owner: FlaskClient, network: Network) -> None:
    assert (
        "Nothing to match with" in owner.get("/suggestions/text").text
        or "Say what you need" in owner.get("/suggestions/text").text
    )


def test_a_name_never_becomes_markup(session: Session, owner: FlaskClient, indexed: Build) -> None:
    nasty: Organisation = make_organisation(session, name="<b>Nasty</b>", slug="nasty")
    rows.offer(session, nasty, ENZYMES + " <i>now</i>")
    indexed()
    page = owner.get("/suggestions").text
    assert "<b>Nasty" not in page
    assert "<i>now" not in page
