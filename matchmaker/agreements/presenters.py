"""The agreement for pages: signatures, signatories and their notices in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import format_date, format_decimal

from matchmaker.agreements import rules, words
from matchmaker.agreements.changes import Changes, ClauseChange
from matchmaker.agreements.queries import Signatory, holding
from matchmaker.publication.words import ORGANISATION_KINDS
from matchmaker.web.text import country_name
from matchmaker.web.translation import _, _n
from models import (
    AgreementTerms,
    HostAdditions,
    Person,
    Signature,
    SignatureState,
    VerificationState,
    VisitService,
)

#: Shape and colour of a state: names of `components/badges.html`.
_BADGES = {
    SignatureState.UPCOMING: "forthcoming",
    SignatureState.IN_FORCE: "accepted",
    SignatureState.NOTICE_GIVEN: "expiring",
    SignatureState.LAPSED: "lapsed",
    SignatureState.WITHDRAWN: "withdrawn",
}


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One signature as a row of a table."""

    badge: str
    state: str
    version: int
    signed_on: str
    first_day: str
    last_day: str
    coordinator: str
    words: str


def signature_line(signature: Signature, today: date) -> SignatureLine:
    """How a signature stands today."""
    state = signature.state_on(today)
    return SignatureLine(
        badge=_BADGES[state],
        state=str(words.SIGNATURE_STATES[state]),
        version=signature.terms.version,
        signed_on=format_date(signature.signed_on),
        first_day=format_date(signature.valid_from),
        last_day=format_date(signature.last_day),
        coordinator=person_name(signature.coordinator),
        words=signature.withdrawal_words,
    )


def person_name(person: Person | None) -> str:
    """What somebody is called; says so where nobody is named any more."""
    return _("nobody named") if person is None else person.name or person.email


def additions_lines(additions: HostAdditions | None) -> list[tuple[str, str]]:
    """What a host adds, as label and value; the empty ones say so by being empty."""
    if additions is None:
        return []
    days, notice = additions.extra_free_days, additions.lead_time_days
    return [
        (_("More free days"), _n("%(num)s working day", "%(num)s working days", days) if days else ""),
        (_("Notice"), _n("%(num)s day", "%(num)s days", notice) if notice else ""),
        (
            _("Further services"),
            ", ".join(str(words.SERVICES[VisitService(service)]) for service in additions.services),
        ),
    ]


@dataclass(frozen=True, slots=True)
class SignatoryLine:
    """A cluster or host among those who may sign."""

    name: str
    url: str
    kind: str
    country: str
    badge: str
    state: str
    until: str
    #: What is to be done, where something is.
    note: str
    coordinator: str


def signatory_line(signatory: Signatory, today: date) -> SignatoryLine:
    """How an organisation stands to the agreement today."""
    organisation = signatory.organisation
    current = holding(signatory.signatures, today) or signatory.latest
    state = None if current is None else current.state_on(today)
    return SignatoryLine(
        name=organisation.name,
        url=url_for("agreements.ours", slug=organisation.slug),
        kind=str(ORGANISATION_KINDS[organisation.kind]),
        country=country_name(organisation.country),
        badge="unverified" if state is None else _BADGES[state],
        state=_("Never signed") if state is None else str(words.SIGNATURE_STATES[state]),
        until="" if signatory.latest is None else format_date(signatory.latest.last_day),
        note=_note(signatory, today),
        coordinator="" if current is None else person_name(current.coordinator),
    )


def _note(signatory: Signatory, today: date) -> str:
    if signatory.organisation.verification is not VerificationState.VERIFIED:
        return _("To be verified before it can sign.")
    latest = signatory.latest
    if latest is None or latest.last_day < today:
        return ""
    if rules.is_due(latest, today):
        left = (latest.last_day - today).days
        return _n("Due in %(num)s day.", "Due in %(num)s days.", left) if left else _("Due today.")
    return _("Has no coordinator.") if latest.coordinator is None else ""


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of the terms in a list."""

    number: int
    first_day: str
    badge: str
    state: str


def version_lines(versions: Sequence[AgreementTerms], today: date) -> list[VersionLine]:
    """Versions as the list shows them, the newest first: which is signed today, which follow, which were."""
    holding_now = next((one.version for one in versions if one.effective_from <= today), None)
    lines = []
    for one in versions:
        if one.version == holding_now:
            badge, state = "accepted", _("Signed today")
        elif one.effective_from > today:
            badge, state = "forthcoming", _("Begins later")
        else:
            badge, state = "archived", _("Replaced")
        lines.append(VersionLine(one.version, format_date(one.effective_from, "long"), badge, state))
    return lines


def changes_shown(changes: Changes) -> dict[str, Any]:
    """What a draft changes, in words: labels, values, and texts in pieces."""
    texts = [(_("Title"), changes.title), (_("What it is for"), changes.introduction)]
    return {
        "any": changes.any,
        "figures": [
            {
                "label": words.TERMS_VALUES[one.name],
                "before": _value_words(one.before),
                "after": _value_words(one.after),
                "is_unsaid": one.is_unsaid,
            }
            for one in changes.values
        ],
        "texts": [(label, pieces) for label, pieces in texts if pieces],
        "clauses": [_clause_shown(one) for one in changes.clauses],
    }


def _value_words(value: int) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(format_decimal(value))


def _clause_shown(change: ClauseChange) -> dict[str, Any]:
    before, after = change.before, change.after
    if before is None:
        note = _("New")
    elif after is None:
        note = _("Taken out")
    elif before.number != after.number:
        note = _("Was number %(number)s", number=before.number)
    else:
        note = ""
    shown = after or before
    assert shown is not None
    return {"number": shown.number, "note": note, "title": change.title, "text": change.text}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many stand how."""

    in_force: int
    due: int
    ended: int
    never: int


def tally(signatories: Sequence[Signatory], today: date) -> Tally:
    """How many of those who may sign stand how today; `due` are among those in force."""
    latest = [one.latest for one in signatories]
    signed = [one for one in latest if one is not None]
    in_force = [one for one in signed if one.last_day >= today]
    return Tally(
        in_force=len(in_force),
        due=sum(rules.is_due(one, today) for one in in_force),
        ended=len(signed) - len(in_force),
        never=latest.count(None),
    )
