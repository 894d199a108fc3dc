"""A plan as its page shows it: one column a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for

from matchmaker.agreements.words import finding_in_words
from matchmaker.events import presenters as events
from matchmaker.events.presenters import EventCard
from matchmaker.suggestions import presenters as suggestions
from matchmaker.suggestions.access import Scene
from matchmaker.suggestions.presenters import Card
from matchmaker.suggestions.wording import Pieces
from matchmaker.trips.planning import Destination
from matchmaker.venues.presenters import place_of
from matchmaker.venues.rules import is_guide_stale
from matchmaker.visits.words import STANDINGS
from matchmaker.web.text import excerpt
from matchmaker.web.translation import _, _n


@dataclass(frozen=True, slots=True)
class Column:
    """One place, finished for the page."""

    slug: str
    name: str
    url: str
    place: str
    host: str
    image: str
    #: What the desk is, or why there is none.
    desk: str
    space_id: int
    #: Name of the badge, and the sentences of the terms with the number of their clause.
    standing: str
    findings: list[tuple[str, str]]
    reason: Pieces
    companies: list[tuple[int, Card]]
    calls: list[Card]
    events: list[EventCard]
    guide: str
    language: str
    guide_reviewed_on: date | None
    guide_is_stale: bool
    button: str

    @property
    def can_ask(self) -> bool:
        """Is there a desk to ask for?"""
        return self.space_id > 0


def columns_of(destinations: Sequence[Destination], scene: Scene, now: datetime) -> list[Column]:
    """The places of a plan in their order."""
    return [_column(destination, scene, now) for destination in destinations]


def _column(destination: Destination, scene: Scene, now: datetime) -> Column:
    venue, judgement = destination.venue, destination.judgement
    guide = "\n\n".join(filter(None, (venue.guide_business_culture, venue.guide_market_access)))
    reason = destination.reason
    return Column(
        slug=venue.slug,
        name=venue.name,
        url=url_for("venues.show", slug=venue.slug),
        place=place_of(venue.city, venue.country),
        host=venue.host.name,
        image=url_for("venues.picture", digest=venue.pictures[0].digest, size="card")
        if venue.pictures
        else "",
        desk=_desk_words(destination),
        space_id=destination.room.space.id if destination.room is not None else 0,
        standing=STANDINGS[judgement.standing] if judgement is not None else "",
        findings=[(finding_in_words(one), one.clause) for one in judgement.findings] if judgement else [],
        reason=suggestions.card(reason, scene).reason if reason is not None else [],
        companies=[(one.target.id, suggestions.card(one, scene, gaps=1)) for one in destination.companies],
        calls=suggestions.cards(destination.calls, scene, gaps=1),
        events=events.cards_of(destination.events, now),
        guide=excerpt(guide, 320),
        language=venue.language,
        guide_reviewed_on=venue.guide_reviewed_on,
        guide_is_stale=bool(guide) and is_guide_stale(venue.guide_reviewed_on, now.date()),
        button=_button_words(destination),
    )


def _desk_words(destination: Destination) -> str:
    if not destination.open_days:
        return str(_("Shut on all of these days."))
    if destination.room is None:
        return str(_("No desk is free on all of these days."))
    free = _n("one desk free", "%(num)s desks free", destination.room.free)
    days = _n("one open day", "%(num)s open days", destination.open_days)
    return str(_("%(space)s: %(free)s, %(days)s", space=destination.room.space.name, free=free, days=days))


def _button_words(destination: Destination) -> str:
    """What the button does, as long as everybody on the list is ticked."""
    venue = destination.venue.name
    if destination.judgement is not None and destination.judgement.at_once:
        return str(_("Book %(venue)s and ask those ticked", venue=venue))
    return str(_("Ask %(venue)s and those ticked", venue=venue))
