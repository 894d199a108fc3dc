"""Terms as somebody wrote them: names for reasons, places for highlighting."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, repeat
from operator import attrgetter
from re import Match
from weakref import WeakKeyDictionary

import numpy as np

from matchmaker.matching.compounds import Candidates, among, other_words
from matchmaker.matching.index import Index
from matchmaker.matching.items import FIELDS, Field, Text
from matchmaker.matching.languages import COMPOUNDING
from matchmaker.matching.text import (
    NO_TERM,
    Codes,
    Word,
    codes_of_fields,
    joined_words,
    language_of,
    located_words,
    pair_codes,
    terms_of_fields,
    word_at,
    words_with_places,
)
from matchmaker.matching.weighting import TermWeighting

NAMED_TEXTS_KEPT = 256
SHORT_FIELDS_KEPT = 4096

Spans = Mapping[Field, tuple[tuple[int, int], ...]]


class Named:
    """What the terms of a text are called in it: as they are written where they first stand.

    Words and names are made when asked for: of the terms of a text few are.
    """

    def __init__(self, text: Text, language: str) -> None:
        self._language = language
        #: The words that count, and the field of each, parallel to them.
        self._matches: list[Match[str]] = []
        self._fields: list[Field] = []
        #: Numbers of words, by their codes, those of their bridges and of what may be their parts.
        self._words: dict[int, int] = {}
        #: The number of the first word of each pair.
        self._pairs: dict[int, int] = {}
        #: Words with a hyphen as if written without: the field's text, from where, to where.
        self._joined: dict[int, tuple[str, int, int]] = {}
        # Backwards, so that of equal terms the first stays.
        for name in reversed(FIELDS):
            if written := text.field(name):
                self._add(name, written)
        self._words.pop(NO_TERM, None)
        #: Of the words as they stand there: not of parts of compounds, nor of what others write apart.
        self.codes: Set[int] = self._words.keys() | self._joined.keys()
        if language in COMPOUNDING:
            for word in words_with_places(text, language):
                for code in word.parts:
                    self._words.setdefault(code, self._words[word.code])

    def _add(self, name: Field, written: str) -> None:
        found = located_words(written, self._language)
        number, first = len(found.codes), len(self._matches)
        numbers = range(first + number - 1, first - 1, -1)
        self._matches += found.matches
        self._fields += repeat(name, number)
        if any(found.bridges):
            self._words.update(zip(reversed(found.bridges), numbers, strict=True))
        self._words.update(zip(reversed(found.codes), numbers, strict=True))
        for code, start, end in reversed(joined_words(written, self._language)):
            self._joined[code] = (written, start, end)
        codes = np.fromiter(reversed(found.codes), np.uint64, number)
        pairs = pair_codes(codes[1:], codes[:-1]).tolist()
        self._pairs.update(zip(pairs, numbers[1:], strict=True))

    def word(self, code: int) -> Word | None:
        """The word a code is of, or of the bridge or a part of; None if it is not there."""
        found = self._words.get(code)
        return None if found is None else word_at(self._matches[found], self._fields[found], self._language)

    def name(self, code: int) -> str:
        """How a term is written; a pair with all that stands between its words. Empty if it is not there."""
        if (word := self._words.get(code)) is not None:
            return self._matches[word].group()
        if (pair := self._pairs.get(code)) is not None:
            first, second = self._matches[pair], self._matches[pair + 1]
            return " ".join(first.string[first.start() : second.end()].split())
        text, start, end = self._joined.get(code, ("", 0, 0))
        return " ".join(text[start:end].split())

    def with_written_apart(self, joins: Codes) -> Named:
        """The same, and the names of words that others write apart: `TermWeighting.joins_`."""
        known = np.fromiter(chain(self._words, self._joined), np.uint64)
        if not among(known, joins[:, 0]).any():
            return self
        rows = joins[among(joins[:, 0], np.sort(known))]
        more = copy(self)
        more._words, more._joined = {**self._words}, {**self._joined}
        pairs = pair_codes(rows[:, 1], rows[:, 2]).tolist()
        for (joined, first, second), pair in zip(rows.tolist(), pairs, strict=True):
            for code in (first, second, pair):
                if joined in self._words:
                    more._words.setdefault(code, self._words[joined])
                else:
                    more._joined.setdefault(code, self._joined[joined])
        return more


@dataclass(frozen=True, slots=True)
class Highlights:
    """Where the shared words stand, by field, as ranges of characters: in both texts."""

    text: Spans
    other: Spans


@lru_cache(maxsize=NAMED_TEXTS_KEPT)
def named_terms(text: Text, default_language: str) -> Named:
    """What the terms of a text are called in it."""
    return Named(text, language_of(text, default_language))


def fields_of_terms(
    texts: Sequence[Text], default_language: str, weighting: TermWeighting
) -> list[Mapping[int, Field]]:
    """For each text the terms that stand in its title, else in its keywords.

    The body, by far the longest, is not looked through: what stands nowhere else is there.

    :param weighting: says which compounds are cut, and where.
    """
    keys = [(text.title, text.keywords, language_of(text, default_language)) for text in texts]
    kept = _known_fields.setdefault(weighting, {})
    if len(kept) > SHORT_FIELDS_KEPT:
        kept.clear()
    known = {key: fields for key in keys if (fields := kept.get(key)) is not None}
    for language in {key[2] for key in keys if key not in known}:
        new = [key for key in dict.fromkeys(keys) if key not in known and key[2] == language]
        known.update(zip(new, _analysed_fields(new, language, weighting), strict=True))
    kept.update(known)
    return [known[key] for key in keys]


_ShortFields = dict[tuple[str, str, str], Mapping[int, Field]]
_known_fields: WeakKeyDictionary[TermWeighting, _ShortFields] = WeakKeyDictionary()


def _analysed_fields(
    keys: Sequence[tuple[str, str, str]], language: str, weighting: TermWeighting
) -> Iterator[Mapping[int, Field]]:
    written = [field for title, keywords, _ in keys for field in (title, keywords)]
    codes, field_of_code = codes_of_fields(written, language)
    ordered = codes[np.argsort(field_of_code, kind="stable")].tolist()
    ends = np.cumsum(np.bincount(field_of_code, minlength=len(written))).tolist()
    start = 0
    for (title, keywords, _), of_title, of_keywords in zip(keys, ends[::2], ends[1::2], strict=True):
        fields: dict[int, Field] = dict.fromkeys(ordered[of_title:of_keywords], "keywords")
        fields.update(dict.fromkeys(ordered[start:of_title], "title"))
        start = of_keywords
        if language in COMPOUNDING:
            real_parts = _real_parts(Text(title=title, keywords=keywords), language, weighting)
            for word, parts in real_parts.items():
                if word in fields:
                    fields.update((part, fields[word]) for part in parts if part not in fields)
        yield fields


def highlight(
    text: Text, other: Text, default_language: str = "en", *, index: Index | None = None
) -> Highlights:
    """Where in each of two texts the words stand that both have.

    With an index, words that are too common there to count are left out, and compounds are
    marked where the other text has a part of them.
    """
    words = _marked_words(text, default_language, index)
    others = _marked_words(other, default_language, index)
    shared = _codes_of(words) & _codes_of(others)
    if index is not None:
        codes = np.array(sorted(shared), np.uint64)
        factors = index.snapshot.weighting.term_factor(codes)
        shared = set(codes[factors > 0].tolist())
    return Highlights(_spans(words, shared), _spans(others, shared))


def places_of_words(text: Text, other: Text, default_language: str = "en") -> Spans:
    """Where in a text the words of another stand, which is analysed once however often it is given.

    Parts of compounds are not looked for.
    """
    words = _marked_words(text, default_language, None)
    return _spans(words, named_terms(other, default_language).codes)


def _marked_words(text: Text, default_language: str, index: Index | None) -> list[Word]:
    """The words of a text; without an index nobody knows their parts."""
    language = language_of(text, default_language)
    parts = _real_parts(text, language, index.snapshot.weighting) if index else {}
    words: list[Word] = []
    for name in FIELDS:
        if not (written := text.field(name)):
            continue
        found = located_words(written, language)
        of_field = [
            Word(code, bridge, name, *match.span(), parts.get(code, ()))
            for match, code, bridge in zip(found.matches, found.codes, found.bridges, strict=True)
        ]
        joined = joined_words(written, language)
        of_field += [Word(code, NO_TERM, name, start, end) for code, start, end in joined]
        words += sorted(of_field, key=attrgetter("start")) if joined else of_field
    return words


def _real_parts(text: Text, language: str, weighting: TermWeighting) -> Mapping[int, tuple[int, ...]]:
    found = terms_of_fields([text.field(name) for name in FIELDS], language)
    others = other_words(Candidates(found.cuts, found.joins, found.parts), found.codes, weighting)
    parts: dict[int, tuple[int, ...]] = {}
    for source, target in zip(others.sources.tolist(), others.targets.tolist(), strict=True):
        parts[source] = (*parts.get(source, ()), target)
    return parts


def _codes_of(words: Collection[Word]) -> set[int]:
    codes = {code for word in words for code in (word.code, word.bridge, *word.parts)}
    return codes - {NO_TERM}


def _spans(words: Collection[Word], codes: Set[int]) -> Spans:
    """Where the words with one of the codes stand; what overlaps is one range."""
    places: dict[Field, list[tuple[int, int]]] = {}
    for word in words:
        if not codes.isdisjoint((word.code, word.bridge, *word.parts)):
            found = places.setdefault(word.field, [])
            if found and word.start < found[-1][1]:
                found[-1] = (found[-1][0], max(word.end, found[-1][1]))
            else:
                found.append((word.start, word.end))
    return {name: tuple(found) for name, found in places.items()}
