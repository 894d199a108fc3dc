"""What suggestions are asked for: an organisation, a need, an offer, a project, a call, a typed text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaker.matching import Text
from matchmaker.suggestions import shown
from matchmaker.suggestions.rules import LONGEST_TYPED, TextKind
from matchmaker.suggestions.sources import SourceText, Thing, source_of
from models import (
    Call,
    Listing,
    ListingCategory,
    Organisation,
    Participation,
    ParticipationRole,
    Project,
    PublicationState,
)
from models.columns import utc_now

#: Of an organisation with many, the newest so many are asked with.
MOST_LISTINGS = 30
MOST_PROJECTS = 20
TYPED = "text"
#: The id of a text that is in no index.
TYPED_ID = "text:0"


@dataclass(frozen=True, slots=True)
class TypedText:
    """What somebody typed; `kind` says whether they look for it or have it to give, if they said."""

    title: str = ""
    body: str = ""
    keywords: str = ""
    kind: TextKind = TextKind.TEXT
    language: str | None = None

    @property
    def is_empty(self) -> bool:
        """Is there nothing in it?"""
        return not (self.title.strip() or self.body.strip() or self.keywords.strip())


@dataclass(frozen=True, slots=True)
class Subject:
    """What is asked for, and by whom.

    `sources` are the texts asked with; `owner_ids` are those behind them, who are not suggested to
    themselves; `own_items` are their texts, which fit themselves best and say nothing. `organisation`
    is who asks, where that is one; `thing` is the row the slug names.
    """

    slug: str
    title: str
    sources: tuple[SourceText, ...]
    thing: Organisation | Listing | Project | Call | None = None
    organisation: Organisation | None = None
    owner_ids: frozenset[int] = frozenset()
    own_items: frozenset[str] = frozenset()
    countries: tuple[str, ...] = ()
    partner_kinds: tuple[str, ...] = ()
    budget: Decimal | None = None
    category: ListingCategory | None = None
    #: Texts that were left out because there are so many.
    left_out: int = 0

    @property
    def is_public(self) -> bool:
        """Is what it asks with a single thing that anybody may read?"""
        return not isinstance(self.thing, Organisation) and self.is_published

    @property
    def is_published(self) -> bool:
        """Has the thing been published? A typed text needs no publishing."""
        match self.thing:
            case Listing() | Project() | Call():
                return self.thing.state is PublicationState.PUBLISHED
        return True


def subject_of_text(typed: TypedText, organisation: Organisation | None = None) -> Subject:
    """A typed text as a subject.

    :param organisation: of the person who typed it, if any; it is not suggested to itself.
    """
    text = Text(
        typed.title[:LONGEST_TYPED],
        typed.body[:LONGEST_TYPED],
        typed.keywords[:LONGEST_TYPED],
        typed.language,
    )
    name = (typed.title or typed.body).strip()
    source = SourceText(TYPED_ID, typed.kind, name, typed.language, text=text)
    return Subject(
        slug=TYPED,
        title=name,
        sources=() if typed.is_empty else (source,),
        organisation=organisation,
        owner_ids=frozenset() if organisation is None else frozenset({organisation.id}),
    )


def find_subject(session: Session, slug: str, *, now: datetime | None = None) -> Subject | None:
    """The subject with a slug: ``listing-12``, ``project-5``, ``call-3``, ``organisation-<slug>``.

    Says nothing of who may see it. None where there is no such thing.
    """
    kind, _, key = slug.partition("-")
    now = now or utc_now()
    if kind == "organisation":
        organisation = session.scalar(select(Organisation).where(Organisation.slug == key))
        return None if organisation is None else subject_of_organisation(session, organisation, now)
    if not key.isdecimal() or len(key) > 12:
        return None
    match kind:
        case "listing":
            return _of_listing(session, int(key))
        case "project":
            return _of_project(session, int(key))
        case "call":
            return _of_call(session, int(key))
    return None


def subject_of_organisation(session: Session, organisation: Organisation, now: datetime) -> Subject:
    """All an organisation asks for, has to give and has done; its profile where that is nothing."""
    listings = session.scalars(
        select(Listing)
        .where(Listing.organisation_id == organisation.id, shown.listing_is_shown(now))
        .options(joinedload(Listing.organisation))
        .order_by(Listing.id.desc())
    ).all()
    project_ids = session.scalars(
        select(Participation.project_id).where(Participation.organisation_id == organisation.id)
    ).all()
    projects = _newest_projects(session, project_ids)
    things: list[Thing] = [*listings[:MOST_LISTINGS], *projects]
    if not things and organisation.story:
        things = [organisation]
    own = {f"listing:{listing.id}" for listing in listings} | {f"project:{n}" for n in project_ids}
    return Subject(
        slug=f"organisation-{organisation.slug}",
        title=organisation.name,
        sources=tuple(source_of(thing) for thing in things),
        thing=organisation,
        organisation=organisation,
        owner_ids=frozenset({organisation.id}),
        own_items=frozenset(own | {f"organisation:{organisation.id}"}),
        left_out=max(0, len(listings) - MOST_LISTINGS) + max(0, len(set(project_ids)) - len(projects)),
    )


def _newest_projects(session: Session, project_ids: Sequence[int]) -> Sequence[Project]:
    return session.scalars(
        select(Project)
        .where(Project.id.in_(set(project_ids)), shown.project_is_shown())
        .order_by(Project.starts_on.desc().nulls_last(), Project.id.desc())
        .limit(MOST_PROJECTS)
    ).all()


def _of_listing(session: Session, listing_id: int) -> Subject | None:
    listing = session.scalar(
        select(Listing).where(Listing.id == listing_id).options(joinedload(Listing.organisation))
    )
    if listing is None:
        return None
    return Subject(
        slug=f"listing-{listing.id}",
        title=listing.title,
        sources=(source_of(listing),),
        thing=listing,
        organisation=listing.organisation,
        owner_ids=frozenset({listing.organisation_id}),
        own_items=frozenset({f"listing:{listing.id}"}),
        countries=tuple(listing.countries),
        partner_kinds=tuple(listing.partner_kinds),
        category=listing.category,
    )


_PROJECT = (
    select(Project, Organisation)
    .outerjoin(
        Participation,
        (Participation.project_id == Project.id) & (Participation.role == ParticipationRole.COORDINATOR),
    )
    .outerjoin(Organisation, Organisation.id == Participation.organisation_id)
    .where(Project.id == bindparam("project_id"))
    .order_by(Participation.position)
    .options(selectinload(Project.participations))
)
"""A project beside its lead, which so need not be loaded when it is asked for."""


def _of_project(session: Session, project_id: int) -> Subject | None:
    found = session.execute(_PROJECT, {"project_id": project_id}).first()
    if found is None:
        return None
    project, lead = found
    source = source_of(project)
    return Subject(
        slug=f"project-{project.id}",
        title=source.name,
        sources=(source,),
        thing=project,
        organisation=lead,
        # Who takes part already is no new partner.
        owner_ids=frozenset(link.organisation_id for link in project.participations),
        own_items=frozenset({source.id}),
        budget=project.budget,
    )


def _of_call(session: Session, call_id: int) -> Subject | None:
    call = session.scalar(select(Call).where(Call.id == call_id).options(joinedload(Call.owner)))
    if call is None:
        return None
    return Subject(
        slug=f"call-{call.id}",
        title=call.title,
        sources=(source_of(call),),
        thing=call,
        # Whoever applies is not the call's owner: gaps between call and organisation say nothing here.
        owner_ids=frozenset() if call.owner_id is None else frozenset({call.owner_id}),
        own_items=frozenset({f"call:{call.id}"}),
        countries=tuple(call.countries),
        partner_kinds=tuple(call.who_may_apply),
    )
