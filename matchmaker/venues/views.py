"""Pages (being written)."""

from __future__ import annotations


def browse() -> str:
    return ""

def mine() -> str:
    return ""

def new() -> str:
    return ""

def create() -> str:
    return ""

def show(slug: str) -> str:
    return ""

def edit(slug: str) -> str:
    return ""

def save(slug: str) -> str:
    return ""

def add_space(slug: str) -> str:
    return ""

def remove_space(slug: str, space_id: int) -> str:
    return ""

def add_closure(slug: str) -> str:
    return ""

def remove_closure(slug: str, closure_id: int) -> str:
    return ""

def publish(slug: str) -> str:
    return ""

def withdraw(slug: str) -> str:
    return ""
