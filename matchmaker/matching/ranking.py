"""From items to owners: whom to meet, given one text or several.

The score of an owner is

    sum over its best six pairs of  rank_weight * pair_score,   rank_weight = 1, 1/2, … 1/6
    pair_score = weight of the direction * cosine(my text, their text)

A pair is one of my texts and one of theirs that it may meet: a need meets offers and
projects, an offer meets needs. Where both directions fit, both pairs count, so that
reciprocity adds up and nobody loses for lacking a text. All is additive down to the term.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from matchmaker.matching.batch import Query
from matchmaker.matching.index import Index
from matchmaker.matching.items import EVERYTHING, Where
from matchmaker.matching.pairs import OwnerNumbers, Pairs, PairScores
from matchmaker.matching.search import best_rows, item_masks


@dataclass(frozen=True, slots=True)
class Ask:
    """One of my texts, and which types of items it may meet, with the weight of each.

    Without `meets` it may meet every type, at weight 1. `id` tells asks apart.
    """

    id: str
    query: Query
    meets: Mapping[str, float] | None = None


class Part(NamedTuple):
    """A pair of texts that counted: `rank_weight * pair_score` of the whole score."""

    ask_id: str
    item_id: str
    rank_weight: float
    pair_score: float


@dataclass(frozen=True, slots=True)
class OwnerMatch:
    """An owner, its score, and the pairs that make it up, best first."""

    owner: str
    score: float
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ItemMatch:
    """An item, its score, and the pairs that make it up, best first."""

    item_id: str
    score: float
    parts: tuple[Part, ...]


def rank_owners(index: Index, asks: Sequence[Ask], k: int, where: Where = EVERYTHING) -> list[OwnerMatch]:
    """The `k` best owners, best first, equal ones in the order of their ids."""
    return FoundOwners(index, asks, where).best(k)


class FoundOwners:
    """The owners that some texts find: put in order as far as somebody looks."""

    def __init__(self, index: Index, asks: Sequence[Ask], where: Where = EVERYTHING) -> None:
        self._asks = asks
        self._scores = owner_pair_scores(index, asks, where)

    def best(self, k: int) -> list[OwnerMatch]:
        """The `k` best owners, best first, equal ones in the order of their ids."""
        candidates, totals = self._scores.best_owners(k)
        chosen = best_rows(totals, k)
        return owner_matches(self._scores, self._asks, candidates[chosen])[:k]

    def count(self, most: int) -> int:
        """How many there are, counted no further than `most`."""
        return self._scores.count_owners(most)


def score_owners(
    index: Index, asks: Sequence[Ask], owner_ids: Sequence[str], where: Where = EVERYTHING
) -> list[OwnerMatch]:
    """These owners in the order given; score 0 and no parts where nothing fits."""
    scores = owner_pair_scores(index, asks, where)
    numbers = [n for o in owner_ids if (n := scores.snapshot.owners.number_of(o)) is not None]
    allowed = scores.allowed(np.unique(np.array(numbers, np.int64)))
    found = {match.owner: match for match in owner_matches(scores, asks, allowed)}
    return [found.get(owner, OwnerMatch(owner, 0.0, ())) for owner in owner_ids]


def rank_items(index: Index, asks: Sequence[Ask], k: int, where: Where = EVERYTHING) -> list[ItemMatch]:
    """The `k` best items, best first, equal ones in the order of their ids.

    Where several asks meet an item, they are weighed as an owner's pairs are.
    """
    snapshot = index.snapshot
    scores = PairScores(snapshot, index.setting.owner_ranks, _directed(asks), item_masks(snapshot, where))
    matches = []
    found = [*scores.pairs_of_rows(best_rows(scores.row_totals(), k))]
    ids = _ids(scores, found)
    for pairs in found:
        parts = _parts(ids, asks, pairs)
        matches.append(ItemMatch(parts[0].item_id, _total(parts), parts))
    return sorted(matches, key=lambda match: (-match.score, match.item_id))[:k]


def owner_pair_scores(index: Index, asks: Sequence[Ask], where: Where) -> PairScores:
    """Scores of all pairs that may count for an owner."""
    snapshot = index.snapshot
    of_items = replace(where, owners={}, without_owners=())
    return PairScores(
        snapshot,
        index.setting.owner_ranks,
        _directed(asks),
        item_masks(snapshot, of_items),
        snapshot.owners.mask(where.owners, where.without_owners),
    )


def owner_matches(scores: PairScores, asks: Sequence[Ask], owners: OwnerNumbers) -> list[OwnerMatch]:
    """These owners (by number) as matches, best first; those without a pair left out."""
    matches = []
    found = [*scores.pairs_of_owners(np.sort(owners))]
    ids = _ids(scores, (pairs for _, pairs in found))
    for number, pairs in found:
        parts = _parts(ids, asks, pairs)
        matches.append(OwnerMatch(scores.snapshot.owners.id_of(number), _total(parts), parts))
    return sorted(matches, key=lambda match: (-match.score, match.owner))


def _directed(
    asks: Sequence[Ask],
) -> list[tuple[Query, Mapping[str, float] | None]]:
    return [(ask.query, ask.meets) for ask in asks]


def _ids(scores: PairScores, found: Iterable[Pairs]) -> Mapping[int, str]:
    """The ids of the items of some pairs by their rows; all at once, which is faster than one by one."""
    rows = sorted({row for pairs in found for _, row, _, _ in pairs})
    return dict(zip(rows, scores.snapshot.ids_of(np.array(rows, np.intp)), strict=True))


def _parts(ids: Mapping[int, str], asks: Sequence[Ask], pairs: Pairs) -> tuple[Part, ...]:
    return tuple([Part(asks[ask].id, ids[row], weight, score) for ask, row, weight, score in pairs])


def _total(parts: Sequence[Part]) -> float:
    return sum(part.rank_weight * part.pair_score for part in parts)
