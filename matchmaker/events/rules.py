"""Pure decisions about events: limits, what is missing, who may still register, what it costs whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import available_timezones

from matchmaker.events.errors import (
    ClosesTooLate,
    EndsFirst,
    LastsTooLong,
    PlacesOutOfRange,
    PlacesTaken,
    ZoneUnknown,
)
from matchmaker.i18n import N_
from matchmaker.publication.errors import NoWebAddress
from matchmaker.publication.rules import check_lengths, is_web_address
from models import EventState

#: Characters (our own defaults).
LIMITS = {
    "title": 256,
    "text": 8000,
    "place": 256,
    "city": 120,
    "link": 512,
    "fee_members": 120,
    "fee_others": 120,
}
MOST_PLACES = 10_000
LONGEST = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventValues:
    """What an organiser writes about an event. Times carry a zone."""

    title: str
    text: str = ""
    language: str = "en"
    venue_id: int | None = None
    place: str = ""
    city: str = ""
    country: str = ""
    link: str = ""
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    places: int | None = None
    fee_members: str = ""
    fee_others: str = ""
    same_fee_for_visitors: bool = True
    registration_closes_at: datetime | None = None


def check_values(values: EventValues, *, taken: int = 0) -> None:
    """Pass if everything typed makes sense; says nothing of what is missing.

    :param taken: how many people have a place already.
    :raises AtField: naming the field.
    """
    check_lengths(values, LIMITS)
    if values.time_zone not in available_timezones():
        raise ZoneUnknown("time_zone", name=values.time_zone)
    if values.ends_at <= values.starts_at:
        raise EndsFirst("ends_at")
    if values.ends_at - values.starts_at > LONGEST:
        raise LastsTooLong("ends_at", days=LONGEST.days)
    if values.places is not None and not 1 <= values.places <= MOST_PLACES:
        raise PlacesOutOfRange("places", most=MOST_PLACES)
    if values.places is not None and values.places < taken:
        raise PlacesTaken("places", taken=taken)
    if values.registration_closes_at is not None and values.registration_closes_at > values.ends_at:
        raise ClosesTooLate("registration_closes_at")
    if values.link and not is_web_address(values.link):
        raise NoWebAddress("link")


def missing_for_publishing(values: EventValues) -> dict[str, str]:
    """What readers need and do not find yet: field to sentence."""
    somewhere = values.venue_id is not None or values.city or values.link
    needed = {
        "title": (values.title, N_("Give it a title.")),
        "text": (values.text, N_("Say what it is about and for whom it is.")),
        "city": (somewhere, N_("Say where it is: a venue, a city, or the address of an online room.")),
    }
    return {name: sentence for name, (given, sentence) in needed.items() if not given}


#: What calendars show: with a change of one of these the entry there changes too.
SHOWN_IN_CALENDARS = ("title", "text", "venue_id", "place", "link", "starts_at", "ends_at", "time_zone")
#: Who registered has to know of a change of these.
WORTH_A_MAIL = ("venue_id", "place", "city", "link", "starts_at", "ends_at")


class Registering(StrEnum):
    """Can one register now?"""

    OPEN = "open"
    #: Every place is taken; one can wait for one.
    FULL = "full"
    CLOSED = "closed"
    OVER = "over"
    CANCELLED = "cancelled"
    DRAFT = "draft"


def registering(
    state: EventState, *, starts_at: datetime, closes_at: datetime | None, is_full: bool, now: datetime
) -> Registering:
    """How registration stands. Where nobody set an end, it closes when the event begins."""
    if state is EventState.DRAFT:
        return Registering.DRAFT
    if state is EventState.CANCELLED:
        return Registering.CANCELLED
    if now >= starts_at and (closes_at is None or now >= closes_at):
        return Registering.OVER
    if closes_at is not None and now >= closes_at:
        return Registering.CLOSED
    return Registering.FULL if is_full else Registering.OPEN


class Payer(StrEnum):
    """As whom somebody pays."""

    #: Of the organiser, or of a cluster's member.
    MEMBER = "member"
    #: Of a member of another cluster that signed, at an organiser that signed: at the members' fee.
    VISITING_MEMBER = "visiting_member"
    OTHER = "other"


def payer_of(*, is_member: bool, both_signed: bool, same_fee_for_visitors: bool) -> Payer:
    """As whom somebody pays (Business Roaming Agreement: events at the fee of the host's own members).

    :param both_signed: have the organiser and a cluster of the person's organisation signed the
        agreement, in force on the day of the event?
    """
    if is_member:
        return Payer.MEMBER
    return Payer.VISITING_MEMBER if both_signed and same_fee_for_visitors else Payer.OTHER


def fee_for(payer: Payer, fee_members: str, fee_others: str) -> str:
    """What somebody pays, in the organiser's words; empty where it is free or nobody said."""
    return fee_others if payer is Payer.OTHER else fee_members
