"""What goes into the index and what comes out: plain values, free of web and database."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Field = Literal["title", "body", "keywords"]
FIELDS: tuple[Field, ...] = ("title", "body", "keywords")

MAX_ID_BYTES = 120


@dataclass(frozen=True, slots=True)
class Text:
    """A text to match: what somebody wrote, by field.

    `language` is an ISO 639-1 code; None lets the engine detect it.
    """

    title: str = ""
    body: str = ""
    keywords: str = ""
    language: str | None = None

    def field(self, name: Field) -> str:
        """The text of one field."""
        match name:
            case "title":
                return self.title
            case "body":
                return self.body
            case "keywords":
                return self.keywords


@dataclass(frozen=True, slots=True)
class Item:
    """One text that can be found, with its owners.

    `id` is unique in the index, for example ``listing:12``; `owners` are the ids of the
    organisations behind it (a project has many, a call may have none). `type` says what
    it is (offer, need, project, profile, call, venue) and is a facet like those in
    `facets`: facet name to the values the item has. `until` is the last day on which it
    may be suggested; None means that it does not lapse.
    """

    id: str
    owners: tuple[str, ...]
    type: str
    title: str
    body: str = ""
    keywords: str = ""
    language: str | None = None
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    until: date | None = None

    @property
    def text(self) -> Text:
        """The item's text, without its identity."""
        return Text(self.title, self.body, self.keywords, self.language)


OwnerFacets = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Where:
    """Which items and owners may be found. Everything given must hold.

    `items` and `owners`: facet name to the values of which one must be present (the type
    of an item is the facet ``type``). `open_on`: items whose `until` is before this day
    are left out. `without_items`, `without_owners`: ids never to be found (oneself, the
    blocked). An item search keeps an item with owners when at least one of them passes.
    """

    items: Mapping[str, Collection[str]] = field(default_factory=dict)
    owners: Mapping[str, Collection[str]] = field(default_factory=dict)
    open_on: date | None = None
    without_items: Collection[str] = ()
    without_owners: Collection[str] = ()


EVERYTHING = Where()


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that was found, and the cosine of its text with the query's (0 to 1)."""

    id: str
    score: float
