"""Pages (being written)."""

from __future__ import annotations


def wear_hat() -> str:
    return ""


def account() -> str:
    return ""


def save_account() -> str:
    return ""
