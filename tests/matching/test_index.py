from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching import Hit, IndexReader, IndexWriter, Item, MemoryIndex, Text, Where
from matchmaker.matching.items import OwnerFacets
from matchmaker.matching.search import FOLDS, best_rows
from matchmaker.matching.setting import Setting

from . import brute
from .strategies import TODAY, conditions, operations, texts

SHEETS = Item("listing:1", ("7",), "offer", "Laser welding of thin sheets", language="en")
PLANT = Item("listing:2", ("8",), "need", "Battery recycling plant", language="en")
BOTH = Item("listing:3", ("7", "8"), "project", "Laser welding of batteries", language="en")


def built(*items: Item) -> MemoryIndex:
    index = MemoryIndex()
    index.rebuild(items, {"7": {"country": ("EE",)}, "8": {"country": ("FI",)}})
    return index


def ids(hits: list[Hit]) -> list[str]:
    return [hit.id for hit in hits]


WELDING = Text("laser welding", language="en")


def test_search_finds_the_nearest_first() -> None:
    assert ids(built(SHEETS, PLANT, BOTH).search(WELDING, 5)) == ["listing:3", "listing:1"]


def test_search_gives_the_cosine() -> None:
    index = built(SHEETS, PLANT)
    assert index.search(SHEETS.text, 1)[0].score == pytest.approx(1, abs=1e-6)


def test_search_finds_nothing_for_an_empty_text_or_none_asked_for() -> None:
    index = built(SHEETS)
    assert index.search(Text(), 5) == []
    assert index.search(WELDING, 0) == []
    assert MemoryIndex().search(WELDING, 5) == []


def test_equal_scores_are_in_the_order_of_ids() -> None:
    index = MemoryIndex()
    index.rebuild([Item(f"i{n}", (), "offer", "laser", language="en") for n in (3, 1, 2)], {})
    index.upsert([Item("i0", (), "offer", "laser", language="en")])
    assert ids(index.search(WELDING, 3)) == ["i0", "i1", "i2"]


@pytest.mark.parametrize(
    ("where", "found"),
    [
        (Where(items={"type": ["offer"]}), ["listing:1"]),
        (Where(items={"type": ["offer", "project"]}), ["listing:3", "listing:1"]),
        (Where(items={"category": ["business"]}), []),
        (Where(owners={"country": ["FI"]}), ["listing:3"]),
        (Where(without_items=["listing:3", "unknown"]), ["listing:1"]),
        (Where(without_owners=["7"]), ["listing:3"]),
    ],
)
def test_conditions(where: Where, found: list[str]) -> None:
    assert ids(built(SHEETS, PLANT, BOTH).search(WELDING, 5, where)) == found


def test_lapsed_items_are_left_out_after_their_last_day() -> None:
    item = Item("listing:1", (), "offer", "laser", language="en", until=TODAY)
    index = built(item)
    assert ids(index.search(WELDING, 5, Where(open_on=TODAY))) == ["listing:1"]
    assert index.search(WELDING, 5, Where(open_on=TODAY + timedelta(1))) == []


def test_upsert_replaces_and_delete_takes_out() -> None:
    index = built(SHEETS, PLANT)
    index.upsert([Item("listing:1", (), "offer", "Seaweed", language="en")])
    assert ids(index.search(WELDING, 5)) == []
    assert ids(index.search(Text("seaweed", language="en"), 5)) == ["listing:1"]
    index.delete(["listing:1", "unknown"])
    assert index.count == 1
    assert index.vector("listing:1") is None


def test_words_nobody_had_used_are_found_at_once() -> None:
    index = built(SHEETS)
    index.upsert([Item("listing:9", (), "offer", "Perovskite inks", language="en")])
    assert ids(index.search(Text("perovskite", language="en"), 5)) == ["listing:9"]


def test_stored_vector_can_be_asked_with() -> None:
    index = built(SHEETS, PLANT, BOTH)
    query = index.query_of("listing:1", SHEETS.text)
    assert index.search(query, 3) == index.search(SHEETS.text, 3)


def test_changed_share_counts_since_the_last_fit() -> None:
    index = built(SHEETS, PLANT)
    assert index.changed_share == 0
    index.upsert([BOTH])
    assert index.changed_share == 0.5
    assert MemoryIndex().changed_share == 1


def test_an_id_given_twice_is_refused_and_changes_nothing() -> None:
    index = built(SHEETS)
    with pytest.raises(ValueError, match="twice"):
        index.rebuild([PLANT, PLANT], {})
    assert index.count == 1


@pytest.mark.parametrize("item_id", ["", "a\0b", "x" * 121])
def test_an_id_that_cannot_be_kept_is_refused(item_id: str) -> None:
    index = built(SHEETS)
    with pytest.raises(ValueError, match="An id has"):
        index.upsert([Item(item_id, (), "offer", "laser")])
    assert index.count == 1


def test_huge_and_odd_texts_are_taken() -> None:
    huge = Item("i1", (), "offer", "\x00\x07\ud800 laser \u202e", "welding " * 500_000)
    index = built(huge, Item("i2", (), "offer", "laser", language="en"))
    assert ids(index.search(Text("laser", language="en"), 5)) == ["i2", "i1"]
    assert ids(index.search(huge.text, 5)) == ["i1", "i2"]


def test_few_candidates_get_the_same_scores_as_many() -> None:
    items = [
        Item(f"i{n:04d}", (), "rare" if n % 200 == 0 else "offer", f"laser w{n % 7} w{n % 11}")
        for n in range(600)
    ]
    index = built(*items)
    query = Text("laser w3 w5 w0", language="en")
    some = index.search(query, 10, Where(items={"type": ["rare"]}))
    everything = {hit.id: hit.score for hit in index.search(query, 600)}
    assert [hit.score for hit in some] == [everything[hit.id] for hit in some]
    assert ids(some) == [i for i in everything if int(i[1:]) % 200 == 0]


@settings(deadline=None)
@given(st.lists(st.integers(0, 30), max_size=40), st.integers(1, 3 * FOLDS // 10), st.integers(0, 40))
def test_best_rows_are_those_of_a_full_sort(pattern: list[int], times: int, k: int) -> None:
    values = pattern * times
    scores = np.array(values, np.float32)
    least = sorted(values, reverse=True)[:k]
    expected = [r for r, v in enumerate(values) if v > 0 and least and v >= least[-1]]
    assert best_rows(scores, k).tolist() == expected


def apply(
    index: IndexWriter, held: dict[str, Item], facets: dict[str, OwnerFacets], op: tuple[str, object]
) -> None:
    """Do the same to the index and to what it should hold."""
    match op:
        case ("upsert", list(items)):
            index.upsert(items)
            held.update({item.id: item for item in items})
        case ("delete", list(item_ids)):
            index.delete(item_ids)
            for item_id in item_ids:
                held.pop(item_id, None)
        case ("owners", dict(changed)):
            index.upsert_owners(changed)
            facets.update(changed)
        case ("rebuild", _):
            index.rebuild(held.values(), facets)
        case _:
            index.publish()


def assert_same(found: list[Hit], expected: list[Hit]) -> None:
    """The same items with the same scores; the same order where scores differ at all."""
    scores: Mapping[str, float] = {hit.id: hit.score for hit in expected}
    assert {hit.id: hit.score for hit in found} == pytest.approx(scores, abs=1e-5)
    assert found == sorted(found, key=lambda hit: (-hit.score, hit.id))


@settings(max_examples=60, deadline=None)
@given(operations, texts, conditions)
def test_index_equals_brute_force_after_any_changes(
    ops: list[tuple[str, object]], text: Text, where: Where
) -> None:
    held: dict[str, Item] = {}
    facets: dict[str, OwnerFacets] = {}
    with TemporaryDirectory() as folder, IndexWriter(Path(folder)) as writer:
        reader = IndexReader(Path(folder))
        for op in ops:
            apply(writer, held, facets, op)
            reader.refresh()
        query = writer.prepare(text)
        weighting = writer.snapshot.weighting
        expected = brute.search(held.values(), facets, weighting, query, where)
        assert writer.count == reader.count == len(held)
        assert_same(writer.search(query, 100, where), expected)
        assert reader.search(text, 100, where) == writer.search(text, 100, where)
        assert reader.search_many([text, query], 3, where) == [reader.search(text, 3, where)] * 2
        assert writer.setting == Setting()
