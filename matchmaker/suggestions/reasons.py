"""What a suggestion is made of: the thing, its score, and the terms and texts that add up to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from matchmaker.matching import Contribution, ExplainedPart, Explanation, Text, largest_first
from matchmaker.matching.features import Feature
from matchmaker.suggestions.rules import Gap, TargetKind
from matchmaker.suggestions.sources import Source, SourceText
from matchmaker.suggestions.telling import telling_words
from models import Call, Organisation, Venue

WORDS_IN_A_REASON = 3


@dataclass(frozen=True)
class TextPair:
    """Two texts that met, and what of the score they gave: `share`.

    Of five pairs of texts one is shown, so what its terms and words are is worked out when asked for.
    """

    ask: SourceText
    item: Source
    share: float
    parts: tuple[ExplainedPart, ...]

    @cached_property
    def contributions(self) -> tuple[Contribution, ...]:
        """The summands of the share, largest first."""
        return largest_first(self.parts)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words worth showing that both have, as written in the text asked with."""
        return top_words(self.contributions, text=self.ask.text)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A fitting organisation around a place, and what it gives to the place's score."""

    organisation: Organisation
    share: float
    distance_km: float | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A partner, call or venue that fits, with everything that made it so.

    The values of `contributions`, largest first, and of `learnt` add up to `score`; the shares of
    `pairs` add up to what the texts gave of it.
    `strength` is the score beside the best of the same list, from 0 to 1.
    """

    kind: TargetKind
    rank: int
    target: Organisation | Call | Venue
    score: float
    strength: float
    explanation: Explanation
    pairs: tuple[TextPair, ...]
    gaps: tuple[Gap, ...]
    neighbours: tuple[Neighbour, ...] = ()
    #: What each thing that happened before added or took.
    learnt: Mapping[Feature, float] = field(default_factory=dict)
    #: Nobody there confirmed anything for long.
    stale: bool = False
    #: Kept by the organisation that asks.
    saved: bool = False
    #: In kilometres from who asks, where both places are known.
    distance_km: float | None = None

    @property
    def contributions(self) -> tuple[Contribution, ...]:
        """What each term gave, largest first."""
        return self.explanation.contributions

    @property
    def slug(self) -> str:
        """How links name it: ``organisation-<slug>``, ``call-3``, ``venue-<slug>``."""
        return target_slug(self.target)


def target_slug(target: Organisation | Call | Venue) -> str:
    """How links name something suggested."""
    match target:
        case Organisation():
            return f"organisation-{target.slug}"
        case Call():
            return f"call-{target.id}"
        case Venue():
            return f"venue-{target.slug}"


def pairs_of(
    parts: Iterable[ExplainedPart], asked: Mapping[str, SourceText], sources: Mapping[str, Source]
) -> tuple[TextPair, ...]:
    """The pairs of texts behind the parts of a score, the weightiest first.

    :param asked: the texts asked with, by id.
    :param sources: the texts that were met, by id.
    """
    grouped: defaultdict[tuple[str, str], list[ExplainedPart]] = defaultdict(list)
    for part in parts:
        grouped[part.ask_id, part.item_id].append(part)
    pairs = [
        TextPair(asked[ask], sources[item], sum(part.value for part in found), tuple(found))
        for (ask, item), found in grouped.items()
        if ask in asked and item in sources
    ]
    return tuple(sorted(pairs, key=lambda pair: (-pair.share, pair.ask.id, pair.item.id)))


def top_words(
    contributions: Sequence[Contribution], most: int = WORDS_IN_A_REASON, text: Text | None = None
) -> tuple[str, ...]:
    """The weightiest terms that tell something, whole phrases in place of their words.

    :param text: what the terms were written in, where that is one text.
    """
    values: defaultdict[str, float] = defaultdict(float)
    for contribution in contributions:
        if contribution.term:
            values[contribution.term] += contribution.value
    written = () if text is None else (text.title, text.body, text.keywords)
    return telling_words(values, most, written)
