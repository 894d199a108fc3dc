"""How good the text of a need or an offer is: four criteria from 0 to 5, of which a zero blocks it.

The scale, the criteria and the blocking zero are what reviewers of partnering profiles use in the field.
Scores are proposed from what can be counted in any language; the manager has the last word.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from matchmaker.i18n import N_
from models import Direction

BEST = 5
#: Below this sum, or with a criterion this low, the author gets advice.
FEWEST_POINTS = 12
WEAK = 2

FEW_WORDS, SOME_WORDS, MANY_WORDS = 25, 60, 120
LONGEST_SENTENCE = 35
LONGEST_SUMMARY = 90
LONGEST_PARAGRAPH = 250
TITLE_WORDS = range(4, 21)
SUMMARY_WORDS = 12

_SENTENCE_ENDS = re.compile(r"[.!?…]+(?:\s|$)")
#: A number that says how much: with a unit, a percent sign or decimals behind it.
_FIGURE = re.compile(r"\d+(?:[.,]\d+)?\s?(?:%|°|[^\W\d_]{1,4}\b)|\d+[.,]\d+")


class Criterion(StrEnum):
    """What a reader must find in a text."""

    CLARITY = "clarity"
    COMPLETENESS = "completeness"
    ADVANTAGE = "advantage"
    PARTNER = "partner"


class Quality(StrEnum):
    """What the scores together say."""

    PASSED = "passed"
    #: Good enough to be shown, and the author is told how to make it better.
    ADVISED = "advised"
    #: Not shown before it is rewritten.
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFacts:
    """What of a need or an offer decides about its scores."""

    direction: Direction
    title: str
    summary: str
    description: str
    keywords: int = 0
    stage_stated: bool = False
    protection_stated: bool = False
    partner_kinds: int = 0
    countries: int = 0
    languages: int = 0


Scores = Mapping[Criterion, int]


def proposed_scores(facts: TextFacts) -> dict[Criterion, int]:
    """Scores by what can be counted."""
    return {
        Criterion.CLARITY: _clarity(facts),
        Criterion.COMPLETENESS: _completeness(facts),
        Criterion.ADVANTAGE: _advantage(facts),
        Criterion.PARTNER: _partner(facts),
    }


def quality_of(scores: Scores) -> Quality:
    """What the scores together say: a zero blocks, a weak one or a low sum asks for advice."""
    if min(scores.values()) == 0:
        return Quality.BLOCKED
    if min(scores.values()) <= WEAK or sum(scores.values()) < FEWEST_POINTS:
        return Quality.ADVISED
    return Quality.PASSED


#: What to do about a criterion: with none or one point, and with two or three.
_ADVICE: Mapping[Criterion, tuple[str, str]] = {
    Criterion.CLARITY: (
        N_("Begin with a summary of two or three short sentences: what it is, for whom, and what it is for."),
        N_("Shorten long sentences, and name the thing itself in the title."),
    ),
    Criterion.COMPLETENESS: (
        N_("Describe what you need or offer in at least five sentences: material, method, size, use, terms."),
        N_("Add what a specialist asks first: norms, quantities, stage of development, and three keywords."),
    ),
    Criterion.ADVANTAGE: (
        N_("Say what is new or better than what one can buy today."),
        N_("Put figures to the advantage: how much faster, cheaper, purer, or how far it is proven."),
    ),
    Criterion.PARTNER: (
        N_("Say whom you look for and what they should do."),
        N_("Choose the kinds of partner, and the countries or languages where these matter."),
    ),
}
_LITTLE = 1
_ENOUGH = 4


def advice_for(scores: Scores) -> list[tuple[Criterion, str]]:
    """A marked sentence for every criterion that could be better, the weakest first."""
    weak = sorted((score, criterion) for criterion, score in scores.items() if score < _ENOUGH)
    return [(criterion, _ADVICE[criterion][score > _LITTLE]) for score, criterion in weak]


def _clarity(facts: TextFacts) -> int:
    summary = facts.summary.split()
    if not summary:
        return 0
    title = facts.title.split()
    faults = [
        len(title) not in TITLE_WORDS,
        facts.title.isupper(),
        not SUMMARY_WORDS <= len(summary) <= LONGEST_SUMMARY,
        _words_a_sentence(f"{facts.summary}\n{facts.description}") > LONGEST_SENTENCE,
        _longest_paragraph(facts.description) > LONGEST_PARAGRAPH,
    ]
    return max(1, BEST - sum(faults))


def _completeness(facts: TextFacts) -> int:
    words = len(facts.description.split())
    if not words:
        return 0
    by_length = 1 + sum(words >= enough for enough in (FEW_WORDS, SOME_WORDS, MANY_WORDS))
    return by_length + (facts.keywords >= 3)


def _advantage(facts: TextFacts) -> int:
    if len(facts.description.split()) < FEW_WORDS:
        return int(bool(facts.description.split()))
    figures = len(_FIGURE.findall(f"{facts.summary} {facts.description}"))
    # Who needs something has nothing to protect yet.
    stated = facts.stage_stated + (facts.protection_stated or facts.direction is Direction.NEED)
    return min(BEST, 1 + stated + (figures >= 1) + (figures >= 3))


def _partner(facts: TextFacts) -> int:
    words = len(facts.description.split())
    if not words and not facts.partner_kinds:
        return 0
    narrowed = (facts.countries > 0) + (facts.languages > 0)
    return min(BEST, 1 + (words >= SOME_WORDS) + 2 * (facts.partner_kinds > 0) + min(1, narrowed))


def _words_a_sentence(text: str) -> float:
    sentences = [part for part in _SENTENCE_ENDS.split(text) if part.strip()]
    return len(text.split()) / len(sentences) if sentences else 0.0


def _longest_paragraph(text: str) -> int:
    return max((len(part.split()) for part in text.split("\n\n")), default=0)
