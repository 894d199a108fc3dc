"""Before a request is sent: what it can be about, why the asked one fits, a first draft in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from matchmaker.introductions.reasons import Reason, Reasons, reasons_of
from matchmaker.listings.queries import is_shown
from matchmaker.suggestions.index_access import current_index
from matchmaker.suggestions.queries import SuggestionSearch
from matchmaker.suggestions.rules import TargetKind
from matchmaker.suggestions.seen import seen_list
from matchmaker.suggestions.subjects import Subject, find_subject
from matchmaker.suggestions.targets import Target
from matchmaker.web.text import country_name
from matchmaker.web.translation import _
from models import (
    Call,
    Listing,
    Organisation,
    Participation,
    ParticipationRole,
    Project,
    PublicationState,
    Venue,
)

#: Reasons that a first draft speaks of.
MOST_IN_DRAFT = 2


@dataclass(frozen=True, slots=True)
class Topic:
    """What a request can be about, as addresses name it, and its title."""

    slug: str
    title: str


def organisation_behind(target: Target) -> Organisation | None:
    """Whom one asks to meet: the partner itself, a venue's host, a call's owner."""
    match target:
        case Organisation():
            return target
        case Venue():
            return target.host
        case Call():
            return target.owner


def topics(session: Session, asking: Organisation, asked: Organisation) -> list[Topic]:
    """Everything two organisations could meet about: what either published, and the asking one itself."""
    listings = session.scalars(
        select(Listing)
        .where(Listing.organisation_id.in_([asking.id, asked.id]), is_shown())
        .order_by(Listing.organisation_id != asking.id, Listing.id.desc())
    ).all()
    led = select(Participation.project_id).where(
        Participation.organisation_id == asking.id, Participation.role == ParticipationRole.COORDINATOR
    )
    projects = session.scalars(
        select(Project)
        .where(Project.id.in_(led), Project.state == PublicationState.PUBLISHED)
        .order_by(Project.id.desc())
    ).all()
    calls = session.scalars(
        select(Call)
        .where(
            or_(Call.owner_id == asked.id, Call.owner_id == asking.id),
            Call.state == PublicationState.PUBLISHED,
        )
        .order_by(Call.id.desc())
    ).all()
    return [
        Topic(f"organisation-{asking.slug}", asking.name),
        *(Topic(f"listing-{one.id}", one.title) for one in listings),
        *(Topic(f"project-{one.id}", " · ".join(filter(None, (one.acronym, one.title)))) for one in projects),
        *(Topic(f"call-{one.id}", one.title) for one in calls),
    ]


def reasons_for(session: Session, asking: Organisation, asked: Organisation, subject_slug: str) -> Reasons:
    """Why the asked one is suggested for a subject now, with the list it stands in; none where it is not."""
    subject = find_subject(session, subject_slug)
    if subject is None:
        return Reasons()
    found = _search(session, asking, subject)
    suggestions = found.among(TargetKind.PARTNER, {asked.id})
    if not suggestions:
        return Reasons()
    return reasons_of(suggestions[0], seen_list(found, TargetKind.PARTNER, asked.id))


def best_topic(session: Session, asking: Organisation, asked: Organisation) -> str:
    """What of the asking one's texts fits the asked one best, as addresses name it; empty where none does."""
    subject = find_subject(session, f"organisation-{asking.slug}")
    if subject is None:
        return ""
    suggestions = _search(session, asking, subject).among(TargetKind.PARTNER, {asked.id})
    pairs = suggestions[0].pairs if suggestions else ()
    return pairs[0].ask.id.replace(":", "-") if pairs else ""


def _search(session: Session, asking: Organisation, subject: Subject) -> SuggestionSearch:
    return SuggestionSearch(session, current_index(), subject, asker=asking)


def first_draft(asking: Organisation, reasons: Sequence[Reason]) -> str:
    """A message to begin with, from the reasons; without the name, which may be left out on purpose."""
    place = ", ".join(part for part in (asking.city, country_name(asking.country)) if part)
    lines = [
        _("Good day,"),
        "",
        _("we write from %(place)s.", place=place),
        "",
    ]
    lines += [_sentence(reason) for reason in reasons[:MOST_IN_DRAFT] if reason.words]
    return "\n".join([*lines, "", _("Could we talk for 20 minutes about whether this fits?")])


def _sentence(reason: Reason) -> str:
    return _(
        "Your “%(theirs)s” and our “%(ours)s” have in common: %(words)s.",
        theirs=reason.found_in,
        ours=reason.asked_with,
        words=", ".join(reason.plain_words),
    )
