"""What an organisation says of a suggestion: keep it, not this one, take that back."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker import activity
from matchmaker.suggestions.reasons import target_slug
from matchmaker.suggestions.targets import Target
from matchmaker.verdicts import NOTHING_SEEN, Seen, note_verdict
from models import Call, Organisation, Person, SavedSuggestion, SavedVerdict, VerdictKind

_VERBS = {SavedVerdict.SAVED: "suggestion.saved", SavedVerdict.DISMISSED: "suggestion.dismissed"}
_KEPT_AS = {SavedVerdict.SAVED: VerdictKind.SAVED, SavedVerdict.DISMISSED: VerdictKind.DISMISSED}


def give_verdict(
    session: Session,
    organisation: Organisation,
    target: Target,
    verdict: SavedVerdict,
    *,
    actor: Person,
    reason: str = "",
    subject: str = "",
    seen: Seen = NOTHING_SEEN,
) -> SavedSuggestion:
    """Save or dismiss a suggestion. Harmless to repeat; the last word counts.

    :param organisation: who says so; its people share the verdict.
    :param reason: why, in at most 500 characters.
    :param subject: slug of what the suggestion was made for.
    :param seen: the list it stood in, for ranking to learn from.
    """
    saved = _verdict_on(session, organisation, target)
    if saved is None:
        saved = SavedSuggestion(
            organisation_id=organisation.id, target_kind=_kind_of(target), target_id=target.id
        )
        session.add(saved)
    elif (saved.verdict, saved.reason) == (verdict, reason):
        return saved
    saved.verdict = verdict
    saved.reason = reason
    saved.subject = subject
    activity.record(
        session,
        _VERBS[verdict],
        target,
        actor=actor,
        organisation=organisation,
        reason=reason,
        target=target_slug(target),
    )
    _note(
        session,
        _KEPT_AS[verdict],
        organisation,
        target,
        actor=actor,
        words=reason,
        subject=subject,
        seen=seen,
    )
    return saved


def take_back_verdict(session: Session, organisation: Organisation, target: Target, *, actor: Person) -> None:
    """Forget what was said of a suggestion. Harmless where nothing was."""
    saved = _verdict_on(session, organisation, target)
    if saved is None:
        return
    session.delete(saved)
    activity.record(
        session,
        "suggestion.verdict_taken_back",
        target,
        actor=actor,
        organisation=organisation,
        target=target_slug(target),
    )
    _note(session, VerdictKind.TAKEN_BACK, organisation, target, actor=actor, subject=saved.subject)


def _note(
    session: Session,
    kind: VerdictKind,
    organisation: Organisation,
    target: Target,
    *,
    actor: Person,
    words: str = "",
    subject: str = "",
    seen: Seen = NOTHING_SEEN,
) -> None:
    note_verdict(
        session,
        kind,
        actor=actor,
        organisation_id=organisation.id,
        target_kind=_kind_of(target),
        target_id=target.id,
        subject=subject,
        words=words,
        seen=seen,
    )


def _verdict_on(session: Session, organisation: Organisation, target: Target) -> SavedSuggestion | None:
    return session.scalar(
        select(SavedSuggestion).where(
            SavedSuggestion.organisation_id == organisation.id,
            SavedSuggestion.target_kind == _kind_of(target),
            SavedSuggestion.target_id == target.id,
        )
    )


def _kind_of(target: Target) -> str:
    if isinstance(target, Organisation):
        return "organisation"
    return "call" if isinstance(target, Call) else "venue"
