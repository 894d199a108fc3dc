"""Moves, versions, keywords and gaps, from values alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.publication import rules
from matchmaker.publication.errors import (
    ChangedMeanwhile,
    ExpiredMeanwhile,
    MoveRefused,
    NoWebAddress,
    OnlyDraftsAreDeleted,
    TooLong,
    TooManyKeywords,
    WithdrawnMeanwhile,
)
from models import ALLOWED_MOVES, PublicationState

STATES = st.sampled_from(PublicationState)
NOON = datetime(2027, 3, 1, 12, tzinfo=UTC)


@given(state=STATES, wanted=STATES)
def test_check_move_passes_exactly_what_the_table_allows(
    state: PublicationState, wanted: PublicationState
) -> None:
    if wanted in ALLOWED_MOVES[state]:
        rules.check_move(state, wanted)
    else:
        with pytest.raises(MoveRefused):
            rules.check_move(state, wanted)


@given(moves=st.lists(STATES, max_size=12))
def test_no_way_leads_back_into_draft_or_out_of_the_archive(moves: list[PublicationState]) -> None:
    state = PublicationState.DRAFT
    seen = [state]
    for wanted in moves:
        if state.may_become(wanted):
            state = wanted
            seen.append(state)
    assert PublicationState.DRAFT not in seen[1:]
    assert PublicationState.ARCHIVED not in seen[:-1]


@pytest.mark.parametrize(
    "state", [state for state in PublicationState if state is not PublicationState.DRAFT]
)
def test_check_deletable_refuses_what_others_may_have_seen(state: PublicationState) -> None:
    with pytest.raises(OnlyDraftsAreDeleted):
        rules.check_deletable(state)


def test_check_version_passes_the_version_it_was_given() -> None:
    version = rules.version_of(PublicationState.PUBLISHED, NOON)
    rules.check_version(version, PublicationState.PUBLISHED, NOON)


@pytest.mark.parametrize(
    ("now_state", "refusal"),
    [
        (PublicationState.PUBLISHED, ChangedMeanwhile),
        (PublicationState.EXPIRED, ExpiredMeanwhile),
        (PublicationState.WITHDRAWN, WithdrawnMeanwhile),
    ],
)
def test_check_version_says_what_happened_meanwhile(
    now_state: PublicationState, refusal: type[ChangedMeanwhile]
) -> None:
    seen = rules.version_of(PublicationState.PUBLISHED, NOON)
    with pytest.raises(ChangedMeanwhile) as caught:
        rules.check_version(seen, now_state, NOON + timedelta(seconds=1))
    assert type(caught.value) is refusal


@pytest.mark.parametrize("seen", ["", "published", "nonsense 12"])
def test_check_version_refuses_a_forged_one(seen: str) -> None:
    with pytest.raises(ChangedMeanwhile):
        rules.check_version(seen, PublicationState.PUBLISHED, NOON)


def test_split_keywords_drops_repeats_and_spaces() -> None:
    assert rules.split_keywords(" enzymes ,  cold   water; Enzymes,,\nprotease") == [
        "enzymes",
        "cold water",
        "protease",
    ]


@given(st.text())
def test_split_keywords_gives_no_empty_and_no_repeated_word(text: str) -> None:
    words = rules.split_keywords(text)
    assert all(words)
    assert len({word.casefold() for word in words}) == len(words)


def test_check_keywords_refuses_a_sixth_and_a_long_one() -> None:
    rules.check_keywords(["a" * 40] * 5)
    with pytest.raises(TooManyKeywords):
        rules.check_keywords(["a"] * 6)
    with pytest.raises(TooLong):
        rules.check_keywords(["a" * 41])


@pytest.mark.parametrize("address", ["", "https://example.org/a?b=c", "http://[::1]/"])
def test_check_web_address_passes_what_a_page_may_link_to(address: str) -> None:
    rules.check_web_address("homepage", address)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "example.org", "https://", "https://a b", "http://[broken"]
)
def test_check_web_address_refuses_the_rest(address: str) -> None:
    with pytest.raises(NoWebAddress):
        rules.check_web_address("homepage", address)


def test_gaps_name_the_field_where_they_are_put_right() -> None:
    gaps = [
        *rules.text_gaps("Enzymes", "description", "few words"),
        *rules.keyword_gaps([]),
        *rules.language_gaps("en", "et"),
    ]
    assert [gap.field for gap in gaps] == ["title", "description", "keywords", "language"]
    assert all(gap.sentence % gap.values for gap in gaps)


def test_gaps_are_none_for_a_full_text() -> None:
    body = "Enzymes from the sea floor wash textiles in cold water. " * 5
    assert rules.text_gaps("Enzymes for cold washing", "description", body) == []
    assert rules.keyword_gaps(["enzymes", "washing"]) == []
    assert rules.language_gaps("en", "en") == []
