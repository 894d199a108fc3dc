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

def show(listing_id: int) -> str:
    return ""

def edit(listing_id: int) -> str:
    return ""

def save(listing_id: int) -> str:
    return ""

def publish(listing_id: int) -> str:
    return ""

def renew(listing_id: int) -> str:
    return ""

def confirm(listing_id: int) -> str:
    return ""

def withdraw(listing_id: int) -> str:
    return ""

def delete(listing_id: int) -> str:
    return ""
