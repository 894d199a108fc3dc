"""A host, a visitor and an agreement for tests of visits."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.visits.roaming import Roaming, make_roaming


@pytest.fixture
def roaming(session: Session) -> Roaming:
    """Two desks that the host confirms."""
    return make_roaming(session)


@pytest.fixture
def at_once(session: Session) -> Roaming:
    """Two desks that are confirmed at once."""
    return make_roaming(session, at_once=True)
