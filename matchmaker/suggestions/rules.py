"""What may meet what, how a place is weighed, and what a suggestion lacks: from values alone."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class TextKind(StrEnum):
    """What sort of text is asked with or found; all but ``text`` are types of items in the index."""

    NEED = "need"
    OFFER = "offer"
    PROJECT = "project"
    PROFILE = "profile"
    CALL = "call"
    VENUE = "venue"
    #: Typed by somebody, of no direction.
    TEXT = "text"


class TargetKind(StrEnum):
    """What is suggested."""

    PARTNER = "partner"
    CALL = "call"
    VENUE = "venue"


Meets = Mapping[TextKind, float]

#: Needs meet offers, not needs: alike texts are competitors. What somebody has done counts beside
#: what they offer; a profile says least about a single matter.
PARTNER_MEETS: Mapping[TextKind, Meets] = {
    TextKind.NEED: {TextKind.OFFER: 1.0, TextKind.PROJECT: 0.8, TextKind.PROFILE: 0.5},
    TextKind.OFFER: {TextKind.NEED: 1.0, TextKind.PROFILE: 0.3},
    TextKind.PROJECT: {TextKind.PROJECT: 1.0, TextKind.OFFER: 1.0, TextKind.PROFILE: 0.5},
    TextKind.PROFILE: {TextKind.NEED: 1.0, TextKind.PROJECT: 0.6, TextKind.OFFER: 0.3},
    TextKind.CALL: {TextKind.PROJECT: 1.0, TextKind.OFFER: 1.0, TextKind.PROFILE: 0.5},
    TextKind.TEXT: {TextKind.OFFER: 1.0, TextKind.PROJECT: 0.8, TextKind.NEED: 0.6, TextKind.PROFILE: 0.5},
}
CALL_MEETS: Mapping[TextKind, Meets] = {
    TextKind.NEED: {TextKind.CALL: 0.8},
    TextKind.OFFER: {TextKind.CALL: 0.8},
    TextKind.PROJECT: {TextKind.CALL: 1.0},
    TextKind.PROFILE: {TextKind.CALL: 0.5},
    TextKind.CALL: {TextKind.CALL: 1.0},
    TextKind.TEXT: {TextKind.CALL: 1.0},
}
VENUE_MEETS: Mapping[TextKind, Meets] = {kind: {TextKind.VENUE: 1.0} for kind in PARTNER_MEETS}

#: For each kind of target which text may meet what.
MEETS: Mapping[TargetKind, Mapping[TextKind, Meets]] = {
    TargetKind.PARTNER: PARTNER_MEETS,
    TargetKind.CALL: CALL_MEETS,
    TargetKind.VENUE: VENUE_MEETS,
}

#: Weights of the fitting organisations around a place, the best first, beside its own text at 1.
AROUND_WEIGHTS = (0.5, 0.25, 0.125)


class GapKind(StrEnum):
    """What a suggestion lacks."""

    WORDS = "words"
    COUNTRY_NOT_ASKED = "country_not_asked"
    KIND_NOT_ASKED = "kind_not_asked"
    NOT_OPEN = "not_open"
    UNCLAIMED = "unclaimed"
    CALL_COUNTRY = "call_country"
    CALL_KIND = "call_kind"
    CONSORTIUM = "consortium"
    BUDGET_BELOW = "budget_below"
    BUDGET_ABOVE = "budget_above"
    NOBODY_AROUND = "nobody_around"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing a suggestion lacks. `values`: words, or codes of countries or kinds, or figures."""

    kind: GapKind
    values: tuple[str, ...] = ()
    #: What the other side has instead: a code or a figure.
    instead: str = ""


@dataclass(frozen=True, slots=True)
class PartnerFacts:
    """What of a partner decides about gaps."""

    country: str
    kind: str
    open_to_introductions: bool
    claimed: bool


def partner_gaps(
    partner: PartnerFacts, *, countries: Collection[str], kinds: Collection[str], words: Sequence[str]
) -> list[Gap]:
    """What a partner lacks of what was asked for; empty `countries` or `kinds` ask for nothing."""
    gaps = []
    if countries and partner.country not in countries:
        gaps.append(Gap(GapKind.COUNTRY_NOT_ASKED, tuple(countries), partner.country))
    if kinds and partner.kind not in kinds:
        gaps.append(Gap(GapKind.KIND_NOT_ASKED, tuple(kinds), partner.kind))
    if not partner.claimed:
        gaps.append(Gap(GapKind.UNCLAIMED))
    elif not partner.open_to_introductions:
        gaps.append(Gap(GapKind.NOT_OPEN))
    return gaps + _words(words)


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What of a call decides about gaps; budgets per project in euros."""

    countries: Sequence[str]
    who_may_apply: Sequence[str]
    minimum_entities: int
    minimum_countries: int
    budget_min: Decimal | None
    budget_max: Decimal | None


def call_gaps(
    call: CallFacts, *, country: str, kind: str, budget: Decimal | None, words: Sequence[str]
) -> list[Gap]:
    """What stands between an applicant and a call.

    :param country: of the applicant; empty where nobody in particular asks, as is `kind`.
    :param budget: of the project asked with, in euros.
    """
    gaps = []
    if country and call.countries and country not in call.countries:
        gaps.append(Gap(GapKind.CALL_COUNTRY, tuple(call.countries), country))
    if kind and call.who_may_apply and kind not in call.who_may_apply:
        gaps.append(Gap(GapKind.CALL_KIND, tuple(call.who_may_apply), kind))
    if call.minimum_entities > 1:
        figures = (str(call.minimum_entities), str(max(1, call.minimum_countries)))
        gaps.append(Gap(GapKind.CONSORTIUM, figures))
    if budget is not None and call.budget_min is not None and budget < call.budget_min:
        gaps.append(Gap(GapKind.BUDGET_BELOW, (str(call.budget_min),), str(budget)))
    if budget is not None and call.budget_max is not None and budget > call.budget_max:
        gaps.append(Gap(GapKind.BUDGET_ABOVE, (str(call.budget_max),), str(budget)))
    return gaps + _words(words)


def venue_gaps(*, anybody_around: bool, words: Sequence[str]) -> list[Gap]:
    """What a place lacks."""
    return ([] if anybody_around else [Gap(GapKind.NOBODY_AROUND)]) + _words(words)


def _words(words: Sequence[str]) -> list[Gap]:
    return [Gap(GapKind.WORDS, tuple(words[:4]))] if words else []


#: Below this many words a text says too little to be matched well.
FEW_WORDS = 25
#: What stands behind this many characters of a typed text is left out.
LONGEST_TYPED = 20_000
