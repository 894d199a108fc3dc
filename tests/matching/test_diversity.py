from __future__ import annotations

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.diversity import diversified, is_far_above


class Match(NamedTuple):
    owner: str
    score: float
    texts: str


def owners(matches: list[Match], near_equal: float = 0.01) -> str:
    return "".join(match.owner for match in diversified(matches, lambda match: match.texts, near_equal))


def test_the_fourth_with_the_same_text_waits_for_a_near_equal_with_another() -> None:
    same = [Match(owner, 1.0, "p") for owner in "abcd"]
    assert owners([*same, Match("e", 0.995, "q")]) == "abced"


def test_three_with_the_same_text_stay_where_they_are() -> None:
    same = [Match(owner, 1.0, "p") for owner in "abc"]
    assert owners([*same, Match("d", 1.0, "q")]) == "abcd"


def test_clearly_better_ones_stay_ahead() -> None:
    same = [Match(owner, 1.0, "p") for owner in "abcd"]
    assert owners([*same, Match("e", 0.98, "q")]) == "abcde"


def test_one_other_text_is_enough_to_stay() -> None:
    same = [Match(owner, 1.0, "p") for owner in "abc"]
    assert owners([*same, Match("d", 1.0, "pq"), Match("e", 1.0, "r")]) == "abcde"


def test_those_that_bring_nothing_new_keep_their_order() -> None:
    assert owners([Match(owner, 1.0, "p") for owner in "abcdef"]) == "abcdef"


def test_scores_below_zero_are_near_equal_in_the_same_way() -> None:
    same = [Match(owner, -1.0, "p") for owner in "abcd"]
    assert owners([*same, Match("e", -1.005, "q"), Match("f", -1.02, "r")]) == "abcedf"


def test_nothing_stays_nothing() -> None:
    assert owners([]) == ""


@given(
    st.lists(st.tuples(st.floats(-2, 2), st.sets(st.sampled_from("pqr"), min_size=1)), max_size=14),
    st.floats(0, 0.5),
)
def test_nobody_is_lost_and_nobody_passes_a_clearly_better_one(
    scored: list[tuple[float, set[str]]], near_equal: float
) -> None:
    ranked = sorted(
        (Match(f"{n:02}", score, "".join(sorted(texts))) for n, (score, texts) in enumerate(scored)),
        key=lambda match: -match.score,
    )
    placed = diversified(ranked, lambda match: match.texts, near_equal)
    assert sorted(placed) == sorted(ranked)
    assert placed[:1] == ranked[:1]
    for place, match in enumerate(placed):
        worst = [later.score - near_equal * abs(later.score) for later in placed[place + 1 :]]
        assert all(match.score >= least - 1e-12 for least in worst)


@given(
    st.lists(st.tuples(st.floats(-2, 2), st.sets(st.sampled_from("pqr"), min_size=1)), max_size=14),
    st.integers(1, 14),
    st.floats(0, 0.5),
)
def test_those_far_above_the_last_looked_at_stand_as_in_the_whole_list(
    scored: list[tuple[float, set[str]]], looked_at: int, near_equal: float
) -> None:
    ranked = sorted(
        (Match(f"{n:02}", score, "".join(sorted(texts))) for n, (score, texts) in enumerate(scored)),
        key=lambda match: -match.score,
    )
    beginning = ranked[:looked_at]
    far = [match for match in beginning if is_far_above(match.score, beginning[-1].score, near_equal)]
    of_few = diversified(beginning, lambda match: match.texts, near_equal)
    of_all = diversified(ranked, lambda match: match.texts, near_equal)
    assert of_few[: len(far)] == of_all[: len(far)]


def test_far_above_is_more_than_near_equal() -> None:
    assert is_far_above(1.0, 0.98, near_equal=0.01)
    assert not is_far_above(1.0, 0.995, near_equal=0.01)
    assert not is_far_above(1.0, 1.0, near_equal=0.0)
