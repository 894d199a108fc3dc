"""What can be suggested, as rows: loaded in sets, where it is, how it stands, what it lacks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaker.geography import Place
from matchmaker.suggestions import shown
from matchmaker.suggestions.places import VenuePlace
from matchmaker.suggestions.rules import (
    CallFacts,
    Gap,
    PartnerFacts,
    TargetKind,
    call_gaps,
    partner_gaps,
    venue_gaps,
)
from matchmaker.suggestions.subjects import Subject
from models import (
    TURNED_DOWN,
    Call,
    CuratedSuggestion,
    Listing,
    Organisation,
    PublicationState,
    SavedSuggestion,
    SavedVerdict,
    Venue,
    VerificationState,
)
from models.number_sets import is_one_of

Target = Organisation | Call | Venue

#: How verdicts name each kind.
KIND_NAMES = {TargetKind.PARTNER: "organisation", TargetKind.CALL: "call", TargetKind.VENUE: "venue"}
#: An organisation is stale when nobody touched its profile or confirmed a text of it for so long.
FRESH_FOR = timedelta(days=180)
#: What an organisation may lack of a good standing; a lower sum comes first at equal score.
STALE, UNVERIFIED = 1, 2


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What an organisation said of suggestions, by kind of target and its id."""

    by_target: dict[tuple[str, int], SavedVerdict] = field(default_factory=dict)

    def dismissed(self, kind: str) -> frozenset[int]:
        """Ids of the dismissed."""
        return self._with(kind, SavedVerdict.DISMISSED)

    def saved(self, kind: str) -> frozenset[int]:
        """Ids of the saved."""
        return self._with(kind, SavedVerdict.SAVED)

    def _with(self, kind: str, verdict: SavedVerdict) -> frozenset[int]:
        return frozenset(
            number
            for (of_kind, number), given in self.by_target.items()
            if (of_kind, given) == (kind, verdict)
        )


def verdicts_of(session: Session, organisation: Organisation | None) -> Verdicts:
    """What an organisation saved and dismissed, and what its manager turned down; nothing for nobody.

    What somebody of the organisation itself said counts before the manager's word.
    """
    if organisation is None:
        return Verdicts()
    turned_down = session.scalars(
        select(CuratedSuggestion.target_id).where(
            CuratedSuggestion.organisation_id == organisation.id,
            CuratedSuggestion.state.in_(TURNED_DOWN),
        )
    )
    rows = session.execute(
        select(SavedSuggestion.target_kind, SavedSuggestion.target_id, SavedSuggestion.verdict).where(
            SavedSuggestion.organisation_id == organisation.id
        )
    )
    by_manager = {("organisation", number): SavedVerdict.DISMISSED for number in turned_down}
    return Verdicts(by_manager | {(kind, number): verdict for kind, number, verdict in rows})


def standing_of(session: Session, organisation_ids: Collection[int], now: datetime) -> dict[int, int]:
    """For those that may be shown: 0 for verified and fresh, else the sum of `STALE` and `UNVERIFIED`."""
    rows = session.execute(_standing(), {"numbers": organisation_ids, "fresh_since": now - FRESH_FOR})
    return {
        number: UNVERIFIED * (verification is not VerificationState.VERIFIED) + STALE * (not is_fresh)
        for number, verification, is_fresh in rows
    }


@cache
def _standing() -> Select[int, VerificationState, bool]:
    """For those that may be shown: is it verified, and was its profile or a text of it touched lately?"""
    since = bindparam("fresh_since", type_=Organisation.updated_at.type)
    confirmed = exists().where(
        Listing.organisation_id == Organisation.id,
        Listing.state == PublicationState.PUBLISHED,
        func.coalesce(Listing.confirmed_at, Listing.published_at) >= since,
    )
    fresh = or_(Organisation.updated_at >= since, confirmed)
    return select(Organisation.id, Organisation.verification, fresh).where(
        is_one_of(Organisation.id), shown.organisation_is_shown()
    )


def load(session: Session, kind: TargetKind, ids: Collection[int]) -> dict[int, Target]:
    """Rows by id with what their cards show."""
    if not ids:
        return {}
    return {thing.id: thing for thing in session.scalars(_of_kind(kind), {"numbers": ids})}


@cache
def _of_kind(kind: TargetKind) -> Select[Any]:
    match kind:
        case TargetKind.PARTNER:
            return select(Organisation).where(is_one_of(Organisation.id))
        case TargetKind.CALL:
            calls = select(Call).where(is_one_of(Call.id))
            return calls.options(joinedload(Call.owner), selectinload(Call.deadlines))
        case TargetKind.VENUE:
            return select(Venue).where(is_one_of(Venue.id)).options(joinedload(Venue.host))


def shown_places(
    session: Session,
    *,
    countries: Sequence[str],
    without_hosts: Collection[int],
    without: Collection[int],
) -> list[VenuePlace]:
    """All venues that may be suggested, without their texts."""
    statement = select(
        Venue.id, Venue.host_id, Venue.city, Venue.country, Venue.latitude, Venue.longitude
    ).where(shown.venue_is_shown(), Venue.host_id.not_in(without_hosts), Venue.id.not_in(without))
    if countries:
        statement = statement.where(Venue.country.in_(countries))
    return [
        VenuePlace(number, host, Place(city, country, latitude, longitude))
        for number, host, city, country, latitude, longitude in session.execute(statement)
    ]


def places_of(session: Session, organisation_ids: Collection[int]) -> dict[int, Place]:
    """Where organisations are, by id."""
    rows = session.execute(
        select(
            Organisation.id,
            Organisation.city,
            Organisation.country,
            Organisation.latitude,
            Organisation.longitude,
        ).where(is_one_of(Organisation.id)),
        {"numbers": organisation_ids},
    )
    return {
        number: Place(city, country, latitude, longitude)
        for number, city, country, latitude, longitude in rows
    }


def place_of_organisation(organisation: Organisation) -> Place:
    """Where an organisation is."""
    return Place(organisation.city, organisation.country, organisation.latitude, organisation.longitude)


def place_of(target: Target) -> Place | None:
    """Where a partner or venue is; a call is nowhere."""
    match target:
        case Organisation():
            return place_of_organisation(target)
        case Venue():
            return Place(target.city, target.country, target.latitude, target.longitude)
    return None


def gaps_of(target: Target, subject: Subject, missing: Sequence[str], *, anybody_around: bool) -> list[Gap]:
    """What a target lacks of what the subject asks for."""
    asking = subject.organisation
    match target:
        case Organisation():
            facts = PartnerFacts(
                target.country, target.kind.value, target.open_to_introductions, target.is_claimed
            )
            return partner_gaps(
                facts, countries=subject.countries, kinds=subject.partner_kinds, words=missing
            )
        case Call():
            return call_gaps(
                _call_facts(target),
                country=asking.country if asking else "",
                kind=asking.kind.value if asking else "",
                budget=subject.budget,
                words=missing,
            )
        case Venue():
            return venue_gaps(anybody_around=anybody_around, words=missing)


def _call_facts(call: Call) -> CallFacts:
    return CallFacts(
        call.countries,
        call.who_may_apply,
        _figure(call.conditions.get("minimum_entities")),
        _figure(call.conditions.get("minimum_countries")),
        call.budget_min,
        call.budget_max,
    )


def _figure(value: object) -> int:
    return value if isinstance(value, int) else 0
