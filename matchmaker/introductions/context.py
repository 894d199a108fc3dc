"""What waits for the person, for the top bar of every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, url_for

from matchmaker.extensions import db
from matchmaker.introductions.queries import waiting_for
from matchmaker.web.authorising import signed_in_person


@dataclass(frozen=True, slots=True)
class WaitingCount:
    """How many things wait, and where."""

    count: int
    url: str


def waiting_context() -> dict[str, Any]:
    """The count for the top bar; nothing for who is not signed in or acts for nobody."""
    person = signed_in_person()
    if person is None or not (person.memberships or person.is_secretariat):
        return {}
    count = waiting_for(db.session, person).total
    return {"waiting": WaitingCount(count, url_for("introductions.index"))}


def init_app(app: Flask) -> None:
    """Give every page the count."""
    app.context_processor(waiting_context)
