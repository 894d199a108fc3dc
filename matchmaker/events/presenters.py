"""Events as pages show them: cards, times on two clocks, fees, how registration stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import request, url_for

from matchmaker.events import rules
from matchmaker.events.queries import Filters
from matchmaker.events.rules import Payer, Registering
from matchmaker.events.service import standing_of
from matchmaker.web.moments import clock_words, day_words, moment_words, time_words
from matchmaker.web.text import country_name, excerpt
from matchmaker.web.translation import LazyString, _, _l, _n
from models import Event, EventState


@dataclass(frozen=True, slots=True)
class EventCard:
    """An event in a list, finished for the card."""

    title: str
    url: str
    organiser: str
    when: str
    iso: str
    place: str
    summary: str
    language: str
    state: str
    room: str


def card_of(event: Event, now: datetime) -> EventCard:
    """The card of an event whose organiser and venue are loaded."""
    return EventCard(
        title=event.title,
        url=url_for("events.show", slug=event.slug),
        organiser=event.organisation.name,
        when=when_words(event, event.time_zone),
        iso=event.starts_at.isoformat(),
        place=place_words(event),
        summary=excerpt(event.text),
        language=event.language,
        state=badge_of(event, now),
        room=room_words(event) if event.state is EventState.PUBLISHED else "",
    )


def cards_of(events: Sequence[Event], now: datetime) -> list[EventCard]:
    """Cards in the same order."""
    return [card_of(event, now) for event in events]


def badge_of(event: Event, now: datetime) -> str:
    """The badge of an event: how registration stands, as one of the known states."""
    return {
        Registering.DRAFT: "draft",
        Registering.CANCELLED: "cancelled",
        Registering.OVER: "finished" if event.ends_at <= now else "ongoing",
        Registering.CLOSED: "closed",
        Registering.FULL: "closing",
        Registering.OPEN: "open",
    }[standing_of(event, now)]


BADGE_WORDS: dict[str, LazyString] = {
    "closing": _l("Full, with a waiting list"),
    "closed": _l("Registration is closed"),
    "cancelled": _l("Called off"),
    "open": _l("Open for registration"),
}


def when_words(event: Event, viewer_zone: str) -> str:
    """When it begins and ends, on the clock of the place, and on the viewer's where it differs."""
    begins, ends = event.starts_at, event.ends_at
    zones = list(dict.fromkeys((event.time_zone, viewer_zone)))
    here = ZoneInfo(event.time_zone)
    if begins.astimezone(here).date() == ends.astimezone(here).date():
        until = time_words(ends, event.time_zone)
    else:
        until = f"{day_words(ends, event.time_zone)}, {clock_words(ends, event.time_zone)}"
    return str(_("%(begin)s, until %(end)s", begin=moment_words(begins, zones), end=until))


def place_words(event: Event) -> str:
    """Where it is: the venue, the address, the city; or that it is online."""
    if event.venue is not None:
        parts = [event.venue.name, event.venue.city, country_name(event.venue.country)]
    else:
        parts = [event.place, event.city, country_name(event.country)]
    return ", ".join(filter(None, parts)) or str(_("Online"))


def room_words(event: Event) -> str:
    """How many places are left."""
    if event.places is None:
        return ""
    left = event.places - event.taken
    return str(_n("one place left", "%(num)s places left", left)) if left else str(_("no place left"))


PAYER_WORDS: dict[Payer, LazyString] = {
    Payer.MEMBER: _l("as a member of the organiser"),
    Payer.VISITING_MEMBER: _l("as a visiting member, who pays what the organiser's own members pay"),
    Payer.OTHER: _l("as a guest"),
}


def fee_words(event: Event, payer: Payer) -> str:
    """What the reader pays, and why so much."""
    fee = rules.fee_for(payer, event.fee_members, event.fee_others)
    return str(_("%(fee)s, %(payer)s", fee=fee or _("Free of charge"), payer=PAYER_WORDS[payer]))


def facts_of(event: Event, payer: Payer, viewer_zone: str, *, signed_in: bool) -> list[tuple[str, str]]:
    """The facts beside the text, label and value."""
    closes = event.registration_closes_at
    return [
        (_("When"), when_words(event, viewer_zone)),
        (_("Where"), place_words(event)),
        (_("Your fee"), fee_words(event, payer) if signed_in else ""),
        (_("Fee of members"), event.fee_members),
        (_("Fee of others"), event.fee_others),
        (_("Places"), room_words(event)),
        (
            _("Registration until"),
            moment_words(closes, list(dict.fromkeys((event.time_zone, viewer_zone)))) if closes else "",
        ),
    ]


def filters_in_force() -> Filters:
    """The filters of the request's address; what makes no sense there is left out."""
    return Filters(
        words=request.args.get("q", "").strip()[:200],
        country=request.args.get("country", "")[:2].upper(),
        city=request.args.get("city", "").strip()[:120],
    )
