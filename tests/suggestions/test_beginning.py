"""The first of a list of partners, told from the best few, are those of the whole list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from matchmaker.matching import FoundOwners, MemoryIndex
from matchmaker.suggestions import ranking as list_making
from matchmaker.suggestions import texts
from matchmaker.suggestions.ranking import NO_FILTERS, Filters, Ranking
from matchmaker.suggestions.rules import TargetKind
from matchmaker.suggestions.subjects import subject_of_organisation
from models import Organisation, VerificationState
from tests.factories import make_organisation
from tests.suggestions import rows

NOW = datetime(2026, 5, 4, tzinfo=UTC)
WORDS = ("enzyme", "carrier", "silica", "lipase", "laser", "steel", "welding", "battery")
#: Partners of the first two are equal, and different texts speak for them.
PROJECTS = ("laser welding of steel", "laser welding of steel", "silica carrier")
PARTNER = TargetKind.PARTNER

#: For each organisation: its offer, which of the projects it is in, whether it was hidden since.
offers = st.just("") | st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
ones = st.tuples(offers, st.integers(0, 3), st.sampled_from([False, False, False, True]))
networks = st.lists(ones, min_size=16, max_size=30)
LOOKED_AT_FIRST = 6


@pytest.fixture(autouse=True)
def _looking_at_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a small network has many more."""
    monkeypatch.setattr(list_making, "LOOKED_AT_FIRST", LOOKED_AT_FIRST)


def network(session: Session, others: Sequence[tuple[str, int, bool]]) -> tuple[Organisation, MemoryIndex]:
    """Somebody who asks, and the index as it was before some were hidden."""
    asking = make_organisation(session)
    rows.need(session, asking, "enzyme carrier laser steel battery")
    made = [
        make_organisation(
            session,
            country=("EE", "LV")[number % 2],
            verification=(VerificationState.VERIFIED, VerificationState.UNVERIFIED)[number % 2],
        )
        for number in range(len(others))
    ]
    for organisation, (offered, _, _) in zip(made, others, strict=True):
        if offered:
            rows.offer(session, organisation, offered)
    for project, title in enumerate(PROJECTS, 1):
        members = [one for one, (_, of, _) in zip(made, others, strict=True) if of == project]
        rows.project(session, title, *members)
    index = MemoryIndex()
    index.rebuild(texts.all_items(session, NOW), texts.owner_facets(session))
    for organisation, (_, _, hidden) in zip(made, others, strict=True):
        if hidden:
            organisation.hidden = True
    session.flush()
    return asking, index


def ranking(
    session: Session, asking: Organisation, index: MemoryIndex, most: int, filters: Filters = NO_FILTERS
) -> Ranking:
    subject = subject_of_organisation(session, asking, NOW)
    return Ranking(session, index, subject, asker=None, filters=filters, now=NOW, most=most)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(networks, st.integers(1, 15), st.sampled_from([NO_FILTERS, Filters(countries=("EE",))]))
def test_the_first_are_those_of_the_whole_list(
    session: Session, others: list[tuple[str, int, bool]], most: int, filters: Filters
) -> None:
    outer = session.begin_nested()
    asking, index = network(session, others)
    whole = ranking(session, asking, index, most, filters).matches(PARTNER)
    for number in (0, 1, 3, LOOKED_AT_FIRST, LOOKED_AT_FIRST + 1, 20):
        fresh = ranking(session, asking, index, most, filters)
        assert [*fresh.first(PARTNER, number)] == [*whole[:number]]
        assert [*fresh.first(PARTNER, 2)] == [*whole[:2]]
        assert [*fresh.matches(PARTNER)] == [*whole]
        assert [*fresh.first(PARTNER, number)] == [*whole[:number]]
        assert fresh.total(PARTNER) == len(whole)
    outer.rollback()


def test_a_page_of_ten_looks_at_a_few_only(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    others = [" ".join(f"filler{word}" for word in range(3 * number)) for number in range(30)]
    asking, index = network(session, [(f"enzyme carrier {other}", 0, False) for other in others])
    looked_at: list[int] = []
    best = FoundOwners.best

    def counted(found: FoundOwners, k: int) -> object:
        looked_at.append(k)
        return best(found, k)

    monkeypatch.setattr(FoundOwners, "best", counted)
    asked = ranking(session, asking, index, 12)
    assert len(asked.first(PARTNER, 3)) == 3
    assert asked.total(PARTNER) == 12
    assert looked_at == [LOOKED_AT_FIRST]
    assert len(asked.first(PARTNER, 12)) == 12
    assert looked_at == [LOOKED_AT_FIRST, 12]
    assert len(asked.first(PARTNER, 3)) == 3
    assert looked_at == [LOOKED_AT_FIRST, 12]


def test_the_total_counts_nobody_hidden_since(session: Session) -> None:
    others = [" ".join(f"filler{word}" for word in range(3 * number)) for number in range(20)]
    described = [(f"enzyme carrier {other}", 0, number >= 9) for number, other in enumerate(others)]
    asking, index = network(session, described)
    assert ranking(session, asking, index, 12).total(PARTNER) == 9
