"""The real network: partners for a project, with reasons, and how long building takes."""

from __future__ import annotations

import tempfile
from pathlib import Path
from time import perf_counter, thread_time

import numpy as np

from matchmaker.collector import settle_collector
from matchmaker.matching import Ask, IndexReader, IndexWriter, Item, Where, explain_all, rank_owners
from tests.bench.measuring import Timing
from tests.bench.real import VARIABLE, Network, archive
from tests.bench.report import Line, Report, Row
from tests.bench.systems import BEST

ASKED = 300
WARMED_BY = 300
SEED = 20261
SME = Where(owners={"sme": ["yes"]})


def measure(report: Report) -> None:
    """Projects that were not asked before; the process has answered others already."""
    path = archive()
    if path is None:
        report.remark(f"The real network is left out: no archive of projects here (see {VARIABLE}).")
        return
    network = Network(path)
    items, owners = network.items, network.owners
    with tempfile.TemporaryDirectory() as folder:
        start = perf_counter()
        with IndexWriter(Path(folder)) as writer:
            writer.rebuild(items, owners)
        seconds = perf_counter() - start
        report.add(Row("network", "build, all cores", len(items), seconds * 1e3, seconds * 1e3, 1))
        _ask(report, IndexReader(Path(folder)), items)


def _ask(report: Report, reader: IndexReader, items: list[Item]) -> None:
    settle_collector()  # as the web server does before it forks
    order = np.random.default_rng(SEED).permutation(len(items))
    asked = [items[number] for number in order[: ASKED + WARMED_BY]]
    whole, ranked, among_smes, worked, to_the_last = [], [], [], [], []
    for item in asked:
        start, begun = perf_counter(), thread_time()
        asks = [Ask(item.id, reader.query_of(item.id, item.text), {"project": 1.0})]
        where = Where(without_items=[item.id], without_owners=item.owners)
        matches = rank_owners(reader, asks, BEST, where)
        middle = perf_counter()
        explained = explain_all(reader, asks, matches)
        # What a card needs: the two texts that met best, their words with what each gave, what is missing.
        for one in explained:
            assert one.parts[0].contributions
        end = perf_counter()
        worked.append(thread_time() - begun)
        for one in explained:
            assert one.contributions
        to_the_last.append(perf_counter() - start)
        end_of_all = perf_counter()
        rank_owners(reader, asks, BEST, SME)
        ranked.append(middle - start)
        whole.append(end - start)
        among_smes.append(perf_counter() - end_of_all)
    timing = Timing.of(whole[WARMED_BY:])
    report.add(timing.row("network", "ten partners with reasons", len(items)))
    every = Timing.of(to_the_last[WARMED_BY:])
    report.add(every.row("network", "ten partners with every summand", len(items)))
    report.add(Timing.of(ranked[WARMED_BY:]).row("network", "ten partners", len(items)))
    report.add(Timing.of(among_smes[WARMED_BY:]).row("network", "ten partners among SMEs", len(items)))
    report.line(
        Line(
            f"partners for a project of {len(items):,}, reasons for ten, in process",
            "≤ 5 ms",
            f"{timing.median * 1e3:.1f} ms (p95 {timing.p95 * 1e3:.1f} ms; with every summand of each score "
            f"{every.median * 1e3:.1f} ms; "
            f"{Timing.of(worked[WARMED_BY:]).median * 1e3:.1f} ms of processor time)",
            timing.median <= 5e-3,
        )
    )
