"""One query at a time over 10,000 to a million items, with and without filters."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from matchmaker.matching import Hit, IndexReader, Query, Where
from tests.bench import systems
from tests.bench.corpora import SHARES, Collection, made_up
from tests.bench.measuring import Timing, one_by_one, side_by_side
from tests.bench.report import Line, Report
from tests.bench.systems import BEST, FLOOR, OURS, Ask

ALLOWED_BY_FILTER = 1.3
COMPARED = 25
WITHOUT = "without a filter"


def measure(report: Report, sizes: list[int]) -> None:
    """Every system at every size; the lines at the largest."""
    for size in sizes:
        collection = made_up(size)
        timings = _systems(systems.published(collection), collection, report)
        if size == max(sizes):
            _search_lines(report, size, timings)


def measure_filters(report: Report, sizes: list[int]) -> None:
    """Filters at the largest size, beside the same queries without."""
    collection = made_up(max(sizes))
    _filtered(systems.published(collection), collection, report)


def _systems(reader: IndexReader, collection: Collection, report: Report) -> dict[str, Timing]:
    """Each system beside ours and the floor, so that one alone holds memory at a time."""
    count = collection.queries.shape[0]
    asked = systems.ours(reader, collection)
    read = systems.floor(reader, collection)
    others = {
        systems.PLAIN: systems.plain,
        systems.BM25S: systems.eager_bm25,
        systems.TANTIVY: systems.block_max,
        systems.TOPN: systems.sparse_topn,
    }
    if collection.size <= systems.RANK_BM25_UP_TO:
        others[systems.RANK_BM25] = systems.lists_of_words
    timings = side_by_side({OURS: asked, FLOOR: read}, count)
    for name, prepare in others.items():
        together = side_by_side({OURS: asked, name: prepare(collection)}, count)
        timings[name] = together[name]
        report.ratio("search", collection.size, name, together[name].median / together[OURS].median)
    report.ratio("search", collection.size, FLOOR, timings[FLOOR].median / timings[OURS].median)
    report.ratio("search", collection.size, OURS, 1.0)
    for name, timing in timings.items():
        report.add(timing.row("search", name, collection.size))
    return timings


def _search_lines(report: Report, size: int, timings: dict[str, Timing]) -> None:
    what = f"top ten of {size:,} items, one thread"
    plain = report.ratios["search", size, systems.PLAIN]
    report.line(
        Line(what, "≥ 200 times as fast as linear_kernel + argsort", f"{plain:,.0f} times", plain >= 200)
    )
    for name in (systems.TANTIVY, systems.BM25S):
        ratio = report.ratios["search", size, name]
        report.line(Line(what, f"at least as fast as {name}", f"{ratio:.2f} times", ratio >= 1))
    floor = timings[OURS].median / timings[FLOOR].median
    report.line(Line(what, f"within 4 times of a {FLOOR}", f"{floor:.2f} times", floor <= 4))


def _filtered(reader: IndexReader, collection: Collection, report: Report) -> None:
    queries = systems.queries_of(collection)
    wheres = {f"{share:.1%} of the items": _where(name) for name, share in SHARES.items()}
    calls = {name: _asking(reader, queries, where) for name, where in wheres.items()}
    timings = one_by_one({WITHOUT: _asking(reader, queries, Where()), **calls}, len(queries))
    for name, timing in timings.items():
        report.add(timing.row("filters", name, collection.size))
        report.ratio("filters", collection.size, name, timing.median / timings[WITHOUT].median)
    worst = max(timings[name].median / timings[WITHOUT].median for name in wheres)
    equal = all(
        _as_by_hand(reader.search(queries[query], BEST, where), collection, query, passes)
        for where, passes in zip(wheres.values(), collection.flags, strict=True)
        for query in range(COMPARED)
    )
    what = f"filtered to 0.4 %, 16 %, 30 % of {collection.size:,}"
    report.line(
        Line(what, "≤ 1.3 times the time without", f"at most {worst:.2f} times", worst <= ALLOWED_BY_FILTER)
    )
    report.line(Line(what, "the same as brute force", "the same" if equal else "differs", equal))


def _where(clause: str) -> Where:
    facet, value = clause.split("=")
    return Where(items={facet: [value]})


def _asking(reader: IndexReader, queries: list[Query], where: Where) -> Ask:
    return lambda number: reader.search(queries[number], BEST, where)


def _as_by_hand(found: list[Hit], collection: Collection, query: int, passes: npt.NDArray[np.bool_]) -> bool:
    """Whether an answer is what a product with all items gives, up to rounding."""
    scores = np.asarray((collection.items @ collection.queries[[query]].T).todense()).ravel() * passes
    best = np.sort(scores)[::-1][:BEST]
    rows = [int(hit.id) for hit in found]
    return (
        np.allclose([hit.score for hit in found], best[best > 0], atol=1e-5)
        and np.allclose(scores[rows], [hit.score for hit in found], atol=1e-5)
        and bool(passes[rows].all())
    )
