"""Which of the words that made a score are worth showing: terms of the trade, whole phrases before parts.

Every term counts in the score and stands in its table. A sentence has room for three, and "500",
"kg" or "full" convince nobody of anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from enum import IntEnum
from functools import lru_cache
from itertools import islice

#: Of so many of the weightiest terms the ones to show are chosen.
LOOKED_AT = 16
WORDS_KEPT = 20_000
TEXTS_KEPT = 64
#: Longer phrases are sentences.
LONGEST_PHRASE = 48
#: Words of fewer letters are seldom terms, unless they are abbreviations.
SHORTEST_TERM = 4

#: Words that differ in their endings have at least this many letters in common.
_LEAST_SHARED = 4

_JOINTS = re.compile(r"[\s\-–—]+")
_BREAKS = re.compile(r"[,;:.!?()\[\]{}“”„\"/|]")

#: Words that say nothing of a trade by themselves.
_EVERYDAY = """
    able about achieve activities activity additional aims annual approach approaches area
    available back base based benefit best better between body both business call case challenge
    challenges city come companies company cost current daily data days development different
    dose down during each early ease east easy edge effective effort enable ensure even ever
    existing expected experience fact fast feed file find fine first five focus form four free
    from full further future general give global goal goals good great group groups grow half
    hand hard have head held help here high hold home hour hours human idea impact important
    improve include including increase individual industry innovation innovative international
    into item join just keep kind know large larger last late lead left less level levels life
    like line list litre litres live load local long look loss lots main make making many market
    mean meet million minutes model month monthly months more most move much must name near need
    needed next nine none note number numbers offer offered offers once ones ongoing only open
    order organisation other over overall pack page part partner partners pass past path people
    pick place places plan play plus point points potential present process processes product
    products programme project projects proposed provide provides purpose quality range rate
    rates read ready real research rest result results rich right rise road role room rule
    running runs safe same sample save scale scope second seconds section seek self sell send
    sent service services seven several share ship short show shut side single site size slow
    small soft sold solution solutions some soon sort specific staff stage start starting state
    stay step stop strong such support sure system systems take taking talk target task team
    teams tell term test text than that them then they thin third this three thus time times
    today together told took tool total tour towards town trip true turn type under unit until
    used user uses using value various very view wait walk want warm ways week weekly weeks well
    went west what when whose wide will wish with within word work working world would year
    yearly years your
"""
EVERYDAY = frozenset(_EVERYDAY.split())


class Worth(IntEnum):
    """How much a word tells of a trade, the best first."""

    PHRASE = 0
    TERM = 1
    EVERYDAY = 2
    #: A figure, a unit, a letter.
    FIGURE = 3


@lru_cache(maxsize=WORDS_KEPT)
def worth_of(written: str) -> Worth:
    """What a word or phrase is worth as a reason."""
    words = [word for word in _JOINTS.split(written) if word]
    worths = [_worth_of_word(word) for word in words]
    best = min(worths, default=Worth.FIGURE)
    if best > Worth.TERM or _BREAKS.search(written) or len(written) > LONGEST_PHRASE:
        # Two words across a comma were found together, but nobody would call them a phrase.
        return Worth.EVERYDAY if best is Worth.TERM else best
    return Worth.PHRASE if len([worth for worth in worths if worth < Worth.FIGURE]) > 1 else Worth.TERM


def _worth_of_word(word: str) -> Worth:
    letters = sum(map(str.isalpha, word))
    capitals = sum(map(str.isupper, word))
    if letters < 2 or (letters < 3 and capitals < 2):
        return Worth.FIGURE
    if capitals > 1:
        return Worth.TERM
    if letters < SHORTEST_TERM or word.casefold() in EVERYDAY:
        return Worth.EVERYDAY
    return Worth.TERM


def telling_words(values: Mapping[str, float], most: int, texts: Iterable[str] = ()) -> tuple[str, ...]:
    """The words to show for a score, the weightiest first.

    Everyday words are shown only where there is nothing better, units only where there are no words
    at all, figures never. Words that stand in a shown phrase are not shown again.

    :param values: terms as written, with what they gave.
    :param texts: what they were written in: phrases that overlap there are shown as one.
    """
    heaviest = sorted(values, key=lambda term: (-values[term], term))
    shown = list(islice((term for term in heaviest if worth_of(term) < Worth.EVERYDAY), LOOKED_AT))
    if not shown:
        everyday = [term for term in heaviest if worth_of(term) is Worth.EVERYDAY]
        # A single word reads better than two with a comma between them.
        shown = [term for term in everyday if not _BREAKS.search(term)] or everyday
        # Nothing better: "µm" alone still says more than nothing.
        shown = shown or [term for term in heaviest if any(map(str.isalpha, term))]
    weights = {term: values[term] for term in shown}
    for group, phrase in _joined(weights, texts):
        weights[phrase] = sum(weights.pop(part) for part in group)
    absorbed = _absorbed(weights)
    return tuple(sorted(absorbed, key=lambda term: (-absorbed[term], term))[:most])


@lru_cache(maxsize=TEXTS_KEPT)
def _on_one_line(text: str) -> tuple[str, str]:
    """A text without its breaks, as written and for comparing; each reason of a list asks for the same."""
    text = " ".join(text.split())
    return text, text.casefold()


def _joined(weights: Mapping[str, float], texts: Iterable[str]) -> Iterator[tuple[list[str], str]]:
    """Phrases that overlap in a text, with what they are together."""
    left = [term for term in weights if len(_words_of(term)) > 1]
    for text, lowered in map(_on_one_line, texts):
        if len(left) < 2 or len(lowered) != len(text):
            continue
        places = sorted(
            (start, start + len(t), t) for t in left if (start := lowered.find(t.casefold())) >= 0
        )
        while places:
            start, end, first = places.pop(0)
            group = [first]
            while places and places[0][0] < end and max(end, places[0][1]) - start <= LONGEST_PHRASE:
                _start, other_end, other = places.pop(0)
                end = max(end, other_end)
                group.append(other)
            if len(group) > 1:
                left = [term for term in left if term not in group]
                yield group, text[start:end]


def _absorbed(weights: Mapping[str, float]) -> dict[str, float]:
    """Weights of what is left when words go up in phrases that have them."""
    left: dict[str, float] = {}
    for term in sorted(weights, key=lambda term: (-len(_words_of(term)), -weights[term], term)):
        beginnings = _beginnings_of(term)
        alike = [known for known in left if beginnings <= _beginnings_of(known)]
        container = next((known for known in alike if _contains(known, term)), None)
        if container is None:
            left[term] = weights[term]
        else:
            left[container] += weights[term]
    return left


@lru_cache(maxsize=WORDS_KEPT)
def _words_of(term: str) -> Sequence[str]:
    return _JOINTS.split(term.casefold())


@lru_cache(maxsize=WORDS_KEPT)
def _beginnings_of(term: str) -> Set[str]:
    return frozenset(word[:_LEAST_SHARED] for word in _words_of(term))


def _contains(phrase: str, term: str) -> bool:
    """Has a phrase all words of a term?"""
    return all(any(_same(word, other) for other in _words_of(phrase)) for word in _words_of(term))


def _same(word: str, other: str) -> bool:
    """Are these the same word, but for an ending?"""
    shorter, longer = sorted((word, other), key=len)
    return word == other or (
        len(shorter) >= _LEAST_SHARED and len(longer) - len(shorter) < 3 and longer.startswith(shorter)
    )


def telling_spans(text: str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of the places of shared words those worth marking: no figures, nothing plain beside terms."""
    worths = [(worth_of(text[start:end]), (start, end)) for start, end in spans]
    best = min((worth for worth, _span in worths), default=Worth.FIGURE)
    limit = Worth.TERM if best <= Worth.TERM else Worth.EVERYDAY
    return [span for worth, span in worths if worth <= limit]
