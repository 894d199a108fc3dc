"""Forms of introductions: ask, answer, stop, talk, meet, report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    DecimalField,
    Field,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from matchmaker.introductions import rules
from matchmaker.introductions.words import DECLINE_REASONS, OUTCOMES, STOP_REASONS
from matchmaker.publication.fields import choices_of, offered
from matchmaker.refusals import Refusal
from matchmaker.web.translation import _l, refusal_text
from models import DeclineReason, OutcomeKind, StopReason

LONGEST_REASON = 500
LONGEST_OUTCOME = 1000
LONGEST_LINK = 512
#: Money of the countries of the network, the commonest first.
CURRENCIES = ("EUR", "PLN", "SEK", "DKK", "NOK", "CZK", "GBP", "CHF", "USD")
TOO_LONG = _l("Please keep to %(max)d characters.")


def _clean(text: str | None) -> str | None:
    return text.strip() if text else text


class IntroductionForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What all of them share: showing why a verb refused, with what was typed."""

    def show(self, refusal: Refusal) -> int:
        """Put a refusal on top of the form.

        :returns: the status to answer with.
        """
        self.form_errors.append(refusal_text(refusal))
        return refusal.status


class RequestForm(IntroductionForm):
    """A request: about what, why, and whether to be named."""

    subject = SelectField(_l("About"))
    message = TextAreaField(
        _l("Your message"),
        [
            DataRequired(_l("Write a few sentences: why do you want to meet them?")),
            Length(max=rules.LONGEST_MESSAGE, message=TOO_LONG),
        ],
        filters=[_clean],
    )
    anonymous = BooleanField(_l("Do not name us before they accept"))

    def offer(self, subjects: Sequence[tuple[str, str]]) -> None:
        """Set what it can be about."""
        self.titles = dict(subjects)
        self.subject.choices = offered(subjects)


class DraftForm(IntroductionForm):
    """A draft's message, to be kept unfinished or sent."""

    message = TextAreaField(
        _l("Your message"), [Length(max=rules.LONGEST_MESSAGE, message=TOO_LONG)], filters=[_clean]
    )
    anonymous = BooleanField(_l("Do not name us before they accept"))


class DeclineForm(IntroductionForm):
    """A no with its reason."""

    reason = RadioField(
        _l("Why?"),
        [InputRequired(_l("Choose a reason: it tells them whom to ask instead."))],
        choices=offered(choices_of(DECLINE_REASONS)),
    )
    not_before = DateField(_l("They may ask again from"), [Optional()])
    words = TextAreaField(_l("A few words"), [Length(max=LONGEST_REASON, message=TOO_LONG)], filters=[_clean])
    never_again = BooleanField(_l("Never suggest this pair again"))

    def chosen(self) -> DeclineReason:
        """The reason, once validated."""
        return DeclineReason(self.reason.data)


class StopForm(IntroductionForm):
    """Why a request is not passed on."""

    reason = RadioField(
        _l("Why do you stop it?"),
        [InputRequired(_l("Choose a reason: they are told, and write better next time."))],
        choices=offered(choices_of(STOP_REASONS)),
    )
    words = TextAreaField(_l("A few words"), [Length(max=LONGEST_REASON, message=TOO_LONG)], filters=[_clean])

    def chosen(self) -> StopReason:
        """The reason, once validated."""
        return StopReason(self.reason.data)


class MessageForm(IntroductionForm):
    """Something said in the conversation."""

    text = TextAreaField(
        _l("Write to them"),
        [
            DataRequired(_l("Write something first.")),
            Length(max=rules.LONGEST_SAYING, message=TOO_LONG),
        ],
        filters=[_clean],
    )


class MeetingForm(IntroductionForm):
    """Two or three times, how long, and where."""

    first = DateTimeLocalField(_l("First time"), [InputRequired(_l("Propose at least two times."))])
    second = DateTimeLocalField(_l("Second time"), [InputRequired(_l("Propose at least two times."))])
    third = DateTimeLocalField(_l("Third time"), [Optional()])
    minutes = RadioField(
        _l("How long?"),
        choices=offered((str(number), _l("%(num)s minutes", num=number)) for number in rules.MINUTES),
        default="20",
    )
    venue = SelectField(_l("At a place"))
    link = StringField(_l("Or online at"), [Length(max=LONGEST_LINK, message=TOO_LONG)], filters=[_clean])

    def offer(self, venues: Sequence[tuple[str, str]]) -> None:
        """Set where one can meet; an empty key stands for nowhere yet."""
        self.venue.choices = offered(venues)

    @property
    def time_fields(self) -> tuple[Field, Field, Field]:
        """The three times."""
        return self.first, self.second, self.third

    def fill(self, times: Sequence[datetime], zone: str) -> None:
        """Offer times, shown by the clock of a zone."""
        for field, time in zip(self.time_fields, times, strict=True):
            field.data = time.astimezone(ZoneInfo(zone)).replace(tzinfo=None)

    def slots(self, zone: str) -> list[datetime]:
        """The times that were typed by the clock of a zone."""
        typed = [field.data for field in self.time_fields if field.data is not None]
        return [time.replace(tzinfo=ZoneInfo(zone)) for time in typed]


class OutcomeForm(IntroductionForm):
    """What came of it, when, and what it is worth."""

    kind = RadioField(
        _l("What came of it?"),
        [InputRequired(_l("Choose one; “nothing yet” is an answer too."))],
        choices=offered(choices_of(OUTCOMES)),
    )
    happened_on = DateField(_l("Since when?"), [InputRequired(_l("Give the day."))])
    value = DecimalField(
        _l("Value"),
        [Optional(), NumberRange(min=0, max=10**12, message=_l("Give a positive amount."))],
        places=2,
    )
    currency = SelectField(_l("Currency"), choices=offered((code, code) for code in CURRENCIES))
    words = TextAreaField(
        _l("A few words"), [Length(max=LONGEST_OUTCOME, message=TOO_LONG)], filters=[_clean]
    )

    def chosen(self) -> OutcomeKind:
        """What came of it, once validated."""
        return OutcomeKind(self.kind.data)

    @property
    def day(self) -> date:
        """The day, once validated."""
        day = self.happened_on.data
        assert isinstance(day, date)
        return day

    def cents(self) -> int | None:
        """The value in hundredths; None for none."""
        value: Decimal | None = self.value.data
        return None if value is None else int((value * 100).to_integral_value())
