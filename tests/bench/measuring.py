"""Taking times, and saying how much else was going on."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np
import scipy
import sklearn

from tests.bench.report import Row

ROUNDS = 3
SECONDS_PER_ROUND = 4.0
WARMED_BY = 3


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds a call took: the middle one, and the one that 95 of 100 stayed below."""

    median: float
    p95: float
    calls: int

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Timing:
        """The timing of calls that took so long each."""
        return cls(float(np.median(seconds)), float(np.percentile(seconds, 95)), len(seconds))

    def row(self, part: str, system: str, size: int) -> Row:
        """As a row of the report."""
        return Row(part, system, size, self.median * 1e3, self.p95 * 1e3, self.calls)


def timed(call: Callable[[int], object], numbers: Iterable[int], seconds: float) -> list[float]:
    """How long each call took; ends early when that much time has passed."""
    taken: list[float] = []
    for number in numbers:
        start = perf_counter()
        call(number)
        taken.append(perf_counter() - start)
        if sum(taken) > seconds:
            break
    return taken


def side_by_side(
    calls: Mapping[str, Callable[[int], object]], count: int, *, seconds: float = SECONDS_PER_ROUND
) -> dict[str, Timing]:
    """The same numbered questions to several systems, in turns, so that noise meets all alike."""
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for turn in range(ROUNDS):
        for name, call in calls.items():
            timed(call, range(WARMED_BY if turn == 0 else 1), seconds)
            taken[name] += timed(call, range(count), seconds)
    return {name: Timing.of(seconds_taken) for name, seconds_taken in taken.items()}


def one_by_one(calls: Mapping[str, Callable[[int], object]], count: int) -> dict[str, Timing]:
    """The same numbered questions to each in turn before the next question.

    For calls that differ little and share what they read: noise that comes and goes within
    a round would else weigh more than they differ.
    """
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for call in calls.values():
        timed(call, range(WARMED_BY), SECONDS_PER_ROUND)
    for number in [*range(count)] * ROUNDS:
        for name, call in calls.items():
            taken[name] += timed(call, [number], SECONDS_PER_ROUND)
    return {name: Timing.of(seconds_taken) for name, seconds_taken in taken.items()}


def own_megabytes(process: int) -> float:
    """The proportional memory of a process: pages shared by n processes count as 1/n."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    match = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    assert match is not None
    return int(match[1]) / 1024


def processor_seconds() -> float:
    """Processor time of this process and of those it started and saw end."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def machine() -> str:
    """What this runs on, in one sentence."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    cores = len(os.sched_getaffinity(0))
    return (
        f"{model}, {cores} cores; Python {platform.python_version()}, numpy {np.__version__}, "
        f"scipy {scipy.__version__}, scikit-learn {sklearn.__version__}."
    )


def busy() -> float:
    """How many processes wanted a core during the last minute, for each core there is."""
    return os.getloadavg()[0] / len(os.sched_getaffinity(0))
