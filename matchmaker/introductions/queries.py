"""Reads of introductions: who may see which, counts that rules decide on, lists, contacts, the thread."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true
from sqlalchemy.orm import Session, joinedload, object_session

from matchmaker.introductions import rules
from matchmaker.introductions.sides import people_of, sides_of
from models import (
    ACCEPTED_STATES,
    OPEN_STATES,
    RECOMMENDED,
    Activity,
    ClusterMembership,
    ClusterMembershipState,
    CuratedSuggestion,
    Introduction,
    IntroductionState,
    Organisation,
    PairBlock,
    Person,
    Side,
)


def visible_to(person: Person | None) -> ColumnElement[bool]:
    """Which introductions a person may see; to be used in a query on `Introduction`.

    The same as the permission ``introduction.see``: the asking side all of its own, the asked side what
    was released to it, brokers and the managers of either side's clusters all but drafts.
    """
    if person is None or not person.active:
        return false()
    own = [membership.organisation_id for membership in person.memberships]
    sent = Introduction.state != IntroductionState.DRAFT
    released = Introduction.released_at.is_not(None)
    looked_after = _members_of(person.managed_cluster_ids)
    return or_(
        Introduction.asking_organisation_id.in_(own),
        Introduction.asked_organisation_id.in_(own) & released,
        (true() if person.is_secretariat else Introduction.broker_id.in_(person.managed_cluster_ids)) & sent,
        Introduction.asking_organisation_id.in_(looked_after) & sent,
        Introduction.asked_organisation_id.in_(looked_after) & released,
    )


def _members_of(cluster_ids: Collection[int]) -> Select[int]:
    return select(ClusterMembership.organisation_id).where(
        ClusterMembership.cluster_id.in_(cluster_ids),
        ClusterMembership.state == ClusterMembershipState.ACTIVE,
    )


def with_organisations(chosen: Select[Introduction]) -> Select[Introduction]:
    """The same, each with its two organisations and its broker read along."""
    return chosen.options(
        joinedload(Introduction.asking_organisation),
        joinedload(Introduction.asked_organisation),
        joinedload(Introduction.broker),
    )


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; None and empty for all.

    `side` is that of `organisation_id`: what it asked for, what it was asked, or what it brokers.
    """

    organisation_id: int | None = None
    side: Side | None = None
    states: frozenset[IntroductionState] = frozenset()


def chosen_by(person: Person | None, filters: Filters) -> Select[Introduction]:
    """The introductions a person may see that pass the filters, in no order."""
    chosen = select(Introduction).where(visible_to(person))
    if filters.states:
        chosen = chosen.where(Introduction.state.in_(filters.states))
    if filters.organisation_id is not None:
        columns = {
            Side.ASKING: Introduction.asking_organisation_id,
            Side.ASKED: Introduction.asked_organisation_id,
            Side.BROKER: Introduction.broker_id,
        }
        sides = list(Side) if filters.side is None else [filters.side]
        chosen = chosen.where(or_(*(columns[side] == filters.organisation_id for side in sides)))
    return chosen


def count(session: Session, chosen: Select[Introduction]) -> int:
    """How many there are."""
    counted = select(func.count()).select_from(chosen.with_only_columns(Introduction.id).subquery())
    return session.scalar(counted) or 0


def latest_first(
    session: Session, chosen: Select[Introduction], limit: int, offset: int = 0
) -> Sequence[Introduction]:
    """One page of them with their organisations, what moved last first."""
    ordered = chosen.order_by(Introduction.state_since.desc(), Introduction.id.desc())
    return session.scalars(with_organisations(ordered).limit(limit).offset(offset)).all()


def visible_introduction(
    session: Session, person: Person | None, introduction_id: int
) -> Introduction | None:
    """One with its organisations, if the person may see it."""
    return session.scalar(
        with_organisations(select(Introduction).where(Introduction.id == introduction_id, visible_to(person)))
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many introductions wait for a person: to answer, and to release."""

    to_answer: int
    to_release: int

    @property
    def total(self) -> int:
        """For the top bar."""
        return self.to_answer + self.to_release


def waiting_for(session: Session, person: Person, *, organisation_id: int | None = None) -> Waiting:
    """What waits for a person, in one query.

    :param organisation_id: only in the name of this organisation or cluster.
    """
    own = {membership.organisation_id for membership in person.memberships}
    managed = set(person.managed_cluster_ids)
    if organisation_id is not None:
        own &= {organisation_id}
        managed &= {organisation_id}
    to_answer = (Introduction.state == IntroductionState.RELEASED) & Introduction.asked_organisation_id.in_(
        own
    )
    to_release = (Introduction.state == IntroductionState.REQUESTED) & Introduction.broker_id.in_(managed)
    answers, releases = session.execute(
        select(func.count().filter(to_answer), func.count().filter(to_release))
        .select_from(Introduction)
        .where(Introduction.state.in_(OPEN_STATES))
    ).one()
    return Waiting(answers, releases)


def waiting_in_network(session: Session, *, due_before: datetime | None = None) -> Sequence[Introduction]:
    """All that wait for an answer with their organisations, what is due first before the rest.

    :param due_before: only those whose time is over by then.
    """
    waiting = select(Introduction).where(Introduction.state.in_(OPEN_STATES))
    if due_before is not None:
        waiting = waiting.where(Introduction.due_at <= due_before)
    ordered = waiting.order_by(Introduction.due_at, Introduction.id)
    return session.scalars(with_organisations(ordered)).all()


@dataclass(frozen=True, slots=True)
class Contact:
    """A person to write to, and for which organisation they speak."""

    name: str
    email: str
    organisation: str
    side: Side


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What a person may know of an introduction.

    `asking_named`: who asks. `contacts`: the people of the two sides, empty before acceptance.
    """

    sides: frozenset[Side]
    asking_named: bool
    contacts: tuple[Contact, ...]


def knowledge_of(person: Person, introduction: Introduction) -> Knowledge:
    """What a person may know of an introduction as it stands now."""
    sides = sides_of(person, introduction)
    return Knowledge(
        sides=sides,
        asking_named=rules.sees_asking_name(sides, introduction.state, anonymous=introduction.anonymous),
        contacts=_contacts(introduction) if rules.sees_contacts(sides, introduction.state) else (),
    )


def _contacts(introduction: Introduction) -> tuple[Contact, ...]:
    """Who gets the mails of either side: whoever asked or answered, or who is there after they left."""
    session = object_session(introduction)
    assert session is not None
    organisations = {
        Side.ASKING: introduction.asking_organisation,
        Side.ASKED: introduction.asked_organisation,
    }
    return tuple(
        Contact(person.name, person.email, organisation.own_name, side)
        for side, organisation in organisations.items()
        for person in people_of(session, introduction, side)
    )


def open_count(session: Session, organisation_id: int) -> int:
    """How many requests of an organisation wait for an answer."""
    waiting = select(func.count(Introduction.id)).where(
        Introduction.asking_organisation_id == organisation_id, Introduction.state.in_(OPEN_STATES)
    )
    return session.scalar(waiting) or 0


def accepted_since(session: Session, organisation_id: int, moment: datetime) -> int:
    """How many introductions an organisation accepted since a moment."""
    accepted = select(func.count(Introduction.id)).where(
        Introduction.asked_organisation_id == organisation_id,
        Introduction.state.in_(ACCEPTED_STATES),
        Introduction.answered_at > moment,
    )
    return session.scalar(accepted) or 0


def states_between(session: Session, one: int, other: int) -> frozenset[IntroductionState]:
    """In which states introductions of two organisations stand, whoever asked."""
    lower, higher = rules.pair(one, other)
    return frozenset(
        session.scalars(
            select(Introduction.state)
            .where(Introduction.lower_organisation_id == lower, Introduction.higher_organisation_id == higher)
            .distinct()
        )
    )


def quiet_until(session: Session, asking_id: int, asked_id: int) -> date | None:
    """The first day on which one organisation may ask the other again, after it declined."""
    return session.scalar(
        select(func.max(Introduction.not_before)).where(
            Introduction.asking_organisation_id == asking_id,
            Introduction.asked_organisation_id == asked_id,
        )
    )


def thread_of_suggestion(session: Session, one: int, other: int) -> str:
    """The thread that a manager's suggestion began between two organisations; empty where none did."""
    pair = (one, other)
    found = session.scalar(
        select(CuratedSuggestion.thread)
        .where(
            CuratedSuggestion.organisation_id.in_(pair),
            CuratedSuggestion.target_id.in_(pair),
            CuratedSuggestion.state.in_(RECOMMENDED),
        )
        .order_by(CuratedSuggestion.decided_at.desc())
        .limit(1)
    )
    return found or ""


def is_blocked(session: Session, one: int, other: int) -> bool:
    """Did either of two organisations say "never again"?"""
    lower, higher = rules.pair(one, other)
    found = session.scalar(
        select(PairBlock.id).where(
            PairBlock.lower_organisation_id == lower, PairBlock.higher_organisation_id == higher
        )
    )
    return found is not None


def blocks_said_by(session: Session, organisation_id: int) -> Sequence[tuple[PairBlock, Organisation]]:
    """What an organisation blocked, with the other one, so that it can be taken back."""
    other = or_(
        (Organisation.id == PairBlock.lower_organisation_id),
        (Organisation.id == PairBlock.higher_organisation_id),
    )
    rows = session.execute(
        select(PairBlock, Organisation)
        .join(Organisation, other & (Organisation.id != PairBlock.said_by_organisation_id))
        .where(PairBlock.said_by_organisation_id == organisation_id)
        .order_by(PairBlock.id.desc())
    )
    return [(block, organisation) for block, organisation in rows]


def timeline(session: Session, introduction: Introduction) -> Sequence[Activity]:
    """Everything that happened to an introduction, the first first, with who did it."""
    return session.scalars(
        select(Activity)
        .where(Activity.subject_kind == "introduction", Activity.subject_id == introduction.id)
        .options(joinedload(Activity.actor))
        .order_by(Activity.id)
    ).all()
