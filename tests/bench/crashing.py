"""kill -9 of the writer at two hundred random moments."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench.report import Line, Report
from tests.matching.kills import survive

KILLS = 200
SEED = 20261


def measure(report: Report) -> None:
    """Readers answer all along, and nothing that was acknowledged is lost."""
    with tempfile.TemporaryDirectory() as folder:
        outcome = survive(Path(folder), kills=KILLS, seed=SEED)
    found = f"{outcome.steps:,} acknowledged steps, {outcome.answers:,} answers meanwhile, "
    lost = f"{len(outcome.problems)} times something missing"
    what = f"writer killed {outcome.kills} times during changes, publishing and refitting"
    report.line(Line(what, "nothing lost, readers answer", found + lost, not outcome.problems))
    for problem in outcome.problems:
        report.remark(problem)
