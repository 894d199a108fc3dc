"""Rows of an entry of the demo data: one function a kind of entry, every date counted from now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from matchmaker.demo.dataset import Entry
from matchmaker.listings.checks import facts_of
from matchmaker.listings.quality import proposed_scores
from matchmaker.listings.rules import LIFETIME
from models import (
    Call,
    CallKind,
    Closure,
    Deadline,
    DevelopmentStage,
    Direction,
    IprStatus,
    Listing,
    ListingCategory,
    ListingCheck,
    OpeningHours,
    Organisation,
    OrganisationKind,
    Participation,
    ParticipationRole,
    Project,
    PublicationState,
    Space,
    SpaceKind,
    TurnoverBand,
    Venue,
)

#: Marks the rows of the invented network, as `cordis` marks those of that import.
SOURCE = "demo"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: Funders of the region close their calls at five in the afternoon, Brussels time.
DEADLINE_TIME = time(17, 0, tzinfo=ZoneInfo("Europe/Brussels"))

Organisations = Mapping[str, Organisation]


def organisation_row(entry: Entry, *, digest: str, joined_at: datetime, now: datetime) -> Organisation:
    """An organisation of any kind, unverified; hosts and clusters have the same fields."""
    band = entry["turnover_band"]
    return Organisation(
        slug=entry["key"],
        kind=OrganisationKind(entry["kind"]),
        legal_name=entry["legal_name"],
        name=entry["name"],
        country=entry["country"],
        region=entry["region"],
        city=entry["city"],
        latitude=entry["latitude"],
        longitude=entry["longitude"],
        website=entry["website"],
        headcount=entry["headcount"],
        turnover_band=TurnoverBand(band) if band else None,
        sectors=entry["sectors"],
        languages=entry["languages"],
        language=entry["language"],
        story=entry["story"],
        source=SOURCE,
        source_id=entry["key"],
        source_digest=digest,
        created_at=joined_at,
        # Who publishes something looks at the profile too.
        updated_at=max([joined_at, *(_published_at(row, now) for row in entry.get("listings", []))]),
    )


def _published_at(listing: Entry, now: datetime) -> datetime:
    return now - timedelta(days=listing["published_days_ago"])


def listing_row(entry: Entry, organisation: Organisation, now: datetime) -> Listing:
    """A need or an offer, published as many days ago as the entry says."""
    published_at = now - timedelta(days=entry["published_days_ago"])
    listing = draft_row(entry, organisation, published_at)
    listing.state = PublicationState.PUBLISHED
    listing.published_at = listing.confirmed_at = published_at
    listing.valid_until = published_at.date() + LIFETIME
    return listing


def check_row(listing: Listing) -> ListingCheck:
    """A manager's check of a text as it is, with the scores that follow from it, a working day after."""
    scores = proposed_scores(facts_of(listing))
    assert listing.published_at is not None
    return ListingCheck(
        listing=listing,
        checked_at=listing.published_at + timedelta(days=1),
        title=listing.title,
        summary=listing.summary,
        description=listing.description,
        **{criterion.value: score for criterion, score in scores.items()},
    )


def draft_row(entry: Entry, organisation: Organisation, written_at: datetime) -> Listing:
    """A need or an offer that is not published."""
    return Listing(
        organisation=organisation,
        direction=Direction(entry["direction"]),
        language=entry["language"],
        title=entry["title"],
        summary=entry["summary"],
        description=entry["description"],
        category=ListingCategory(entry["category"]),
        stage=DevelopmentStage(entry["stage"]) if entry["stage"] else None,
        ipr=IprStatus(entry["ipr"]) if entry["ipr"] else None,
        partner_kinds=entry["partner_kinds"],
        countries=entry["countries"],
        languages=entry["languages"],
        keywords=entry["keywords"],
        state=PublicationState.DRAFT,
        created_at=written_at,
        updated_at=written_at,
    )


def project_row(entry: Entry, organisations: Organisations) -> Project:
    """A project with its participants, the lead first; described soon after the lead joined."""
    described_at = organisations[entry["lead"]].created_at + timedelta(days=3)
    project = Project(
        acronym=entry["acronym"],
        title=entry["title"],
        language=entry["language"],
        summary=entry["summary"],
        programme=entry["programme"],
        topic=entry["topic"],
        starts_on=date.fromisoformat(entry["start"]),
        ends_on=date.fromisoformat(entry["end"]),
        budget=_euros(entry["budget_eur"]),
        own_share=_euros(entry["own_share_eur"]),
        results=entry["results"],
        homepage=entry["homepage"],
        keywords=entry["keywords"],
        state=PublicationState.PUBLISHED,
        source=SOURCE,
        source_id=entry["acronym"],
        created_at=described_at,
        updated_at=described_at,
    )
    project.participations = [
        Participation(
            organisation=organisations[key],
            role=ParticipationRole.PARTICIPANT if position else ParticipationRole.COORDINATOR,
            position=position,
        )
        for position, key in enumerate((entry["lead"], *entry["participants"]))
    ]
    return project


def call_row(entry: Entry, organisations: Organisations, now: datetime) -> Call:
    """A call with its deadlines, published two weeks before it opens, at the latest now."""
    opens_on = now.date() + timedelta(days=entry["opens_in_days"])
    published_at = min(datetime.combine(opens_on - timedelta(days=14), time(9, tzinfo=UTC)), now)
    call = Call(
        identifier=entry["identifier"],
        kind=CallKind(entry["kind"]),
        title=entry["title"],
        language=entry["language"],
        programme=entry["programme"],
        text=entry["text"],
        keywords=entry["keywords"],
        opens_on=opens_on,
        budget_min=_euros(entry["budget_min_eur"]),
        budget_max=_euros(entry["budget_max_eur"]),
        who_may_apply=entry["who_may_apply"],
        countries=entry["countries"],
        conditions=dict(entry["conditions"]),
        external_url=entry["external_url"],
        owner=organisations[entry["owner"]] if entry["owner"] else None,
        state=PublicationState.PUBLISHED,
        source=SOURCE,
        source_id=entry["identifier"],
        created_at=published_at,
        updated_at=published_at,
    )
    days = (now.date() + timedelta(days=in_days) for in_days in entry["deadlines_in_days"])
    call.deadlines = [Deadline(at=datetime.combine(day, DEADLINE_TIME)) for day in days]
    return call


def venue_row(entry: Entry, host: Organisation, now: datetime) -> Venue:
    """A place with its spaces, opening hours, closures and local guide, shown since the guide was read."""
    reviewed_at = now - timedelta(days=entry["guide_reviewed_days_ago"])
    guide = entry["guide"]
    venue = Venue(
        slug=entry["key"],
        host=host,
        name=entry["name"],
        address=entry["address"],
        city=entry["city"],
        country=entry["country"],
        region=entry["region"],
        latitude=entry["latitude"],
        longitude=entry["longitude"],
        time_zone=entry["time_zone"],
        language=entry["language"],
        description=entry["description"],
        house_rules=entry["house_rules"],
        amenities=entry["amenities"],
        lead_time_days=entry["lead_time_days"],
        guide_business_culture=guide["business_culture"],
        guide_market_access=guide["market_access"],
        guide_arrival=guide["arrival"],
        guide_reviewed_on=reviewed_at.date(),
        state=PublicationState.PUBLISHED,
        source=SOURCE,
        source_id=entry["key"],
        created_at=reviewed_at,
        updated_at=reviewed_at,
    )
    venue.spaces = [
        Space(name=space["name"], kind=SpaceKind(space["kind"]), capacity=space["capacity"])
        for space in entry["spaces"]
    ]
    venue.opening_hours = [
        OpeningHours(
            weekday=WEEKDAYS.index(day), opens=time.fromisoformat(opens), closes=time.fromisoformat(closes)
        )
        for day, (opens, closes) in entry["opening_hours"].items()
    ]
    venue.closures = [
        Closure(
            starts_on=now.date() + timedelta(days=closure["from_in_days"]),
            ends_on=now.date() + timedelta(days=closure["to_in_days"]),
            reason=closure["reason"],
        )
        for closure in entry["closures"]
    ]
    return venue


def _euros(amount: int | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)
