"""What the stemmers of the region leave at the end of words.

Snowball takes off inflection, and is careful about it: *övervakning* and *övervakar*,
*suvirinimas* and *suvirina*, *Validierung* and *validieren* keep different stems, though
one offers what the other needs. Here a stem loses what makes a noun of a verb or an
adjective of a noun, and in Finnish and Estonian the vowel before the case, until nothing
is left to take off. Nobody ever sees a stem: reasons show words as they were written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

MIN_LEFT = 4
"""A stem never gets shorter than this by an ending taken off."""

_ROUNDS = 4
_VOWELS = frozenset("aeiouyäöåõüøæ")


@dataclass(frozen=True, slots=True)
class Endings:
    """How a language's stems are finished.

    `taken_off`: endings, longest first. `vowels`: final vowels that go. `undoubled`: whether
    of two equal final letters one goes. `as_one`: final letters, and what they stand for.
    """

    taken_off: tuple[str, ...]
    vowels: str = ""
    undoubled: bool = False
    as_one: tuple[tuple[str, str], ...] = ()


def _longest_first(endings: str) -> tuple[str, ...]:
    return tuple(sorted(endings.split(), key=lambda ending: (-len(ending), ending)))


_NEUTER = (("mt", "m"), ("lt", "l"), ("rt", "r"))

ENDINGS: dict[str, Endings] = {
    "da": Endings(_longest_first("ning ing else sel et en er tt"), "e", undoubled=True, as_one=_NEUTER),
    "de": Endings(_longest_first("ung iert ier ert heit bar"), "i"),
    "et": Endings(
        _longest_first("mise mine mis tud tus vad se de ta da us s"),
        "aeiou",
        undoubled=True,
        as_one=(("b", "p"), ("d", "t"), ("g", "k")),
    ),
    "fi": Endings(
        _longest_first("minen minn mise mis min nnt oint oin oit oid oiv ont us ys ks st av äv aj äj j s"),
        "aeiouyäö",
        undoubled=True,
    ),
    "lt": Endings(_longest_first("im in um am om ij uo yt")),
    "lv": Endings(
        _longest_first("oj ēj āj ēt āt īt ot um an"),
        as_one=(("ž", "z"), ("š", "s"), ("ņ", "n"), ("ļ", "l")),
    ),
    "no": Endings(_longest_first("ning ing else sel et en er tt"), "ae", undoubled=True, as_one=_NEUTER),
    "pl": Endings(_longest_first("owan ywan iow ian an en ow yw yjn uj ing ośc ość ek k j"), "iy"),
    "sv": Endings(
        _longest_first("ning ing else et en er or tt"), "ae", undoubled=True, as_one=(*_NEUTER, ("rn", "r"))
    ),
}


def finished(language: str, stem: Callable[[str], str]) -> Callable[[str], str]:
    """A stemmer that also takes off what another leaves, where the language is known here."""
    endings = ENDINGS.get(language)
    if endings is None:
        return stem

    def finish(word: str) -> str:
        left = stem(word)
        for _ in range(_ROUNDS):
            shorter = _shorter(left, endings)
            if shorter == left:
                break
            left = shorter
        return left

    return finish


def _shorter(stem: str, endings: Endings) -> str:
    """A stem less one ending, one vowel or one doubled letter."""
    for ending in endings.taken_off:
        left = stem.removesuffix(ending)
        if left != stem and len(left) >= MIN_LEFT and not _VOWELS.isdisjoint(left):
            return left
    if len(stem) <= MIN_LEFT:
        return stem
    if stem[-1] in endings.vowels or (endings.undoubled and stem[-1] == stem[-2]):
        return stem[:-1]
    for letters, others in endings.as_one:
        if stem.endswith(letters):
            return stem.removesuffix(letters) + others
    return stem
