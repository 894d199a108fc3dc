"""Take the README's pictures from a demo of its own: ``make screenshots``."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from matchmaker.demo.sign_ins import DEMO_PASSWORD, SIGN_INS
from tests.processes import ROOT, answers, environment, free_port, running, wait_until

FOLDER = ROOT / "docs" / "screenshots"
BROWSER_FILE = ROOT / ".venv" / "browser"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
NEED = (
    "We look for a partner who immobilises enzymes on food-grade carriers, "
    "so that our beta-glucosidase survives ten batches at 55 °C."
)


def main() -> None:
    """Start a demo, open its pages, write the pictures."""
    browser = os.environ.get("MATCHMAKER_TEST_CHROMIUM") or BROWSER_FILE.read_text().strip()
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder)
        with running("demo", "--serve", env=environment(instance, port), log=instance / "log"):
            address = f"http://localhost:{port}"
            wait_until(lambda: answers(f"{address}/health/ready"), what="the demo to answer")
            with sync_playwright() as tool:
                chromium = tool.chromium.launch(executable_path=browser, args=FLAGS)
                page = chromium.new_page(viewport={"width": 1280, "height": 860})
                take_home(page, address)
                take_suggestions(page, address)
                chromium.close()
    sys.stdout.write(f"The pictures are in {FOLDER}\n")


def take_home(page: Page, address: str) -> None:
    """The home page with a typed need and what it gets."""
    page.goto(address)
    page.locator("textarea[name=text], input[name=text]").first.fill(NEED)
    page.locator("form:has([name=text]) button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")
    save(page, "home")


def take_suggestions(page: Page, address: str) -> None:
    """What the small company of the demo sees."""
    page.goto(f"{address}/login")
    page.get_by_label("E-mail").first.fill(SIGN_INS[0].email)
    page.get_by_label("Password").first.fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).first.click()
    page.goto(f"{address}/suggestions")
    page.wait_for_load_state("networkidle")
    save(page, "suggestions")


def save(page: Page, name: str) -> None:
    """Write what is seen now."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    main()
