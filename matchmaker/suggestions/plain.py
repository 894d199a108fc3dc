"""Suggestions as plain values, for programs: the same from the command line and from the API."""

from __future__ import annotations

from typing import Any

from matchmaker.suggestions.reasons import Suggestion
from matchmaker.suggestions.wording import gap_sentence, learnt_name
from models import Call, Organisation, Venue


def plain(suggestion: Suggestion) -> dict[str, Any]:
    """A suggestion as JSON values: the weights of the reasons add up to the score."""
    sources = {pair.item.id: f"{pair.item.id} {pair.item.name}" for pair in suggestion.pairs}
    target = suggestion.target
    return {
        "rank": suggestion.rank,
        "id": target.id,
        "slug": suggestion.slug if isinstance(target, Call) else target.slug,
        "name": name_of(target),
        "country": country_of(target),
        "score": sum(reason.value for reason in suggestion.contributions) + sum(suggestion.learnt.values()),
        "reasons": [
            {
                "term": reason.term,
                "weight": reason.value,
                "source": sources.get(reason.item_id, reason.item_id),
            }
            for reason in suggestion.contributions
        ]
        + [
            {"term": learnt_name(feature, part), "weight": part, "source": f"history {feature.value}"}
            for feature, part in suggestion.learnt.items()
        ],
        "missing": [gap_sentence(gap) for gap in suggestion.gaps],
    }


def name_of(target: Organisation | Call | Venue) -> str:
    """A name, or a call's title."""
    return target.title if isinstance(target, Call) else target.name


def country_of(target: Organisation | Call | Venue) -> str | None:
    """Where it is; of a call its owner's country, None where nobody here owns it."""
    if isinstance(target, Call):
        return target.owner.country if target.owner is not None else None
    return target.country
