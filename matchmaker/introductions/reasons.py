"""Why the asked one was suggested, as it was shown: kept with the request, whatever the index says later."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any

from matchmaker.suggestions.reasons import Suggestion
from matchmaker.verdicts import NOTHING_SEEN, Seen

_MARKS = re.compile(r"[*_`#]+")


@dataclass(frozen=True, slots=True)
class Reason:
    """Two texts that met: what was asked with, what was found, their words, their part of the score."""

    asked_with: str
    found_in: str
    words: tuple[str, ...]
    share: float

    @property
    def plain_words(self) -> list[str]:
        """The words without the marks of the text they stood in."""
        return [_MARKS.sub("", word) for word in self.words]


@dataclass(frozen=True, slots=True)
class Reasons:
    """All reasons of one suggestion, the weightiest first, and the list it stood in."""

    reasons: tuple[Reason, ...] = ()
    seen: Seen = NOTHING_SEEN

    def as_document(self) -> dict[str, Any]:
        """Plain JSON values, for `Introduction.reasons`."""
        return {"reasons": [asdict(one) for one in self.reasons], "seen": self.seen.as_document()}

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Reasons:
        """What `as_document` gave; none where there is nothing."""
        return cls(
            reasons=tuple(
                Reason(one["asked_with"], one["found_in"], tuple(one["words"]), one["share"])
                for one in document.get("reasons", ())
            ),
            seen=Seen.from_document(document.get("seen", {})),
        )


def reasons_of(suggestion: Suggestion, seen: Seen) -> Reasons:
    """The reasons of a suggestion as they are shown now.

    :param seen: the list it stands in (`matchmaker.suggestions.seen.seen_list`).
    """
    return Reasons(
        tuple(Reason(pair.ask.name, pair.item.name, pair.words, pair.share) for pair in suggestion.pairs),
        seen,
    )
