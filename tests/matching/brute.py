"""The same answers by plain arithmetic, for the index to be compared with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from matchmaker.matching import Ask, Hit, Item, Query, Vector, Where
from matchmaker.matching.items import OwnerFacets
from matchmaker.matching.term_counts import count_terms
from matchmaker.matching.weighting import TermWeighting

Facets = Mapping[str, OwnerFacets]


def cosine(mine: Vector, theirs: Vector) -> float:
    """Sum over shared terms of the product of their weights."""
    weights = dict(zip(mine.codes.tolist(), mine.weights.tolist(), strict=True))
    pairs = zip(theirs.codes.tolist(), theirs.weights.tolist(), strict=True)
    return float(sum(weights.get(code, 0.0) * weight for code, weight in pairs))


def stored(weighting: TermWeighting, item: Item) -> Vector:
    """An item's own weights, which are not those it would ask with."""
    return weighting.transform(count_terms([item.text], weighting.setting)).vector(0)


def owner_passes(owner: str, facets: Facets, where: Where) -> bool:
    """Whether an owner may be found."""
    of_owner = facets.get(owner, {})
    return owner not in where.without_owners and all(
        set(values) & set(of_owner.get(facet, ())) for facet, values in where.owners.items()
    )


def item_passes(item: Item, where: Where) -> bool:
    """Whether an item may be found, apart from its owners."""
    facets = {**item.facets, "type": (item.type,)}
    return (
        item.id not in where.without_items
        and all(set(v) & set(facets.get(facet, ())) for facet, v in where.items.items())
        and (where.open_on is None or item.until is None or item.until >= where.open_on)
    )


def search(
    items: Iterable[Item],
    facets: Facets,
    weighting: TermWeighting,
    query: Query,
    where: Where,
) -> list[Hit]:
    """All items that share a term with the query, best first."""
    found = [
        Hit(item.id, cosine(query.vector, stored(weighting, item)))
        for item in items
        if item_passes(item, where)
        and (not item.owners or any(owner_passes(o, facets, where) for o in item.owners))
    ]
    return sorted((hit for hit in found if hit.score > 0), key=lambda hit: (-hit.score, hit.id))


def owner_scores(
    items: Sequence[Item],
    facets: Facets,
    weighting: TermWeighting,
    asks: Sequence[Ask],
    where: Where,
) -> dict[str, float]:
    """The score of every owner that may be found and has one."""
    pairs: dict[str, list[float]] = {}
    for item in items:
        if item_passes(item, where):
            vector = stored(weighting, item)
            for ask in asks:
                meets = ask.meets
                direction = 1.0 if meets is None else meets.get(item.type, 0.0)
                score = direction * cosine(ask.query.vector, vector)
                for owner in item.owners:
                    if score > 0 and owner_passes(owner, facets, where):
                        pairs.setdefault(owner, []).append(score)
    ranks = weighting.setting.owner_ranks
    return {
        owner: sum(rank * score for rank, score in zip(ranks, sorted(scores, reverse=True), strict=False))
        for owner, scores in pairs.items()
    }
