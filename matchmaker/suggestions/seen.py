"""The list that somebody had before them when they spoke of a suggestion, as verdicts keep it."""

from __future__ import annotations

from matchmaker.ranking.queries import TEXT
from matchmaker.suggestions.queries import SuggestionSearch
from matchmaker.suggestions.rules import TargetKind
from matchmaker.verdicts import Candidate, Seen

#: So many of the list are kept.
MOST_SEEN = 20


def seen_list(search: SuggestionSearch, kind: TargetKind, target_id: int) -> Seen:
    """The best of a search's list of a kind, and where in it a target stands.

    To be asked before what was said of the target takes it out of the list.
    """
    ranked = list(enumerate(search.ranking.matches(kind), 1))
    at = next(((place, match.score) for place, match in ranked if match.target_id == target_id), None)
    return Seen(
        shown=tuple(Candidate(match.target_id, place, match.score) for place, match in ranked[:MOST_SEEN]),
        position=at[0] if at else None,
        score=at[1] if at else None,
        model=search.ranking.model_name if kind is TargetKind.PARTNER else TEXT,
    )
