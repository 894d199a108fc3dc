"""Every page for every role: axe finds nothing, light and dark, wide and narrow; nothing scrolls sideways."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

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
    """The shapes of pages that were looked at already: what is built alike needs one look."""
    return set()


#: How the content of a page is built, without its words; of equal neighbours two are left in the page. What
#: can make a difference to the rules or to colours counts as shape: elements, classes, roles and states.
#: The frame around the content is the same on all pages of a role.
THINNED = """() => {
  const telling = ["class", "role", "type", "lang", "style", "scope", "tabindex"];
  const attribute = one =>
    telling.includes(one.name) || one.name.startsWith("aria-") && one.value.length < 6
      ? `${one.name}=${one.value}` : one.name;
  const shape = node => {
    if (node.nodeType === Node.TEXT_NODE) return node.data.trim() ? "text" : "";
    if (node.nodeType !== Node.ELEMENT_NODE) return "";
    const inner = [];
    for (const child of [...node.childNodes]) {
      const built = shape(child);
      if (!built) continue;
      if (built === inner.at(-1) && built === inner.at(-2)) child.remove();
      else inner.push(built);
    }
    const once = inner.filter((built, place) => built !== inner[place - 1]);
    return `<${node.localName} ${[...node.attributes].map(attribute).sort().join(" ")}>${once.join("")}</>`;
  };
  return shape(document.querySelector("main"));
}"""


def is_new(page: Page, seen: set[str]) -> bool:
    """Has nobody looked at a page built like this? Thins it out: of what repeats, two are left."""
    digest = hashlib.sha256(str(page.evaluate(THINNED)).encode()).hexdigest()
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


def faults(page: Page, seen: set[str], *, new_frame: bool) -> list[str]:
    """What is wrong with the page that is open: whether it fits a phone, then in each of its looks.

    :param new_frame: nobody looked yet at what stands around the content.
    """
    # What a page fetches when it is drawn is pale until it has come.
    expect(page.locator(".htmx-request, .htmx-settling, .htmx-swapping")).to_have_count(0)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    found = sideways(page)
    if is_new(page, seen) or new_frame:
        for width, colours in ((PHONE, "dark"), (DESKTOP, "light")):
            page.set_viewport_size(width)  # type: ignore[arg-type]
            page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
            found += [f"{colours}, {width['width']} px: {fault}" for fault in violations(page)]
    return found


@pytest.fixture(params=ROLES)
def page_of_role(request: pytest.FixtureRequest, signed_in: SignedIn) -> Page:
    """A page of each role in turn."""
    return signed_in(request.param)


def test_every_page_is_accessible_and_quiet(
    page_of_role: Page, page_addresses: list[str], watch: Watch, seen: set[str]
) -> None:
    # A refusal is a page too, and the browser notes each on the console.
    watch.expected.append("Failed to load resource: the server responded with a status of 40")
    wrong: dict[str, list[str]] = {}
    looked_at = 0
    for address in page_addresses:
        answer = page_of_role.goto(address)
        assert answer is not None
        is_page = answer.headers["content-type"].startswith("text/html")
        was_led_on = urlsplit(page_of_role.url).path != urlsplit(address).path
        if is_page and not was_led_on:
            if found := faults(page_of_role, seen, new_frame=not looked_at):
                wrong[address] = found
            looked_at += 1
    assert wrong == {}
    assert looked_at > 20
