"""Terms as somebody wrote them: names for reasons, places for highlighting."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import numpy as np

from matchmaker.matching.index import Index
from matchmaker.matching.items import Field, Text
from matchmaker.matching.text import (
    NO_TERM,
    Word,
    language_of,
    pair_codes,
    terms_of_field,
    words_with_places,
)

NAMED_TEXTS_KEPT = 256
SHORT_FIELDS_KEPT = 4096

Spans = Mapping[Field, tuple[tuple[int, int], ...]]


@dataclass(frozen=True, slots=True)
class NamedTerm:
    """A term as it is written where it first stands in a text, and in which field.

    `codes`: those of the word and of its bridge; none for a pair.
    """

    written: str
    field: Field
    codes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Highlights:
    """Where the shared words stand, by field, as ranges of characters: in both texts."""

    text: Spans
    other: Spans


@lru_cache(maxsize=NAMED_TEXTS_KEPT)
def named_terms(text: Text, default_language: str) -> Mapping[int, NamedTerm]:
    """The terms of a text by code. A pair is written as all that stands between its words."""
    words = words_with_places(text, language_of(text, default_language))
    named: dict[int, NamedTerm] = {}
    for name, group in groupby(words, key=lambda word: word.field):
        of_field = list(group)
        written = text.field(name)
        codes = np.array([word.code for word in of_field], np.uint64)
        for word in of_field:
            codes_of_word = (word.code,) if word.bridge == NO_TERM else (word.code, word.bridge)
            term = NamedTerm(written[word.start : word.end], name, codes_of_word)
            for code in codes_of_word:
                named.setdefault(code, term)
        pairs = pair_codes(codes[:-1], codes[1:]).tolist()
        for code, first, second in zip(pairs, of_field, of_field[1:], strict=False):
            between = " ".join(written[first.start : second.end].split())
            named.setdefault(code, NamedTerm(between, name))
    return named


def fields_of_terms(text: Text, codes: Sequence[int], default_language: str) -> list[Field | None]:
    """The field in which each of a text's own terms stands: title, else keywords, else body.

    The body, by far the longest, is not looked through: what stands nowhere else is there.
    """
    language = language_of(text, default_language)
    fields = _short_fields(text.title, text.keywords, language)
    rest: Field | None = "body" if text.body else None
    return [fields.get(code, rest) for code in codes]


@lru_cache(maxsize=SHORT_FIELDS_KEPT)
def _short_fields(title: str, keywords: str, language: str) -> Mapping[int, Field]:
    fields: dict[int, Field] = dict.fromkeys(terms_of_field(keywords, language).tolist(), "keywords")
    fields.update(dict.fromkeys(terms_of_field(title, language).tolist(), "title"))
    return fields


def highlight(
    text: Text, other: Text, default_language: str = "en", *, index: Index | None = None
) -> Highlights:
    """Where in each of two texts the words stand that both have.

    With an index, words that are too common there to count are left out.
    """
    words = words_with_places(text, language_of(text, default_language))
    others = words_with_places(other, language_of(other, default_language))
    shared = _codes_of(words) & _codes_of(others)
    if index is not None:
        codes = np.array(sorted(shared), np.uint64)
        factors = index.snapshot.weighting.term_factor(codes)
        shared = set(codes[factors > 0].tolist())
    return Highlights(_spans(words, shared), _spans(others, shared))


def _codes_of(words: Collection[Word]) -> set[int]:
    codes = {code for word in words for code in (word.code, word.bridge)}
    return codes - {NO_TERM}


def _spans(words: Collection[Word], codes: Collection[int]) -> Spans:
    places: dict[Field, list[tuple[int, int]]] = {}
    for word in words:
        if word.code in codes or word.bridge in codes:
            places.setdefault(word.field, []).append((word.start, word.end))
    return {name: tuple(found) for name, found in places.items()}
