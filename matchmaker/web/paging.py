"""One page of a long list, and the way to the others."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request, url_for

Row = TypeVar("Row")

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The rows of one page and the figures for the pager."""

    rows: Sequence[Row]
    page: int
    per_page: int
    total: int
    url_for_page: Callable[[int], str]

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, math.ceil(self.total / self.per_page))


def requested_page() -> int:
    """The page number in the address, 1 where it is missing or no sensible number."""
    value = request.args.get("page", "1")
    return max(1, int(value)) if value.isdecimal() and len(value) < 7 else 1


def page_of(total: int, fetch: Callable[[int, int], Sequence[Row]], per_page: int = PER_PAGE) -> Page[Row]:
    """Fetch the requested page.

    :param total: rows in all.
    :param fetch: takes limit and offset, returns the rows.
    """
    last = max(1, math.ceil(total / per_page))
    number = min(requested_page(), last)
    rows = fetch(per_page, (number - 1) * per_page)
    return Page(rows, number, per_page, total, _url_for_page)


def _url_for_page(number: int) -> str:
    arguments = {**(request.view_args or {}), **request.args.to_dict(flat=False), "page": number}
    assert request.endpoint is not None
    return url_for(request.endpoint, **arguments)
