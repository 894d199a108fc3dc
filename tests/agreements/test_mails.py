from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker.notifications.compose import composed
from tests.factories import make_person

VALUES: dict[str, Any] = {
    "slug": "baltic-circle",
    "organisation": "Baltic Circle",
    "first_day": "2027-03-01",
    "last_day": "2028-02-29",
    "days": 14,
    "is_renewal": False,
    "words": "We move.",
    "version": 2,
}


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        ("agreement_signed", "Baltic Circle signed the roaming agreement"),
        ("agreement_new_terms", "The roaming agreement has new terms from March 1, 2027"),
        ("agreement_due", "The roaming agreement of Baltic Circle ends in 14 days"),
        ("agreement_lapsed", "The roaming agreement of Baltic Circle has lapsed"),
        ("agreement_withdrawn", "Baltic Circle withdraws from the roaming agreement"),
    ],
)
def test_mail_says_what_it_is_about_and_leads_there(
    app: Flask, session: Session, kind: str, subject: str
) -> None:
    person = make_person(session, name="Mari")
    with app.app_context():
        mail = composed(kind, to=person.email, locale="en", person=person, **VALUES)
    assert mail.subject == subject
    for body in (mail.text, mail.html):
        assert "Hello Mari," in body
        assert "February 29, 2028" in body
        assert "/organisations/baltic-circle/agreement" in body


def test_mail_of_a_renewal_says_so(app: Flask, session: Session) -> None:
    person = make_person(session)
    with app.app_context():
        mail = composed(
            "agreement_signed", to=person.email, locale="en", person=person, **VALUES | {"is_renewal": True}
        )
    assert mail.subject == "Baltic Circle renewed the roaming agreement"
