"""Forms of visits: ask, decline, other dates, arrive, look back."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaker.agreements.house_days import Stay
from matchmaker.publication.fields import choices_of, offered
from matchmaker.refusals import Refusal
from matchmaker.visits import rules
from matchmaker.visits.words import DECLINE_REASONS, SERVICES
from matchmaker.web.translation import _, _l, refusal_text
from models import VisitDeclineReason, VisitService

TOO_LONG = _l("Please keep to %(max)d characters.")
MOST_PEOPLE = 50


def _clean(text: str | None) -> str | None:
    return text.strip() if text else text


class VisitForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What all of them share: showing why a verb refused, with what was typed."""

    def show(self, refusal: Refusal) -> int:
        """Put a refusal on top of the form.

        :returns: the status to answer with.
        """
        self.form_errors.append(refusal_text(refusal))
        return refusal.status


class _Dates(VisitForm):
    first = DateField(_l("First day"), [InputRequired(_l("Choose the first day."))])
    last = DateField(_l("Last day"), [InputRequired(_l("Choose the last day."))])

    def validate_last(self, field: DateField) -> None:
        """The last day is not before the first."""
        if self.first.data is not None and field.data is not None and field.data < self.first.data:
            raise ValidationError(_("The last day can't be before the first."))

    @property
    def stay(self) -> Stay | None:
        """The days, where both were typed and make sense."""
        first, last = self.first.data, self.last.data
        return Stay(first, last) if first is not None and last is not None and first <= last else None

    def chosen_stay(self) -> Stay:
        """The days, once validated."""
        stay = self.stay
        assert stay is not None
        return stay


class RequestForm(_Dates):
    """When, how many, which spaces, what for."""

    people = IntegerField(
        _l("How many people?"),
        [
            InputRequired(_l("Say how many come.")),
            NumberRange(min=1, max=MOST_PEOPLE, message=_l("Between one and %(max)s people.")),
        ],
        default=1,
    )
    arrives_at = TimeField(_l("Hour of arrival"), [Optional()])
    spaces = SelectMultipleField(
        _l("What would you like to use?"),
        [InputRequired(_l("Choose a space: a desk is where most visits begin."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    services = SelectMultipleField(
        _l("What else would help?"),
        choices=offered(choices_of(SERVICES)),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    purpose = TextAreaField(
        _l("What brings you?"),
        [
            DataRequired(_l("A sentence or two: the host decides by it, and prepares for you.")),
            Length(max=rules.LONGEST_PURPOSE, message=TOO_LONG),
        ],
        filters=[_clean],
    )
    names = TextAreaField(_l("Who comes? One name a line"), [Optional()])

    def offer(self, spaces: Sequence[tuple[str, str]]) -> None:
        """Set the spaces to choose from."""
        self.spaces.choices = offered(spaces)

    def chosen_services(self) -> list[VisitService]:
        """What was ticked."""
        return [VisitService(value) for value in self.services.data or ()]

    def typed_names(self) -> list[str]:
        """The names, a line each."""
        return [line for line in (self.names.data or "").splitlines() if line.strip()]


class DeclineForm(VisitForm):
    """A no with its reason."""

    reason = RadioField(
        _l("Why?"),
        [InputRequired(_l("Choose a reason: it tells them what to ask for instead."))],
        choices=offered(choices_of(DECLINE_REASONS)),
    )
    words = TextAreaField(
        _l("A few words"), [Length(max=rules.LONGEST_WORDS, message=TOO_LONG)], filters=[_clean]
    )

    def chosen(self) -> VisitDeclineReason:
        """The reason, once validated."""
        return VisitDeclineReason(self.reason.data)


class DatesForm(_Dates):
    """Other dates, or another space."""

    space = SelectField(_l("In"))
    words = TextAreaField(
        _l("A few words"), [Length(max=rules.LONGEST_WORDS, message=TOO_LONG)], filters=[_clean]
    )

    def offer(self, spaces: Sequence[tuple[str, str]]) -> None:
        """Set the spaces to choose from; an empty key stands for those asked for."""
        self.space.choices = offered([("", _("The same space")), *spaces])


class WordsForm(VisitForm):
    """Why a visit is called off."""

    words = StringField(
        _l("A few words"), [Length(max=rules.LONGEST_WORDS, message=TOO_LONG)], filters=[_clean]
    )


class MessageForm(VisitForm):
    """Something said in the conversation."""

    text = TextAreaField(
        _l("Write to them"),
        [
            DataRequired(_l("Write something first.")),
            Length(max=rules.LONGEST_SAYING, message=TOO_LONG),
        ],
        filters=[_clean],
    )


class ArrivalForm(VisitForm):
    """The code that a visitor shows at the desk."""

    code = StringField(_l("Code of the visitor"), [DataRequired(_l("Type the code that the visitor shows."))])


class FeedbackForm(VisitForm):
    """How it was."""

    rating = RadioField(
        _l("How was it?"),
        [InputRequired(_l("Choose one."))],
        choices=offered(
            [
                ("5", _l("Excellent")),
                ("4", _l("Good")),
                ("3", _l("All right")),
                ("2", _l("Not so good")),
                ("1", _l("Bad")),
            ]
        ),
    )
    as_agreed = BooleanField(_l("The other side kept what was agreed"), default=True)
    text = TextAreaField(
        _l("What should they know?"),
        [Length(max=rules.LONGEST_FEEDBACK, message=TOO_LONG)],
        filters=[_clean],
    )
