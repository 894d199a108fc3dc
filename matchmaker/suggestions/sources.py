"""The texts behind a suggestion as people read them: whose it is, what it is called, where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from matchmaker.matching import Text
from matchmaker.suggestions import shown
from matchmaker.suggestions.rules import TextKind
from matchmaker.suggestions.texts import joined, keyword_line, parsed_item_id, sector_line
from models import Call, Listing, Organisation, Project, Venue

Thing = Listing | Project | Call | Venue | Organisation


@dataclass(frozen=True, slots=True)
class SourceText:
    """One text that was matched.

    `id` is its id in the index, or one of its own for what is not in it; `owner` is whose it is,
    empty where that is said elsewhere or nobody's.
    """

    id: str
    kind: TextKind
    name: str
    text: Text
    owner: str = ""
    slug: str = ""

    @property
    def number(self) -> int:
        """The id of its row."""
        return parsed_item_id(self.id)[1]


def source_of(thing: Thing) -> SourceText:
    """The text of a thing; the fields are those of the item in the index."""
    match thing:
        case Listing():
            body = joined(thing.summary, thing.description)
            text = Text(thing.title, body, keyword_line(thing.keywords), thing.language)
            kind = TextKind(thing.direction.value)
            return SourceText(f"listing:{thing.id}", kind, thing.title, text, thing.organisation.name)
        case Project():
            body = joined(thing.summary, thing.results)
            keywords = keyword_line(thing.keywords, thing.topic_title)
            text = Text(thing.title, body, keywords, thing.language)
            return SourceText(f"project:{thing.id}", TextKind.PROJECT, thing.full_name, text)
        case Call():
            text = Text(thing.title, thing.text, keyword_line(thing.keywords), thing.language)
            return SourceText(f"call:{thing.id}", TextKind.CALL, thing.title, text, thing.programme)
        case Venue():
            body = joined(thing.description, thing.guide_business_culture, thing.guide_market_access)
            text = Text(thing.name, body, "", thing.language)
            return SourceText(f"venue:{thing.id}", TextKind.VENUE, thing.name, text, slug=thing.slug)
        case Organisation():
            text = Text(thing.name, thing.story, sector_line(thing.sectors), thing.language)
            identity = f"organisation:{thing.id}"
            return SourceText(identity, TextKind.PROFILE, thing.name, text, thing.name, thing.slug)


@dataclass(slots=True)
class Sources:
    """Texts by id, loaded on demand: one query for each kind that is asked for and not yet there."""

    session: Session
    known: dict[str, SourceText] = field(default_factory=dict)

    def load(self, item_ids: Iterable[str]) -> None:
        """Have these at hand; those that are gone stay unknown."""
        wanted = _by_kind(item_id for item_id in item_ids if item_id not in self.known)
        for kind, numbers in wanted.items():
            for thing in self._things(kind, numbers):
                source = source_of(thing)
                self.known[source.id] = source

    def _things(self, kind: str, numbers: Collection[int]) -> Iterable[Thing]:
        match kind:
            case "listing":
                listings = select(Listing).where(Listing.id.in_(numbers))
                return self.session.scalars(listings.options(joinedload(Listing.organisation)))
            case "project":
                return self.session.scalars(select(Project).where(Project.id.in_(numbers)))
            case "call":
                return self.session.scalars(select(Call).where(Call.id.in_(numbers)))
            case "venue":
                return self.session.scalars(select(Venue).where(Venue.id.in_(numbers)))
        return self.session.scalars(select(Organisation).where(Organisation.id.in_(numbers)))


def still_shown(session: Session, item_ids: Iterable[str], now: datetime) -> set[str]:
    """Those of the texts that may be suggested now; one query for each kind of text."""
    found: set[str] = set()
    for kind, numbers in _by_kind(item_ids).items():
        column, condition = _shown_of_kind(kind, now)
        rows = session.scalars(select(column).where(column.in_(numbers), condition))
        found.update(f"{kind}:{number}" for number in rows)
    return found


def _shown_of_kind(kind: str, now: datetime) -> tuple[InstrumentedAttribute[int], ColumnElement[bool]]:
    match kind:
        case "listing":
            return Listing.id, shown.listing_is_shown(now)
        case "project":
            return Project.id, shown.project_is_shown()
        case "call":
            return Call.id, shown.call_is_shown(now)
        case "venue":
            return Venue.id, shown.venue_is_shown()
    return Organisation.id, shown.organisation_is_shown()


def _by_kind(item_ids: Iterable[str]) -> dict[str, set[int]]:
    sorted_out: defaultdict[str, set[int]] = defaultdict(set)
    for item_id in item_ids:
        kind, number = parsed_item_id(item_id)
        sorted_out[kind].add(number)
    return sorted_out
