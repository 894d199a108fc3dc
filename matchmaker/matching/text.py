"""From a text to terms: tokens, stems, word pairs, and where each stands.

A term is a 64-bit code: the hash of a stem, or a mix of the codes of two words that
follow each other. Codes need no vocabulary to be compared, are shared by all languages
where the stems are equal, and make word pairs an operation on arrays. The lowest bit
tells words (0) from pairs (1). At ten million terms the chance that any two share a code
is below one in a hundred thousand.

A word of another language than English has a second term, its *bridge*: the stem that an
English text would give it. So the laser of a German, a Finnish and an English text meet,
although each language's stemmer cuts it differently.

What counts as one word is said in `tokens`; which words may be parts of others, in
`compounds`.
"""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain, compress, repeat
from operator import methodcaller
from re import Match
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from matchmaker.matching.items import FIELDS, Field, Text
from matchmaker.matching.languages import (
    COMPOUNDING,
    DETECTABLE,
    detect_language,
    normal_language,
    stemmer_of,
)
from matchmaker.matching.stopwords import STOP_WORDS
from matchmaker.matching.tokens import TOKEN, UNIT_WORDS, head_and_tail, hyphenated, is_measure

Codes = npt.NDArray[np.uint64]

MAX_FIELD_CHARACTERS = 100_000
"""What stands behind this many characters of a field is not matched."""

MAX_TOKEN_CHARACTERS = 40
"""Longer runs of letters are addresses and keys, not words."""

SHORTEST_COMPOUND = 7
SHORTEST_BEGINNING = 3
MAX_CACHED_WORDS = 400_000
NO_TERM = 0
BRIDGE = "en"

_PAIR_FIRST = np.uint64(0x9E3779B97F4A7C15)
_PAIR_SECOND = np.uint64(0xC2B2AE3D27D4EB4F)
_PAIR_SHIFT = np.uint64(29)
PAIR_BIT = np.uint64(1)
CUT_COLUMNS = 4
JOIN_COLUMNS = 3

_thread = threading.local()

_WRITTEN = methodcaller("group")
"""What stands in the text where a word was found."""


class Word(NamedTuple):
    """A word that counts: its code, that of its bridge, and where it stands in its field.

    A word whose bridge is the word itself has `NO_TERM` for a bridge. `parts` are the
    codes of all beginnings and ends that might be words, and of their pairs: see `compounds`.
    """

    code: int
    bridge: int
    field: Field
    start: int
    end: int
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldTerms:
    """The terms of several fields in one language.

    `codes`: each as often as it stands, `fields` parallel to it: in which field. What might
    be said in other words: a row of `cuts` has a word, the parts that some cut would leave,
    and the code of the language; a row of `joins` has two words joined by a hyphen, after
    the word they make in one. `parts` are the words that stand here and may be parts of
    others in this language (`part_codes`).
    """

    codes: Codes
    fields: npt.NDArray[np.int32]
    cuts: Codes
    joins: Codes
    parts: Codes


def language_of(text: Text, default: str) -> str:
    """The language a text is matched in: the one it carries, else the detected one."""
    if text.language:
        return normal_language(text.language)
    return detect_language(f"{text.title} {text.body} {text.keywords}", default)


def word_codes(field_text: str, language: str) -> Codes:
    """Codes of all words of a field in order; `NO_TERM` where a word does not count."""
    return _codes(map(_WordTable.of(language).__getitem__, _tokens(field_text)))


def pair_codes(first: Codes, second: Codes | np.uint64) -> Codes:
    """The code of each pair of words; the order of the two matters."""
    folded = np.bitwise_xor(second, second >> _PAIR_SHIFT)
    mixed = np.multiply(first, _PAIR_FIRST) + np.multiply(folded, _PAIR_SECOND)
    code: Codes = np.bitwise_or(np.bitwise_xor(mixed, mixed >> _PAIR_SHIFT), PAIR_BIT)
    return code


def terms_of_field(field_text: str, language: str) -> Codes:
    """Codes of the words of a field that count, of their pairs of neighbours, and of bridges.

    Neighbours are next to each other once stop words are left out: *state of the art*
    gives the pair *state art*.
    """
    return terms_of_fields([field_text], language).codes


def terms_of_fields(field_texts: Sequence[str], language: str) -> FieldTerms:
    """The terms of several fields in one language, and to which field each belongs.

    Many fields at once are much faster than one by one: arrays are made once for all.
    """
    table = _WordTable.of(language)
    tokens = [_tokens(field_text) for field_text in field_texts]
    codes, fields, words = _terms_with_fields(table, tokens)
    long_words = table.cuts.keys() & chain.from_iterable(tokens) if table.cuts else ()
    cuts = [table.cuts[word] for word in long_words]
    return FieldTerms(
        codes,
        fields,
        stacked(cuts, CUT_COLUMNS),
        table.joins_of(field_texts),
        table.parts_among(words),
    )


def codes_of_fields(field_texts: Sequence[str], language: str) -> tuple[Codes, npt.NDArray[np.int32]]:
    """The codes and fields that `terms_of_fields` gives, without what might be said in other words."""
    tokens = [_tokens(field_text) for field_text in field_texts]
    return _terms_with_fields(_WordTable.of(language), tokens)[:2]


def _terms_with_fields(
    table: _WordTable, tokens: Sequence[list[str]]
) -> tuple[Codes, npt.NDArray[np.int32], Codes]:
    """The code and the field of each term, and the codes of the words in their order."""
    lengths = np.fromiter(map(len, tokens), np.int64, len(tokens))
    field_of_token = np.repeat(np.arange(len(tokens), dtype=np.int32), lengths)
    words = _codes(map(table.__getitem__, chain.from_iterable(tokens)))
    counting = words != NO_TERM
    words, fields = words[counting], field_of_token[counting]
    neighbours = np.flatnonzero(fields[:-1] == fields[1:])
    terms = [words, pair_codes(words[neighbours], words[neighbours + 1])]
    places = [fields, fields[neighbours]]
    if table.bridges:
        bridges = _codes(map(table.bridges.get, chain.from_iterable(tokens), repeat(NO_TERM)))
        terms.append(bridges[bridges != NO_TERM])
        places.append(field_of_token[bridges != NO_TERM])
    return np.concatenate(terms), np.concatenate(places), words


def part_codes(words: Codes, language_codes: Codes | np.uint64) -> Codes:
    """Codes of words as parts of others, different in each language."""
    return pair_codes(words, language_codes)


def stacked(rows: Iterable[Codes], columns: int) -> Codes:
    """Rows of codes, one below the other, each once, ascending."""
    held = [some for some in rows if len(some)]
    if not held:
        return np.zeros((0, columns), np.uint64)
    return np.unique(np.concatenate(held), axis=0)


def joined_words(field_text: str, language: str) -> list[tuple[int, int, int]]:
    """The words with one hyphen as if written without: code, start and end of each."""
    return [(code, start, end) for code, _, _, start, end in _WordTable.of(language).joins_in(field_text)]


@dataclass(frozen=True, slots=True)
class Located:
    """The words of a field that count, in order: where they stand, their codes, those of their bridges.

    A word without a bridge has `NO_TERM` for one.
    """

    matches: list[Match[str]]
    codes: list[int]
    bridges: list[int]


def located_words(field_text: str, language: str) -> Located:
    """Where the words of a field that count stand in it."""
    table = _WordTable.of(language)
    every = [*TOKEN.finditer(field_text[:MAX_FIELD_CHARACTERS])]
    words = [*map(_WRITTEN, every)]
    codes = [*map(table.__getitem__, words)]
    bridges = [*map(table.bridges.get, compress(words, codes), repeat(NO_TERM))]
    return Located([*compress(every, codes)], [*compress(codes, codes)], bridges)


def word_at(match: Match[str], name: Field, language: str) -> Word:
    """The word where one stands in a field."""
    return _WordTable.of(language).word_at(match, name)


def words_with_places(text: Text, language: str) -> list[Word]:
    """The words of all fields that count, in order, with their places in the text."""
    table = _WordTable.of(language)
    return [
        table.word_at(match, name)
        for name in FIELDS
        for match in located_words(text.field(name), language).matches
    ]


def distinct(codes: Codes) -> Codes:
    """Each code once, ascending (by sorting: several times as fast as `np.unique`, which hashes)."""
    return each_once(np.sort(codes))


def each_once(ordered: Codes) -> Codes:
    """Each of some ascending codes once."""
    first = np.ones(len(ordered), bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]


def term_code(stem: str) -> int:
    """The code of a stem: the hash's upper 63 bits; even, and never `NO_TERM`."""
    digest = blake2b(stem.encode("utf-8", "replace"), digest_size=8).digest()
    return int.from_bytes(digest, "little") & ~1 or 2


def _tokens(field_text: str) -> list[str]:
    return TOKEN.findall(field_text[:MAX_FIELD_CHARACTERS])


def _codes(codes: Iterable[int]) -> Codes:
    return np.fromiter(codes, dtype=np.uint64)


class _WordTable(dict[str, int]):
    """Word as written to its code, filled as words are met; one per thread and language.

    `bridges` has the words met so far that have a bridge, `cuts` those long enough to be
    compounds, with a row for every place at which they might be cut.
    """

    def __init__(self, language: str) -> None:
        super().__init__()
        self.bridges: dict[str, int] = {}
        self.cuts: dict[str, Codes] = {}
        self._shortest_end = COMPOUNDING.get(language, 0)
        self._language = np.uint64(term_code(f"language {language}"))
        self._stem: Callable[[str], str] = stemmer_of(language)
        self._stop_words = STOP_WORDS.get(language, frozenset())
        self._bridge_stem: Callable[[str], str] = stemmer_of(BRIDGE)

    @classmethod
    def of(cls, language: str) -> _WordTable:
        """The calling thread's table for a language, emptied when it has grown too large."""
        known = language if language in DETECTABLE else ""
        tables: dict[str, _WordTable] | None = getattr(_thread, "tables", None)
        if tables is None:
            tables = _thread.tables = {}
        table = tables.get(known)
        if table is None or len(table) > MAX_CACHED_WORDS:
            table = tables[known] = cls(known)
        return table

    def __missing__(self, written: str) -> int:
        divided = head_and_tail(written)
        code = self._word(written) if divided is None else self._name(written, *divided)
        self[written] = code
        return code

    def word_at(self, match: Match[str], name: Field) -> Word:
        """The word where one stands in a field."""
        written = match.group()
        bridge = self.bridges.get(written, NO_TERM)
        return Word(self[written], bridge, name, *match.span(), self.parts_of(written))

    def parts_of(self, written: str) -> tuple[int, ...]:
        """The codes of all parts that a cut of a word might leave, and of the pairs they make."""
        cuts = self.cuts.get(written)
        if cuts is None:
            return ()
        return (*cuts[:, 1:3].ravel().tolist(), *pair_codes(cuts[:, 1], cuts[:, 2]).tolist())

    def parts_among(self, words: Codes) -> Codes:
        """The words that may be parts of others, each once; none if the language has none."""
        if not self._shortest_end:
            return words[:0]
        return part_codes(distinct(words), self._language)

    def joins_in(self, field_text: str) -> Iterator[tuple[int, int, int, int, int]]:
        """Words with one hyphen: code of the joined word, of both words, start and end."""
        for first, second, start, end in hyphenated(field_text[:MAX_FIELD_CHARACTERS]):
            if (codes := self._join(first, second)) is not None:
                yield *codes, start, end

    def _join(self, first: str, second: str) -> tuple[int, int, int] | None:
        """The code of a joined word and of its two words, if all of them count."""
        codes = self[first + second], self[first], self[second]
        return None if NO_TERM in codes else codes

    def joins_of(self, field_texts: Iterable[str]) -> Codes:
        """The words with one hyphen of several fields: rows of joined word and both words."""
        return stacked(
            (
                np.array([row[:JOIN_COLUMNS] for row in rows], np.uint64)
                for field_text in field_texts
                if (rows := list(self.joins_in(field_text)))
            ),
            JOIN_COLUMNS,
        )

    def _word(self, written: str) -> int:
        word = _normal(written)
        if not self._counts(word) or is_measure(written):
            return NO_TERM
        code = term_code(self._stem(word))
        bridge = term_code(self._bridge_stem(word))
        if bridge != code and word not in STOP_WORDS[BRIDGE]:
            self.bridges[written] = bridge
        if self._shortest_end and len(word) >= SHORTEST_COMPOUND and word.isalpha():
            self.cuts[written] = self._cuts(word, code)
        return code

    def _name(self, written: str, head: str, tail: str) -> int:
        """A name in two parts is a word of it; its bridge is the word without what divides them.

        *ISO 13485* is also found by *ISO*, *β-glucosidase* by *glucosidase*, and both make
        the pairs that these do.
        """
        whole = _normal(head + tail)
        if len(whole) > MAX_TOKEN_CHARACTERS:
            return NO_TERM
        word = _normal(head if tail[0].isdigit() else tail)
        if not self._counts(word):
            return term_code(self._stem(whole))
        self.bridges[written] = term_code(self._stem(whole))
        return term_code(self._stem(word))

    def _counts(self, word: str) -> bool:
        return (
            1 < len(word) <= MAX_TOKEN_CHARACTERS and word not in self._stop_words and word not in UNIT_WORDS
        )

    def _cuts(self, word: str, code: int) -> Codes:
        """A row for every place at which a word might be cut."""
        places = range(SHORTEST_BEGINNING, len(word) - self._shortest_end + 1)
        language = int(self._language)
        cuts = [(code, self._part(word[:place]), self._part(word[place:]), language) for place in places]
        return np.array(cuts, np.uint64)

    def _part(self, part: str) -> int:
        return NO_TERM if part in self._stop_words else term_code(self._stem(part))


def _normal(written: str) -> str:
    word = written.lower()
    return word if word.isascii() else unicodedata.normalize("NFC", word)
