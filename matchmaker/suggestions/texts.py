"""The texts of the service as the engine takes them: rows of the database to items, lean and streamed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select, true
from sqlalchemy.orm import Session

from matchmaker.matching import Item
from matchmaker.organisations.sectors import SECTORS
from matchmaker.suggestions import shown
from models import (
    Call,
    ClusterMembership,
    ClusterMembershipState,
    Deadline,
    Listing,
    Organisation,
    Participation,
    Project,
    Venue,
    VerificationState,
)

#: Stands for "no condition" where a call names countries or kinds that may apply.
ANY = "any"
ROWS_AT_A_TIME = 2_000

_Row = Row[Any]
Owners = Mapping[int, Sequence[str]]


def all_items(session: Session, now: datetime) -> Iterator[Item]:
    """Every text that may be suggested, a few thousand rows in memory at a time."""
    yield from _listings(session, shown.listing_is_shown(now))
    yield from _projects(session, shown.project_is_shown())
    yield from _calls(session, shown.call_is_shown(now))
    yield from _venues(session, shown.venue_is_shown())
    yield from _profiles(session, shown.organisation_is_shown())


def item_of(session: Session, item_id: str, now: datetime) -> Item | None:
    """One text, or None where it may not be suggested (any more).

    :param item_id: ``listing:12`` and so on.
    :raises ValueError: for an id of no known kind.
    """
    kind, number = parsed_item_id(item_id)
    match kind:
        case "listing":
            found = _listings(session, (Listing.id == number) & shown.listing_is_shown(now))
        case "project":
            found = _projects(session, (Project.id == number) & shown.project_is_shown(), number)
        case "call":
            found = _calls(session, (Call.id == number) & shown.call_is_shown(now))
        case "venue":
            found = _venues(session, (Venue.id == number) & shown.venue_is_shown())
        case _:
            found = _profiles(session, (Organisation.id == number) & shown.organisation_is_shown())
    return next(iter(list(found)), None)


KINDS = ("listing", "project", "call", "venue", "organisation")


def parsed_item_id(item_id: str) -> tuple[str, int]:
    """The kind and number in an item's id.

    :raises ValueError: for an id of no known kind.
    """
    kind, _, number = item_id.partition(":")
    if kind not in KINDS or not number.isdecimal():
        raise ValueError(f"No text has the id {item_id!r}.")
    return kind, int(number)


def item_ids_of_organisation(session: Session, organisation_id: int) -> list[str]:
    """Ids of all texts of an organisation, shown or not."""
    queries: list[tuple[str, Select[int]]] = [
        ("listing", select(Listing.id).where(Listing.organisation_id == organisation_id)),
        ("project", select(Participation.project_id).where(Participation.organisation_id == organisation_id)),
        ("call", select(Call.id).where(Call.owner_id == organisation_id)),
        ("venue", select(Venue.id).where(Venue.host_id == organisation_id)),
    ]
    ids = [f"{kind}:{number}" for kind, query in queries for number in session.scalars(query)]
    return [f"organisation:{organisation_id}", *dict.fromkeys(ids)]


def owner_facets(
    session: Session, condition: ColumnElement[bool] | None = None
) -> dict[str, dict[str, tuple[str, ...]]]:
    """What partners are filtered by: country, kind, SME, verified, clusters; by owner id."""
    where = true() if condition is None else condition
    clusters: defaultdict[int, list[str]] = defaultdict(list)
    links = select(ClusterMembership.organisation_id, ClusterMembership.cluster_id).where(
        ClusterMembership.state == ClusterMembershipState.ACTIVE
    )
    if condition is not None:
        links = links.where(ClusterMembership.organisation_id.in_(select(Organisation.id).where(condition)))
    for member, cluster in session.execute(links):
        clusters[member].append(str(cluster))
    rows = session.execute(
        select(
            Organisation.id,
            Organisation.country,
            Organisation.kind,
            Organisation.is_sme,
            Organisation.verification,
        ).where(where)
    )
    return {
        str(number): {
            "country": (country,),
            "kind": (kind.value,),
            "sme": ("yes",) if sme else (),
            "verified": ("yes",) if verification is VerificationState.VERIFIED else (),
            "cluster": tuple(clusters.get(number, ())),
        }
        for number, country, kind, sme, verification in rows
    }


def joined(*parts: str) -> str:
    """The parts that are not empty, each in a paragraph of its own."""
    return "\n\n".join(part for part in parts if part)


def keyword_line(keywords: Sequence[str], *others: str) -> str:
    """Keywords as the engine takes them."""
    return ", ".join(word for word in (*keywords, *others) if word)


def sector_line(sectors: Sequence[str]) -> str:
    """Sectors as words to match, in English whatever the language of the story."""
    return keyword_line([SECTORS[code] for code in sectors if code in SECTORS])


def _rows(session: Session, statement: Select[*tuple[Any, ...]]) -> Iterator[_Row]:
    return iter(session.execute(statement.execution_options(yield_per=ROWS_AT_A_TIME)))


def _listings(session: Session, condition: ColumnElement[bool]) -> Iterator[Item]:
    statement = select(
        Listing.id,
        Listing.organisation_id,
        Listing.direction,
        Listing.title,
        Listing.summary,
        Listing.description,
        Listing.keywords,
        Listing.language,
        Listing.category,
        Listing.valid_until,
    ).where(condition)
    for row in _rows(session, statement):
        yield Item(
            id=f"listing:{row.id}",
            owners=(str(row.organisation_id),),
            type=row.direction.value,
            title=row.title,
            body=joined(row.summary, row.description),
            keywords=keyword_line(row.keywords),
            language=row.language,
            facets={"category": (row.category.value,)},
            until=row.valid_until,
        )


def _projects(
    session: Session, condition: ColumnElement[bool], project_id: int | None = None
) -> Iterator[Item]:
    owners = _participants(session, project_id)
    statement = select(
        Project.id,
        Project.title,
        Project.summary,
        Project.results,
        Project.keywords,
        Project.topic_title,
        Project.language,
    ).where(condition)
    for row in _rows(session, statement):
        yield Item(
            id=f"project:{row.id}",
            owners=tuple(owners.get(row.id, ())),
            type="project",
            title=row.title,
            body=joined(row.summary, row.results),
            keywords=keyword_line(row.keywords, row.topic_title),
            language=row.language,
        )


def _participants(session: Session, project_id: int | None) -> Owners:
    statement = select(Participation.project_id, Participation.organisation_id)
    if project_id is not None:
        statement = statement.where(Participation.project_id == project_id)
    owners: defaultdict[int, dict[str, None]] = defaultdict(dict)
    for project, organisation in session.execute(statement):
        owners[project][str(organisation)] = None
    return {project: tuple(found) for project, found in owners.items()}


def _calls(session: Session, condition: ColumnElement[bool]) -> Iterator[Item]:
    last = select(func.max(Deadline.at)).where(Deadline.call_id == Call.id).scalar_subquery()
    statement = select(
        Call.id,
        Call.owner_id,
        Call.title,
        Call.text,
        Call.keywords,
        Call.language,
        Call.kind,
        Call.countries,
        Call.who_may_apply,
        last.label("last"),
    ).where(condition)
    for row in _rows(session, statement):
        yield Item(
            id=f"call:{row.id}",
            owners=() if row.owner_id is None else (str(row.owner_id),),
            type="call",
            title=row.title,
            body=row.text,
            keywords=keyword_line(row.keywords),
            language=row.language,
            facets={
                "category": (row.kind.value,),
                "country": tuple(row.countries) or (ANY,),
                "applicant": tuple(row.who_may_apply) or (ANY,),
            },
            until=row.last.date() if row.last is not None else None,
        )


def _venues(session: Session, condition: ColumnElement[bool]) -> Iterator[Item]:
    statement = select(
        Venue.id,
        Venue.host_id,
        Venue.name,
        Venue.description,
        Venue.guide_business_culture,
        Venue.guide_market_access,
        Venue.language,
        Venue.country,
    ).where(condition)
    for row in _rows(session, statement):
        yield Item(
            id=f"venue:{row.id}",
            owners=(str(row.host_id),),
            type="venue",
            title=row.name,
            body=joined(row.description, row.guide_business_culture, row.guide_market_access),
            language=row.language,
            facets={"country": (row.country,)},
        )


def _profiles(session: Session, condition: ColumnElement[bool]) -> Iterator[Item]:
    # A name alone says too little: so short a text would come first for any word of it.
    statement = select(
        Organisation.id, Organisation.name, Organisation.story, Organisation.sectors, Organisation.language
    ).where(condition, Organisation.story != "")
    for row in _rows(session, statement):
        yield Item(
            id=f"organisation:{row.id}",
            owners=(str(row.id),),
            type="profile",
            title=row.name,
            body=row.story,
            keywords=sector_line(row.sectors),
            language=row.language,
        )
