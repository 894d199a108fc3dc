"""The part of a form that needs, offers, projects, calls and venues have in common."""

from __future__ import annotations

from collections.abc import Iterable

from flask_wtf import FlaskForm
from wtforms import Field, HiddenField, SelectField
from wtforms.validators import DataRequired

from matchmaker.publication.errors import AtField, Incomplete
from matchmaker.publication.fields import KeywordsField, LineField, Within, language_choices, offered
from matchmaker.refusals import Refusal
from matchmaker.web.translation import _, _l, current_language, refusal_text

#: Value of the second submit button of a form.
PUBLISH = "publish"


class RefusableForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Shows what a verb refuses where it is put right."""

    def mark(self, field_name: str, sentence: str) -> None:
        """Put a sentence at a field, or above the form where there is no such field."""
        field: Field | None = self._fields.get(field_name)
        if field is None:
            self.form_errors.append(sentence)
        else:
            field.errors = [*field.errors, sentence]

    def show(self, refusal: Refusal) -> int:
        """Show why a verb refused, where it is put right.

        :returns: the status to answer with.
        """
        match refusal:
            case Incomplete():
                self._mark_all((name, _(sentence)) for name, sentence in refusal.missing.items())
            case AtField():
                self.mark(refusal.field, refusal_text(refusal))
            case _:
                self.form_errors.append(refusal_text(refusal))
        return refusal.status

    def _mark_all(self, sentences: Iterable[tuple[str, str]]) -> None:
        for name, sentence in sentences:
            self.mark(name, sentence)


class VersionedForm(RefusableForm):
    """The language of a text, and the version it was opened at."""

    language = SelectField(_l("Language of the text"))
    version = HiddenField()
    intent = HiddenField(default="")

    @property
    def is_publishing(self) -> bool:
        """Was the button pressed that publishes?"""
        return self.intent.raw_data is not None and PUBLISH in self.intent.raw_data

    def offer_choices(self) -> None:
        """Fill the lists that depend on the page's language; called once after the form is made."""
        self.language.choices = offered(language_choices())
        if not self.language.data:
            self.language.data = current_language()


class PublicationForm(VersionedForm):
    """A text with a title and keywords."""

    title = LineField(_l("Title"), [DataRequired(_l("Give it a title.")), Within(256)])
    keywords = KeywordsField(
        _l("Keywords"),
        description=_l("Up to five, separated by commas: terms of your trade, not of the form."),
    )
