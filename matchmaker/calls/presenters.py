"""Calls as pages show them: cards, facts, tabs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.dates import format_datetime
from flask import request, url_for
from flask_babel import format_date

from matchmaker.calls import words
from matchmaker.calls.queries import Filters
from matchmaker.calls.rules import SOON_DAYS, ZONE, Conditions, Phase, phase
from matchmaker.publication.fields import member_of
from matchmaker.publication.rules import is_web_address
from matchmaker.publication.words import kinds_in_words
from matchmaker.web.text import country_name, euros, excerpt, language_name
from matchmaker.web.translation import _, _n, current_language
from models import Call, CallKind, PublicationState
from models.columns import utc_now

#: Days in which a deadline may be asked for.
WITHIN_DAYS = (14, 30, 90, 180)


@dataclass(frozen=True, slots=True)
class CallCard:
    """A call in a list, finished for the card."""

    title: str
    url: str
    identifier: str
    kind: str
    programme: str
    owner: str
    summary: str
    deadline: str
    deadline_note: str
    budget: str
    badge: str
    external: bool


def card_of(call: Call) -> CallCard:
    """The card of a call whose owner and deadlines are loaded."""
    now = utc_now()
    ahead = call.next_deadline(now)
    return CallCard(
        title=call.title,
        url=url_for("calls.show", call_id=call.id),
        identifier=call.identifier,
        kind=str(words.KINDS[call.kind]),
        programme=call.programme,
        owner=call.owner.name if call.owner is not None else "",
        summary=excerpt(call.text),
        deadline=in_zone(ahead) if ahead else "",
        deadline_note=_days_left(ahead, now) if ahead else "",
        budget=budget_of(call),
        badge=badge_of(call, now),
        external=call.is_external,
    )


def in_zone(at: datetime) -> str:
    """A deadline in the zone of calls, which is named."""
    text = format_datetime(at, "d MMM y, HH:mm", tzinfo=ZONE, locale=current_language())
    return str(_("%(time)s Brussels time", time=text))


def _days_left(at: datetime, now: datetime) -> str:
    days = (at.astimezone(ZONE).date() - now.astimezone(ZONE).date()).days
    if days == 0:
        return str(_("today"))
    return str(_n("in one day", "in %(num)s days", days))


def phase_of(call: Call, now: datetime) -> Phase:
    """The phase of a call whose deadlines are loaded."""
    return phase(call.opens_on, [deadline.at for deadline in call.deadlines], now)


def badge_of(call: Call, now: datetime) -> str:
    """The badge of a call: its phase once it is shown, else its state."""
    if call.state is not PublicationState.PUBLISHED:
        return call.state.value
    current = phase_of(call, now)
    ahead = call.next_deadline(now)
    if current is Phase.OPEN and ahead is not None and (ahead - now).days < SOON_DAYS:
        return "closing"
    return current.value


def budget_of(call: Call) -> str:
    """The budget of a project in words, as far as it is known."""
    if call.budget_min is not None and call.budget_max is not None and call.budget_min != call.budget_max:
        return str(_("%(least)s to %(most)s", least=euros(call.budget_min), most=euros(call.budget_max)))
    if call.budget_max is not None:
        return str(_("up to %(most)s", most=euros(call.budget_max)))
    return str(_("from %(least)s", least=euros(call.budget_min))) if call.budget_min is not None else ""


def details_of(call: Call) -> list[tuple[str, str]]:
    """The facts beside the text, label and value."""
    everybody = _("Organisations of every kind")
    return [
        (_("Kind of call"), str(words.KINDS[call.kind])),
        (_("Identifier"), call.identifier),
        (_("Programme"), call.programme),
        (_("Opens on"), format_date(call.opens_on) if call.opens_on else ""),
        (_("Budget of a project"), budget_of(call)),
        (_("Who may apply"), kinds_in_words(call.who_may_apply) or everybody),
        (_("From"), ", ".join(map(country_name, call.countries)) or _("Every country")),
        (_("Written in"), language_name(call.language)),
    ]


@dataclass(frozen=True, slots=True)
class DeadlineLine:
    """One deadline of a call: as a machine reads it, as people do, and how long it is off."""

    iso: str
    text: str
    note: str
    is_past: bool


def deadlines_of(call: Call) -> list[DeadlineLine]:
    """All deadlines, the first first."""
    now = utc_now()
    return [
        DeadlineLine(
            deadline.at.astimezone(ZONE).isoformat(),
            in_zone(deadline.at),
            _("past") if deadline.at < now else _days_left(deadline.at, now),
            deadline.at < now,
        )
        for deadline in call.deadlines
    ]


def conditions_of(call: Call) -> list[str]:
    """What a consortium must have, a sentence each."""
    conditions = Conditions.of(call.conditions)
    sentences = []
    if conditions.minimum_entities:
        sentences.append(
            _n("At least one organisation", "At least %(num)s organisations", conditions.minimum_entities)
        )
    if conditions.minimum_countries:
        sentences.append(
            _n("From at least one country", "From at least %(num)s countries", conditions.minimum_countries)
        )
    if conditions.required_countries:
        names = ", ".join(map(country_name, conditions.required_countries))
        sentences.append(_("Among them: %(countries)s", countries=names))
    return sentences


def way_out(call: Call) -> str:
    """Where to apply, if that is elsewhere and an address a page may link to."""
    return call.external_url if is_web_address(call.external_url) else ""


def filters_in_force() -> Filters:
    """The filters of the request's address; what makes no sense there is left out."""
    within = request.args.get("within", "")
    return Filters(
        words=request.args.get("q", "").strip()[:200],
        kind=member_of(CallKind, request.args.get("kind")),
        country=request.args.get("country", "")[:2].upper(),
        within=int(within) if within in map(str, WITHIN_DAYS) else None,
    )


def phase_in_force() -> Phase:
    """The tab of the request's address; the open ones by default."""
    return member_of(Phase, request.args.get("phase")) or Phase.OPEN


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab of the list."""

    label: str
    url: str
    active: bool
    count: int


def phase_tabs(current: Phase, counts: dict[Phase, int]) -> list[Tab]:
    """Open, forthcoming, closed, each with its count under the filters in force."""
    given = request.args.items()
    kept: dict[str, Any] = {name: value for name, value in given if name not in ("phase", "page")}
    return [
        Tab(
            str(word),
            url_for("calls.browse", **{**kept, "phase": phase.value}),
            phase is current,
            counts[phase],
        )
        for phase, word in words.PHASES.items()
    ]


def within_choices() -> list[tuple[int, str]]:
    """Spans in which a deadline may be asked for."""
    return [(days, _n("in one day", "in %(num)s days", days)) for days in WITHIN_DAYS]
