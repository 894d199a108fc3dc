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

def show(project_id: int) -> str:
    return ""

def edit(project_id: int) -> str:
    return ""

def save(project_id: int) -> str:
    return ""

def publish(project_id: int) -> str:
    return ""

def withdraw(project_id: int) -> str:
    return ""

def delete(project_id: int) -> str:
    return ""
