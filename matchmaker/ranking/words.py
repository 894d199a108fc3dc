"""What each feature of the learnt ranking is called, and what it says of a suggestion."""

from __future__ import annotations

from dataclasses import dataclass

from matchmaker.matching.features import Feature
from matchmaker.web.translation import LazyString, _l


@dataclass(frozen=True, slots=True)
class FeatureWords:
    """A feature in words.

    `what` it looks at, as a sentence; `high` and `low` name it beside a suggestion where its value
    is above or below what is usual.
    """

    what: LazyString
    high: LazyString
    low: LazyString


def _one_way(what: LazyString, high: LazyString) -> FeatureWords:
    """Of a feature that is never below 0."""
    return FeatureWords(what, high, high)


FEATURE_WORDS: dict[Feature, FeatureWords] = {
    Feature.WORKED_TOGETHER: _one_way(
        _l("The two worked together before; the first times count most."), _l("Worked together before")
    ),
    Feature.CLOSE_TIES: _one_way(
        _l("Much of what the two did, they did together."), _l("Close partners: much was done together")
    ),
    Feature.MOSTLY_TOGETHER: _one_way(
        _l("Much of what it did, it did with the one who asks."), _l("Works mostly with you")
    ),
    Feature.SHARED_PARTNERS: _one_way(
        _l("It worked with partners of the one who asks."), _l("Worked with your partners")
    ),
    Feature.KNOWS_OTHERS: _one_way(
        _l("It worked with others that fit the same text."), _l("Worked with others that fit")
    ),
    Feature.EXPERIENCE: _one_way(
        _l("How many projects it took part in, the first ones counting most."), _l("Experience in projects")
    ),
    Feature.BOTH_EXPERIENCED: _one_way(
        _l("How many projects it took part in, where the one who asks was in many too."),
        _l("Experience beside yours"),
    ),
    Feature.RECENT_WORK: _one_way(_l("How lately it began a project."), _l("Began a project lately")),
    Feature.SMALL_TEAMS: _one_way(
        _l("How few took part in the projects it was in."), _l("Works in small teams")
    ),
    Feature.SAME_COUNTRY: _one_way(_l("It is in the country of the one who asks."), _l("Same country")),
    Feature.NEARBY: _one_way(
        _l("How near it is to the one who asks, within some fifty kilometres."), _l("Nearby")
    ),
    Feature.ANSWERS: FeatureWords(
        _l("How often it answers introductions, beside what is usual."),
        _l("Answers introductions"),
        _l("Leaves introductions unanswered"),
    ),
    Feature.ACCEPTS: FeatureWords(
        _l("How often it accepts when it answers, beside what is usual."),
        _l("Often accepts introductions"),
        _l("Often declines introductions"),
    ),
    Feature.WAITING: _one_way(
        _l("How many introductions wait for its answer now."), _l("Introductions already wait for its answer")
    ),
    Feature.STALE: _one_way(
        _l("Nobody there confirmed its profile or a text for half a year."), _l("Not confirmed for long")
    ),
    Feature.REFUSED_BEFORE: _one_way(
        _l("One refused the other before; it counts half after a year."), _l("Refused before")
    ),
}
