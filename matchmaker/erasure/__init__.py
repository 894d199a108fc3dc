"""Erasing a person: what goes, what stays, what ends with them."""
