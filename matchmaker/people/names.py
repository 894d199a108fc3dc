"""What people are called on pages."""

from __future__ import annotations

from matchmaker.web.translation import _
from models import Activity, Person


def shown_name(person: Person | None) -> str:
    """A person by name, by address where there is none, or as somebody whose account was erased."""
    return (person.name or person.email) if person is not None else str(_("Somebody who left"))


def shown_actor(entry: Activity) -> str:
    """Who did what an entry of the log tells; empty for the service itself."""
    return "" if entry.actor is None and not entry.actor_left else shown_name(entry.actor)
