"""What an organisation saved and dismissed, as lists that can be taken back; and countries to filter by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.suggestions import presenters, targets
from matchmaker.suggestions.access import Scene
from matchmaker.suggestions.targets import KIND_NAMES
from models import Organisation, SavedSuggestion, SavedVerdict


@dataclass(frozen=True, slots=True)
class Kept:
    """Everything an organisation said of suggestions, the newest first."""

    rows: Sequence[SavedSuggestion]

    def of(self, verdict: SavedVerdict) -> list[SavedSuggestion]:
        """Those of one verdict."""
        return [row for row in self.rows if row.verdict is verdict]


@dataclass(frozen=True, slots=True)
class KeptCard:
    """One saved or dismissed thing in words."""

    slug: str
    title: str
    url: str
    kind: str
    reason: str
    undo_url: str


def kept_by(session: Session, organisation: Organisation | None) -> Kept:
    """What an organisation saved and dismissed; nothing for nobody."""
    if organisation is None:
        return Kept(())
    return Kept(
        session.scalars(
            select(SavedSuggestion)
            .where(SavedSuggestion.organisation_id == organisation.id)
            .order_by(SavedSuggestion.updated_at.desc(), SavedSuggestion.id.desc())
        ).all()
    )


def kept_cards(session: Session, kept: Kept, verdict: SavedVerdict, scene: Scene) -> list[KeptCard]:
    """The things of one verdict that still exist."""
    rows = kept.of(verdict)
    loaded = {
        name: targets.load(session, kind, [row.target_id for row in rows if row.target_kind == name])
        for kind, name in KIND_NAMES.items()
    }
    cards = []
    for row in rows:
        target = loaded[row.target_kind].get(row.target_id)
        if target is None or (isinstance(target, Organisation) and target.hidden):
            continue
        title, url, kind, _summary, _language = presenters.described(target)
        undo = url_for("suggestions.give_verdict", subject=scene.subject.slug)
        cards.append(KeptCard(presenters.slug_of(target), title, url, kind, row.reason, undo))
    return cards
