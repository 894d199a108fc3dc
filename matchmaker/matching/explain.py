"""Why something was found, to the last term; what is missing; why something was not.

A score is a sum of products of weights, so its explanation is exact: the contributions
listed are the summands. They are named by the words of the query as they were written,
since a term that is shared stands in both texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import count, islice, repeat
from operator import attrgetter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matchmaker.matching.index import Index
from matchmaker.matching.items import Field, Text
from matchmaker.matching.ranking import Ask, ItemMatch, OwnerMatch, Part
from matchmaker.matching.snapshot import Snapshot
from matchmaker.matching.text import Codes
from matchmaker.matching.weighting import Query
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
_Shares = npt.NDArray[np.float64]
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
    return explain_all(index, asks, [match], texts)[0]


def explain_all(
    index: Index,
    asks: Sequence[Ask],
    matches: Sequence[OwnerMatch | ItemMatch],
    texts: Texts = NO_TEXTS,
) -> list[Explanation]:
    """The explanation of each of several matches; much faster than one by one."""
    default = index.setting.default_language
    joins = index.snapshot.weighting.joins_
    asked = {ask.id: _Asked(ask.query, default, joins) for ask in asks}
    pairs = dict.fromkeys((part.ask_id, part.item_id) for match in matches for part in match.parts)
    fields = _fields_of_items([item_id for _, item_id in pairs], texts, index)
    shared = {
        pair: _Shared(codes, shares, asked[pair[0]], fields.get(pair[1]))
        for pair, codes, shares in _shared_terms(index.snapshot, asks, [*pairs])
    }
    return [_explanation(match, shared, asked.values()) for match in matches]


_VALUE = attrgetter("value")

_contribution: Callable[[Iterable[object]], Contribution] = partial(tuple.__new__, Contribution)
"""Makes a contribution of its fields, without the call in Python that the class itself would take."""

_REST: Field = "body"
"""Where terms stand that are in neither title nor keywords."""

_Pair = tuple[str, str]
"""Ids of an ask and of an item."""


def _explanation(
    match: OwnerMatch | ItemMatch, shared: Mapping[_Pair, _Shared], asked: Iterable[_Asked]
) -> Explanation:
    """The explanation of one match.

    :param shared: what the texts of its parts share.
    """
    contributions: list[Contribution] = []
    met: set[int] = set()
    for part in match.parts:
        of_pair = shared.get((part.ask_id, part.item_id))
        if of_pair is not None:
            contributions += of_pair.contributions(part)
            met.update(of_pair.codes)
    return Explanation(tuple(sorted(contributions, key=_VALUE, reverse=True)), _missing(asked, met))


class _Shared:
    """The terms two texts share; worked out once, however many owners the item speaks for.

    `codes` are of the terms, `shares` what each makes of the score, parallel to it.
    """

    def __init__(
        self, codes: list[int], shares: _Shares, asked: _Asked, fields: Mapping[int, Field] | None
    ) -> None:
        self.codes = codes
        self._shares = shares
        self._terms = [*map(asked.name, codes)]
        self._fields: list[Field | None] = [None] * len(codes)
        if fields is not None:
            self._fields = [*map(fields.get, codes, repeat(_REST))]
        names = [*zip(self._terms, self._fields, strict=True)]
        distinct = dict(zip(dict.fromkeys(names), count(), strict=False))
        if len(distinct) < len(names):
            self._shares = np.bincount([*map(distinct.__getitem__, names)], shares).astype(np.float64)
            self._terms, self._fields = [term for term, _ in distinct], [field for _, field in distinct]

    def contributions(self, part: Part) -> Iterator[Contribution]:
        """The summands of a part with this pair of texts, those of the same name and field added up."""
        values = (self._shares * (part.rank_weight * part.pair_score)).tolist()
        ask_id, item_id = repeat(part.ask_id), repeat(part.item_id)
        return map(_contribution, zip(self._terms, values, ask_id, item_id, self._fields, strict=False))


class _Asked:
    """The terms of a text that was asked with, as they are written in it.

    `name` says how by code; nothing for those of a text that was changed since it was analysed.
    """

    def __init__(self, query: Query, default_language: str, joins: Codes) -> None:
        self._named = named_terms(query.text, default_language).with_written_apart(joins)
        self._vector = query.vector
        self.name = lru_cache(None)(self._named.name)

    @cached_property
    def _words(self) -> tuple[dict[str, float], dict[int, list[str]]]:
        """Each word once with its weight, heaviest first; and by code the words it may stand for."""
        order = np.argsort(-self._vector.weights, kind="stable")
        weights = self._vector.weights[order].tolist()
        words: dict[str, float] = {}
        meant: dict[int, list[str]] = {}
        for code, weight in zip(self._vector.codes[order].tolist(), weights, strict=True):
            word = self._named.words.get(code)
            if word is not None and (written := self._named.written(word)) not in words:
                words[written] = weight
                for stands_for in (word.code, word.bridge, *word.parts):
                    meant.setdefault(stands_for, []).append(written)
        return words, meant

    def missing(self, met: Set[int]) -> Iterator[tuple[str, float]]:
        """The words of which nothing met the stem or the bridge, with their weights, heaviest first."""
        words, meant = self._words
        said = {word for code in met & meant.keys() for word in meant[code]}
        return ((word, weight) for word, weight in words.items() if word not in said)


def _shared_terms(
    snapshot: Snapshot, asks: Sequence[Ask], pairs: Sequence[_Pair]
) -> Iterator[tuple[_Pair, list[int], _Shares]]:
    """For pairs of texts: codes of the terms both have, and what each gives to their product of 1."""
    for ask in asks:
        of_ask = [pair for pair in pairs if pair[0] == ask.id]
        for piece, places, rows in snapshot.find_all([item_id for _, item_id in of_ask]):
            cells, codes, products = piece.segment.shared_cells(ask.query.vector, rows)
            totals = np.bincount(cells, weights=products, minlength=len(rows))
            shares = products / totals[cells]
            all_codes = codes.tolist()
            ends = np.searchsorted(cells, np.arange(len(rows)), side="right").tolist()
            for place, start, end in zip(places, [0, *ends], ends, strict=False):
                yield of_ask[place], all_codes[start:end], shares[start:end]


def _fields_of_items(item_ids: Sequence[str], texts: Texts, index: Index) -> dict[str, Mapping[int, Field]]:
    known = [item_id for item_id in dict.fromkeys(item_ids) if item_id in texts]
    fields = fields_of_terms(
        [texts[item_id] for item_id in known], index.setting.default_language, index.snapshot.weighting
    )
    return dict(zip(known, fields, strict=True))


def _missing(asked: Iterable[_Asked], met: Set[int]) -> tuple[str, ...]:
    """The words asked with of which nothing met the stem or the bridge, heaviest first."""
    weights: dict[str, float] = {}
    for one in asked:
        for word, weight in islice(one.missing(met), MISSING_SHOWN):
            weights[word] = max(weight, weights.get(word, 0.0))
    ranked = sorted(weights, key=lambda word: (-weights[word], word))
    return tuple(ranked[:MISSING_SHOWN])
