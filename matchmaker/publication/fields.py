"""Form fields for what several slices ask for: keywords, euros, languages, countries, kinds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from babel import Locale
from wtforms import Field, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.form import BaseForm
from wtforms.widgets import TextInput

from matchmaker.publication import rules
from matchmaker.publication.errors import TooLong, TooManyKeywords
from matchmaker.settings import PAGE_LANGUAGES
from matchmaker.web.text import country_name, language_name
from matchmaker.web.translation import LazyString, _, current_language, refusal_text

#: Languages texts of the region are written in, beyond those of the pages.
MORE_LANGUAGES = ("cs", "da", "es", "fr", "is", "it", "nl", "no", "pt", "ru", "uk", "zh")
TEXT_LANGUAGES = (*PAGE_LANGUAGES, *MORE_LANGUAGES)

#: Shown first in lists of countries: around the Baltic Sea.
NEAR_COUNTRIES = ("EE", "LV", "LT", "FI", "SE", "DK", "DE", "PL", "NO", "IS")
#: Territories of the locale data that are no countries: the EU, the euro area, the UN, outlying parts.
NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})

Member = TypeVar("Member", bound=StrEnum)

_EUROS = re.compile(r"\d{1,12}(\.\d{1,2})?")
_SPACES = re.compile(r"[\s\u00a0\u202f'€]")


def language_choices() -> list[tuple[str, str]]:
    """Languages a text may be in, by name in the page's language."""
    return sorted(((code, language_name(code)) for code in TEXT_LANGUAGES), key=lambda choice: choice[1])


def country_choices() -> list[tuple[str, str]]:
    """All countries by name, those around the Baltic Sea first."""
    territories = Locale.parse(current_language()).territories
    near = [(code, country_name(code)) for code in NEAR_COUNTRIES]
    far = [
        (code, str(name))
        for code, name in territories.items()
        if len(code) == 2 and code.isalpha() and code not in NEAR_COUNTRIES and code not in NO_COUNTRIES
    ]
    return near + sorted(far, key=lambda choice: choice[1])


def choices_of(words: Mapping[Member, LazyString]) -> list[tuple[str, LazyString]]:
    """An enum's members as choices, in the order of their words' table."""
    return [(member.value, word) for member, word in words.items()]


def offered(choices: Iterable[tuple[str, str | LazyString]]) -> list[SelectChoice]:
    """Choices as a form field takes them."""
    return [SelectChoice(value, label) for value, label in choices]


def member_of(kind: type[Member], value: str | None) -> Member | None:
    """The member with a value; None for nothing, or what is no value of it."""
    return next((member for member in kind if member.value == value), None)


class Within:
    """At most this many characters; says how many there are, and keeps the text."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.field_flags = {"maxlength": limit}

    def __call__(self, form: BaseForm, field: Field) -> None:
        length = len(field.data or "")
        if length > self.limit:
            raise ValidationError(
                _("At most %(limit)s characters; these are %(length)s.", limit=self.limit, length=length)
            )


#: Control characters other than tabs and line ends; PostgreSQL takes no NUL.
_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])


def line_of(text: str | None) -> str:
    """One line without spaces around it and without control characters."""
    return " ".join((text or "").translate(_CONTROL).split())


def text_of(text: str | None) -> str:
    """Several lines with plain line ends, no space around and no control characters."""
    return (text or "").translate(_CONTROL).replace("\r\n", "\n").strip()


class LineField(StringField):
    """One line of text; runs of spaces become one."""

    data: str

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.type = "StringField"  # what the macro of fields draws it by

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = line_of(valuelist[0]) if valuelist else ""

    def process_data(self, value: Any) -> None:
        self.data = value or ""


class ProseField(TextAreaField):
    """Several lines of text; browsers' line ends are counted once, as the counter on the page does."""

    data: str

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.type = "TextAreaField"

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = text_of(valuelist[0]) if valuelist else ""

    def process_data(self, value: Any) -> None:
        self.data = value or ""


class KeywordsField(Field):
    """A few terms in one line, separated by commas."""

    widget = TextInput()
    data: list[str]

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = rules.split_keywords(valuelist[0]) if valuelist else []

    def process_data(self, value: Any) -> None:
        self.data = list(value or ())

    def _value(self) -> str:
        return ", ".join(self.data)

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse more or longer ones than the rules allow."""
        try:
            rules.check_keywords(self.data)
        except TooManyKeywords as refusal:
            raise ValidationError(refusal_text(refusal)) from None
        except TooLong as refusal:
            raise ValidationError(
                _("Each keyword may have at most %(limit)s characters.", limit=refusal.values["limit"])
            ) from None


class EuroField(Field):
    """An amount in euros: digits, spaces between thousands as you like, cents after a point or comma."""

    widget = TextInput()
    data: Decimal | None

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.typed = valuelist[0].strip() if valuelist else ""
        amount = _SPACES.sub("", self.typed).replace(",", ".")
        self.data = None
        if not amount:
            return
        if not _EUROS.fullmatch(amount):
            raise ValueError(_("Write the amount in euros with digits only, for example 250 000."))
        self.data = Decimal(amount)

    def process_data(self, value: Any) -> None:
        self.data = value
        self.typed = "" if value is None else f"{Decimal(value):,.2f}".replace(",", " ").removesuffix(".00")

    def _value(self) -> str:
        return self.typed


class ChecksField(SelectMultipleField):
    """Several answers to one question, as check boxes."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.type = "SelectMultipleField"

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse an answer that was not offered, in our words."""
        known = {value for value, *_rest in self.iter_choices()}
        if any(value not in known for value in self.data or ()):
            raise ValidationError(_("One of the answers is not in the list."))
