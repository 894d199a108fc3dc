"""Pages (being written)."""

from __future__ import annotations


def mine() -> str:
    return ""


def show(subject: str) -> str:
    return ""


def why(subject: str, target: str) -> str:
    return ""


def why_not(subject: str) -> str:
    return ""


def compare(subject: str) -> str:
    return ""


def give_verdict(subject: str) -> str:
    return ""


def search() -> str:
    return ""


def preview() -> str:
    return ""
