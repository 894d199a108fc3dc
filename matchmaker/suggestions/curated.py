"""What a cluster's manager suggests to an organisation: shown first, with the manager's words."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from matchmaker.suggestions import presenters
from matchmaker.suggestions.access import Scene
from models import RECOMMENDED, CuratedState, CuratedSuggestion, Organisation


@dataclass(frozen=True, slots=True)
class CuratedCard:
    """A partner by the manager's word."""

    slug: str
    title: str
    url: str
    place: str
    kind: str
    note: str
    words: list[str]
    manager: str
    why_url: str
    ask_url: str
    introduction_url: str


def curated_cards(session: Session, scene: Scene) -> list[CuratedCard]:
    """What managers suggest to the organisation of a scene, the newest first; nothing for others."""
    if not scene.own or scene.asker is None:
        return []
    return [_card(row, scene, scene.asker) for row in _recommended_to(session, scene.asker)]


def _recommended_to(session: Session, organisation: Organisation) -> list[CuratedSuggestion]:
    """Pinned for or sent to an organisation, from either side of the pair."""
    sent_to_both = and_(
        CuratedSuggestion.target_id == organisation.id, CuratedSuggestion.state == CuratedState.APPROVED
    )
    for_it = and_(
        CuratedSuggestion.organisation_id == organisation.id, CuratedSuggestion.state.in_(RECOMMENDED)
    )
    rows = session.scalars(
        select(CuratedSuggestion)
        .where(or_(for_it, sent_to_both))
        .options(
            joinedload(CuratedSuggestion.organisation),
            joinedload(CuratedSuggestion.target),
            joinedload(CuratedSuggestion.decided_by),
        )
        .order_by(CuratedSuggestion.decided_at.desc(), CuratedSuggestion.id.desc())
    )
    return [row for row in rows if not _other(row, organisation).hidden]


def _other(row: CuratedSuggestion, organisation: Organisation) -> Organisation:
    return row.target if row.organisation_id == organisation.id else row.organisation


def _card(row: CuratedSuggestion, scene: Scene, asker: Organisation) -> CuratedCard:
    other = _other(row, asker)
    title, url, kind, _summary, _language = presenters.described(other)
    slug = presenters.slug_of(other)
    return CuratedCard(
        slug=slug,
        title=title,
        url=url,
        place=presenters.place_words(other),
        kind=kind,
        note=row.note,
        words=row.words,
        manager=row.decided_by.name if row.decided_by is not None else "",
        why_url=url_for("suggestions.why", subject=f"organisation-{asker.slug}", target=slug),
        ask_url=presenters.ask_url(other, scene),
        introduction_url=presenters.introduction_url(other, scene),
    )
