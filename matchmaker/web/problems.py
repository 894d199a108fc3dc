"""Errors for programs: problem documents (RFC 9457) for every address under ``/api/``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import Response, json, request
from werkzeug.exceptions import HTTPException

from matchmaker.web.translation import _l

MEDIA_TYPE = "application/problem+json"
UNDER = "/api/"

DETAILS = {
    400: _l("The request was not understood."),
    401: _l("This needs a personal token that still works, sent as a bearer token."),
    403: _l("You may not do this."),
    404: _l("There is nothing here, or you may not see it."),
    405: _l("This address can't be used with this method."),
    413: _l("That is too large."),
    422: _l("Some parameters are not as the description of the API says."),
    429: _l("Too many requests in a short time. Please wait a minute."),
    500: _l("Something went wrong on our side. Please try again."),
    503: _l("The service is busy. Please try again in a moment."),
}


def are_wanted() -> bool:
    """Does the present request come from a program?"""
    return request.path.startswith(UNDER)


def of_http_error(error: HTTPException) -> Response:
    """An HTTP error as a problem document, with the headers that belong to it."""
    status = error.code or 500
    headers = {name: value for name, value in error.get_headers() if name not in ("Content-Type", "Location")}
    return answer(status, str(DETAILS.get(status, error.description or "")), headers=headers)


def answer(
    status: int,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[Mapping[str, Any]] = (),
) -> Response:
    """A problem document.

    :param detail: one sentence.
    :param errors: what is wrong with which parameter, each with ``parameter`` and ``message``.
    """
    document: dict[str, Any] = {"title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    if errors:
        document["errors"] = list(errors)
    response = Response(json.dumps(document), status, headers, content_type=MEDIA_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Matchmaker"'
    return response
