"""Building from text, changes becoming visible, memory of several processes, starting."""

from __future__ import annotations

import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import fields
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic, perf_counter, sleep

import numpy as np

from matchmaker.matching import IndexReader, IndexWriter, Item, Query, Text
from matchmaker.matching.segment import Segment
from tests.bench.corpora import made_up, made_up_items
from tests.bench.measuring import own_megabytes, processor_seconds
from tests.bench.report import Line, Report, Row
from tests.bench.systems import BEST, OURS, folder_of, queries_of

BUILT = 100_000
WORDS = 43  # with their pairs 88 terms an item
ROUNDS = 3
PROCESSES = 4
LOOKING_EVERY = 0.25


def measure_build(report: Report) -> None:
    """From texts in memory to a published generation, on all cores; then one changed item."""
    items = [*made_up_items(BUILT, WORDS)]
    taken, worked = [], []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            with IndexWriter(Path(folder)) as writer:
                start, begun = perf_counter(), processor_seconds()
                writer.rebuild(items, {})
                taken.append(perf_counter() - start)
                worked.append(processor_seconds() - begun)
        cells = sum(len(piece.segment.row_terms) for piece in writer.snapshot.pieces)
        seconds = sorted(taken)[ROUNDS // 2]
        report.add(Row("build", OURS, BUILT, seconds * 1e3, max(taken) * 1e3, ROUNDS))
        what = f"build {BUILT:,} items from text ({cells / BUILT:.0f} terms each)"
        report.line(
            Line(
                what,
                "≤ 8 s",
                f"{seconds:.1f} s (best {min(taken):.1f} s; {min(worked):.1f} s of processor time)",
                seconds <= 8,
            )
        )
        _freshness(report, Path(folder))


def _freshness(report: Report, folder: Path) -> None:
    """Seconds from the beginning of an upsert until the last of several processes finds the item."""
    delays = []
    context = get_context("spawn")
    with IndexWriter(folder) as writer:
        pipes, readers = [], []
        for _ in range(PROCESSES):
            ours, theirs = context.Pipe()
            readers.append(context.Process(target=_find, args=(folder, theirs), daemon=True))
            readers[-1].start()
            pipes.append(ours)
        for pipe in pipes:
            pipe.recv()
        for number in range(10):
            start = monotonic()
            writer.upsert([Item(f"new:{number}", (), "offer", f"Brandnew{number}", language="en")])
            for pipe in pipes:
                pipe.send(f"new:{number}")
            delays.append(max(pipe.recv() for pipe in pipes) - start)
        for pipe in pipes:
            pipe.send("")
        for reader in readers:
            reader.join()
    report.add(Row("freshness", OURS, BUILT, float(np.median(delays)) * 1e3, max(delays) * 1e3, len(delays)))
    what = f"one changed item seen by {PROCESSES} processes that look every {LOOKING_EVERY} s"
    report.line(Line(what, "≤ 5 s", f"at most {max(delays):.2f} s", max(delays) <= 5))


def _find(folder: Path, pipe: Connection) -> None:
    reader = IndexReader(folder)
    pipe.send("ready")
    while item_id := pipe.recv():
        while reader.vector(item_id) is None:
            sleep(LOOKING_EVERY)
            reader.refresh()
        pipe.send(monotonic())


def measure_memory(report: Report, sizes: list[int]) -> None:
    """Four processes over one published index, forked as web processes are, all of it touched."""
    size = max(sizes)
    collection = made_up(size)
    queries = queries_of(collection)
    folder = folder_of(collection)
    copy = sum(path.stat().st_size for path in folder.rglob("*.npy")) / 2**20

    # From a fresh process, so that nothing of this one counts as shared with the readers.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        starts, megabytes = pool.submit(forked_readers, folder, queries).result()
    report.add(Row("start", OURS, size, float(np.median(starts)) * 1e3, max(starts) * 1e3, len(starts)))
    report.line(
        Line(
            f"first suggestion of a forked process over {size:,} items",
            "≤ 1 s, no refitting",
            f"{max(starts):.2f} s",
            max(starts) <= 1,
        )
    )
    what = f"{PROCESSES} processes over {size:,} items ({copy:,.0f} MB on disk), proportional memory"
    ratio = sum(megabytes) / copy
    limit = "≤ 1.3 times one copy"
    report.line(Line(what, limit, f"{sum(megabytes):,.0f} MB, {ratio:.2f} times", ratio <= 1.3))


def forked_readers(folder: Path, queries: list[Query]) -> tuple[list[float], list[float]]:
    """Seconds to the first answer, and megabytes in the end, of each of several forked processes."""
    context = get_context("fork")
    pipes, processes = [], []
    for _ in range(PROCESSES):
        ours, theirs = context.Pipe()
        processes.append(context.Process(target=_read_all, args=(folder, queries, theirs), daemon=True))
        processes[-1].start()
        pipes.append(ours)
    starts = [pipe.recv() for pipe in pipes]
    for pipe in pipes:
        pipe.recv()
    megabytes = [own_megabytes(process.pid) for process in processes if process.pid]
    for pipe in pipes:
        pipe.send("end")
    for process in processes:
        process.join()
    return starts, megabytes


def _read_all(folder: Path, queries: list[Query], pipe: Connection) -> None:
    start = monotonic()
    reader = IndexReader(folder)
    reader.search(reader.prepare(Text("Welding of thin sheets", language="en")), BEST)
    reader.search(queries[0], BEST)
    pipe.send(monotonic() - start)
    for query in queries:
        reader.search(query, BEST)
    for piece in reader.snapshot.pieces:
        for field in fields(Segment):
            np.count_nonzero(getattr(piece.segment, field.name))
    pipe.send("done")
    pipe.recv()
