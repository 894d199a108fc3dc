from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.matching import Text
from matchmaker.matching.languages import DETECTABLE, detect_language, normal_language
from matchmaker.matching.latvian import stem_latvian
from matchmaker.matching.stopwords import STOP_WORDS
from matchmaker.matching.text import (
    MAX_FIELD_CHARACTERS,
    NO_TERM,
    PAIR_BIT,
    pair_codes,
    term_code,
    terms_of_field,
    word_codes,
    words_with_places,
)


def codes(text: str, language: str = "en") -> list[int]:
    return [int(code) for code in word_codes(text, language)]


def test_words_of_one_stem_share_a_code() -> None:
    assert codes("Weld welding WELDS welded") == [term_code("weld")] * 4


def test_stop_words_and_single_letters_do_not_count() -> None:
    assert codes("the of a x") == [NO_TERM] * 4


def test_terms_of_different_languages_meet_where_their_stems_are_equal() -> None:
    assert codes("LiDAR 5G", "de") == codes("lidar 5g", "et")


def test_bridges_join_languages_that_cut_a_word_differently() -> None:
    german, english, finnish = (
        set(terms_of_field(text, language).tolist())
        for text, language in (("Laser", "de"), ("lasers", "en"), ("laser", "fi"))
    )
    assert english == {term_code("laser")} == german & english == finnish & german


def test_bridges_pass_over_common_words_of_both_languages() -> None:
    assert terms_of_field("und", "de").tolist() == []
    assert terms_of_field("also", "fi").tolist() == codes("also", "fi")


def test_unknown_language_takes_words_as_they_are() -> None:
    assert codes("Weldings the", "xx") == [term_code("weldings"), term_code("the")]


@pytest.mark.parametrize(
    ("language", "inflected"),
    [
        ("de", "Schweißung Schweißungen"),
        ("fi", "akku akut akkujen"),
        ("sv", "batteri batterier batterierna"),
        ("da", "batteri batterier"),
        ("no", "batteri batterier"),
        ("et", "raamat raamatud raamatute"),
        ("lt", "baterija baterijos"),
        ("pl", "bateria baterie"),
        ("lv", "baterija baterijas baterijai baterijām"),
    ],
)
def test_inflected_words_meet_in_languages_of_the_region(language: str, inflected: str) -> None:
    assert len(set(codes(inflected, language))) == 1


def test_latvian_words_for_doing_meet() -> None:
    words = ("ražot", "ražošana", "ražošanas", "ražošanai", "ražotājs", "ražotājiem")
    assert {stem_latvian(word) for word in words} == {"raz"}


def test_latvian_consonants_are_hardened_and_short_words_kept() -> None:
    assert stem_latvian("lāči") == stem_latvian("lācis")
    assert stem_latvian("ola") == "ola"


def test_pairs_skip_stop_words_and_keep_their_order() -> None:
    state, art = word_codes("state art", "en")
    terms = terms_of_field("state of the art", "en").tolist()
    assert terms == [state, art, *pair_codes(word_codes("state", "en"), word_codes("art", "en"))]
    assert terms_of_field("art state", "en").tolist()[2] != terms[2]


def test_lowest_bit_tells_pairs_from_words() -> None:
    terms = terms_of_field("laser welding of thin sheets", "en")
    assert (terms & PAIR_BIT).tolist() == [0, 0, 0, 0, 1, 1, 1]


def test_composed_and_decomposed_letters_are_the_same() -> None:
    word = "Älykäs"
    assert codes(unicodedata.normalize("NFD", word), "fi") == codes(word, "fi")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wir suchen einen Partner für das Laserschweißen von dünnen Blechen", "de"),
        ("Otsime partnerit puidutööstuses", "et"),
        ("Etsimme kumppania laserhitsaukseen", "fi"),
        ("Söker partner inom trävaruindustrin", "sv"),
        ("Szukamy partnera do recyklingu baterii", "pl"),
        ("Meklējam partneri kokapstrādē", "lv"),
        ("Ieškome partnerio medienos pramonėje", "lt"),
        ("Large-scale Hydrogen Valley", "en"),
        ("5G?", "en"),
        ("", "en"),
    ],
)
def test_detection_of_language(text: str, language: str) -> None:
    assert detect_language(text, "en") == language


def test_codes_of_languages_are_normalised() -> None:
    assert [normal_language(code) for code in ("nb", "NN", "de-AT", "pt_BR", "xx")] == [
        "no",
        "no",
        "de",
        "pt",
        "xx",
    ]


def test_every_language_that_may_be_detected_has_stop_words() -> None:
    assert set(STOP_WORDS) == DETECTABLE


def test_only_the_first_part_of_a_huge_text_counts() -> None:
    huge = "welding " * 1_000_000
    assert len(codes(huge)) == MAX_FIELD_CHARACTERS // len("welding ")


@settings(deadline=None)
@given(st.text(), st.sampled_from(["en", "lv", "xx"]))
def test_places_are_those_of_the_words_that_count(written: str, language: str) -> None:
    words = words_with_places(Text(body=written), language)
    assert [word.code for word in words] == [c for c in codes(written, language) if c != NO_TERM]
    assert all(codes(written[word.start : word.end], language) == [word.code] for word in words)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(), max_size=60))
def test_any_text_can_be_detected_and_counted(written: str) -> None:
    language = detect_language(written, "en")
    assert language in DETECTABLE
    terms_of_field(written, language)
