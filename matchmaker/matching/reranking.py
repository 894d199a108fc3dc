"""The engine's best owners, put in the order of a learnt model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from matchmaker.matching.facts import Facts, Floats
from matchmaker.matching.features import BEST_KNOWN, FEATURES, Feature, Fitting, feature_table
from matchmaker.matching.index import Index
from matchmaker.matching.items import EVERYTHING, Where
from matchmaker.matching.learning import DEPTH, LearntModel
from matchmaker.matching.pairs import OwnerNumbers, PairScores
from matchmaker.matching.ranking import Ask, OwnerMatch, owner_matches, owner_pair_scores
from matchmaker.matching.search import best_rows


@dataclass(frozen=True, slots=True)
class LearntMatch:
    """An owner by its texts, and what each feature added or took, zeros left out.

    `score` is the text's score and all parts; it is what the list is in order of.
    """

    match: OwnerMatch
    parts: Mapping[Feature, float]

    @property
    def owner(self) -> str:
        """The owner's id."""
        return self.match.owner

    @property
    def score(self) -> float:
        """Text and parts together."""
        return self.match.score + sum(self.parts.values())


@dataclass(frozen=True, slots=True)
class Candidates:
    """The engine's best owners by their texts alone, best first, and those whom it is good to know."""

    ids: Sequence[str]
    text_scores: Floats
    numbers: OwnerNumbers
    pairs: PairScores
    fitting: Fitting


def candidates(
    index: Index, asks: Sequence[Ask], where: Where = EVERYTHING, depth: int = DEPTH
) -> Candidates:
    """At most `depth` owners in the order of the texts, equal ones in the order of their numbers."""
    pairs = owner_pair_scores(index, asks, where)
    numbers, scores = _best_by_text(pairs, depth)
    ids = _ids(pairs, numbers)
    if not where.owners:
        fitting = Fitting(ids[:BEST_KNOWN], scores[:BEST_KNOWN])
    else:
        owners = index.snapshot.owners.mask({}, where.without_owners)
        fitting = _fitting(pairs.among(owners))
    return Candidates(ids, scores, numbers, pairs, fitting)


def fitting_owners(index: Index, asks: Sequence[Ask], where: Where = EVERYTHING) -> Fitting:
    """Those whom it is good to know, for the features of a list that was made elsewhere."""
    return _fitting(owner_pair_scores(index, asks, where))


def _fitting(pairs: PairScores) -> Fitting:
    numbers, scores = _best_by_text(pairs, BEST_KNOWN)
    return Fitting(_ids(pairs, numbers), scores)


def _best_by_text(pairs: PairScores, depth: int) -> tuple[OwnerNumbers, Floats]:
    """Numbers and scores, best first."""
    numbers, totals = pairs.best_owners(depth)
    order = best_rows(totals, depth)
    order = order[np.argsort(-totals[order], kind="stable")]
    order = order[totals[order] > 0][:depth]
    return numbers[order], totals[order]


def _ids(pairs: PairScores, numbers: OwnerNumbers) -> list[str]:
    owners = pairs.snapshot.owners
    return [owners.id_of(number) for number in numbers.tolist()]


def rerank_owners(
    index: Index,
    asks: Sequence[Ask],
    k: int,
    where: Where = EVERYTHING,
    *,
    model: LearntModel,
    facts: Facts,
    asking: str,
) -> list[LearntMatch]:
    """The `k` best owners by text and model, equal ones in the order of their ids.

    Only the engine's best `DEPTH` by text are looked at, or `k` where that is more.

    :param asking: id of the organisation that looks for partners; empty for nobody.
    """
    found = candidates(index, asks, where, max(k, DEPTH))
    if not found.ids:
        return []
    table = feature_table(facts, asking, found.ids, found.fitting)
    parts = model.parts(found.text_scores, table)
    chosen = best_rows(_from_zero(found.text_scores + parts.sum(axis=1)), k)
    of_owner = {found.ids[place]: _named(parts[place]) for place in chosen.tolist()}
    matches = owner_matches(found.pairs, asks, found.numbers[chosen])
    learnt = [LearntMatch(match, of_owner[match.owner]) for match in matches]
    return sorted(learnt, key=lambda one: (-one.score, one.owner))[:k]


def _from_zero(scores: Floats) -> Floats:
    """Scores moved so that the least is just above 0, as `best_rows` wants them."""
    moved: Floats = scores - scores.min() + 1.0
    return moved


def _named(parts: Floats) -> dict[Feature, float]:
    return {feature: float(part) for feature, part in zip(FEATURES, parts, strict=True) if part}
