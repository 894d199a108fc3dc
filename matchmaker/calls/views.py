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

def show(call_id: int) -> str:
    return ""

def edit(call_id: int) -> str:
    return ""

def save(call_id: int) -> str:
    return ""

def publish(call_id: int) -> str:
    return ""

def withdraw(call_id: int) -> str:
    return ""

def delete(call_id: int) -> str:
    return ""

def check_text() -> str:
    return ""
