"""Keeping every word on a suggestion with what was seen when it was said; below all slices."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from models import Person, Verdict, VerdictKind


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the things that were shown together: its id, its place from 1, its score."""

    id: int
    position: int
    score: float


@dataclass(frozen=True, slots=True)
class Seen:
    """The list that somebody had before them when they spoke.

    `position` and `score` are those of what they spoke about, None where it was not in the list;
    `model` names what ranked it.
    """

    shown: tuple[Candidate, ...] = ()
    position: int | None = None
    score: float | None = None
    model: str = ""

    def as_document(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Seen:
        """What `as_document` gave; an empty one where parts are missing."""
        return cls(
            shown=tuple(Candidate(**one) for one in document.get("shown", ())),
            position=document.get("position"),
            score=document.get("score"),
            model=document.get("model", ""),
        )


NOTHING_SEEN = Seen()


def note_verdict(
    session: Session,
    kind: VerdictKind,
    *,
    actor: Person | None,
    organisation_id: int,
    target_kind: str,
    target_id: int,
    subject: str = "",
    reason: StrEnum | None = None,
    words: str = "",
    seen: Seen = NOTHING_SEEN,
    thread: str = "",
    introduction_id: int | None = None,
) -> Verdict:
    """Write one verdict in the caller's transaction.

    :param actor: None where the service acted by itself.
    :param organisation_id: to whom the thing was suggested.
    :param target_kind: ``organisation``, ``call`` or ``venue``.
    :param subject: what was asked with, as addresses name it.
    :param reason: one of `DismissReason`, `DeclineReason` or `StopReason`.
    :param words: at most 500 characters are kept.
    """
    verdict = Verdict(
        kind=kind,
        person_id=actor.id if actor is not None else None,
        organisation_id=organisation_id,
        subject=subject,
        target_kind=target_kind,
        target_id=target_id,
        reason=reason.value if reason is not None else "",
        words=words[:500],
        shown=[asdict(candidate) for candidate in seen.shown],
        position=seen.position,
        score=seen.score,
        model=seen.model,
        thread=thread,
        introduction_id=introduction_id,
    )
    session.add(verdict)
    return verdict
