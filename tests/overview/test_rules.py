"""What to do next, as a table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.overview import rules
from matchmaker.overview.rules import ClusterFacts, Step, StepKind, TextFacts, VenueFacts

counts = st.integers(0, 3)
text_facts = st.builds(
    TextFacts, published=counts, drafts=counts, asked=counts, expiring=counts, profile_gaps=counts
)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (TextFacts(), [Step(StepKind.FIRST_LISTING, 1)]),
        (TextFacts(profile_gaps=2), [Step(StepKind.FIRST_LISTING, 1), Step(StepKind.PROFILE, 2)]),
        (TextFacts(drafts=1), [Step(StepKind.DRAFTS, 1)]),
        (TextFacts(published=3), [Step(StepKind.SUGGESTIONS, 3)]),
        (
            TextFacts(published=4, asked=1, expiring=2, drafts=1, profile_gaps=1),
            [Step(StepKind.CONFIRM, 1), Step(StepKind.RENEW, 2), Step(StepKind.DRAFTS, 1)],
        ),
    ],
)
def test_member_steps_by_what_would_be_lost(facts: TextFacts, expected: list[Step]) -> None:
    assert rules.member_steps(facts) == expected


def test_host_steps_begin_with_its_places() -> None:
    steps = rules.host_steps(VenueFacts(venues=2, drafts=1, stale_guides=1), TextFacts(published=1, asked=1))
    assert [step.kind for step in steps] == [StepKind.VENUE_DRAFTS, StepKind.GUIDE, StepKind.CONFIRM]


def test_manager_steps_begin_with_who_waits() -> None:
    steps = rules.manager_steps(ClusterFacts(requests=2, silent=3), TextFacts())
    assert [step.kind for step in steps] == [
        StepKind.REQUESTS,
        StepKind.SILENT_MEMBERS,
        StepKind.FIRST_LISTING,
    ]


def test_secretariat_steps_begin_with_what_is_broken() -> None:
    steps = rules.secretariat_steps(claims=4, to_verify=9, given_up=1, late=2)
    assert steps == [Step(StepKind.GIVEN_UP, 1), Step(StepKind.LATE, 2), Step(StepKind.CLAIMS, 4)]
    steps = rules.secretariat_steps(claims=4, to_verify=9, given_up=0, late=0)
    assert steps == [Step(StepKind.CLAIMS, 4), Step(StepKind.VERIFY_ALL, 9)]


@given(text_facts)
def test_steps_are_at_most_three_different_ones_with_something_behind_each(facts: TextFacts) -> None:
    steps = rules.member_steps(facts)
    assert len(steps) <= rules.MOST_STEPS
    assert len({step.kind for step in steps}) == len(steps)
    assert all(step.count for step in steps)
