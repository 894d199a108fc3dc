from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching import (
    Ask,
    Exclusion,
    Item,
    ItemMatch,
    MemoryIndex,
    OwnerMatch,
    Setting,
    Text,
    Where,
    explain,
    highlight,
    rank_items,
    rank_owners,
    why_not,
)

from .strategies import TODAY, TYPES, items, texts

NEED = Text("Welding of thin Sheets", "We look for perovskite coating.", language="en")
OFFER = Item("listing:1", ("7",), "offer", "Laser welding", "Thin sheets of steel", language="en")


def built(*held: Item) -> MemoryIndex:
    index = MemoryIndex()
    index.rebuild(held, {"7": {"country": ("EE",)}, "8": {"country": ("FI",)}, "9": {}})
    return index


def test_contributions_are_named_as_written_and_say_where() -> None:
    index = built(OFFER)
    asks = [Ask("need", index.prepare(NEED))]
    [match] = rank_owners(index, asks, 1)
    found = explain(index, asks, match, {"listing:1": OFFER.text}).contributions
    assert {(c.term, c.field) for c in found} == {
        ("Welding", "title"),
        ("thin", "body"),
        ("Sheets", "body"),
        ("thin Sheets", "body"),
    }
    assert sum(c.value for c in found) == pytest.approx(match.score)
    assert {(c.ask_id, c.item_id) for c in found} == {("need", "listing:1")}


def test_field_is_left_open_without_the_item_s_text() -> None:
    index = built(OFFER)
    asks = [Ask("need", index.prepare(NEED))]
    found = explain(index, asks, rank_items(index, asks, 1)[0]).contributions
    assert {c.field for c in found} == {None}


def test_missing_words_are_those_nothing_met() -> None:
    index = built(OFFER)
    asks = [Ask("need", index.prepare(NEED))]
    missing = explain(index, asks, rank_owners(index, asks, 1)[0]).missing
    assert missing == ("coating", "look", "perovskite")


def test_highlights_stand_in_both_texts_as_written() -> None:
    found = highlight(NEED, OFFER.text)
    assert [NEED.title[a:b] for a, b in found.text["title"]] == ["Welding", "thin", "Sheets"]
    assert "body" not in found.text
    assert [OFFER.title[a:b] for a, b in found.other["title"]] == ["welding"]
    assert [OFFER.body[a:b] for a, b in found.other["body"]] == ["Thin", "sheets"]


def test_languages_meet_in_words_they_write_alike() -> None:
    german = Text("Laser für dünne Bleche", language="de")
    index = built(Item("i1", ("7",), "offer", "Laser welding", language="en"))
    asks = [Ask("mine", index.prepare(german))]
    match = rank_owners(index, asks, 1)[0]
    explanation = explain(index, asks, match, {"i1": Text("Laser welding", language="en")})
    assert [(c.term, c.field) for c in explanation.contributions] == [("Laser", "title")]
    assert explanation.missing == ("Bleche", "dünne")
    assert highlight(german, Text("A laser", language="en")).other == {"title": ((2, 7),)}


def test_words_too_common_to_count_are_not_highlighted() -> None:
    setting = Setting(common_share=0.5, common_least=2)
    index = MemoryIndex(setting)
    index.rebuild(
        [Item(f"i{n}", (), "offer", f"project {word}", language="en") for n, word in enumerate(MANY)],
        {},
    )
    text, other = Text("Laser project", language="en"), Text("A project with laser", language="en")
    assert highlight(text, other).text == {"title": ((0, 5), (6, 13))}
    assert highlight(text, other, index=index).text == {"title": ((0, 5),)}
    assert [hit.id for hit in index.search(text, 5)] == ["i0"]


MANY = ("laser", "seaweed", "battery")
LASER = Text("laser", language="en")


@pytest.mark.parametrize(
    ("owner", "where", "expected"),
    [
        ("nobody", Where(), [Exclusion("unknown")]),
        ("7", Where(without_owners=["7"]), [Exclusion("excluded")]),
        ("7", Where(owners={"country": ["FI"]}), [Exclusion("owner", "country")]),
        ("9", Where(), [Exclusion("nothing")]),
        ("8", Where(), [Exclusion("type")]),
        ("7", Where(items={"category": ["b"]}), [Exclusion("item", "category")]),
        ("7", Where(open_on=TODAY + timedelta(1)), [Exclusion("lapsed")]),
        ("7", Where(without_items=["i7"]), [Exclusion("left_out")]),
        ("6", Where(), [Exclusion("words")]),
        ("7", Where(), []),
    ],
)
def test_why_not_names_the_condition(owner: str, where: Where, expected: list[Exclusion]) -> None:
    category = {"category": ("a",)}
    index = built(
        Item("i7", ("7",), "offer", "laser", language="en", facets=category, until=TODAY),
        Item("i8", ("8",), "need", "laser", language="en"),
        Item("i6", ("6",), "offer", "seaweed", language="en"),
    )
    asks = [Ask("mine", index.prepare(LASER), {"offer": 1.0})]
    assert list(why_not(index, asks, owner, where).excluded_by) == expected


def test_why_not_says_the_rank_over_all() -> None:
    index = built(
        Item("i6", ("6",), "offer", "laser", language="en"),
        Item("i7", ("7",), "offer", "laser welding", language="en"),
        Item("i8", ("8",), "offer", "seaweed", language="en"),
    )
    asks = [Ask("mine", index.prepare(LASER))]
    found = why_not(index, asks, "7", Where(owners={"country": ["FI"]}))
    assert (found.rank, found.owners) == (2, 2)
    assert found.score == rank_owners(index, asks, 5)[1].score == found.match.score
    nothing = why_not(index, asks, "8")
    assert (nothing.rank, nothing.score, nothing.missing) == (None, 0, ("laser",))


directions = st.none() | st.dictionaries(st.sampled_from(TYPES), st.sampled_from([0.5, 1.0]))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(items, min_size=1, max_size=12, unique_by=lambda item: item.id),
    st.lists(st.tuples(texts, directions), min_size=1, max_size=3),
)
def test_contributions_sum_to_the_score_and_stand_in_both_texts(
    held: list[Item], asked: list[tuple[Text, dict[str, float] | None]]
) -> None:
    index = built(*held)
    by_id = {item.id: item.text for item in held}
    asks = [Ask(str(n), index.prepare(text), meets) for n, (text, meets) in enumerate(asked)]
    matches: list[OwnerMatch | ItemMatch] = [*rank_owners(index, asks, 9)]
    matches += rank_items(index, asks, 9)
    for match in matches:
        found = explain(index, asks, match, by_id)
        assert sum(c.value for c in found.contributions) == pytest.approx(match.score, abs=1e-6)
        for c in found.contributions:
            mine, theirs = asked[int(c.ask_id)][0], by_id[c.item_id]
            assert c.term in " ".join((mine.title, mine.body, mine.keywords))
            assert c.field is not None
            highlights = highlight(mine, theirs, index=index)
            words = {mine.field(f)[a:b].lower() for f, s in highlights.text.items() for a, b in s}
            assert {c.term.split()[0].lower(), c.term.split()[-1].lower()} <= words
            assert highlights.other[c.field]


def test_word_is_told_from_the_field_it_stands_in_not_from_a_compound_that_is_not_cut() -> None:
    title, body = "Laserschweißen von Blech", "Der Laser und die Bleche sind vorhanden."
    # Nobody writes “Schweißen” alone, so that the compound stays whole.
    index = built(Item("i", ("o",), "offer", title, body, language="de"))
    ask = Ask("a", index.prepare(Text("Laser", language="de")))
    [match] = rank_owners(index, [ask], 1)
    found = explain(index, [ask], match, {"i": Text(title, body, language="de")})
    assert [(c.term, c.field) for c in found.contributions] == [("Laser", "body")]
