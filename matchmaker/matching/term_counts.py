"""How often each term stands in each of many texts.

Helpers that count import this and what it needs, and not scikit-learn, which takes longer to
import than most of them live.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array

from matchmaker.matching.batch import Batch, Weights
from matchmaker.matching.compounds import Candidates, all_of
from matchmaker.matching.items import FIELDS, Text
from matchmaker.matching.setting import Setting
from matchmaker.matching.text import Codes, language_of, terms_of_fields


def count_terms(texts: Sequence[Text], setting: Setting) -> Batch:
    """How often each term stands in each text, fields weighted."""
    fields = _FieldsByLanguage(texts, setting)
    flat, rows, counts = fields.terms()
    codes, columns = np.unique(flat, return_inverse=True)
    return Batch(codes, _summed(counts, rows, columns, (len(texts), len(codes))), fields.candidates())


class _FieldsByLanguage:
    """The fields of some texts, those of one language together, with their rows and weights."""

    def __init__(self, texts: Sequence[Text], setting: Setting) -> None:
        self._fields: dict[str, list[tuple[str, int, float]]] = {}
        weights = [(name, setting.field_weight(name)) for name in FIELDS]
        for row, text in enumerate(texts):
            of_language = self._fields.setdefault(language_of(text, setting.default_language), [])
            for name, weight in weights:
                if written := text.field(name):
                    of_language.append((written, row, weight))
        self._candidates: list[Candidates] = []

    def terms(self) -> tuple[Codes, npt.NDArray[np.int32], Weights]:
        """Code, row and count of every term that stands anywhere, as often as it does."""
        codes: list[Codes] = [np.zeros(0, np.uint64)]
        rows: list[npt.NDArray[np.int32]] = [np.zeros(0, np.int32)]
        counts: list[Weights] = [np.zeros(0, np.float32)]
        for language, fields in self._fields.items():
            found = terms_of_fields([written for written, _, _ in fields], language)
            codes.append(found.codes)
            rows.append(np.array([row for _, row, _ in fields], np.int32)[found.fields])
            counts.append(np.array([weight for _, _, weight in fields], np.float32)[found.fields])
            self._candidates.append(Candidates(found.cuts, found.joins, found.parts))
        return np.concatenate(codes), np.concatenate(rows), np.concatenate(counts)

    def candidates(self) -> Candidates:
        """What might be said in other words, once `terms` was called."""
        return all_of(self._candidates)


def _summed(
    data: Weights,
    rows: npt.NDArray[np.int32],
    columns: npt.NDArray[np.intp],
    shape: tuple[int, int],
) -> csr_array:
    """A sparse matrix of cells, those that share a place added up."""
    cells = coo_array((data, (rows, columns.astype(np.int32))), shape=shape)
    return cells.tocsr()
