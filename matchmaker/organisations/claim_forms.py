"""Forms of claims: asking for a profile, refusing one."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.validators import DataRequired

from matchmaker.organisations.words import CLAIM_GROUNDS
from matchmaker.publication.fields import LineField, ProseField, Within, choices_of, offered
from matchmaker.web.translation import _l
from models import ClaimGround


class ClaimForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What somebody does at an organisation, and how that can be seen."""

    job_title = LineField(
        _l("What you do there"), [DataRequired(_l("Say in a few words what you do there.")), Within(120)]
    )
    message = ProseField(
        _l("How can we see that it is yours?"),
        [DataRequired(_l("Say in a sentence or two how this can be checked.")), Within(1000)],
    )


class RefusalForm(FlaskForm):  # type: ignore[misc]
    """Why a claim is refused."""

    ground = SelectField(_l("Why?"), choices=offered(choices_of(CLAIM_GROUNDS)))
    reason = ProseField(_l("A word from you"), [Within(500)])

    @property
    def chosen_ground(self) -> ClaimGround:
        """The reason, once the form is valid."""
        return ClaimGround(self.ground.data)
