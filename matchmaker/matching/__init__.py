"""The matching engine: texts in, suggestions with exact reasons out.

Free of web and database. Ids are strings chosen by the caller (``listing:12``, ``7``).

Describing what can be found (`items`)::

    Item(id, owners, type, title, body, keywords, language, facets, until)
    Text(title, body, keywords, language)            # a query: what somebody wrote
    Where(items, owners, open_on, without_items, without_owners)

Holding it (`index`, `store`)::

    MemoryIndex(setting=Setting())                   # evaluation, tests
    IndexReader(folder)                              # web processes: read-only, memory-mapped
    with IndexWriter(folder, wait=seconds) as index: # the worker: one at a time, else IndexBusy

    index.search(query, k, where) -> list[Hit]       # query: Text or Query
    index.search_many(queries, k, where) -> list[list[Hit]]
    index.prepare(text) -> Query                     # analyse once, ask often
    index.vector(item_id) -> Vector | None           # the item's weights; can be asked with
    index.query_of(item_id, text) -> Query           # the stored vector with its text, no analysis
    index.count -> int                               # items alive
    index.refresh() -> bool                          # readers: True if something new was read
    index.upsert(items) ; index.delete(item_ids)     # memory and writer
    index.upsert_owners({owner_id: facets})
    index.rebuild(items, owners)                     # refit and replace everything
    index.changed_share -> float                     # changes since the last fit, per item
    writer.publish()                                 # fold the delta into a new generation

A reader sees what a writer upserted at its next `refresh()` (two `stat` calls when nothing
is new), without `publish()`. Call `refresh()` at the beginning of a request.

Ranking (`ranking`)::

    Ask(id, query, meets={"offer": 1.0, "project": 1.0})   # one text and what it may meet
    rank_owners(index, asks, k, where) -> list[OwnerMatch] # OwnerMatch(owner, score, parts)
    FoundOwners(index, asks, where)                        # the same, scored once:
        .best(k) -> list[OwnerMatch]; .count(most) -> int  # how many there are, at most so many
    rank_items(index, asks, k, where) -> list[ItemMatch]   # ItemMatch(item_id, score, parts)
    score_owners(index, asks, owner_ids, where) -> list[OwnerMatch]  # these, in this order
    Part(ask_id, item_id, rank_weight, pair_score)         # score = sum(rank_weight*pair_score)

    An ask without `meets` (None) meets every type at weight 1. `pair_score` is the weight of
    the direction times the cosine. Over all pairs of an owner the best six count, with
    weights 1, 1/2 … 1/6; for one item all asks compete in the same way.

Explaining (`explain`, `wording`, `whynot`)::

    explain(index, asks, match, texts) -> Explanation   # match: OwnerMatch or ItemMatch
    explain_all(index, asks, matches, texts)            # of several, much faster than one by one
        .contributions: (Contribution(term, value, ask_id, item_id, field), …) # sums to the score
        .parts: (ExplainedPart, …)  # the same by pair of texts; .value, .contributions made when asked for
        .missing: words of the asks that none of the items has, heaviest first
    highlight(text, other, index=index) -> Highlights(text, other)
                                                        # field -> ((start, end), …) in both
    places_of_words(text, other) -> field -> ((start, end), …)  # in `text`; keeps `other` analysed
    why_not(index, asks, owner_id, where) -> WhyNot
        .rank, .owners, .score: its place among all owners, without any filter
        .excluded_by: (Exclusion(kind, facet), …)        # which conditions keep it out
        .missing, .match

`texts` maps item ids to their `Text`; it only serves to name the field in which a term
stands, and may be left empty.

Judging (`evaluation`)::

    evaluate(run, qrels) -> Metrics ; read_items, read_queries, read_qrels, write_run
"""

from matchmaker.matching.batch import Query, Vector
from matchmaker.matching.explain import (
    Contribution,
    ExplainedPart,
    Explanation,
    explain,
    explain_all,
    largest_first,
)
from matchmaker.matching.index import Index, MemoryIndex
from matchmaker.matching.items import EVERYTHING, Hit, Item, Text, Where
from matchmaker.matching.ranking import (
    Ask,
    FoundOwners,
    ItemMatch,
    OwnerMatch,
    Part,
    rank_items,
    rank_owners,
    score_owners,
)
from matchmaker.matching.setting import Setting
from matchmaker.matching.store import IndexBusy, IndexReader, IndexWriter
from matchmaker.matching.whynot import Exclusion, WhyNot, why_not
from matchmaker.matching.wording import Highlights, highlight, places_of_words

__all__ = [
    "EVERYTHING",
    "Ask",
    "Contribution",
    "Exclusion",
    "ExplainedPart",
    "Explanation",
    "FoundOwners",
    "Highlights",
    "Hit",
    "Index",
    "IndexBusy",
    "IndexReader",
    "IndexWriter",
    "Item",
    "ItemMatch",
    "MemoryIndex",
    "OwnerMatch",
    "Part",
    "Query",
    "Setting",
    "Text",
    "Vector",
    "Where",
    "WhyNot",
    "explain",
    "explain_all",
    "highlight",
    "largest_first",
    "places_of_words",
    "rank_items",
    "rank_owners",
    "score_owners",
    "why_not",
]
