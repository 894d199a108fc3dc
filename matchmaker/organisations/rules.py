"""Decisions about organisations from values alone: addresses, who may go, what a profile lacks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from matchmaker.i18n import N_
from models import MembershipRole, OrganisationKind

LONGEST_SLUG = 80
LONGEST_STORY = 4000
#: A story of fewer words gives the engine little to go by.
FEWEST_STORY_WORDS = 60

#: Letters that lose nothing but a mark are taken care of by Unicode; these are letters of their own.
_LETTERS = str.maketrans({
    "ß": "ss", "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "œ": "oe", "ı": "i",
})  # fmt: skip

#: Of an introduction the log of an organisation tells these turns; everything else is on its own page.
INTRODUCTION_TURNS = frozenset(
    f"introduction.{turn}"
    for turn in (
        "requested",
        "released",
        "stopped",
        "accepted",
        "declined",
        "lapsed",
        "withdrawn",
        "meeting_fixed",
        "meeting_cancelled",
        "outcome_reported",
    )
)
#: Who asks for a profile is named to those who decide, and not in the log.
UNNAMED_TURNS = INTRODUCTION_TURNS | {"claim.asked", "claim.withdrawn"}


def slug_of(name: str) -> str:
    """A readable part of an address: ``Gdańsk Øresund & Co`` becomes ``gdansk-oresund-co``.

    A name without any Latin letter or digit becomes ``organisation``.
    """
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    slug = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")
    # Room for a number behind it.
    return slug[: LONGEST_SLUG - 8].rstrip("-") or "organisation"


def free_slug(name: str, taken: Collection[str]) -> str:
    """The slug of a name, with a number behind it where others have it.

    :param taken: slugs that begin alike.
    """
    slug = slug_of(name)
    if slug not in taken:
        return slug
    number = 2
    while f"{slug}-{number}" in taken:
        number += 1
    return f"{slug}-{number}"


def leaves_without_owner(roles: Sequence[MembershipRole], leaving: MembershipRole) -> bool:
    """Would nobody be left to decide who belongs to an organisation?

    :param roles: those of everybody in it now.
    :param leaving: the role that one of them gives up.
    """
    deciding = (MembershipRole.OWNER, MembershipRole.MANAGER)
    return leaving in deciding and sum(role in deciding for role in roles) == 1


def first_role(kind: OrganisationKind) -> MembershipRole:
    """The role of the first person of an organisation of a kind, who decides on everybody else."""
    return MembershipRole.MANAGER if kind is OrganisationKind.CLUSTER else MembershipRole.OWNER


def roles_for(kind: OrganisationKind) -> tuple[MembershipRole, ...]:
    """The roles people can have in an organisation of a kind; only a cluster has managers."""
    if kind is OrganisationKind.CLUSTER:
        return (MembershipRole.OWNER, MembershipRole.MANAGER, MembershipRole.MEMBER)
    return (MembershipRole.OWNER, MembershipRole.MEMBER)


@dataclass(frozen=True, slots=True)
class Gap:
    """Something a profile lacks, the form's field to fill, and what filling it brings; both marked."""

    field: str
    sentence: str
    gain: str


def profile_gaps(
    *,
    kind: OrganisationKind,
    story: str,
    sectors: Collection[str],
    size_known: bool,
    position_known: bool,
    languages: Collection[str],
) -> list[Gap]:
    """What a profile lacks that matching would use, the weightiest first."""
    gaps = []
    if len(story.split()) < FEWEST_STORY_WORDS:
        gaps.append(
            Gap(
                "story",
                N_("The story says little yet."),
                N_("Its words are what others are matched on: what you make, for whom, with which methods."),
            )
        )
    if not sectors:
        gaps.append(
            Gap("sectors", N_("No sector is chosen."), N_("People narrow lists down by sector and find you."))
        )
    if kind is OrganisationKind.COMPANY and not size_known:
        gaps.append(
            Gap(
                "headcount",
                N_("Headcount or turnover is missing."),
                N_("Many calls and searches are for small and medium companies only."),
            )
        )
    if not position_known:
        gaps.append(
            Gap("latitude", N_("The position is missing."), N_("You appear on the map, with distances."))
        )
    if not languages:
        gaps.append(
            Gap("languages", N_("No language is chosen."), N_("Partners see in which language to write."))
        )
    return gaps
