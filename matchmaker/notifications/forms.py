"""The form of how mails come."""

from __future__ import annotations

from collections.abc import Collection

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaker.notifications.catalogue import KINDS
from matchmaker.web.translation import _, _l
from models import MailPace

PACES = {
    MailPace.AT_ONCE: _l("Each mail at once"),
    MailPace.DAILY: _l("One mail a day, in the morning; what cannot wait still comes at once"),
}

#: Names of the kinds a person may do without.
MUTABLE = tuple(kind.name for kind in KINDS.values() if kind.may_mute)


class MailsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """When mails come, and which are wanted."""

    pace = RadioField(
        _l("When mails come"), choices=[SelectChoice(pace.value, words) for pace, words in PACES.items()]
    )
    wanted = SelectMultipleField(
        _l("Mails you want"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.wanted.choices = [SelectChoice(name, _(KINDS[name].title)) for name in MUTABLE]

    def want_all_but(self, muted: Collection[str]) -> None:
        """Tick every kind but these."""
        self.wanted.data = [name for name in MUTABLE if name not in muted]

    def muted(self) -> set[str]:
        """Names of the kinds that were not ticked."""
        return set(MUTABLE) - set(self.wanted.data or [])
