"""Forms of the account pages: sign-up on Flask-Security's form, and the account itself."""

from __future__ import annotations

from zoneinfo import available_timezones

from flask_security.forms import LoginForm, RegisterFormV2
from flask_security.utils import verify_password
from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectField, StringField, ValidationError
from wtforms.fields import Field, Label
from wtforms.validators import DataRequired, Length

from matchmaker.web.authorising import require_person
from matchmaker.web.context import LANGUAGE_NAMES
from matchmaker.web.translation import _, _l, current_language

LONGEST_NAME = 120


def _name_field() -> StringField:
    return StringField(
        _l("Your name"),
        [
            DataRequired(_l("Please write your name as others shall see it.")),
            Length(max=LONGEST_NAME, message=_l("Please keep to %(max)d characters.")),
        ],
        filters=[lambda text: " ".join(text.split()) if text else text],
        render_kw={"autocomplete": "name"},
    )


def time_zone_choices() -> dict[str, str]:
    """Every zone of the world by region and city, without the short names kept for old systems."""
    names = (name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    return {"UTC": "UTC", **{name: name.replace("_", " ") for name in sorted(names)}}


class SignInForm(LoginForm):
    """Address and password."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.email.label = Label(self.email.id, _("E-mail address"))
        self.password.label = Label(self.password.id, _("Password"))


class JoinForm(RegisterFormV2):
    """Name, address, password, language."""

    name = _name_field()
    locale = SelectField(_l("Language of pages and mails"), choices=dict(LANGUAGE_NAMES))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_submitted():
            self.locale.data = current_language()
        self.email.label = Label(self.email.id, _("E-mail address"))
        self.password.label = Label(self.password.id, _("Password"))


class AccountForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What a person may change about the own account."""

    name = _name_field()
    locale = SelectField(_l("Language of pages and mails"), choices=dict(LANGUAGE_NAMES))
    time_zone = SelectField(_l("Time zone"), choices=time_zone_choices)


class OwnPasswordForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The password once more: an open screen is not enough to carry everything away, or to erase it."""

    password = PasswordField(
        _l("Password"),
        [DataRequired(_l("Please write your password."))],
        render_kw={"autocomplete": "current-password"},
    )

    def validate_password(self, field: Field) -> None:
        """It is the person's own."""
        kept = require_person().password
        if kept is None or not verify_password(field.data, kept):
            raise ValidationError(_("That is not your password."))
