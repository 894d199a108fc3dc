"""The forms behind the desk's buttons."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional

from matchmaker.curation import rules
from matchmaker.listings.quality import BEST, Criterion
from matchmaker.web.translation import _l
from models import CuratedState, DeskKind, DeskVerdict, DismissReason

#: What the buttons send: a verdict, and behind a colon its reason where it needs one.
ANSWERS = tuple(
    f"{verdict.value}:{reason}" for verdict in DeskVerdict for reason in rules.REASONS.get(verdict, ("",))
)
_CHOOSE = _l("Please choose one of the answers and, where it is asked for, a reason.")
_TOO_LONG = _l("Please say it in 500 characters.")


def parsed_answer(answer: str) -> tuple[DeskVerdict, str]:
    """The verdict and the reason of one of `ANSWERS`."""
    verdict, _colon, reason = answer.partition(":")
    return DeskVerdict(verdict), reason


class DecisionForm(FlaskForm):  # type: ignore[misc]
    """A verdict on one item."""

    answer = StringField(validators=[AnyOf(ANSWERS, message=_CHOOSE)])
    note = TextAreaField(validators=[Length(max=500, message=_TOO_LONG)])
    #: The version of the item that was looked at.
    seen = StringField(validators=[InputRequired(), Length(max=64)])
    #: The item to open afterwards.
    next = StringField(validators=[Length(max=40)])
    clarity = IntegerField(validators=[Optional(), NumberRange(0, BEST)])
    completeness = IntegerField(validators=[Optional(), NumberRange(0, BEST)])
    advantage = IntegerField(validators=[Optional(), NumberRange(0, BEST)])
    partner = IntegerField(validators=[Optional(), NumberRange(0, BEST)])

    def check_details(self) -> dict[str, Any]:
        """The scores and the advice of a check; a criterion left out counts as zero."""
        scores = {criterion.value: self[criterion.value].data or 0 for criterion in Criterion}
        return {"scores": scores, "advice": (self.note.data or "").strip()}


class BulkForm(FlaskForm):  # type: ignore[misc]
    """One verdict on several items."""

    answer = StringField(validators=[AnyOf(ANSWERS, message=_CHOOSE)])


class SecondLookForm(FlaskForm):  # type: ignore[misc]
    """Agreeing with a first decision, or not."""

    note = TextAreaField(validators=[Length(max=500, message=_TOO_LONG)])
    next = StringField(validators=[Length(max=40)])


class SettingsForm(FlaskForm):  # type: ignore[misc]
    """On which kinds two managers must agree."""

    kinds = SelectMultipleField(choices=[SelectChoice(kind.value, kind.value) for kind in DeskKind])


TAKE_BACK, REPLACE = "take_back", "replace"
ACTIONS = (
    CuratedState.APPROVED.value,
    CuratedState.PINNED.value,
    CuratedState.DISMISSED.value,
    REPLACE,
    TAKE_BACK,
)


class CurateForm(FlaskForm):  # type: ignore[misc]
    """What a manager makes of one suggestion for a member."""

    action = StringField(validators=[AnyOf(ACTIONS, message=_l("Please choose what to do with it."))])
    target = StringField(
        validators=[
            InputRequired(message=_l("Please name the organisation to suggest.")),
            Length(max=256),
        ]
    )
    instead = StringField(validators=[Length(max=256)])
    reason = StringField(validators=[Optional(), AnyOf([r.value for r in DismissReason])])
    note = TextAreaField(validators=[Length(max=500, message=_TOO_LONG)])
