"""The form of an event. Its times are typed on the clock of the place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from wtforms import BooleanField, DateTimeLocalField, IntegerField, SelectField
from wtforms.validators import DataRequired, InputRequired, Optional

from matchmaker.events.rules import LIMITS, EventValues
from matchmaker.publication.fields import LineField, ProseField, Within, country_choices
from matchmaker.publication.forms import VersionedForm
from matchmaker.venues.rules import zones
from matchmaker.web.translation import _, _l
from models import Event, Venue

#: How browsers send a moment; the first is how they are given one.
MINUTES = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]


class EventForm(VersionedForm):
    """What takes place, where, when, for how many and at which fee."""

    title = LineField(_l("Title"), [DataRequired(_l("Give it a title.")), Within(LIMITS["title"])])
    text = ProseField(_l("What it is about"), [Within(LIMITS["text"])])
    venue = SelectField(_l("Venue"))
    place = LineField(_l("Address"), [Within(LIMITS["place"])])
    city = LineField(_l("City"), [Within(LIMITS["city"])])
    country = SelectField(_l("Country"))
    link = LineField(_l("Address of the online room or the event's own page"), [Within(LIMITS["link"])])
    starts_at = DateTimeLocalField(_l("Begins"), [InputRequired(_l("Say when it begins."))], format=MINUTES)
    ends_at = DateTimeLocalField(_l("Ends"), [InputRequired(_l("Say when it ends."))], format=MINUTES)
    time_zone = SelectField(_l("Time zone"))
    places = IntegerField(_l("Places"), [Optional()])
    registration_closes_at = DateTimeLocalField(_l("Registration closes"), [Optional()], format=MINUTES)
    fee_members = LineField(_l("Fee of members"), [Within(LIMITS["fee_members"])])
    fee_others = LineField(_l("Fee of others"), [Within(LIMITS["fee_others"])])
    same_fee_for_visitors = BooleanField(_l("Visiting members pay the fee of members"), default=True)

    def __init__(self, event: Event | None = None, **values: Any) -> None:
        super().__init__(data=_typed(event) if event is not None else None, **values)

    def offer(self, venues: Sequence[Venue], zone: str) -> None:
        """Fill the lists; called once after the form is made.

        :param venues: where the organiser may hold it.
        :param zone: the usual one.
        """
        self.offer_choices()
        self.venue.choices = [
            ("", _("Elsewhere, or online")),
            *((str(venue.id), f"{venue.name}, {venue.city}") for venue in venues),
        ]
        self.country.choices = [("", _("Choose a country")), *country_choices()]
        self.time_zone.choices = [(name, name.replace("_", " ")) for name in zones()]
        self.time_zone.data = self.time_zone.data or zone
        self._zones = {str(venue.id): venue.time_zone for venue in venues if venue.time_zone}

    def values(self) -> EventValues:
        """What was typed in a form that is valid."""
        zone = self._zones.get(self.venue.data, self.time_zone.data)
        # Both are required, and the form was found valid.
        assert self.starts_at.data is not None
        assert self.ends_at.data is not None
        return EventValues(
            title=self.title.data,
            text=self.text.data,
            language=self.language.data,
            venue_id=int(self.venue.data) if self.venue.data else None,
            place=self.place.data,
            city=self.city.data,
            country=self.country.data or "",
            link=self.link.data,
            starts_at=_in_zone(self.starts_at.data, zone),
            ends_at=_in_zone(self.ends_at.data, zone),
            time_zone=zone,
            places=self.places.data,
            fee_members=self.fee_members.data,
            fee_others=self.fee_others.data,
            same_fee_for_visitors=self.same_fee_for_visitors.data,
            registration_closes_at=_in_zone(self.registration_closes_at.data, zone)
            if self.registration_closes_at.data is not None
            else None,
        )


def _in_zone(typed: datetime, zone: str) -> datetime:
    return typed.replace(tzinfo=ZoneInfo(zone))


def _typed(event: Event) -> dict[str, Any]:
    """An event as its form shows it: on the clock of the place."""
    names = ("title", "text", "place", "city", "country", "link", "time_zone", "places", "language")
    moments = ("starts_at", "ends_at", "registration_closes_at")
    zone = ZoneInfo(event.time_zone)
    return {
        **{name: getattr(event, name) for name in names},
        **{name: getattr(event, name) for name in ("fee_members", "fee_others", "same_fee_for_visitors")},
        **{name: at.astimezone(zone) if (at := getattr(event, name)) else None for name in moments},
        "venue": str(event.venue_id or ""),
    }
