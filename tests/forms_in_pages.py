"""Filling in and sending the forms that stand in a page, as a person without scripts does."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

Values = dict[str, list[str]]


@dataclass
class PageForm:
    """A form of a page: where it is sent and what its fields hold."""

    action: str
    values: Values = field(default_factory=dict)

    def sent(
        self, client: FlaskClient, changes: dict[str, Any] | None = None, *, intent: str = ""
    ) -> TestResponse:
        """Send it with some fields changed; ``intent`` presses the button of that value."""
        data = dict(self.values)
        for name, value in (changes or {}).items():
            data[name] = list(value) if isinstance(value, list) else [str(value)]
        if intent:
            data["intent"] = [*data.get("intent", []), intent]
        return client.post(self.action, data=data)


class _Reader(HTMLParser):
    """Collects every form of a page with the values a browser would send."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self._inside = False
        self._textarea: str | None = None
        self._text = ""
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        name, value = attributes.get("name"), attributes.get("value") or ""
        if tag == "form":
            self.forms.append(PageForm(attributes.get("action") or ""))
            self._inside = True
        elif not self._inside:
            return
        elif tag == "input" and name:
            ticked = "checked" in attributes
            if attributes.get("type") not in ("checkbox", "radio") or ticked:
                self._add(name, value)
        elif tag == "textarea":
            self._textarea, self._text = name, ""
        elif tag == "select":
            self._select, self._options = name, []
        elif tag == "option":
            self._options.append((value, "selected" in attributes))

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea" and self._textarea:
            self._add(self._textarea, self._text.lstrip("\r\n"))
            self._textarea = None
        elif tag == "select" and self._select:
            chosen = [value for value, selected in self._options if selected]
            self._add(self._select, *(chosen or [value for value, _selected in self._options[:1]]))
            self._select = None

    def _add(self, name: str, *values: str) -> None:
        if self.forms:
            self.forms[-1].values.setdefault(name, []).extend(values)


def form_in(page: TestResponse | str, action: str) -> PageForm:
    """The form of a page that is sent to an address.

    :raises LookupError: there is none.
    """
    reader = _Reader()
    reader.feed(page if isinstance(page, str) else page.get_data(as_text=True))
    for form in reader.forms:
        if form.action == action:
            return form
    raise LookupError(f"No form is sent to {action}; only to {[form.action for form in reader.forms]}")


def press(client: FlaskClient, page_address: str, action: str) -> TestResponse:
    """Open a page and press the button that posts to an address."""
    return form_in(client.get(page_address), action).sent(client)
