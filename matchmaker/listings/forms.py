"""The form of a need or an offer."""

from __future__ import annotations

from wtforms import RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired

from matchmaker.listings import words
from matchmaker.listings.rules import LIMITS, ListingValues
from matchmaker.publication.fields import (
    ChecksField,
    LineField,
    ProseField,
    Within,
    choices_of,
    country_choices,
    language_choices,
    member_of,
    offered,
)
from matchmaker.publication.forms import PublicationForm
from matchmaker.publication.words import ORGANISATION_KINDS
from matchmaker.web.translation import _, _l
from models import DevelopmentStage, Direction, IprStatus, ListingCategory


class ListingForm(PublicationForm):
    """What is needed or offered, and from whom."""

    direction = RadioField(
        _l("What is it?"),
        [InputRequired(_l("Say whether you look for something or offer it."))],
        choices=offered(
            [
                (Direction.NEED.value, _l("A need: we look for something")),
                (Direction.OFFER.value, _l("An offer: we have something to give")),
            ]
        ),
    )
    title = LineField(_l("Title"), [DataRequired(_l("Give it a title.")), Within(LIMITS["title"])])
    summary = ProseField(_l("Summary"), [Within(LIMITS["summary"])])
    description = ProseField(_l("Description"), [Within(LIMITS["description"])])
    category = SelectField(_l("Category"), default=ListingCategory.TECHNOLOGY.value)
    stage = SelectField(_l("Stage of development"))
    ipr = SelectField(_l("Intellectual property"))
    partner_kinds = ChecksField(_l("Kinds of partner sought"))
    countries = ChecksField(_l("Countries"))
    languages = ChecksField(_l("Languages you can work in"))

    def offer_choices(self) -> None:
        """Fill the lists in the language of the page."""
        super().offer_choices()
        self.category.choices = offered(choices_of(words.CATEGORIES))
        not_stated = ("", _("Not stated"))
        self.stage.choices = offered([not_stated, *choices_of(words.STAGES)])
        self.ipr.choices = offered([not_stated, *choices_of(words.PROTECTION)])
        self.partner_kinds.choices = offered(choices_of(ORGANISATION_KINDS))
        self.countries.choices = offered(country_choices())
        self.languages.choices = offered(language_choices())

    def values(self) -> ListingValues:
        """What was typed; a half-filled form gives its half."""
        return ListingValues(
            direction=member_of(Direction, self.direction.data) or Direction.NEED,
            title=self.title.data,
            category=member_of(ListingCategory, self.category.data) or ListingCategory.TECHNOLOGY,
            language=self.language.data,
            summary=self.summary.data,
            description=self.description.data,
            stage=member_of(DevelopmentStage, self.stage.data),
            ipr=member_of(IprStatus, self.ipr.data),
            partner_kinds=self.partner_kinds.data or (),
            countries=self.countries.data or (),
            languages=self.languages.data or (),
            keywords=self.keywords.data,
        )
