"""A list in which near-equal owners are not all alike.

Where several owners score almost the same, which of them comes first is chance; what is
not is that one after the other answers with the same texts (partners of one project, say).
Once an owner's texts have all been shown three times, it waits until those near-equal that
bring another text have had their turn. Nobody else changes places, and nobody with an owner
whose score differs by more than the tolerance, so that the order stays the order of scores
as far as scores say anything.

After J. Carbonell, J. Goldstein: The Use of MMR, Diversity-Based Reranking, 1998, with
"has been shown already" in place of a similarity, and within groups of near-equals only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from itertools import takewhile
from typing import Protocol, TypeVar

NEAR_EQUAL = 0.01
"""Scores that differ by less than this share are near-equal."""

OFTEN_SHOWN = 3
"""Texts that so many owners above have as well bring nothing new."""


class Scored(Protocol):
    """What stands in a list by its score."""

    @property
    def score(self) -> float:
        """How well it fits."""


_ROUNDED = 1e-6
"""Scores that differ by less may stand in any order."""

M = TypeVar("M", bound=Scored)


def diversified(
    matches: Sequence[M], texts_of: Callable[[M], Collection[str]], near_equal: float = NEAR_EQUAL
) -> list[M]:
    """The same matches, best first, of near-equal ones those last that bring no other text.

    :param matches: best first.
    :param texts_of: the ids of the texts that speak for a match.
    :param near_equal: two may change places only if their scores differ by at most this share
        of the better one.
    """
    left = list(matches)
    shown: Counter[str] = Counter()
    ordered: list[M] = []

    def brings_another(match: M) -> bool:
        return any(shown[text] < OFTEN_SHOWN for text in texts_of(match))

    while left:
        least = _near_to(left[0].score, near_equal)
        near = takewhile(lambda match: match.score >= least, left)  # noqa: B023  # used up at once
        following = next(filter(brings_another, near), left[0])
        left.remove(following)
        ordered.append(following)
        shown.update(set(texts_of(following)))
    return ordered


def is_far_above(score: float, other: float, near_equal: float = NEAR_EQUAL) -> bool:
    """Can a match of a score not change places with any of the other score, or of a lower one?"""
    return _near_to(score, near_equal) > other + _ROUNDED


def _near_to(score: float, near_equal: float) -> float:
    """The lowest score that is near-equal to a score above it."""
    return score - near_equal * abs(score)
