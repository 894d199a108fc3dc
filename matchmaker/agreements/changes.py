"""What one version of the terms changes in another, from values alone: for who is about to publish it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from matchmaker.agreements.rules import ClauseText, TermsText
from models import ClauseRule

#: The values that the service reckons with, and the clause that says each in words.
SAID_BY: dict[str, ClauseRule] = {
    "free_working_days": ClauseRule.FREE_DAYS,
    "same_fees": ClauseRule.SAME_FEES,
    "term_months": ClauseRule.TERM_AND_RENEWAL,
    "withdrawal_notice_days": ClauseRule.WITHDRAWAL,
    "answer_days": ClauseRule.HOST_DISCRETION,
}
_WORDS = re.compile(r"\s+|[^\s]+")


class PieceKind(StrEnum):
    """What became of some words."""

    KEPT = "kept"
    GONE = "gone"
    NEW = "new"


#: Words in a row that met the same fate.
Piece = tuple[PieceKind, str]


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A value of the terms that is another one now."""

    name: str
    before: int
    after: int
    #: The clause that says it in words is as it was: it may say the old value.
    is_unsaid: bool


@dataclass(frozen=True, slots=True)
class ClauseChange:
    """A clause that is new, gone, renumbered or worded otherwise; None for the side where it is not."""

    before: ClauseText | None
    after: ClauseText | None
    title: tuple[Piece, ...]
    text: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs but the day from which it holds."""

    values: tuple[ValueChange, ...]
    title: tuple[Piece, ...]
    introduction: tuple[Piece, ...]
    clauses: tuple[ClauseChange, ...]

    @property
    def any(self) -> bool:
        """Does anything differ?"""
        return bool(self.values or self.title or self.introduction or self.clauses)


def changes_between(before: TermsText, after: TermsText) -> Changes:
    """What differs; the clauses in the order of the later version, those that are gone last."""
    return Changes(
        values=tuple(_values(before, after)),
        title=_differing(before.title, after.title),
        introduction=_differing(before.introduction, after.introduction),
        clauses=tuple(_clauses(before.clauses, after.clauses)),
    )


def word_pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Two texts as one, word by word: what was kept, what is gone, what is new."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[Piece] = []
    for fate, begin, end, new_begin, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if fate == "equal":
            pieces.append((PieceKind.KEPT, "".join(old[begin:end])))
            continue
        pieces += [
            (kind, "".join(words))
            for kind, words in ((PieceKind.GONE, old[begin:end]), (PieceKind.NEW, new[new_begin:new_end]))
            if words
        ]
    return tuple(pieces)


def _differing(before: str, after: str) -> tuple[Piece, ...]:
    return word_pieces(before, after) if before != after else ()


def _values(before: TermsText, after: TermsText) -> Iterator[ValueChange]:
    for name, rule in SAID_BY.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield ValueChange(name, old, new, _text_for(before, rule) == _text_for(after, rule))


def _text_for(terms: TermsText, rule: ClauseRule) -> tuple[str, str]:
    return next(((one.title, one.text) for one in terms.clauses if one.rule is rule), ("", ""))


def _clauses(before: Sequence[ClauseText], after: Sequence[ClauseText]) -> Iterator[ClauseChange]:
    left = {_key(clause): clause for clause in before}
    for clause in after:
        old = left.pop(_key(clause), None)
        if old != clause:
            yield _clause_change(old, clause)
    for clause in left.values():
        yield _clause_change(clause, None)


def _key(clause: ClauseText) -> str:
    """By what a clause settles, else by its number."""
    return clause.rule.value if clause.rule is not None else f"number {clause.number}"


def _clause_change(before: ClauseText | None, after: ClauseText | None) -> ClauseChange:
    return ClauseChange(
        before,
        after,
        word_pieces(before.title if before else "", after.title if after else ""),
        word_pieces(before.text if before else "", after.text if after else ""),
    )
