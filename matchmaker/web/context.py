"""What every template may use: the hat, the navigation, language, theme, assets."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, g, request, session, url_for
from flask_babel import format_date, format_datetime, format_decimal

from matchmaker.settings import PAGE_LANGUAGES
from matchmaker.web import text
from matchmaker.web.authorising import signed_in_person
from matchmaker.web.headers import csp_nonce
from matchmaker.web.translation import LazyString, _l, current_language
from models import Membership, Person

THEMES = ("auto", "light", "dark")
HAT = "hat"


def current_hat() -> Membership | None:
    """The membership the person acts under: the chosen one, else the first."""
    if "hat" not in g:
        g.hat = _chosen_hat(signed_in_person())
    hat: Membership | None = g.hat
    return hat


def _chosen_hat(person: Person | None) -> Membership | None:
    if person is None or not person.memberships:
        return None
    chosen = person.membership_in(session.get(HAT, 0))
    return chosen or person.memberships[0]


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """A word of the navigation and where it leads."""

    label: LazyString
    url: str
    active: bool


def _navigation() -> list[NavigationEntry]:
    return [
        NavigationEntry(label, url_for(endpoint), _is_active(endpoint))
        for label, endpoint in _entries(signed_in_person(), current_hat())
    ]


def _is_active(endpoint: str) -> bool:
    return (request.endpoint or "").split(".")[0] == endpoint.split(".")[0]


def _entries(person: Person | None, hat: Membership | None) -> list[tuple[LazyString, str]]:
    if person is None:
        return [
            (_l("Needs & offers"), "listings.browse"),
            (_l("Calls"), "calls.browse"),
            (_l("Places"), "venues.browse"),
            (_l("Organisations"), "organisations.directory"),
        ]
    if hat is None:
        common = [
            (_l("Overview"), "overview.show"),
            (_l("Organisations"), "organisations.directory"),
            (_l("Calls"), "calls.browse"),
            (_l("Places"), "venues.browse"),
        ]
        return [*common, (_l("Network"), "network.show")] if person.is_secretariat else common
    if hat.organisation.kind.is_host:
        return [
            (_l("Overview"), "overview.show"),
            (_l("Venues"), "venues.mine"),
            (_l("Needs & offers"), "listings.mine"),
            (_l("Suggestions"), "suggestions.mine"),
            (_l("Members"), "clusters.members")
            if hat.organisation.kind == "cluster"
            else (_l("Calls"), "calls.browse"),
        ]
    return [
        (_l("Overview"), "overview.show"),
        (_l("Needs & offers"), "listings.mine"),
        (_l("Projects"), "projects.mine"),
        (_l("Suggestions"), "suggestions.mine"),
        (_l("Calls"), "calls.browse"),
    ]


def current_theme() -> str:
    """The chosen theme: light, dark, or auto for the system's."""
    chosen = request.cookies.get("theme", "auto")
    return chosen if chosen in THEMES else "auto"


class Assets:
    """Addresses of static files, with a hash so that browsers keep them until they change."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._manifest: dict[str, str] | None = None

    def __call__(self, path: str) -> str:
        """The address of a static file, for example ``css/app.css``."""
        if self._manifest is None:
            file = self._folder / "vendor" / "manifest.json"
            self._manifest = json.loads(file.read_text()) if file.exists() else {}
        version = self._manifest.get(path)
        return url_for("static", filename=path, **({"v": version} if version else {}))


def init_app(app: Flask, *, is_demo: bool) -> None:
    """Give every template its context and filters."""
    assets = Assets(Path(app.static_folder or ""))

    def context() -> dict[str, Any]:
        return {
            "hat": current_hat(),
            "navigation": _navigation(),
            "locale": current_language(),
            "page_languages": PAGE_LANGUAGES,
            "theme": current_theme(),
            "csp_nonce": csp_nonce,
            "asset": assets,
            "is_demo": is_demo,
        }

    app.context_processor(context)
    app.add_template_filter(text.rendered_markdown, "markdown")
    app.add_template_filter(text.country_name, "country")
    app.add_template_filter(text.language_name, "language")
    app.add_template_filter(text.excerpt, "excerpt")
    app.add_template_filter(format_date, "date")
    app.add_template_filter(format_datetime, "datetime")
    app.add_template_filter(format_decimal, "number")
    app.add_template_filter(text.euros, "euros")
