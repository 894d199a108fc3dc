"""Pure decisions about calls: limits, deadlines and their zone, conditions, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from matchmaker.calls.errors import (
    DeadlineBeforeOpening,
    LeastOverMost,
    MoreCountriesThanPartners,
    TooManyDeadlines,
)
from matchmaker.i18n import N_
from matchmaker.publication.errors import NegativeAmount
from matchmaker.publication.rules import (
    Gap,
    check_keywords,
    check_lengths,
    check_web_address,
    keyword_gaps,
    language_gaps,
    text_gaps,
)
from models import Call, CallKind

#: Characters.
LIMITS = {"identifier": 160, "title": 512, "programme": 160, "text": 20000, "external_url": 1024}
#: Rows of a form; imported calls with more keep theirs.
DEADLINE_ROWS = 6
MOST_DEADLINES = 24
MOST_ENTITIES = 99
#: The zone deadlines are written and shown in: that of the EU's own calls.
ZONE = ZoneInfo("Europe/Brussels")
#: A deadline this near is marked.
SOON_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What a consortium must have; None and empty where nothing is asked."""

    minimum_entities: int | None = None
    minimum_countries: int | None = None
    required_countries: Sequence[str] = ()

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Conditions:
        """The conditions as a call keeps them."""
        return cls(
            minimum_entities=stored.get("minimum_entities"),
            minimum_countries=stored.get("minimum_countries"),
            required_countries=tuple(stored.get("required_countries") or ()),
        )

    def stored(self) -> dict[str, Any]:
        """Plain JSON values, without what is not asked."""
        kept: dict[str, Any] = {}
        if self.minimum_entities is not None:
            kept["minimum_entities"] = self.minimum_entities
        if self.minimum_countries is not None:
            kept["minimum_countries"] = self.minimum_countries
        if self.required_countries:
            kept["required_countries"] = list(self.required_countries)
        return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class CallValues:
    """What a call owner writes; amounts in euros per project, deadlines aware."""

    title: str
    identifier: str = ""
    kind: CallKind = CallKind.FUNDING
    language: str = "en"
    programme: str = ""
    text: str = ""
    keywords: Sequence[str] = ()
    opens_on: date | None = None
    deadlines: Sequence[datetime] = ()
    budget_min: Decimal | None = None
    budget_max: Decimal | None = None
    who_may_apply: Sequence[str] = ()
    countries: Sequence[str] = ()
    conditions: Conditions = field(default_factory=Conditions)
    external_url: str = ""


class Phase(StrEnum):
    """Can one apply?"""

    OPEN = "open"
    FORTHCOMING = "forthcoming"
    CLOSED = "closed"


def phase(opens_on: date | None, deadlines: Sequence[datetime], now: datetime) -> Phase:
    """Closed after the last deadline, forthcoming before the first day, open between.

    A call without deadlines stays open. The first day begins in Brussels.
    """
    if deadlines and max(deadlines) < now:
        return Phase.CLOSED
    if opens_on is not None and opens_on > now.astimezone(ZONE).date():
        return Phase.FORTHCOMING
    return Phase.OPEN


def check_values(values: CallValues) -> None:
    """Pass if texts, dates, amounts and conditions make sense.

    :raises AtField: the narrower refusal, naming the field.
    """
    check_lengths(values, LIMITS)
    check_keywords(values.keywords)
    check_web_address("external_url", values.external_url)
    _check_deadlines(values.opens_on, values.deadlines)
    _check_budget(values.budget_min, values.budget_max)
    entities, countries = values.conditions.minimum_entities, values.conditions.minimum_countries
    if entities is not None and countries is not None and countries > entities:
        raise MoreCountriesThanPartners("minimum_countries")


def _check_deadlines(opens_on: date | None, deadlines: Sequence[datetime]) -> None:
    if len(deadlines) > MOST_DEADLINES:
        raise TooManyDeadlines("deadlines", most=MOST_DEADLINES, count=len(deadlines))
    if opens_on is not None and any(at.astimezone(ZONE).date() < opens_on for at in deadlines):
        raise DeadlineBeforeOpening("opens_on")


def _check_budget(least: Decimal | None, most: Decimal | None) -> None:
    if least is not None and least < 0:
        raise NegativeAmount("budget_min")
    if most is not None and most < 0:
        raise NegativeAmount("budget_max")
    if least is not None and most is not None and least > most:
        raise LeastOverMost("budget_min")


def missing_for_publishing(values: CallValues | Call) -> dict[str, str]:
    """What readers need and do not find yet: field to sentence."""
    missing = {}
    if not values.title:
        missing["title"] = N_("Give it a title.")
    if not values.identifier:
        missing["identifier"] = N_("Give it an identifier, so that people can refer to it.")
    if not values.text:
        missing["text"] = N_("Describe what is called for, and who should apply.")
    return missing


def gaps(values: CallValues, *, detected_language: str) -> list[Gap]:
    """What would make it easier to match, the weightiest first.

    :param detected_language: what the text looks like; the stated one where that can't be told.
    """
    found = text_gaps(values.title, "text", values.text)
    found += keyword_gaps(values.keywords)
    found += language_gaps(values.language, detected_language)
    if not values.deadlines:
        found.append(
            Gap(
                "deadlines-0",
                N_("There is no deadline."),
                N_("With one, people see how much time is left, and the call closes by itself."),
            )
        )
    if not values.who_may_apply:
        found.append(
            Gap(
                "who_may_apply",
                N_("You do not say who may apply: everybody is shown the call."),
                N_("With kinds of organisation, only those who can apply see it suggested."),
            )
        )
    if not values.countries:
        found.append(
            Gap(
                "countries",
                N_("No countries are named: applicants from everywhere are suggested."),
                N_("Name them where funding is bound to some."),
            )
        )
    return found
