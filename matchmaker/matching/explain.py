"""Why something was found, to the last term; what is missing; why something was not.

A score is a sum of products of weights, so its explanation is exact: the contributions
listed are the summands. They are named by the words of the query as they were written,
since a term that is shared stands in both texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, repeat
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from matchmaker.matching.index import Index
from matchmaker.matching.items import Field, Text
from matchmaker.matching.ranking import Ask, ItemMatch, OwnerMatch, Part
from matchmaker.matching.snapshot import Snapshot
from matchmaker.matching.text import Codes
from matchmaker.matching.weighting import Query
from matchmaker.matching.wording import fields_of_terms, named_terms, with_written_apart

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
    return explain_all(index, asks, [match], texts)[0]


def explain_all(
    index: Index,
    asks: Sequence[Ask],
    matches: Sequence[OwnerMatch | ItemMatch],
    texts: Texts = NO_TEXTS,
) -> list[Explanation]:
    """The explanation of each of several matches; much faster than one by one."""
    default = index.setting.default_language
    parts = [(number, part) for number, match in enumerate(matches) for part in match.parts]
    joins = index.snapshot.weighting.joins_
    asked = {ask.id: _Asked(ask.query, default, joins) for ask in asks}
    fields = _fields_of_items([part.item_id for _, part in parts], texts, index)
    rows: list[list[Contribution]] = [[] for _ in matches]
    met: list[set[int]] = [set() for _ in matches]
    for place, codes, values in _contributions(index.snapshot, asks, [part for _, part in parts]):
        number, part = parts[place]
        rows[number] += _rows(part, codes, values, asked[part.ask_id].written, fields.get(part.item_id))
        met[number].update(codes)
    return [
        Explanation(tuple(sorted(of_match, key=_VALUE, reverse=True)), _missing(asked.values(), codes))
        for of_match, codes in zip(rows, met, strict=True)
    ]


_VALUE = attrgetter("value")

_REST: Field = "body"
"""Where terms stand that are in neither title nor keywords."""


def _rows(
    part: Part,
    codes: list[int],
    values: list[float],
    written: Mapping[int, str],
    fields: Mapping[int, Field] | None,
) -> Iterator[Contribution]:
    """The summands of one part, those of the same name and field added up."""
    terms = [*map(written.get, codes, repeat(""))]
    stands: list[Field | None] = [None] * len(codes)
    if fields is not None:
        stands = [*map(fields.get, codes, repeat(_REST))]
    names = [*zip(terms, stands, strict=True)]
    if len(set(names)) < len(names):
        summed: dict[tuple[str, Field | None], float] = {}
        for name, value in zip(names, values, strict=True):
            summed[name] = summed.get(name, 0.0) + value
        terms, stands, values = [t for t, _ in summed], [f for _, f in summed], [*summed.values()]
    return map(Contribution, terms, values, repeat(part.ask_id), repeat(part.item_id), stands)


class _Asked:
    """The terms of a text that was asked with, as they are written in it.

    `written` has them by code; not those of a text that was changed since it was analysed.
    """

    def __init__(self, query: Query, default_language: str, joins: Codes) -> None:
        self._named = with_written_apart(named_terms(query.text, default_language), joins)
        self._vector = query.vector
        self.written = {code: term.written for code, term in self._named.items()}

    @cached_property
    def words(self) -> list[tuple[str, float, tuple[int, ...]]]:
        """Each word once, with its weight and the codes it may stand for, heaviest first."""
        order = np.argsort(-self._vector.weights, kind="stable")
        weights = self._vector.weights[order].tolist()
        words: dict[str, tuple[str, float, tuple[int, ...]]] = {}
        for code, weight in zip(self._vector.codes[order].tolist(), weights, strict=True):
            term = self._named.get(code)
            if term is not None and term.codes and term.written not in words:
                words[term.written] = (term.written, weight, term.codes)
        return [*words.values()]


def _contributions(
    snapshot: Snapshot, asks: Sequence[Ask], parts: Sequence[Part]
) -> Iterator[tuple[int, list[int], list[float]]]:
    """Number of each part, codes of the terms that its texts share, and what each gave."""
    found = [snapshot.find(part.item_id) for part in parts]
    for ask in asks:
        for piece in snapshot.pieces:
            here = [
                (place, at[1])
                for place, (at, part) in enumerate(zip(found, parts, strict=True))
                if at is not None and at[0] is piece and part.ask_id == ask.id
            ]
            if not here:
                continue
            places, rows = [place for place, _ in here], np.array([row for _, row in here], np.int64)
            cells, codes, products = piece.segment.shared_cells(ask.query.vector, rows)
            totals = np.bincount(cells, weights=products, minlength=len(rows))
            scores = np.array([parts[p].rank_weight * parts[p].pair_score for p in places])
            values = (products * (scores / np.where(totals > 0, totals, 1))[cells]).tolist()
            all_codes = codes.tolist()
            ends = np.searchsorted(cells, np.arange(len(rows)), side="right").tolist()
            for place, start, end in zip(places, [0, *ends], ends, strict=False):
                yield place, all_codes[start:end], values[start:end]


def _fields_of_items(item_ids: Sequence[str], texts: Texts, index: Index) -> dict[str, Mapping[int, Field]]:
    known = [item_id for item_id in dict.fromkeys(item_ids) if item_id in texts]
    fields = fields_of_terms(
        [texts[item_id] for item_id in known], index.setting.default_language, index.snapshot.weighting
    )
    return dict(zip(known, fields, strict=True))


def _missing(asked: Iterable[_Asked], met: set[int]) -> tuple[str, ...]:
    """The words asked with of which nothing met the stem or the bridge, heaviest first."""
    weights: dict[str, float] = {}
    for one in asked:
        unmet = ((word, weight) for word, weight, codes in one.words if met.isdisjoint(codes))
        for word, weight in islice(unmet, MISSING_SHOWN):
            weights[word] = max(weight, weights.get(word, 0.0))
    ranked = sorted(weights, key=lambda word: (-weights[word], word))
    return tuple(ranked[:MISSING_SHOWN])
