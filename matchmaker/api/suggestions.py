"""Suggestions for programs: the same values as `matchmaker suggest … --json`."""

from __future__ import annotations

from flask import Response, abort

from matchmaker import permissions
from matchmaker.api.authentication import asking_person, require_person
from matchmaker.api.parameters import SuggestionKind, SuggestionParameters, SuggestionPath
from matchmaker.api.shapes import Suggestions
from matchmaker.extensions import db
from matchmaker.listings import queries as listings
from matchmaker.organisations import queries as organisations
from matchmaker.projects import queries as projects
from matchmaker.suggestions.index_access import current_index
from matchmaker.suggestions.plain import plain
from matchmaker.suggestions.queries import Filters, SuggestionSearch
from matchmaker.suggestions.rules import TargetKind
from matchmaker.suggestions.subjects import (
    Subject,
    TypedText,
    find_subject,
    subject_of_organisation,
    subject_of_text,
)
from models import Listing, Organisation, Project
from models.columns import utc_now

TARGETS = {
    SuggestionKind.PARTNERS: TargetKind.PARTNER,
    SuggestionKind.CALLS: TargetKind.CALL,
    SuggestionKind.VENUES: TargetKind.VENUE,
}


def suggest(path: SuggestionPath, query: SuggestionParameters) -> Response:
    """What fits an organisation, a need, an offer, a project or a text, and why

    Without a token for texts and for what everybody may read; in the name of an organisation (`for`)
    with a token of somebody who may see what is suggested to it.
    """
    asker = _asker(query.for_)
    search = SuggestionSearch(
        db.session,
        current_index(),
        _subject(query, asker),
        asker=asker,
        filters=Filters(countries=(query.country,) if query.country else ()),
    )
    found = search.found(TARGETS[path.kind], 0, query.limit)
    answer = Suggestions.model_validate([plain(suggestion) for suggestion in found.suggestions])
    return Response(answer.model_dump_json(), content_type="application/json")


def _asker(slug: str | None) -> Organisation | None:
    """The organisation asked for.

    :raises NotAllowed: the caller may not see what is suggested to it.
    """
    if slug is None:
        return None
    person = require_person()
    organisation = organisations.by_slug(db.session, person, slug)
    if organisation is None:
        abort(404)
    permissions.check(person, "suggestions.see", organisation)
    return organisation


def _subject(query: SuggestionParameters, asker: Organisation | None) -> Subject:
    if query.text is not None:
        return subject_of_text(TypedText(body=query.text), asker)
    if query.listing is not None or query.project is not None:
        return _subject_of(_thing(query, asker))
    assert asker is not None  # the parameters name one thing at least
    return subject_of_organisation(db.session, asker, utc_now())


def _subject_of(thing: Listing | Project) -> Subject:
    subject = find_subject(db.session, f"{thing.__tablename__}-{thing.id}")
    assert subject is not None  # it was read in the same transaction
    return subject


def _thing(query: SuggestionParameters, asker: Organisation | None) -> Listing | Project:
    """What the caller may read, and of the asking organisation where there is one; 404 else."""
    thing: Listing | Project | None = None
    if query.listing is not None:
        thing = listings.visible_listing(db.session, query.listing, asking_person())
    elif query.project is not None:
        thing = projects.visible_project(db.session, query.project, asking_person())
    if thing is None or (asker is not None and not _is_of(thing, asker)):
        abort(404)
    return thing


def _is_of(thing: Listing | Project, organisation: Organisation) -> bool:
    if isinstance(thing, Listing):
        return thing.organisation_id == organisation.id
    return any(link.organisation_id == organisation.id for link in thing.participations)
