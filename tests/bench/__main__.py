"""``python -m tests.bench [--only search,filters] [--sizes 10k,100k]``: measure, show, write the page."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from threadpoolctl import threadpool_limits

from tests.bench import (
    availability,
    crashing,
    desk,
    everyone,
    keeping,
    network,
    page,
    replay,
    request,
    searching,
    trips,
    worker_deaths,
)
from tests.bench.measuring import busy, machine
from tests.bench.report import Report

SIZES = (10_000, 100_000, 1_000_000)
Part = Callable[[Report, list[int]], None]

PARTS: dict[str, Part] = {
    "search": searching.measure,
    "filters": searching.measure_filters,
    "memory": keeping.measure_memory,
    "network": lambda report, _sizes: network.measure(report),
    "page": lambda report, _sizes: request.measure(report),
    "everyone": lambda report, _sizes: everyone.measure(report),
    "build": lambda report, _sizes: keeping.measure_build(report),
    "replay": lambda report, _sizes: replay.measure(report),
    "desk": lambda report, _sizes: desk.measure(report),
    "free-places": lambda report, _sizes: availability.measure(report),
    "trips": lambda report, _sizes: trips.measure(report),
    "crashes": lambda report, _sizes: crashing.measure(report),
    "workers": lambda report, _sizes: worker_deaths.measure(report),
}


def main() -> None:
    """Run the parts asked for. The page is written only by a whole run, or where asked."""
    options = _options()
    report = Report()
    report.remark(machine())
    with threadpool_limits(limits=1):
        for name in options.only:
            before = busy()
            PARTS[name](report, options.sizes)
            report.load[name] = (before, busy())
    report.show()
    if options.write or (options.only == [*PARTS] and options.sizes == [*SIZES]):
        page.write(report)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", type=_parts, default=[*PARTS], help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--sizes", type=_sizes, default=[*SIZES], help="numbers of items, like 10k,1M")
    parser.add_argument("--write", action="store_true", help="write the page after a partial run too")
    return parser.parse_args()


def _parts(written: str) -> list[str]:
    names = written.split(",")
    if unknown := set(names) - set(PARTS):
        raise argparse.ArgumentTypeError(f"there is no part {', '.join(sorted(unknown))}")
    return names


def _sizes(written: str) -> list[int]:
    try:
        return sorted(int(s.lower().replace("k", "000").replace("m", "000000")) for s in written.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"not numbers of items: {written}") from None


if __name__ == "__main__":
    main()
