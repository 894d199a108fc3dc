"""What to do next, by role: at most three steps, ranked. From values alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

#: More than three things at once are none.
MOST_STEPS = 3


class StepKind(StrEnum):
    """Something to do next."""

    # of everybody: introductions that wait
    ANSWER = "answer"
    RELEASE = "release"
    # of every organisation
    CONFIRM = "confirm"
    FIRST_LISTING = "first_listing"
    RENEW = "renew"
    DRAFTS = "drafts"
    PROFILE = "profile"
    SUGGESTIONS = "suggestions"
    # of a host
    FIRST_VENUE = "first_venue"
    VENUE_DRAFTS = "venue_drafts"
    GUIDE = "guide"
    VENUE_GAPS = "venue_gaps"
    # of a cluster's manager
    REQUESTS = "requests"
    VERIFY = "verify"
    SILENT_MEMBERS = "silent_members"
    # of the secretariat
    CLAIMS = "claims"
    VERIFY_ALL = "verify_all"
    GIVEN_UP = "given_up"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what, and of how many things it speaks."""

    kind: StepKind
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFacts:
    """How an organisation's needs and offers stand."""

    published: int = 0
    drafts: int = 0
    #: Asked whether they still hold, not answered.
    asked: int = 0
    #: Expired, or to expire within the days of notice.
    expiring: int = 0
    #: Things the profile lacks for good matching.
    profile_gaps: int = 0


def member_steps(facts: TextFacts) -> list[Step]:
    """Steps of an organisation: what would be lost first, then what would be gained."""
    return _ranked(
        (StepKind.CONFIRM, facts.asked),
        (StepKind.FIRST_LISTING, 0 if facts.published or facts.drafts else 1),
        (StepKind.RENEW, facts.expiring),
        (StepKind.DRAFTS, facts.drafts),
        (StepKind.PROFILE, facts.profile_gaps),
        (StepKind.SUGGESTIONS, facts.published),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueFacts:
    """How a host's venues stand."""

    venues: int = 0
    drafts: int = 0
    stale_guides: int = 0
    with_gaps: int = 0


def host_steps(venues: VenueFacts, texts: TextFacts) -> list[Step]:
    """Steps of a host: its places first, then what it asks and offers itself."""
    own = _ranked(
        (StepKind.FIRST_VENUE, 0 if venues.venues else 1),
        (StepKind.VENUE_DRAFTS, venues.drafts),
        (StepKind.GUIDE, venues.stale_guides),
        (StepKind.VENUE_GAPS, venues.with_gaps),
    )
    return (own + member_steps(texts))[:MOST_STEPS]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterFacts:
    """How a cluster's members stand."""

    requests: int = 0
    unverified: int = 0
    silent: int = 0


def manager_steps(cluster: ClusterFacts, texts: TextFacts) -> list[Step]:
    """Steps of a cluster's manager: who waits first."""
    own = _ranked(
        (StepKind.REQUESTS, cluster.requests),
        (StepKind.VERIFY, cluster.unverified),
        (StepKind.SILENT_MEMBERS, cluster.silent),
    )
    return (own + member_steps(texts))[:MOST_STEPS]


def secretariat_steps(*, claims: int, to_verify: int, given_up: int, late: int) -> list[Step]:
    """Steps of who runs the network: what is broken first, then who waits for an answer."""
    return _ranked(
        (StepKind.GIVEN_UP, given_up),
        (StepKind.LATE, late),
        (StepKind.CLAIMS, claims),
        (StepKind.VERIFY_ALL, to_verify),
    )


def with_introductions(steps: list[Step], *, to_answer: int, to_release: int) -> list[Step]:
    """Steps with those first that somebody else waits for.

    :param to_answer: introductions that others ask for.
    :param to_release: introductions of members that wait for their manager.
    """
    waiting = _ranked((StepKind.ANSWER, to_answer), (StepKind.RELEASE, to_release))
    return (waiting + steps)[:MOST_STEPS]


def _ranked(*steps: tuple[StepKind, int]) -> list[Step]:
    return [Step(kind, count) for kind, count in _wanted(steps)][:MOST_STEPS]


def _wanted(steps: Iterable[tuple[StepKind, int]]) -> Iterable[tuple[StepKind, int]]:
    return ((kind, count) for kind, count in steps if count)
