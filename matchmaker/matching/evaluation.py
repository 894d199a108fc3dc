"""How good a ranking is: files of items, queries and judgements in, metrics and runs out.

An owner is relevant to a query or not; where judgements are in grades, nDCG gains the grade.
All metrics are means over the queries that have at least one relevant owner.

Sets of single documents are read as they are published: an item without owners is its own
owner, `_id` and `text` may stand for `id` and `body` (BEIR), and judgements may have three
columns, below a heading or not, or four (TREC).
"""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import numpy as np

from matchmaker.matching.index import Index, MemoryIndex
from matchmaker.matching.items import Item, OwnerFacets, Text, Where
from matchmaker.matching.ranking import Ask, rank_owners
from matchmaker.matching.setting import Setting

RUN_DEPTH = 100
RUN_TAG = "matchmaker"
BEIR_HEADING = "score"
FIELD_KINDS: Mapping[str, type] = {
    "id": str,
    "owners": list,
    "title": str,
    "body": str,
    "text": str,
    "keywords": str,
    "language": str,
}

Ranking = Sequence[tuple[str, float]]
"""Owners and their scores, best first."""

Run = Mapping[str, Ranking]
Relevant = Collection[str] | Mapping[str, float]
"""Owners that are relevant, with their gain or without."""

Qrels = Mapping[str, Relevant]


class BadEvaluationFile(Exception):  # noqa: N818  # named for what is the case
    """A file that cannot be read as what it should be; says which, where and why."""


@dataclass(frozen=True, slots=True)
class EvaluationQuery:
    """A text to ask with; its owner, if any, is left out of its answer."""

    id: str
    owner: str
    text: Text


@dataclass(frozen=True, slots=True)
class Metrics:
    """Means over `queries` queries; see the functions of the same names."""

    queries: int
    ndcg_10: float
    recall_10: float
    recall_50: float
    recall_100: float
    mrr: float


def ndcg(ranked: Sequence[str], relevant: Relevant, k: int) -> float:
    """Normalised discounted cumulative gain at k.

    Sum of gain / log2(1 + rank) over the relevant among the first k, divided by the same sum
    for an ideal answer; the gain is 1 where none is given. K. Järvelin, J. Kekäläinen, 2002.
    """
    gains = relevant if isinstance(relevant, Mapping) else dict.fromkeys(relevant, 1.0)
    ideal = sorted(gains.values(), reverse=True)
    return _discounted(gains.get(owner, 0.0) for owner in ranked[:k]) / _discounted(ideal[:k])


def _discounted(gains: Iterable[float]) -> float:
    return sum(gain / math.log2(1 + rank) for rank, gain in enumerate(gains, 1))


def recall(ranked: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Share of the relevant that is among the first k."""
    return len({*ranked[:k]} & {*relevant}) / len(relevant)


def reciprocal_rank(ranked: Sequence[str], relevant: Collection[str]) -> float:
    """1 / rank of the first relevant one; 0 when none was found."""
    return next((1 / rank for rank, owner in enumerate(ranked, 1) if owner in relevant), 0.0)


def evaluate(run: Run, qrels: Qrels) -> Metrics:
    """The metrics of a run. A judged query that the run lacks counts as answered by nothing.

    Raises ValueError when no query has a relevant owner.
    """
    judged = [
        ([owner for owner, _ in run.get(query, ())], relevant)
        for query, relevant in qrels.items()
        if relevant
    ]
    if not judged:
        raise ValueError("No query has a relevant owner.")

    def mean(metric: Callable[[Sequence[str], Collection[str]], float]) -> float:
        return math.fsum(metric(ranked, relevant) for ranked, relevant in judged) / len(judged)

    return Metrics(
        queries=len(judged),
        ndcg_10=mean(lambda ranked, relevant: ndcg(ranked, relevant, 10)),
        recall_10=mean(lambda ranked, relevant: recall(ranked, relevant, 10)),
        recall_50=mean(lambda ranked, relevant: recall(ranked, relevant, 50)),
        recall_100=mean(lambda ranked, relevant: recall(ranked, relevant, 100)),
        mrr=mean(reciprocal_rank),
    )


def built_index(
    items: Iterable[Item],
    owners: Mapping[str, OwnerFacets],
    setting: Setting = Setting(),  # noqa: B008  # frozen
) -> Index:
    """An index in memory over these items. Raises ValueError when an id comes twice."""
    index = MemoryIndex(setting)
    index.rebuild(items, owners)
    return index


def answered(
    index: Index, queries: Iterable[EvaluationQuery], owners: Mapping[str, Collection[str]]
) -> dict[str, list[tuple[str, float]]]:
    """A run: the best owners for each query, among those with the facets asked for."""
    return {
        query.id: [
            (match.owner, match.score)
            for match in rank_owners(
                index,
                [Ask(query.id, index.prepare(query.text))],
                RUN_DEPTH,
                Where(owners=owners, without_owners=[query.owner] if query.owner else ()),
            )
        ]
        for query in queries
    }


def read_items(path: Path) -> Iterator[Item]:
    """Items of a JSON Lines file with id, and if given owners, title, body and keywords.

    An item without owners is its own owner.
    """
    for record in _records(path):
        text = _text(record)
        yield Item(
            id=record["id"],
            owners=tuple(map(str, record.get("owners") or [record["id"]])),
            type="item",
            title=text.title,
            body=text.body,
            keywords=text.keywords,
            language=text.language,
        )


def read_queries(path: Path) -> Iterator[EvaluationQuery]:
    """Queries of a JSON Lines file with id, and if given owner, title, body and keywords."""
    for record in _records(path):
        yield EvaluationQuery(record["id"], str(record.get("owner") or ""), _text(record))


def read_owners(path: Path) -> dict[str, OwnerFacets]:
    """Facets of the owners of a JSON Lines file with id, and if given country, kind, sme."""
    return {
        record["id"]: {
            "country": (str(record.get("country") or ""),),
            "kind": (str(record.get("kind") or ""),),
            "sme": ("yes" if record.get("sme") else "no",),
        }
        for record in _records(path)
    }


def read_qrels(path: Path) -> dict[str, dict[str, float]]:
    """Relevant owners and their gain by query; a gain of 0 or less is none.

    Between query and owner TREC has a column that nobody reads; BEIR has a heading.
    """
    qrels: dict[str, dict[str, float]] = {}
    for number, line in _lines(path):
        columns = line.split("\t") if "\t" in line else line.split()
        if number == 1 and columns[-1] == BEIR_HEADING:
            continue
        try:
            query, owner, gain = columns if len(columns) == 3 else (columns[0], *columns[2:])
            grade = float(gain)
        except ValueError:
            raise BadEvaluationFile(
                f"{path}, line {number}: expected query, owner and gain, divided by tabs."
            ) from None
        judged = qrels.setdefault(query, {})
        if grade > 0:
            judged[owner] = grade
    return qrels


def write_run(path: Path, run: Run) -> None:
    """Write a run in the TREC form: query, Q0, owner, rank from 1, score, tag.

    Tools that judge runs go by the score alone, in single precision, and break ties in ways of
    their own. So every score is written at least one such step below the one before it, and they
    see the order that was ranked.
    """
    with path.open("w", encoding="utf-8") as file:
        for query, ranking in run.items():
            above = np.float32(np.inf)
            for rank, (owner, score) in enumerate(ranking, 1):
                above = min(np.float32(score), np.nextafter(above, np.float32(-np.inf)))
                file.write(f"{query} Q0 {owner} {rank} {above:.9g} {RUN_TAG}\n")


def _text(record: Mapping[str, Any]) -> Text:
    return Text(
        title=record.get("title") or "",
        body=record.get("body") or record.get("text") or "",
        keywords=record.get("keywords") or "",
        language=record.get("language") or None,
    )


def _records(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file, each with an id and fields of the right kinds."""
    for number, line in _lines(path):
        where = f"{path}, line {number}"
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadEvaluationFile(f"{where}: not valid JSON ({error.msg}).") from None
        if not isinstance(record, dict):
            raise BadEvaluationFile(f"{where}: expected an object.")
        if "_id" in record:
            record.setdefault("id", record["_id"])
        if "id" not in record:
            raise BadEvaluationFile(f"{where}: the field 'id' is missing.")
        for name, kind in FIELD_KINDS.items():
            if not isinstance(record.get(name) or kind(), kind):
                raise BadEvaluationFile(f"{where}: the field {name!r} is of the wrong type.")
        yield record


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of a text file, packed or not, that are not empty, with their numbers."""
    try:
        with _opened(path) as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, line.rstrip("\r\n")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadEvaluationFile(f"{path} cannot be read: {reason}.") from None


def _opened(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return cast("IO[str]", gzip.open(path, "rt", encoding="utf-8"))
    return path.open(encoding="utf-8")
