"""All items against all: what a nightly refresh of everybody's suggestions takes."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

import sparse_dot_topn
from scipy.sparse import csr_matrix

from matchmaker.matching import IndexReader
from matchmaker.matching.search import search_vectors
from tests.bench.corpora import made_up
from tests.bench.report import Line, Report, Row
from tests.bench.systems import BEST, OURS, TOPN, folder_of

SIZE = 100_000
PROCESSES = 2
EVERY = 5
ROUNDS = 3
AT_ONCE = 2_000


def measure(report: Report) -> None:
    """Every fifth item asked for its ten nearest, by us and by sparse_dot_topn in turns."""
    collection = made_up(SIZE)
    asked = csr_matrix(collection.items[::EVERY])
    transposed = csr_matrix(collection.items.T.tocsr())
    count = asked.shape[0]
    ours, theirs = [], []
    folder = str(folder_of(collection))
    parts = [(folder, start, AT_ONCE) for start in range(0, count, AT_ONCE)]
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        list(pool.map(answer, parts[:PROCESSES]))  # open the index
        for _ in range(ROUNDS):
            start = perf_counter()
            list(pool.map(answer, parts))
            ours.append(count / (perf_counter() - start))
            start = perf_counter()
            sparse_dot_topn.sp_matmul_topn(asked, transposed, top_n=BEST, sort=True, n_threads=PROCESSES)
            theirs.append(count / (perf_counter() - start))
    _lines(report, sorted(ours)[ROUNDS // 2], sorted(theirs)[ROUNDS // 2], count)


def answer(part: tuple[str, int, int]) -> int:
    """The ten nearest of some items; run in another process, which keeps its reader."""
    folder, first, count = part
    reader = _readers.get(folder) or _readers.setdefault(folder, IndexReader(Path(folder)))
    snapshot = reader.snapshot
    vectors = []
    for number in range(first * EVERY, (first + count) * EVERY, EVERY):
        piece, row = snapshot.locate(number)
        vectors.append(piece.segment.vector(row))
    return sum(len(hits) for hits in search_vectors(snapshot, vectors, BEST))


_readers: dict[str, IndexReader] = {}


def _lines(report: Report, ours: float, theirs: float, count: int) -> None:
    for name, rate in ((OURS, ours), (TOPN, theirs)):
        report.add(Row("everyone", name, SIZE, 1e3 / rate, 1e3 / rate, count))
        report.ratio("everyone", SIZE, name, ours / rate)
    what = f"{SIZE:,} × {SIZE:,}, top ten, {PROCESSES} processes"
    report.line(Line(what, "≥ 3,000 queries a second", f"{ours:,.0f}", ours >= 3_000))
    report.line(Line(what, f"not slower than {TOPN}", f"{ours / theirs:.2f} times", ours >= theirs))
