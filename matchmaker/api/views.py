"""The readings of the API. Each sees what its caller may see, by the slices' own rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, abort
from pydantic import BaseModel

from matchmaker.api import queries, shapes
from matchmaker.api.authentication import asking_person
from matchmaker.api.paging import page
from matchmaker.api.parameters import (
    BySlug,
    CallFilters,
    CallPath,
    ListingFilters,
    ListingPath,
    OrganisationFilters,
    ProjectFilters,
    ProjectPath,
    VenueFilters,
)
from matchmaker.calls import queries as calls
from matchmaker.extensions import db
from matchmaker.listings import queries as listings
from matchmaker.organisations import queries as organisations
from matchmaker.venues import queries as venues
from models import Call, Direction, Listing, Organisation, Project, Venue
from models.columns import utc_now


def list_organisations(query: OrganisationFilters) -> Response:
    """Organisations"""
    rows, cursor = page(
        db.session,
        queries.chosen_organisations(asking_person(), query),
        Organisation.id,
        limit=query.limit,
        cursor=query.cursor,
        list_name="organisations",
    )
    return _page(shapes.Page[shapes.OrganisationBrief], rows, cursor)


def show_organisation(path: BySlug) -> Response:
    """An organisation with its needs, its offers and its latest projects"""
    person = asking_person()
    organisation = organisations.by_slug(db.session, person, path.slug)
    if organisation is None:
        abort(404)
    published = queries.listings_of(db.session, person, organisation)
    return _answer(
        shapes.OrganisationAndWork,
        {
            "organisation": organisation,
            "needs": [listing for listing in published if listing.direction is Direction.NEED],
            "offers": [listing for listing in published if listing.direction is Direction.OFFER],
            "projects": queries.projects_of(db.session, person, organisation),
        },
    )


def list_listings(query: ListingFilters) -> Response:
    """Needs and offers"""
    rows, cursor = page(
        db.session,
        queries.chosen_listings(asking_person(), query),
        Listing.id,
        limit=query.limit,
        cursor=query.cursor,
        list_name="listings",
    )
    return _page(shapes.Page[shapes.ListingBrief], rows, cursor)


def show_listing(path: ListingPath) -> Response:
    """A need or an offer"""
    listing = listings.visible_listing(db.session, path.listing_id, asking_person())
    return _answer(shapes.ListingWhole, listing)


def list_projects(query: ProjectFilters) -> Response:
    """Projects"""
    rows, cursor = page(
        db.session,
        queries.chosen_projects(asking_person(), query),
        Project.id,
        limit=query.limit,
        cursor=query.cursor,
        list_name="projects",
    )
    return _page(shapes.Page[shapes.ProjectBrief], rows, cursor)


def show_project(path: ProjectPath) -> Response:
    """A project with its participants"""
    return _answer(shapes.ProjectWhole, queries.one_project(db.session, asking_person(), path.project_id))


def list_calls(query: CallFilters) -> Response:
    """Calls"""
    rows, cursor = page(
        db.session,
        queries.chosen_calls(asking_person(), query, now=utc_now()),
        Call.id,
        limit=query.limit,
        cursor=query.cursor,
        list_name="calls",
    )
    return _page(shapes.Page[shapes.CallBrief], rows, cursor)


def show_call(path: CallPath) -> Response:
    """A call"""
    return _answer(shapes.CallWhole, calls.visible_call(db.session, path.call_id, asking_person()))


def list_venues(query: VenueFilters) -> Response:
    """Venues"""
    rows, cursor = page(
        db.session,
        queries.chosen_venues(asking_person(), query),
        Venue.id,
        limit=query.limit,
        cursor=query.cursor,
        list_name="venues",
    )
    return _page(shapes.Page[shapes.VenueBrief], rows, cursor)


def show_venue(path: BySlug) -> Response:
    """A venue with its spaces, hours and local guide"""
    return _answer(shapes.VenueWhole, venues.visible_venue(db.session, path.slug, asking_person()))


def _page(shape: type[BaseModel], rows: Sequence[Any], cursor: str | None) -> Response:
    return _answer(shape, {"items": rows, "next_cursor": cursor})


def _answer(shape: type[BaseModel], values: object) -> Response:
    """The values in a shape; 404 where there are none."""
    if values is None:
        abort(404)
    return Response(shape.model_validate(values).model_dump_json(), content_type="application/json")
