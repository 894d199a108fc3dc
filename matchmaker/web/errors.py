"""Errors as sentences with a way out; refusals as the sentence they carry."""

from __future__ import annotations

import logging

from flask import Flask, Response, make_response, redirect, render_template, request, url_for
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from matchmaker.refusals import Refusal
from matchmaker.web import problems
from matchmaker.web.translation import _, _l, refusal_text

log = logging.getLogger(__name__)

SENTENCES = {
    400: _l("Something in the request was not understood. Go back, reload the page and try again."),
    403: _l("You may not do this."),
    404: _l("There is nothing here. It may have been moved, withdrawn or deleted."),
    405: _l("This page can't be used that way."),
    409: _l(
        "Somebody changed the same thing at the same moment. Nothing was saved; please look again and repeat."
    ),
    413: _l("That is too large to send. Shorten the text or the file and try again."),
    429: _l("Too many tries in a short time. Please wait a minute."),
    500: _l("Something went wrong on our side. Nothing was saved; please try again."),
    503: _l("The service is busy. Nothing was saved; please try again in a moment."),
}


def _page(status: int, sentence: str) -> Response:
    try:
        return make_response(render_template("errors/error.html", status=status, sentence=sentence), status)
    except SQLAlchemyError:
        # The frame asks who is signed in; without a database the sentence stands alone.
        return Response(sentence, status, mimetype="text/plain")


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if error.response is not None:
        return error.response  # type: ignore[return-value]
    if isinstance(error, SecurityError):
        # Asked under a name that is not ours: no page, as its links would carry that name.
        return Response(str(SENTENCES[400]), 400, mimetype="text/plain")
    if problems.are_wanted():
        return problems.of_http_error(error)
    if status == 401:
        back = request.full_path if request.method == "GET" else None
        return redirect(url_for("security.login", next=back))  # type: ignore[return-value]
    if 300 <= status < 400:
        return error.get_response()  # type: ignore[return-value]
    return _page(status, str(SENTENCES.get(status, error.description or _("That did not work."))))


def _refused(refusal: Refusal) -> Response:
    if problems.are_wanted():
        return problems.answer(refusal.status, refusal_text(refusal))
    return _page(refusal.status, refusal_text(refusal))


def _unexpected(error: InternalServerError) -> Response:
    if problems.are_wanted():
        return problems.of_http_error(error)
    return _page(500, str(SENTENCES[500]))


def _no_database(error: OperationalError) -> Response:
    log.exception("The database did not answer.", exc_info=error)
    if problems.are_wanted():
        return problems.answer(503, str(SENTENCES[503]))
    return _page(503, str(SENTENCES[503]))


def init_app(app: Flask) -> None:
    """Register the pages for errors and refusals."""
    app.register_error_handler(OperationalError, _no_database)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(InternalServerError, _unexpected)
    app.register_error_handler(Refusal, _refused)
