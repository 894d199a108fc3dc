"""Every page for every role: axe finds nothing, light and dark, wide and narrow; nothing scrolls sideways."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from matchmaker import create_app
from matchmaker.extensions import db
from matchmaker.transactions import reading_only
from tests.conftest import make_settings
from tests.journeys.conftest import DESKTOP, LiveServer, SignedIn, Watch
from tests.pages import ROLES, addresses

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]

#: Files that a browser saves instead of showing them.
FILES = (".ics", ".csv", ".xlsx")
PHONE = {"width": 360, "height": 740}
RUN = """async () => {
  const answer = await axe.run(document, {
    resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    preload: false,
  });
  return answer.violations.map(one =>
    `${one.id}: ${one.nodes[0].html.slice(0, 200)} (${one.nodes.length} places)`);
}"""


@pytest.fixture(scope="session")
def page_addresses(server: LiveServer) -> list[str]:
    """The address of every page, with things of the server's own network."""
    settings = make_settings(server.instance, f"sqlite:///{server.instance / 'matchmaker.db'}")
    # Links of mails are signed with it.
    secret = (server.instance / "secret-key").read_text().strip()
    app = create_app(replace(settings, secret_key=secret))
    with app.app_context(), reading_only():
        found = [
            address
            for _rule, address in addresses(app, db.session, "GET")
            if not urlsplit(address).path.endswith(FILES)
        ]
        engine = db.engine
    engine.dispose()
    return found


@pytest.fixture(scope="session")
def seen() -> set[str]:
    """What was looked at already: pages that are alike for two roles need one look."""
    return set()


def is_new(page: Page, seen: set[str]) -> bool:
    """Has nobody looked at its content yet? The frame around it is the same on all pages of a role."""
    html = page.get_by_role("main").inner_html()
    html = re.sub(r'value="[\w.-]{40,}"|nonce="[^"]*"', "", html)
    digest = hashlib.sha256(html.encode()).hexdigest()
    if digest in seen:
        return False
    seen.add(digest)
    return True


def violations(page: Page) -> list[str]:
    """What axe finds in the page as it looks now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    return list(page.evaluate(RUN))


SIDEWAYS = """() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  const isBeyond = one => one.checkVisibility() && one.getBoundingClientRect().right > width + 1;
  const found = [...document.querySelectorAll("body *")].filter(isBeyond);
  return ["scrolls sideways"].concat(found.slice(0, 5).map(one => one.outerHTML.slice(0, 160)));
}"""


def sideways(page: Page) -> list[str]:
    """The first of what reaches beyond the right edge, where the page scrolls sideways."""
    return list(page.evaluate(SIDEWAYS))


def faults(page: Page) -> list[str]:
    """Everything that is wrong with the page that is open, in each of its looks."""
    found = []
    for width, colours in ((DESKTOP, "light"), (PHONE, "dark")):
        page.set_viewport_size(width)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
        found += [f"{colours}, {width['width']} px: {fault}" for fault in violations(page)]
    return found + sideways(page)


@pytest.fixture(params=ROLES)
def page_of_role(request: pytest.FixtureRequest, signed_in: SignedIn) -> Page:
    """A page of each role in turn."""
    return signed_in(request.param)


def test_every_page_is_accessible_and_quiet(
    page_of_role: Page, page_addresses: list[str], watch: Watch, seen: set[str]
) -> None:
    # A refusal is a page too, and the browser notes each on the console.
    watch.expected.append("Failed to load resource: the server responded with a status of 40")
    wrong = {}
    for address in page_addresses:
        answer = page_of_role.goto(address)
        assert answer is not None
        is_page = answer.headers["content-type"].startswith("text/html")
        was_led_on = urlsplit(page_of_role.url).path != urlsplit(address).path
        if is_page and not was_led_on and is_new(page_of_role, seen) and (found := faults(page_of_role)):
            wrong[address] = found
    assert wrong == {}
