"""Changes that come in while the weighting is learnt anew."""

from __future__ import annotations

from dataclasses import dataclass

from matchmaker.matching.index import weighed
from matchmaker.matching.items import Item, OwnerFacets
from matchmaker.matching.snapshot import Change, Changes, Snapshot


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """What changed while a new generation was being built: the latest of each item and owner."""

    items: dict[str, Item | None]
    owners: dict[str, OwnerFacets]

    def changed(self, changes: Changes) -> None:
        """Note what was changed in the present index."""
        for item_id, change in changes.items():
            self.items[item_id] = None if change is None else change.item

    def brought_into(self, snapshot: Snapshot) -> Snapshot:
        """The new snapshot after these changes, weighed as it weighs."""
        present = [item for item in self.items.values() if item is not None]
        changes: dict[str, Change | None] = dict.fromkeys(self.items)
        changes.update({change.item.id: change for change in weighed(snapshot.weighting, present)})
        return snapshot.with_changes(changes).with_owner_facets(self.owners)
