"""A host from signing up to its venue being suggested, within the five seconds that are promised."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import LiveServer, SignedIn
from tests.journeys.steps import sign_up

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

#: Seconds after which a change shows in every process.
PROMISED = 5.0
VENUE = "Kopli Fermentation Yard"
DESCRIPTION = (
    "Guest benches beside a pilot hall with 50, 300 and 1,500 L fermenters for *Komagataella phaffii* and "
    "other yeasts, methanol feed in a classified room, a disc-stack centrifuge and ultrafiltration skids. "
    "Neighbours make food enzymes, protein isolates from faba and pea, and lactic starters. Visitors get a "
    "desk, a bench in the analytics room and a coffee at ten with people who scale up enzymes every week."
)


def test_host_publishes_a_venue_that_is_suggested_within_seconds(
    page: Page, server: LiveServer, signed_in: SignedIn
) -> None:
    sign_up(page, server, "Kristjan Põld")
    page.get_by_role("link", name="Add your organisation").click()
    page.get_by_role("link", name="A science park, incubator or cluster").click()
    page.get_by_label("Legal name").fill("Kopli Science Park SA")
    page.get_by_label("Country", exact=True).select_option("EE")
    page.get_by_role("textbox", name="City").fill("Tallinn")
    page.get_by_role("button", name="Register a host").click()
    expect(page.get_by_text("is registered, and you act for it now.")).to_be_visible()

    page.goto("/venues/new")
    form = page.locator("#text-form")
    form.get_by_label("Name", exact=True).fill(VENUE)
    form.get_by_label("Description").fill(DESCRIPTION)
    form.get_by_role("textbox", name="City").fill("Tallinn")
    form.get_by_label("Country").select_option("EE")
    for weekday in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"):
        form.get_by_label(weekday).fill("09:00–17:00")
    form.get_by_role("button", name="Save and go on to the spaces").click()
    expect(page.get_by_text("Saved as a draft. Add the spaces where visitors can work")).to_be_visible()

    for name, kind, people in (("Guest desks", "desk", "4"), ("Analytics bench", "lab", "2")):
        spaces = page.locator("#spaces-panel")
        spaces.get_by_label("Name of the space").fill(name)
        spaces.get_by_label("Kind of space").select_option(kind)
        spaces.get_by_label("People").fill(people)
        spaces.get_by_role("button", name="Add this space").click()
        expect(page.locator("#spaces-panel").get_by_text(name, exact=True).first).to_be_visible()
    page.locator("#text-form").get_by_role("button", name="Save and publish").click()
    expect(page.get_by_text("Saved and published.")).to_be_visible()
    published = time.monotonic()

    company = signed_in("sme")
    company.goto("/suggestions?tab=venue")
    while company.get_by_role("heading", name=VENUE).count() == 0:
        assert time.monotonic() - published < PROMISED, "The venue is not suggested in time."
        company.reload()
    expect(company.get_by_role("heading", name=VENUE)).to_be_visible()
