"""Pages (being written)."""

from __future__ import annotations


def directory() -> str:
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

def people(slug: str) -> str:
    return ""

def add_person(slug: str) -> str:
    return ""

def change_role(slug: str, membership_id: int) -> str:
    return ""

def remove_person(slug: str, membership_id: int) -> str:
    return ""

def join_cluster(slug: str) -> str:
    return ""

def leave_cluster(slug: str, link_id: int) -> str:
    return ""

def verify(slug: str) -> str:
    return ""
