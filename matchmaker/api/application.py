"""The API as a blueprint: its addresses in one list, who asks, errors, and its own description."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Flask, Response, jsonify, request
from flask_openapi.blueprint import APIBlueprint
from flask_openapi.models import OpenAPISpec
from flask_openapi.models.components import Components
from flask_openapi.models.info import Info
from flask_openapi.models.schema import Schema
from flask_openapi.models.tag import Tag
from flask_openapi.types import ResponseDict
from pydantic import BaseModel, Field, ValidationError

from matchmaker import extensions
from matchmaker.api import introductions, shapes, suggestions, views, visits
from matchmaker.api.authentication import recognise
from matchmaker.api.introduction_shapes import IntroductionBrief, IntroductionWhole
from matchmaker.api.visit_shapes import VisitBrief, VisitWhole
from matchmaker.web import problems
from matchmaker.web.translation import _

PREFIX = "/api/v1"
VERSION = "1.0.0"
#: flask-openapi would say 3.2, which few tools read.
OPENAPI = "3.1.0"
BEARER = "token"
READING_REFUSALS = (401, 403, 404, 422, 429)
#: 409: it is too late for that, or a limit is reached; the sentence says which.
WRITING_REFUSALS = (*READING_REFUSALS, 409)


class ParameterError(BaseModel):
    """What is wrong with a parameter."""

    parameter: str
    message: str


class Problem(BaseModel):
    """An error (RFC 9457)."""

    title: str
    status: int
    detail: str
    errors: list[ParameterError] = Field(default=[], description="Only where parameters are wrong.")


@dataclass(frozen=True, slots=True)
class Reading:
    """An address, the function that answers, and the shape of the answer."""

    rule: str
    view: Callable[..., Response]
    answer: type[BaseModel]
    #: Without a token there is nothing to read at all.
    needs_token: bool = False


@dataclass(frozen=True, slots=True)
class Writing:
    """An address to post to with a token, the function that answers, the shape and status of the answer."""

    rule: str
    view: Callable[..., Response]
    answer: type[BaseModel]
    status: int = 200


_ONE = "/introductions/<introduction_id>"
_VISIT = "/visits/<token>"
READINGS: tuple[Reading, ...] = (
    Reading("/organisations", views.list_organisations, shapes.Page[shapes.OrganisationBrief]),
    Reading("/organisations/<slug>", views.show_organisation, shapes.OrganisationAndWork),
    Reading("/listings", views.list_listings, shapes.Page[shapes.ListingBrief]),
    Reading("/listings/<listing_id>", views.show_listing, shapes.ListingWhole),
    Reading("/projects", views.list_projects, shapes.Page[shapes.ProjectBrief]),
    Reading("/projects/<project_id>", views.show_project, shapes.ProjectWhole),
    Reading("/calls", views.list_calls, shapes.Page[shapes.CallBrief]),
    Reading("/calls/<call_id>", views.show_call, shapes.CallWhole),
    Reading("/venues", views.list_venues, shapes.Page[shapes.VenueBrief]),
    Reading("/venues/<slug>", views.show_venue, shapes.VenueWhole),
    Reading("/suggestions/<kind>", suggestions.suggest, shapes.Suggestions),
    Reading(
        "/introductions", introductions.list_introductions, shapes.Page[IntroductionBrief], needs_token=True
    ),
    Reading(_ONE, introductions.show_introduction, IntroductionWhole, needs_token=True),
    Reading("/visits", visits.list_visits, shapes.Page[VisitBrief], needs_token=True),
    Reading(_VISIT, visits.show_visit, VisitWhole, needs_token=True),
)
WRITINGS: tuple[Writing, ...] = (
    Writing("/introductions", introductions.request_introduction, IntroductionWhole, 201),
    Writing(f"{_ONE}/withdraw", introductions.withdraw_introduction, IntroductionWhole),
    Writing(f"{_ONE}/accept", introductions.accept_introduction, IntroductionWhole),
    Writing(f"{_ONE}/decline", introductions.decline_introduction, IntroductionWhole),
    Writing("/visits", visits.request_visit, VisitWhole, 201),
    Writing(f"{_VISIT}/dates", visits.change_visit_dates, VisitWhole),
    Writing(f"{_VISIT}/agree", visits.agree_to_visit_dates, VisitWhole),
    Writing(f"{_VISIT}/turn-down", visits.turn_down_visit_dates, VisitWhole),
    Writing(f"{_VISIT}/withdraw", visits.withdraw_visit, VisitWhole),
    Writing(f"{_VISIT}/take", visits.take_visit_place, VisitWhole),
    Writing(f"{_VISIT}/cancel", visits.cancel_visit, VisitWhole),
    Writing(f"{_VISIT}/accept", visits.accept_visit, VisitWhole),
    Writing(f"{_VISIT}/decline", visits.decline_visit, VisitWhole),
    Writing(f"{_VISIT}/arrive", visits.note_arrival, VisitWhole),
    Writing(f"{_VISIT}/no-show", visits.note_no_show, VisitWhole),
    Writing(f"{_VISIT}/complete", visits.complete_visit, VisitWhole),
)


def init_app(app: Flask) -> None:
    """Register the API. It takes no cookies as proof, so that its posts need no CSRF token."""
    # What flask-openapi's own subclass of Flask would set; we have one of ours.
    app.validation_error_callback = refused_parameters  # type: ignore[attr-defined]
    app.validate_response = None  # type: ignore[attr-defined]
    blueprint = _blueprint()
    extensions.csrf.exempt(blueprint)
    app.register_blueprint(blueprint)


@cache
def _blueprint() -> APIBlueprint:
    blueprint = APIBlueprint("api", __name__, url_prefix=PREFIX, operation_id_callback=_operation_id)
    blueprint.before_request(recognise)
    blueprint.before_request(_refuse_repeated)
    blueprint.after_request(_set_headers)
    for reading in READINGS:
        blueprint.get(
            reading.rule,
            tags=_tags(reading.rule),
            # Without a token what everybody may see, with one what its person may see.
            security=[{BEARER: []}] if reading.needs_token else [{}, {BEARER: []}],
            responses=_responses(200, reading.answer, READING_REFUSALS),
        )(reading.view)
    for writing in WRITINGS:
        blueprint.post(
            writing.rule,
            tags=_tags(writing.rule),
            security=[{BEARER: []}],
            responses=_responses(writing.status, writing.answer, WRITING_REFUSALS),
        )(writing.view)
    blueprint.add_url_rule("/openapi.json", "specification", specification)
    return blueprint


def specification() -> Response:
    """The description of the API, in the form of OpenAPI."""
    return jsonify(described())


@cache
def described() -> dict[str, Any]:
    blueprint = _blueprint()
    schemas = {**blueprint.components_schemas, "Problem": Schema(**_problem_schema())}
    spec = OpenAPISpec(
        openapi=OPENAPI,
        info=Info(title="Matchmaker", version=VERSION, description=_DESCRIPTION),
        paths=blueprint.paths,
        tags=blueprint.tags,
        components=Components(schemas=schemas),
    )
    document: dict[str, Any] = spec.model_dump(mode="json", by_alias=True, exclude_none=True, warnings=False)
    document["components"]["securitySchemes"] = {BEARER: {"type": "http", "scheme": "bearer"}}
    return document


_DESCRIPTION = (
    "Organisations, their needs, offers and projects, calls, venues, and who fits whom. "
    "With a token, introductions and visits too: read, ask, take back, answer. "
    "Lists come in pages: send `next_cursor` back as `cursor`. Errors are problem documents (RFC 9457)."
)


def _problem_schema() -> dict[str, Any]:
    schema = Problem.model_json_schema()
    schema["properties"]["errors"]["items"] = schema.pop("$defs")["ParameterError"]
    return schema


def _tags(rule: str) -> list[Tag | dict[str, Any]]:
    return [{"name": rule.split("/")[1]}]


def _responses(status: int, answer: type[BaseModel], refusals: Iterable[int]) -> ResponseDict:
    content = {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: answer, **{refusal: {"content": content} for refusal in refusals}}


def _operation_id(*, name: str, path: str, method: str) -> str:
    return name


def refused_parameters(error: ValidationError) -> Response:
    """What is wrong with which parameter, as a problem document."""
    errors = [
        {"parameter": str(one["loc"][0]) if one["loc"] else "", "message": _message(one["msg"])}
        for one in error.errors(include_url=False, include_input=False, include_context=False)
        # That a parameter might also be left out helps nobody.
        if one["type"] != "none_required"
    ]
    return problems.answer(422, str(problems.DETAILS[422]), errors=errors)


def _message(text: str) -> str:
    return text.removeprefix("Value error, ")


def _refuse_repeated() -> Response | None:
    """A parameter given twice means one of two things; say so instead of choosing."""
    counts = Counter(name for name, _value in request.args.items(multi=True))
    repeated = [
        {"parameter": name, "message": _("This is given more than once.")}
        for name, count in counts.items()
        if count > 1
    ]
    return problems.answer(422, str(problems.DETAILS[422]), errors=repeated) if repeated else None


def _set_headers(response: Response) -> Response:
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(("Authorization", "Accept-Language"))
    return response
