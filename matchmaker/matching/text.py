"""From a text to terms: tokens, stems, word pairs, and where each stands.

A term is a 64-bit code: the hash of a stem, or a mix of the codes of two words that
follow each other. Codes need no vocabulary to be compared, are shared by all languages
where the stems are equal, and make word pairs an operation on arrays. The lowest bit
tells words (0) from pairs (1). At ten million terms the chance that any two share a code
is below one in a hundred thousand.

A word of another language than English has a second term, its *bridge*: the stem that an
English text would give it. So the laser of a German, a Finnish and an English text meet,
although each language's stemmer cuts it differently.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain

import numpy as np
import numpy.typing as npt

from matchmaker.matching.items import FIELDS, Field, Text
from matchmaker.matching.languages import DETECTABLE, detect_language, normal_language, stemmer_of
from matchmaker.matching.stopwords import STOP_WORDS

Codes = npt.NDArray[np.uint64]

TOKEN = re.compile(r"[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_]*)*")
MAX_FIELD_CHARACTERS = 100_000
"""What stands behind this many characters of a field is not matched."""

MAX_TOKEN_CHARACTERS = 40
"""Longer runs of letters are addresses and keys, not words."""

MAX_CACHED_WORDS = 400_000
NO_TERM = 0
BRIDGE = "en"

_PAIR_FIRST = np.uint64(0x9E3779B97F4A7C15)
_PAIR_SECOND = np.uint64(0xC2B2AE3D27D4EB4F)
_PAIR_SHIFT = np.uint64(29)
PAIR_BIT = np.uint64(1)

_thread = threading.local()


@dataclass(frozen=True, slots=True)
class Word:
    """A word that counts: its code, that of its bridge, and where it stands in its field.

    A word whose bridge is the word itself has `NO_TERM` for a bridge.
    """

    code: int
    bridge: int
    field: Field
    start: int
    end: int


def language_of(text: Text, default: str) -> str:
    """The language a text is matched in: the one it carries, else the detected one."""
    if text.language:
        return normal_language(text.language)
    return detect_language(f"{text.title} {text.body} {text.keywords}", default)


def word_codes(field_text: str, language: str) -> Codes:
    """Codes of all words of a field in order; `NO_TERM` where a word does not count."""
    return _codes(map(_WordTable.of(language).__getitem__, _tokens(field_text)))


def pair_codes(first: Codes, second: Codes) -> Codes:
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
    return terms_of_fields([field_text], language)[0]


def terms_of_fields(field_texts: Sequence[str], language: str) -> tuple[Codes, npt.NDArray[np.int32]]:
    """The terms of several fields in one language, and to which field each belongs.

    Many fields at once are much faster than one by one: arrays are made once for all.
    """
    table = _WordTable.of(language)
    tokens = [_tokens(field_text) for field_text in field_texts]
    lengths = np.fromiter(map(len, tokens), np.int64, len(tokens))
    field_of_token = np.repeat(np.arange(len(tokens), dtype=np.int32), lengths)
    words = _codes(map(table.__getitem__, chain.from_iterable(tokens)))
    counting = words != NO_TERM
    words, fields = words[counting], field_of_token[counting]
    neighbours = np.flatnonzero(fields[:-1] == fields[1:])
    terms = [words, pair_codes(words[neighbours], words[neighbours + 1])]
    places = [fields, fields[neighbours]]
    if table.bridges:
        bridges = _codes(table.bridges.get(token, NO_TERM) for token in chain.from_iterable(tokens))
        terms.append(bridges[bridges != NO_TERM])
        places.append(field_of_token[bridges != NO_TERM])
    return np.concatenate(terms), np.concatenate(places)


def words_with_places(text: Text, language: str) -> list[Word]:
    """The words of all fields that count, in order, with their places in the text."""
    table = _WordTable.of(language)
    return [
        Word(code, table.bridges.get(match.group(), NO_TERM), name, match.start(), match.end())
        for name in FIELDS
        for match in TOKEN.finditer(text.field(name)[:MAX_FIELD_CHARACTERS])
        if (code := table[match.group()]) != NO_TERM
    ]


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

    `bridges` has the words met so far that have a bridge.
    """

    def __init__(self, language: str) -> None:
        super().__init__()
        self.bridges: dict[str, int] = {}
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
        word = written.lower()
        if not word.isascii():
            word = unicodedata.normalize("NFC", word)
        if not 1 < len(word) <= MAX_TOKEN_CHARACTERS or word in self._stop_words:
            code = NO_TERM
        else:
            code = term_code(self._stem(word))
            bridge = term_code(self._bridge_stem(word))
            if bridge != code and word not in STOP_WORDS[BRIDGE]:
                self.bridges[written] = bridge
        self[written] = code
        return code
