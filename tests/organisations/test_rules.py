"""Decisions about organisations, from values alone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.organisations import rules
from models import MembershipRole, OrganisationKind

OWNER, MANAGER, MEMBER = MembershipRole.OWNER, MembershipRole.MANAGER, MembershipRole.MEMBER


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Ensümaat OÜ", "ensumaat-ou"),
        ("Gdańsk Øresund & Co", "gdansk-oresund-co"),
        ("Łódź Straße", "lodz-strasse"),
        ("—", "organisation"),
        ("东京", "organisation"),
    ],
)
def test_slug_of_name(name: str, slug: str) -> None:
    assert rules.slug_of(name) == slug


@given(st.text(max_size=300))
def test_slug_is_always_fit_for_an_address(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rules.slug_of(name))
    assert len(rules.free_slug(name, {rules.slug_of(name)})) <= rules.LONGEST_SLUG


def test_free_slug_counts_on() -> None:
    assert rules.free_slug("Alfa", set()) == "alfa"
    assert rules.free_slug("Alfa", {"alfa", "alfa-2", "alfabet"}) == "alfa-3"


@pytest.mark.parametrize(
    ("roles", "leaving", "expected"),
    [
        ([OWNER], OWNER, True),
        ([OWNER, MEMBER], OWNER, True),
        ([OWNER, MEMBER], MEMBER, False),
        ([OWNER, OWNER], OWNER, False),
        ([MANAGER, OWNER], MANAGER, False),
        ([MANAGER, MEMBER], MANAGER, True),
    ],
)
def test_leaves_without_owner(
    roles: list[MembershipRole], leaving: MembershipRole, *, expected: bool
) -> None:
    assert rules.leaves_without_owner(roles, leaving) is expected


def test_only_clusters_have_managers() -> None:
    assert MANAGER in rules.roles_for(OrganisationKind.CLUSTER)
    assert MANAGER not in rules.roles_for(OrganisationKind.COMPANY)


def test_profile_gaps_of_an_empty_and_a_full_profile() -> None:
    empty = rules.profile_gaps(
        kind=OrganisationKind.COMPANY,
        story="",
        sectors=[],
        size_known=False,
        position_known=False,
        languages=[],
    )
    assert [gap.field for gap in empty] == ["story", "sectors", "headcount", "latitude", "languages"]
    full = rules.profile_gaps(
        kind=OrganisationKind.UNIVERSITY,
        story="word " * 60,
        sectors=["72"],
        size_known=False,
        position_known=True,
        languages=["en"],
    )
    assert full == []
