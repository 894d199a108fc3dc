"""``python -m tests.bench.trials [--only WORD]``: what was tried to rank better, measured again.

Each trial changes one thing in the setting of the engine, or in its arithmetic, and is
scored on the same tasks: partners, SME partners and calls from the evaluation files, and
three made of the public archive of projects, in which a short text asks for one document:
*claims* (a sentence taken out of a text asks for the text), *titles* (a title asks for its
text without it) and *funded* (the title of a call asks for the projects it paid for).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, diags_array, vstack

from matchmaker.matching import Setting, evaluation
from matchmaker.matching.batch import Batch
from matchmaker.matching.evaluation import Relevant
from matchmaker.matching.term_counts import count_terms
from matchmaker.matching.text import PAIR_BIT
from matchmaker.matching.weighting import TermWeighting
from tests.bench import bm25, tasks
from tests.bench.tasks import Task

Scores = npt.NDArray[np.float32]
Factors = npt.NDArray[np.float64]
FIRST = 10
TASKS = 8


@dataclass(frozen=True, slots=True)
class Counted:
    """A task as counts: items and queries over the same terms, other words included."""

    task: Task
    weighting: TermWeighting
    codes: npt.NDArray[np.uint64]
    items: csr_array
    queries: csr_array
    #: How many different words each query has.
    words: npt.NDArray[np.int64]

    @property
    def setting(self) -> Setting:
        """The setting the counts were made with."""
        return self.weighting.setting


Arithmetic = Callable[[Counted], Scores]


@dataclass(frozen=True, slots=True)
class Trial:
    """A change: of the setting, of how items are scored, or of both."""

    name: str
    setting: Setting
    scores: Arithmetic
    #: How the task itself is changed.
    prepared: Callable[[Task], Task] = lambda task: task


def cosine(counted: Counted) -> Scores:
    """The engine's own: rows of length 1."""
    return _products(_asking(counted), _weighted(counted, counted.items))


def length_to(power: float) -> Arithmetic:
    """Rows divided by a power of their length: long texts lose less."""

    def scores(counted: Counted) -> Scores:
        return _products(_asking(counted), _weighted(counted, counted.items, power=power))

    return scores


def query_idf_to(power: float) -> Arithmetic:
    """Rare words count less in what asks than in what is found."""

    def scores(counted: Counted) -> Scores:
        factors = _factors(counted) * np.maximum(counted.weighting.idf(counted.codes), 1e-6) ** (power - 1)
        return _products(_asking(counted, factors), _weighted(counted, counted.items))

    return scores


def feedback(items: int, share: float, terms: int = 30) -> Arithmetic:
    """Pseudo-relevance feedback: the heaviest terms of the first items are asked for as well.

    J. Rocchio: Relevance Feedback in Information Retrieval, 1971.
    """

    def scores(counted: Counted) -> Scores:
        queries, rows = _asking(counted), _weighted(counted, counted.items)
        more = [_centre(rows, first, items, terms) for first in _products(queries, rows)]
        return _products(csr_array(queries + share * vstack(more, format="csr")), rows)

    return scores


def persistent(power: float, doubt: float = 5.0) -> Arithmetic:
    """Terms that the owners of a text use again in others count more, one-time terms less."""

    def scores(counted: Counted) -> Scores:
        factors = _factors(counted) * _persistence(counted, doubt) ** power
        return _products(_asking(counted, factors), _weighted(counted, counted.items, factors))

    return scores


def crowded(power: float) -> Arithmetic:
    """A text of many owners counts less for each."""

    def scores(counted: Counted) -> Scores:
        owners = np.diff(counted.task.starts).astype(np.float32)
        return np.asarray(cosine(counted) * owners**-power, np.float32)

    return scores


def sharper(power: float) -> Arithmetic:
    """A power of the cosine: one strong pair beats several weak ones."""
    return lambda counted: np.asarray(cosine(counted) ** power, np.float32)


def heaviest(terms: int) -> Arithmetic:
    """Of what asks only the terms of the greatest weight."""

    def scores(counted: Counted) -> Scores:
        queries = _asking(counted)
        for start, end in pairwise(queries.indptr.tolist()):
            weights = queries.data[start:end]
            if len(weights) > terms:
                weights[np.argpartition(-weights, terms)[terms:]] = 0
        return _products(queries, _weighted(counted, counted.items))

    return scores


def duplicates_once(alike: float) -> Callable[[Task], Task]:
    """Of an owner's texts that are nearly the same only the first speaks for it.

    :param alike: the cosine from which on two are.
    """

    @lru_cache(maxsize=TASKS)
    def prepared(task: Task) -> Task:
        counted = counted_task(task, replace(Setting(), owner_ranks=()))
        rows = _weighted(counted, counted.items)
        items_of: dict[str, list[int]] = {}
        for number, item in enumerate(task.listed):
            for owner in item.owners:
                items_of.setdefault(owner, []).append(number)
        gone: dict[int, set[str]] = {}
        for owner, numbers in items_of.items():
            same = (rows[numbers] @ rows[numbers].T).toarray() >= alike
            for place in np.flatnonzero(np.tril(same, -1).any(axis=1)).tolist():
                gone.setdefault(numbers[place], set()).add(owner)
        listed = [
            replace(item, owners=tuple(o for o in item.owners if o not in gone.get(number, ())))
            for number, item in enumerate(task.listed)
        ]
        return replace(task, listed=listed)

    return prepared


def _falling(count: int, power: float = 1.0) -> tuple[float, ...]:
    return tuple(1 / rank**power for rank in range(1, count + 1))


def trials() -> Iterator[Trial]:
    """All of them, the setting in force first."""
    now = Setting()
    yield Trial("the setting", now, cosine)
    changes: Mapping[str, Mapping[str, float]] = {
        "no pairs": {"pair_weight": 0.0},
        "pairs at .3": {"pair_weight": 0.3},
        "pairs at .7": {"pair_weight": 0.7},
        "title twice": {"title_weight": 2.0},
        "title as the body": {"title_weight": 1.0},
        "keywords once": {"keywords_weight": 1.0},
        "keywords three times": {"keywords_weight": 3.0},
        "saturation .8": {"saturation": 0.8},
        "saturation 2": {"saturation": 2.0},
        "terms of more than a tenth out": {"common_share": 0.1},
        "terms of more than half out": {"common_share": 0.5},
        "parts of compounds in full": {"part_weight": 1.0},
        "rare words of short questions in full": {"few_words_idf": 1.0},
        "rare words of short questions to the power .25": {"few_words_idf": 0.25},
        "rare words of short questions not at all": {"few_words_idf": 0.0},
        "short up to 15 words, long from 40": {"few_words": 15, "many_words": 40},
        "short up to 30 words, long from 80": {"few_words": 30, "many_words": 80},
    }
    for name, change in changes.items():
        yield Trial(name, replace(now, **change), cosine)  # type: ignore[arg-type]  # all are numbers
    ranks = {
        "best pair only": (1.0,),
        "best five, 1 to 1/5": _falling(5),
        "best seven, 1 to 1/7": _falling(7),
        "best ten, 1 to 1/10": _falling(10),
        "best six, falling faster (power 1.2)": _falling(6, 1.2),
        "best six alike": (1.0,) * 6,
    }
    for name, weights in ranks.items():
        yield Trial(name, replace(now, owner_ranks=weights), cosine)
    ways: Mapping[str, Arithmetic] = {
        "length to the power .9": length_to(0.9),
        "idf of the query to the power .75": query_idf_to(0.75),
        "idf of the query to the power .5": query_idf_to(0.5),
        "feedback of five items at .3": feedback(5, 0.3),
        "feedback of ten items at .5": feedback(10, 0.5),
        "terms owners use again, power .15": persistent(0.15),
        "terms owners use again, power .3": persistent(0.3),
        "texts of many owners less, power .2": crowded(0.2),
        "cosine to the power 1.2": sharper(1.2),
        "cosine to the power 1.5": sharper(1.5),
        "the 30 heaviest terms ask": heaviest(30),
        "the 60 heaviest terms ask": heaviest(60),
        "the 120 heaviest terms ask": heaviest(120),
    }
    for name, scores in ways.items():
        yield Trial(name, now, scores)
    for alike in (0.9, 0.7, 0.5):
        name = f"texts of an owner alike from {alike} on counted once"
        yield Trial(name, now, cosine, duplicates_once(alike))


@lru_cache(maxsize=TASKS)
def counted_task(task: Task, setting: Setting) -> Counted:
    """The counts of a task under a setting."""
    items, queries = count_terms(task.items, setting), count_terms(task.queries, setting)
    weighting = TermWeighting(setting).fit([items])
    return _on_common_terms(
        task, weighting, weighting.with_other_words(items), weighting.with_other_words(queries)
    )


def _on_common_terms(task: Task, weighting: TermWeighting, items: Batch, queries: Batch) -> Counted:
    """Only terms of the items are kept: others score nothing."""
    places = np.searchsorted(items.codes, queries.codes)
    places[places == len(items.codes)] = 0
    known = np.flatnonzero(items.codes[places] == queries.codes)
    onto = csr_array(
        (np.ones(len(known), np.float32), (known, places[known])),
        shape=(len(queries.codes), len(items.codes)),
    )
    counting = ((queries.codes & PAIR_BIT) == 0) & (weighting.term_factor(queries.codes) > 0)
    words = np.asarray((queries.rows > 0) @ counting.astype(np.int64))
    return Counted(task, weighting, items.codes, items.rows, csr_array(queries.rows @ onto), words)


def _factors(counted: Counted) -> Factors:
    return counted.weighting.term_factor(counted.codes).astype(np.float64)


def _weighted(
    counted: Counted, counts: csr_array, factors: Factors | None = None, power: float = 1.0
) -> csr_array:
    k = counted.setting.saturation
    factors = _factors(counted) if factors is None else factors
    rows = counts.copy()
    rows.data = np.asarray(rows.data * (k + 1) / (rows.data + k) * factors[rows.indices], np.float32)
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    return csr_array(diags_array((lengths**-power).astype(np.float32)) @ rows)


def _asking(counted: Counted, factors: Factors | None = None) -> csr_array:
    """The queries' weights, those of few words as `TermWeighting.asking` has them."""
    setting, rows = counted.setting, _weighted(counted, counted.queries, factors)
    long = (counted.words - setting.few_words) / (setting.many_words - setting.few_words)
    powers = setting.few_words_idf + (1 - setting.few_words_idf) * np.clip(long, 0, 1)
    of_cells = np.repeat(powers, np.diff(rows.indptr)) - 1
    idf = np.maximum(counted.weighting.idf(counted.codes), 1e-6)[rows.indices]
    rows.data = np.asarray(rows.data * idf**of_cells, np.float32)
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    return csr_array(diags_array((1 / lengths).astype(np.float32)) @ rows)


def _products(queries: csr_array, items: csr_array) -> Scores:
    return np.asarray((queries @ items.T).toarray(), np.float32)


def _centre(rows: csr_array, scores: Scores, items: int, terms: int) -> csr_array:
    """The heaviest terms of the best items, each item by its score; of length 1."""
    best = np.argpartition(-scores, items)[:items]
    shares = scores[best] / max(float(scores[best].sum()), 1e-9)
    centre = np.asarray(csr_array(shares[None, :]) @ rows[best].toarray()).ravel()
    kept = np.argpartition(-centre, terms)[:terms]
    weights = centre[kept] / max(float(np.sqrt(np.square(centre[kept]).sum())), 1e-9)
    return csr_array((weights, (np.zeros(terms, np.int32), kept)), shape=(1, len(centre)))


def _persistence(counted: Counted, doubt: float) -> Factors:
    """How likely another text of the same owner has a term too, as a ratio to terms as rare."""
    task = counted.task
    owned = csr_array((np.ones(len(task.owners_of_items)), task.owners_of_items, task.starts))
    texts: Factors = np.asarray(owned.sum(axis=0)).ravel()
    stands = csr_array(
        (np.ones(counted.items.nnz), counted.items.indices, counted.items.indptr), counted.items.shape
    )
    met = csr_array(stands.T @ owned[:, texts > 1])
    others = texts[texts > 1][met.indices] - 1
    weighed = csr_array((met.data * (met.data - 1) / others, met.indices, met.indptr), met.shape)
    again, chances = np.asarray(weighed.sum(axis=1)).ravel(), np.asarray(met.sum(axis=1)).ravel()
    kind = np.floor(2 * counted.weighting.idf(counted.codes)).astype(np.int64) * 2
    kind += (counted.codes & PAIR_BIT).astype(np.int64)
    usual = np.bincount(kind, again)[kind] / np.maximum(np.bincount(kind, chances)[kind], 1e-9)
    expected = np.maximum(usual, 1e-9)
    return np.asarray((again + doubt * expected) / (chances + doubt) / expected, np.float64)


def judged(task: Task, scores: Scores, ranks: Sequence[float]) -> dict[str, float]:
    """nDCG@10 of the task and of its parts, for scores of items by query."""
    found: dict[str, list[float]] = {name: [] for name in task.judgements}
    for number, query in enumerate(task.query_ids):
        totals = task.totals(scores[number], ranks)
        own = task.owner_numbers.get(task.query_owners[number])
        if own is not None:
            totals[own] = 0
        for name, (qrels, allowed) in task.judgements.items():
            if relevant := qrels.get(query):
                found[name].append(_ndcg(task, totals * allowed, relevant))
    return {name: float(np.mean(values)) for name, values in found.items()}


def _ndcg(task: Task, totals: Factors, relevant: Relevant) -> float:
    best = np.argsort(-totals, kind="stable")[:FIRST]
    return evaluation.ndcg([task.owners[n] for n in best if totals[n] > 0], relevant, FIRST)


def main() -> None:
    """A line of a table for each trial."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.trials", description=__doc__)
    parser.add_argument("--data", type=Path, default=tasks.DATA, help="where the public data is")
    parser.add_argument("--only", default="", help="only trials whose name has this in it")
    options = parser.parse_args()
    held = list(tasks.all_tasks(options.data))
    _line("trial", [name for task in held for name in task.judgements])
    _line("---", ["---" for task in held for _ in task.judgements])
    for name, baseline in bm25.BASELINES.items():
        if options.only in name:
            _line(name, _figures(judged(task, baseline(task), Setting().owner_ranks) for task in held))
    for trial in trials():
        if options.only in trial.name:
            _line(trial.name, _figures(_tried(trial, trial.prepared(task)) for task in held))


def _tried(trial: Trial, task: Task) -> dict[str, float]:
    ranks = trial.setting.owner_ranks
    counted = counted_task(task, replace(trial.setting, owner_ranks=()))
    return judged(task, trial.scores(counted), ranks)


def _figures(scored: Iterable[dict[str, float]]) -> list[str]:
    return [f"{value:.4f}".lstrip("0") for of_task in scored for value in of_task.values()]


def _line(name: str, cells: Sequence[str]) -> None:
    sys.stdout.write(f"| {name} | {' | '.join(cells)} |\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
