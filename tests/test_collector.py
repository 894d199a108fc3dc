from __future__ import annotations

import gc

import pytest

from matchmaker.collector import collector_at_rest


def load(*, broken: bool) -> bool:
    """Whether the collector is at work while something is loaded, which may fail."""
    with collector_at_rest():
        if broken:
            raise ImportError
        return gc.isenabled()


def test_collector_rests_within_and_works_again_whatever_happens() -> None:
    assert gc.isenabled()
    assert not load(broken=False)
    assert gc.isenabled()
    with pytest.raises(ImportError):
        load(broken=True)
    assert gc.isenabled()


def test_collector_that_was_switched_off_stays_off() -> None:
    gc.disable()
    try:
        with collector_at_rest():
            assert not gc.isenabled()
        assert not gc.isenabled()
    finally:
        gc.enable()
