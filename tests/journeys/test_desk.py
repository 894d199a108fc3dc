"""A manager clears a hundred waiting items with the keyboard alone, without loading the page anew."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from matchmaker.curation.rules import UNDO_WINDOW
from matchmaker.demo.sign_ins import DEMO_PASSWORD
from matchmaker.extensions import db
from matchmaker.people.service import person_by_address
from models import (
    ClusterMembershipState,
    DeskKind,
    MembershipRole,
    Organisation,
    VerificationState,
)
from tests.factories import (
    make_cluster,
    make_cluster_membership,
    make_curated_suggestion,
    make_listing,
    make_membership,
    make_organisation,
    make_person,
)
from tests.journeys.conftest import OpenBrowser, SignedIn, sign_in
from tests.pages import ROLES
from tests.processes import wait_until

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

#: The key for the likely verdict on each kind.
KEYS = {
    DeskKind.JOINING: "a",
    DeskKind.ORGANISATION: "v",
    DeskKind.LISTING: "c",
    DeskKind.LAPSE: "r",
    DeskKind.SUGGESTION: "p",
}
EACH = 25


def make_manager(session: Session, name: str, cluster: Organisation) -> str:
    """A manager of a cluster who can sign in; returns the address."""
    known = person_by_address(session, str(ROLES["manager"]))
    assert known is not None
    # The server salts passwords with a secret of its own, so that its own hash is taken.
    person = make_person(session, email=f"{name.lower()}@demo.example", name=name)
    person.password = known.password
    make_membership(session, person, cluster, role=MembershipRole.MANAGER)
    return person.email


@pytest.fixture(scope="session")
def managers(second_application: Flask) -> tuple[str, str]:
    """Two managers of a cluster at whose desk a hundred things wait."""
    with second_application.app_context(), db.sessionmaker() as session, session.begin():
        cluster = make_cluster(
            session, name="Full Desk", slug="full-desk", verification=VerificationState.VERIFIED
        )
        member = make_organisation(session, name="Alfa", verification=VerificationState.VERIFIED)
        make_cluster_membership(session, member, cluster)
        for number in range(EACH):
            # Verified, so that it does not wait again as soon as it is a member.
            newcomer = make_organisation(
                session, name=f"Newcomer {number}", verification=VerificationState.VERIFIED
            )
            make_cluster_membership(session, newcomer, cluster, state=ClusterMembershipState.REQUESTED)
            unknown = make_organisation(session, name=f"Unknown {number}")
            make_cluster_membership(session, unknown, cluster)
            make_listing(session, member, title=f"A cold wash that works, lot {number}")
            make_curated_suggestion(session, member)
        return make_manager(session, "Anna", cluster), make_manager(session, "Bruno", cluster)


def open_item(page: Page) -> str:
    """The key of the item that is open; empty when all is done."""
    return page.locator("#desk").get_attribute("data-desk") or ""


def press(page: Page, key: str) -> None:
    """Press a key and wait until another item is open."""
    before = open_item(page)
    page.keyboard.press(key)
    page.wait_for_function(
        "before => { const desk = document.querySelector('#desk');"
        " return desk && desk.dataset.desk !== before && !document.querySelector('.htmx-request'); }",
        arg=before,
    )


def key_for(item: str) -> str:
    return KEYS[DeskKind(item.partition("-")[0])]


def test_manager_clears_a_hundred_items_by_keys(
    browser_of_somebody: OpenBrowser, managers: tuple[str, str]
) -> None:
    page = browser_of_somebody().new_page()
    sign_in(page, managers[0], DEMO_PASSWORD)
    page.goto("/desk")
    expect(page.locator(".mm-list-summary")).to_contain_text(str(4 * EACH))
    page.evaluate("window.wasHere = true")

    first = open_item(page)
    press(page, key_for(first))
    press(page, "u")
    assert open_item(page) == first

    settled = []
    while item := open_item(page):
        settled.append(item)
        press(page, key_for(item))
    assert len(set(settled)) == len(settled) == 4 * EACH
    expect(page.get_by_text("Done for today")).to_be_visible()
    assert page.evaluate("window.wasHere") is True


@pytest.mark.usefixtures("beside")
def test_two_managers_see_each_other_and_the_later_is_told(
    browser_of_somebody: OpenBrowser, managers: tuple[str, str]
) -> None:
    with db.sessionmaker() as session, session.begin():
        cluster = session.query(Organisation).filter_by(slug="full-desk").one()
        unknown = make_organisation(session, name="Seen by both")
        make_cluster_membership(session, unknown, cluster)
        number = unknown.id
    key = f"organisation-{number}"
    anna, bruno = (signed_in_as(browser_of_somebody, email) for email in managers)
    anna.goto(f"/desk/{key}")
    bruno.goto(f"/desk/{key}")
    expect(bruno.locator(".mm-alert")).to_contain_text("Anna has had this open")
    press(anna, "v")
    bruno.keyboard.press("v")
    expect(bruno.locator("#messages")).to_contain_text("Anna has already verified Seen by both")
    wait_until(
        lambda: is_verified(number),
        seconds=90 + UNDO_WINDOW.total_seconds(),
        what="the verification to take effect",
    )


def signed_in_as(browser_of_somebody: OpenBrowser, email: str) -> Page:
    page = browser_of_somebody().new_page()
    sign_in(page, email, DEMO_PASSWORD)
    return page


def is_verified(organisation_id: int) -> bool:
    with db.sessionmaker() as session:
        found = session.get_one(Organisation, organisation_id)
        return found.verification is VerificationState.VERIFIED


def test_keys_are_told_and_can_be_switched_off(signed_in: SignedIn) -> None:
    page = signed_in("manager")
    page.goto("/desk")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Use single keys on this device").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    before = open_item(page)
    page.keyboard.press("j")
    page.keyboard.press("?")
    assert open_item(page) == before
    expect(dialog).to_be_hidden()


def test_desk_works_without_scripts(signed_in: SignedIn) -> None:
    page = signed_in("manager", java_script_enabled=False)
    page.goto("/desk?kind=organisation")
    name = page.locator("#desk-item-title").inner_text()
    page.get_by_role("button", name="Verify").click()
    expect(page.locator(".mm-desk__last")).to_contain_text(f"Verified: {name}")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#desk-item-title")).to_have_text(name)


def test_reason_is_chosen_by_its_number(signed_in: SignedIn) -> None:
    page = signed_in("manager")
    page.goto("/desk?kind=joining")
    name = page.locator("#desk-item-title").inner_text()
    page.keyboard.press("d")
    expect(page.get_by_text("Works in another field")).to_be_visible()
    press(page, "1")
    expect(page.locator(".mm-desk__last")).to_contain_text(f"Turned down: {name}")
    press(page, "u")
    expect(page.locator("#desk-item-title")).to_have_text(name)


def test_chosen_items_are_settled_together(signed_in: SignedIn) -> None:
    page = signed_in("manager")
    page.goto("/desk?kind=suggestion")
    boxes: Any = page.locator(".mm-desk__rows input[name=item]")
    page.keyboard.press("x")
    press(page, "j")
    page.keyboard.press("x")
    expect(boxes.nth(0)).to_be_checked()
    expect(boxes.nth(1)).to_be_checked()
    page.keyboard.press("D")
    page.keyboard.press("1")
    expect(page.locator(".mm-desk__last")).to_contain_text("Dismissed: 2 items.")
    page.keyboard.press("u")
    expect(page.locator(".mm-desk__last")).not_to_contain_text("Dismissed")
