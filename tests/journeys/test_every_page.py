"""Every page for every role: axe finds nothing, light and dark, wide and narrow; nothing scrolls sideways."""

from __future__ import annotations

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

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("every page")]

#: Files that a browser saves instead of showing them.
FILES = (".ics", ".csv", ".xlsx")
PHONE = {"width": 360, "height": 740}
EVERY_RULE = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: What another width or other colours can change.
OF_LOOKS = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
RUN = """async runOnly => {
  const answer = await axe.run(document, {resultTypes: ["violations"], runOnly, preload: false});
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
def seen() -> set[int]:
    """The parts of pages that were looked at already: what is built alike needs one look."""
    return set()


#: What of one element can make a difference to the rules or to colours: its name, and what its attributes say
#: it is, how it looks or in which state it is.
OWN = """
const telling = ["class", "role", "type", "lang", "style", "scope", "tabindex"];
const told = ["alt", "disabled", "for", "hidden", "href", "open", "placeholder", "required", "title"];
const attribute = one => {
  const isState = one.name.startsWith("aria-");
  if (telling.includes(one.name) || isState && one.value.length < 6) return `${one.name}=${one.value}`;
  return isState || told.includes(one.name) ? one.name : "";
};
const own = node => `<${node.localName} ${[...node.attributes].map(attribute).sort().join(" ")}>`;
const hasText = node => [...node.childNodes].some(one => one.nodeType === Node.TEXT_NODE && one.data.trim());
"""

#: Fetches pages without opening them, a few at a time, and tells of each, in numbers, the parts its content
#: is made of: every element with the one it stands in and whether it holds words; which heading follows
#: which; the kind of page, where more comes once it is open. Answers that are no pages, or of another page,
#: have none.
PARTS = f"""async addresses => {{
  {OWN}
  const number = text => {{
    let value = 0xcbf29ce484222325n;
    for (const byte of new TextEncoder().encode(text))
      value = (value ^ BigInt(byte)) * 0x100000001b3n & 0x1fffffffffffffn;
    return Number(value);
  }};
  const partsOf = async address => {{
    const answer = await fetch(address);
    const isPage = answer.headers.get("content-type").startsWith("text/html");
    if (!isPage || new URL(answer.url).pathname !== new URL(address, document.baseURI).pathname) return [];
    const read = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = read.querySelector("main");
    const found = new Set();
    for (const node of main.querySelectorAll("*"))
      found.add(number(own(node.parentElement) + own(node) + hasText(node)));
    const headings = [...main.querySelectorAll("h1, h2, h3, h4, h5")].map(one => one.localName);
    headings.forEach((one, place) => found.add(number(headings[place - 1] + one)));
    const kind = new URL(answer.url).pathname.replace(/[0-9]+/, "");
    if (main.querySelector("[data-hx-trigger^=load]")) found.add(number(kind));
    return [...found];
  }};
  const answers = addresses.map(() => []);
  const waiting = [...addresses.entries()];
  const work = async () => {{
    for (let next = waiting.shift(); next; next = waiting.shift()) answers[next[0]] = await partsOf(next[1]);
  }};
  await Promise.all([1, 2, 3, 4].map(work));
  return answers;
}}"""

#: Of neighbours built alike, two are left in the page.
THIN_OUT = f"""() => {{
  {OWN}
  const shape = node => {{
    const inner = [];
    for (const child of [...node.children]) {{
      const built = shape(child);
      if (built === inner.at(-1) && built === inner.at(-2)) child.remove();
      else inner.push(built);
    }}
    const once = inner.filter((built, place) => built !== inner[place - 1]);
    return own(node) + hasText(node) + once.join("") + "</>";
  }};
  shape(document.querySelector("main"));
}}"""


def made_of_something_new(page: Page, page_addresses: list[str], seen: set[int]) -> tuple[list[str], int]:
    """The pages that are made of anything nobody looked at yet, and how many pages there are.

    :param page: of the role that asks.
    :param seen: the parts that were looked at; those of the found pages are added.
    """
    found, pages = [], 0
    for address, parts in zip(page_addresses, page.evaluate(PARTS, page_addresses), strict=True):
        pages += bool(parts)
        if not seen.issuperset(parts):
            found.append(address)
            seen.update(parts)
    return found, pages


def violations(page: Page, rules: list[str]) -> list[str]:
    """What axe finds in the page as it looks now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    return list(page.evaluate(RUN, rules))


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


def faults(page: Page, rules_of_second_look: list[str]) -> list[str]:
    """What is wrong with the page that is open: whether it fits a phone, then in each of its looks."""
    # What a page fetches when it is drawn is pale until it has come.
    expect(page.locator(".htmx-request, .htmx-settling, .htmx-swapping")).to_have_count(0)
    found = sideways(page)
    page.evaluate(THIN_OUT)
    found += [f"phone, dark: {fault}" for fault in violations(page, EVERY_RULE)]
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="light")
    found += [f"desktop, light: {fault}" for fault in violations(page, rules_of_second_look)]
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="dark")
    return found


@pytest.fixture(params=ROLES)
def page_of_role(request: pytest.FixtureRequest, signed_in: SignedIn) -> Page:
    """A page of each role in turn."""
    return signed_in(request.param, viewport=PHONE, color_scheme="dark")


def test_every_page_is_accessible_and_quiet(
    page_of_role: Page, page_addresses: list[str], watch: Watch, seen: set[int]
) -> None:
    # A refusal is a page too, and the browser notes each on the console.
    watch.expected.append("Failed to load resource: the server responded with a status of 40")
    # Another frame around the content comes with each role.
    page_of_role.goto("/")
    wrong = {"/": faults(page_of_role, EVERY_RULE)}
    to_look_at, pages = made_of_something_new(page_of_role, page_addresses, seen)
    for address in to_look_at:
        page_of_role.goto(address)
        wrong[address] = faults(page_of_role, OF_LOOKS)
    assert {address: found for address, found in wrong.items() if found} == {}
    assert pages > 20
