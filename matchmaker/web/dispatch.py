"""The application class: commits what a writing request did, in one place, if its answer succeeded."""

from __future__ import annotations

import logging
from http import HTTPStatus

from flask import Flask, Response, g, request, session
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import Conflict, ServiceUnavailable

from matchmaker.extensions import db
from matchmaker.transactions import reading_only

log = logging.getLogger(__name__)

READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
#: Pages that write when they are opened: a mailed link confirms an address, and the desk notes who has
#: which item before them.
WRITING_ENDPOINTS = frozenset({"security.confirm_email", "security.logout", "desk.show", "desk.item"})
#: Posted because a text may be too long for an address; asked with every pause in typing.
READING_ENDPOINTS = frozenset({"suggestions.preview"})
#: Pages to which files are sent, and the largest request in bytes that each takes; others take what the
#: application's configuration says.
LARGE_REQUESTS = {"venues.add_picture": 13 * 1024 * 1024}


class TransactionalFlask(Flask):
    """Flask, with one transaction around the dispatch of each request."""

    def full_dispatch_request(self) -> Response:
        writing = request.method not in READING_METHODS or request.endpoint in WRITING_ENDPOINTS
        writing = writing and request.endpoint not in READING_ENDPOINTS
        g.writing = writing
        if request.endpoint in LARGE_REQUESTS:
            request.max_content_length = LARGE_REQUESTS[request.endpoint]
        if writing:
            return super().full_dispatch_request()
        with reading_only():
            return super().full_dispatch_request()

    def dispatch_request(self) -> Response:
        try:
            response = self.make_response(super().dispatch_request())
        except Exception:
            db.session.rollback()
            raise
        if g.writing and response.status_code < HTTPStatus.BAD_REQUEST:
            _commit()
        elif g.writing:
            db.session.rollback()
        return response


def _commit() -> None:
    """Commit, or take back what the page was about to claim.

    :raises Conflict: somebody else changed the same thing at the same time.
    :raises ServiceUnavailable: the database did not take it.
    """
    try:
        db.session.commit()
    except IntegrityError as error:
        _take_back()
        log.warning("A commit met a constraint: %s", error.orig)
        raise Conflict from error
    except OperationalError as error:
        _take_back()
        log.exception("A commit failed.")
        raise ServiceUnavailable from error


def _take_back() -> None:
    db.session.rollback()
    session.pop("_flashes", None)
