"""Where to, when, with how many; and what one button asks for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, IntegerField, SelectField
from wtforms.validators import DataRequired, InputRequired, NumberRange

from matchmaker.introductions.rules import LONGEST_MESSAGE
from matchmaker.publication.fields import ChecksField, LineField, ProseField, Within, country_choices
from matchmaker.publication.forms import RefusableForm
from matchmaker.refusals import Refusal
from matchmaker.trips.planning import Trip
from matchmaker.trips.rules import stay_asked_for
from matchmaker.visits.forms import RequestForm
from matchmaker.visits.rules import LONGEST_PURPOSE
from matchmaker.web.translation import _, _l, refusal_text

MOST_PEOPLE = 50


class TripForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A plan is asked for by its address, so that it can be kept and sent on."""

    class Meta:
        """Nothing is changed by asking."""

        csrf = False

    city = LineField(_l("City"), [Within(120)])
    country = SelectField(_l("Country"))
    first = DateField(_l("First day"), [InputRequired(_l("Choose the first day."))])
    last = DateField(_l("Last day"), [InputRequired(_l("Choose the last day."))])
    people = IntegerField(
        _l("People"),
        [
            InputRequired(_l("Write a number of people.")),
            NumberRange(1, MOST_PEOPLE, _l("Between 1 and 50 people.")),
        ],
        default=1,
    )

    def offer(self) -> None:
        """Fill the list; called once after the form is made."""
        self.country.choices = [("", _("Any country")), *country_choices()]

    def trip(self, today: date) -> Trip | None:
        """The trip that is asked for; None with the reason at its field where there is none."""
        if not self.validate():
            return None
        # Both are required, and the form was found valid.
        assert self.first.data is not None
        assert self.last.data is not None
        try:
            stay = stay_asked_for(self.first.data, self.last.data, today)
        except Refusal as refusal:
            self.last.errors = [refusal_text(refusal)]
            return None
        return Trip(
            stay=stay,
            people=self.people.data or 1,
            city=self.city.data,
            country=self.country.data or "",
        )


class _Meeting:
    """Whom to meet around the place, and what is said to them."""

    companies = ChecksField(_l("Whom you want to meet"))
    message = ProseField(_l("Message to those you want to meet"), [Within(LONGEST_MESSAGE)])

    def offer_companies(self, sent: Sequence[str]) -> None:
        """Take what was ticked as it is: who may be asked is for the verbs to decide."""
        self.companies.choices = [(number, number) for number in sent]

    def chosen_companies(self) -> list[int]:
        """The ids of those ticked."""
        sent = [str(number) for number in self.companies.data or ()]
        return [int(number) for number in sent if number.isdecimal() and len(number) < 10]


class AskForm(_Meeting, RefusableForm):
    """A visit to one place, and whom to meet there."""

    space = HiddenField(validators=[DataRequired()])
    first = DateField(validators=[InputRequired()])
    last = DateField(validators=[InputRequired()])
    people = IntegerField(validators=[InputRequired(), NumberRange(1, MOST_PEOPLE)])
    purpose = ProseField(_l("What you come for"), [Within(LONGEST_PURPOSE)])


class VisitAndMeetForm(_Meeting, RequestForm):
    """The whole request of a visit, and whom to meet there."""
