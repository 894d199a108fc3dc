"""The best places for a trip: a free desk on good terms, fitting companies around, events, open calls.

All venues of the city asked for, or those that fit best anywhere, are looked at together; the terms are
reckoned for the first few of them only, and companies and calls for those that are shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaker.agreements.house_days import Stay
from matchmaker.agreements.standing import Judgement
from matchmaker.events.queries import events_between
from matchmaker.organisations.queries import contains
from matchmaker.suggestions.places import PlacedMatch
from matchmaker.suggestions.reasons import Suggestion
from matchmaker.trips.fitting import Fitting
from matchmaker.trips.rooms import Room, roomiest
from matchmaker.venues.queries import is_shown
from matchmaker.visits.openings import open_days
from matchmaker.visits.queries import booked
from matchmaker.visits.standings import Question, judgement_of
from models import Event, Standing, Venue, VisitService

#: How many are looked at, for how many the terms are reckoned, and how many are shown.
LOOKED_AT = 60
RECKONED = 6
SHOWN = 3
_BY_STANDING = {Standing.WITHIN: 0, Standing.HOST_DECIDES: 1, Standing.OUTSIDE: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trip:
    """What is asked for. Without a city the question is where to go."""

    stay: Stay
    people: int = 1
    city: str = ""
    country: str = ""


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
    """Plans trips of the organisation that `fitting` is about."""

    fitting: Fitting

    @property
    def _session(self) -> Session:
        return self.fitting.session

    def plan(self, trip: Trip) -> Plan:
        """The best places for a trip, at most `SHOWN`."""
        fitting = {match.target_id: match for match in self.fitting.places(trip.country)}
        venues = self._venues(trip, fitting)
        options = self._options(trip, venues, fitting)
        reckoned = sorted(options, key=_Option.order)[:RECKONED]
        for option in reckoned:
            option.judgement = self._judged(trip, option)
        chosen = sorted(reckoned, key=_Option.order)[:SHOWN]
        return Plan(tuple(self._destinations(trip, chosen)), len(venues))

    def _venues(self, trip: Trip, fitting: Mapping[int, PlacedMatch]) -> Sequence[Venue]:
        """Venues of the city, or those that fit best; never the organisation's own."""
        found = select(Venue).where(is_shown(), Venue.host_id != self.fitting.organisation.id)
        if trip.country:
            found = found.where(Venue.country == trip.country)
        if trip.city:
            found = found.where(contains(Venue.city, trip.city)).order_by(Venue.id).limit(LOOKED_AT)
        else:
            found = found.where(Venue.id.in_(list(fitting)[:LOOKED_AT]))
        return self._session.scalars(
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
        taken = booked(self._session, [venue.id for venue in venues], trip.stay.first, trip.stay.last)
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
            organisation=self.fitting.organisation,
            venue=option.venue,
            spaces=[option.room.space],
            stay=trip.stay,
            people=trip.people,
            services=[VisitService.DESK, VisitService.INTRODUCTIONS],
        )
        return judgement_of(self._session, question, self.fitting.now)

    def _destinations(self, trip: Trip, chosen: Sequence[_Option]) -> Iterable[Destination]:
        reasons = self.fitting.reasons(trip.country, {one.venue.id for one in chosen})
        events = self._events(trip, chosen)
        for option in chosen:
            venue = option.venue
            yield Destination(
                venue=venue,
                open_days=option.open_days,
                room=option.room,
                judgement=option.judgement,
                reason=reasons.get(venue.id),
                companies=self.fitting.companies(venue),
                calls=self.fitting.calls(venue),
                events=tuple(
                    event for event in events if (event.city, event.country) == (venue.city, venue.country)
                ),
            )

    def _events(self, trip: Trip, chosen: Sequence[_Option]) -> Sequence[Event]:
        if not chosen:
            return []
        cities = {(one.venue.city, one.venue.country) for one in chosen}
        # The days of the trip on the clocks of all its places.
        zones = [ZoneInfo(one.venue.time_zone or "UTC") for one in chosen]
        first = min(datetime.combine(trip.stay.first, time(), zone) for zone in zones)
        last = max(datetime.combine(trip.stay.last + timedelta(days=1), time(), zone) for zone in zones)
        return events_between(self._session, cities, first, last)
