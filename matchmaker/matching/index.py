"""Searching: the items nearest to a text, and the verbs that change what can be found.

`Index` is what all kinds have in common; `MemoryIndex` changes in memory only, `store` has
the kinds that live on disk.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from matchmaker.matching.batch import Query, Vector
from matchmaker.matching.building import build_snapshot, in_batches
from matchmaker.matching.items import EVERYTHING, Hit, Item, OwnerFacets, Text, Where
from matchmaker.matching.search import search_vectors
from matchmaker.matching.setting import Setting
from matchmaker.matching.snapshot import Change, Snapshot, empty_snapshot
from matchmaker.matching.term_counts import count_terms
from matchmaker.matching.weighting import TermWeighting, unfitted


class Index:
    """What can be asked of an index, whatever holds it."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    @property
    def snapshot(self) -> Snapshot:
        """The present state; it does not change while it is held."""
        return self._snapshot

    @property
    def setting(self) -> Setting:
        """What decides the scores."""
        return self._snapshot.weighting.setting

    @property
    def count(self) -> int:
        """Items that can be found."""
        return self._snapshot.count

    def owner_values(self, facet: str) -> list[str]:
        """The values of a facet by which owners can be filtered."""
        return self._snapshot.owners.values(facet)

    def refresh(self) -> bool:
        """See what others have changed; True when there was something."""
        return False

    def prepare(self, text: Text) -> Query:
        """A text analysed and weighted, ready to be asked with as often as needed."""
        return self._snapshot.weighting.query(text)

    def vector(self, item_id: str) -> Vector | None:
        """The weights of an item's text; None when there is no such item."""
        found = self._snapshot.find(item_id)
        return None if found is None else found[0].segment.vector(found[1])

    def query_of(self, item_id: str, text: Text) -> Query:
        """An item's text ready to be asked with, by its stored weights where there are any."""
        query_vector = self.vector(item_id)
        if query_vector is None:
            return self.prepare(text)
        return Query(text, text.language or "", self._snapshot.weighting.asking(query_vector))

    def search(self, query: Text | Query, k: int, where: Where = EVERYTHING) -> list[Hit]:
        """The `k` items nearest to a text, best first, equal ones in the order of their ids.

        Items that share no term with it are not found.
        """
        return self.search_many([query], k, where)[0]

    def search_many(
        self, queries: Iterable[Text | Query], k: int, where: Where = EVERYTHING
    ) -> list[list[Hit]]:
        """The answer of `search` for each of several texts."""
        vectors = [(self.prepare(q) if isinstance(q, Text) else q).vector for q in queries]
        return [*search_vectors(self._snapshot, vectors, k, where)]


class MemoryIndex(Index):
    """An index that lives in memory and changes at once."""

    def __init__(self, setting: Setting = Setting()) -> None:  # noqa: B008  # frozen
        super().__init__(empty_snapshot(unfitted(setting)))
        self._changes_since_fit = 0

    @property
    def changed_share(self) -> float:
        """Changed items since the last fit, per item of that fit; 1 when nothing was fitted.

        From a tenth on it is time to `rebuild`.
        """
        fitted = self._snapshot.weighting.document_count_
        return self._changes_since_fit / fitted if fitted else 1.0

    def upsert(self, items: Iterable[Item]) -> None:
        """Add items, or replace those whose id is there; of equal ids the last counts."""
        latest = {item.id: item for item in items}
        for chunk in in_batches(latest.values()):
            changes = weighed(self._snapshot.weighting, chunk)
            self._apply({change.item.id: change for change in changes})

    def delete(self, item_ids: Collection[str]) -> None:
        """Take items out; ids that are not there are passed over."""
        present = [item_id for item_id in item_ids if self._snapshot.find(item_id)]
        self._apply(dict.fromkeys(present))

    def upsert_owners(self, facets: Mapping[str, OwnerFacets]) -> None:
        """Set the facets of owners, in place of what was known of them."""
        self._snapshot = self._snapshot.with_owner_facets(facets)

    def rebuild(self, items: Iterable[Item], owners: Mapping[str, OwnerFacets]) -> None:
        """Learn the weighting from these items and hold them in place of all others.

        The items are read once; their texts are not kept. Raises ValueError when an id
        comes twice, and leaves the index as it was.
        """
        self._snapshot = build_snapshot(items, owners, self.setting)
        self._changes_since_fit = 0

    def _apply(self, changes: Mapping[str, Change | None]) -> None:
        self._snapshot = self._snapshot.with_changes(changes)
        self._changes_since_fit += len(changes)


def weighed(weighting: TermWeighting, items: Sequence[Item]) -> list[Change]:
    """Items as they come into an index, with the weights of their texts."""
    batch = weighting.weigh(count_terms([item.text for item in items], weighting.setting))
    return [Change(item, batch.vector(row)) for row, item in enumerate(items)]
