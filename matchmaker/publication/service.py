"""Moving a text through its publication; each verb writes its log entry and asks for indexing."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from matchmaker.activity import record
from matchmaker.notifications.outbox import promise
from matchmaker.permissions import organisations_of
from matchmaker.publication import rules
from matchmaker.publication.errors import Incomplete
from models import Call, Event, Listing, Organisation, Person, Project, PublicationState, Venue
from models.columns import utc_now

Publishable = Listing | Project | Call | Venue


def owner_of(thing: Publishable) -> Organisation | None:
    """The organisation in whose log the thing's story is written."""
    owners = organisations_of(thing)
    return owners[0] if owners else None


def item_of(thing: Publishable) -> str:
    """The thing's name in the search index, for example ``listing:12``."""
    return f"{thing.__tablename__}:{thing.id}"


def announce(
    session: Session, thing: Publishable, what: str, *, actor: Person | None, reason: str = "", **details: Any
) -> None:
    """Write down what happened and have the index look again.

    :param what: a past participle, for example ``published``.
    """
    record(
        session,
        f"{thing.__tablename__}.{what}",
        thing,
        actor=actor,
        organisation=owner_of(thing),
        reason=reason,
        **details,
    )
    promise(session, "index.text", {"item": item_of(thing)})


def hold(session: Session, thing: Publishable) -> None:
    """Lock the thing's row and read its state anew, so that a verb decides on what is true now."""
    session.refresh(thing, attribute_names=["state", "updated_at"], with_for_update=True)


def touch(thing: Publishable | Event) -> None:
    """Give the thing a new version even where only rows below it changed."""
    thing.updated_at = utc_now()


def keep_version(thing: Publishable | Event) -> None:
    """Let a change that alters no text leave forms valid that are open on the thing."""
    flag_modified(thing, "updated_at")


def move(
    session: Session,
    thing: Publishable,
    wanted: PublicationState,
    *,
    actor: Person | None,
    reason: str = "",
    **details: Any,
) -> bool:
    """Bring the thing into a state; harmless to repeat.

    :returns: whether anything changed.
    :raises MoveRefused: the table does not allow it.
    """
    hold(session, thing)
    if thing.state is wanted:
        return False
    rules.check_move(thing.state, wanted)
    thing.state = wanted
    announce(session, thing, wanted.value, actor=actor, reason=reason, **details)
    return True


def withdraw(session: Session, thing: Publishable, *, actor: Person, reason: str = "") -> bool:
    """Take the thing out of sight; it can be published again.

    :raises MoveRefused: it never was published, or is in the archive.
    """
    return move(session, thing, PublicationState.WITHDRAWN, actor=actor, reason=reason)


def delete_draft(session: Session, thing: Listing | Project | Call, *, actor: Person) -> None:
    """Delete a draft for good.

    :raises OnlyDraftsAreDeleted: it was published once.
    """
    hold(session, thing)
    rules.check_deletable(thing.state)
    announce(session, thing, "deleted", actor=actor, title=thing.title)
    session.delete(thing)


def refuse_incomplete(missing: dict[str, str]) -> None:
    """Pass if nothing is missing.

    :raises Incomplete: carrying what is.
    """
    if missing:
        raise Incomplete(missing)
