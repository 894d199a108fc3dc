"""The page of the docs that a run writes, and its plot."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from tests.bench.measuring import machine
from tests.bench.report import Report, markdown
from tests.bench.systems import FLOOR, OURS

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = DOCS / "benchmarks.md"
PLOT = DOCS / "benchmarks.svg"

INTRODUCTION = """\
# Benchmarks

Written by `make bench` (`python -m tests.bench`); do not edit. `--only search,filters --sizes 10k,100k`
runs parts, `--write` writes this page from them.

**What is compared.** Top ten of a collection, one query at a time, one thread. Made-up items have 88
different words on average, queries 57, drawn by Zipf's law over 300,000 words without the hundred most
common ones (`tests/bench/corpora.py`); the generator is seeded. scikit-learn, bm25s, sparse_dot_topn and
this engine get the same matrix of weights, so that only index and search differ; tantivy and rank_bm25
weigh with BM25 as they always do. Queries are made ready before the clock runs wherever a system allows;
our time includes everything from the query's weights to ids and scores, over memory-mapped files. Each
system runs in turns with ours, three rounds; ratios are of medians of the same turns. The *read-only pass*
takes the maximum of the same slices of postings, rows and weights: nobody who looks at all postings of a
query can be faster.
"""

FIGURES = """\
## All figures

The last column is the time of a system by ours in the same turns; above 1 it is slower than this engine.
"""


def write(report: Report) -> None:
    """Write the page and its plot."""
    parts = [
        INTRODUCTION,
        f"**Where and when.** {datetime.now(UTC):%d %B %Y}. {machine()} {_noise(report)}\n",
        "## What is to be reached\n",
        markdown(
            ("", "reach", "measured", ""),
            (
                (line.what, line.reach, line.measured, "met" if line.met else "**not met**")
                for line in report.lines
            ),
        ),
        "",
    ]
    if any(row.part == "search" for row in report.rows):
        _plot(report)
        parts += [
            "## Search by size of the collection\n",
            f"![Milliseconds by number of items]({PLOT.name})\n",
        ]
    parts += [
        FIGURES,
        markdown(
            ("part", "items", "system", "median ms", "p95 ms", "calls", "by ours"),
            (
                (
                    row.part,
                    f"{row.size:,}",
                    row.system,
                    f"{row.median:,.3f}",
                    f"{row.p95:,.3f}",
                    f"{row.calls:,}",
                    _ratio(report, row.part, row.size, row.system),
                )
                for row in report.rows
            ),
        ),
        "",
    ]
    PAGE.write_text("\n".join(parts), encoding="utf-8")


def _noise(report: Report) -> str:
    loads = [load for pair in report.load.values() for load in pair]
    return (
        f"Between {min(loads):.1f} and {max(loads):.1f} processes wanted each core during the run, this one "
        "counted: above 1 the machine was shared, times are longer than on a quiet one, and p95 says little."
    )


def _ratio(report: Report, part: str, size: int, system: str) -> str:
    ratio = report.ratios.get((part, size, system))
    return "" if ratio is None else f"{ratio:,.2f}"


def _plot(report: Report) -> None:
    """Median time by size on logarithmic axes, a line each system."""
    mpl.rcParams["svg.hashsalt"] = "benchmarks"
    mpl.rcParams["svg.fonttype"] = "none"
    figure = Figure(figsize=(9, 5.2), layout="constrained")
    axes = figure.add_subplot()
    rows = [row for row in report.rows if row.part == "search"]
    for system in dict.fromkeys(row.system for row in rows):
        points = sorted((row.size, row.median) for row in rows if row.system == system)
        ours, floor = system == OURS, system == FLOOR
        axes.plot(
            *zip(*points, strict=True),
            label=system,
            marker="o",
            linewidth=3 if ours else 1.5,
            linestyle=":" if floor else "-",
            color="#0a5" if ours else "#888" if floor else None,
            zorder=3 if ours else 2,
        )
    axes.set(xscale="log", yscale="log", xlabel="items", ylabel="milliseconds a query, median")
    axes.set_title("Top ten for a query of 57 words, one thread")
    axes.grid(which="major", color="#ddd")
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False)
    figure.savefig(PLOT, metadata={"Date": None})
