"""What was open in one tab while it changed in another gets a clear answer, and no text is lost."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from http import HTTPStatus

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import LiveServer, SignedIn, Watch
from tests.journeys.steps import publish_need

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

#: What the browser notes on the console of an answer that is a refusal.
REFUSED = "the server responded with a status of"


@pytest.fixture
def two_tabs(signed_in: SignedIn, watch: Watch) -> tuple[Page, Page]:
    """The same need, published, open twice: shown in the first tab, in the form in the second."""
    first = signed_in("research")
    address = publish_need(first)
    second = first.context.new_page()
    second.goto(f"{address.partition('?')[0]}/edit")
    second.get_by_label("Title").fill("Another title, written meanwhile")
    watch.expected.append(REFUSED)
    return first, second


def save(page: Page) -> int:
    with page.expect_navigation() as answer:
        page.get_by_role("button", name="Save changes").click()
    status: int = answer.value.status
    return status


def test_listing_withdrawn_in_another_tab_is_told_and_no_text_is_lost(two_tabs: tuple[Page, Page]) -> None:
    first, second = two_tabs
    first.get_by_role("button", name="Withdraw").click()
    expect(first.get_by_role("main").get_by_text("Withdrawn").first).to_be_visible()
    assert save(second) in (HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY)
    expect(second.get_by_text("This was withdrawn while you were writing.").first).to_be_visible()
    assert second.get_by_label("Title").input_value() == "Another title, written meanwhile"
    first.reload()
    expect(first.get_by_text("Another title, written meanwhile")).to_have_count(0)


def test_listing_expired_in_the_meantime_is_told_and_can_be_renewed(
    two_tabs: tuple[Page, Page], server: LiveServer
) -> None:
    first, second = two_tabs
    number = first.url.rstrip("/").rpartition("/")[2].partition("?")[0]
    with closing(sqlite3.connect(server.instance / "matchmaker.db", timeout=15)) as connection, connection:
        connection.execute("UPDATE listing SET valid_until = '2020-01-01' WHERE id = ?", [int(number)])
    assert save(second) in (HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY)
    expect(second.get_by_text("This expired while you were writing.").first).to_be_visible()
    second.get_by_role("button", name="Save and renew for a year").click()
    expect(second.get_by_role("heading", level=1, name="Another title, written meanwhile")).to_be_visible()


def test_listing_withdrawn_twice_from_two_tabs_is_harmless(two_tabs: tuple[Page, Page]) -> None:
    first, second = two_tabs
    second.goto(first.url)
    first.get_by_role("button", name="Withdraw").click()
    second.get_by_role("button", name="Withdraw").click()
    expect(second.get_by_role("main").get_by_text("Withdrawn").first).to_be_visible()
