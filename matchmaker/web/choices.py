"""What a visitor chooses for pages: language, theme, time zone."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, current_app, redirect, request, url_for

from matchmaker.extensions import db
from matchmaker.settings import PAGE_LANGUAGES
from matchmaker.web.authorising import signed_in_person
from matchmaker.web.context import THEMES

A_YEAR = 365 * 24 * 3600
LANGUAGE_COOKIE = "language"


def language() -> str:
    """The page's language: chosen here, set on the account, or asked for by the browser."""
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in PAGE_LANGUAGES:
        return str(chosen)
    person = signed_in_person()
    if person is not None and person.locale in PAGE_LANGUAGES:
        return person.locale
    return request.accept_languages.best_match(PAGE_LANGUAGES) or PAGE_LANGUAGES[0]


def time_zone() -> str:
    """The zone times are shown in: the person's, else the operator's."""
    person = signed_in_person()
    return person.time_zone if person is not None else str(current_app.config["BABEL_DEFAULT_TIMEZONE"])


def choose_language() -> Response:
    """Keep the chosen language in a cookie, and on the account of who is signed in."""
    answer = _back()
    chosen = request.form.get("language", "")
    if chosen in PAGE_LANGUAGES:
        answer.set_cookie(
            LANGUAGE_COOKIE,
            chosen,
            max_age=A_YEAR,
            samesite="Lax",
            httponly=True,
            secure=request.is_secure,
        )
        person = signed_in_person()
        if person is not None:
            person.locale = chosen
            db.session.add(person)
    return answer


def choose_theme() -> Response:
    """Keep the chosen theme in a cookie."""
    answer = _back()
    chosen = request.form.get("theme", "")
    if chosen in THEMES:
        answer.set_cookie(
            "theme", chosen, max_age=A_YEAR, samesite="Lax", httponly=True, secure=request.is_secure
        )
    return answer


def local_address(address: str | None) -> str | None:
    """The address if it stays on this service, else None: links and forms can be forged."""
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or not address.startswith("/") or address.startswith(("//", "/\\")):
        return None
    return address


def _back() -> Response:
    target = local_address(request.form.get("next")) or url_for("pages.home")
    return redirect(target, code=303)  # type: ignore[return-value]
