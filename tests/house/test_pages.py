"""Every page answers every role: with a page, a way to sign in, or a sentence that says why not."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from matchmaker.extensions import db
from matchmaker.site_map import ROUTES
from matchmaker.transactions import reading_only
from tests.pages import ROLES, addresses, client_of

# They share one loaded network.
pytestmark = pytest.mark.xdist_group("demo-network")

ANSWERS = {200, 302, 303, 401, 403, 404}
#: Their address is the proof, and works from a mail in a browser that keeps no cookies.
SIGNED = {route.endpoint for route in ROUTES if route.signed}
REFUSALS = {400, 405, 409, 415, 422}


@pytest.fixture
def shown(demo_app: Flask) -> Iterator[Session]:
    # Not to stand in the way of requests that write.
    with demo_app.app_context(), reading_only():
        yield db.session
        db.session.rollback()


def is_whole_page(answer: Response) -> bool:
    """Has it a title of its own, a heading, a main part, and says its language? What is no page has none."""
    if answer.mimetype != "text/html":
        return True
    html = answer.get_data(as_text=True)
    title = re.search(r"<title>\s*(.*?)\s*· Matchmaker\s*</title>", html, flags=re.DOTALL)
    return (
        title is not None
        and bool(title.group(1))
        and html.count("<h1") == 1
        and html.count("<main") == 1
        and '<html lang="' in html
    )


@pytest.mark.parametrize("role", ROLES)
def test_every_page_answers(demo_app: Flask, shown: Session, role: str) -> None:
    client = client_of(demo_app, shown, role)
    wrong = []
    for _rule, address in addresses(demo_app, shown, "GET"):
        with client.get(address) as answer:
            if answer.status_code not in ANSWERS:
                wrong.append(f"{address}: {answer.status_code}")
            elif "Location" not in answer.headers and not is_whole_page(answer):
                wrong.append(f"{address}: no whole page ({answer.status_code})")
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_every_form_sent_empty_answers(copied_app: Flask, role: str) -> None:
    wrong = []
    with copied_app.app_context():
        posts = [address for _rule, address in addresses(copied_app, db.session, "POST")]
        client = client_of(copied_app, db.session, role)
        db.session.rollback()
    for address in posts:
        if address == "/logout":
            continue
        with client.post(address) as answer:
            if answer.status_code not in ANSWERS | REFUSALS:
                wrong.append(f"{address}: {answer.status_code}")
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_form_without_its_token_is_refused(demo_app: Flask, shown: Session, role: str) -> None:
    client = client_of(demo_app, shown, role)
    for rule, address in addresses(demo_app, shown, "POST"):
        if rule.endpoint in SIGNED:
            continue
        with client.post(address) as answer:
            assert answer.status_code in {400, 401}, address
