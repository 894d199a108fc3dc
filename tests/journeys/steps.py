"""What people do on the way, in their words; each step ends where the page shows that it worked."""

from __future__ import annotations

import itertools

from playwright.sync_api import Page, expect

from tests.journeys.conftest import LiveServer, link_in, sign_in

PASSWORD = "vesilik kuusk tantsib"
_number = itertools.count(1)

#: A need to which the demo network has an answer of each kind.
NEED = {
    "Title": "Pilot fermentation of a secreted enzyme in Komagataella phaffii, 300–1,500 L",
    "Summary": "We make a food enzyme in 10 L and look for a plant with methanol feed for three batches.",
    "Description": (
        "The strain is *Komagataella phaffii* with a methanol fed-batch of 90 hours at 28 °C. Needed on "
        "site: cooling for a high oxygen transfer, a disc-stack centrifuge, ultrafiltration with a 10 kDa "
        "membrane, and food-grade papers (HACCP). We bring the batch record, the activity assay and one "
        "person, and would like to work a week beside the fermentation hall. The enzyme lifts the "
        "solubility of faba and pea protein."
    ),
    "Keywords": "Komagataella phaffii, contract fermentation, ultrafiltration, faba protein",
}


def sign_up(page: Page, server: LiveServer, name: str) -> str:
    """Join, confirm by the mailed link, sign in.

    :returns: the address that was used.
    """
    address = f"person{next(_number)}@journey.example"
    page.goto("/")
    page.get_by_role("banner").get_by_role("link", name="Join").click()
    page.get_by_label("Your name").fill(name)
    page.get_by_label("E-mail address").fill(address)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create my account").click()
    page.goto(link_in(server.mail_to(address, subject="Confirm your address")))
    sign_in(page, address, PASSWORD)
    expect(page.get_by_role("heading", name=f"Welcome, {name}")).to_be_visible()
    return address


def register_company(page: Page, name: str) -> None:
    """Register a small company of Tartu, starting from the overview of somebody who has none."""
    page.goto("/overview")
    page.get_by_role("link", name="Add your organisation").click()
    page.get_by_role("link", name="A company").click()
    page.get_by_label("Legal name").fill(name)
    page.get_by_label("Country", exact=True).select_option("EE")
    page.get_by_role("textbox", name="City").fill("Tartu")
    page.get_by_label("Headcount").fill("9")
    page.get_by_role("button", name="Register a company").click()
    expect(page.get_by_text(f"{name} is registered, and you act for it now.")).to_be_visible()


def write_need(page: Page) -> None:
    """Fill in a new need, without sending it."""
    page.goto("/listings/new?direction=need")
    page.get_by_label("Need", exact=False).first.check()
    for label, text in NEED.items():
        page.get_by_label(label, exact=False).first.fill(text)
    page.get_by_label("Category").select_option("test_facility")


def publish_need(page: Page) -> str:
    """Write and publish a need.

    :returns: its address.
    """
    write_need(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published. Below is whom it may fit.")).to_be_visible()
    return page.url
