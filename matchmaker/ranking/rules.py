"""What a verdict says of a suggestion, from values alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models import VerdictKind

#: How right (above 0) or wrong (below) a suggestion was, by what became of it. Two that talk say
#: more than one that asks; what lapsed may have been right and come at a bad time.
GAINS: Mapping[VerdictKind, float] = {
    VerdictKind.OUTCOME: 1.0,
    VerdictKind.MET: 1.0,
    VerdictKind.ACCEPTED: 1.0,
    VerdictKind.PINNED: 0.5,
    VerdictKind.SUGGESTED_BY_MANAGER: 0.5,
    VerdictKind.SAVED: 0.5,
    VerdictKind.ASKED: 0.5,
    VerdictKind.LAPSED: -0.25,
    VerdictKind.REPLACED: -0.5,
    VerdictKind.STOPPED: -0.5,
    VerdictKind.DISMISSED: -1.0,
    VerdictKind.DECLINED: -1.0,
    VerdictKind.BLOCKED: -1.0,
}

#: What keeps a pair apart for a while, and how much.
REFUSALS: Mapping[VerdictKind, float] = {
    VerdictKind.LAPSED: 0.5,
    VerdictKind.STOPPED: 0.5,
    VerdictKind.DISMISSED: 1.0,
    VerdictKind.DECLINED: 1.0,
    VerdictKind.BLOCKED: 1.0,
}
#: Years after which a refusal counts half.
REFUSAL_HALVES_AFTER = 1.0


def refusal_weight(kind: VerdictKind, years_ago: float) -> float:
    """How much a refusal still counts, from its weight in `REFUSALS` towards 0."""
    weight: float = REFUSALS[kind] * 0.5 ** (max(years_ago, 0.0) / REFUSAL_HALVES_AFTER)
    return weight


@dataclass(frozen=True, slots=True)
class Word:
    """One verdict on one thing of a list."""

    target: int
    kind: VerdictKind


def gains_of(words: Sequence[Word]) -> dict[int, float]:
    """By target what was said of it in the end: the last word counts, and taking back forgets all.

    :param words: oldest first.
    """
    gains: dict[int, float] = {}
    for word in words:
        if word.kind is VerdictKind.TAKEN_BACK:
            gains.pop(word.target, None)
        elif word.kind in GAINS:
            gains[word.target] = GAINS[word.kind]
    return gains
