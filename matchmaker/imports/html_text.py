"""Plain text of HTML that a public source hands out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_BLOCKS = frozenset(
    {"p", "div", "br", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "section"}
)
_UNSEEN = frozenset({"script", "style", "template", "noscript"})
#: The EU portal runs its section titles into the text: "Expected Impact:Regions of …".
_RUN_IN_TITLE = re.compile(
    r"\b(Expected Outcomes?|Expected Impacts?|Objectives?|General objective|Specific objectives|Scope)"
    r":(?=\S)"
)
#: It runs sentences and list entries together, too: "… following outcomes:Higher availability".
_RUN_TOGETHER = re.compile(r"(?<=[a-z\d)\]]{3}[.:;])(?=[A-Z][a-z]+\s)")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        if tag in _BLOCKS:
            self.parts.append("\n\n" if tag != "li" else "\n- ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        if tag in _BLOCKS and tag not in ("br", "li"):
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.parts.append(data)


def text_of_html(html: str) -> str:
    """The words of an HTML text in paragraphs, lists as lines with a dash; never any markup."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = _RUN_IN_TITLE.sub(r"\n\n\1: ", "".join(reader.parts).replace("\xa0", " "))
    text = _RUN_TOGETHER.sub(" ", text)
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
