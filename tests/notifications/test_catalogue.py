"""Every kind of mail has its folder, and can be written in every language."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from jinja2 import meta
from sqlalchemy.orm import Session

from matchmaker.factory import template_folder
from matchmaker.notifications import catalogue, compose
from matchmaker.settings import PAGE_LANGUAGES
from models import OutboxRow
from tests.factories import make_person

MAILS = template_folder() / "mail"
#: Names in the templates whose values are not a person's words.
NOT_WORDS: dict[str, Any] = {
    "slug": "alfa",
    "listing_id": 1,
    "introduction_id": 1,
    "days": 7,
    "version": 2,
    "people": 2,
    "first_day": "2028-02-28",
    "last_day": "2028-02-29",
    "lines": [{"title": "A\r\nB", "url": "http://localhost/"}],
}


def test_every_folder_is_a_kind() -> None:
    assert {folder.name for folder in MAILS.iterdir() if folder.is_dir()} == set(catalogue.KINDS)


@pytest.mark.parametrize("kind", sorted(catalogue.KINDS))
def test_kind_has_all_its_parts(kind: str) -> None:
    assert {file.name for file in (MAILS / kind).iterdir()} == {"subject.txt", "body.txt", "body.html"}


def wanted(app: Flask, kind: str) -> set[str]:
    """Names that the templates of a kind use and that are not there on every page."""
    names: set[str] = set()
    for part in ("subject.txt", "body.txt", "body.html"):
        names |= meta.find_undeclared_variables(app.jinja_env.parse((MAILS / kind / part).read_text()))
    return names - set(app.jinja_env.globals) - {"_", "why", "stop_url", "person", "user", "url_for"}


@pytest.mark.parametrize("kind", sorted(catalogue.KINDS))
@pytest.mark.parametrize("locale", PAGE_LANGUAGES)
def test_kind_is_written_with_a_one_line_subject(
    app: Flask, session: Session, kind: str, locale: str
) -> None:
    person = make_person(session, name="Liis\r\nBcc: everybody@matchmaker.example", locale=locale)
    values: dict[str, Any] = dict.fromkeys(wanted(app, kind), "A\r\nB") | NOT_WORDS
    mail = compose.composed(kind, to=person.email, locale=locale, person=person, user=person, **values)
    assert mail.subject
    assert len(mail.subject.splitlines()) == 1
    assert "\n-- \n" in mail.text
    assert f'lang="{locale}"' in mail.html


def test_names_in_mails_are_escaped(app: Flask, session: Session) -> None:
    person = make_person(session, name="<script>alert(1)</script>")
    mail = compose.composed("password_was_changed", to=person.email, locale="en", user=person)
    assert "<script>" not in mail.html


def test_notice_to_who_left_is_not_sent(app: Flask, session: Session) -> None:
    person = make_person(session, active=False)
    catalogue.notify(
        session, "organisation_verified", to=person, organisation="Alfa", slug="alfa", verifier=""
    )
    session.commit()
    app.extensions["mailman"].outbox = []
    app.extensions["sweep"]()
    assert app.extensions["mailman"].outbox == []
    row = session.query(OutboxRow).one()
    session.refresh(row)
    assert row.done_at is not None


def test_notify_refuses_an_unknown_kind(session: Session) -> None:
    with pytest.raises(KeyError):
        catalogue.notify(session, "newsletter", to=make_person(session))
