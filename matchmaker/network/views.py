"""Pages (being written)."""

from __future__ import annotations


def show() -> str:
    return ""
