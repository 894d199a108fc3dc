"""What an organisation says of a suggestion: keep it, not this one, take that back."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker import activity
from matchmaker.suggestions.reasons import target_slug
from matchmaker.suggestions.targets import Target
from models import Call, Organisation, Person, SavedSuggestion, SavedVerdict

_VERBS = {SavedVerdict.SAVED: "suggestion.saved", SavedVerdict.DISMISSED: "suggestion.dismissed"}


def give_verdict(
    session: Session,
    organisation: Organisation,
    target: Target,
    verdict: SavedVerdict,
    *,
    actor: Person,
    reason: str = "",
    subject: str = "",
) -> SavedSuggestion:
    """Save or dismiss a suggestion. Harmless to repeat; the last word counts.

    :param organisation: who says so; its people share the verdict.
    :param reason: why, in at most 500 characters.
    :param subject: slug of what the suggestion was made for.
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
