"""Two organisations that may be introduced, and what was promised to whom."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.factories import AskingPair, make_asking_pair
from tests.suggestions.conftest import index_folder, indexed

__all__ = ["index_folder", "indexed", "pair"]


@pytest.fixture
def pair(session: Session) -> AskingPair:
    """An asking company with a broker, and an asked one."""
    return make_asking_pair(session)
