"""What waits for a manager, one reading a kind: light rows, as many queries for a hundred as for one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import RowMapping, Select, Subquery, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from matchmaker.curation import rules
from matchmaker.listings.queries import is_shown
from matchmaker.listings.rules import ANSWER_WITHIN
from matchmaker.organisations.claim_queries import waits_at_a_desk
from models import (
    ClaimState,
    ClusterMembership,
    ClusterMembershipState,
    CuratedState,
    CuratedSuggestion,
    DeskKind,
    Direction,
    Introduction,
    IntroductionState,
    Listing,
    ListingCheck,
    Organisation,
    OrganisationClaim,
    Origin,
    VerificationState,
)

Values = RowMapping

#: Of each kind at most so many are read for a page; the rest comes up as these are settled.
MOST_OF_A_KIND = 300


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits for a manager."""

    kind: DeskKind
    subject_id: int
    #: Changes with what is to be decided on.
    version: str
    #: What it is about: the text, the other side, or the organisation itself.
    title: str
    #: The member it concerns, or who wants to become one.
    organisation_id: int
    organisation: str
    slug: str
    #: The manager's cluster it belongs to.
    cluster_id: int
    since: datetime
    due: datetime
    #: For needs and offers, which of the two.
    direction: Direction | None = None

    @property
    def key(self) -> str:
        """How addresses name it, for example ``listing-12``."""
        return f"{self.kind.value}-{self.subject_id}"


def parsed_key(key: str) -> tuple[DeskKind, int] | None:
    """The kind and id of an item by how addresses name it; None for what is no such name."""
    kind, _, number = key.partition("-")
    if kind not in set(DeskKind) or not number.isdecimal() or len(number) > 9:
        return None
    return DeskKind(kind), int(number)


def waiting(session: Session, cluster_ids: Collection[int], now: datetime) -> list[Item]:
    """Everything that waits in some clusters, in no order; decisions under way are not looked at."""
    if not cluster_ids:
        return []
    return [
        item
        for kind in DeskKind
        for item in _items(session, kind, _READERS[kind].select(cluster_ids, now).limit(MOST_OF_A_KIND), now)
    ]


def waiting_one(
    session: Session, kind: DeskKind, subject_id: int, cluster_ids: Collection[int], now: datetime
) -> Item | None:
    """One item if it waits in one of the clusters."""
    reader = _READERS[kind]
    if not cluster_ids:
        return None
    chosen = reader.select(cluster_ids, now).where(reader.subject.id == subject_id)
    return next(_items(session, kind, chosen, now), None)


def _items(session: Session, kind: DeskKind, chosen: Select[Any], now: datetime) -> Iterator[Item]:
    for row in session.execute(chosen):
        values: Values = row._mapping
        yield Item(
            kind=kind,
            subject_id=values["subject_id"],
            title=values["title"],
            organisation_id=values["organisation_id"],
            organisation=values["organisation"],
            slug=values["slug"],
            cluster_id=values["cluster_id"],
            direction=values.get("direction"),
            **_READERS[kind].clock(values),
        )


def _members(cluster_ids: Collection[int] | Select[int]) -> Subquery:
    """Members of some clusters, each with one of the clusters it belongs to."""
    return (
        select(
            ClusterMembership.organisation_id.label("id"),
            func.min(ClusterMembership.cluster_id).label("cluster_id"),
            func.min(ClusterMembership.updated_at).label("since"),
        )
        .where(
            ClusterMembership.cluster_id.in_(cluster_ids),
            ClusterMembership.state == ClusterMembershipState.ACTIVE,
        )
        .group_by(ClusterMembership.organisation_id)
        .subquery()
    )


def _about(organisation: type[Organisation]) -> tuple[Any, ...]:
    return (
        organisation.id.label("organisation_id"),
        organisation.name.label("organisation"),
        organisation.slug.label("slug"),
    )


def _joining(cluster_ids: Collection[int], now: datetime) -> Select[Any]:
    return (
        select(
            ClusterMembership.id.label("subject_id"),
            ClusterMembership.cluster_id,
            ClusterMembership.created_at.label("since"),
            ClusterMembership.updated_at.label("changed"),
            Organisation.name.label("title"),
            *_about(Organisation),
        )
        .join(ClusterMembership.organisation)
        .where(
            ClusterMembership.cluster_id.in_(cluster_ids),
            ClusterMembership.state == ClusterMembershipState.REQUESTED,
            Organisation.hidden.is_(False),
        )
        .order_by(ClusterMembership.created_at)
    )


def _organisations(cluster_ids: Collection[int], now: datetime) -> Select[Any]:
    members = _members(cluster_ids)
    return (
        select(
            Organisation.id.label("subject_id"),
            members.c.cluster_id,
            members.c.since,
            Organisation.updated_at.label("changed"),
            Organisation.name.label("title"),
            *_about(Organisation),
        )
        .join(members, members.c.id == Organisation.id)
        .where(
            Organisation.verification == VerificationState.UNVERIFIED,
            Organisation.origin == Origin.REGISTERED,
            Organisation.hidden.is_(False),
        )
        .order_by(members.c.since)
    )


def _claims(cluster_ids: Collection[int], now: datetime) -> Select[Any]:
    """Claims of members' profiles; only a cluster that was verified itself hands profiles over."""
    verified = select(Organisation.id).where(
        Organisation.id.in_(cluster_ids), Organisation.verification == VerificationState.VERIFIED
    )
    members = _members(verified)
    return (
        select(
            OrganisationClaim.id.label("subject_id"),
            members.c.cluster_id,
            OrganisationClaim.created_at.label("since"),
            OrganisationClaim.updated_at.label("changed"),
            Organisation.name.label("title"),
            *_about(Organisation),
        )
        .join(OrganisationClaim.organisation)
        .join(members, members.c.id == Organisation.id)
        .where(OrganisationClaim.state == ClaimState.WAITING, waits_at_a_desk())
        .order_by(OrganisationClaim.created_at, OrganisationClaim.id)
    )


def _listings(cluster_ids: Collection[int], now: datetime) -> Select[Any]:
    """Published texts that nobody has checked as they are now."""
    members = _members(cluster_ids)
    checked = exists().where(
        ListingCheck.listing_id == Listing.id,
        ListingCheck.title == Listing.title,
        ListingCheck.summary == Listing.summary,
        ListingCheck.description == Listing.description,
    )
    return (
        _listing_columns(members)
        .where(is_shown(today=now.date()), ~checked)
        .order_by(Listing.published_at, Listing.id)
    )


def _lapses(cluster_ids: Collection[int], now: datetime) -> Select[Any]:
    """Shown texts that expire soon or whose owner was asked whether they still hold."""
    members = _members(cluster_ids)
    last_day = now.date() + rules.LAPSE_NOTICE
    return (
        _listing_columns(members)
        .where(
            is_shown(today=now.date()), or_(Listing.valid_until <= last_day, Listing.asked_at.is_not(None))
        )
        .order_by(Listing.valid_until, Listing.id)
    )


def _listing_columns(members: Subquery) -> Select[Any]:
    return (
        select(
            Listing.id.label("subject_id"),
            members.c.cluster_id,
            Listing.published_at.label("since"),
            Listing.updated_at.label("changed"),
            Listing.title.label("title"),
            Listing.direction,
            Listing.valid_until,
            Listing.asked_at,
            *_about(Organisation),
        )
        .join(Organisation, Organisation.id == Listing.organisation_id)
        .join(members, members.c.id == Listing.organisation_id)
    )


def _suggestions(cluster_ids: Collection[int], now: datetime) -> Select[Any]:
    members, target = _members(cluster_ids), aliased(Organisation)
    return (
        select(
            CuratedSuggestion.id.label("subject_id"),
            members.c.cluster_id,
            CuratedSuggestion.created_at.label("since"),
            CuratedSuggestion.updated_at.label("changed"),
            target.name.label("title"),
            *_about(Organisation),
        )
        .join(Organisation, Organisation.id == CuratedSuggestion.organisation_id)
        .join(members, members.c.id == CuratedSuggestion.organisation_id)
        .join(target, target.id == CuratedSuggestion.target_id)
        .where(
            CuratedSuggestion.state == CuratedState.PROPOSED,
            Organisation.hidden.is_(False),
            target.hidden.is_(False),
        )
        .order_by(CuratedSuggestion.created_at, CuratedSuggestion.id)
    )


def _releases(cluster_ids: Collection[int], now: datetime) -> Select[Any]:
    return _introductions(cluster_ids, IntroductionState.REQUESTED)


def _answers(cluster_ids: Collection[int], now: datetime) -> Select[Any]:
    soon = Introduction.due_at <= now + rules.ANSWER_NOTICE
    return _introductions(cluster_ids, IntroductionState.RELEASED).where(soon)


def _introductions(cluster_ids: Collection[int], state: IntroductionState) -> Select[Any]:
    asked = aliased(Organisation)
    return (
        select(
            Introduction.id.label("subject_id"),
            Introduction.broker_id.label("cluster_id"),
            Introduction.state_since.label("since"),
            Introduction.due_at,
            Introduction.version,
            asked.name.label("title"),
            *_about(Organisation),
        )
        .join(Organisation, Organisation.id == Introduction.asking_organisation_id)
        .join(asked, asked.id == Introduction.asked_organisation_id)
        .where(Introduction.broker_id.in_(cluster_ids), Introduction.state == state)
        .order_by(Introduction.due_at, Introduction.id)
    )


def _by_change(kind: DeskKind) -> Callable[[Values], dict[str, Any]]:
    """The clock of what may wait so many working days, and changes when its row does."""

    def clock(values: Values) -> dict[str, Any]:
        since = values["since"]
        due = rules.due_after(since, rules.KINDS[kind].working_days)
        return {"since": since, "due": due, "version": values["changed"].isoformat()}

    return clock


def _lapse_clock(values: Values) -> dict[str, Any]:
    """Due on the last day, or when the question counts as unanswered; waits since the notice or question."""
    valid_until: date | None = values["valid_until"]
    asked_at: datetime | None = values["asked_at"]
    dues, sinces = [], []
    if asked_at is not None:
        dues.append(asked_at + ANSWER_WITHIN)
        sinces.append(asked_at)
    if valid_until is not None:
        dues.append(datetime.combine(valid_until, time(23, 59), UTC))
        sinces.append(datetime.combine(valid_until - rules.LAPSE_NOTICE, time(), UTC))
    return {"since": min(sinces), "due": min(dues), "version": f"{valid_until}|{asked_at}"}


def _introduction_clock(values: Values) -> dict[str, Any]:
    return {
        "since": values["since"],
        "due": values["due_at"] or rules.due_after(values["since"], 5),
        "version": str(values["version"]),
    }


@dataclass(frozen=True, slots=True)
class _Reader:
    """How one kind is read: the query, the table whose id names the item, and its clock."""

    select: Callable[[Collection[int], datetime], Select[Any]]
    subject: Any
    clock: Callable[[Values], dict[str, Any]]


_READERS: Mapping[DeskKind, _Reader] = {
    DeskKind.RELEASE: _Reader(_releases, Introduction, _introduction_clock),
    DeskKind.ANSWER: _Reader(_answers, Introduction, _introduction_clock),
    DeskKind.JOINING: _Reader(_joining, ClusterMembership, _by_change(DeskKind.JOINING)),
    DeskKind.ORGANISATION: _Reader(_organisations, Organisation, _by_change(DeskKind.ORGANISATION)),
    DeskKind.CLAIM: _Reader(_claims, OrganisationClaim, _by_change(DeskKind.CLAIM)),
    DeskKind.LISTING: _Reader(_listings, Listing, _by_change(DeskKind.LISTING)),
    DeskKind.LAPSE: _Reader(_lapses, Listing, _lapse_clock),
    DeskKind.SUGGESTION: _Reader(_suggestions, CuratedSuggestion, _by_change(DeskKind.SUGGESTION)),
}
