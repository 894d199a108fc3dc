"""BM25 as two public libraries do it, on the same tasks: the measure of trials."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import bm25s
import numpy as np
import numpy.typing as npt
import Stemmer
from rank_bm25 import BM25Okapi

from matchmaker.matching import Text
from tests.bench.tasks import Task

Scores = npt.NDArray[np.float32]


def _tokens(texts: list[Text]) -> list[list[str]]:
    """Words as bm25s would have them: English stop words out, Snowball stems."""
    written = [f"{text.title} {text.body} {text.keywords}" for text in texts]
    stemmer = Stemmer.Stemmer("english")
    found: list[list[str]] = bm25s.tokenize(
        written, stopwords="en", stemmer=stemmer, return_ids=False, show_progress=False
    )
    return found


def _by_bm25s(k1: float) -> Callable[[Task], Scores]:
    def scores(task: Task) -> Scores:
        index = bm25s.BM25(k1=k1, b=0.75)
        index.index(_tokens(task.items), show_progress=False)
        nothing = np.zeros(len(task.items), np.float32)
        return np.array([index.get_scores(asked) if asked else nothing for asked in _tokens(task.queries)])

    return scores


def _by_rank_bm25(task: Task) -> Scores:
    index = BM25Okapi(_tokens(task.items), k1=1.5, b=0.75)
    return np.array([index.get_scores(asked) for asked in _tokens(task.queries)], np.float32)


BASELINES: Mapping[str, Callable[[Task], Scores]] = {
    "BM25 of bm25s, k1 1.2": _by_bm25s(1.2),
    "BM25 of bm25s, k1 1.5": _by_bm25s(1.5),
    "BM25 of rank_bm25, k1 1.5": _by_rank_bm25,
}
