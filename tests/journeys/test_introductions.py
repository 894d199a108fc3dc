"""An introduction in real browsers, from asking to the outcome; and each other way it can end."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import Any

import icalendar
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import LiveServer, OpenBrowser, SignedIn, Watch, link_in
from tests.journeys.steps import publish_need, register_company, sign_up
from tests.processes import environment, run_command

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

MESSAGE = "We look for a plant that dries 200 kg of a protein isolate. May we visit you in spring?"
CLUSTER = "Baltic Biotech Circle"


def company(open_browser: OpenBrowser, server: LiveServer, person: str, name: str) -> tuple[Page, str]:
    """Somebody who registered a company: their page, and their address."""
    page = open_browser().new_page()
    address = sign_up(page, server, person)
    register_company(page, name)
    return page, address


def ask(page: Page, name: str, *, send: str | None = None) -> str:
    """Ask to meet a company from its profile.

    :param send: whom the request is sent to; the company itself by default.
    :returns: the introduction's address.
    """
    page.goto("/organisations?q=" + name.replace(" ", "+"))
    page.get_by_role("link", name=name, exact=True).click()
    page.get_by_role("link", name="Ask for introduction").click()
    expect(page.get_by_label("Your message")).to_have_value(re.compile("Good day,"))
    page.get_by_label("Your message").fill(MESSAGE)
    page.get_by_role("button", name=f"Send request to {send or name}").click()
    expect(page.get_by_text("Sent to")).to_be_visible()
    return page.url


def test_two_companies_are_introduced_meet_and_report(
    browser_of_somebody: OpenBrowser, signed_in: SignedIn, server: LiveServer
) -> None:
    theirs, their_address = company(browser_of_somebody, server, "Rein Org", "Rannu Kuivatus OÜ")
    mine = signed_in("sme")
    introduction = ask(mine, "Rannu Kuivatus OÜ", send=CLUSTER)
    expect(mine.get_by_text("reads your request and releases or stops it")).to_be_visible()

    manager = signed_in("manager")
    manager.goto(introduction)
    manager.get_by_role("button", name="Release to Rannu Kuivatus OÜ").click()
    expect(manager.get_by_text("Released. Rannu Kuivatus OÜ was asked.")).to_be_visible()

    # From the mail, in a browser where nobody is signed in and no script runs.
    stranger = browser_of_somebody(java_script_enabled=False).new_page()
    stranger.goto(link_in(server.mail_to(their_address, subject="asks to meet you")))
    expect(stranger.get_by_text(MESSAGE)).to_be_visible()
    expect(stranger.get_by_text("sme@demo.example")).to_have_count(0)
    stranger.get_by_role("button", name="Accept and exchange contacts").click()
    expect(stranger.get_by_role("link", name="sme@demo.example")).to_be_visible()

    mine.reload()
    expect(mine.get_by_role("link", name=their_address)).to_be_visible()
    theirs.goto(introduction)
    expect(theirs.get_by_role("link", name="sme@demo.example")).to_be_visible()

    propose_and_choose(mine, server, their_address, stranger)
    theirs.reload()
    with theirs.expect_download() as download:
        theirs.get_by_role("link", name="Download for the calendar").click()
    calendar: Any = icalendar.Calendar.from_ical(download.value.path().read_bytes())
    assert calendar.errors == []
    assert calendar.events[0]["SUMMARY"] == "Emajõe Ensüümid and Rannu Kuivatus OÜ"

    mine.get_by_role("link", name="Say what came of it").click()
    mine.get_by_label("An agreement").check()
    mine.get_by_label("Value").fill("4000")
    mine.get_by_role("button", name="Report this outcome").click()
    expect(mine.get_by_text("Thank you. It is kept")).to_be_visible()
    expect(mine.locator(".mm-timeline").get_by_text("An agreement · €4,000.00")).to_be_visible()


def propose_and_choose(mine: Page, server: LiveServer, their_address: str, stranger: Page) -> None:
    """Propose times on the page, choose one from the mail."""
    mine.get_by_role("link", name="Propose times to meet").click()
    mine.get_by_label("30 minutes").check()
    mine.get_by_label("Or online at").fill("https://meet.example/rannu")
    mine.get_by_role("button", name="Send the times to Rannu Kuivatus OÜ").click()
    expect(mine.get_by_text("The other side chooses one of the proposed times.")).to_be_visible()
    stranger.goto(link_in(server.mail_to(their_address, subject="proposes times to meet")))
    stranger.get_by_role("button", name="Choose").nth(1).click()
    expect(stranger.get_by_role("heading", name="The time is fixed")).to_be_visible()
    assert server.mail_to(their_address, subject="Meeting with Emajõe Ensüümid")
    mine.reload()
    expect(mine.get_by_text("You meet on")).to_be_visible()


def test_other_side_declines_from_the_mail(browser_of_somebody: OpenBrowser, server: LiveServer) -> None:
    _theirs, their_address = company(browser_of_somebody, server, "Tiit Kuusk", "Kuuse Saagid OÜ")
    mine, my_address = company(browser_of_somebody, server, "Anu Saar", "Saare Lauad OÜ")
    introduction = ask(mine, "Kuuse Saagid OÜ")
    stranger = browser_of_somebody().new_page()
    link = link_in(server.mail_to(their_address, subject="asks to meet you"))
    stranger.goto(link)
    stranger.get_by_text("Decline, with a reason").click()
    stranger.get_by_label("We have no capacity").check()
    stranger.get_by_label("A few words").fill("Ask again after the harvest.")
    stranger.get_by_role("button", name="Decline and tell them why").click()
    expect(stranger.get_by_role("heading", level=1, name="Declined")).to_be_visible()
    mail = server.mail_to(my_address, subject="Kuuse Saagid OÜ said no this time")
    assert "Ask again after the harvest." in mail.text
    mine.goto(introduction)
    expect(mine.get_by_text("They have no capacity at present.").first).to_be_visible()
    stranger.goto(link)
    expect(stranger.get_by_text("This request was declined already.")).to_be_visible()


def test_asking_side_takes_the_request_back(browser_of_somebody: OpenBrowser, server: LiveServer) -> None:
    _theirs, their_address = company(browser_of_somebody, server, "Eda Mänd", "Männi Õlid OÜ")
    mine, _my_address = company(browser_of_somebody, server, "Olev Paju", "Paju Vitsad OÜ")
    ask(mine, "Männi Õlid OÜ")
    link = link_in(server.mail_to(their_address, subject="asks to meet you"))
    mine.get_by_role("button", name="Withdraw the request").click()
    expect(mine.get_by_text("Withdrawn. It does not count")).to_be_visible()
    assert server.mail_to(their_address, subject="A request to meet was taken back")
    stranger = browser_of_somebody().new_page()
    stranger.goto(link)
    expect(stranger.get_by_text("took this request back")).to_be_visible()


def test_manager_stops_a_request(
    browser_of_somebody: OpenBrowser, signed_in: SignedIn, server: LiveServer
) -> None:
    company(browser_of_somebody, server, "Ilmar Roos", "Roosi Klaas OÜ")
    mine = signed_in("sme")
    introduction = ask(mine, "Roosi Klaas OÜ", send=CLUSTER)
    manager = signed_in("manager")
    manager.goto(introduction)
    manager.get_by_text("Stop it, with a reason").click()
    manager.get_by_label("There is a better way").check()
    manager.get_by_role("button", name="Stop and tell them why").click()
    expect(manager.get_by_text("Stopped. The asking side was told why.")).to_be_visible()
    assert server.mail_to("sme@demo.example", subject="Your request to Roosi Klaas OÜ was stopped")
    mine.reload()
    expect(mine.get_by_text("There is a better way.").first).to_be_visible()


def let_it_run_out(server: LiveServer, introduction: str) -> None:
    """Bring the time of a step to its end, and have the clocks looked at."""
    number = int(introduction.rsplit("/", 1)[-1])
    with closing(sqlite3.connect(server.instance / "matchmaker.db")) as database, database:
        passed = "UPDATE introduction SET due_at = '2026-01-02 00:00:00.000000' WHERE id = ?"
        assert database.execute(passed, (number,)).rowcount == 1
    swept = run_command("introductions", "sweep", env=environment(server.instance))
    assert swept.returncode == 0, swept.stderr


def test_nobody_answers_and_the_next_best_is_asked(
    browser_of_somebody: OpenBrowser, server: LiveServer
) -> None:
    mine, my_address = company(browser_of_somebody, server, "Merike Oja", "Oja Valgud OÜ")
    need = publish_need(mine).rsplit("/", 1)[-1]
    mine.goto(f"/introductions/new?with=organisation-daugava-ferment&for=listing-{need}")
    mine.get_by_label("Your message").fill(MESSAGE)
    mine.get_by_role("button", name=re.compile("^Send request to")).click()
    expect(mine.get_by_text("Sent to")).to_be_visible()
    introduction = mine.url
    let_it_run_out(server, introduction)

    mail = server.mail_to(my_address, subject="No answer in time")
    assert "The next best fit is" in mail.text
    mine.goto(link_in(mail))
    assert mine.url == introduction
    expect(mine.get_by_text("Lapsed").first).to_be_visible()
    instead = mine.get_by_role("link", name=re.compile("^Ask .* instead$"))
    name = instead.inner_text().strip().removeprefix("Ask ").removesuffix(" instead")
    instead.click()
    mine.get_by_label("Your message").fill(MESSAGE)
    mine.get_by_role("button", name=f"Send request to {name}").click()
    expect(mine.get_by_text("They have five working days to answer.")).to_be_visible()


def test_request_is_made_by_keyboard_and_kept_when_refused(signed_in: SignedIn, watch: Watch) -> None:
    watch.expected.append("the server responded with a status of 422")
    page = signed_in("research")
    page.goto("/introductions/new?with=organisation-daugava-ferment")
    message = page.get_by_label("Your message")
    message.focus()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("Write a few sentences: why do you want to meet them?").first).to_be_visible()
    expect(page.get_by_label("Do not name us before they accept")).to_be_checked()
