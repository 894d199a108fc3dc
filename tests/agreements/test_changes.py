"""What a draft of the terms changes, told apart from values alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from matchmaker.agreements.changes import PieceKind, changes_between, word_pieces
from matchmaker.agreements.default_terms import DEFAULT_TERMS
from matchmaker.agreements.rules import ClauseText

KEPT, GONE, NEW = PieceKind.KEPT, PieceKind.GONE, PieceKind.NEW
CLAUSES = tuple(DEFAULT_TERMS.clauses)
texts = st.text(alphabet="ab \n", max_size=30)


def test_another_day_alone_changes_nothing() -> None:
    assert not changes_between(DEFAULT_TERMS, replace(DEFAULT_TERMS, effective_from=date(2030, 1, 1))).any


def test_value_that_its_clause_does_not_say_is_marked() -> None:
    [change] = changes_between(DEFAULT_TERMS, replace(DEFAULT_TERMS, free_working_days=7)).values
    assert (change.name, change.before, change.after, change.is_unsaid) == ("free_working_days", 5, 7, True)
    said = (CLAUSES[0], replace(CLAUSES[1], text="Seven days are free of charge."), *CLAUSES[2:])
    [change] = changes_between(
        DEFAULT_TERMS, replace(DEFAULT_TERMS, free_working_days=7, clauses=said)
    ).values
    assert not change.is_unsaid


def test_clause_is_known_by_what_it_settles_also_under_another_number() -> None:
    moved = replace(CLAUSES[1], number="2.1")
    [change] = changes_between(
        DEFAULT_TERMS, replace(DEFAULT_TERMS, clauses=(CLAUSES[0], moved, *CLAUSES[2:]))
    ).clauses
    assert (change.before, change.after) == (CLAUSES[1], moved)
    assert [kind for kind, _words in change.text] == [KEPT]


def test_clauses_without_a_rule_come_and_go_by_their_number() -> None:
    before = replace(DEFAULT_TERMS, clauses=(*CLAUSES, ClauseText("15", "Law", "Of Estonia.")))
    after = replace(DEFAULT_TERMS, clauses=(*CLAUSES, ClauseText("16", "Court", "In Tartu.")))
    added, removed = changes_between(before, after).clauses
    assert (added.before, added.text) == (None, ((NEW, "In Tartu."),))
    assert (removed.after, removed.text) == (None, ((GONE, "Of Estonia."),))


def test_words_that_changed_are_told_apart_from_those_that_stay() -> None:
    assert word_pieces("up to five days free", "up to seven days free") == (
        (KEPT, "up to "),
        (GONE, "five"),
        (NEW, "seven"),
        (KEPT, " days free"),
    )


@given(texts, texts)
def test_pieces_hold_both_texts_and_nothing_else(before: str, after: str) -> None:
    pieces = word_pieces(before, after)
    assert "".join(words for kind, words in pieces if kind is not NEW) == before
    assert "".join(words for kind, words in pieces if kind is not GONE) == after
