"""Suggestions as cards, chips and tabs: finished words and links for the templates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

from flask import request, url_for
from flask_babel import format_date
from markupsafe import Markup

from matchmaker.listings.words import CATEGORIES
from matchmaker.matching import Text
from matchmaker.publication.words import ORGANISATION_KINDS
from matchmaker.suggestions.access import Scene, introductions_with
from matchmaker.suggestions.ranking import Filters
from matchmaker.suggestions.reasons import Suggestion, TextPair, target_slug, top_words
from matchmaker.suggestions.rules import TargetKind
from matchmaker.suggestions.subjects import TYPED, Subject
from matchmaker.suggestions.targets import Target
from matchmaker.suggestions.wording import Pieces, gap_sentence, pair_pieces, reason_pieces
from matchmaker.web.addresses import changed_url, chip, kept_arguments
from matchmaker.web.text import country_name, country_names, excerpt
from matchmaker.web.translation import LazyString, _, _l, _n, current_language
from models import Call, CallKind, Organisation, Venue, VerificationState
from models.columns import utc_now

TAB_WORDS: dict[TargetKind, tuple[LazyString, str]] = {
    TargetKind.PARTNER: (_l("Partners"), "users-group"),
    TargetKind.CALL: (_l("Calls"), "target"),
    TargetKind.VENUE: (_l("Places"), "map-pin"),
}
CALL_KINDS: dict[CallKind, LazyString] = {
    CallKind.FUNDING: _l("Funding call"),
    CallKind.PROCUREMENT: _l("Procurement"),
    CallKind.PILOT: _l("Pilot"),
    CallKind.FACILITY_ACCESS: _l("Access to facilities"),
    CallKind.CHALLENGE: _l("Challenge"),
    CallKind.ACCELERATOR: _l("Accelerator"),
    CallKind.TRAINING: _l("Training"),
}
#: The part of a page of suggestions that says only how many there are.
COUNT = "count"
#: More choices than this are picked from a list, not from links.
MOST_LINKS = 30
#: Servers refuse addresses much longer than this, in bytes.
LONGEST_IN_ADDRESS = 3_000
_OPTION = Markup('<option value="{}">{}</option>')
#: A deadline this many days away or nearer is marked as closing.
CLOSING_DAYS = 21


@dataclass(frozen=True, slots=True)
class Card:
    """A suggestion as `result_card` takes it, with what its actions need."""

    id: str
    slug: str
    title: str
    url: str
    kind: str
    place: str
    summary: str
    language: str | None
    reason: Pieces
    strength: float
    missing: list[str]
    marks: list[str]
    why_url: str
    saved: bool
    #: Where one asks to meet whoever is behind it; empty where nobody there would get the request.
    ask_url: str = ""
    #: Where one goes on instead with those one asked or met already; empty for all others.
    introduction_url: str = ""


def cards(suggestions: tuple[Suggestion, ...], scene: Scene, *, gaps: int = 4) -> list[Card]:
    """Cards for a list.

    :param gaps: how many of the things that are missing each shows.
    """
    return [card(suggestion, scene, gaps=gaps) for suggestion in suggestions]


def card(suggestion: Suggestion, scene: Scene, *, gaps: int = 4) -> Card:
    """One suggestion as a card."""
    target = suggestion.target
    title, url, kind, summary, language = described(target)
    return Card(
        id=suggestion.slug,
        slug=suggestion.slug,
        title=title,
        url=url,
        kind=kind,
        place=_place(target, suggestion.distance_km),
        summary=summary,
        language=language if language != current_language() else None,
        reason=reason_pieces(suggestion, own=scene.own),
        strength=suggestion.strength,
        missing=[gap_sentence(gap) for gap in suggestion.gaps[:gaps]],
        marks=_marks(suggestion, utc_now()),
        why_url=subject_url("suggestions.why", scene.subject, target=suggestion.slug),
        saved=suggestion.saved,
        ask_url=ask_url(target, scene),
        introduction_url=introduction_url(target, scene),
    )


def ask_url(target: Target, scene: Scene) -> str:
    """Where an organisation asks to be introduced to whoever is behind a target, the reasons coming along."""
    behind = _behind(target)
    if scene.asker is None or behind is None or behind.id == scene.asker.id:
        return ""
    if not behind.is_claimed or not behind.open_to_introductions or introduction_url(target, scene):
        return ""
    subject = None if scene.subject.slug == TYPED else scene.subject.slug
    values: dict[str, Any] = {"with": slug_of(target), "for": subject}
    return url_for("introductions.new", **values)


def introduction_url(target: Target, scene: Scene) -> str:
    """The introduction to whoever is behind a target that waits or was accepted; empty if there is none."""
    behind = _behind(target)
    if scene.asker is None or behind is None:
        return ""
    number = introductions_with(scene.asker).get(behind.id)
    return "" if number is None else url_for("introductions.show", introduction_id=number)


def _behind(target: Target) -> Organisation | None:
    match target:
        case Organisation():
            return target
        case Call():
            return target.owner
        case Venue():
            return target.host


def described(target: Target) -> tuple[str, str, str, str, str]:
    """Title, address, kind in words, summary and its language."""
    match target:
        case Organisation():
            return (
                target.name,
                url_for("organisations.show", slug=target.slug),
                str(ORGANISATION_KINDS[target.kind]),
                excerpt(target.story, 170),
                target.language,
            )
        case Call():
            words = " · ".join(part for part in (str(CALL_KINDS[target.kind]), target.programme) if part)
            url = url_for("calls.show", call_id=target.id)
            return target.title, url, words, excerpt(target.text, 170), target.language
        case Venue():
            url = url_for("venues.show", slug=target.slug)
            return target.name, url, target.host.name, excerpt(target.description, 170), target.language


def place_words(organisation: Organisation) -> str:
    """City and country."""
    return ", ".join(part for part in (organisation.city, country_name(organisation.country)) if part)


def pair_sentence(pair: TextPair, scene: Scene) -> Pieces:
    """Why two texts met, in a sentence."""
    return pair_pieces(pair, own=scene.own)


def slug_of(target: Target) -> str:
    """How links name a target."""
    return target_slug(target)


def columns(suggestions: list[Suggestion], scene: Scene) -> list[dict[str, Any]]:
    """Suggestions to compare: the card, its weightiest words, and the facts of the thing."""
    return [
        {
            "card": card(suggestion, scene),
            "words": ", ".join(top_words(suggestion.contributions, 8)),
            "pairs": len(suggestion.pairs),
        }
        for suggestion in suggestions
    ]


def _place(target: Target, distance: float | None) -> str:
    if isinstance(target, Call):
        return deadline_words(target, utc_now())
    where = ", ".join(part for part in (target.city, country_name(target.country)) if part)
    return where if distance is None else str(_("%(place)s · %(km)s km", place=where, km=round(distance)))


def deadline_words(call: Call, now: datetime) -> str:
    """When a call closes, and in how many days."""
    deadline = call.next_deadline(now)
    if deadline is None:
        return str(_("No deadline"))
    days = (deadline.date() - now.date()).days
    left = _n("%(num)s day left", "%(num)s days left", days)
    return str(_("closes %(date)s, %(left)s", date=format_date(deadline), left=left))


def _marks(suggestion: Suggestion, now: datetime) -> list[str]:
    target = suggestion.target
    match target:
        case Organisation():
            marks = ["verified"] if target.verification is VerificationState.VERIFIED else []
            if target.is_claimed and suggestion.stale:
                marks.append("stale")
            return marks
        case Call():
            if target.opens_on is not None and target.opens_on > now.date():
                return ["forthcoming"]
            deadline = target.next_deadline(now)
            closing = deadline is not None and (deadline.date() - now.date()).days <= CLOSING_DAYS
            return ["closing"] if closing else ["open"]
    return []


def subject_url(endpoint: str, subject: Subject, **values: Any) -> str:
    """An address about a subject; a typed text travels along, as much of it as an address takes."""
    if subject.slug == TYPED:
        values["q"] = _fitting(subject.sources[0].text) if subject.sources else ""
    return url_for(endpoint, subject=subject.slug, **values)


def _fitting(text: Text) -> str:
    words = "\n\n".join(part for part in (text.title, text.body, text.keywords) if part)
    while len(quote_plus(words)) > LONGEST_IN_ADDRESS:
        words = words[: len(words) * 4 // 5]
    return words


def frame(scene: Scene) -> dict[str, Any]:
    """What every page about a subject shows around its own content."""
    typed = scene.subject.slug == TYPED and bool(scene.subject.sources)
    return {
        "scene": scene,
        "subject": scene.subject,
        "query": _fitting(scene.subject.sources[0].text) if typed else None,
        "list_url": subject_url("suggestions.show", scene.subject),
    }


def noun(kind: TargetKind, number: int) -> str:
    """What a list of so many is a list of."""
    match kind:
        case TargetKind.PARTNER:
            words = _n("partner", "partners", number)
        case TargetKind.CALL:
            words = _n("open call", "open calls", number)
        case TargetKind.VENUE:
            words = _n("place", "places", number)
    return str(words)


def tab_items(active: str, counts: dict[TargetKind, int], url: Callable[..., str]) -> list[dict[str, Any]]:
    """The tabs of a page of suggestions.

    :param counts: of the kinds that were looked for; the page fetches the others' when it is drawn.
    :param url: takes the name of a tab and further values, returns its address.
    """
    return [
        {
            "label": str(label),
            "icon": icon,
            "count": counts.get(kind),
            "count_url": url(kind.value, fragment=COUNT),
            "url": url(kind.value),
            "active": active == kind.value,
        }
        for kind, (label, icon) in TAB_WORDS.items()
    ]


@dataclass(frozen=True, slots=True)
class FilterBar:
    """Filters as chips in force and menus to choose from."""

    chips: list[dict[str, str]]
    menus: list[dict[str, Any]]
    sme: dict[str, Any]
    clear_url: str


def filter_bar(filters: Filters, countries: list[str], kind: TargetKind) -> FilterBar:
    """The filters of this page as links.

    :param countries: codes to choose from.
    """
    chips = [chip(_("Country"), country_name(code), "country", code) for code in filters.countries]
    chips += [chip(_("Kind"), _kind_word(value), "kind", value) for value in filters.kinds]
    chips += [chip(_("About"), _category_word(value), "category", value) for value in filters.categories]
    if filters.sme_only:
        chips.append(chip("", _("Small and medium companies only"), "sme", "1"))
    names = country_names()
    menus = [_menu(_("Country"), "country", sorted((names.get(code, code), code) for code in countries))]
    if kind is not TargetKind.VENUE:
        kinds = [(str(word), known.value) for known, word in ORGANISATION_KINDS.items()]
        menus.append(_menu(_("Who may apply") if kind is TargetKind.CALL else _("Kind"), "kind", kinds))
    if kind is TargetKind.PARTNER:
        categories = [(str(word), known.value) for known, word in CATEGORIES.items()]
        menus.append(_menu(_("About"), "category", categories))
    sme = {"label": _("SMEs only"), "url": changed_url("sme", "1"), "active": filters.sme_only}
    clear = changed_url("country", None, also=("kind", "category", "sme"))
    return FilterBar(chips, menus, sme, clear)


def _menu(label: str, name: str, options: list[tuple[str, str]]) -> dict[str, Any]:
    chosen = request.args.getlist(name)
    menu: dict[str, Any] = {"label": label, "name": name, "active": bool(chosen), "kept": None}
    if len(options) > MOST_LINKS:
        menu["kept"] = [*kept_arguments().items(multi=True)]
        menu["options"] = _elements(tuple(option for option in options if option[1] not in chosen))
    else:
        menu["options"] = [
            {"label": word, "url": changed_url(name, value), "active": value in chosen}
            for word, value in options
        ]
    return menu


@lru_cache(maxsize=256)
def _elements(options: tuple[tuple[str, str], ...]) -> Markup:
    """Choices as elements; there are two hundred countries, the same on most pages."""
    return Markup("").join(_OPTION.format(value, word) for word, value in options)


def _kind_word(value: str) -> str:
    return next(str(word) for kind, word in ORGANISATION_KINDS.items() if kind.value == value)


def _category_word(value: str) -> str:
    return next(str(word) for category, word in CATEGORIES.items() if category.value == value)
