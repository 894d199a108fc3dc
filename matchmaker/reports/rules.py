"""What every figure of fair play means, from values alone.

A visit belongs to the year in which it begins, whatever is counted of it, so that all figures of a year
speak of the same visits. Each count is a `Figure`: the number on a page and the records it opens down to
are told apart by the same function, `counts`. Sources: "Balance", "Answer time" and "Honour rate" of the
project's "Business roaming rules"; where these leave something open, the choice is ours and said here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from matchmaker.venues.answer_time import AnswerTime, answer_time
from models import Standing, VisitSide, VisitState

#: Somebody came: the day of arrival is what counts, not the paper after it.
CAME_STATES = frozenset({VisitState.ARRIVED, VisitState.COMPLETED})
#: Accepted once, whatever came of it.
ACCEPTED_STATES = CAME_STATES | {VisitState.ACCEPTED, VisitState.CANCELLED, VisitState.NO_SHOW}
#: Waits for somebody's answer.
OPEN_STATES = frozenset({VisitState.REQUESTED, VisitState.WAITING, VisitState.CHANGED})

#: In place of a cluster's id: those who roam through none.
NO_CLUSTER = 0

#: By host, the clusters it gives for: itself if it is one, and those it belongs to.
ClustersOfHosts = Mapping[int, frozenset[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRecord:
    """One visit as reports count and list it. It names organisations and venues, never people."""

    id: int
    token: str
    visitor_id: int
    visitor: str
    visitor_country: str
    #: The signing cluster through which they roam; None where there is none.
    home_id: int | None
    home: str
    host_id: int
    host: str
    venue: str
    city: str
    country: str
    starts_on: date
    ends_on: date
    #: Working days of the venue within the stay.
    working_days: int
    people: int
    standing: Standing
    state: VisitState
    requested_at: datetime
    #: It was for the host to answer, and is known whether it did: see `matchmaker.venues.answer_time`.
    asked: bool
    #: Working days until the host's first answer; None where it never answered.
    answer_days: int | None
    cancelled_by: VisitSide | None
    #: What the visitors said afterwards: was everything as agreed? None where they said nothing.
    as_agreed: bool | None

    @property
    def year(self) -> int:
        """The year it belongs to."""
        return self.starts_on.year

    @property
    def days(self) -> int:
        """Working days times people: two people for three working days use six days of a place."""
        return self.working_days * self.people


def honoured(visit: VisitRecord) -> bool | None:
    """Did the host keep its word on a visit it had accepted?

    Yes: the visitors came, and did not say afterwards that it was not as agreed. No: the host cancelled,
    or the visitors say it was not as agreed. None, which counts neither way: never accepted, still ahead,
    nobody noted whether they came, cancelled by the visitors, or a no-show – the host had no chance.
    """
    if visit.state in CAME_STATES:
        return visit.as_agreed is not False
    if visit.state is VisitState.CANCELLED and visit.cancelled_by is VisitSide.HOST:
        return False
    return None


class Figure(StrEnum):
    """What can be counted, and opened down to its records."""

    REQUESTED = "requested"
    #: Accepted once, by the host or by the service at once.
    ACCEPTED = "accepted"
    #: The visitors came.
    TOOK_PLACE = "took-place"
    #: Waits for an answer of either side, or for a free place.
    OPEN = "open"
    DECLINED = "declined"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    #: Accepted, and neither arrived nor closed yet.
    AHEAD = "ahead"
    CANCELLED_BY_HOST = "cancelled-by-host"
    CANCELLED_BY_VISITOR = "cancelled-by-visitor"
    NO_SHOW = "no-show"
    #: The host was asked: what answer time is the median of.
    ASKED = "asked"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    #: What the honour rate is a share of.
    PROMISED = "promised"
    HONOURED = "honoured"
    BROKEN = "broken"


def _cancelled_by(side: VisitSide) -> Callable[[VisitRecord], bool]:
    return lambda visit: visit.state is VisitState.CANCELLED and visit.cancelled_by is side


_COUNTS: Mapping[Figure, Callable[[VisitRecord], bool]] = {
    Figure.REQUESTED: lambda visit: True,  # noqa: ARG005 - every visit began with a request
    Figure.ACCEPTED: lambda visit: visit.state in ACCEPTED_STATES,
    Figure.TOOK_PLACE: lambda visit: visit.state in CAME_STATES,
    Figure.OPEN: lambda visit: visit.state in OPEN_STATES,
    Figure.DECLINED: lambda visit: visit.state is VisitState.DECLINED,
    Figure.LAPSED: lambda visit: visit.state is VisitState.LAPSED,
    Figure.WITHDRAWN: lambda visit: visit.state is VisitState.WITHDRAWN,
    Figure.AHEAD: lambda visit: visit.state is VisitState.ACCEPTED,
    Figure.CANCELLED_BY_HOST: _cancelled_by(VisitSide.HOST),
    Figure.CANCELLED_BY_VISITOR: _cancelled_by(VisitSide.VISITOR),
    Figure.NO_SHOW: lambda visit: visit.state is VisitState.NO_SHOW,
    Figure.ASKED: lambda visit: visit.asked,
    Figure.ANSWERED: lambda visit: visit.asked and visit.answer_days is not None,
    Figure.UNANSWERED: lambda visit: visit.asked and visit.answer_days is None,
    Figure.PROMISED: lambda visit: honoured(visit) is not None,
    Figure.HONOURED: lambda visit: honoured(visit) is True,
    Figure.BROKEN: lambda visit: honoured(visit) is False,
}


def counts(figure: Figure, visit: VisitRecord) -> bool:
    """Is a visit among those that a figure counts?"""
    return _COUNTS[figure](visit)


def chosen(
    visits: Iterable[VisitRecord],
    figure: Figure,
    *,
    host_id: int | None = None,
    giving_id: int | None = None,
    taking_id: int | None = None,
    clusters_of: ClustersOfHosts | None = None,
) -> list[VisitRecord]:
    """The records behind one figure, in their order.

    :param host_id: only those at a host.
    :param giving_id: only those at hosts of a cluster; needs `clusters_of`.
    :param taking_id: only those who roam through a cluster, or `NO_CLUSTER`.
    """
    return [
        visit
        for visit in visits
        if counts(figure, visit)
        and host_id in (None, visit.host_id)
        and taking_id in (None, visit.home_id or NO_CLUSTER)
        and (giving_id is None or giving_id in (clusters_of or {}).get(visit.host_id, frozenset()))
    ]


@dataclass(frozen=True, slots=True)
class Use:
    """Visits that took place, and the days of places they used."""

    visits: int = 0
    days: int = 0


def use_of(visits: Iterable[VisitRecord]) -> Use:
    """What was used; visits that did not take place use nothing."""
    came = [visit for visit in visits if counts(Figure.TOOK_PLACE, visit)]
    return Use(len(came), sum(visit.days for visit in came))


@dataclass(frozen=True, slots=True)
class Balance:
    """What the hosts of a cluster gave, and what its members took.

    A visit from a cluster to a host of the same cluster is both. A host that belongs to two clusters gives
    for both, so the lines of all clusters may add up to more than the network.
    """

    given: Use = Use()
    taken: Use = Use()

    @property
    def days(self) -> int:
        """Days given beyond those taken; below nought where more was taken."""
        return self.given.days - self.taken.days


def balances(visits: Collection[VisitRecord], clusters_of: ClustersOfHosts) -> dict[int, Balance]:
    """The balance of every cluster that gave or took something, by its id."""
    given, taken = _grouped(visits, lambda visit: clusters_of.get(visit.host_id, ())), _by_home(visits)
    found = {
        cluster_id: Balance(use_of(given.get(cluster_id, ())), use_of(taken.get(cluster_id, ())))
        for cluster_id in given.keys() | taken.keys()
    }
    return {cluster_id: one for cluster_id, one in found.items() if one.given.visits or one.taken.visits}


def _by_home(visits: Iterable[VisitRecord]) -> dict[int, list[VisitRecord]]:
    return _grouped(visits, lambda visit: () if visit.home_id is None else (visit.home_id,))


Key = TypeVar("Key")


def _grouped(
    visits: Iterable[VisitRecord], keys_of: Callable[[VisitRecord], Iterable[Key]]
) -> dict[Key, list[VisitRecord]]:
    groups: dict[Key, list[VisitRecord]] = {}
    for visit in visits:
        for key in keys_of(visit):
            groups.setdefault(key, []).append(visit)
    return groups


@dataclass(frozen=True, slots=True)
class Honour:
    """Of so many accepted visits whose end is known, the host kept its word on so many."""

    kept: int
    promised: int

    @property
    def rate(self) -> float | None:
        """The honour rate, 0 to 1; None where nothing can be said yet."""
        return self.kept / self.promised if self.promised else None


@dataclass(frozen=True, slots=True)
class Conduct:
    """How somebody received: a host, the hosts of a year, or all of them."""

    requested: int
    accepted: int
    use: Use
    answers: AnswerTime
    honour: Honour


def conduct_of(visits: Collection[VisitRecord]) -> Conduct:
    """How the hosts of some visits received."""
    return Conduct(
        requested=len(visits),
        accepted=count(Figure.ACCEPTED, visits),
        use=use_of(visits),
        answers=answer_time([visit.answer_days for visit in visits if visit.asked]),
        honour=Honour(count(Figure.HONOURED, visits), count(Figure.PROMISED, visits)),
    )


def count(figure: Figure, visits: Iterable[VisitRecord]) -> int:
    """How many visits a figure counts."""
    return sum(1 for visit in visits if counts(figure, visit))


def by_host(visits: Iterable[VisitRecord]) -> dict[int, Conduct]:
    """How each host that was asked for a visit received, by its id."""
    return {key: conduct_of(group) for key, group in _grouped(visits, lambda one: (one.host_id,)).items()}


def by_year(visits: Iterable[VisitRecord]) -> dict[int, Conduct]:
    """How visitors were received in each year, the first first."""
    groups = _grouped(visits, lambda one: (one.year,))
    return {year: conduct_of(groups[year]) for year in sorted(groups)}


def in_scope(
    visits: Iterable[VisitRecord], cluster_ids: frozenset[int], clusters_of: ClustersOfHosts
) -> list[VisitRecord]:
    """The visits that concern some clusters: of their members, or at their hosts."""
    return [
        visit
        for visit in visits
        if visit.home_id in cluster_ids or cluster_ids & clusters_of.get(visit.host_id, frozenset())
    ]
