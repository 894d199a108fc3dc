"""Pages (being written)."""

from __future__ import annotations


def mails() -> str:
    return ""

def mail(name: str) -> str:
    return ""
