"""Spaces, amenities and weekdays in words."""

from __future__ import annotations

from matchmaker.web.translation import LazyString, _l
from models import Amenity, Confirmation, SpaceKind

SPACE_KINDS: dict[SpaceKind, LazyString] = {
    SpaceKind.DESK: _l("Desk"),
    SpaceKind.MEETING_ROOM: _l("Meeting room"),
    SpaceKind.OFFICE: _l("Office"),
    SpaceKind.LAB: _l("Laboratory"),
}

CONFIRMATIONS: dict[Confirmation, LazyString] = {
    Confirmation.AT_ONCE: _l("Confirmed at once within the terms"),
    Confirmation.ON_APPROVAL: _l("Confirmed by the host"),
}

AMENITIES: dict[Amenity, LazyString] = {
    Amenity.WIFI: _l("Wi-Fi"),
    Amenity.KITCHEN: _l("Kitchen"),
    Amenity.PHONE_BOOTH: _l("Phone booth"),
    Amenity.PROJECTOR: _l("Projector"),
    Amenity.VIDEO_CONFERENCE: _l("Video conference"),
    Amenity.PRINTER: _l("Printer"),
    Amenity.BIKE_PARKING: _l("Bike parking"),
    Amenity.PARKING: _l("Car parking"),
    Amenity.SHOWER: _l("Shower"),
    Amenity.STEP_FREE: _l("Step-free access"),
    Amenity.LAB_ACCESS: _l("Access to laboratories"),
    Amenity.CHILDCARE: _l("Childcare"),
    Amenity.PRAYER_ROOM: _l("Prayer room"),
    Amenity.VISITOR_BADGE: _l("Visitor badge"),
}

WEEKDAYS: tuple[LazyString, ...] = (
    _l("Monday"),
    _l("Tuesday"),
    _l("Wednesday"),
    _l("Thursday"),
    _l("Friday"),
    _l("Saturday"),
    _l("Sunday"),
)


def amenities_in_words(values: list[str]) -> list[str]:
    """Stored amenities in the order of the table; what is none any more is left out."""
    return [str(word) for amenity, word in AMENITIES.items() if amenity.value in values]
