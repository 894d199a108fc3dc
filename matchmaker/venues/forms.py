"""The forms of a venue, of its spaces and of its closures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from typing import Any

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, Field, FloatField, IntegerField, SelectField
from wtforms.validators import DataRequired, InputRequired, Optional, ValidationError
from wtforms.widgets import TextInput

from matchmaker.publication.fields import (
    ChecksField,
    LineField,
    ProseField,
    Within,
    choices_of,
    country_choices,
)
from matchmaker.publication.forms import RefusableForm, VersionedForm
from matchmaker.refusals import Refusal
from matchmaker.venues import rules, words
from matchmaker.venues.errors import UnreadableHours
from matchmaker.venues.picture_service import LONGEST_WORDS
from matchmaker.venues.rules import LIMITS, Span, VenueValues
from matchmaker.web.translation import _, _l, refusal_text
from models import Confirmation, SpaceKind

_SPAN = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d{2}))?")
#: The last minute of a day stands for midnight, which no clock time after noon can.
_END_OF_DAY = time(23, 59)


def spans_of(text: str) -> list[Span]:
    """Opening hours of one day as people write them: ``9-17``, ``09:00–12:00, 13:00–17:30``.

    :raises ValueError: it is something else.
    """
    parts = [part.strip() for part in re.split(r"[,;]", text) if part.strip()]
    return [_span(part) for part in parts]


def _span(part: str) -> Span:
    found = _SPAN.fullmatch(part)
    if found is None:
        raise ValueError(part)
    from_hour, from_minute, to_hour, to_minute = (int(group or 0) for group in found.groups())
    closes = _END_OF_DAY if (to_hour, to_minute) == (24, 0) else time(to_hour, to_minute)
    return Span(time(from_hour, from_minute), closes)


def hours_in_words(spans: list[Span]) -> str:
    """Opening hours as a field shows them and understands them again."""
    return ", ".join(f"{span.opens:%H:%M}–{span.closes:%H:%M}" for span in spans)


class HoursField(Field):
    """Opening hours of one weekday; empty where it is shut."""

    widget = TextInput()
    data: list[Span]

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.typed = str(valuelist[0]).strip() if valuelist else ""
        self.data = []
        try:
            self.data = spans_of(self.typed)
        except ValueError:
            raise ValueError(refusal_text(UnreadableHours(self.name))) from None

    def process_data(self, value: Any) -> None:
        self.data = list(value or ())
        self.typed = hours_in_words(self.data)

    def _value(self) -> str:
        return self.typed

    def pre_validate(self, form: Any) -> None:
        """Refuse hours that run backwards or overlap."""
        try:
            rules.check_spans(self.name, self.data)
        except Refusal as refusal:
            raise ValidationError(refusal_text(refusal)) from None


def _hours(weekday: int) -> HoursField:
    return HoursField(words.WEEKDAYS[weekday])


class VenueForm(VersionedForm):
    """What visitors read of a place."""

    name = LineField(_l("Name"), [DataRequired(_l("Give the place a name.")), Within(LIMITS["name"])])
    description = ProseField(_l("Description"), [Within(LIMITS["description"])])
    address = LineField(_l("Street and number"), [Within(LIMITS["address"])])
    city = LineField(_l("City"), [Within(LIMITS["city"])])
    country = SelectField(_l("Country"))
    region = LineField(_l("Region code"), [Within(LIMITS["region"])])
    latitude = FloatField(_l("Latitude"), [Optional()])
    longitude = FloatField(_l("Longitude"), [Optional()])
    time_zone = SelectField(_l("Time zone"))
    hours_0 = _hours(0)
    hours_1 = _hours(1)
    hours_2 = _hours(2)
    hours_3 = _hours(3)
    hours_4 = _hours(4)
    hours_5 = _hours(5)
    hours_6 = _hours(6)
    lead_time_days = IntegerField(
        _l("Days of notice"), [InputRequired(_l("Write a number of days, 0 for none."))], default=2
    )
    amenities = ChecksField(_l("Amenities"))
    house_rules = ProseField(_l("House rules"), [Within(LIMITS["house_rules"])])
    guide_business_culture = ProseField(
        _l("How business is done here"), [Within(LIMITS["guide_business_culture"])]
    )
    guide_market_access = ProseField(_l("How to reach the market"), [Within(LIMITS["guide_market_access"])])
    guide_arrival = ProseField(_l("How to get here"), [Within(LIMITS["guide_arrival"])])
    guide_reviewed = BooleanField(_l("I have read the local guide today, and it holds"))

    @property
    def hours(self) -> list[HoursField]:
        """The fields of the seven days, Monday first."""
        return [self[f"hours_{weekday}"] for weekday in range(rules.DAYS_OF_WEEK)]

    def offer_choices(self) -> None:
        """Fill the lists; called once after the form is made."""
        super().offer_choices()
        self.country.choices = [("", _("Choose a country")), *country_choices()]
        self.time_zone.choices = [
            ("", _("Choose a time zone")),
            *((name, name.replace("_", " ")) for name in rules.zones()),
        ]
        self._keep_unlisted(self.time_zone)
        self.amenities.choices = choices_of(words.AMENITIES)

    @staticmethod
    def _keep_unlisted(field: Any) -> None:
        """Imports know zones that nobody would choose; what is stored stays to be chosen."""
        if field.data and field.raw_data is None and field.data not in dict(field.choices):
            field.choices = [*field.choices, (field.data, field.data)]

    def fill_week(self, week: Mapping[int, Any]) -> None:
        """Write opening hours into the fields."""
        for weekday, field in enumerate(self.hours):
            field.process_data(week.get(weekday, ()))

    def values(self) -> VenueValues:
        """What was typed; a half-filled form gives its half."""
        return VenueValues(
            name=self.name.data,
            address=self.address.data,
            city=self.city.data,
            country=self.country.data or "",
            region=self.region.data.upper(),
            latitude=self.latitude.data,
            longitude=self.longitude.data,
            time_zone=self.time_zone.data or "",
            language=self.language.data,
            description=self.description.data,
            house_rules=self.house_rules.data,
            amenities=tuple(self.amenities.data or ()),
            lead_time_days=self.lead_time_days.data or 0,
            guide_business_culture=self.guide_business_culture.data,
            guide_market_access=self.guide_market_access.data,
            guide_arrival=self.guide_arrival.data,
            week={weekday: field.data for weekday, field in enumerate(self.hours) if field.data},
        )


class SpaceForm(RefusableForm):
    """One more space."""

    space_name = LineField(_l("Name of the space"), [Within(rules.LONGEST_SPACE_NAME)])
    kind = SelectField(_l("Kind of space"), default=SpaceKind.DESK.value)
    capacity = IntegerField(
        _l("People at a time"), [InputRequired(_l("Write a number of people."))], default=1
    )

    confirmation = SelectField(_l("How visits are confirmed"), default=Confirmation.ON_APPROVAL.value)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind.choices = choices_of(words.SPACE_KINDS)
        self.confirmation.choices = choices_of(words.CONFIRMATIONS)


class ClosureForm(RefusableForm):
    """Days on which a venue is shut."""

    starts_on = DateField(_l("First day"), [InputRequired(_l("Choose the first day."))])
    ends_on = DateField(_l("Last day"), [InputRequired(_l("Choose the last day."))])
    reason = LineField(_l("Reason"), [Within(rules.LONGEST_REASON)])


class PictureForm(RefusableForm):
    """One more picture, with words for who cannot see it."""

    picture = FileField(_l("Picture"), [FileRequired(_l("Choose a picture."))])
    words = LineField(
        _l("What it shows"),
        [
            DataRequired(_l("Say in a few words what the picture shows, for people who cannot see it.")),
            Within(LONGEST_WORDS),
        ],
    )
