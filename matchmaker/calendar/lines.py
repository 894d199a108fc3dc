"""The lines of a calendar file: escaped, folded and ended as RFC 5545 wants them."""

from __future__ import annotations

from collections.abc import Iterable

#: Longest line in octets, its end not counted (RFC 5545, 3.1).
LONGEST_LINE = 75
LINE_END = "\r\n"


def text_value(text: str) -> str:
    """A text with the signs escaped that would end or part a value (RFC 5545, 3.3.11)."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(escaped.splitlines())


def parameter_value(text: str) -> str:
    """A text between quotation marks; what cannot stand there is replaced (RFC 5545, 3.2)."""
    clean = "".join(sign if sign.isprintable() else " " for sign in text)
    return '"' + clean.replace('"', "'") + '"'


def folded(line: str) -> str:
    """One line, cut so that no piece is longer than 75 octets and no letter is torn."""
    pieces: list[str] = []
    piece, size = "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LONGEST_LINE:
            pieces.append(piece)
            # The blank that marks a continuation counts too.
            piece, size = " ", 1
        piece += sign
        size += octets
    return LINE_END.join([*pieces, piece])


def file_of(lines: Iterable[str]) -> str:
    """All lines as one file."""
    return "".join(folded(line) + LINE_END for line in lines)
