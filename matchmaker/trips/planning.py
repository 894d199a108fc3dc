"""The best places for a trip: a free desk on good terms, fitting companies around, events, open calls.

All venues of the city asked for, or those that fit best anywhere, are looked at together; the terms are
reckoned for the first few of them only, and companies and calls for those that are shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaker.agreements.house_days import Stay
from matchmaker.agreements.standing import Judgement
from matchmaker.events.queries import events_between
from matchmaker.geography import Place, is_around
from matchmaker.matching import Index
from matchmaker.organisations.queries import contains
from matchmaker.suggestions.places import PlacedMatch
from matchmaker.suggestions.queries import Filters, SuggestionSearch
from matchmaker.suggestions.reasons import Suggestion
from matchmaker.suggestions.rules import TargetKind
from matchmaker.suggestions.subjects import Subject
from matchmaker.suggestions.targets import places_of
from matchmaker.venues.queries import is_shown
from matchmaker.visits.openings import open_days
from matchmaker.visits.queries import Taken, booked
from matchmaker.visits.standings import Question, judgement_of
from models import Event, Organisation, Origin, Space, SpaceKind, Standing, Venue, VisitService

#: How many are looked at, for how many the terms are reckoned, and how many are shown.
LOOKED_AT = 60
RECKONED = 6
SHOWN = 3
#: Companies and calls beside each place.
MOST_COMPANIES = 5
MOST_CALLS = 2
#: Of each country the best so many partners are looked at for who is around the place.
PARTNERS_LOOKED_AT = 200
_BY_STANDING = {Standing.WITHIN: 0, Standing.HOST_DECIDES: 1, Standing.OUTSIDE: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """What is asked for. Without a city the question is where to go."""

    stay: Stay
    people: int = 1
    city: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """A space with room for the party, and how many places are free on its fullest day."""

    space: Space
    free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """One place of a plan. `room` is None where no desk is free for the party."""

    venue: Venue
    #: Days of the stay on which the place is open.
    open_days: int
    room: Room | None
    judgement: Judgement | None
    #: Why the place fits, by its own text and by who is around; None where nothing speaks for it.
    reason: Suggestion | None
    companies: tuple[Suggestion, ...] = ()
    calls: tuple[Suggestion, ...] = ()
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The best places, best first, and how many were looked at."""

    destinations: tuple[Destination, ...] = ()
    looked_at: int = 0


@dataclass(slots=True)
class _Option:
    venue: Venue
    score: float
    open_days: int
    room: Room | None
    judgement: Judgement | None = None

    def order(self) -> tuple[bool, int, float, str]:
        """A free desk first, on the best terms, then what fits best."""
        standing = _BY_STANDING[self.judgement.standing] if self.judgement is not None else 0
        return (self.room is None, standing, -self.score, self.venue.name)


@dataclass(slots=True)
class Planner:
    """Plans trips of one organisation; what is found for a country serves all places there."""

    session: Session
    index: Index
    subject: Subject
    organisation: Organisation
    now: datetime
    _searches: dict[str, SuggestionSearch] = field(default_factory=dict)

    def plan(self, trip: Trip) -> Plan:
        """The best places for a trip, at most `SHOWN`."""
        fitting = {
            match.target_id: match for match in self._search(trip.country).ranking.matches(TargetKind.VENUE)
        }
        venues = self._venues(trip, fitting)
        options = self._options(trip, venues, fitting)
        reckoned = sorted(options, key=_Option.order)[:RECKONED]
        for option in reckoned:
            option.judgement = self._judged(trip, option)
        chosen = sorted(reckoned, key=_Option.order)[:SHOWN]
        return Plan(tuple(self._destinations(trip, chosen)), len(venues))

    def _search(self, country: str) -> SuggestionSearch:
        if country not in self._searches:
            self._searches[country] = SuggestionSearch(
                self.session,
                self.index,
                self.subject,
                asker=self.organisation,
                filters=Filters(countries=(country,) if country else ()),
                now=self.now,
                most=PARTNERS_LOOKED_AT,
            )
        return self._searches[country]

    def _venues(self, trip: Trip, fitting: Mapping[int, PlacedMatch]) -> Sequence[Venue]:
        """Venues of the city, or those that fit best; never the organisation's own."""
        found = select(Venue).where(is_shown(), Venue.host_id != self.organisation.id)
        if trip.country:
            found = found.where(Venue.country == trip.country)
        if trip.city:
            found = found.where(contains(Venue.city, trip.city)).order_by(Venue.id).limit(LOOKED_AT)
        else:
            found = found.where(Venue.id.in_(list(fitting)[:LOOKED_AT]))
        return self.session.scalars(
            found.options(
                joinedload(Venue.host),
                selectinload(Venue.spaces),
                selectinload(Venue.opening_hours),
                selectinload(Venue.closures),
                selectinload(Venue.pictures),
            )
        ).all()

    def _options(
        self, trip: Trip, venues: Sequence[Venue], fitting: Mapping[int, PlacedMatch]
    ) -> list[_Option]:
        taken = booked(self.session, [venue.id for venue in venues], trip.stay.first, trip.stay.last)
        options = []
        for venue in venues:
            days = open_days(venue, trip.stay)
            match = fitting.get(venue.id)
            room = roomiest(venue.spaces, days, taken, trip.people)
            options.append(_Option(venue, match.score if match else 0.0, len(days), room))
        return options

    def _judged(self, trip: Trip, option: _Option) -> Judgement | None:
        if option.room is None:
            return None
        question = Question(
            organisation=self.organisation,
            venue=option.venue,
            spaces=[option.room.space],
            stay=trip.stay,
            people=trip.people,
            services=[VisitService.DESK, VisitService.INTRODUCTIONS],
        )
        return judgement_of(self.session, question, self.now)

    def _destinations(self, trip: Trip, chosen: Sequence[_Option]) -> Iterable[Destination]:
        reasons = self._reasons(trip, chosen)
        events = self._events(trip, chosen)
        for option in chosen:
            venue = option.venue
            yield Destination(
                venue=venue,
                open_days=option.open_days,
                room=option.room,
                judgement=option.judgement,
                reason=reasons.get(venue.id),
                companies=self._companies(venue),
                calls=self._search(venue.country).found(TargetKind.CALL, 0, MOST_CALLS).suggestions,
                events=tuple(
                    event for event in events if (event.city, event.country) == (venue.city, venue.country)
                ),
            )

    def _reasons(self, trip: Trip, chosen: Sequence[_Option]) -> dict[int, Suggestion]:
        found = self._search(trip.country).among(TargetKind.VENUE, {one.venue.id for one in chosen})
        return {suggestion.target.id: suggestion for suggestion in found}

    def _events(self, trip: Trip, chosen: Sequence[_Option]) -> Sequence[Event]:
        if not chosen:
            return []
        cities = {(one.venue.city, one.venue.country) for one in chosen}
        # The days of the trip on the clocks of all its places.
        zones = [ZoneInfo(one.venue.time_zone or "UTC") for one in chosen]
        first = min(datetime.combine(trip.stay.first, time(), zone) for zone in zones)
        last = max(datetime.combine(trip.stay.last + timedelta(days=1), time(), zone) for zone in zones)
        return events_between(self.session, cities, first, last)

    def _companies(self, venue: Venue) -> tuple[Suggestion, ...]:
        """The best of those around a place who are open to contact, its host left out."""
        search = self._search(venue.country)
        matches = search.ranking.matches(TargetKind.PARTNER)
        places = places_of(self.session, [match.target_id for match in matches])
        here = Place(venue.city, venue.country, venue.latitude, venue.longitude)
        around = [
            match.target_id
            for match in matches
            if match.target_id != venue.host_id and is_around(here, places[match.target_id])
        ]
        open_to_contact = self._open_to_contact(around)
        return search.among(
            TargetKind.PARTNER, [one for one in around if one in open_to_contact][:MOST_COMPANIES]
        )

    def _open_to_contact(self, ids: Collection[int]) -> frozenset[int]:
        rows = self.session.execute(
            select(Organisation.id, Organisation.origin, Organisation.open_to_introductions).where(
                Organisation.id.in_(ids)
            )
        )
        return frozenset(
            number for number, origin, is_open in rows if is_open and origin is Origin.REGISTERED
        )


def roomiest(spaces: Sequence[Space], days: Collection[date], taken: Taken, people: int) -> Room | None:
    """The desks with the most room on their fullest day; None where they do not hold the party.

    :param days: on which the place is open; none means that nobody can come.
    """
    if not days:
        return None
    rooms = [
        Room(space, min(space.capacity - taken.get((space.id, day), 0) for day in days))
        for space in spaces
        if space.kind is SpaceKind.DESK
    ]
    fitting = [room for room in rooms if room.free >= people]
    return max(fitting, key=lambda room: (room.free, -room.space.id), default=None)
