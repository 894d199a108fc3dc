"""The form for a new token."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length

from matchmaker.people.tokens import LIFETIMES, LONGEST_NAME
from matchmaker.web.translation import _, _l


def _lifetimes() -> list[tuple[int, str]]:
    return [(days, _("%(days)s days", days=days)) for days in LIFETIMES]


def _without_spaces(value: str | None) -> str:
    return " ".join((value or "").split())


class TokenForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What the token is for, and how long it works."""

    name = StringField(
        _l("What it is for"),
        filters=[_without_spaces],
        validators=[
            DataRequired(_l("Please say what the token is for, to know it again later.")),
            Length(max=LONGEST_NAME, message=_l("At most %(max)d characters, please.")),
        ],
    )
    days = SelectField(_l("Works for"), coerce=int, choices=_lifetimes)
