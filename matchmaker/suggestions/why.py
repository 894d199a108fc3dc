"""The page that shows how a suggestion came about: texts with marked words, bars that add up, why not."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flask import url_for

from matchmaker.matching import Contribution, Index, highlight
from matchmaker.matching.items import FIELDS, Field
from matchmaker.suggestions.reasons import Suggestion, TextPair
from matchmaker.suggestions.rules import TextKind
from matchmaker.suggestions.sources import Source, SourceText
from matchmaker.suggestions.subjects import Subject
from matchmaker.suggestions.telling import Worth, worth_of
from matchmaker.suggestions.whynot import Obstacle
from matchmaker.suggestions.wording import Pieces, cut, learnt_name
from matchmaker.web.translation import LazyString, _, _l, _n

#: So many of the weightiest words that tell something are shown; the others are folded away.
TERMS_SHOWN = 10
#: Of a text longer than this only what stands around marked words is shown.
WHOLE_UP_TO = 2_500
AROUND = 140

_MARKDOWN_SIGNS = re.compile(r"[*`#]+")

KIND_WORDS: dict[TextKind, LazyString] = {
    TextKind.NEED: _l("Need"),
    TextKind.OFFER: _l("Offer"),
    TextKind.PROJECT: _l("Project"),
    TextKind.PROFILE: _l("Profile"),
    TextKind.CALL: _l("Call"),
    TextKind.VENUE: _l("Place"),
    TextKind.TEXT: _l("Typed text"),
}
FIELD_WORDS: dict[Field, LazyString] = {
    "title": _l("title"),
    "body": _l("text"),
    "keywords": _l("keywords"),
}
OBSTACLES: dict[Obstacle, LazyString] = {
    Obstacle.ITSELF: _l("It is yours already: the organisation itself, or one that takes part."),
    Obstacle.HIDDEN: _l("Its profile is hidden from lists and suggestions."),
    Obstacle.INTRODUCED: _l("You know each other already, or a request between you is open."),
    Obstacle.QUIET: _l("The two of you are not to be suggested to each other at the moment."),
    Obstacle.DISMISSED: _l("Your organisation said “not this” to it. You can take that back."),
    Obstacle.COUNTRY: _l("It is in another country than the filter asks for."),
    Obstacle.KIND: _l("It is of another kind than the filter asks for."),
    Obstacle.SIZE: _l("It is not known as a small or medium company, and the filter asks for those."),
    Obstacle.NO_TEXT: _l("It has published nothing that could be matched."),
    Obstacle.NO_SUCH_TEXT: _l("It has published nothing of the kind that answers this text."),
    Obstacle.CATEGORY: _l("None of its texts is in the category the filter asks for."),
    Obstacle.LAPSED: _l("What it published has expired."),
    Obstacle.OWN_TEXTS_ONLY: _l("All it could be matched on is your own text, such as a shared project."),
    Obstacle.NO_WORDS: _l("Its texts share no word with this one."),
    Obstacle.RANK: _l("Others fit better: the list ends before its place."),
}


@dataclass(frozen=True, slots=True)
class TermBar:
    """One term of the score, as `term_bars` takes it."""

    term: str
    weight: float
    source: str


@dataclass(frozen=True, slots=True)
class ShownText:
    """One of two texts side by side, as `texts_side_by_side` takes it."""

    title: str
    owner: str
    url: str | None
    pieces: Pieces
    language: str | None


@dataclass(frozen=True, slots=True)
class TermBars:
    """The terms of a score, the weightiest first, then what was learnt; together they are the score.

    `shown` has one bar for all of `folded`, where there are any.
    """

    shown: list[TermBar]
    folded: list[TermBar]


def term_bars(suggestion: Suggestion) -> TermBars:
    """What each term gave to a score: the weightiest terms of the trade, and the rest as one."""
    sources = {pair.item.id: pair.item for pair in suggestion.pairs}
    by_term: defaultdict[str, list[Contribution]] = defaultdict(list)
    for contribution in suggestion.contributions:
        by_term[contribution.term.casefold()].append(contribution)
    bars = [_bar(found, sources) for found in by_term.values()]
    bars.sort(key=lambda bar: -bar.weight)
    telling = [bar for bar in bars if worth_of(bar.term) < Worth.EVERYDAY]
    shown = (telling or bars)[:TERMS_SHOWN]
    folded = [bar for bar in bars if bar not in shown]
    learnt = [
        TermBar(name, weight, _("from what happened before")) for name, weight in learnt_parts(suggestion)
    ]
    if not folded:
        return TermBars([*shown, *learnt], [])
    words = _n("%(num)s more word or pair", "%(num)s more words and pairs", len(folded))
    rest = TermBar(words, sum(bar.weight for bar in folded), "")
    return TermBars([*shown, rest, *learnt], folded)


def learnt_parts(suggestion: Suggestion) -> list[tuple[str, float]]:
    """What happened before, in words, and what it gave or took; the weightiest first."""
    return [
        (learnt_name(feature, suggestion.learnt[feature]), suggestion.learnt[feature])
        for feature in sorted(suggestion.learnt, key=lambda one: -abs(suggestion.learnt[one]))
    ]


def _bar(found: list[Contribution], sources: Mapping[str, Source]) -> TermBar:
    """One term in all the texts it was found in, named by the weightiest."""
    first, others = found[0], len({one.item_id for one in found}) - 1
    source = _found_in(sources.get(first.item_id), first.field)
    if others:
        source += " " + _n("and %(num)s more text", "and %(num)s more texts", others)
    term = first.term or _("another form of a word")
    return TermBar(term, sum(one.value for one in found), source)


def _found_in(source: Source | None, field: Field | None) -> str:
    if source is None:
        return ""
    if field is None:
        return source.name
    return str(_("%(name)s (%(part)s)", name=source.name, part=FIELD_WORDS[field]))


def side_by_side(pair: TextPair, index: Index | None = None) -> tuple[ShownText, ShownText]:
    """Both texts of a pair with their shared words marked, figures and units left out.

    :param pair: of what `SuggestionSearch.among` gave, which brings the texts along.
    :param index: knows which words are too common to count, and which are parts of others.
    :raises TypeError: if it came without the text that was met.
    """
    item = pair.item
    if not isinstance(item, SourceText):
        raise TypeError(f"The pair has no text of {item.id}")
    found = highlight(pair.ask.text, item.text, index=index)
    return _shown(pair.ask, found.text), _shown(item, found.other)


def _shown(source: SourceText, spans: Any) -> ShownText:
    pieces: Pieces = []
    for name in FIELDS:
        written = source.text.field(name)
        if written:
            pieces += [("\n\n", False)] if pieces else []
            found = _in_context(written, _told(written, spans.get(name, ())))
            pieces += [(text if marked else _MARKDOWN_SIGNS.sub("", text), marked) for text, marked in found]
    kind = str(KIND_WORDS[source.kind])
    owner = f"{kind} · {source.owner}" if source.owner and source.owner != source.name else kind
    return ShownText(source.name, owner, source_url(source), pieces, source.text.language)


def _told(written: str, spans: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    return tuple(span for span in spans if worth_of(written[slice(*span)]) < Worth.FIGURE)


def _in_context(written: str, spans: tuple[tuple[int, int], ...]) -> Iterator[tuple[str, bool]]:
    """The whole text, or of a long one what stands around its marked words."""
    if len(written) <= WHOLE_UP_TO:
        yield from cut(written, spans)
        return
    if not spans:
        yield written[:WHOLE_UP_TO] + " …", False
        return
    if spans[0][0] > AROUND:
        yield "… ", False
    yield _tail(written[: spans[0][0]]), False
    for (start, end), (following, _end) in pairwise((*spans, (len(written), len(written)))):
        yield written[start:end], True
        between = written[end:following]
        if len(between) > 2 * AROUND + 20:
            last = following == len(written)
            between = between[:AROUND] + " … " + ("" if last else _tail(between))
        yield between, False


def _tail(written: str) -> str:
    return written[-AROUND:]


def source_links(subject: Subject) -> dict[str, dict[str, str | None]]:
    """For each text asked with: its kind in words, its suggestions, and where it can be read."""
    return {
        source.id: {
            "kind": str(KIND_WORDS[source.kind]),
            "read_url": source_url(source),
            "url": _suggestions_url(source),
        }
        for source in subject.sources
    }


def _suggestions_url(source: Source) -> str | None:
    kind, _colon, number = source.id.partition(":")
    if kind in ("listing", "project", "call"):
        return url_for("suggestions.show", subject=f"{kind}-{number}")
    return source_url(source)


def source_url(source: Source) -> str | None:
    """Where a text can be read in full."""
    match source.kind:
        case TextKind.NEED | TextKind.OFFER:
            return url_for("listings.show", listing_id=source.number)
        case TextKind.PROJECT:
            return url_for("projects.show", project_id=source.number)
        case TextKind.CALL:
            return url_for("calls.show", call_id=source.number)
        case TextKind.VENUE:
            return url_for("venues.show", slug=source.slug)
        case TextKind.PROFILE:
            return url_for("organisations.show", slug=source.slug)
    return None
