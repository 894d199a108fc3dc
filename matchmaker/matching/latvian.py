"""A light stemmer for Latvian, which Snowball lacks.

It takes off the ending of nouns, adjectives and verbs and undoes the softening of the
last consonant, so that the forms of a word meet: *ražot*, *ražošana*, *ražošanai* and
*ražotājs* all become *raz*. It is light on purpose: prefixes and most derivations stay.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product

_VOWELS = frozenset("aāeēiīouū")
_MIN_STEM = 3

_NOMINAL = "a ā e ē i ī o u ū s š ai am as ām ās ei es ēm ēs ie iem ies im is īm īs os um us"
_LONGER = (
    "ajā ajai ajam ajās ajiem ajos ajām ija iju ijā ijai ijas ijām "
    "isks iska iski isko iskā iskas iskos ot ēt āt īt"
)
_OF_ACTION = "šana šanas šanai šanu šanā šanām šanās tājs tāja tājam tāji tāju tājiem tājus"

_ENDINGS: tuple[str, ...] = tuple(
    sorted(
        (
            *_NOMINAL.split(),
            *_LONGER.split(),
            *map("".join, product("oāēī", _OF_ACTION.split())),
        ),
        key=lambda ending: -len(ending),
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
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _MIN_STEM and not _VOWELS.isdisjoint(stem):
            return _harden(stem)
    return word


def _harden(stem: str) -> str:
    for soft, hard in _SOFTENED:
        if stem.endswith(soft):
            return stem[: -len(soft)] + hard
    return stem
