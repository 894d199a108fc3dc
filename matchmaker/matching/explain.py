"""Why something was found, to the last term; what is missing; why something was not.

A score is a sum of products of weights, so its explanation is exact: the contributions
listed are the summands. They are named by the words of the query as they were written,
since a term that is shared stands in both texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matchmaker.matching.index import Index
from matchmaker.matching.items import Field, Text
from matchmaker.matching.ranking import Ask, ItemMatch, OwnerMatch, Part
from matchmaker.matching.text import Codes
from matchmaker.matching.weighting import Query, Vector
from matchmaker.matching.wording import fields_of_terms, named_terms

MISSING_SHOWN = 8


class Contribution(NamedTuple):
    """What one shared term gave to the score of a pair of texts.

    `term` is the word, or pair of words, as it stands in the text asked with (one field of
    it), empty when that text was changed since it was analysed; `field` is where it stands
    in the item, None when the item's text was not given.
    """

    term: str
    value: float
    ask_id: str
    item_id: str
    field: Field | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """The summands of a score, largest first, and words asked for that nothing met."""

    contributions: tuple[Contribution, ...]
    missing: tuple[str, ...]


Texts = Mapping[str, Text]
NO_TEXTS: Texts = {}


def explain(
    index: Index,
    asks: Sequence[Ask],
    match: OwnerMatch | ItemMatch,
    texts: Texts = NO_TEXTS,
) -> Explanation:
    """The exact contributions to the score of a match, and what it lacks.

    `asks` are those the match was found with, `texts` the texts of its items by id, as far
    as the field in which a term stands is wanted.
    """
    default = index.setting.default_language
    queries = {ask.id: ask.query for ask in asks}
    contributions: list[Contribution] = []
    met: set[int] = set()
    for part in match.parts:
        vector = index.vector(part.item_id)
        if vector is not None:
            named = _named(part, queries[part.ask_id], vector, texts.get(part.item_id), default)
            contributions += named
            met.update(vector.codes.tolist())
    contributions.sort(key=lambda c: (-c.value, c.term, c.ask_id, c.item_id))
    return Explanation(tuple(contributions), _missing(queries.values(), met, default))


def _named(
    part: Part, query: Query, vector: Vector, text: Text | None, default_language: str
) -> list[Contribution]:
    """The summands of one pair of texts, scaled by its rank and direction."""
    shared, products = _products(query.vector, vector)
    total = products.sum()
    if not total:
        return []
    values = products * (part.rank_weight * part.pair_score / total)
    asked = named_terms(query.text, default_language)
    codes = shared.tolist()
    fields = fields_of_terms(text, codes, default_language) if text else [None] * len(codes)
    summed: dict[tuple[str, Field | None], float] = {}
    for code, value, field in zip(codes, values.tolist(), fields, strict=True):
        name = (asked[code].written if code in asked else "", field)
        summed[name] = summed.get(name, 0.0) + value
    return [
        Contribution(term, value, part.ask_id, part.item_id, field) for (term, field), value in summed.items()
    ]


def _products(mine: Vector, theirs: Vector) -> tuple[Codes, npt.NDArray[np.float64]]:
    """The terms that two vectors share, and the product of the weights of each."""
    if not len(theirs.codes):
        return theirs.codes, np.zeros(0)
    places = np.searchsorted(theirs.codes, mine.codes)
    places[places == len(theirs.codes)] = 0
    shared = theirs.codes[places] == mine.codes
    weights = mine.weights[shared].astype(np.float64)
    return mine.codes[shared], weights * theirs.weights[places[shared]]


def _missing(queries: Iterable[Query], met: set[int], default_language: str) -> tuple[str, ...]:
    """The words asked with of which nothing met the stem or the bridge, heaviest first."""
    weights: dict[str, float] = {}
    for query in queries:
        for word, weight in islice(_unmet(query, met, default_language), MISSING_SHOWN):
            weights[word] = max(weight, weights.get(word, 0.0))
    ranked = sorted(weights, key=lambda word: (-weights[word], word))
    return tuple(ranked[:MISSING_SHOWN])


def _unmet(query: Query, met: set[int], default_language: str) -> Iterator[tuple[str, float]]:
    """The words of a query that nothing met, each once, with their weights, heaviest first."""
    asked = named_terms(query.text, default_language)
    seen: set[str] = set()
    order = np.argsort(-query.vector.weights, kind="stable")
    codes, weights = query.vector.codes[order].tolist(), query.vector.weights[order].tolist()
    for code, weight in zip(codes, weights, strict=True):
        term = asked.get(code)
        if term is not None and term.codes and term.written not in seen:
            seen.add(term.written)
            if met.isdisjoint(term.codes):
                yield term.written, weight
