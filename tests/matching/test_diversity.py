from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching.diversity import diversified
from matchmaker.matching.ranking import OwnerMatch, Part


def match_of(owner: str, score: float, *items: str) -> OwnerMatch:
    return OwnerMatch(owner, score, tuple(Part("ask", item, 1.0, score / len(items)) for item in items))


def owners(matches: list[OwnerMatch]) -> str:
    return "".join(match.owner for match in matches)


def test_of_near_equals_the_one_with_other_texts_comes_next() -> None:
    same = [match_of("a", 1.0, "p"), match_of("b", 0.999, "p"), match_of("c", 0.995, "q")]
    assert owners(diversified(same)) == "acb"


def test_clearly_better_ones_stay_ahead() -> None:
    apart = [match_of("a", 1.0, "p"), match_of("b", 0.9, "p"), match_of("c", 0.8, "q")]
    assert owners(diversified(apart)) == "abc"


def test_equal_ones_that_add_the_same_keep_their_order() -> None:
    alike = [match_of(owner, 1.0, "p") for owner in "abcd"]
    assert owners(diversified(alike)) == "abcd"


def test_an_owner_with_some_new_texts_comes_before_one_with_none() -> None:
    mixed = [match_of("a", 1.0, "p"), match_of("b", 1.0, "p"), match_of("c", 1.0, "p", "q")]
    assert owners(diversified(mixed)) == "acb"


def test_nothing_stays_nothing() -> None:
    assert diversified([]) == []


@given(
    st.lists(st.tuples(st.floats(0.01, 2), st.sets(st.sampled_from("pqrstu"), min_size=1)), max_size=12),
    st.floats(0, 0.5),
)
def test_nobody_is_lost_and_nobody_passes_a_clearly_better_one(
    scored: list[tuple[float, set[str]]], near_equal: float
) -> None:
    ranked = sorted(
        (match_of(f"{n:02}", score, *sorted(items)) for n, (score, items) in enumerate(scored)),
        key=lambda match: -match.score,
    )
    shuffled = diversified(ranked, near_equal)
    assert sorted(shuffled, key=lambda m: m.owner) == sorted(ranked, key=lambda m: m.owner)
    assert shuffled[:1] == ranked[:1]
    for place, match in enumerate(shuffled):
        assert all(match.score >= later.score * (1 - near_equal) - 1e-12 for later in shuffled[place + 1 :])
