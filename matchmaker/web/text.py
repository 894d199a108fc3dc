"""Showing texts: Markdown made safe, names of countries and languages, excerpts, money."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache

import nh3
from babel import Locale
from flask_babel import format_currency, format_date
from markdown_it import MarkdownIt
from markupsafe import Markup

from matchmaker.web.translation import current_language

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_TAGS = {
    "p", "br", "strong", "em", "ul", "ol", "li", "a", "code", "pre", "blockquote", "hr",
    "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


def rendered_markdown(source: str | None) -> Markup:
    """HTML of a Markdown text that a stranger may have written.

    Raw HTML is shown as typed, links go to http, https and mail only, headings start below the
    page's own.
    """
    if not source:
        return Markup("")
    tokens = _MARKDOWN.parse(source)
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    levels = sorted({token.tag for token in headings})
    for token in headings:
        # The highest becomes h3 and no level is left out, so that pages keep one outline.
        token.tag = f"h{min(6, 3 + levels.index(token.tag))}"
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return Markup(  # noqa: S704 - cleaned on this line
        nh3.clean(
            html,
            tags=_TAGS,
            attributes={"a": {"href"}},
            url_schemes={"http", "https", "mailto"},
            link_rel="nofollow noopener ugc",
        )
    )


def plain_text(source: str | None) -> str:
    """The words of a Markdown text without its marks, on one line."""
    return " ".join(rendered_markdown(source).striptags().split())


def with_line_breaks(text: str) -> Markup:
    """A plain text with its lines kept, for HTML."""
    return Markup("<br>").join(text.splitlines())


def quoted(text: str) -> str:
    """A plain text as mails quote it: each line behind a sign."""
    return "\n".join(f"> {line}" for line in text.splitlines())


def excerpt(source: str | None, length: int = 180) -> str:
    """The beginning of a Markdown text as plain words, cut between words with an ellipsis."""
    words = plain_text(source)
    if len(words) <= length:
        return words
    return words[:length].rsplit(" ", 1)[0].rstrip(" ,.;:–-") + " …"


def country_name(code: str | None) -> str:
    """A country's name in the language of the page; the code itself where it is unknown."""
    if not code:
        return ""
    return country_names().get(code, code)


def country_names() -> Mapping[str, str]:
    """The names of all countries in the language of the page, by their codes."""
    return _territories(current_language())


@cache
def _territories(language: str) -> Mapping[str, str]:
    return dict(Locale.parse(language).territories)


def language_name(code: str | None) -> str:
    """A language's name in the language of the page; the code itself where it is unknown."""
    if not code:
        return ""
    return str(Locale.parse(current_language()).languages.get(code, code))


def euros(amount: Decimal | int | None) -> str:
    """An amount in whole euros."""
    return "" if amount is None else format_currency(amount, "EUR", format="#,##0 ¤", currency_digits=False)


def day_in_words(day: str) -> str:
    """A day as promises of mails carry it, ``2027-03-04``, in the words of the language that holds."""
    return str(format_date(date.fromisoformat(day), "long"))
