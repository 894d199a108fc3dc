"""Finding by name: organisations, venues and calls whose name holds what was typed."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, joinedload

from matchmaker.publication.words import ORGANISATION_KINDS
from matchmaker.suggestions import shown
from matchmaker.suggestions.presenters import CALL_KINDS, place_words
from matchmaker.web.text import country_name
from models import Call, Organisation, Venue
from models.columns import utc_now

MOST_HITS = 5
#: Longer than any name: such a text is a description.
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class NameHit:
    """Something whose name was typed."""

    name: str
    url: str
    kind: str
    place: str


def name_hits(session: Session, typed: str) -> list[NameHit]:
    """At most five of each kind, those that begin with the words first. None for a long text."""
    if len(typed) > LONGEST_NAME:
        return []
    return [*_organisations(session, typed), *_venues(session, typed), *_calls(session, typed)]


def _organisations(session: Session, typed: str) -> list[NameHit]:
    begins = Organisation.name.istartswith(typed, autoescape=True)
    found = session.scalars(
        select(Organisation)
        .where(
            shown.organisation_is_shown(),
            Organisation.name.icontains(typed, autoescape=True)
            | Organisation.legal_name.icontains(typed, autoescape=True),
        )
        .order_by(case((begins, 0), else_=1), func.length(Organisation.name), Organisation.id)
        .limit(MOST_HITS)
    )
    return [
        NameHit(
            one.name,
            url_for("organisations.show", slug=one.slug),
            str(ORGANISATION_KINDS[one.kind]),
            place_words(one),
        )
        for one in found
    ]


def _venues(session: Session, typed: str) -> list[NameHit]:
    found = session.scalars(
        select(Venue)
        .where(
            shown.venue_is_shown(),
            Venue.name.icontains(typed, autoescape=True) | Venue.city.icontains(typed, autoescape=True),
        )
        .options(joinedload(Venue.host))
        .order_by(func.length(Venue.name), Venue.id)
        .limit(MOST_HITS)
    )
    return [
        NameHit(
            one.name,
            url_for("venues.show", slug=one.slug),
            one.host.name,
            f"{one.city}, {country_name(one.country)}",
        )
        for one in found
    ]


def _calls(session: Session, typed: str) -> list[NameHit]:
    found = session.scalars(
        select(Call)
        .where(
            shown.call_is_shown(utc_now()),
            Call.title.icontains(typed, autoescape=True) | Call.identifier.icontains(typed, autoescape=True),
        )
        .order_by(func.length(Call.title), Call.id)
        .limit(MOST_HITS)
    )
    return [
        NameHit(one.title, url_for("calls.show", call_id=one.id), str(CALL_KINDS[one.kind]), one.identifier)
        for one in found
    ]
