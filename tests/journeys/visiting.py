"""A house that receives visitors, a request for a stay, and the stay itself, as people go about them."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect

from matchmaker.visits import rules
from models.columns import utc_now
from tests.journeys.conftest import LiveServer
from tests.journeys.steps import sign_up

WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PURPOSE = "Two days at a desk, to meet people who scale up enzymes."


def day(in_days: int) -> str:
    """A day by the clock of the houses in these journeys."""
    return (rules.today_in("Europe/Tallinn", utc_now()) + timedelta(days=in_days)).isoformat()


def open_house(
    page: Page,
    server: LiveServer,
    person: str,
    name: str,
    *,
    desks: int,
    city: str = "Tallinn",
    country: str = "EE",
) -> tuple[str, str]:
    """A host with a venue that is open every day.

    :returns: the host's address, and the venue's page.
    """
    address = sign_up(page, server, person)
    page.get_by_role("link", name="Add your organisation").click()
    page.get_by_role("link", name="A science park, incubator or cluster").click()
    page.get_by_label("Legal name").fill(f"{name} SA")
    page.get_by_label("Country", exact=True).select_option(country)
    page.get_by_role("textbox", name="City").fill(city)
    page.get_by_role("button", name="Register a host").click()
    expect(page.get_by_text("is registered, and you act for it now.")).to_be_visible()
    page.goto("/venues/new")
    form = page.locator("#text-form")
    form.get_by_label("Name", exact=True).fill(name)
    form.get_by_label("Description").fill("Desks above a hall where people ferment, dry and pack.")
    form.get_by_role("textbox", name="City").fill(city)
    form.get_by_label("Country").select_option(country)
    for weekday in WEEK:
        form.get_by_label(weekday).fill("08:00–20:00")
    form.get_by_role("button", name="Save and go on to the spaces").click()
    spaces = page.locator("#spaces-panel")
    spaces.get_by_label("Name of the space").fill("Guest desks")
    spaces.get_by_label("Kind of space").select_option("desk")
    spaces.get_by_label("People").fill(str(desks))
    spaces.get_by_role("button", name="Add this space").click()
    expect(page.locator("#spaces-panel").get_by_text("Guest desks", exact=True).first).to_be_visible()
    page.locator("#text-form").get_by_role("button", name="Save and publish").click()
    expect(page.get_by_text("Saved and published.")).to_be_visible()
    return address, page.url


def fill_request(page: Page, venue: str, first: str, last: str) -> None:
    """Open the request for a venue and fill it in."""
    page.goto(venue)
    page.get_by_role("link", name="Ask for a visit").click()
    page.get_by_label("First day").fill(first)
    page.get_by_label("Last day").fill(last)
    page.get_by_label("What brings you?").fill(PURPOSE)


def ask(page: Page, venue: str, first: str, last: str) -> str:
    """Ask for a visit of days.

    :returns: the visit's page.
    """
    fill_request(page, venue, first, last)
    page.get_by_role("button", name="Send request to").click()
    expect(page.get_by_text("You hear from us when they answer.")).to_be_visible()
    return page.url


def receive(host: Page, company: Page, visit: str, visitor: str) -> None:
    """Accept the only request of the day, let the visitors in by their code, and out again."""
    host.goto("/visits/today")
    host.get_by_role("button", name="Accept and book").click()
    expect(host.get_by_text(f"The places are booked, and {visitor} was told.")).to_be_visible()
    company.goto(visit)
    code = company.locator(".mm-code strong").inner_text()
    host.get_by_label("Code of the visitor").fill(code.lower())
    host.get_by_role("button", name="Note the arrival").click()
    expect(host.get_by_text(f"{visitor}: arrived.")).to_be_visible()
    host.get_by_role("button", name="They have left").click()


def look_back(host: Page, company: Page, visit: str) -> None:
    """Both sides say how it was."""
    for page in (host, company):
        page.goto(visit)
        page.get_by_label("Excellent").check()
        page.get_by_label("What should they know?").fill("Gladly again.")
        page.get_by_role("button", name="Send the feedback").click()
        expect(page.get_by_text("Thank you. The other side reads it.")).to_be_visible()
    expect(company.get_by_text("Both sides have said how it was.")).to_be_visible()
