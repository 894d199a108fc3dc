"""Who may ask for which suggestions, and in whose name: loading a subject and authorising in one call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import abort, g, request
from sqlalchemy import select

from matchmaker import permissions
from matchmaker.extensions import db
from matchmaker.organisations import queries
from matchmaker.suggestions.index_access import current_index
from matchmaker.suggestions.queries import SuggestionSearch
from matchmaker.suggestions.ranking import Filters
from matchmaker.suggestions.subjects import (
    TYPED,
    Subject,
    TypedText,
    find_subject,
    subject_of_text,
)
from matchmaker.suggestions.targets import Target
from matchmaker.web.authorising import require_person
from matchmaker.web.context import current_hat
from models import Call, ListingCategory, Organisation, OrganisationKind, Project, Venue

MOST_FILTER_VALUES = 60


@dataclass(frozen=True, slots=True)
class Scene:
    """A subject as the person of the request sees it.

    `asker` is the organisation whose saved and dismissed suggestions count, None for nobody's;
    `own` tells whether the texts are that organisation's, so that sentences may say "you".
    """

    subject: Subject
    asker: Organisation | None
    own: bool

    def search(self, filters: Filters) -> SuggestionSearch:
        """The suggestions for it, by the index as it is now."""
        return SuggestionSearch(db.session, current_index(), self.subject, asker=self.asker, filters=filters)


def introductions_with(organisation: Organisation) -> Mapping[int, int]:
    """`organisations.queries.introductions_with`, read once for a page however many cards ask."""
    known: dict[int, dict[int, int]] = g.setdefault("introductions_with", {})
    if organisation.id not in known:
        known[organisation.id] = queries.introductions_with(db.session, organisation)
    return known[organisation.id]


def load_scene(slug: str) -> Scene:
    """The subject with a slug, which the person of the request may see suggestions for.

    Answers 404 where there is no such thing and 401 for nobody signed in. What is published may be
    asked for by everybody with an account, everything else by those the permission table names.

    :raises NotAllowed: with the sentence for the person.
    """
    person = require_person()
    if slug == TYPED:
        typed = TypedText(body=request.args.get("q", ""))
        return scene_of_text(typed)
    subject = find_subject(db.session, slug)
    if subject is None or subject.thing is None:
        abort(404)
    own = permissions.allowed(person, "suggestions.see", subject.thing)
    if not own and not (subject.is_public and not _is_hidden(subject)):
        permissions.check(person, "suggestions.see", subject.thing)
    hat = current_hat()
    asker = subject.organisation if own else None
    return Scene(subject, asker or (hat.organisation if hat else None), own)


def scene_of_text(typed: TypedText) -> Scene:
    """A typed text, in the name of the hat's organisation where one is worn."""
    hat = current_hat()
    organisation = hat.organisation if hat is not None else None
    return Scene(subject_of_text(typed, organisation), organisation, own=True)


def _is_hidden(subject: Subject) -> bool:
    match subject.thing:
        case Project():
            return subject.organisation is not None and subject.organisation.hidden
        case Call():
            return subject.thing.owner is not None and subject.thing.owner.hidden
    return subject.organisation is not None and subject.organisation.hidden


def load_target(slug: str) -> Target:
    """A partner, call or venue by how links name it; answers 404 where there is none."""
    target = find_target(slug)
    if target is None:
        abort(404)
    return target


def find_target(slug: str) -> Target | None:
    """A partner, call or venue by how links name it, or None."""
    kind, _, key = slug.partition("-")
    target: Target | None = None
    if kind == "organisation":
        target = db.session.scalar(select(Organisation).where(Organisation.slug == key))
    elif kind == "venue":
        target = db.session.scalar(select(Venue).where(Venue.slug == key))
    elif kind == "call" and key.isdecimal() and len(key) < 12:
        target = db.session.get(Call, int(key))
    return target


def requested_filters() -> Filters:
    """The filters in the address; what names no country, kind or category is passed over."""
    known_kinds = {kind.value for kind in OrganisationKind}
    known_categories = {category.value for category in ListingCategory}
    countries = (code.upper() for code in request.args.getlist("country"))
    return Filters(
        countries=_few(code for code in countries if len(code) == 2 and code.isascii() and code.isalpha()),
        kinds=_few(kind for kind in request.args.getlist("kind") if kind in known_kinds),
        sme_only=request.args.get("sme") == "1",
        categories=_few(c for c in request.args.getlist("category") if c in known_categories),
    )


def _few(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))[:MOST_FILTER_VALUES]
