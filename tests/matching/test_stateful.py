"""The index on disk equals brute force after any sequence of changes, whoever looks."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from matchmaker.matching import Ask, Hit, IndexReader, IndexWriter, Item, OwnerMatch, Text, Where, rank_owners
from matchmaker.matching.items import OwnerFacets

from . import brute
from .strategies import conditions, facets, items, texts

numbers = st.integers(0, 14).map("listing:{}".format)


class IndexMachine(RuleBasedStateMachine):
    """A writer, a reader that was there from the beginning, and plain dictionaries beside them."""

    @initialize()
    def begin(self) -> None:
        self.kept = TemporaryDirectory()
        self.folder = Path(self.kept.name)
        self.writer = IndexWriter(self.folder).__enter__()
        self.reader = IndexReader(self.folder)
        self.items: dict[str, Item] = {}
        self.facets: dict[str, OwnerFacets] = {}
        self.gone: set[str] = set()

    def teardown(self) -> None:
        if hasattr(self, "writer"):
            self.writer.__exit__(None, None, None)
            self.kept.cleanup()

    @rule(changed=st.lists(items, min_size=1, max_size=5))
    def upsert(self, changed: list[Item]) -> None:
        self.writer.upsert(changed)
        self.items.update({item.id: item for item in changed})
        self.gone -= {item.id for item in changed}

    @rule(item_ids=st.lists(numbers, min_size=1, max_size=4))
    def delete(self, item_ids: list[str]) -> None:
        self.writer.delete(item_ids)
        self.gone |= {item_id for item_id in item_ids if self.items.pop(item_id, None)}

    @rule(changed=facets)
    def describe_owners(self, changed: dict[str, OwnerFacets]) -> None:
        self.writer.upsert_owners(changed)
        self.facets.update(changed)

    @rule()
    def refit(self) -> None:
        self.writer.rebuild(self.items.values(), self.facets)

    @rule()
    def publish(self) -> None:
        self.writer.publish()

    @rule()
    def reopen(self) -> None:
        self.writer.__exit__(None, None, None)
        self.writer = IndexWriter(self.folder).__enter__()

    @rule(text=texts, where=conditions)
    def search(self, text: Text, where: Where) -> None:
        query = self.writer.prepare(text)
        weighting = self.writer.snapshot.weighting
        expected = brute.search(self.items.values(), self.facets, weighting, query, where)
        self.reader.refresh()
        found = self.reader.search(text, 100, where)
        assert self.writer.search(text, 100, where) == found
        assert IndexReader(self.folder).search(text, 100, where) == found
        assert self.reader.search_many([query, query], 100, where) == [found, found]
        assert_same_order(found, expected)

    @rule(text=texts, where=conditions, k=st.integers(1, 8))
    def rank(self, text: Text, where: Where, k: int) -> None:
        self.reader.refresh()
        asks = [Ask("a", self.reader.prepare(text)), Ask("b", self.reader.prepare(text), {"offer": 0.5})]
        weighting = self.reader.snapshot.weighting
        expected = brute.owner_scores([*self.items.values()], self.facets, weighting, asks, where)
        best: list[OwnerMatch] = rank_owners(self.reader, asks, k, where)
        scores = sorted(expected.values(), reverse=True)[:k]
        assert [match.score for match in best] == pytest.approx(scores, abs=1e-5)
        assert all(match.score == pytest.approx(expected[match.owner], abs=1e-5) for match in best)

    @invariant()
    def what_was_deleted_is_never_found(self) -> None:
        if not hasattr(self, "writer"):
            return
        self.reader.refresh()
        assert self.reader.count == self.writer.count == len(self.items)
        assert not any(self.reader.vector(item_id) for item_id in self.gone)


def assert_same_order(found: list[Hit], expected: list[Hit]) -> None:
    """The same scores to 1e-5, and the same order but for scores that near to each other."""
    scores = {hit.id: hit.score for hit in expected}
    assert {hit.id: hit.score for hit in found} == pytest.approx(scores, abs=1e-5)
    assert [scores[hit.id] for hit in found] == pytest.approx([hit.score for hit in expected], abs=1e-5)
    assert found == sorted(found, key=lambda hit: (-hit.score, hit.id))


TestIndex = IndexMachine.TestCase
TestIndex.settings = settings(max_examples=25, stateful_step_count=12, deadline=None)
