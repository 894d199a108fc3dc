"""The life of a thing that is shown to others: drafted, published, expired, withdrawn, archived."""

from __future__ import annotations

from enum import StrEnum


class PublicationState(StrEnum):
    """Where a listing, project, call or venue stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    #: Past its date; hidden from suggestions, renewed with one click.
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    ARCHIVED = "archived"

    def may_become(self, other: PublicationState) -> bool:
        """Is the move from this state to the other allowed?"""
        return other in ALLOWED_MOVES[self]


ALLOWED_MOVES: dict[PublicationState, frozenset[PublicationState]] = {
    PublicationState.DRAFT: frozenset({PublicationState.PUBLISHED}),
    PublicationState.PUBLISHED: frozenset({PublicationState.EXPIRED, PublicationState.WITHDRAWN}),
    PublicationState.EXPIRED: frozenset(
        {PublicationState.PUBLISHED, PublicationState.WITHDRAWN, PublicationState.ARCHIVED}
    ),
    PublicationState.WITHDRAWN: frozenset({PublicationState.PUBLISHED, PublicationState.ARCHIVED}),
    PublicationState.ARCHIVED: frozenset(),
}
