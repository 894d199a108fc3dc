"""Introductions: from a suggestion to two people talking, brokered and never spammed."""
