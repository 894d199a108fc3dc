"""What every template may use: the hat, the navigation, language, theme, assets."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from flask import Flask, g, has_request_context, request, session, url_for
from flask_babel import format_date, format_datetime, format_decimal, format_percent
from markupsafe import Markup

from matchmaker import permissions
from matchmaker.settings import PAGE_LANGUAGES
from matchmaker.web import text
from matchmaker.web.authorising import signed_in_person
from matchmaker.web.headers import csp_nonce
from matchmaker.web.translation import LazyString, _, _l, current_language
from models import Membership, MembershipRole, Organisation, Person

#: Each page language by its own name.
LANGUAGE_NAMES = tuple(
    (code, str(Locale.parse(code).get_display_name(code)).capitalize()) for code in PAGE_LANGUAGES
)
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
class Hat:
    """A membership as the top bar shows it; the id is the membership's."""

    id: int
    organisation: Organisation
    role: str


ROLE_WORDS = {
    MembershipRole.OWNER: _l("Owner"),
    MembershipRole.MEMBER: _l("Member"),
    MembershipRole.MANAGER: _l("Cluster manager"),
}


def _shown(membership: Membership) -> Hat:
    return Hat(membership.id, membership.organisation, str(ROLE_WORDS[membership.role]))


@dataclass(frozen=True, slots=True)
class AccountLink:
    """An entry of the account menu."""

    label: str
    url: str
    icon: str


def _account_links(person: Person | None) -> list[AccountLink]:
    if person is None:
        return []
    links = [
        AccountLink(_("Your account"), url_for("people.account"), "user"),
        AccountLink(_("Add an organisation"), url_for("organisations.new"), "plus"),
    ]
    if person.is_secretariat:
        links.append(AccountLink(_("Network"), url_for("network.show"), "topology-star"))
        links.append(AccountLink(_("Claims"), url_for("claims.waiting"), "user-question"))
    if permissions.allowed(person, "report.see", None):
        links.append(AccountLink(_("Fair play"), url_for("reports.show"), "switch-horizontal"))
    if permissions.allowed(person, "ranking.see", None):
        links.append(AccountLink(_("Learnt ranking"), url_for("ranking.show"), "adjustments-horizontal"))
    return links


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
    return (request.endpoint or "").split(".")[0] == endpoint.split(".", maxsplit=1)[0]


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
    if hat.organisation_id in person.managed_cluster_ids:
        return [
            (_l("Overview"), "overview.show"),
            (_l("Desk"), "desk.show"),
            (_l("Members"), "clusters.members"),
            (_l("Suggestions"), "suggestions.mine"),
            (_l("Calls"), "calls.browse"),
        ]
    if hat.organisation.kind.is_host:
        return [
            (_l("Overview"), "overview.show"),
            (_l("Visits"), "visits.day"),
            (_l("Venues"), "venues.mine"),
            (_l("Events"), "events.mine"),
            (_l("Members"), "clusters.members")
            if hat.organisation.kind == "cluster"
            else (_l("Suggestions"), "suggestions.mine"),
        ]
    return [
        (_l("Overview"), "overview.show"),
        (_l("Needs & offers"), "listings.mine"),
        (_l("Suggestions"), "suggestions.mine"),
        (_l("Visits"), "visits.index"),
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
        self._addresses: dict[tuple[str, str], str] = {}

    def __call__(self, path: str) -> str:
        """The address of a static file, for example ``css/app.css``."""
        if self._manifest is None:
            file = self._folder / "vendor" / "manifest.json"
            self._manifest = json.loads(file.read_text()) if file.exists() else {}
        # A page of cards asks for its icons hundreds of times.
        key = (request.script_root if has_request_context() else "", path)
        if key not in self._addresses:
            address = url_for("static", filename=path, v=self._manifest.get(path))
            if not has_request_context():
                return address
            self._addresses[key] = address
        return self._addresses[key]


class Icons:
    """Icons of the sprite as templates write them; a page has a hundred, so that each is made once."""

    def __init__(self, assets: Assets) -> None:
        self._assets = assets

    def __call__(self, name: str, label: object = None, size: int = 20) -> Markup:
        """One icon. Decorative (hidden from screen readers) unless a label is given.

        :param name: one of static/icons.txt.
        :param size: its width and height in pixels.
        """
        return _icon(self._assets("vendor/icons.svg"), name, str(label) if label else "", size)


_LABELLED = Markup('role="img" aria-label="{}"')
_DECORATIVE = Markup('aria-hidden="true" focusable="false"')
_ICON = Markup('<svg class="mm-icon" width="{0}" height="{0}" {1}><use href="{2}#{3}"></use></svg>')


@lru_cache(maxsize=4096)
def _icon(sprite: str, name: str, label: str, size: int) -> Markup:
    return _ICON.format(size, _LABELLED.format(label) if label else _DECORATIVE, sprite, name)


def init_app(app: Flask, *, is_demo: bool) -> None:
    """Give every template its context and filters."""
    assets = Assets(Path(app.static_folder or ""))

    def context() -> dict[str, Any]:
        person, hat = signed_in_person(), current_hat()
        return {
            "hat": _shown(hat) if hat is not None else None,
            "hats": [_shown(membership) for membership in person.memberships] if person else [],
            "navigation": _navigation(),
            "account_links": _account_links(person),
            "locale": current_language(),
            "languages": LANGUAGE_NAMES,
            "theme": current_theme(),
            "is_demo": is_demo,
        }

    app.context_processor(context)
    # Macros see globals only.
    app.jinja_env.globals.update(asset=assets, icon_of_sprite=Icons(assets), csp_nonce=csp_nonce)
    app.add_template_filter(text.rendered_markdown, "markdown")
    app.add_template_filter(text.country_name, "country")
    app.add_template_filter(text.language_name, "language")
    app.add_template_filter(text.excerpt, "excerpt")
    app.add_template_filter(text.with_line_breaks, "lines")
    app.add_template_filter(text.quoted, "quoted")
    app.add_template_filter(format_date, "date")
    app.add_template_filter(text.day_in_words, "day_in_words")
    app.add_template_filter(format_datetime, "datetime")
    app.add_template_filter(format_decimal, "number")
    app.add_template_filter(format_percent, "percent")
    app.add_template_filter(text.euros, "euros")
