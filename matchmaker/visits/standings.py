"""How a visit stands to the agreement, reckoned from what is kept, and what follows for its confirmation."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.agreements.coverage import Party, SignedPeriod
from matchmaker.agreements.house_days import Stay
from matchmaker.agreements.queries import additions_of, signatures_by_organisation, terms_in_force
from matchmaker.agreements.standing import Additions, Asked, Judgement, Place, SpaceAsked, Terms, judge
from matchmaker.visits import rules
from matchmaker.visits.openings import house_of
from models import (
    AgreementTerms,
    ClusterMembershipState,
    Confirmation,
    HostAdditions,
    Organisation,
    Space,
    Standing,
    Venue,
    Visit,
    VisitService,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of the agreement."""

    organisation: Organisation
    venue: Venue
    spaces: Sequence[Space]
    stay: Stay
    people: int
    services: Collection[VisitService] = ()
    #: A visit that is about to be asked anew, and does not count beside itself.
    besides: Visit | None = None


def judgement_of(session: Session, question: Question, now: datetime) -> Judgement:
    """How a request would stand, shown before it is sent and kept when it is."""
    return _judged(
        session, question, now, terms_in_force(session, rules.today_in(question.venue.time_zone, now))
    )


def note_standing(session: Session, visit: Visit, spaces: Sequence[Space], now: datetime) -> None:
    """Reckon how a visit that is laid out stands to the agreement, and keep it with the clauses."""
    question = Question(
        organisation=visit.organisation,
        venue=visit.venue,
        spaces=spaces,
        stay=rules.stay_of(visit),
        people=visit.party_size,
        services=[VisitService(service) for service in visit.services],
        besides=visit,
    )
    terms = terms_in_force(session, rules.today_in(visit.venue.time_zone, now))
    found = _judged(session, question, now, terms)
    visit.standing = found.standing
    visit.standing_findings = [finding.as_json() for finding in found.findings]
    visit.working_days = found.working_days
    visit.home_cluster_id = found.home_id
    visit.terms_id = terms.id if terms is not None else None


def confirms_at_once(visit: Visit) -> bool:
    """Is a visit confirmed without the host: within the terms, in spaces for which the host chose so?"""
    return visit.standing is Standing.WITHIN and all(
        row.space.confirmation is Confirmation.AT_ONCE for row in visit.spaces
    )


def answer_days(visit: Visit) -> int:
    """Calendar days that the host has to answer."""
    return visit.terms.answer_days if visit.terms is not None else rules.ANSWER_DAYS


def _judged(session: Session, question: Question, now: datetime, terms: AgreementTerms | None) -> Judgement:
    organisation, venue = question.organisation, question.venue
    clusters = [
        link.cluster_id
        for link in organisation.cluster_memberships
        if link.state is ClusterMembershipState.ACTIVE
    ]
    homes = [*clusters, organisation.id]
    signed = _signatures(session, {*homes, venue.host_id})
    additions = additions_of(session, venue.host)
    asked = Asked(
        stay=question.stay,
        asked_at=now,
        home=[Party(number, signed[number]) for number in homes if number in signed],
        spaces=[
            SpaceAsked(
                name=space.name,
                kind=space.kind,
                people=question.people,
                capacity=space.capacity,
                confirmation=space.confirmation,
            )
            for space in question.spaces
        ],
        services=frozenset(question.services),
        other_stays=_other_stays(session, question),
        is_own_member=venue.host_id in homes,
    )
    place = Place(
        host=Party(venue.host_id, signed.get(venue.host_id, ())),
        house=house_of(venue),
        time_zone=venue.time_zone or "UTC",
        lead_time_days=venue.lead_time_days,
        additions=_additions(additions),
    )
    return judge(asked, place, _terms(terms))


def _signatures(session: Session, ids: Collection[int]) -> dict[int, list[SignedPeriod]]:
    return {
        number: [
            SignedPeriod(one.valid_from, one.last_day, one.last_day < one.valid_until) for one in signatures
        ]
        for number, signatures in signatures_by_organisation(session, ids).items()
    }


def _other_stays(session: Session, question: Question) -> list[Stay]:
    """Stays of the same organisation at the same host that are pending or hold places."""
    chosen = (
        select(Visit.starts_on, Visit.ends_on)
        .join(Visit.venue)
        .where(
            Visit.organisation_id == question.organisation.id,
            Venue.host_id == question.venue.host_id,
            Visit.state.in_(rules.COUNTED_STATES),
        )
    )
    if question.besides is not None and question.besides.id is not None:
        chosen = chosen.where(Visit.id != question.besides.id)
    return [Stay(first, last) for first, last in session.execute(chosen)]


def _additions(kept: HostAdditions | None) -> Additions:
    if kept is None:
        return Additions()
    return Additions(
        extra_free_days=kept.extra_free_days,
        lead_time_days=kept.lead_time_days,
        services=frozenset(VisitService(service) for service in kept.services),
    )


def _terms(kept: AgreementTerms | None) -> Terms:
    if kept is None:
        return Terms()
    clauses = {clause.rule: clause.number for clause in kept.clauses if clause.rule is not None}
    return Terms(version=kept.version, free_working_days=kept.free_working_days, clauses=clauses)
