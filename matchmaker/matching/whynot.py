"""Why an owner is not among those found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matchmaker.matching.explain import explain
from matchmaker.matching.index import Index
from matchmaker.matching.items import EVERYTHING, Where
from matchmaker.matching.ranking import Ask, OwnerMatch, owner_matches, owner_pair_scores
from matchmaker.matching.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A condition that keeps an owner out.

    `kind`: unknown (nobody of that id), owner (a facet of the owner), excluded (named in
    `without_owners`), nothing (no item at all), type (no item the texts may meet), item (no
    item with such a facet), lapsed (only items whose time is over), left_out (only items
    named in `without_items`), words (no word in common). `facet` names the facet.
    """

    kind: str
    facet: str = ""


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Where an owner stands without any filter, and what keeps it out of the answer.

    `rank` counts from 1 over the `owners` that score at all without the filter; None when
    this one does not. `match` is its score with the pairs that make it up.
    """

    rank: int | None
    owners: int
    score: float
    excluded_by: tuple[Exclusion, ...]
    missing: tuple[str, ...]
    match: OwnerMatch


def why_not(
    index: Index,
    asks: Sequence[Ask],
    owner_id: str,
    where: Where = EVERYTHING,
) -> WhyNot:
    """Why an owner is not among those found: its rank, what it lacks, what keeps it out."""
    scores = owner_pair_scores(index, asks, EVERYTHING)
    snapshot = scores.snapshot
    number = snapshot.owners.number_of(owner_id)
    everybody = np.arange(len(snapshot.owners), dtype=np.int64)
    totals = scores.totals(everybody)
    own = 0.0 if number is None else float(totals[number])
    matches = [] if number is None else owner_matches(scores, asks, everybody[number : number + 1])
    match = matches[0] if matches else OwnerMatch(owner_id, 0.0, ())
    ahead = np.flatnonzero(totals > own) if own else ()
    return WhyNot(
        rank=1 + len(ahead) if own else None,
        owners=int(np.count_nonzero(totals)),
        score=match.score,
        excluded_by=tuple(_exclusions(snapshot, asks, owner_id, where, has_words=match.score > 0)),
        missing=explain(index, asks, match).missing,
        match=match,
    )


def _exclusions(
    snapshot: Snapshot, asks: Sequence[Ask], owner_id: str, where: Where, *, has_words: bool
) -> Iterator[Exclusion]:
    number = snapshot.owners.number_of(owner_id)
    if number is None:
        yield Exclusion("unknown")
        return
    if owner_id in where.without_owners:
        yield Exclusion("excluded")
    for facet, values in where.owners.items():
        if not snapshot.owners.has(number, facet, values):
            yield Exclusion("owner", facet)
    lacking = _lacking_item(snapshot, asks, number, where)
    if lacking is not None:
        yield lacking
    elif not has_words:
        yield Exclusion("words")


def _lacking_item(snapshot: Snapshot, asks: Sequence[Ask], number: int, where: Where) -> Exclusion | None:
    """The first condition, in the order of `Exclusion`, that leaves the owner no item."""
    types: set[str] | None = set()
    for ask in asks:
        types = None if types is None or ask.meets is None else types | {*ask.meets}
    steps = [(Exclusion("nothing"), Where())]
    if types is not None:
        steps.append((Exclusion("type"), Where(items={"type": types})))
    steps += [
        (Exclusion("item", facet), Where(items={facet: values})) for facet, values in where.items.items()
    ]
    steps.append((Exclusion("lapsed"), Where(open_on=where.open_on)))
    steps.append((Exclusion("left_out"), Where(without_items=where.without_items)))
    left = [_rows_of(snapshot, place, number) for place in range(len(snapshot.pieces))]
    for exclusion, condition in steps:
        for place, piece in enumerate(snapshot.pieces):
            mask = snapshot.item_mask(piece, condition, None)
            if mask is not None:
                left[place] = left[place][mask[left[place]]]
        if not any(map(len, left)):
            return exclusion
    return None


def _rows_of(snapshot: Snapshot, place: int, number: int) -> npt.NDArray[np.int32]:
    segment = snapshot.pieces[place].segment
    at = int(np.searchsorted(segment.owners, number))
    if at == len(segment.owners) or segment.owners[at] != number:
        return np.zeros(0, np.int32)
    return segment.owner_rows[segment.owner_starts[at] : segment.owner_starts[at + 1]]
