"""Suggestions in sentences: the reason with its words marked, and what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from matchmaker.matching import Text, places_of_words
from matchmaker.matching.features import RAISES, Feature
from matchmaker.publication.words import kinds_in_words
from matchmaker.ranking.words import FEATURE_WORDS
from matchmaker.suggestions.reasons import Suggestion, TextPair, top_words
from matchmaker.suggestions.rules import Gap, GapKind, TargetKind, TextKind
from matchmaker.suggestions.telling import telling_spans
from matchmaker.web.text import country_name, euros
from matchmaker.web.translation import LazyString, _, _l, _n

#: Text and whether it is marked, as `components/reasons.html` takes it.
Pieces = list[tuple[str, bool]]

#: Share of a place's score from which on its own text is spoken of.
WORTH_A_SENTENCE = 0.25

#: Share of a score from which on what happened before is spoken of.
MUCH = 0.1

_SLOT = re.compile(r"(%\((?:words|title)\)s)")

_NAMES_AND_WORDS = re.compile(r"(%\((?:words|names)\)s)")

#: What the text asked with says, by its kind: of one's own organisation, and of another's.
OWN_ASK: dict[TextKind, LazyString] = {
    TextKind.NEED: _l("You need %(words)s"),
    TextKind.OFFER: _l("You offer %(words)s"),
    TextKind.PROJECT: _l("Your project is about %(words)s"),
    TextKind.PROFILE: _l("Your profile speaks of %(words)s"),
    TextKind.CALL: _l("Your call asks for %(words)s"),
    TextKind.TEXT: _l("You look for %(words)s"),
}
OTHERS_ASK: dict[TextKind, LazyString] = {
    TextKind.NEED: _l("The need is %(words)s"),
    TextKind.OFFER: _l("The offer is %(words)s"),
    TextKind.PROJECT: _l("The project is about %(words)s"),
    TextKind.PROFILE: _l("The profile speaks of %(words)s"),
    TextKind.CALL: _l("The call asks for %(words)s"),
    TextKind.TEXT: _l("Looked for is %(words)s"),
}
#: How the text that was found answers, by its kind.
ANSWERS: dict[TextKind, LazyString] = {
    TextKind.NEED: _l("they look for it in “%(title)s”"),
    TextKind.OFFER: _l("they offer “%(title)s”"),
    TextKind.PROJECT: _l("they work or worked on it in “%(title)s”"),
    TextKind.PROFILE: _l("it is what %(title)s does"),
    TextKind.CALL: _l("this call is about it: “%(title)s”"),
    TextKind.VENUE: _l("this place writes about it"),
}


def learnt_name(feature: Feature, part: float) -> str:
    """What a part of the score that came from what happened before is called.

    The direction of most features is held, so that the sign of the part is that of the value.
    """
    words = FEATURE_WORDS[feature]
    return str(words.low if feature in RAISES and part < 0 else words.high)


def reason_pieces(suggestion: Suggestion, *, own: bool) -> Pieces:
    """Why something is suggested, in a sentence with the shared words marked.

    :param own: is it one's own text that was asked with?
    """
    if suggestion.kind is TargetKind.VENUE and suggestion.neighbours:
        return _around(suggestion)
    if not suggestion.pairs:
        return []
    return [*pair_pieces(suggestion.pairs[0], own=own), *_before(suggestion)]


def _before(suggestion: Suggestion) -> Pieces:
    """What happened before, where it did much for the suggestion."""
    feature = max(suggestion.learnt, key=lambda one: suggestion.learnt[one], default=None)
    if feature is None or suggestion.learnt[feature] < MUCH * suggestion.score:
        return []
    return [(f" {learnt_name(feature, suggestion.learnt[feature])}.", False)]


def pair_pieces(pair: TextPair, *, own: bool) -> Pieces:
    """Why two texts met, in a sentence."""
    asks = OWN_ASK if own else OTHERS_ASK
    pieces = list(_filled(str(asks[pair.ask.kind]), pair))
    pieces.append(("; ", False))
    pieces += _filled(str(ANSWERS[pair.item.kind]), pair)
    return [*pieces, (".", False)]


def _around(suggestion: Suggestion) -> Pieces:
    """A place is as good as whom one can meet there; what it writes itself comes second."""
    names = [near.organisation.name for near in suggestion.neighbours]
    sentence = _n(
        "Within reach is %(names)s, who fits by %(words)s.",
        "Within reach are %(num)s that fit by %(words)s: %(names)s.",
        len(names),
        names="%(names)s",
        words="%(words)s",
    )
    met = top_words([c for c in suggestion.contributions if not c.item_id.startswith("venue:")])
    plain = [(", ".join(names), False)]
    pieces: Pieces = []
    for part in _NAMES_AND_WORDS.split(sentence):
        pieces += plain if part == "%(names)s" else _listed(met) if part == "%(words)s" else [(part, False)]
    own_text = next((pair for pair in suggestion.pairs if pair.item.kind is TextKind.VENUE), None)
    if own_text is not None and own_text.share >= WORTH_A_SENTENCE * suggestion.score:
        before, _slot, after = _("The place itself writes about %(words)s.", words="\0").partition("\0")
        pieces += [(" " + before, False), *_listed(own_text.words), (after, False)]
    return pieces


def _filled(sentence: str, pair: TextPair) -> Iterator[tuple[str, bool]]:
    for part in _SLOT.split(sentence):
        if part == "%(words)s":
            yield from _listed(pair.words)
        elif part == "%(title)s":
            yield from _marked_title(pair)
        elif part:
            yield part, False


def _listed(words: Sequence[str]) -> Iterator[tuple[str, bool]]:
    for place, word in enumerate(words):
        if place:
            yield ", ", False
        yield word, True


def _marked_title(pair: TextPair) -> Iterator[tuple[str, bool]]:
    title = pair.item.name
    shown = Text(title=title, language=pair.item.language)
    spans = places_of_words(shown, pair.ask.text).get("title", ())
    yield from cut(title, telling_spans(title, spans))


def cut(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """A text in pieces, those within the spans marked."""
    place = 0
    for start, end in spans:
        if start > place:
            yield text[place:start], False
        yield text[start:end], True
        place = end
    if place < len(text):
        yield text[place:], False


#: What is missing, by kind of gap.
GAPS: dict[GapKind, LazyString] = {
    GapKind.WORDS: _l("Not mentioned: %(words)s."),
    GapKind.COUNTRY_NOT_ASKED: _l("In %(country)s; asked for: %(countries)s."),
    GapKind.KIND_NOT_ASKED: _l("Of another kind (%(kind)s) than asked for: %(kinds)s."),
    GapKind.NOT_OPEN: _l("Not open to introductions at present."),
    GapKind.UNCLAIMED: _l("From public data: nobody there looks after this profile yet."),
    GapKind.CALL_COUNTRY: _l("Open to %(countries)s, not to %(country)s."),
    GapKind.CALL_KIND: _l("Open to %(kinds)s, not to %(kind)s."),
    GapKind.CONSORTIUM: _l("Asks for at least %(entities)s partners from %(countries)s countries."),
    GapKind.BUDGET_BELOW: _l("Starts at %(limit)s a project; yours is %(budget)s."),
    GapKind.BUDGET_ABOVE: _l("Gives at most %(limit)s a project; yours is %(budget)s."),
    GapKind.NOBODY_AROUND: _l("We know of no fitting organisation within reach."),
}


def gap_sentence(gap: Gap) -> str:
    """What is missing, in a sentence."""
    return str(GAPS[gap.kind]) % _gap_values(gap)


def _gap_values(gap: Gap) -> dict[str, str]:
    match gap.kind:
        case GapKind.WORDS:
            return {"words": ", ".join(gap.values)}
        case GapKind.COUNTRY_NOT_ASKED | GapKind.CALL_COUNTRY:
            return {"country": country_name(gap.instead), "countries": _countries(gap.values)}
        case GapKind.KIND_NOT_ASKED | GapKind.CALL_KIND:
            return {"kind": kinds_in_words((gap.instead,)), "kinds": kinds_in_words(gap.values)}
        case GapKind.CONSORTIUM:
            return {"entities": gap.values[0], "countries": gap.values[1]}
        case GapKind.BUDGET_BELOW | GapKind.BUDGET_ABOVE:
            return {"limit": euros(Decimal(gap.values[0])), "budget": euros(Decimal(gap.instead))}
    return {}


def _countries(codes: Sequence[str]) -> str:
    names = sorted(country_name(code) for code in codes)
    if len(names) <= 5:
        return ", ".join(names)
    return str(_("%(names)s and %(number)s more", names=", ".join(names[:4]), number=len(names) - 4))
