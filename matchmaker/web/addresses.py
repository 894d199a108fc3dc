"""Addresses of the page that is shown, with a filter changed: for chips and menus of lists."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import request
from werkzeug.datastructures import MultiDict

#: Arguments that say which part of a list is shown, not which list.
PASSING = ("page", "fragment")


def kept_arguments() -> MultiDict[str, str]:
    """The arguments of this page's address that stay when a filter changes."""
    kept = request.args.copy()
    for gone in PASSING:
        kept.poplist(gone)
    return kept


def changed_url(name: str, value: str | None, also: tuple[str, ...] = ()) -> str:
    """This page's address with a value of a filter put in, or taken out where it is in.

    :param value: None takes all values of the filter out.
    :param also: filters to take out altogether.
    """
    arguments: dict[str, Any] = kept_arguments().to_dict(flat=False)
    for gone in also:
        arguments.pop(gone, None)
    values = arguments.pop(name, [])
    if value is not None:
        arguments[name] = [v for v in values if v != value] if value in values else [*values, value]
    # There are hundreds on a page; building each from its route would take most of the page's time.
    query = urlencode(arguments, doseq=True)
    return f"{request.path}?{query}" if query else request.path


def chip(
    label: str, value: str, name: str, taken_out: str | None = None, also: tuple[str, ...] = ()
) -> dict[str, str]:
    """A filter in force as `components/chips.html` draws it: a link that takes it away.

    :param name: of the filter in the address.
    :param taken_out: the one of its values that goes; None for all of them.
    """
    return {"label": label, "value": value, "remove_url": changed_url(name, taken_out, also)}
