"""Pure decisions about projects: limits, dates, money, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from matchmaker.i18n import N_
from matchmaker.projects.errors import ShareOverBudget
from matchmaker.publication.errors import EndsBeforeItBegins, NegativeAmount
from matchmaker.publication.rules import (
    Gap,
    check_keywords,
    check_lengths,
    check_web_address,
    keyword_gaps,
    language_gaps,
    text_gaps,
)
from models import Project

#: Characters.
LIMITS = {
    "acronym": 80,
    "title": 512,
    "summary": 4000,
    "programme": 120,
    "topic": 160,
    "results": 4000,
    "homepage": 512,
    "contact": 254,
}
MOST_PARTICIPANTS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectValues:
    """What a lead writes about a project; amounts in euros."""

    title: str
    acronym: str = ""
    language: str = "en"
    summary: str = ""
    programme: str = ""
    topic: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    budget: Decimal | None = None
    own_share: Decimal | None = None
    results: str = ""
    homepage: str = ""
    contact: str = ""
    keywords: Sequence[str] = ()


class Phase(StrEnum):
    """Where a project is in time; always derived from its dates."""

    PLANNED = "planned"
    ONGOING = "ongoing"
    FINISHED = "finished"


def phase(starts_on: date | None, ends_on: date | None, today: date) -> Phase:
    """Planned until its first day or while it has no dates, finished after its last."""
    if ends_on is not None and ends_on < today:
        return Phase.FINISHED
    if starts_on is None or starts_on > today:
        return Phase.PLANNED
    return Phase.ONGOING


def check_values(values: ProjectValues) -> None:
    """Pass if texts, dates and amounts make sense.

    :raises AtField: the narrower refusal, naming the field.
    """
    check_lengths(values, LIMITS)
    check_keywords(values.keywords)
    check_web_address("homepage", values.homepage)
    if values.starts_on and values.ends_on and values.ends_on < values.starts_on:
        raise EndsBeforeItBegins("ends_on")
    _check_money(values.budget, values.own_share)


def _check_money(budget: Decimal | None, own_share: Decimal | None) -> None:
    if budget is not None and budget < 0:
        raise NegativeAmount("budget")
    if own_share is not None and own_share < 0:
        raise NegativeAmount("own_share")
    if budget is not None and own_share is not None and own_share > budget:
        raise ShareOverBudget("own_share")


def missing_for_publishing(values: ProjectValues | Project) -> dict[str, str]:
    """What readers need and do not find yet: field to sentence."""
    missing = {}
    if not values.title:
        missing["title"] = N_("Give it a title.")
    if not values.summary:
        missing["summary"] = N_("Describe what the project does and for whom.")
    return missing


def gaps(values: ProjectValues, *, detected_language: str, has_partners: bool) -> list[Gap]:
    """What would make it easier to match, the weightiest first.

    :param detected_language: what the text looks like; the stated one where that can't be told.
    :param has_partners: is anybody named beside the lead?
    """
    found = text_gaps(values.title, "summary", values.summary, values.results)
    found += keyword_gaps(values.keywords)
    found += language_gaps(values.language, detected_language)
    if not values.starts_on or not values.ends_on:
        found.append(
            Gap(
                "starts_on",
                N_("The project has no dates."),
                N_("With dates, calls in time are suggested, and finished work counts as experience."),
            )
        )
    if not values.topic:
        found.append(
            Gap(
                "topic",
                N_("No call or topic is named."),
                N_("Its identifier ties the project to those funded under the same topic."),
            )
        )
    if not has_partners:
        found.append(
            Gap(
                "participants",
                N_("Nobody is named beside the lead."),
                N_("Partners find the project too, and whoever takes part already is not suggested again."),
            )
        )
    return found
