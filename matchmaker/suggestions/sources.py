"""The texts behind a suggestion as people read them: whose it is, what it is called, where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import starmap
from typing import Any

from sqlalchemy import Executable, Select, select
from sqlalchemy.orm import Session, joinedload

from matchmaker.matching import Text
from matchmaker.suggestions import shown
from matchmaker.suggestions.rules import TextKind
from matchmaker.suggestions.texts import joined, keyword_line, parsed_item_id, sector_line
from models import Call, Direction, Listing, Organisation, Project, Venue
from models.number_sets import is_one_of
from models.project import full_project_name

Thing = Listing | Project | Call | Venue | Organisation


@dataclass(frozen=True, slots=True)
class Source:
    """One text that was matched: what it is, without what it says.

    `id` is its id in the index, or one of its own for what is not in it; `owner` is whose it is,
    empty where that is said elsewhere or nobody's; `language` is None or empty where it is not known.
    """

    id: str
    kind: TextKind
    name: str
    language: str | None
    owner: str = ""
    slug: str = ""

    @property
    def number(self) -> int:
        """The id of its row."""
        return parsed_item_id(self.id)[1]


@dataclass(frozen=True, slots=True)
class SourceText(Source):
    """One text that was matched, with all that it says."""

    text: Text = field(kw_only=True)


def source_of(thing: Thing) -> SourceText:
    """The text of a thing; the fields are those of the item in the index."""
    match thing:
        case Listing():
            head = _listing(thing.id, thing.direction, thing.title, thing.language, thing.organisation.name)
            body, keywords = joined(thing.summary, thing.description), keyword_line(thing.keywords)
            return _with_text(head, thing.title, body, keywords)
        case Project():
            head = _project(thing.id, thing.acronym, thing.title, thing.language)
            keywords = keyword_line(thing.keywords, thing.topic_title)
            return _with_text(head, thing.title, joined(thing.summary, thing.results), keywords)
        case Call():
            head = _call(thing.id, thing.title, thing.language, thing.programme)
            return _with_text(head, thing.title, thing.text, keyword_line(thing.keywords))
        case Venue():
            head = _venue(thing.id, thing.name, thing.language, thing.slug)
            body = joined(thing.description, thing.guide_business_culture, thing.guide_market_access)
            return _with_text(head, thing.name, body, "")
        case Organisation():
            head = _profile(thing.id, thing.name, thing.language, thing.slug)
            return _with_text(head, thing.name, thing.story, sector_line(thing.sectors))


def _with_text(head: Source, title: str, body: str, keywords: str) -> SourceText:
    text = Text(title, body, keywords, head.language)
    return SourceText(head.id, head.kind, head.name, head.language, head.owner, head.slug, text=text)


def _listing(number: int, direction: Direction, title: str, language: str, owner: str) -> Source:
    return Source(f"listing:{number}", TextKind(direction.value), title, language, owner)


def _project(number: int, acronym: str, title: str, language: str) -> Source:
    return Source(f"project:{number}", TextKind.PROJECT, full_project_name(acronym, title), language)


def _call(number: int, title: str, language: str, programme: str) -> Source:
    return Source(f"call:{number}", TextKind.CALL, title, language, programme)


def _venue(number: int, name: str, language: str, slug: str) -> Source:
    return Source(f"venue:{number}", TextKind.VENUE, name, language, slug=slug)


def _profile(number: int, name: str, language: str, slug: str) -> Source:
    return Source(f"organisation:{number}", TextKind.PROFILE, name, language, name, slug)


@dataclass(slots=True)
class Sources:
    """Texts by id, loaded on demand: one query for each kind that is asked for and not yet there."""

    session: Session
    known: dict[str, Source] = field(default_factory=dict)

    def load(self, item_ids: Iterable[str]) -> None:
        """Have these at hand without what they say; those that are gone stay unknown."""
        for kind, numbers in _by_kind(name for name in item_ids if name not in self.known).items():
            self.known |= {source.id: source for source in self._heads(kind, numbers)}

    def load_texts(self, item_ids: Iterable[str]) -> None:
        """Have these at hand with all that they say; those that are gone stay unknown."""
        wanted = _by_kind(name for name in item_ids if not isinstance(self.known.get(name), SourceText))
        for kind, numbers in wanted.items():
            self.known |= {source.id: source for source in map(source_of, self._things(kind, numbers))}

    def texts(self) -> dict[str, Text]:
        """What the texts say, of those at hand."""
        return {name: one.text for name, one in self.known.items() if isinstance(one, SourceText)}

    def _heads(self, kind: str, numbers: Collection[int]) -> Iterator[Source]:
        rows = self.session.execute(_names_of_kind(kind), {"numbers": numbers})
        return starmap(_HEADS.get(kind, _profile), rows)

    def _things(self, kind: str, numbers: Collection[int]) -> Iterable[Thing]:
        return self.session.scalars(_things_of_kind(kind), {"numbers": numbers})


_HEADS: Mapping[str, Callable[..., Source]] = {
    "listing": _listing,
    "project": _project,
    "call": _call,
    "venue": _venue,
}


@cache
def _names_of_kind(kind: str) -> Executable:
    """Texts are long and a page shows none of them: only what names them is read."""
    match kind:
        case "listing":
            listings = select(Listing.id, Listing.direction, Listing.title, Listing.language)
            owned = listings.add_columns(Organisation.name).join(Listing.organisation)
            return owned.where(is_one_of(Listing.id))
        case "project":
            projects = select(Project.id, Project.acronym, Project.title, Project.language)
            return projects.where(is_one_of(Project.id))
        case "call":
            calls = select(Call.id, Call.title, Call.language, Call.programme)
            return calls.where(is_one_of(Call.id))
        case "venue":
            venues = select(Venue.id, Venue.name, Venue.language, Venue.slug)
            return venues.where(is_one_of(Venue.id))
    profiles = select(Organisation.id, Organisation.name, Organisation.language, Organisation.slug)
    return profiles.where(is_one_of(Organisation.id))


@cache
def _things_of_kind(kind: str) -> Select[Any]:
    match kind:
        case "listing":
            listings = select(Listing).where(is_one_of(Listing.id))
            return listings.options(joinedload(Listing.organisation))
        case "project":
            return select(Project).where(is_one_of(Project.id))
        case "call":
            return select(Call).where(is_one_of(Call.id))
        case "venue":
            return select(Venue).where(is_one_of(Venue.id))
    return select(Organisation).where(is_one_of(Organisation.id))


def still_shown(session: Session, item_ids: Iterable[str], now: datetime) -> set[str]:
    """Those of the texts that may be suggested now; one query for each kind of text."""
    found: set[str] = set()
    for kind, numbers in _by_kind(item_ids).items():
        shown_now = _shown_at(kind, now) if kind in _LAPSING else _shown_always(kind)
        rows = session.scalars(shown_now, {"numbers": numbers})
        found.update(f"{kind}:{number}" for number in rows)
    return found


_LAPSING = frozenset({"listing", "call"})
"""Kinds of texts of which some may be shown no more by the time alone."""


def _shown_at(kind: str, now: datetime) -> Select[int]:
    if kind == "listing":
        return select(Listing.id).where(is_one_of(Listing.id), shown.listing_is_shown(now))
    return select(Call.id).where(is_one_of(Call.id), shown.call_is_shown(now))


@cache
def _shown_always(kind: str) -> Select[int]:
    match kind:
        case "project":
            return select(Project.id).where(is_one_of(Project.id), shown.project_is_shown())
        case "venue":
            return select(Venue.id).where(is_one_of(Venue.id), shown.venue_is_shown())
    return select(Organisation.id).where(is_one_of(Organisation.id), shown.organisation_is_shown())


def _by_kind(item_ids: Iterable[str]) -> dict[str, set[int]]:
    sorted_out: defaultdict[str, set[int]] = defaultdict(set)
    for item_id in item_ids:
        kind, number = parsed_item_id(item_id)
        sorted_out[kind].add(number)
    return sorted_out
