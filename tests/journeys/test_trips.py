"""A trip to another country, from its plan to the feedback; the hours of a stay as seen from afar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import LiveServer, OpenBrowser, SignedIn, link_in
from tests.journeys.steps import register_company, sign_up
from tests.journeys.visiting import PURPOSE, day, fill_request, look_back, open_house, receive

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

TALLINN, HONG_KONG = ZoneInfo("Europe/Tallinn"), ZoneInfo("Asia/Hong_Kong")
ARRIVAL = time(9, 30)


def test_company_plans_a_trip_abroad_asks_arrives_and_both_look_back(
    browser_of_somebody: OpenBrowser, signed_in: SignedIn, server: LiveServer
) -> None:
    host = browser_of_somebody().new_page()
    address, _venue = open_house(
        host, server, "Juris Ozols", "Ostas Nams", desks=2, city="Ventspils", country="LV"
    )
    company = signed_in("sme")
    company.goto("/trips")
    form = company.get_by_role("search").filter(has=company.get_by_label("First day"))
    form.get_by_label("City").fill("Ventspils")
    form.get_by_label("First day").fill(day(0))
    form.get_by_label("Last day").fill(day(1))
    form.get_by_role("button", name="Show the best places").click()
    place = company.get_by_role("region", name="Ostas Nams")
    expect(place.get_by_role("heading", name="Desk")).to_be_visible()
    expect(place.get_by_role("heading", name="Events in these days")).to_be_visible()
    place.get_by_text("Write to them in your own words").click()
    place.get_by_label("What you come for, for the host").fill(PURPOSE)
    place.get_by_role("button", name="Ask Ostas Nams").click()
    expect(company.get_by_text("Asked for the visit to Ostas Nams")).to_be_visible()
    visit = company.url

    host.goto(link_in(server.mail_to(address, subject="asks to visit Ostas Nams")))
    expect(host.get_by_text(PURPOSE).first).to_be_visible()
    receive(host, company, visit, "Emajõe Ensüümid")
    look_back(host, company, visit)


def test_hours_are_the_same_in_tallinn_and_in_hong_kong(
    browser_of_somebody: OpenBrowser, server: LiveServer
) -> None:
    host = browser_of_somebody(timezone_id="Europe/Tallinn").new_page()
    host_address, venue = open_house(host, server, "Kadri Mets", "Kopli Liinid", desks=2)
    company = browser_of_somebody(timezone_id="Asia/Hong_Kong").new_page()
    address = sign_up(company, server, "Wing Chan")
    register_company(company, "Victoria Peak Ensüümid")
    company.goto("/account")
    company.get_by_label("Time zone").select_option("Asia/Hong_Kong")
    company.get_by_role("button", name="Save my account").click()

    first = day(3)
    begins = datetime.combine(date.fromisoformat(first), ARRIVAL, TALLINN)
    by_both_clocks = f"{in_words(begins, TALLINN)} in Tallinn · {in_words(begins, HONG_KONG)} in Hong Kong"
    fill_request(company, venue, first, day(4))
    company.get_by_label("Hour of arrival").fill(f"{ARRIVAL:%H:%M}")
    company.get_by_role("button", name="Send request to").click()
    expect(company.get_by_text("You hear from us when they answer.")).to_be_visible()
    assert by_both_clocks in words_of(company)

    host.goto(link_in(server.mail_to(host_address, subject="asks to visit Kopli Liinid")))
    assert f"{in_words(begins, TALLINN)} in Tallinn" in words_of(host)
    assert "Hong Kong" not in words_of(host)
    host.get_by_role("button", name="Accept and book").click()
    expect(host.get_by_text("The places are booked")).to_be_visible()
    mail = server.mail_to(address, subject="Your visit to Kopli Liinid is confirmed")
    assert by_both_clocks in plain(mail.text)

    entry = entry_of_feed(company)
    assert entry["DTSTART"].params["TZID"] == "Europe/Tallinn"
    assert entry["DTSTART"].dt.astimezone(UTC) == begins.astimezone(UTC)
    assert entry["DTSTART"].dt.time() == ARRIVAL


def in_words(moment: datetime, zone: ZoneInfo) -> str:
    """The time of day in a zone as English pages write it."""
    there = moment.astimezone(zone)
    return f"{there.hour % 12 or 12}:{there:%M %p}"


def plain(text: str) -> str:
    """A text with all spaces alike: times are written with a narrow one."""
    return " ".join(text.split())


def words_of(page: Page) -> str:
    """What the page says."""
    return plain(page.get_by_role("main").inner_text())


def entry_of_feed(page: Page) -> Any:
    """The one entry of a calendar feed that is made for it."""
    page.goto("/account/calendars")
    page.get_by_role("button", name="Make an address").click()
    address = page.locator("input[readonly]").first.input_value()
    calendar: Any = icalendar.Calendar.from_ical(page.request.get(address).body())
    assert calendar.errors == []
    (entry,) = calendar.events
    return entry
