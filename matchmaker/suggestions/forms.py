"""The form behind "Save" and "Not this"."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from matchmaker.web.translation import _l

UNDO = "undo"


class VerdictForm(FlaskForm):  # type: ignore[misc]
    """What the organisation says of a suggestion."""

    target = StringField(validators=[InputRequired(), Length(max=120)])
    verdict = SelectField(
        choices=[("saved", _l("Save")), ("dismissed", _l("Not this")), (UNDO, _l("Take back"))],
        validators=[InputRequired()],
    )
    reason = StringField(validators=[Length(max=500, message=_l("Please say it in 500 characters."))])
