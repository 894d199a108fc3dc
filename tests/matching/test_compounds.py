from __future__ import annotations

import pytest

from matchmaker.matching import Ask, Item, MemoryIndex, Text, explain, highlight, rank_items
from matchmaker.matching.tokens import TOKEN, hyphenated


def indexed(language: str, *titles: str) -> MemoryIndex:
    index = MemoryIndex()
    items = [Item(str(n), (str(n),), "offer", title, language=language) for n, title in enumerate(titles)]
    index.rebuild(items, {})
    return index


def found(index: MemoryIndex, title: str, language: str) -> list[str]:
    return [hit.id for hit in index.search(index.prepare(Text(title, language=language)), 10)]


@pytest.mark.parametrize(
    ("language", "compound", "parts"),
    [
        ("de", "Laserschweißen", "Schweißen mit Laser"),
        ("fi", "metallijauheista", "jauhe metallista"),
        ("sv", "temperaturgivare", "givare för temperaturer"),
        ("et", "temperatuuriandurid", "andur temperatuuri mõõtmiseks"),
        ("da", "fjernvarmenet", "nettet til fjernvarme"),
        ("no", "hydrolyseforsøk", "forsøk med hydrolyse"),
    ],
)
def test_a_compound_meets_its_parts_either_way(language: str, compound: str, parts: str) -> None:
    assert found(indexed(language, parts, "CO2"), compound, language) == ["0"]
    index = indexed(language, compound, f"{parts} CO2")
    assert found(index, parts, language) == ["1", "0"]


def test_parts_must_be_words_of_the_same_language() -> None:
    index = MemoryIndex()
    texts = {"a": ("Warnung", "de"), "b": ("ung", "sv"), "c": ("Warn", "de")}
    index.rebuild(
        [Item(key, (key,), "offer", title, language=code) for key, (title, code) in texts.items()], {}
    )
    assert found(index, "ung", "sv") == ["b"]


@pytest.mark.parametrize("asked", ["time-gated", "timegated", "time gated"])
def test_hyphens_make_no_difference(asked: str) -> None:
    index = indexed("en", "time-gated camera", "timegated sensor", "time gated detector", "CO2 storage")
    assert sorted(found(index, asked, "en")) == ["0", "1", "2"]


def test_reasons_name_the_compound_and_its_field() -> None:
    index = indexed("de", "Schweißen mit Laser", "CO2")
    ask = Ask("need", index.prepare(Text("Laserschweißen", language="de")))
    (match,) = rank_items(index, [ask], 1)
    offer = Text("Schweißen mit Laser", language="de")
    explanation = explain(index, [ask], match, {"0": offer})
    assert [(reason.term, reason.field) for reason in explanation.contributions] == [
        ("Laserschweißen", "title")
    ]
    assert sum(reason.value for reason in explanation.contributions) == pytest.approx(match.score, abs=1e-6)
    assert explanation.missing == ()


def test_highlights_mark_the_compound_and_its_parts() -> None:
    index = indexed("de", "Schweißen mit Laser", "Laserschweißen")
    need, offer = (Text(title, language="de") for title in ("Laserschweißen", "Schweißen mit Laser"))
    marked = highlight(need, offer, index=index)
    assert marked.text == {"title": ((0, 14),)}
    assert marked.other == {"title": ((0, 9), (14, 19))}


def test_names_with_signs_are_one_token_and_quantities_as_well() -> None:
    text = "ISO 13485, PM2.5, CO2, C++ and β-glucosidase at 5 kg or 24 V in 3D over 5G"
    tokens = ["ISO 13485", "PM2.5", "CO2", "C++", "and", "β-glucosidase", "at", "5 kg", "or", "24 V"]
    assert TOKEN.findall(text) == [*tokens, "in", "3D", "over", "5G"]


def test_only_two_whole_words_are_hyphenated() -> None:
    text = "time-gated x-ray state-of-the-art (high-power) 3D-print co-\nop"
    assert [text[start:end] for _, _, start, end in hyphenated(text)] == ["time-gated", "high-power"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ISO13485", "ISO 13485"),
        ("β-glucosidase", "beta-glucosidase"),
        ("glucosidase", "β-glucosidase"),
        ("x-ray", "xray"),
        ("COVID-19", "COVID"),
    ],
)
def test_names_meet_however_they_are_written(one: str, other: str) -> None:
    assert found(indexed("en", one, "storage"), other, "en") == ["0"]
    assert found(indexed("en", other, "storage"), one, "en") == ["0"]
