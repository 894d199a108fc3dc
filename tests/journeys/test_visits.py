"""Visits in real browsers: asked, accepted, arrived by code, completed; other dates; at once; the line."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import LiveServer, OpenBrowser, SignedIn, link_in
from tests.journeys.steps import register_company, sign_up
from tests.journeys.visiting import PURPOSE, ask, day, fill_request, look_back, open_house, receive

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


def test_company_asks_is_accepted_arrives_by_code_and_both_look_back(
    browser_of_somebody: OpenBrowser, signed_in: SignedIn, server: LiveServer
) -> None:
    host = browser_of_somebody().new_page()
    address, venue = open_house(host, server, "Mari Kask", "Paljassaare Maja", desks=2)
    company = signed_in("sme")
    visit = ask(company, venue, day(0), day(1))
    expect(company.get_by_text("Outside the terms").first).to_be_visible()

    host.goto(link_in(server.mail_to(address, subject="asks to visit Paljassaare Maja")))
    expect(host.get_by_text(PURPOSE).first).to_be_visible()
    receive(host, company, visit, "Emajõe Ensüümid")
    assert server.mail_to("sme@demo.example", subject="Your visit to Paljassaare Maja is confirmed")
    look_back(host, company, visit)


def test_host_accepts_from_the_mail_and_the_company_arrives_by_its_qr_code(
    browser_of_somebody: OpenBrowser, signed_in: SignedIn, server: LiveServer
) -> None:
    host = browser_of_somebody().new_page()
    address, venue = open_house(host, server, "Tiina Rand", "Noblessneri Valukoda", desks=2)
    company = signed_in("sme")
    visit = ask(company, venue, day(0), day(1))

    # Anywhere, signed in nowhere.
    phone = browser_of_somebody(viewport={"width": 390, "height": 844}).new_page()
    phone.goto(link_in(server.mail_to(address, subject="asks to visit Noblessneri Valukoda")))
    expect(phone.get_by_text(PURPOSE)).to_be_visible()
    phone.get_by_role("button", name="Accept and book").click()
    expect(phone.get_by_text("The places are booked, and Emajõe Ensüümid was told.")).to_be_visible()
    phone.goto(link_in(server.mail_to(address, subject="asks to visit Noblessneri Valukoda")))
    expect(phone.get_by_text("This visit has been confirmed already.")).to_be_visible()

    company.goto(visit)
    picture = company.get_by_role("img", name="QR code for the desk")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") > 0
    code = company.locator(".mm-code strong").inner_text()
    host.goto(f"/arrive/{code.replace('-', '')}")
    expect(host.get_by_role("heading", name="Emajõe Ensüümid")).to_be_visible()
    host.get_by_role("button", name="They have arrived").click()
    expect(host.get_by_text("Emajõe Ensüümid: arrived.")).to_be_visible()
    company.reload()
    expect(company.get_by_text("The visit takes place.")).to_be_visible()
    expect(picture).to_have_count(0)

    company.get_by_label("Write to them").fill("We are on the second floor.")
    company.get_by_role("button", name="Send the message").click()
    expect(company.get_by_text("Sent. The others get it by mail.")).to_be_visible()
    host.goto(link_in(server.mail_to(address, subject="wrote about")))
    expect(host.get_by_text("We are on the second floor.")).to_be_visible()


def test_host_proposes_other_dates_and_the_company_takes_them(
    browser_of_somebody: OpenBrowser, signed_in: SignedIn, server: LiveServer
) -> None:
    host = browser_of_somebody().new_page()
    _address, venue = open_house(host, server, "Jaan Tamme", "Kopli Kontor", desks=2)
    company = signed_in("sme")
    visit = ask(company, venue, day(10), day(11))
    host.goto(visit)
    host.locator("summary", has_text="Propose other dates").click()
    host.get_by_label("First day").fill(day(17))
    host.get_by_label("Last day").fill(day(18))
    host.get_by_label("A few words").first.fill("Quieter then.")
    host.get_by_role("button", name="Propose these dates").click()
    expect(host.get_by_text("Proposed. They take these dates")).to_be_visible()

    company.goto(link_in(server.mail_to("sme@demo.example", subject="proposes other dates")))
    expect(company.get_by_text("Quieter then.").first).to_be_visible()
    company.get_by_role("button", name="Take these dates").click()
    expect(company.get_by_text("Agreed. The places are booked")).to_be_visible()
    company.get_by_role("link", name="Open it on Matchmaker").click()
    expect(company.locator(".mm-code")).to_be_visible()


def test_desk_within_the_terms_is_confirmed_at_once(signed_in: SignedIn, server: LiveServer) -> None:
    company = signed_in("sme")
    company.goto("/places/venue-copenhagen-brew")
    company.get_by_role("link", name="Ask for a visit").click()
    expect(company.get_by_text("Within the terms").first).to_be_visible()
    expect(company.get_by_text("Confirmed at once: send it, and the places are yours.")).to_be_visible()
    company.get_by_label("What brings you?").fill(PURPOSE)
    # This host issues badges.
    company.get_by_label("Who comes? One name a line").fill("Liis Tamm")
    company.get_by_role("button", name="Book now").click()
    expect(company.get_by_text("Confirmed at once: the places are booked.")).to_be_visible()
    expect(company.locator(".mm-code")).to_be_visible()
    assert server.mail_to("sme@demo.example", subject="is confirmed")


def test_waiting_list_moves_up_when_a_place_comes_free(
    browser_of_somebody: OpenBrowser, signed_in: SignedIn, server: LiveServer
) -> None:
    host = browser_of_somebody().new_page()
    _address, venue = open_house(host, server, "Tiiu Lepp", "Noblessneri Tuba", desks=1)
    first = signed_in("sme")
    taken = ask(first, venue, day(20), day(21))
    host.goto(taken)
    host.get_by_role("button", name="Accept and book").click()

    second = browser_of_somebody().new_page()
    sign_up(second, server, "Priit Saar")
    register_company(second, "Saare Puit OÜ")
    fill_request(second, venue, day(20), day(20))
    second.get_by_role("button", name="Check these days").click()
    expect(second.get_by_text("On some of these days there is no room")).to_be_visible()
    second.get_by_role("button", name="Stand in line at").click()
    expect(second.get_by_text("Next in line.")).to_be_visible()
    waiting = second.url

    first.goto(taken)
    first.get_by_text("Cancel the visit").click()
    first.get_by_role("button", name="Cancel and tell them").click()
    expect(first.get_by_text("Cancelled. Both sides are told")).to_be_visible()

    # This host decides itself, so it is asked about who is next.
    host.goto("/visits/today")
    host.get_by_role("button", name="Accept and book").click()
    second.goto(waiting)
    expect(second.locator(".mm-code")).to_be_visible()
