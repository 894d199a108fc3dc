"""The criteria and scores of a text in words, for managers and for authors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matchmaker.listings.checks import scores_of
from matchmaker.listings.quality import BEST, Criterion, Quality, Scores, advice_for, quality_of
from matchmaker.web.translation import LazyString, _, _l
from models import ListingCheck


@dataclass(frozen=True, slots=True)
class CriterionWords:
    """What a criterion is called and what it asks."""

    label: LazyString
    question: LazyString


CRITERIA: Mapping[Criterion, CriterionWords] = {
    Criterion.CLARITY: CriterionWords(_l("Clarity"), _l("Is it understood at first reading?")),
    Criterion.COMPLETENESS: CriterionWords(
        _l("Completeness"), _l("Does it say what a specialist asks first?")
    ),
    Criterion.ADVANTAGE: CriterionWords(_l("What is new"), _l("Does it say what is better, with figures?")),
    Criterion.PARTNER: CriterionWords(_l("Partner sought"), _l("Is it plain who should answer?")),
}

QUALITIES: Mapping[Quality, LazyString] = {
    Quality.PASSED: _l("Good to be found"),
    Quality.ADVISED: _l("Stays published, with advice"),
    Quality.BLOCKED: _l("Not shown before it is rewritten"),
}


def criteria_of(scores: Scores) -> list[dict[str, Any]]:
    """The criteria with their scores."""
    return [
        {
            "name": criterion.value,
            "label": str(words.label),
            "question": str(words.question),
            "score": scores[criterion],
            "best": BEST,
        }
        for criterion, words in CRITERIA.items()
    ]


def advice_words(scores: Scores) -> str:
    """What would make a text better, a sentence a line; empty where it is good."""
    return "\n".join(_(sentence) for _criterion, sentence in advice_for(scores))


def check_words(check: ListingCheck) -> dict[str, Any]:
    """A check as the author reads it."""
    scores = scores_of(check)
    quality = quality_of(scores)
    return {
        "criteria": criteria_of(scores),
        "quality": str(QUALITIES[quality]),
        "tone": {Quality.PASSED: "good", Quality.ADVISED: "waiting", Quality.BLOCKED: "stopped"}[quality],
        "advice": check.advice or advice_words(scores),
        "checker": check.checker.name if check.checker is not None else "",
        "checked_at": check.checked_at,
    }
