"""Pages (being written)."""

from __future__ import annotations


def show() -> str:
    return ""

def map_points() -> str:
    return ""

def matching() -> str:
    return ""

def rules() -> str:
    return ""
