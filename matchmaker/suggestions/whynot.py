"""Why an organisation is not among the partners suggested, or where it stands if it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from matchmaker.matching import why_not
from matchmaker.suggestions.queries import SuggestionSearch
from matchmaker.suggestions.reasons import Suggestion
from matchmaker.suggestions.rules import TargetKind
from models import Organisation

MOST_CHOICES = 12


class Obstacle(StrEnum):
    """What keeps an organisation out of the list."""

    ITSELF = "itself"
    HIDDEN = "hidden"
    DISMISSED = "dismissed"
    INTRODUCED = "introduced"
    QUIET = "quiet"
    COUNTRY = "country"
    KIND = "kind"
    SIZE = "size"
    NO_TEXT = "no_text"
    NO_SUCH_TEXT = "no_such_text"
    CATEGORY = "category"
    LAPSED = "lapsed"
    OWN_TEXTS_ONLY = "own_texts_only"
    NO_WORDS = "no_words"
    RANK = "rank"


_OF_OWNER = {"country": Obstacle.COUNTRY, "kind": Obstacle.KIND, "sme": Obstacle.SIZE}
_OF_ENGINE = {
    "unknown": Obstacle.NO_TEXT,
    "nothing": Obstacle.NO_TEXT,
    "type": Obstacle.NO_SUCH_TEXT,
    "item": Obstacle.CATEGORY,
    "lapsed": Obstacle.LAPSED,
    "left_out": Obstacle.OWN_TEXTS_ONLY,
    "words": Obstacle.NO_WORDS,
}


@dataclass(frozen=True, slots=True)
class WhyNotAnswer:
    """Where an organisation stands.

    `suggestion` is set where it is in the list after all. `rank` counts over all `owners` that have
    anything in common with the text, without any filter; None where this one has nothing.
    """

    organisation: Organisation
    suggestion: Suggestion | None
    obstacles: tuple[Obstacle, ...]
    rank: int | None
    owners: int
    score: float
    missing: tuple[str, ...]

    @property
    def is_other(self) -> bool:
        """Is it somebody else than those who ask?"""
        return Obstacle.ITSELF not in self.obstacles


def organisations_named(session: Session, name: str, *, may_see: frozenset[int]) -> list[Organisation]:
    """Organisations by slug or by part of the name, exact ones first, then by name.

    :param may_see: ids of hidden ones that the asking person may know of.
    """
    name = name.strip()
    if not name:
        return []
    exact = (Organisation.slug == name) | (func.lower(Organisation.name) == name.lower())
    found = session.scalars(
        select(Organisation)
        .where(
            exact
            | Organisation.name.icontains(name, autoescape=True)
            | Organisation.legal_name.icontains(name, autoescape=True),
            Organisation.hidden.is_(False) | Organisation.id.in_(may_see),
        )
        .order_by(case((exact, 0), else_=1), Organisation.name, Organisation.id)
        .limit(MOST_CHOICES)
    ).all()
    return list(found)


def why_not_answer(search: SuggestionSearch, organisation: Organisation) -> WhyNotAnswer:
    """Where an organisation stands in a search, and what keeps it out."""
    listed = search.among(TargetKind.PARTNER, {organisation.id})
    ranking = search.ranking
    told = why_not(
        search.index, ranking.asks(TargetKind.PARTNER), str(organisation.id), ranking.partner_where()
    )
    obstacles: list[Obstacle] = []
    if not listed:
        obstacles = _own_obstacles(search, organisation)
        for exclusion in told.excluded_by:
            obstacle = (
                _OF_OWNER.get(exclusion.facet)
                if exclusion.kind == "owner"
                else _OF_ENGINE.get(exclusion.kind)
            )
            if obstacle is not None and Obstacle.ITSELF not in obstacles:
                obstacles.append(obstacle)
        if not obstacles:
            obstacles.append(Obstacle.RANK)
    return WhyNotAnswer(
        organisation,
        listed[0] if listed else None,
        tuple(dict.fromkeys(obstacles)),
        told.rank,
        told.owners,
        told.score,
        told.missing,
    )


def _own_obstacles(search: SuggestionSearch, organisation: Organisation) -> list[Obstacle]:
    obstacles = []
    if organisation.id in search.subject.owner_ids:
        obstacles.append(Obstacle.ITSELF)
    if organisation.hidden:
        obstacles.append(Obstacle.HIDDEN)
    if organisation.id in search.ranking.verdicts.dismissed("organisation"):
        obstacles.append(Obstacle.DISMISSED)
    apart = search.ranking.apart
    if organisation.id in apart.introduced:
        obstacles.append(Obstacle.INTRODUCED)
    # Who said "never again" is not told, so that it reads like a no of lately.
    elif organisation.id in apart.blocked | apart.quiet:
        obstacles.append(Obstacle.QUIET)
    return obstacles
