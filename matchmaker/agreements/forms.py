"""The forms of signing, withdrawing, and of what a host adds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, IntegerField, SelectField
from wtforms.validators import DataRequired, InputRequired, NumberRange

from matchmaker.agreements import rules, words
from matchmaker.agreements.service import AdditionsWritten
from matchmaker.agreements.standing import AT_MEMBER_FEE, FREE_SERVICES
from matchmaker.publication.fields import ChecksField, ProseField, Within
from matchmaker.publication.forms import RefusableForm
from matchmaker.web.translation import _, _l
from models import HostAdditions, Person, SpaceKind, VisitService

#: What a host can add: the rest is free, or at the members' fee, by the terms.
ADDABLE = tuple(service for service in VisitService if service not in FREE_SERVICES | AT_MEMBER_FEE)


def _name(person: Person) -> str:
    return person.name or person.email


class CoordinatorForm(RefusableForm):
    """Who answers for the agreement."""

    coordinator = SelectField(_l("Coordinator"), [DataRequired(_l("Choose a coordinator."))])

    def offer(self, people: Sequence[Person], *, chosen: Person | None) -> None:
        """The organisation's people to choose from; called once after the form is made."""
        self._people = {str(person.id): person for person in people}
        self.coordinator.choices = [
            ("", _("Choose a person")),
            *((key, _name(person)) for key, person in self._people.items()),
        ]
        if self.coordinator.raw_data is None and chosen is not None:
            self.coordinator.data = str(chosen.id)

    @property
    def chosen(self) -> Person:
        """The person chosen, once the form has validated."""
        return self._people[self.coordinator.data]


class SignForm(CoordinatorForm):
    """The signature: the terms were read, and somebody answers for them."""

    # The form that names a coordinator may be on the same page.
    coordinator = SelectField(
        _l("Coordinator"), [DataRequired(_l("Choose a coordinator."))], id="signing-coordinator"
    )
    agreed = BooleanField(
        _l("We have read the terms and sign them"), [DataRequired(_l("Tick this box to sign the terms."))]
    )


class WithdrawForm(RefusableForm):
    """A word on why, for the secretariat."""

    words = ProseField(_l("Why do you withdraw?"), [Within(rules.LONGEST_WORDS)])


def _days(label: Any, most: int) -> IntegerField:
    between = NumberRange(0, most, _l("Between 0 and %(max)s days."))
    return IntegerField(label, [InputRequired(_l("Write a number of days, 0 for none.")), between], default=0)


class AdditionsForm(RefusableForm):
    """What a host adds to the terms."""

    extra_free_days = _days(_l("Free working days beyond the terms"), rules.MOST_EXTRA_DAYS)
    lead_time_days = _days(_l("Days of notice you ask for"), rules.MOST_LEAD_DAYS)
    services = ChecksField(_l("Services you offer beyond the terms"))
    rates = ProseField(_l("What it costs beyond the free days and services"), [Within(rules.LONGEST_TEXT)])
    notes = ProseField(_l("Anything else visitors should know"), [Within(rules.LONGEST_TEXT)])
    confirms_desk = ChecksField(_l("Who confirms desks"))
    confirms_meeting_room = ChecksField(_l("Who confirms meeting rooms"))
    confirms_office = ChecksField(_l("Who confirms offices"))
    confirms_lab = ChecksField(_l("Who confirms laboratories"))

    def offer(self, people: Sequence[Person]) -> None:
        """Fill the lists; called once after the form is made."""
        self._people = {str(person.id): person for person in people}
        self.services.choices = [(service.value, words.SERVICES[service]) for service in ADDABLE]
        for field in self.confirming.values():
            field.choices = [(key, _name(person)) for key, person in self._people.items()]

    @property
    def confirming(self) -> dict[SpaceKind, ChecksField]:
        """The fields that name who confirms, by kind of space."""
        return {kind: self[f"confirms_{kind.value}"] for kind in SpaceKind}

    def fill(self, kept: HostAdditions | None, confirmers: dict[SpaceKind, list[Person]]) -> None:
        """Write what is kept into the fields."""
        if kept is not None:
            for name in ("extra_free_days", "lead_time_days", "services", "rates", "notes"):
                self[name].process_data(getattr(kept, name))
        for kind, field in self.confirming.items():
            field.data = [str(person.id) for person in confirmers.get(kind, ())]

    def written(self) -> AdditionsWritten:
        """What was typed."""
        return AdditionsWritten(
            extra_free_days=self.extra_free_days.data or 0,
            lead_time_days=self.lead_time_days.data or 0,
            services=[VisitService(value) for value in self.services.data or ()],
            rates=self.rates.data,
            notes=self.notes.data,
            confirmers={
                kind: [self._people[key] for key in field.data or ()]
                for kind, field in self.confirming.items()
            },
        )
