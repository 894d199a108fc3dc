"""Terms as somebody wrote them: names for reasons, places for highlighting."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

import numpy as np

from matchmaker.matching.index import Index
from matchmaker.matching.items import Field, Text
from matchmaker.matching.text import (
    NO_TERM,
    Word,
    language_of,
    pair_codes,
    terms_of_fields,
    words_with_places,
)

NAMED_TEXTS_KEPT = 256
SHORT_FIELDS_KEPT = 4096

Spans = Mapping[Field, tuple[tuple[int, int], ...]]


class NamedTerm(NamedTuple):
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


def fields_of_terms(texts: Sequence[Text], default_language: str) -> list[Mapping[int, Field]]:
    """For each text the terms that stand in its title, else in its keywords.

    The body, by far the longest, is not looked through: what stands nowhere else is there.
    """
    keys = [(text.title, text.keywords, language_of(text, default_language)) for text in texts]
    if len(_known_fields) > SHORT_FIELDS_KEPT:
        _known_fields.clear()
    known = {key: fields for key in keys if (fields := _known_fields.get(key)) is not None}
    for language in {key[2] for key in keys if key not in known}:
        new = [key for key in dict.fromkeys(keys) if key not in known and key[2] == language]
        known.update(zip(new, _analysed_fields(new, language), strict=True))
    _known_fields.update(known)
    return [known[key] for key in keys]


_known_fields: dict[tuple[str, str, str], Mapping[int, Field]] = {}


def _analysed_fields(keys: Sequence[tuple[str, str, str]], language: str) -> Iterator[Mapping[int, Field]]:
    written = [field for title, keywords, _ in keys for field in (title, keywords)]
    codes, field_of_code = terms_of_fields(written, language)
    ordered = codes[np.argsort(field_of_code, kind="stable")].tolist()
    ends = np.cumsum(np.bincount(field_of_code, minlength=len(written))).tolist()
    start = 0
    for of_title, of_keywords in zip(ends[::2], ends[1::2], strict=True):
        fields: dict[int, Field] = dict.fromkeys(ordered[of_title:of_keywords], "keywords")
        fields.update(dict.fromkeys(ordered[start:of_title], "title"))
        start = of_keywords
        yield fields


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
