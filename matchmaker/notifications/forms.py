"""The form of how mails come."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaker.notifications.catalogue import KINDS
from matchmaker.web.translation import _, _l
from models import MailPace

PACES = {
    MailPace.AT_ONCE: _l("Each mail at once"),
    MailPace.DAILY: _l("One mail a day, in the morning; what cannot wait still comes at once"),
}


class MailsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """When mails come, and which are wanted."""

    pace = RadioField(
        _l("When mails come"),
        choices=[(pace.value, words) for pace, words in PACES.items()],
        validate_choice=True,
    )
    wanted = SelectMultipleField(
        _l("Mails you want"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.wanted.choices = [(kind.name, _(kind.title)) for kind in KINDS.values() if kind.may_mute]

    def muted(self) -> set[str]:
        """Names of the kinds that were not ticked."""
        offered = {name for name, _title in self.wanted.choices}
        return offered - set(self.wanted.data or [])
