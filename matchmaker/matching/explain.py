"""Why something was found, to the last term; what is missing; why something was not.

A score is a sum of products of weights, so its explanation is exact: the contributions
listed are the summands. They are named by the words of the query as they were written,
since a term that is shared stands in both texts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from itertools import chain, count, islice, repeat
from operator import attrgetter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matchmaker.matching.batch import Query, Vector
from matchmaker.matching.index import Index
from matchmaker.matching.items import Field, Text
from matchmaker.matching.ranking import Ask, ItemMatch, OwnerMatch, Part
from matchmaker.matching.snapshot import Snapshot
from matchmaker.matching.text import Codes
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


class ExplainedPart:
    """What one pair of texts gave to a score: `value`, to the last term.

    The terms are named when `contributions` is asked for: of many pairs a page shows one.
    """

    def __init__(self, part: Part, shared: _Shared, weight: float = 1.0) -> None:
        self._part = part
        self._shared = shared
        self._weight = weight
        self.ask_id = part.ask_id
        self.item_id = part.item_id
        self.value = weight * part.rank_weight * part.pair_score

    @cached_property
    def contributions(self) -> tuple[Contribution, ...]:
        """The summands of `value`, largest first."""
        shares = self._shared.shares
        order = np.argsort(-shares, kind="stable")
        values = (shares[order] * self.value).tolist()
        names = map(self._shared.names.__getitem__, order.tolist())
        ask_id, item_id = self.ask_id, self.item_id
        return tuple([
            _contribution((term, value, ask_id, item_id, field))
            for value, (term, field) in zip(values, names, strict=True)
        ])  # fmt: skip

    def weighed(self, weight: float) -> ExplainedPart:
        """The same, where the score it belongs to counts with a weight in another."""
        return ExplainedPart(self._part, self._shared, self._weight * weight)


@dataclass(frozen=True)
class Explanation:
    """The pairs of texts whose values add up to a score, and words asked for that nothing met."""

    parts: tuple[ExplainedPart, ...]
    missing: tuple[str, ...]

    @cached_property
    def contributions(self) -> tuple[Contribution, ...]:
        """The summands of the score, largest first."""
        return largest_first(self.parts)


def largest_first(parts: Iterable[ExplainedPart]) -> tuple[Contribution, ...]:
    """The contributions of several pairs of texts, largest first."""
    every = chain.from_iterable(part.contributions for part in parts)
    return tuple(sorted(every, key=_VALUE, reverse=True))


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

_AskedWord = tuple[str, float, tuple[int, ...]]
"""A word as written, its weight, and the codes of what stands for it."""

_Name = tuple[str, Field | None]
"""A term as it is written, and where it stands in the item."""


def _explanation(
    match: OwnerMatch | ItemMatch, shared: Mapping[_Pair, _Shared], asked: Iterable[_Asked]
) -> Explanation:
    """The explanation of one match.

    :param shared: what the texts of its parts share.
    """
    found = [(part, shared.get((part.ask_id, part.item_id))) for part in match.parts]
    parts = [ExplainedPart(part, of_pair) for part, of_pair in found if of_pair is not None]
    met = set(chain.from_iterable(of_pair.codes for _, of_pair in found if of_pair is not None))
    return Explanation(tuple(parts), _missing(asked, met))


class _Shared:
    """The terms two texts share; worked out once, however many owners the item speaks for.

    `codes` are of the terms. `names` says how each is written and where it stands, each name once;
    `shares`, parallel to it, what it makes of the score.
    """

    def __init__(
        self, codes: list[int], shares: _Shares, asked: _Asked, fields: Mapping[int, Field] | None
    ) -> None:
        self.codes = codes
        self._of_codes = shares
        self._asked = asked
        self._fields = fields

    @property
    def names(self) -> list[_Name]:
        """The term as written, and the field of the item it stands in."""
        return self._named[0]

    @property
    def shares(self) -> _Shares:
        """What each name makes of the score of the pair; they add up to 1."""
        return self._named[1]

    @cached_property
    def _named(self) -> tuple[list[_Name], _Shares]:
        fields: Iterable[Field | None] = repeat(None)
        if self._fields is not None:
            fields = map(self._fields.get, self.codes, repeat(_REST))
        names = [*zip(map(self._asked.name, self.codes), fields, strict=False)]
        distinct = dict(zip(dict.fromkeys(names), count(), strict=False))
        if len(distinct) == len(names):
            return names, self._of_codes
        shares = np.bincount([*map(distinct.__getitem__, names)], self._of_codes)
        return [*distinct], shares.astype(np.float64)


class _Asked:
    """The terms of a text that was asked with, as they are written in it.

    `name` says how by code; nothing for those of a text that was changed since it was analysed.
    """

    def __init__(self, query: Query, default_language: str, joins: Codes) -> None:
        self._named = named_terms(query.text, default_language).with_written_apart(joins)
        self.name = lru_cache(None)(self._named.name)
        self._looked_at: list[_AskedWord] = []
        self._not_looked_at = self._made_words(query.vector)

    def missing(self, met: Set[int]) -> Iterator[tuple[str, float]]:
        """The words of which nothing met the stem or the bridge, with their weights, heaviest first."""
        return ((word, weight) for word, weight, meant in self._words() if met.isdisjoint(meant))

    def _words(self) -> Iterator[_AskedWord]:
        """Each word once, heaviest first; made only as far as somebody looks, as few look far."""
        yield from self._looked_at
        for word in self._not_looked_at:
            self._looked_at.append(word)
            yield word

    def _made_words(self, vector: Vector) -> Iterator[_AskedWord]:
        order = np.argsort(-vector.weights, kind="stable")
        seen: set[str] = set()
        for code, weight in zip(vector.codes[order].tolist(), vector.weights[order].tolist(), strict=True):
            if (word := self._named.word(code)) is not None:
                written = self._named.name(word.code)
                if written not in seen:
                    seen.add(written)
                    yield written, weight, (word.code, word.bridge, *word.parts)


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
