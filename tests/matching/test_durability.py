"""kill -9 of the writer at random moments: readers answer, the next writer repairs, nothing is lost."""

from __future__ import annotations

import os
from pathlib import Path

from tests.matching.kills import survive

KILLS = int(os.environ.get("MATCHMAKER_KILLS", "15"))


def test_nothing_acknowledged_is_lost_when_the_writer_is_killed(tmp_path: Path) -> None:
    outcome = survive(tmp_path, kills=KILLS, seed=7)
    assert outcome.kills == KILLS
    assert outcome.problems == []
    assert outcome.answers > KILLS
    assert outcome.steps > KILLS
