"""Kinds of organisation in words."""

from __future__ import annotations

from collections.abc import Iterable

from matchmaker.web.translation import LazyString, _l
from models import OrganisationKind

ORGANISATION_KINDS: dict[OrganisationKind, LazyString] = {
    OrganisationKind.COMPANY: _l("Company"),
    OrganisationKind.RESEARCH: _l("Research organisation"),
    OrganisationKind.UNIVERSITY: _l("University"),
    OrganisationKind.HEALTHCARE: _l("Healthcare provider"),
    OrganisationKind.PUBLIC_AUTHORITY: _l("Public authority"),
    OrganisationKind.INVESTOR: _l("Investor"),
    OrganisationKind.TRAINER: _l("Trainer"),
    OrganisationKind.ASSOCIATION: _l("Association"),
    OrganisationKind.SCIENCE_PARK: _l("Science park"),
    OrganisationKind.INCUBATOR: _l("Incubator"),
    OrganisationKind.CLUSTER: _l("Cluster"),
    OrganisationKind.OTHER: _l("Other"),
}


def kinds_in_words(kinds: Iterable[str]) -> str:
    """Stored kinds of organisation as one line of words; what is no kind any more is left out."""
    return ", ".join(str(word) for kind, word in ORGANISATION_KINDS.items() if kind.value in set(kinds))
