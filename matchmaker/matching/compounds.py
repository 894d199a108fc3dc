"""Words written in one in one text and in two in another: compounds and hyphens.

*Laserschweißen* should meet *Schweißen mit Laser*, *puukuitulevy* should meet *kuitu*, and
*time-gated* should meet both *timegated* and *time gated*. There is no list of words: what
may be taken apart is decided by the texts themselves.

A text's words name their *candidates*: every place at which a long word of a language that
compounds could be cut, and every two words joined by a hyphen. They cost nothing until the
weighting has seen all texts. A cut is accepted when both parts are words there in their own
right, of several that which leaves the most frequent parts, and none when the parts are far
rarer than the word itself (*Produktion* is not *Produkt* and *Ion*). A word that
more texts write as two, tied by a hyphen, is those two words as well.

P. Koehn, K. Knight: Empirical Methods for Compound Splitting, 2003, choose among cuts by
the frequency of the parts in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from matchmaker.matching.text import CUT_COLUMNS, JOIN_COLUMNS, Codes, pair_codes, part_codes, stacked

Weights = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

MAX_RARER = 1.0
"""How much rarer than a word its parts may be, in the logarithm, on the average."""


class Candidates(NamedTuple):
    """What might be said in other words in some texts: see `text.FieldTerms`."""

    cuts: Codes
    joins: Codes
    parts: Codes


class OtherWords(NamedTuple):
    """Terms that also stand for others: where `sources[i]` stands, so does `targets[i]`."""

    sources: Codes
    targets: Codes


class Vocabulary(Protocol):
    """What all texts say of words."""

    joins_: Codes
    parts_: Codes

    def known(self, codes: Codes) -> Flags:
        """Which of the terms stand in some text."""

    def idf(self, codes: Codes) -> Weights:
        """How rare each term is."""


def all_of(parts: Iterable[Candidates]) -> Candidates:
    """The candidates of several lots of texts, each once."""
    cuts, joins, words = zip(NONE, *parts, strict=True)
    return Candidates(
        stacked(cuts, CUT_COLUMNS), stacked(joins, JOIN_COLUMNS), np.unique(np.concatenate(words))
    )


def other_words(candidates: Candidates, terms: Codes, vocabulary: Vocabulary) -> OtherWords:
    """What the accepted candidates among some terms (ascending) stand for."""
    cuts = accepted_cuts(candidates.cuts, vocabulary)
    written_apart = vocabulary.joins_[among(vocabulary.joins_[:, 0], terms)]
    split = np.concatenate([cuts[:, :JOIN_COLUMNS], written_apart])
    pairs = pair_codes(split[:, 1], split[:, 2])
    paired = vocabulary.known(pairs)
    sources = [split[:, 0], split[:, 0], split[paired, 0]]
    targets = [split[:, 1], split[:, 2], pairs[paired]]
    return OtherWords(np.concatenate(sources), np.concatenate(targets))


def accepted_cuts(cuts: Codes, vocabulary: Vocabulary) -> Codes:
    """For each word the cut whose parts are the most frequent, if both parts are words."""
    whole = among(part_codes(cuts[:, 1], cuts[:, 3]), vocabulary.parts_)
    whole &= among(part_codes(cuts[:, 2], cuts[:, 3]), vocabulary.parts_)
    cuts = cuts[whole]
    rarity = (vocabulary.idf(cuts[:, 1]) + vocabulary.idf(cuts[:, 2])) / 2
    frequent = rarity <= vocabulary.idf(cuts[:, 0]) + MAX_RARER
    cuts, rarity = cuts[frequent], rarity[frequent]
    order = np.lexsort((cuts[:, 1], rarity, cuts[:, 0]))
    first = np.flatnonzero(np.diff(cuts[order, 0], prepend=np.uint64(0)))
    return cuts[order[first]]


def among(codes: Codes, ascending: Codes) -> Flags:
    """Which of the codes are among others. (`np.isin` would hash all of the others first.)"""
    if not len(ascending):
        return np.zeros(len(codes), bool)
    places = np.searchsorted(ascending, codes)
    places[places == len(ascending)] = 0
    found: Flags = ascending[places] == codes
    return found


NONE = Candidates(
    np.zeros((0, CUT_COLUMNS), np.uint64), np.zeros((0, JOIN_COLUMNS), np.uint64), np.zeros(0, np.uint64)
)
