"""A light stemmer for Latvian, which Snowball lacks.

It takes off the ending of nouns, adjectives and verbs and undoes the softening of the
last consonant, so that the cases of a word meet: *ražošana*, *ražošanas*, *ražošanai* all
become *ražoš*. It is light on purpose: prefixes and derivations stay.
"""

from __future__ import annotations

from functools import lru_cache

_VOWELS = frozenset("aāeēiīouū")

# Endings by declension and conjugation, longest first within equal need; the number is
# how many vowels must be left in the stem.
_ENDINGS: tuple[tuple[str, int], ...] = tuple(
    sorted(
        [(ending, 2) for ending in ("šanai", "šanas", "šanām", "šanās", "šanu", "šana")]
        + [(ending, 2) for ending in ("ajiem", "ajām", "ajos", "ajās", "ajam", "ajai", "ajā")]
        + [(ending, 2) for ending in ("ējam", "ējiem", "tājs", "tāja", "tāji", "tājiem", "tāju")]
        + [(ending, 2) for ending in ("iski", "isks", "iska", "iskas", "isko", "iskā", "iskos")]
        + [(ending, 1) for ending in ("iem", "ies", "ijā", "ijas", "ijai", "ija", "iju", "ijām")]
        + [(ending, 1) for ending in ("ām", "ās", "am", "ai", "as", "os", "us", "ēm", "ēs", "ei")]
        + [(ending, 1) for ending in ("im", "is", "īm", "īs", "um", "ij", "es", "ie", "īt", "ot")]
        + [(ending, 1) for ending in ("a", "ā", "e", "ē", "i", "ī", "o", "u", "ū", "s", "š")],
        key=lambda pair: -len(pair[0]),
    )
)

_SOFTENED: tuple[tuple[str, str], ...] = (
    ("pj", "p"),
    ("bj", "b"),
    ("mj", "m"),
    ("vj", "v"),
    ("šņ", "sn"),
    ("žņ", "zn"),
    ("šļ", "sl"),
    ("žļ", "zl"),
    ("ļņ", "ln"),
    ("ļļ", "ll"),
    ("ņ", "n"),
    ("ļ", "l"),
    ("č", "c"),
    ("š", "s"),
    ("ž", "z"),
)


@lru_cache(maxsize=65_536)
def stem_latvian(word: str) -> str:
    """The stem of a lower-case Latvian word; short words come back as they are."""
    for ending, vowels_left in _ENDINGS:
        if word.endswith(ending):
            stem = word[: -len(ending)]
            if len(stem) >= 3 and sum(letter in _VOWELS for letter in stem) >= vowels_left:
                return _harden(stem)
    return word


def _harden(stem: str) -> str:
    for soft, hard in _SOFTENED:
        if stem.endswith(soft):
            return stem[: -len(soft)] + hard
    return stem
