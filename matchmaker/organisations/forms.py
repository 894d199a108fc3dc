"""Forms of organisations: the profile, people, clusters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, SelectField, SelectMultipleField, StringField, ValidationError
from wtforms.form import BaseForm
from wtforms.validators import DataRequired
from wtforms.widgets import TextInput

from matchmaker.organisations import rules, words
from matchmaker.organisations.sectors import SECTORS
from matchmaker.organisations.service import Profile
from matchmaker.publication.fields import (
    ChecksField,
    LineField,
    ProseField,
    Within,
    choices_of,
    country_choices,
    language_choices,
    member_of,
)
from matchmaker.publication.words import ORGANISATION_KINDS
from matchmaker.web.context import ROLE_WORDS
from matchmaker.web.translation import _, _l, current_language
from models import HOST_KINDS, MembershipRole, Organisation, OrganisationKind, TurnoverBand

#: The three ways to register, and the kinds each offers.
WAYS: dict[str, tuple[OrganisationKind, ...]] = {
    "company": (OrganisationKind.COMPANY,),
    "other": tuple(
        kind for kind in OrganisationKind if kind not in HOST_KINDS and kind is not OrganisationKind.COMPANY
    ),
    "host": (OrganisationKind.SCIENCE_PARK, OrganisationKind.INCUBATOR, OrganisationKind.CLUSTER),
}


class NumberField(Field):
    """A number within bounds, or nothing; thousands may be spaced and decimals follow a point or comma."""

    widget = TextInput()
    data: float | int | None

    def __init__(
        self, label: Any, *, least: int, most: int, whole: bool = False, sentence: Any, **options: Any
    ) -> None:
        super().__init__(label, **options)
        self._least, self._most, self._whole, self._sentence = least, most, whole, sentence

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.typed = valuelist[0].strip() if valuelist else ""
        digits = re.sub(r"[\s\u00a0\u202f]", "", self.typed).replace(",", ".").replace("−", "-")
        self.data = None
        if not digits:
            return
        pattern = r"\d{1,9}" if self._whole else r"-?\d{1,3}(\.\d{1,12})?"
        if not re.fullmatch(pattern, digits) or not self._least <= float(digits) <= self._most:
            raise ValueError(self._sentence)
        self.data = int(digits) if self._whole else float(digits)

    def process_data(self, value: Any) -> None:
        self.data = value
        self.typed = "" if value is None else str(value)

    def _value(self) -> str:
        return self.typed


def _is_web_address(form: BaseForm, field: Field) -> None:
    """Complete ``example.org`` to a whole address; refuse what leads nowhere on the web."""
    if not field.data:
        return
    address = field.data if "://" in field.data else f"https://{field.data}"
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or "." not in parts.netloc or re.search(r"\s", address):
        raise ValidationError(_("Write a web address like https://example.org."))
    field.data = address


class ProfileForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What an organisation says about itself. The size class is derived from it and never asked."""

    kind = SelectField(_l("Kind"))
    legal_name = LineField(
        _l("Legal name"), [DataRequired(_l("Write the name as it stands in the register.")), Within(256)]
    )
    name = LineField(_l("Public name"), [Within(256)])
    country = SelectField(_l("Country"))
    region = LineField(_l("Region"), [Within(8)])
    city = LineField(_l("City"), [Within(120)])
    address = LineField(_l("Street and number"), [Within(256)])
    website = LineField(_l("Website"), [Within(512), _is_web_address])
    latitude = NumberField(
        _l("Latitude"), least=-90, most=90, sentence=_l("A latitude is a number from -90 to 90.")
    )
    longitude = NumberField(
        _l("Longitude"), least=-180, most=180, sentence=_l("A longitude is a number from -180 to 180.")
    )
    headcount = NumberField(
        _l("Headcount"),
        least=0,
        most=9_999_999,
        whole=True,
        sentence=_l("Write a whole number of people, for example 12."),
    )
    turnover_band = SelectField(_l("Turnover a year"))
    balance_sheet_up_to_43m = BooleanField(_l("The balance sheet is 43 million euros at most"))
    sectors = SelectMultipleField(_l("Sectors"))
    languages = ChecksField(_l("Languages you work in"))
    language = SelectField(_l("Language of the story"))
    story = ProseField(_l("Story"), [Within(rules.LONGEST_STORY)])
    open_to_introductions = BooleanField(_l("Open to introductions"), default=True)

    def offer(self, kinds: Sequence[OrganisationKind]) -> None:
        """Fill the lists, in the page's language.

        :param kinds: those to choose from.
        """
        self.kind.choices = dict(_as_text(choices_of({kind: ORGANISATION_KINDS[kind] for kind in kinds})))
        self.country.choices = {"": _("Choose a country"), **dict(country_choices())}
        self.turnover_band.choices = {"": _("Not said"), **dict(_as_text(choices_of(words.TURNOVER)))}
        self.sectors.choices = {code: _(name) for code, name in SECTORS.items()}
        self.languages.choices = dict(language_choices())
        self.language.choices = dict(language_choices())
        self.turnover_band.data = self.turnover_band.data or ""
        if not self.is_submitted() and not self.language.data:
            self.language.data = current_language()

    def validate_country(self, field: Field) -> None:
        """A country is chosen."""
        if not field.data:
            raise ValidationError(_("Choose the country."))

    def validate_longitude(self, field: Field) -> None:
        """Half a position is none."""
        if (field.data is None) != (self.latitude.data is None) and not self.latitude.errors:
            raise ValidationError(_("A position needs both numbers, latitude and longitude."))

    def profile(self) -> Profile:
        """What was typed, as the verbs take it."""
        return Profile(
            kind=OrganisationKind(self.kind.data),
            legal_name=self.legal_name.data,
            name=self.name.data or self.legal_name.data,
            country=self.country.data,
            region=self.region.data,
            city=self.city.data,
            address=self.address.data,
            website=self.website.data,
            latitude=self.latitude.data,
            longitude=self.longitude.data,
            headcount=None if self.headcount.data is None else int(self.headcount.data),
            turnover_band=member_of(TurnoverBand, self.turnover_band.data),
            balance_sheet_up_to_43m=self.balance_sheet_up_to_43m.data,
            sectors=sorted(self.sectors.data or []),
            languages=sorted(self.languages.data or []),
            language=self.language.data,
            story=self.story.data,
            open_to_introductions=self.open_to_introductions.data,
        )


class RegisterForm(ProfileForm):
    """The profile, the clusters to ask, and the answer to "is it one of these?"."""

    clusters = ChecksField(_l("Clusters to ask for membership"))
    #: Ticked by who was shown organisations of the same name.
    another = BooleanField(_l("It is another organisation: register it anew"))

    def offer_clusters(self, clusters: Sequence[Organisation]) -> None:
        """Fill the list of clusters."""
        self.clusters.choices = {str(cluster.id): cluster.name for cluster in clusters}


class PersonForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A person to be added by address, or only a role."""

    email = StringField(
        _l("E-mail address"),
        [DataRequired(_l("Write the address of the person's account.")), Within(254)],
        render_kw={"autocomplete": "off", "type": "email"},
    )
    role = SelectField(_l("Role"))

    def offer(self, kind: OrganisationKind) -> None:
        """Fill the list of roles.

        :param kind: of the organisation.
        """
        self.role.choices = role_choices(kind)

    @property
    def chosen_role(self) -> MembershipRole:
        """The role, once the form is valid."""
        return MembershipRole(self.role.data)


def role_choices(kind: OrganisationKind) -> dict[str, str]:
    """Roles in an organisation of a kind, by value, in words; the one that decides least first."""
    return {role.value: str(ROLE_WORDS[role]) for role in reversed(rules.roles_for(kind))}


def _as_text(choices: Sequence[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(value, str(word)) for value, word in choices]
