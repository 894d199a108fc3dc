"""The form behind "Save" and "Not this"."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import AnyOf, InputRequired, Length

from matchmaker.web.translation import _l
from models import SavedVerdict

UNDO = "undo"
VERDICTS = (*(verdict.value for verdict in SavedVerdict), UNDO)


class VerdictForm(FlaskForm):  # type: ignore[misc]
    """What the organisation says of a suggestion."""

    target = StringField(validators=[InputRequired(), Length(max=120)])
    verdict = StringField(
        validators=[AnyOf(VERDICTS, message=_l("Please say whether to save it, dismiss it or take it back."))]
    )
    reason = StringField(validators=[Length(max=500, message=_l("Please say it in 500 characters."))])
