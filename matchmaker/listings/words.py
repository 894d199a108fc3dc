"""Directions, categories, stages and protection of needs and offers, in words."""

from __future__ import annotations

from matchmaker.web.translation import LazyString, _l
from models import DevelopmentStage, Direction, IprStatus, ListingCategory

DIRECTIONS: dict[Direction, LazyString] = {
    Direction.NEED: _l("Need"),
    Direction.OFFER: _l("Offer"),
}

CATEGORIES: dict[ListingCategory, LazyString] = {
    ListingCategory.TECHNOLOGY: _l("Technology"),
    ListingCategory.BUSINESS: _l("Business"),
    ListingCategory.RESEARCH: _l("Research"),
    ListingCategory.SKILLS: _l("Skills and training"),
    ListingCategory.FINANCE: _l("Finance and coaching"),
    ListingCategory.TEST_FACILITY: _l("Test facility"),
    ListingCategory.PILOT: _l("Pilot or procurement"),
}

STAGES: dict[DevelopmentStage, LazyString] = {
    DevelopmentStage.CONCEPT: _l("Concept"),
    DevelopmentStage.LAB_TESTED: _l("Tested in the laboratory"),
    DevelopmentStage.PROTOTYPE: _l("Prototype"),
    DevelopmentStage.DEMONSTRATED: _l("Demonstrated in use"),
    DevelopmentStage.ON_MARKET: _l("On the market"),
}

PROTECTION: dict[IprStatus, LazyString] = {
    IprStatus.NONE: _l("Not protected"),
    IprStatus.SECRET_KNOW_HOW: _l("Secret know-how"),
    IprStatus.COPYRIGHT: _l("Copyright"),
    IprStatus.DESIGN_RIGHT: _l("Design right"),
    IprStatus.PATENT_PENDING: _l("Patent applied for"),
    IprStatus.PATENT_GRANTED: _l("Patent granted"),
}
