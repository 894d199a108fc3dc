"""Somebody claims a profile, a manager hands it over by a key, its new owner changes it."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select

from matchmaker.curation.rules import UNDO_WINDOW
from matchmaker.extensions import db
from models import Organisation
from tests.factories import make_unclaimed
from tests.journeys.conftest import LiveServer, OpenBrowser, SignedIn, link_in
from tests.journeys.steps import sign_up
from tests.processes import wait_until

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

NAME, SLUG = "Narva Kiud", "narva-kiud"


@pytest.fixture
def unclaimed(beside: Flask) -> None:
    """A member of the demo manager's cluster that nobody looks after."""
    with db.sessionmaker() as session, session.begin():
        cluster = session.scalars(select(Organisation).filter_by(slug="cluster-biotech-baltic")).one()
        make_unclaimed(session, cluster=cluster, name=NAME, slug=SLUG)


def is_claimed() -> bool:
    with db.sessionmaker() as session:
        return session.scalars(select(Organisation).filter_by(slug=SLUG)).one().is_claimed


@pytest.mark.usefixtures("unclaimed")
def test_claim_is_handed_over_by_a_key_and_the_profile_is_changed(
    browser_of_somebody: OpenBrowser, signed_in: SignedIn, server: LiveServer
) -> None:
    page = browser_of_somebody().new_page()
    address = sign_up(page, server, "Maarja")
    page.goto(f"/organisations/{SLUG}")
    page.get_by_role("link", name="This is us").click()
    page.get_by_label("What you do there").fill("Managing director")
    page.get_by_label("How can we see that it is yours?").fill("The commercial register names me.")
    page.get_by_role("button", name="Send the claim").click()
    expect(page.get_by_text("Your claim is sent.")).to_be_visible()

    desk = signed_in("manager")
    desk.goto("/desk?kind=claim")
    desk.locator(".mm-desk__rows").get_by_role("link", name=NAME).click()
    expect(desk.locator("#desk-item-title")).to_have_text(NAME)
    expect(desk.get_by_text("The commercial register names me.")).to_be_visible()
    desk.keyboard.press("h")
    expect(desk.locator(".mm-desk__last")).to_contain_text(f"Handed over: {NAME}")

    wait_until(is_claimed, seconds=90 + UNDO_WINDOW.total_seconds(), what="the profile to be handed over")
    page.goto(link_in(server.mail_to(address, subject=f"{NAME} is yours to look after")))
    page.get_by_role("textbox", name="Story").fill(
        "We spin fibres of seaweed in Narva, for filters and dressings."
    )
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The profile is saved.")).to_be_visible()
    expect(page.get_by_text("We spin fibres of seaweed in Narva")).to_be_visible()
