from __future__ import annotations

import os
import signal

import numpy as np
import psutil
import pytest

from matchmaker.matching import Item, Setting, Text
from matchmaker.matching.building import BATCH_SIZE, build_snapshot
from matchmaker.matching.counting import HELPERS_FROM, TermCounter, count_all
from matchmaker.matching.term_counts import count_terms

BATCHES = [[Text(f"laser w{number} w{row}", language="en") for row in range(20)] for number in range(12)]


def test_helpers_count_as_this_process_does_and_in_order() -> None:
    expected = [count_terms(batch, Setting()) for batch in BATCHES]
    for counted, alone in zip(count_all(BATCHES, Setting(), processes=3), expected, strict=True):
        assert counted.codes.tolist() == alone.codes.tolist()
        assert np.array_equal(counted.rows.toarray(), alone.rows.toarray())


def test_a_killed_helper_loses_nothing() -> None:
    with TermCounter(Setting(), processes=2) as counter:
        for number, batch in enumerate(BATCHES):
            counter.add(batch)
            if number == HELPERS_FROM + 1:
                os.kill(counter.helper_ids[0], signal.SIGKILL)
        assert [batch.rows.shape[0] for batch in counter.results()] == [20] * len(BATCHES)


def test_helpers_come_up_and_end_in_good_order() -> None:
    """What a helper that fails leaves is counted here, and nobody would notice but by the time it takes."""
    with TermCounter(Setting(), processes=2) as counter:
        for batch in BATCHES:
            counter.add(batch)
        helper = psutil.Process(counter.helper_ids[0])
        assert len([*counter.results()]) == len(BATCHES)
        assert helper.wait(timeout=30) == 0


def test_few_texts_start_no_helper() -> None:
    with TermCounter(Setting(), processes=2) as counter:
        counter.add(BATCHES[0])
        assert counter.helper_ids == []


def count_through_helpers(batches: list[list[Text]]) -> None:
    list(count_all(batches, Setting(), processes=2))


def test_what_fails_in_a_helper_is_raised_here() -> None:
    broken = [Text(5, language="en")]  # type: ignore[arg-type]  # what no type checker lets through
    with pytest.raises(TypeError):
        count_through_helpers([*BATCHES, broken, broken, broken])


def test_many_items_are_built_the_same_in_one_process_and_in_two() -> None:
    items = [
        Item(f"i{number}", (str(number % 7),), "offer", f"laser w{number % 50}", language="en")
        for number in range(BATCH_SIZE * (HELPERS_FROM + 2))
    ]
    alone, together = (build_snapshot(items, {}, Setting(), processes) for processes in (1, 2))
    assert alone.weighting.idf_.tolist() == together.weighting.idf_.tolist()
    for mine, theirs in zip(alone.pieces, together.pieces, strict=True):
        assert np.array_equal(mine.segment.ids, theirs.segment.ids)
        assert np.array_equal(mine.segment.posting_weights, theirs.segment.posting_weights)
