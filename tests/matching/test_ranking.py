from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching import (
    Ask,
    FoundOwners,
    Item,
    MemoryIndex,
    OwnerMatch,
    Text,
    Where,
    rank_items,
    rank_owners,
    score_owners,
)
from matchmaker.matching.items import OwnerFacets

from . import brute
from .strategies import TYPES, conditions, facets, items, texts

LASER = Text("laser", language="en")


def built(*held: Item) -> MemoryIndex:
    index = MemoryIndex()
    index.rebuild(held, {"7": {"country": ("EE",)}, "8": {"country": ("FI",)}})
    return index


def ask(index: MemoryIndex, text: Text, name: str = "mine", **meets: float) -> Ask:
    return Ask(name, index.prepare(text), meets or None)


def test_owner_scores_the_weighted_sum_of_its_best_six() -> None:
    index = built(*(Item(f"i{n}", ("7",), "offer", "laser", language="en") for n in range(8)))
    [match] = rank_owners(index, [ask(index, LASER)], 3)
    assert match.score == pytest.approx(1 + 1 / 2 + 1 / 3 + 1 / 4 + 1 / 5 + 1 / 6, abs=1e-5)
    assert [part.item_id for part in match.parts] == ["i0", "i1", "i2", "i3", "i4", "i5"]
    assert [part.rank_weight for part in match.parts] == [1, 1 / 2, 1 / 3, 1 / 4, 1 / 5, 1 / 6]


def test_all_owners_of_an_item_get_its_score() -> None:
    index = built(Item("i1", ("8", "7"), "project", "laser", language="en"))
    assert [match.owner for match in rank_owners(index, [ask(index, LASER)], 3)] == ["7", "8"]


def test_a_need_does_not_meet_a_need() -> None:
    index = built(
        Item("i1", ("7",), "need", "laser", language="en"),
        Item("i2", ("8",), "offer", "laser", language="en"),
    )
    asks = [ask(index, LASER, offer=1.0, project=0.5)]
    assert [match.owner for match in rank_owners(index, asks, 3)] == ["8"]
    assert [match.item_id for match in rank_items(index, asks, 3)] == ["i2"]


def test_direction_weighs_the_pair() -> None:
    index = built(Item("i1", ("7",), "project", "laser", language="en"))
    [match] = rank_owners(index, [ask(index, LASER, offer=1.0, project=0.5)], 3)
    assert match.score == pytest.approx(0.5, abs=1e-6)


def test_both_directions_add_up() -> None:
    index = built(
        Item("o7", ("7",), "offer", "laser", language="en"),
        Item("n7", ("7",), "need", "seaweed", language="en"),
        Item("o8", ("8",), "offer", "laser", language="en"),
    )
    my_need = ask(index, LASER, "need", offer=1.0)
    my_offer = ask(index, Text("seaweed", language="en"), "offer", need=1.0)
    first, second = rank_owners(index, [my_need, my_offer], 3)
    assert [first.owner, second.owner] == ["7", "8"]
    assert [first.score, second.score] == pytest.approx([1.5, 1], abs=1e-6)
    assert {(part.ask_id, part.item_id) for part in first.parts} == {("need", "o7"), ("offer", "n7")}


def test_items_of_several_asks_are_weighed_by_rank() -> None:
    index = built(Item("c1", (), "call", "laser seaweed", language="en"))
    asks = [ask(index, LASER, "a"), ask(index, Text("seaweed", language="en"), "b")]
    [match] = rank_items(index, asks, 3)
    scores = [part.pair_score for part in match.parts]
    assert match.score == pytest.approx(scores[0] + scores[1] / 2)
    assert match.score == pytest.approx(1.5 * index.search(LASER, 1)[0].score, abs=1e-6)


def test_excluded_owners_and_owner_facets() -> None:
    index = built(
        Item("i1", ("7", "9"), "offer", "laser", language="en"),
        Item("i2", ("8",), "offer", "laser cutting", language="en"),
    )
    asks = [ask(index, LASER)]

    def found(where: Where) -> list[str]:
        return [match.owner for match in rank_owners(index, asks, 5, where)]

    assert found(Where(without_owners=["9", "nobody"])) == ["7", "8"]
    assert found(Where(owners={"country": ["FI"]})) == ["8"]
    assert found(Where(owners={"country": ["SE"]})) == []


def test_score_owners_keeps_the_order_asked_for() -> None:
    index = built(Item("i1", ("7",), "offer", "laser", language="en"))
    asks = [ask(index, LASER)]
    found = score_owners(index, asks, ["nobody", "8", "7"])
    assert [match.owner for match in found] == ["nobody", "8", "7"]
    assert found[:2] == [OwnerMatch("nobody", 0, ()), OwnerMatch("8", 0, ())]
    assert found[2] == rank_owners(index, asks, 1)[0]
    assert score_owners(index, asks, ["7"], Where(without_owners=["7"]))[0].score == 0


def test_nothing_asked_gives_nothing() -> None:
    index = built(Item("i1", ("7",), "offer", "laser", language="en"))
    assert rank_owners(index, [], 5) == []
    assert rank_items(index, [], 5) == []
    assert rank_owners(MemoryIndex(), [ask(index, LASER)], 5) == []


def held(most: int) -> st.SearchStrategy[list[Item]]:
    return st.lists(items, max_size=most, unique_by=lambda item: item.id)


asked = st.lists(
    st.tuples(texts, st.none() | st.dictionaries(st.sampled_from(TYPES), st.sampled_from([0.5, 1.0]))),
    max_size=3,
)


@settings(max_examples=60, deadline=None)
@given(
    st.tuples(held(15), held(4)),
    facets,
    asked,
    conditions,
    st.integers(0, 5),
)
def test_owners_equal_brute_force(
    held: tuple[list[Item], list[Item]],
    of_owners: dict[str, OwnerFacets],
    asked: list[tuple[Text, dict[str, float] | None]],
    where: Where,
    k: int,
) -> None:
    index = MemoryIndex()
    index.rebuild(held[0], of_owners)
    index.upsert(held[1])
    present = {item.id: item for part in held for item in part}
    asks = [Ask(str(n), index.prepare(text), meets) for n, (text, meets) in enumerate(asked)]
    weighting = index.snapshot.weighting
    expected = brute.owner_scores([*present.values()], of_owners, weighting, asks, where)

    everybody = rank_owners(index, asks, 100, where)
    assert {m.owner: m.score for m in everybody} == pytest.approx(expected, abs=1e-5)
    assert everybody == sorted(everybody, key=lambda match: (-match.score, match.owner))
    assert rank_owners(index, asks, k, where) == everybody[:k]
    assert FoundOwners(index, asks, where).count(k) == min(k, len(everybody))
    assert score_owners(index, asks, [m.owner for m in everybody], where) == everybody
    for match in everybody:
        total = sum(part.rank_weight * part.pair_score for part in match.parts)
        assert match.score == pytest.approx(total)
