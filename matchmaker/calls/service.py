"""What a call owner does with a call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from matchmaker.calls import rules
from matchmaker.calls.rules import CallValues
from matchmaker.publication import service as publication
from matchmaker.publication.rules import check_editable, check_version, version_of
from models import Call, Deadline, Organisation, Person, PublicationState

LISTS = frozenset({"keywords", "who_may_apply", "countries"})


def draft_call(session: Session, owner: Organisation | None, values: CallValues, *, actor: Person) -> Call:
    """Write a call that nobody else sees yet.

    :param owner: who runs it; None for one that the secretariat keeps.
    :raises AtField: a value makes no sense.
    """
    rules.check_values(values)
    call = Call(owner=owner, state=PublicationState.DRAFT)
    _apply(call, values)
    session.add(call)
    session.flush()
    publication.announce(session, call, "drafted", actor=actor)
    return call


def change_call(session: Session, call: Call, values: CallValues, *, actor: Person, seen: str) -> Call:
    """Replace the text; what is published stays published.

    :param seen: the version the change was written on (`version_now`).
    :raises ChangedMeanwhile: it is another version by now.
    :raises Incomplete: it is published, and would lack what readers need.
    :raises AtField: a value makes no sense.
    """
    publication.hold(session, call)
    check_version(seen, call.state, call.updated_at)
    check_editable(call.state)
    rules.check_values(values)
    if call.state is PublicationState.PUBLISHED:
        publication.refuse_incomplete(rules.missing_for_publishing(values))
    _apply(call, values)
    publication.touch(call)
    publication.announce(session, call, "changed", actor=actor)
    return call


def publish_call(session: Session, call: Call, *, actor: Person) -> Call:
    """Show it to everybody; harmless to repeat.

    :raises Incomplete: readers would miss something.
    :raises MoveRefused: it is in the archive.
    """
    publication.refuse_incomplete(rules.missing_for_publishing(call))
    publication.move(session, call, PublicationState.PUBLISHED, actor=actor)
    return call


def withdraw_call(session: Session, call: Call, *, actor: Person, reason: str = "") -> Call:
    """Take it out of sight; it can be published again.

    :raises MoveRefused: it never was published, or is in the archive.
    """
    publication.withdraw(session, call, actor=actor, reason=reason)
    return call


def delete_call(session: Session, call: Call, *, actor: Person) -> None:
    """Delete a draft for good.

    :raises OnlyDraftsAreDeleted: it was published once.
    """
    publication.delete_draft(session, call, actor=actor)


def version_now(call: Call) -> str:
    """What a form opened on the call now has to remember."""
    return version_of(call.state, call.updated_at)


def _apply(call: Call, values: CallValues) -> None:
    for field in fields(values):
        value = getattr(values, field.name)
        match field.name:
            case "deadlines":
                _set_deadlines(call, value)
            case "conditions":
                call.conditions = value.stored()
            case name if name in LISTS:
                setattr(call, name, list(value))
            case name:
                setattr(call, name, value)


def _set_deadlines(call: Call, wanted: Sequence[datetime]) -> None:
    # Rows that stay are kept: replacing one by its equal would meet the unique constraint.
    moments = {at.astimezone(UTC) for at in wanted}
    call.deadlines = sorted(
        [
            *(deadline for deadline in call.deadlines if deadline.at in moments),
            *(Deadline(at=at) for at in moments - {deadline.at for deadline in call.deadlines}),
        ],
        key=lambda deadline: deadline.at,
    )
