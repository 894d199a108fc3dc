"""Suggestions for a subject, with all their reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from matchmaker.geography import distance_km
from matchmaker.matching import Explanation, Index, Text, explain_all
from matchmaker.suggestions import targets
from matchmaker.suggestions.places import PlacedMatch
from matchmaker.suggestions.ranking import MOST_FOUND, NO_FILTERS, Filters, Ranking
from matchmaker.suggestions.reasons import Neighbour, Suggestion, pairs_of
from matchmaker.suggestions.rules import TargetKind
from matchmaker.suggestions.sources import Sources
from matchmaker.suggestions.subjects import Subject, TypedText, subject_of_text
from matchmaker.suggestions.targets import Target
from models import Organisation
from models.columns import utc_now

__all__ = [
    "MOST_FOUND",
    "Answers",
    "Filters",
    "Found",
    "SuggestionSearch",
    "answers_for",
    "answers_for_text",
]


NOTHING_MET = Explanation((), ())
"""Of what has no text of its own that was met."""


@dataclass(frozen=True, slots=True)
class Found:
    """Suggestions of one kind: how many there are (at most `MOST_FOUND`), and some of them."""

    kind: TargetKind
    total: int
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """The best of each kind for one subject."""

    subject: Subject
    partners: Found
    calls: Found
    venues: Found

    @property
    def all(self) -> tuple[Found, Found, Found]:
        """The three, in the order they are shown in."""
        return self.partners, self.calls, self.venues

    @property
    def is_empty(self) -> bool:
        """Was nothing found at all?"""
        return not any(found.total for found in self.all)


def answers_for_text(
    session: Session,
    index: Index,
    typed: TypedText,
    *,
    organisation: Organisation | None = None,
    most: int = 3,
    filters: Filters = NO_FILTERS,
) -> Answers:
    """The best partners, calls and venues for a typed text: public things only.

    :param organisation: of who typed it; it is not suggested to itself.
    :param most: how many of each kind.
    """
    subject = subject_of_text(typed, organisation)
    return answers_for(session, index, subject, asker=organisation, most=most, filters=filters)


def answers_for(
    session: Session,
    index: Index,
    subject: Subject,
    *,
    asker: Organisation | None = None,
    most: int = 3,
    filters: Filters = NO_FILTERS,
) -> Answers:
    """The best partners, calls and venues for a subject.

    :param asker: the organisation whose saved and dismissed suggestions count.
    """
    search = SuggestionSearch(session, index, subject, asker=asker, filters=filters)
    found = search.found_of_each(most)
    return Answers(subject, found[TargetKind.PARTNER], found[TargetKind.CALL], found[TargetKind.VENUE])


class SuggestionSearch:
    """One subject's suggestions; what is found once is kept for the other lists of the same page."""

    def __init__(
        self,
        session: Session,
        index: Index,
        subject: Subject,
        *,
        asker: Organisation | None = None,
        filters: Filters = NO_FILTERS,
        now: datetime | None = None,
        most: int = MOST_FOUND,
    ) -> None:
        self.session = session
        self.index = index
        self.subject = subject
        self.asker = asker
        self.ranking = Ranking(
            session, index, subject, asker=asker, filters=filters, now=now or utc_now(), most=most
        )
        self._asked = {source.id: source for source in subject.sources}
        self._sources = Sources(session, {**self._asked})

    def total(self, kind: TargetKind) -> int:
        """How many suggestions of a kind there are, at most `MOST_FOUND`."""
        return self.ranking.total(kind)

    def found(self, kind: TargetKind, first: int, most: int) -> Found:
        """A stretch of the list of a kind, with all reasons.

        :param first: how many to pass over.
        """
        ranked = list(enumerate(self.ranking.first(kind, first + most), 1))
        return Found(kind, self.total(kind), self._explained(kind, ranked[first:]))

    def found_of_each(self, most: int) -> dict[TargetKind, Found]:
        """The best of each kind."""
        # Places first: they look at all partners, of whom others would be content with a few.
        return {kind: self.found(kind, 0, most) for kind in reversed(TargetKind)}

    def among(self, kind: TargetKind, target_ids: Collection[int]) -> tuple[Suggestion, ...]:
        """Those of the list that are these targets, with the texts that met.

        The items of their pairs are of the kind `SourceText`, and their reasons also say in which
        field a term stands.
        """
        ranked = enumerate(self.ranking.matches(kind), 1)
        wanted = [found for found in ranked if found[1].target_id in target_ids]
        return self._explained(kind, wanted, with_texts=True)

    def _explained(
        self, kind: TargetKind, ranked: Sequence[tuple[int, PlacedMatch]], *, with_texts: bool = False
    ) -> tuple[Suggestion, ...]:
        loaded = targets.load(self.session, kind, [match.target_id for _, match in ranked])
        near_ids = [near.match.target_id for _, match in ranked for near in match.around]
        neighbours = targets.load(self.session, TargetKind.PARTNER, near_ids)
        load = self._sources.load_texts if with_texts else self._sources.load
        load(part.item_id for _, match in ranked for part in match.all_parts())
        explained = self._explanations(kind, [match for _, match in ranked], with_texts=with_texts)
        return tuple(
            self._suggestion(kind, rank, match, explanation, loaded[match.target_id], neighbours=neighbours)
            for (rank, match), explanation in zip(ranked, explained, strict=True)
            if match.target_id in loaded
        )

    def _suggestion(
        self,
        kind: TargetKind,
        rank: int,
        match: PlacedMatch,
        explanation: Explanation,
        target: Target,
        *,
        neighbours: Mapping[int, Target],
    ) -> Suggestion:
        near = tuple(_neighbours(match, neighbours))
        return Suggestion(
            kind=kind,
            rank=rank,
            target=target,
            score=match.score,
            strength=_beside(match.score, self.ranking.first(kind, 1)[0].score),
            explanation=explanation,
            pairs=pairs_of(explanation.parts, self._asked, self._sources.known),
            gaps=tuple(targets.gaps_of(target, self.subject, explanation.missing, anybody_around=bool(near))),
            neighbours=near,
            learnt=match.all_learnt(),
            stale=bool(match.standing & targets.STALE),
            saved=target.id in self.ranking.verdicts.saved(targets.KIND_NAMES[kind]),
            distance_km=self._distance(target),
        )

    def _explanations(
        self, kind: TargetKind, matches: Sequence[PlacedMatch], *, with_texts: bool
    ) -> list[Explanation]:
        """What gave each score: the thing's own match, and those around it at their weight."""
        texts = self._sources.texts() if with_texts else {}
        own = self._explained_texts(kind, matches, texts)
        around = self._explained_texts(
            TargetKind.PARTNER, [near.match for match in matches for near in match.around], texts
        )
        explained = []
        for match in matches:
            of_own = own.get(match.target_id, NOTHING_MET)
            parts = [*of_own.parts]
            for near in match.around:
                parts += [part.weighed(near.weight) for part in around[near.match.target_id].parts]
            # Of many texts, the words of those that met somebody else would only be noise.
            missing = of_own.missing if len(self.subject.sources) == 1 else ()
            explained.append(Explanation(tuple(parts), missing))
        return explained

    def _explained_texts(
        self, kind: TargetKind, matches: Iterable[PlacedMatch], texts: Mapping[str, Text]
    ) -> dict[int, Explanation]:
        """By the ids of the targets, what their own texts gave; targets without any are left out.

        :param texts: those of which it is to be said in which field a term stands.
        """
        found = {match.target_id: match.own for match in matches if match.own is not None}
        explained = explain_all(self.index, self.ranking.asks(kind), list(found.values()), texts)
        return dict(zip(found, explained, strict=True))

    def _distance(self, target: Target) -> float | None:
        asking = self.subject.organisation or self.asker
        place = targets.place_of(target)
        if asking is None or place is None:
            return None
        return distance_km(targets.place_of_organisation(asking), place)


def _beside(score: float, best: float) -> float:
    """A score beside the best of its list, 0 to 1; what was learnt may bring either below 0."""
    return max(score, 0.0) / best if best > 0 else 0.0


def _neighbours(match: PlacedMatch, loaded: Mapping[int, Target]) -> list[Neighbour]:
    return [
        Neighbour(organisation, near.weight * near.match.score, near.distance_km)
        for near in match.around
        if isinstance(organisation := loaded.get(near.match.target_id), Organisation)
    ]
