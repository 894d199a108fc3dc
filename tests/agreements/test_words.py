from __future__ import annotations

import pytest
from flask import Flask

from matchmaker.agreements.house_days import DayKind
from matchmaker.agreements.standing import Finding, Reason
from matchmaker.agreements.words import DAYS, SERVICES, SIGNATURE_STATES, finding_in_words
from models import SignatureState, VisitService

VALUES = {
    "day": "2027-03-04",
    "days": 6,
    "free": 5,
    "needed": 3,
    "given": 1,
    "space": "Guest desks",
    "people": 7,
    "capacity": 6,
    "services": ["office", "lab"],
    "kind": "holiday",
    "first": "2027-03-01",
}


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (Reason.LONGER, "6 working days, of which 5 are free of charge; the host decides on the rest."),
        (Reason.SHORT_NOTICE, "The host asks for 3 days of notice; you give 1."),
        (Reason.HOST_LAPSED, "The host's agreement lapsed on March 4, 2027."),
        (Reason.TOO_MANY_PEOPLE, "Guest desks holds 6 people at a time; you ask for 7."),
        (Reason.BEYOND_FREE_SERVICES, "Not among the free services: Office, Laboratory."),
    ],
)
def test_finding_is_said_in_a_sentence(app: Flask, reason: Reason, sentence: str) -> None:
    with app.test_request_context():
        assert finding_in_words(Finding(reason, "4", VALUES)) == sentence


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence(app: Flask, reason: Reason) -> None:
    with app.test_request_context():
        sentence = finding_in_words(Finding(reason, "4", VALUES))
    assert sentence.endswith(".")
    assert "%(" not in sentence


def test_everything_that_is_shown_has_words() -> None:
    assert set(SERVICES) == set(VisitService)
    assert set(DAYS) == set(DayKind)
    assert set(SIGNATURE_STATES) == set(SignatureState)
