"""Answering with a calendar file."""

from __future__ import annotations

from flask import Response, make_response, request

from matchmaker.calendar.feeds import tag_of

CALENDAR = "text/calendar; charset=utf-8"


def calendar_answer(file: str, name: str) -> Response:
    """A calendar file, or 304 for who has the same one."""
    answer = make_response(file)
    answer.headers["Content-Type"] = CALENDAR
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    # Kept by the program that asked and by nobody on the way, and looked at again each time.
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.set_etag(tag_of(file))
    answer.make_conditional(request)
    return answer
