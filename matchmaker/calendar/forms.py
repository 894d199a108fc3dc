"""The form for a new calendar address."""

from __future__ import annotations

from collections.abc import Mapping

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import Length

from matchmaker.calendar.tokens import LONGEST_NAME
from matchmaker.web.translation import _l


def _without_spaces(value: str | None) -> str:
    return " ".join((value or "").split())


class FeedForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Which calendar, and what to call its address."""

    calendar = SelectField(_l("Which calendar"))
    name = StringField(
        _l("Where you will use it"),
        filters=[_without_spaces],
        validators=[Length(max=LONGEST_NAME, message=_l("At most %(max)d characters, please."))],
    )

    def offer(self, calendars: Mapping[str, str]) -> None:
        """Fill the list; called once after the form is made.

        :param calendars: their names by key.
        """
        self.offered = calendars
        self.calendar.choices = list(calendars.items())
