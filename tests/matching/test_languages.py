"""Twenty pairs of a need and an offer in each of ten languages, written for this.

The topics are the same in all languages, so that names and numbers (ISO 13485, CO2, Li-ion)
are shared by ten offers, and a need also stands beside offers in sister languages.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.matching import (
    Ask,
    Item,
    MemoryIndex,
    Text,
    explain,
    highlight,
    rank_items,
)
from matchmaker.matching.items import FIELDS
from matchmaker.matching.languages import detect_language
from matchmaker.matching.setting import Setting
from matchmaker.matching.stopwords import STOP_WORDS
from matchmaker.matching.term_counts import count_terms
from matchmaker.matching.text import (
    MAX_FIELD_CHARACTERS,
    NO_TERM,
    terms_of_field,
    word_codes,
    words_with_places,
)

FOLDER = Path(__file__).parent / "languages"
LANGUAGES = ("da", "de", "en", "et", "fi", "lt", "lv", "no", "pl", "sv")


class Pair(NamedTuple):
    """What somebody needs and what answers it, in one language."""

    id: str
    need: Text
    offer: Text


@cache
def pairs_of(language: str) -> tuple[Pair, ...]:
    records = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return tuple(
        Pair(f"{language}:{record['topic']}", Text(**record["need"]), Text(**record["offer"]))
        for record in records
    )


def offer(item_id: str, text: Text) -> Item:
    return Item(item_id, (item_id,), "offer", text.title, text.body)


def indexed(offers: list[Item]) -> MemoryIndex:
    index = MemoryIndex()
    index.rebuild(offers, {})
    return index


@pytest.fixture(scope="module")
def index_of_all() -> MemoryIndex:
    return indexed([offer(pair.id, pair.offer) for code in LANGUAGES for pair in pairs_of(code)])


def sentences(text: Text) -> list[str]:
    return [f"{sentence.rstrip('.')}." for sentence in text.body.split(". ")]


def near_misses(language: str) -> list[Item]:
    """180 offers in one language, each of sentences and a title of three of its offers."""
    offers = [pair.offer for pair in pairs_of(language)]
    mixed = []
    for step in range(1, 10):
        for place, one in enumerate(offers):
            other, third = (offers[(place + shift) % len(offers)] for shift in (step, 2 * step + 3))
            title = one.title if step % 3 == 0 else other.title
            own = [sentences(one)[0 if step % 3 == 1 else -1]] if step % 3 else []
            others = [sentences(other)[step % len(sentences(other))], sentences(third)[0]]
            mixed.append(offer(f"near:{step}:{place}", Text(title, " ".join([*own, *others]))))
    return mixed


def first_found(index: MemoryIndex, need: Text) -> str:
    return index.search(index.prepare(need), 1)[0].id


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_offer_comes_first_among_those_of_ten_languages(
    language: str, index_of_all: MemoryIndex
) -> None:
    assert index_of_all.count == 200
    found = {pair.id: first_found(index_of_all, pair.need) for pair in pairs_of(language)}
    assert found == {pair_id: pair_id for pair_id in found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_right_offer_comes_first_among_near_misses(language: str) -> None:
    """Each of the 180 others has a title or a sentence of a right one; one slip is allowed."""
    pairs = pairs_of(language)
    index = indexed([*(offer(pair.id, pair.offer) for pair in pairs), *near_misses(language)])
    assert index.count == 200
    assert sum(first_found(index, pair.need) == pair.id for pair in pairs) >= len(pairs) - 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_found_to_be_in_its_language(language: str) -> None:
    texts = [text for pair in pairs_of(language) for text in (pair.need, pair.offer)]
    found = [detect_language(f"{text.title} {text.body}", "en") for text in texts]
    assert found.count(language) >= 0.95 * len(texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_are_found_to_be_in_their_language(language: str) -> None:
    titles = [text.title for pair in pairs_of(language) for text in (pair.need, pair.offer)]
    found = [detect_language(title, "en") for title in titles]
    assert found.count(language) >= 0.85 * len(titles)


@pytest.mark.parametrize("language", sorted(STOP_WORDS))
def test_no_stop_word_becomes_a_term(language: str) -> None:
    words = sorted(STOP_WORDS[language])
    assert not word_codes(" ".join(words), language).any()
    assert not word_codes(" ".join(words).capitalize(), language).any()


@pytest.mark.parametrize("language", LANGUAGES)
def test_highlights_stand_in_both_texts(language: str, index_of_all: MemoryIndex) -> None:
    for pair in pairs_of(language):
        marked = highlight(pair.need, pair.offer, index=index_of_all)
        for text, spans in ((pair.need, marked.text), (pair.offer, marked.other)):
            assert sum(map(len, spans.values())) >= 1
            for name in FIELDS:
                words = [text.field(name)[start:end] for start, end in spans.get(name, ())]
                assert all(word.strip() == word != "" for word in words)
                ends = [0, *(place for span in spans.get(name, ()) for place in span)]
                assert ends == sorted(ends)


@pytest.mark.parametrize("language", LANGUAGES)
def test_reasons_are_words_of_the_need_and_never_numbers(language: str, index_of_all: MemoryIndex) -> None:
    for pair in pairs_of(language):
        ask = Ask(pair.id, index_of_all.prepare(pair.need))
        (match,) = rank_items(index_of_all, [ask], 1)
        explanation = explain(index_of_all, [ask], match, {pair.id: pair.offer})
        written = " ".join(f"{pair.need.title} {pair.need.body}".split())
        terms = [reason.term for reason in explanation.contributions]
        assert terms
        assert all(term and term in written for term in terms)
        assert not [term for term in terms if term[0].isdigit()]
        assert not set(terms) & set(explanation.missing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_analysis_is_the_same_every_time(language: str) -> None:
    needs = [pair.need for pair in pairs_of(language)]
    once, backwards = count_terms(needs, Setting()), count_terms(needs[::-1], Setting())
    assert once.codes.tolist() == backwards.codes.tolist()
    assert once.rows.toarray().tolist() == backwards.rows.toarray()[::-1].tolist()
    assert once.candidates.cuts.tolist() == backwards.candidates.cuts.tolist()


@pytest.mark.parametrize("language", LANGUAGES)
def test_huge_texts_are_cut_off(language: str) -> None:
    body = pairs_of(language)[0].offer.body + " "
    huge = Text(body=body * (5 * MAX_FIELD_CHARACTERS // len(body)), language=language)
    assert len(terms_of_field(huge.body, language)) < MAX_FIELD_CHARACTERS
    assert max(word.end for word in words_with_places(huge, language)) <= MAX_FIELD_CHARACTERS
    assert len(word_codes("ä" * 1_000_000, language)) == 1


@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_places_are_those_of_words_in_every_language(written: str, language: str) -> None:
    for word in words_with_places(Text(body=written), language):
        assert word_codes(written[word.start : word.end], language).tolist() == [word.code]
        assert word.code != NO_TERM


@given(st.integers(0, 10**9), st.sampled_from(["kg", " mm", " V", " MW", " %", " km/h", " °C", " kWh/m2"]))
def test_measures_are_never_terms(number: int, unit: str) -> None:
    assert not word_codes(f"{number}{unit}", "en").any()
