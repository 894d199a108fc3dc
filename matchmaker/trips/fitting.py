"""What fits an organisation elsewhere: places, companies around them, calls it could share there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.geography import Place, is_around
from matchmaker.matching import Index
from matchmaker.suggestions.places import PlacedMatch
from matchmaker.suggestions.queries import Filters, SuggestionSearch
from matchmaker.suggestions.reasons import Suggestion
from matchmaker.suggestions.rules import TargetKind
from matchmaker.suggestions.subjects import Subject
from matchmaker.suggestions.targets import places_of
from matchmaker.trips.rules import shared_first
from models import Call, Organisation, Origin, Venue

#: Companies and calls beside each place.
MOST_COMPANIES = 5
MOST_CALLS = 2
#: Of each country the best so many partners are looked at for who is around a place.
PARTNERS_LOOKED_AT = 200


@dataclass(slots=True)
class Fitting:
    """What fits one organisation; what is found for a country serves all places there."""

    session: Session
    index: Index
    subject: Subject
    organisation: Organisation
    now: datetime
    _searches: dict[str, SuggestionSearch] = field(default_factory=dict)

    def places(self, country: str) -> Sequence[PlacedMatch]:
        """Places that fit, best first: by their own text, and by who is around.

        :param country: empty for all.
        """
        return self._search(country).ranking.matches(TargetKind.VENUE)

    def reasons(self, country: str, venue_ids: Collection[int]) -> dict[int, Suggestion]:
        """Why some places fit, by id; those for which nothing speaks are left out.

        :param country: by which they were found; empty for all.
        """
        found = self._search(country).among(TargetKind.VENUE, venue_ids)
        return {suggestion.target.id: suggestion for suggestion in found}

    def companies(self, venue: Venue) -> tuple[Suggestion, ...]:
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

    def calls(self, venue: Venue) -> tuple[Suggestion, ...]:
        """Open calls for which the organisation and partners of a place's country may apply together."""
        search = self._search(venue.country)
        ranked = [match.target_id for match in search.ranking.matches(TargetKind.CALL)]
        rows = self.session.execute(select(Call.id, Call.countries).where(Call.id.in_(ranked)))
        countries = {row.id: row.countries for row in rows}
        shared = shared_first(
            [(number, countries[number]) for number in ranked if number in countries],
            self.organisation.country,
            venue.country,
        )[:MOST_CALLS]
        found = {one.target.id: one for one in search.among(TargetKind.CALL, shared)}
        return tuple(found[number] for number in shared if number in found)

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

    def _open_to_contact(self, ids: Collection[int]) -> frozenset[int]:
        rows = self.session.execute(
            select(Organisation.id, Organisation.origin, Organisation.open_to_introductions).where(
                Organisation.id.in_(ids)
            )
        )
        return frozenset(
            number for number, origin, is_open in rows if is_open and origin is Origin.REGISTERED
        )
