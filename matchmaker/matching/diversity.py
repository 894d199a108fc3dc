"""A list in which near-equal owners are not all alike.

Where several owners score almost the same, which of them comes first is chance; what is
not is that three of them answer with the same texts (partners of one project, say) and the
fourth with another. Within such a group the one that brings most texts not yet shown comes
next. Nobody changes places with an owner whose score differs by more than the tolerance,
so that the order stays the order of scores as far as scores say anything.

After J. Carbonell, J. Goldstein: The Use of MMR, Diversity-Based Reranking, 1998, with
"has been shown already" in place of a similarity, and within groups of near-equals only.
"""

from __future__ import annotations

from collections.abc import Sequence

from matchmaker.matching.ranking import OwnerMatch

NEAR_EQUAL = 0.01
"""Scores that differ by less than this share are near-equal."""


def diversified(matches: Sequence[OwnerMatch], near_equal: float = NEAR_EQUAL) -> list[OwnerMatch]:
    """The same matches, best first, near-equal ones in the order of what they add.

    Two matches may change places only if their scores differ by at most the share
    `near_equal` of the better one. The first always stays, and scores are untouched.
    """
    left = list(matches)
    shown: set[str] = set()
    ordered: list[OwnerMatch] = []
    while left:
        group = [match for match in left if match.score >= left[0].score * (1 - near_equal)]
        following = max(group, key=lambda match: _new_share(match, shown)) if ordered else left[0]
        left.remove(following)
        ordered.append(following)
        shown.update(part.item_id for part in following.parts)
    return ordered


def _new_share(match: OwnerMatch, shown: set[str]) -> float:
    """How much of a score comes from texts that were not shown yet; of equals the first wins."""
    if not match.score:
        return 0.0
    new = sum(part.rank_weight * part.pair_score for part in match.parts if part.item_id not in shown)
    return round(new / match.score, 6)
