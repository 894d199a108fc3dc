"""From terms to weights: what a text counts for, learnt from all of them.

The weight of a term in a text is

    saturated(tf) * idf * (pair_weight if it is a pair), divided by the length of the row

with  saturated(tf) = tf * (k + 1) / (tf + k)            (the term frequency part of BM25)
and   idf = ln(1 + (N - df + 0.5) / (df + 0.5))           (probabilistic, never negative)

S. Robertson, H. Zaragoza: The Probabilistic Relevance Framework: BM25 and Beyond, 2009.
Rows have length 1, so that the product of two rows is their cosine.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csr_array
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.preprocessing import normalize

from matchmaker.matching.batch import Batch, Query, Vector, Weights, sparse_rows
from matchmaker.matching.compounds import NONE, Candidates, other_words
from matchmaker.matching.frequencies import DocumentFrequencies
from matchmaker.matching.items import Text
from matchmaker.matching.parts import ForEach, ranges
from matchmaker.matching.setting import Setting
from matchmaker.matching.term_counts import count_terms
from matchmaker.matching.text import PAIR_BIT, Codes, distinct, language_of, pair_codes

_DEFAULT = Setting()
ROWS_AT_ONCE = 2_000
"""So many rows are weighed in one go."""


class TermWeighting(TransformerMixin, BaseEstimator):  # type: ignore[misc]  # untyped library
    """Learns how rare terms are, and turns counts into weights.

    Learned: `document_count_` (N), `terms_` (codes of all words, and of pairs met in two
    texts or more, ascending) and `idf_`, parallel to it and 0 for terms that are too common
    to count. Every other term, met once or never, has the idf of df = 1: what is new is
    rare. `joins_`: words written in one by some and with a hyphen by more, as rows of the
    joined word and both its words. `parts_`: what may be a part of a compound, ascending. Immutable
    once fitted, so that it may be shared and memory-mapped.
    """

    terms_: Codes
    idf_: Weights
    joins_: Codes
    parts_: Codes
    document_count_: int

    def __init__(self, setting: Setting = _DEFAULT) -> None:
        self.setting = setting

    def fit(self, batches: Iterable[Batch], y: None = None) -> Self:
        """Learn from counted texts; each batch is read once, in order."""
        del y
        learned = DocumentFrequencies()
        for batch in batches:
            learned.add(batch)
        return self.restore(*learned.result(), learned.document_count, learned.candidates())

    def restore(
        self,
        terms: Codes,
        frequencies: npt.NDArray[np.int64],
        documents: int,
        candidates: Candidates = NONE,
    ) -> Self:
        """Take over document frequencies that were counted elsewhere."""
        kept = (frequencies > 1) | ((terms & PAIR_BIT) == 0)
        self.terms_, frequencies = terms[kept], frequencies[kept]
        self.document_count_ = documents
        self.idf_ = inverse_document_frequency(frequencies, documents)
        self.joins_ = self._mostly_apart(candidates.joins)
        self.parts_ = candidates.parts
        frequencies = self._with_other_frequencies(frequencies, candidates)
        self.idf_ = inverse_document_frequency(frequencies, documents)
        common = max(self.setting.common_share * documents, self.setting.common_least)
        self.idf_[frequencies > common] = 0
        return self

    @classmethod
    def learned(
        cls, setting: Setting, terms: Codes, idf: Weights, documents: int, candidates: Candidates
    ) -> Self:
        """Take over what another instance has learned, its joins and parts as candidates."""
        weighting = cls(setting)
        weighting.terms_, weighting.idf_, weighting.document_count_ = terms, idf, documents
        weighting.joins_, weighting.parts_ = candidates.joins, candidates.parts
        return weighting

    def transform(self, batch: Batch) -> Batch:
        """Weights in place of counts; every row that is not empty has length 1."""
        return self.weigh(Batch(batch.codes, batch.rows.copy(), batch.candidates))

    def weigh(self, batch: Batch, for_each: ForEach = map) -> Batch:
        """What `transform` gives, in the memory of the counts: these are written over."""
        batch = self.with_other_words(batch)
        rows, factor = batch.rows, self.term_factor(batch.codes)
        starts = [np.zeros(1, np.int32)]
        kept = 0

        def weighed(part: slice) -> npt.NDArray[np.int32]:
            return self._weighed(rows, part, factor)

        parts = ranges(rows.shape[0], ROWS_AT_ONCE)
        for part, own_starts in zip(parts, for_each(weighed, parts), strict=True):
            # What is left of a part moves up; it never reaches into what is still being weighed.
            first, length = rows.indptr[part.start], own_starts[-1]
            rows.data[kept : kept + length] = rows.data[first : first + length]
            rows.indices[kept : kept + length] = rows.indices[first : first + length]
            starts.append(own_starts[1:] + np.int32(kept))
            kept += int(length)
        left = sparse_rows(rows.data[:kept], rows.indices[:kept], np.concatenate(starts), len(batch.codes))
        return Batch(batch.codes, left)

    def _weighed(self, rows: csr_array, part: slice, factor: Weights) -> npt.NDArray[np.int32]:
        """Weigh some of the rows where they stand.

        Cells that count for nothing are left out, the others moved up to where the part begins.
        Returned is where its rows begin then, counted from there.
        """
        own_starts = rows.indptr[part.start : part.stop + 1] - rows.indptr[part.start]
        cells = slice(rows.indptr[part.start], rows.indptr[part.stop])
        data, columns = rows.data[cells], rows.indices[cells]
        k = np.float32(self.setting.saturation)
        weights = data * (k + 1) / (data + k) * factor[columns]
        kept = np.flatnonzero(weights)
        own_starts = np.asarray(np.searchsorted(kept, own_starts), np.int32)
        data[: len(kept)], columns[: len(kept)] = weights[kept], columns[kept]
        if len(kept):  # scikit-learn refuses to normalise nothing
            left = sparse_rows(data[: len(kept)], columns[: len(kept)], own_starts, len(factor))
            data[: len(kept)] = normalize(left, norm="l2", copy=False).data
        return own_starts

    def term_factor(self, codes: Codes) -> Weights:
        """The idf of each term, pairs lowered to their share."""
        factor = self.idf(codes)
        factor[(codes & PAIR_BIT) == PAIR_BIT] *= np.float32(self.setting.pair_weight)
        return factor

    def _mostly_apart(self, joins: Codes) -> Codes:
        """Those of the joined words that are written apart more often than in one."""
        pairs = pair_codes(joins[:, 1], joins[:, 2])
        return joins[self.known(joins[:, 0]) & (self.idf(pairs) < self.idf(joins[:, 0]))]

    def with_other_words(self, batch: Batch) -> Batch:
        """A batch whose rows also have the words that its own may be said in."""
        found = other_words(batch.candidates, batch.codes, self)
        if not len(found.sources):
            return batch
        codes = distinct(np.concatenate([batch.codes, found.targets]))
        sources = np.searchsorted(codes, found.sources)
        targets = np.searchsorted(codes, found.targets)
        shares = np.full(len(sources), self.setting.part_weight, np.float32)
        stands_for = coo_array((shares, (sources, targets)), shape=(len(codes), len(codes))).tocsr()
        columns = np.searchsorted(codes, batch.codes).astype(np.int32)[batch.rows.indices]
        rows = sparse_rows(batch.rows.data, columns, batch.rows.indptr, len(codes))
        return Batch(codes, csr_array(rows + rows @ stands_for))

    def _with_other_frequencies(
        self, frequencies: npt.NDArray[np.int64], candidates: Candidates
    ) -> npt.NDArray[np.int64]:
        """In how many texts each term stands, if texts that say it in other words count too."""
        found = other_words(candidates, self.terms_, self)
        sources, known = self._places(found.sources)
        targets, also_known = self._places(found.targets)
        both = known & also_known
        summed = frequencies.copy()
        np.add.at(summed, targets[both], frequencies[sources[both]])
        return np.minimum(summed, self.document_count_)

    def _places(self, codes: Codes) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
        """Where in `terms_` codes stand, and whether they do."""
        if not len(self.terms_):
            return np.zeros(len(codes), np.intp), np.zeros(len(codes), bool)
        places = np.searchsorted(self.terms_, codes)
        places[places == len(self.terms_)] = 0
        return places, self.terms_[places] == codes

    def known(self, codes: Codes) -> npt.NDArray[np.bool_]:
        """Which of the terms were met when this was fitted, pairs twice or more."""
        return self._places(codes)[1]

    def idf(self, codes: Codes) -> Weights:
        """The idf of each term."""
        rare = inverse_document_frequency(np.ones(1, np.int64), self.document_count_)[0]
        idf = np.full(len(codes), rare, np.float32)
        places, known = self._places(codes)
        idf[known] = self.idf_[places[known]]
        return idf

    def query(self, text: Text) -> Query:
        """A text ready to be asked with."""
        language = language_of(text, self.setting.default_language)
        settled = Text(text.title, text.body, text.keywords, language)
        batch = self.weigh(count_terms([settled], self.setting))
        return Query(settled, language, self.asking(batch.vector(0)))

    def asking(self, vector: Vector) -> Vector:
        """What a text's weights are when it asks: of one with few words, rare ones count less.

        The idf stands in the weights of both texts of a pair, so that a rare word counts its square.
        That is right where two long texts meet, of which most words say little; who writes five words
        means each. See `Setting.few_words`.
        """
        words = int(np.count_nonzero((vector.codes & PAIR_BIT) == 0))
        few, many = self.setting.few_words, self.setting.many_words
        long = min(max((words - few) / (many - few), 0.0), 1.0)
        power = self.setting.few_words_idf * (1 - long) + long
        if power == 1 or not words:
            return vector
        weights = vector.weights * self.idf(vector.codes) ** np.float32(power - 1)
        return Vector(vector.codes, weights / np.sqrt(np.square(weights).sum()))


def unfitted(setting: Setting) -> TermWeighting:
    """The weighting of an index that has seen nothing: all terms equally rare."""
    return TermWeighting(setting).restore(np.zeros(0, np.uint64), np.zeros(0, np.int64), 0)


def inverse_document_frequency(frequencies: npt.NDArray[np.int64], documents: int) -> Weights:
    """ln(1 + (N - df + 0.5) / (df + 0.5)), at least a little above 0; N at least df."""
    total = np.maximum(documents, frequencies)
    idf = np.log1p((total - frequencies + 0.5) / (frequencies + 0.5))
    return np.asarray(idf, np.float32)
