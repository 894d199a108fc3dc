"""Where words begin and end: plain words, names with signs in them, and quantities.

A token is matched by the first of these that fits:

- a short name in capitals with a number: *ISO 13485*, *PM2.5*, *COVID-19*, *CO2*
- a letter tied to a word: *β-glucosidase*, *x-ray*, *e-mobility*
- the programming languages with signs for names: *C++*, *C#*, *F#*
- a number, with its unit if there is one: *500 kg*, *24 V*, *2.5 %* are measures and never
  terms; *2030* and *4.0* stand for themselves
- a word: letters and digits, *3D* and *5G* among them
"""

from __future__ import annotations

import re
from collections.abc import Iterator

WORD = r"[^\W_][^\W_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W_]*)*"

_LETTERS = r"[^\W\d_]"
_NO_MORE = r"(?![^\W_])"
_UNITS = (
    "%|‰|°|°\\s?C|°\\s?F|[kMGT]?Wh?|[kMGT]?Hz|[kMGh]?Pa|m?bar|[kmMµμ]?V|m?Ah|[kM]?J|[kMGT]B|[kMG]bit|[kMG]bps|"
    "[kmcdnµμ]?m[23²³]?|[kmµμ]g|(?<=[ \u00a0])g|[mcdhµμ]?[lL]|ha|t|h|s|ms|min|pp[mb]|dB|rpm|"
    "€|EUR|[kM]€|lx|lm|N|kN|Nm"
)
"""Grams only after a space: *5g* is a kind of network."""

_NAME = rf"[A-Z]{{2,6}}[ \u00a0-]?\d+(?:[.:]\d+)*[A-Za-z]?{_NO_MORE}"
_TIED = rf"{_LETTERS}-{WORD}"
_SIGNED = r"[CcFf](?:\+\+|\#)"
_WITH_UNIT = rf"[ \u00a0]?(?:{_UNITS})(?:/(?:{_UNITS}|a|d|min))?{_NO_MORE}"
_NUMBER = r"\d+(?:[.,:/]\d+)*"
_UNIT = rf"{_WITH_UNIT}|[ \u00a0]?[%‰°€]"
_QUANTITY = rf"{_NUMBER}(?:{_UNIT}|{_NO_MORE})"

_PLAIN = r"[a-z]{2,}+(?![\w\u0300-\u036f])"
"""What most tokens of most texts are; tried first for speed, and a `WORD` as well."""

TOKEN = re.compile(rf"(?=[^\W_])(?:{'|'.join((_PLAIN, _NAME, _TIED, _SIGNED, _QUANTITY, WORD))})")

_HYPHEN = re.compile(rf"-(?<={_LETTERS}{{2}}-)({_LETTERS}{{2,}})(?![^\W_]|-)")
_BEFORE_BACKWARDS = re.compile(rf"{_LETTERS}{{2,}}(?![^\W_]|-)")
_LONGEST_BEFORE = 40

_IS_MEASURE = re.compile(rf"{_NUMBER}(?:{_UNIT})")
_DIVIDED = re.compile(r"([^\W\d_]+)[ \u00a0-](.+)")

_UNITS_ALONE = """kg mg km cm mm nm µm μm kw mw gw tw kwh mwh gwh twh hz khz mhz ghz kpa mpa gpa mbar
    ml kv mah ppm ppb"""
UNIT_WORDS = frozenset(_UNITS_ALONE.split())
"""Units that stand alone; they tell nothing about what a text is about."""

_GREEK_LETTERS = "α alpha β beta γ gamma δ delta ε epsilon κ kappa λ lambda μ mu π pi σ sigma φ phi ω omega"
_GREEK = dict(zip(_GREEK_LETTERS.split()[::2], _GREEK_LETTERS.split()[1::2], strict=True))


def is_measure(token: str) -> bool:
    """Whether a token is a number with its unit."""
    return _IS_MEASURE.fullmatch(token) is not None


def hyphenated(text: str) -> Iterator[tuple[str, str, int, int]]:
    """Two words, and only two, with a hyphen between them: both words, start and end."""
    for match in _HYPHEN.finditer(text):
        hyphen = match.start()
        before = _BEFORE_BACKWARDS.match(text[max(0, hyphen - _LONGEST_BEFORE) : hyphen][::-1])
        if before is not None:
            yield before.group()[::-1], match.group(1), hyphen - before.end(), match.end()


def head_and_tail(token: str) -> tuple[str, str] | None:
    """What a hyphen or a space divides in a name; None for a token in one piece.

    Greek letters come as they are spoken, so that *β-glucosidase* begins with *beta*.
    """
    divided = _DIVIDED.fullmatch(token)
    if divided is None:
        return None
    head, tail = divided.groups()
    return _GREEK.get(head.lower(), head), tail
