"""The page on which people take their own data away."""

from __future__ import annotations

import io

from flask import render_template, send_file
from flask_security.utils import verify_password
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import PasswordField, ValidationError
from wtforms.fields import Field
from wtforms.validators import DataRequired

from matchmaker.extensions import db
from matchmaker.people.archive import FILENAME, archive_of
from matchmaker.people.personal_data import personal_data
from matchmaker.web.authorising import require_person
from matchmaker.web.translation import _, _l
from models.columns import utc_now


class TakeDataForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The password once more: an open screen is not enough to carry everything away."""

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


def show() -> str:
    """What is kept, and the form to take it."""
    require_person()
    return render_template("people/data.html", form=TakeDataForm())


def take() -> Response | tuple[str, int]:
    """The file."""
    person = require_person()
    form = TakeDataForm()
    if not form.validate_on_submit():
        return render_template("people/data.html", form=form), 422
    archive = archive_of(personal_data(db.session, person), utc_now())
    answer = send_file(
        io.BytesIO(archive), mimetype="application/zip", as_attachment=True, download_name=FILENAME
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
