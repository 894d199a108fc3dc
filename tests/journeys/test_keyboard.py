"""The keyboard alone: skip the top, reach the navigation, fill in a form, see where one is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from matchmaker.demo.sign_ins import DEMO_PASSWORD
from tests.journeys.conftest import SignedIn, Watch
from tests.pages import ROLES

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

#: More steps than any page here has things to step on.
MOST_STEPS = 120


#: The words of what has the focus: its text, its label, or that of the picture in it.
FOCUSED = """() => {
  const it = document.activeElement;
  const named = it.hasAttribute("aria-label") ? it : it.querySelector("[aria-label]");
  return (it.innerText || it.labels?.[0]?.innerText || named?.getAttribute("aria-label") || "").trim();
}"""


def focused(page: Page) -> str:
    """What has the focus, in words."""
    return str(page.evaluate(FOCUSED))


def step_to(page: Page, words: str) -> None:
    """Press Tab until something that says these words has the focus."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if words in focused(page):
            return
    raise AssertionError(f"The keyboard does not reach: {words}")


def is_ring_visible(page: Page) -> bool:
    """Has the focused thing an outline or a shadow?"""
    return bool(
        page.evaluate(
            "() => { const style = getComputedStyle(document.activeElement);"
            " return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0)"
            " || style.boxShadow !== 'none'; }"
        )
    )


def test_first_step_skips_to_the_content(page: Page) -> None:
    page.goto("/organisations")
    page.keyboard.press("Tab")
    assert focused(page) == "Skip to the content"
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_signing_in_and_moving_about_needs_no_mouse(page: Page) -> None:
    page.goto("/")
    step_to(page, "Sign in")
    page.keyboard.press("Enter")
    page.wait_for_url("**/login*")
    step_to(page, "E-mail address")
    page.keyboard.type(str(ROLES["host"]))
    step_to(page, "Password")
    page.keyboard.type(DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/overview")
    step_to(page, "Venues")
    assert is_ring_visible(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/venues")
    expect(page.get_by_role("navigation", name="Main").locator("[aria-current=page]")).to_have_count(1)


def test_menus_open_and_close_by_keyboard(signed_in: SignedIn) -> None:
    page = signed_in("sme")
    page.goto("/overview")
    step_to(page, "Your account")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Sign out")).to_be_hidden()


def test_form_is_filled_in_and_corrected_by_keyboard(signed_in: SignedIn, watch: Watch) -> None:
    page = signed_in("research")
    page.goto("/listings/new?direction=offer")
    watch.expected.append("the server responded with a status of 422")
    step_to(page, "Title")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "needs your attention" in focused(page)
    # Its links lead to the fields.
    step_to(page, "Title")
    page.keyboard.press("Enter")
    page.keyboard.type("Droplet sizing of lipid emulsions")
    expect(page.locator("#title")).to_have_value("Droplet sizing of lipid emulsions")


@pytest.mark.parametrize("path", ["/", "/organisations", "/places"])
def test_every_stop_is_visible(page: Page, path: str) -> None:
    page.goto(path)
    page.keyboard.press("Tab")
    seen = 0
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        assert is_ring_visible(page), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        seen += 1
    assert seen > 5


def test_host_answers_requests_by_single_keys(signed_in: SignedIn) -> None:
    page = signed_in("host")
    page.goto("/visits/today")
    opened = page.locator(".mm-day__guest--open h3")
    first = opened.inner_text()
    page.keyboard.press("j")
    expect(opened).not_to_have_text(first)
    second = opened.inner_text()
    expect(opened).to_be_focused()
    page.keyboard.press("k")
    expect(opened).to_have_text(first)
    expect(opened).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("j")
    expect(opened).to_have_text(second)
    # Only then the list has come to rest: a key pressed while it is exchanged may go to what was there.
    expect(opened).to_be_focused()
    page.keyboard.press("d")
    page.keyboard.press("1")
    expect(page.get_by_text("Declined. They were told the reason.")).to_be_visible()
    expect(page.get_by_role("heading", name=second)).to_have_count(0)
    expect(opened).to_have_text(first)
    page.keyboard.press("o")
    page.wait_for_url("**/visits/*#next")
    expect(page.get_by_role("heading", level=1, name=first)).to_be_visible()
