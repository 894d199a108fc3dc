"""The form of a call."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from wtforms import DateField, DateTimeLocalField, FieldList, IntegerField, SelectField
from wtforms.validators import DataRequired, NumberRange, Optional

from matchmaker.calls import words
from matchmaker.calls.rules import DEADLINE_ROWS, LIMITS, MOST_ENTITIES, ZONE, CallValues, Conditions
from matchmaker.publication.fields import (
    ChecksField,
    EuroField,
    LineField,
    ProseField,
    Within,
    choices_of,
    country_choices,
    member_of,
    offered,
)
from matchmaker.publication.forms import PublicationForm
from matchmaker.publication.words import ORGANISATION_KINDS
from matchmaker.web.translation import _l
from models import Call, CallKind

_AT_LEAST = NumberRange(1, MOST_ENTITIES, _l("Write a number from 1 to 99, or leave it empty."))

#: How browsers send a moment; the first is how they are given one.
MINUTES = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]


class CallForm(PublicationForm):
    """What is called for, until when, for whom and under which conditions."""

    identifier = LineField(_l("Identifier"), [Within(LIMITS["identifier"])])
    title = LineField(_l("Title"), [DataRequired(_l("Give it a title.")), Within(LIMITS["title"])])
    kind = SelectField(_l("Kind of call"), default=CallKind.FUNDING.value)
    programme = LineField(_l("Programme"), [Within(LIMITS["programme"])])
    text = ProseField(_l("Text"), [Within(LIMITS["text"])])
    opens_on = DateField(_l("Opens on"), [Optional()])
    deadlines = FieldList(
        DateTimeLocalField(_l("Deadline"), [Optional()], format=MINUTES),
        min_entries=DEADLINE_ROWS,
        label=_l("Deadlines"),
    )
    budget_min = EuroField(_l("Smallest budget of a project in euros"))
    budget_max = EuroField(_l("Largest budget of a project in euros"))
    who_may_apply = ChecksField(_l("Who may apply"))
    countries = ChecksField(_l("Countries that may apply"))
    minimum_entities = IntegerField(_l("Organisations at least"), [Optional(), _AT_LEAST])
    minimum_countries = IntegerField(_l("From countries at least"), [Optional(), _AT_LEAST])
    required_countries = ChecksField(_l("Countries that must be among them"))
    external_url = LineField(_l("Where to apply"), [Within(LIMITS["external_url"])])

    def __init__(self, call: Call | None = None, **values: Any) -> None:
        super().__init__(data=_typed(call) if call is not None else None, **values)

    def offer_choices(self) -> None:
        """Fill the lists in the language of the page."""
        super().offer_choices()
        self.kind.choices = offered(choices_of(words.KINDS))
        self.who_may_apply.choices = offered(choices_of(ORGANISATION_KINDS))
        self.countries.choices = self.required_countries.choices = offered(country_choices())

    def values(self) -> CallValues:
        """What was typed, deadlines in the zone of calls; a half-filled form gives its half."""
        return CallValues(
            title=self.title.data,
            identifier=self.identifier.data,
            kind=member_of(CallKind, self.kind.data) or CallKind.FUNDING,
            language=self.language.data,
            programme=self.programme.data,
            text=self.text.data,
            keywords=self.keywords.data,
            opens_on=self.opens_on.data,
            deadlines=[row.data.replace(tzinfo=ZONE) for row in self.deadlines if row.data is not None],
            budget_min=self.budget_min.data,
            budget_max=self.budget_max.data,
            who_may_apply=self.who_may_apply.data or (),
            countries=self.countries.data or (),
            conditions=Conditions(
                minimum_entities=self.minimum_entities.data,
                minimum_countries=self.minimum_countries.data,
                required_countries=self.required_countries.data or (),
            ),
            external_url=self.external_url.data,
        )


#: Asked in the form as a call keeps them.
_SAME = (
    "title", "language", "keywords", "identifier", "kind", "programme", "text", "opens_on",
    "budget_min", "budget_max", "who_may_apply", "countries", "external_url",
)  # fmt: skip


def _typed(call: Call) -> dict[str, Any]:
    """A call as somebody would have typed it, with one empty row for another deadline."""
    conditions = Conditions.of(call.conditions)
    return {
        **{name: getattr(call, name) for name in _SAME},
        "deadlines": [*(_local(deadline.at) for deadline in call.deadlines), None],
        "minimum_entities": conditions.minimum_entities,
        "minimum_countries": conditions.minimum_countries,
        "required_countries": list(conditions.required_countries),
    }


def _local(at: datetime) -> datetime:
    return at.astimezone(ZONE).replace(tzinfo=None)
