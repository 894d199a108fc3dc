from __future__ import annotations

import math

import numpy as np
import pytest
from sklearn.base import clone

from matchmaker.matching import Item, MemoryIndex, Setting, Text
from matchmaker.matching.term_counts import count_terms
from matchmaker.matching.text import term_code
from matchmaker.matching.weighting import TermWeighting, inverse_document_frequency, unfitted

SETTING = Setting(title_weight=3, body_weight=1, keywords_weight=2, pair_weight=0.5, few_words_idf=1)
TEXTS = [
    Text(title="laser", body="welding", language="en"),
    Text(title="laser", language="en"),
    Text(body="battery", language="en"),
]


def fitted(texts: list[Text], setting: Setting = SETTING) -> TermWeighting:
    return TermWeighting(setting).fit([count_terms(texts, setting)])


def test_counts_weigh_the_fields() -> None:
    batch = count_terms([Text("laser", "laser", "laser", "en")], SETTING)
    assert batch.rows.toarray().tolist() == [[6.0]]


def test_idf_by_hand() -> None:
    # ln(1 + (3 - 2 + 0.5) / (2 + 0.5)) for the term that two of three texts have
    weighting = fitted(TEXTS)
    assert weighting.document_count_ == 3
    assert dict(zip(weighting.terms_.tolist(), weighting.idf_.tolist(), strict=True)) == pytest.approx(
        {
            term_code("laser"): math.log(1 + 1.5 / 2.5),
            term_code("weld"): math.log(1 + 2.5 / 1.5),
            term_code("batteri"): math.log(1 + 2.5 / 1.5),
        }
    )


def test_idf_is_never_negative() -> None:
    everywhere = inverse_document_frequency(np.array([10]), 10)
    assert 0 < everywhere[0] < 0.05


def test_weights_by_hand() -> None:
    weighting = fitted(TEXTS)
    vector = weighting.query(TEXTS[0]).vector
    laser = 3 * 2.2 / (3 + 1.2) * math.log(1 + 1.5 / 2.5)
    welding = 1 * 2.2 / (1 + 1.2) * math.log(1 + 2.5 / 1.5)
    length = math.hypot(laser, welding)
    expected = {term_code("laser"): laser / length, term_code("weld"): welding / length}
    found = dict(zip(vector.codes.tolist(), vector.weights.tolist(), strict=True))
    assert found == pytest.approx(expected, abs=1e-6)


def test_pairs_weigh_their_share() -> None:
    weighting = fitted([Text(body="laser welding", language="en")])
    vector = weighting.query(Text(body="laser welding", language="en")).vector
    by_kind = {int(c) & 1: w for c, w in zip(vector.codes, vector.weights, strict=True)}
    assert by_kind[1] == pytest.approx(0.5 * by_kind[0])


def test_batches_give_the_same_as_one_batch() -> None:
    whole = fitted(TEXTS * 3)
    parts = TermWeighting(SETTING).fit(count_terms(TEXTS, SETTING) for _ in range(3))
    assert parts.terms_.tolist() == whole.terms_.tolist()
    assert parts.idf_.tolist() == whole.idf_.tolist()


def test_rows_have_length_one_and_empty_texts_none() -> None:
    weighting = fitted(TEXTS)
    rows = weighting.transform(count_terms([*TEXTS, Text()], SETTING)).rows
    lengths = np.sqrt(rows.multiply(rows).sum(axis=1))
    assert lengths.tolist() == pytest.approx([1, 1, 1, 0], abs=1e-6)


def test_unfitted_weighting_takes_all_words_for_equally_rare() -> None:
    vector = unfitted(SETTING).query(Text(body="laser. battery", language="en")).vector
    words = [w for c, w in zip(vector.codes, vector.weights, strict=True) if not c & np.uint64(1)]
    assert words[0] == words[1] > 0


def test_weighting_is_a_scikit_learn_estimator() -> None:
    assert clone(TermWeighting(SETTING)).get_params() == {"setting": SETTING}


def asked_with(words: int, setting: Setting) -> tuple[float, float]:
    """How many times a rare word outweighs a common one: in a text of so many words, and where it asks."""
    filling = [f"filling{number}" for number in range(words - 2)]
    texts = [Text(body="common", language="en")] * 40 + [Text(body=" ".join(["rare", "common", *filling]))]
    weighting = fitted(texts, setting)
    rare, common = term_code("rare"), term_code("common")
    text = Text(body=" ".join(["rare", *filling, "common"]), language="en")
    stored = weighting.transform(count_terms([text], setting)).vector(0)
    asking = weighting.asking(stored)
    assert np.square(asking.weights).sum() == pytest.approx(1)
    ratios = [
        float(vector.weights[vector.codes == rare][0] / vector.weights[vector.codes == common][0])
        for vector in (stored, asking)
    ]
    return ratios[0], ratios[1]


@pytest.mark.parametrize(("words", "power"), [(5, 0.5), (20, 0.5), (30, 0.625), (40, 0.75), (60, 1), (80, 1)])
def test_rare_words_count_less_where_few_words_ask(words: int, power: float) -> None:
    stored, asking = asked_with(words, Setting())
    assert asking == pytest.approx(stored**power, rel=1e-5)


def test_text_without_words_asks_for_nothing() -> None:
    empty = fitted(TEXTS, Setting()).query(Text(body="the of", language="en")).vector
    assert len(empty.codes) == 0


def test_stored_text_asks_as_the_same_text_written_anew() -> None:
    index = MemoryIndex()
    text = Text(title="laser", body="welding of thin copper foils for battery cells", language="en")
    index.rebuild([Item("i1", ("7",), "offer", text.title, text.body, language="en")], {})
    stored, written = index.query_of("i1", text).vector, index.prepare(text).vector
    assert stored.codes.tolist() == written.codes.tolist()
    assert stored.weights.tolist() == pytest.approx(written.weights.tolist(), rel=1e-6)
