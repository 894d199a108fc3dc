"""What a manager makes of suggestions for a member: propose, pin, send to both, dismiss, replace."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matchmaker import activity
from matchmaker.curation.errors import AlreadySuggested, MayNotMeet
from matchmaker.introductions.queries import is_blocked
from matchmaker.notifications.catalogue import notify
from matchmaker.organisations.service import owners_of
from matchmaker.verdicts import NOTHING_SEEN, Seen, note_verdict
from models import (
    TURNED_DOWN,
    CuratedState,
    CuratedSuggestion,
    DismissReason,
    Organisation,
    Person,
    VerdictKind,
)
from models.columns import utc_now

_VERDICTS = {
    CuratedState.APPROVED: VerdictKind.SUGGESTED_BY_MANAGER,
    CuratedState.PINNED: VerdictKind.PINNED,
    CuratedState.DISMISSED: VerdictKind.DISMISSED,
    CuratedState.REPLACED: VerdictKind.REPLACED,
    CuratedState.PROPOSED: VerdictKind.TAKEN_BACK,
}


@dataclass(frozen=True, slots=True)
class Found:
    """How a suggestion came about: the text it was found for, the words, the list it stood in."""

    subject: str = ""
    words: tuple[str, ...] = ()
    ask_title: str = ""
    item_title: str = ""
    seen: Seen = field(default=NOTHING_SEEN)


def keep_suggestion(
    session: Session, organisation: Organisation, target: Organisation, found: Found
) -> CuratedSuggestion:
    """The row of a pair, made where there is none; nothing is said to anybody.

    :raises MayNotMeet: it is the same organisation, or one of the two blocked the other.
    """
    known = suggestion_of(session, organisation, target)
    if known is not None:
        return known
    if organisation.id == target.id or is_blocked(session, organisation.id, target.id):
        raise MayNotMeet
    row = CuratedSuggestion(
        organisation=organisation,
        target=target,
        subject=found.subject or f"organisation-{organisation.slug}",
        words=list(found.words),
        ask_title=found.ask_title[:512],
        item_title=found.item_title[:512],
        seen=found.seen.as_document(),
        thread=secrets.token_hex(16),
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        # Somebody else kept the same pair at this very moment.
        kept = suggestion_of(session, organisation, target)
        assert kept is not None
        return kept
    return row


def add_by_hand(
    session: Session, organisation: Organisation, target: Organisation, *, actor: Person, note: str
) -> CuratedSuggestion:
    """Suggest a partner that the engine did not find; the member sees it with the manager's words.

    :raises AlreadySuggested: it is recommended already.
    :raises MayNotMeet: the two are not to be brought together.
    """
    row = keep_suggestion(session, organisation, target, Found())
    if row.state in (CuratedState.PINNED, CuratedState.APPROVED):
        raise AlreadySuggested(target=target.name, organisation=organisation.name)
    return pin_suggestion(session, row, actor=actor, note=note)


def pin_suggestion(
    session: Session, row: CuratedSuggestion, *, actor: Person, note: str = ""
) -> CuratedSuggestion:
    """Show it to the member first, as the manager's choice. Harmless to repeat."""
    if row.state is CuratedState.APPROVED:
        return row
    return _say(session, row, CuratedState.PINNED, actor=actor, note=note)


def approve_suggestion(
    session: Session, row: CuratedSuggestion, *, actor: Person, note: str = ""
) -> CuratedSuggestion:
    """Send it to both sides as "your manager suggests". Harmless to repeat: nobody is told twice."""
    if row.state is CuratedState.APPROVED:
        return row
    _say(session, row, CuratedState.APPROVED, actor=actor, note=note)
    for member, other in ((row.organisation, row.target), (row.target, row.organisation)):
        for owner in owners_of(session, member):
            notify(
                session,
                "manager_suggests",
                to=owner,
                unique_key=f"curated:{row.id}:approved:{owner.id}",
                organisation=member.name,
                other=other.name,
                slug=other.slug,
                manager=actor.name,
                note=row.note,
                words=", ".join(row.words),
            )
    return row


def dismiss_suggestion(
    session: Session, row: CuratedSuggestion, *, actor: Person, reason: DismissReason, note: str = ""
) -> CuratedSuggestion:
    """Take it off the member's suggestions. Harmless to repeat."""
    return _say(session, row, CuratedState.DISMISSED, actor=actor, note=note, reason=reason)


def replace_suggestion(
    session: Session,
    row: CuratedSuggestion,
    other: Organisation,
    *,
    actor: Person,
    reason: DismissReason,
    note: str,
) -> CuratedSuggestion:
    """Take one off the member's suggestions and pin another in its place.

    :returns: the one that took its place.
    :raises AlreadySuggested: the other one is recommended already.
    :raises MayNotMeet: the member and the other one are not to be brought together.
    """
    instead = add_by_hand(session, row.organisation, other, actor=actor, note=note)
    _say(session, row, CuratedState.REPLACED, actor=actor, note="", reason=reason)
    row.replaced_by_id = instead.id
    return instead


def take_back_suggestion(session: Session, row: CuratedSuggestion, *, actor: Person) -> CuratedSuggestion:
    """Forget what was said of it: it is the engine's proposal again, and mails that went out stay out."""
    row.replaced_by_id = None
    return _say(session, row, CuratedState.PROPOSED, actor=actor, note="")


def _say(
    session: Session,
    row: CuratedSuggestion,
    state: CuratedState,
    *,
    actor: Person,
    note: str,
    reason: DismissReason | None = None,
) -> CuratedSuggestion:
    code = reason.value if reason is not None else ""
    if (row.state, row.note, row.reason) == (state, note, code):
        return row
    row.state, row.note, row.reason = state, note, code
    row.decided_by, row.decided_at = actor, utc_now()
    session.flush()
    note_verdict(
        session,
        _VERDICTS[state],
        actor=actor,
        organisation_id=row.organisation_id,
        target_kind="organisation",
        target_id=row.target_id,
        subject=row.subject,
        reason=reason,
        words=note,
        seen=Seen.from_document(row.seen),
        thread=row.thread,
    )
    verb = "taken_back" if state is CuratedState.PROPOSED else state.value
    activity.record(
        session,
        f"suggestion.{verb}_by_manager",
        row,
        actor=actor,
        organisation=row.organisation,
        reason=note if state not in TURNED_DOWN else "",
        target=row.target.name,
        target_slug=row.target.slug,
        thread=row.thread,
    )
    return row


def suggestion_of(
    session: Session, organisation: Organisation, target: Organisation
) -> CuratedSuggestion | None:
    """What is kept of a pair, as seen from the first one."""
    return session.scalar(
        select(CuratedSuggestion).where(
            CuratedSuggestion.organisation_id == organisation.id, CuratedSuggestion.target_id == target.id
        )
    )
