"""A small company from signing up to the reasons of a suggestion, with scripts and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import LiveServer, OpenBrowser
from tests.journeys.steps import publish_need, register_company, sign_up, write_need

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

KINDS = ("Partners", "Calls", "Places")


def check_suggestions(page: Page) -> None:
    """Each kind has a list with at least one suggestion that says why."""
    page.get_by_role("link", name="All suggestions, with reasons").click()
    expect(page.get_by_role("heading", level=1, name="Suggestions")).to_be_visible()
    tabs = page.get_by_label("Kinds of suggestions")
    for kind in KINDS:
        tabs.get_by_role("link", name=kind).click()
        first = page.locator(".mm-result").first
        expect(first.get_by_role("heading")).to_be_visible()
        expect(first.locator(".mm-reason mark").first).to_be_visible()


def check_reasons(page: Page) -> None:
    """The first partner's reasons: two texts with the same words marked, and points that add up."""
    page.get_by_label("Kinds of suggestions").get_by_role("link", name="Partners").click()
    first = page.locator(".mm-result").first
    name = first.get_by_role("heading").inner_text()
    first.get_by_role("link", name="Why?").click()
    expect(page.get_by_role("heading", level=1, name=f"Why {name}?")).to_be_visible()
    texts = page.locator(".mm-texts__one")
    expect(texts).to_have_count(2)
    for text in texts.all():
        expect(text.locator("mark").first).to_be_visible()
    table = page.locator(".mm-terms").first
    rows = table.locator("tbody tr td:nth-child(3)").all_inner_texts()
    total = float(table.locator("tfoot td.mm-num").inner_text())
    assert rows
    # Each figure is rounded to three places.
    assert sum(map(float, rows)) == pytest.approx(total, abs=0.0005 * (len(rows) + 1))


def test_small_company_finds_partners_calls_and_places_with_reasons(page: Page, server: LiveServer) -> None:
    sign_up(page, server, "Mari Kask")
    register_company(page, "Emajõe Valgud OÜ")
    write_need(page)
    preview = page.locator("#preview")
    expect(preview.get_by_text("Daugava Ferment").first).to_be_visible()
    for kind in KINDS:
        expect(preview.get_by_role("heading", name=re.compile(kind)).first).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published. Below is whom it may fit.")).to_be_visible()
    # The first results come into the page by themselves.
    expect(page.locator("aside, .mm-split__side, main").get_by_text("Daugava Ferment").first).to_be_visible()
    check_suggestions(page)
    check_reasons(page)


def test_small_company_gets_there_without_scripts(
    browser_of_somebody: OpenBrowser, server: LiveServer
) -> None:
    page = browser_of_somebody(java_script_enabled=False).new_page()
    sign_up(page, server, "Jüri Mets")
    register_company(page, "Võru Valgud OÜ")
    write_need(page)
    page.get_by_role("button", name="Show what this would match").click()
    expect(page.get_by_role("heading", level=1, name="What this text would match")).to_be_visible()
    expect(page.get_by_text("Daugava Ferment").first).to_be_visible()
    publish_need(page)
    check_suggestions(page)
    check_reasons(page)


def test_small_company_asks_why_somebody_is_not_suggested(page: Page, server: LiveServer) -> None:
    sign_up(page, server, "Piret Lepp")
    register_company(page, "Peipsi Valgud OÜ")
    publish_need(page)
    page.get_by_role("link", name="All suggestions, with reasons").click()
    page.get_by_label("Name of an organisation you expected").fill("Kolding Seat Studio")
    page.get_by_role("button", name="Say why not").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kolding Seat Studio")
