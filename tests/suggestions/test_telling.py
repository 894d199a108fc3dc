"""Which words are shown as a reason."""

from __future__ import annotations

import pytest

from matchmaker.suggestions.telling import Worth, telling_spans, telling_words, worth_of


@pytest.mark.parametrize(
    ("written", "worth"),
    [
        ("500", Worth.FIGURE),
        ("kg", Worth.FIGURE),
        ("30 °C", Worth.FIGURE),
        ("full", Worth.EVERYDAY),
        ("Time", Worth.EVERYDAY),
        ("project results", Worth.EVERYDAY),
        ("methanol, fed", Worth.EVERYDAY),
        ("SAXS", Worth.TERM),
        ("GC", Worth.TERM),
        ("methanol", Worth.TERM),
        ("500 methanol", Worth.TERM),
        ("Time-gated", Worth.PHRASE),
        ("faba protein", Worth.PHRASE),
    ],
)
def test_words_have_a_worth(written: str, worth: Worth) -> None:
    assert worth_of(written) is worth


def test_everyday_words_and_figures_give_way_to_terms() -> None:
    values = {"500": 0.9, "full": 0.8, "kg": 0.7, "hexanal": 0.1}
    assert telling_words(values, 3) == ("hexanal",)


def test_everyday_words_are_shown_where_there_is_nothing_better() -> None:
    assert telling_words({"500": 0.9, "full": 0.8, "full, fed": 0.85}, 3) == ("full",)
    assert telling_words({"500": 0.9, "µm": 0.8}, 3) == ("µm",)
    assert telling_words({"500": 0.9}, 3) == ()


def test_words_of_a_phrase_go_up_in_it() -> None:
    values = {"isolates": 0.3, "Protein isolate": 0.2, "faba": 0.4, "protein": 0.3}
    assert telling_words(values, 3) == ("Protein isolate", "faba")


def test_phrases_that_overlap_in_the_text_are_one() -> None:
    values = {"Raman": 0.5, "gated Raman": 0.4, "Time-gated": 0.3, "methanol": 0.2}
    texts = ("Control", "Time-gated\nRaman watches methanol.")
    assert telling_words(values, 3, texts) == ("Time-gated Raman", "methanol")


def test_phrases_that_only_share_a_word_stay_two() -> None:
    values = {"laser welding": 0.4, "laser cutting": 0.3}
    assert telling_words(values, 3, ("Laser welding and laser cutting",)) == tuple(values)


def test_marked_places_leave_figures_and_plain_words_out() -> None:
    title = "5 kg of full faba protein"
    assert [title[a:b] for a, b in telling_spans(title, [(0, 1), (2, 4), (8, 12), (13, 17), (18, 25)])] == [
        "faba",
        "protein",
    ]
    assert telling_spans(title, [(0, 1), (8, 12)]) == [(8, 12)]
    assert telling_spans(title, [(0, 1), (2, 4)]) == []
