"""Pages (being written)."""

from __future__ import annotations


def members() -> str:
    return ""

def accept(link_id: int) -> str:
    return ""
