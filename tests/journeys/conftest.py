"""A real server with its worker and the invented network, a real browser, and the mails it sends.

Loaded once for all journeys; each has browser contexts of its own, which remember nothing. At the end of
every test a page must have been quiet: no error on the console, nothing the content policy had to stop.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from matchmaker import create_app
from matchmaker.demo.mailbox import KeptMail, kept_mails
from matchmaker.demo.sign_ins import DEMO_PASSWORD
from matchmaker.extensions import db
from tests.conftest import make_settings
from tests.pages import ROLES
from tests.processes import environment, free_port, running, wait_until, wait_until_ready

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: Milliseconds a page may take to show something, on a machine that does other things too.
PATIENCE = 15_000
DESKTOP = {"width": 1280, "height": 900}
expect.set_options(timeout=PATIENCE)

#: Kept of what the content policy stopped, for `Watch`.
KEEP_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", event =>
  console.error(`content policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


@dataclass(frozen=True)
class LiveServer:
    """A running service: where it answers and where it keeps its things."""

    address: str
    instance: Path

    def mail_to(self, address: str, *, subject: str) -> KeptMail:
        """The newest mail to an address whose subject holds some words, once it has come."""

        def found() -> list[KeptMail]:
            kept = kept_mails(self.instance / "mail")
            return [mail for mail in kept if mail.to == address and subject in mail.subject]

        wait_until(lambda: bool(found()), seconds=20, what=f"a mail to {address}: {subject}")
        return found()[0]


def link_in(mail: KeptMail) -> str:
    """The one address in a mail's text that leads somewhere."""
    links = re.findall(r"https?://\S+", mail.text)
    assert len(links) >= 1, mail.text
    return str(links[0])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The service as `make run` starts it, on a port and a folder of its own."""
    instance = tmp_path_factory.mktemp("live")
    port = free_port()
    log = instance / "log"
    env = environment(instance, port, MATCHMAKER_BASE_URL=f"http://127.0.0.1:{port}")
    with running("demo", "--serve", env=env, log=log) as process:
        wait_until_ready(process, port, log)
        yield LiveServer(f"http://127.0.0.1:{port}", instance)


@pytest.fixture(scope="session")
def second_application(server: LiveServer) -> Iterator[Flask]:
    """An application on the server's own network, which no other process knows of."""
    app = create_app(make_settings(server.instance, f"sqlite:///{server.instance / 'matchmaker.db'}"))
    with app.app_context():
        engine = db.engine
    yield app
    engine.dispose()


@pytest.fixture
def beside(second_application: Flask) -> Iterator[Flask]:
    """The server's own network, to write rows and to read what came of them, for as long as a test lasts."""
    with second_application.app_context():
        yield second_application


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser that ``MATCHMAKER_TEST_CHROMIUM`` names; `make test` finds one and sets it."""
    path = os.environ.get("MATCHMAKER_TEST_CHROMIUM")
    if not path:
        pytest.fail(
            "Set MATCHMAKER_TEST_CHROMIUM to a Chromium, or leave the journeys out: -m 'not journey'."
        )
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Watch:
    """What pages of a test complained about."""

    complaints: list[str] = field(default_factory=list)
    #: Words of complaints that a test brings about on purpose.
    expected: list[str] = field(default_factory=list)

    def page(self, page: Page) -> None:
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.location.get('url')}: {message.text}")

    @property
    def unexpected(self) -> list[str]:
        return [one for one in self.complaints if not any(words in one for words in self.expected)]


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Complaints of the test's pages; there must be none at its end."""
    watch = Watch()
    yield watch
    assert watch.unexpected == []


OpenBrowser = Callable[..., BrowserContext]


@pytest.fixture
def browser_of_somebody(chromium: Browser, server: LiveServer, watch: Watch) -> Iterator[OpenBrowser]:
    """A function that opens a browser which remembers nothing; closed at the end."""
    opened: list[BrowserContext] = []

    def open_browser(**options: Any) -> BrowserContext:
        context = chromium.new_context(
            **{"base_url": server.address, "viewport": DESKTOP, "reduced_motion": "reduce", **options}
        )
        context.set_default_timeout(PATIENCE)
        context.add_init_script(KEEP_VIOLATIONS)
        context.on("page", watch.page)
        opened.append(context)
        return context

    yield open_browser
    for context in opened:
        context.close()


@pytest.fixture
def page(browser_of_somebody: OpenBrowser) -> Page:
    """A page of a visitor."""
    return browser_of_somebody().new_page()


@pytest.fixture(scope="session")
def cookies_of_roles() -> dict[str, Any]:
    """Sign-ins kept between tests, so that each role signs in once."""
    return {}


SignedIn = Callable[..., Page]


@pytest.fixture
def signed_in(browser_of_somebody: OpenBrowser, cookies_of_roles: dict[str, Any]) -> SignedIn:
    """A function that returns a page signed in as a role of the demo; as a visitor, signed in as nobody."""

    def page_of(role: str, **options: Any) -> Page:
        if ROLES[role] is None:
            return browser_of_somebody(**options).new_page()
        if role not in cookies_of_roles:
            context = browser_of_somebody()
            sign_in(context.new_page(), str(ROLES[role]), DEMO_PASSWORD)
            cookies_of_roles[role] = context.storage_state()
        return browser_of_somebody(storage_state=cookies_of_roles[role], **options).new_page()

    return page_of


def sign_in(page: Page, email: str, password: str) -> None:
    """Sign in by the form."""
    page.goto("/login")
    form = page.locator("form[name=login_user_form]")
    form.get_by_label("E-mail address").fill(email)
    form.get_by_label("Password").fill(password)
    form.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/overview")
