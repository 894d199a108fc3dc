"""Verbs of an organisation's name: leave it out until it accepts, show it again."""

from __future__ import annotations

from urllib.parse import urlsplit

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from matchmaker import activity
from matchmaker.organisations.errors import NameIsPublic
from matchmaker.organisations.identity import Identity, give_back, keep_back, own_identity
from matchmaker.organisations.service import reindex_everything
from models import Listing, Organisation, Person


def leave_name_out(session: Session, organisation: Organisation, *, actor: Person) -> None:
    """Show an organisation without its name until it accepts. Harmless to repeat.

    :raises NameIsPublic: it receives visitors or is a cluster.
    """
    if organisation.kind.is_host:
        raise NameIsPublic
    if organisation.is_anonymous:
        return
    keep_back(organisation)
    activity.record(
        session, "organisation.name_left_out", organisation, actor=actor, organisation=organisation
    )
    reindex_everything(session, organisation)


def show_name(session: Session, organisation: Organisation, *, actor: Person) -> None:
    """Show an organisation by its name again. Harmless to repeat."""
    if not organisation.is_anonymous:
        return
    give_back(organisation)
    activity.record(session, "organisation.name_shown", organisation, actor=actor, organisation=organisation)
    reindex_everything(session, organisation)


def texts_that_name(session: Session, organisation: Organisation) -> list[str]:
    """Titles of the texts that still tell who an organisation is: its story as "", needs and offers.

    Looks for its names and the address of its website, in whatever case; nicknames, products and people
    only a person can find.
    """
    needles = _needles(own_identity(organisation))
    if not needles:
        return []
    columns = (Listing.title, Listing.summary, Listing.description)
    titles = session.scalars(
        select(Listing.title)
        .where(
            Listing.organisation_id == organisation.id,
            or_(*(column.icontains(needle, autoescape=True) for column in columns for needle in needles)),
        )
        .order_by(Listing.id)
    ).all()
    story = organisation.story.lower()
    return [*([""] if any(needle.lower() in story for needle in needles) else []), *titles]


def _needles(identity: Identity) -> list[str]:
    site = urlsplit(identity.website).netloc.removeprefix("www.")
    return sorted({part for part in (identity.name, identity.legal_name, site) if len(part) > 2})
