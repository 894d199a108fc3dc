"""Times to propose in tests."""

from __future__ import annotations

from datetime import datetime, timedelta

from models.columns import utc_now


def slots_ahead(number: int) -> list[datetime]:
    """So many times from the day after tomorrow on, one a day, on the hour."""
    first = utc_now().replace(minute=0, second=0, microsecond=0) + timedelta(days=2)
    return [first + timedelta(days=day) for day in range(number)]
