"""Pure decisions about needs and offers: their limits, their clock, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from matchmaker.i18n import N_
from matchmaker.publication.rules import (
    Gap,
    check_keywords,
    check_lengths,
    keyword_gaps,
    language_gaps,
    text_gaps,
)
from models import DevelopmentStage, Direction, IprStatus, Listing, ListingCategory, PublicationState

#: Characters, after the rules of the Enterprise Europe Network for its profiles.
LIMITS = {"title": 256, "summary": 500, "description": 4000}

#: From publishing or renewing to expiry (Enterprise Europe Network).
LIFETIME = timedelta(days=365)
#: Days before expiry on which the owners are told, the earliest first.
NOTICE_DAYS = (30, 14)
#: "Still active?" is asked this long after somebody last said so (our own default).
ASK_AFTER = timedelta(days=180)
#: How long the question waits before the listing is left out of suggestions (our own default).
ANSWER_WITHIN = timedelta(days=14)
#: From publishing or renewing to the archive (Enterprise Europe Network).
ARCHIVE_AFTER = timedelta(days=730)

#: Categories in which the stage of development says something.
STAGED = frozenset({ListingCategory.TECHNOLOGY, ListingCategory.RESEARCH, ListingCategory.PILOT})


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingValues:
    """What an organisation writes in a need or an offer."""

    direction: Direction
    title: str
    category: ListingCategory = ListingCategory.TECHNOLOGY
    language: str = "en"
    summary: str = ""
    description: str = ""
    stage: DevelopmentStage | None = None
    ipr: IprStatus | None = None
    partner_kinds: Sequence[str] = ()
    countries: Sequence[str] = ()
    languages: Sequence[str] = ()
    keywords: Sequence[str] = ()


def check_values(values: ListingValues) -> None:
    """Pass if every text is within its limit.

    :raises TooLong: or `TooManyKeywords`.
    """
    check_lengths(values, LIMITS)
    check_keywords(values.keywords)


def missing_for_publishing(values: ListingValues | Listing) -> dict[str, str]:
    """What readers need and do not find yet: field to sentence."""
    missing = {}
    if not values.title:
        missing["title"] = N_("Give it a title.")
    if not values.summary:
        missing["summary"] = N_("Say in a few sentences what it is about.")
    if not values.description:
        missing["description"] = N_("Describe it: what, for what use, and under which conditions.")
    return missing


def gaps(values: ListingValues, *, detected_language: str) -> list[Gap]:
    """What would make it easier to match, the weightiest first.

    :param detected_language: what the text looks like; the stated one where that can't be told.
    """
    found = text_gaps(values.title, "description", values.summary, values.description)
    found += keyword_gaps(values.keywords)
    found += language_gaps(values.language, detected_language)
    if values.category in STAGED and values.stage is None:
        found.append(
            Gap(
                "stage",
                N_("The stage of development is not stated."),
                N_("Who looks for a pilot skips ideas, and the other way round."),
            )
        )
    if not values.partner_kinds:
        found.append(
            Gap(
                "partner_kinds",
                N_("You do not say what kind of partner you look for."),
                N_("With it, those you would turn down do not come first."),
            )
        )
    if not values.countries:
        found.append(
            Gap(
                "countries",
                N_("No countries are named: partners from everywhere are suggested."),
                N_("Name some where law, language or distance matter to you."),
            )
        )
    return found


def standing(state: PublicationState, valid_until: date | None, today: date) -> PublicationState:
    """How a listing stands today, an expiry that no job has noted yet included."""
    if state is PublicationState.PUBLISHED and valid_until is not None and valid_until < today:
        return PublicationState.EXPIRED
    return state


def valid_until_from(today: date) -> date:
    """Last day shown of what is published or renewed today."""
    return today + LIFETIME


def notice_due(valid_until: date, today: date) -> int | None:
    """Which notice of expiry is due: 30 or 14, or None.

    A notice whose day was missed is made up for until the next one's day or the expiry.
    """
    left = (valid_until - today).days
    if left < 0:
        return None
    return min((days for days in NOTICE_DAYS if left <= days), default=None)


def is_question_due(said_at: datetime, valid_until: date | None, now: datetime) -> bool:
    """Should "still active?" be asked?

    Not where it expires soon: the notice of expiry asks the same.

    :param said_at: when somebody last published, renewed or confirmed it.
    """
    expires_soon = valid_until is not None and valid_until - now.date() <= timedelta(days=NOTICE_DAYS[0])
    return now - said_at >= ASK_AFTER and not expires_soon


def is_unanswered(asked_at: datetime | None, now: datetime) -> bool:
    """Has the question waited so long that the listing is left out of suggestions?"""
    return asked_at is not None and now - asked_at >= ANSWER_WITHIN


def archive_from(valid_until: date) -> date:
    """First day on which an expired or withdrawn listing goes to the archive."""
    return valid_until - LIFETIME + ARCHIVE_AFTER
