"""The tasks of trials: texts, who owns them, and who is known to be relevant."""

from __future__ import annotations

import csv
import io
import random
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from matchmaker.matching import Item, Text, evaluation
from matchmaker.matching.evaluation import EvaluationQuery, Qrels
from tests.bench.real import ARCHIVE, BESIDE

DATA = BESIDE
SEED = 7
DOCUMENTS = 6000
ASKED = 600
SHORTEST_OBJECTIVE = 700
CLAIM_WORDS = range(8, 23)
MOST_FUNDED = 20
Judgements = dict[str, tuple[Qrels, npt.NDArray[np.float64] | float]]


@dataclass(frozen=True, eq=False)
class Task:
    """Items and queries, and for each part of the task the judgements and who may be found."""

    listed: Sequence[Item]
    asked: Sequence[EvaluationQuery]
    name: str
    qrels: Qrels

    @cached_property
    def judgements(self) -> Judgements:
        """By name: judgements, and 1 for owners that are ranked, 0 for others."""
        return {self.name: (self.qrels, 1.0)}

    @cached_property
    def items(self) -> list[Text]:
        """The texts of the items."""
        return [item.text for item in self.listed]

    @cached_property
    def queries(self) -> list[Text]:
        """The texts of the queries."""
        return [query.text for query in self.asked]

    @cached_property
    def query_ids(self) -> list[str]:
        """The ids of the queries."""
        return [query.id for query in self.asked]

    @cached_property
    def query_owners(self) -> list[str]:
        """Who asks, left out of the answer; empty for nobody."""
        return [query.owner for query in self.asked]

    @cached_property
    def owners(self) -> list[str]:
        """All owners, ascending."""
        return sorted({owner for item in self.listed for owner in item.owners})

    @cached_property
    def owner_numbers(self) -> dict[str, int]:
        """The place of each owner."""
        return {owner: number for number, owner in enumerate(self.owners)}

    @cached_property
    def starts(self) -> npt.NDArray[np.int64]:
        """Where the owners of each item begin in `owners_of_items`."""
        return np.cumsum([0, *(len(item.owners) for item in self.listed)])

    @cached_property
    def owners_of_items(self) -> npt.NDArray[np.int64]:
        """The owners of all items, item by item."""
        return np.array([self.owner_numbers[owner] for item in self.listed for owner in item.owners])

    def totals(self, scores: npt.NDArray[np.float32], ranks: Sequence[float]) -> npt.NDArray[np.float64]:
        """The score of each owner: its best items, weighed by their rank."""
        order = np.argsort(-scores, kind="stable")[: np.count_nonzero(scores > 0)]
        lengths = self.starts[order + 1] - self.starts[order]
        before = np.cumsum(lengths) - lengths
        cells = np.repeat(self.starts[order] - before, lengths) + np.arange(lengths.sum())
        owners, values = self.owners_of_items[cells], np.repeat(scores[order], lengths)
        grouped = np.argsort(owners, kind="stable")
        owners, values = owners[grouped], values[grouped]
        first = np.flatnonzero(np.diff(owners, prepend=-1))
        rank = np.arange(len(owners)) - np.repeat(first, np.diff(first, append=len(owners)))
        counts = rank < len(ranks)
        weighed = values[counts] * np.asarray(ranks)[rank[counts]]
        return np.bincount(owners[counts], weighed, len(self.owners)).astype(np.float64)


@dataclass(frozen=True, eq=False)
class Partners(Task):
    """Partner search, judged over everybody and over SMEs alone."""

    small: frozenset[str]
    small_qrels: Qrels

    @cached_property
    def judgements(self) -> Judgements:
        """Everybody, and SMEs."""
        are_small = np.array([owner in self.small for owner in self.owners], np.float64)
        return {self.name: (self.qrels, 1.0), "SME": (self.small_qrels, are_small)}


def all_tasks(data: Path) -> Iterator[Task]:
    """The tasks whose data is there."""
    partners, calls, archive = data / "eval" / "partners", data / "eval" / "calls", data / ARCHIVE
    if partners.exists():
        yield _partners(partners)
    if calls.exists():
        yield Task(*_files(calls), "calls", evaluation.read_qrels(calls / "qrels.tsv"))
    if archive.exists():
        projects = _projects(archive)
        yield _claims(projects)
        yield _titles(projects)
        if calls.exists():
            yield _funded(projects, {item.id: item.title for item in _files(calls)[0]})


def _partners(folder: Path) -> Partners:
    facets = evaluation.read_owners(folder / "owners.jsonl.gz")
    small = frozenset(owner for owner, values in facets.items() if "yes" in values["sme"])
    qrels, of_small = folder / "qrels.tsv", folder / "qrels.sme.tsv"
    return Partners(
        *_files(folder), "partners", evaluation.read_qrels(qrels), small, evaluation.read_qrels(of_small)
    )


def _files(folder: Path) -> tuple[list[Item], list[EvaluationQuery]]:
    items = sorted(evaluation.read_items(folder / "items.jsonl.gz"), key=lambda item: item.id)
    return items, list(evaluation.read_queries(folder / "queries.jsonl"))


def _projects(archive: Path) -> list[dict[str, str]]:
    """Some projects with a text of some length, drawn by lot but always the same."""
    with zipfile.ZipFile(archive) as opened, opened.open("project.csv") as file:
        rows = list(csv.DictReader(io.TextIOWrapper(file, "utf-8"), delimiter=";"))
    long = [row for row in rows if len(row["objective"]) > SHORTEST_OBJECTIVE]
    random.Random(SEED).shuffle(long)
    return long[:DOCUMENTS]


def _document(name: str, title: str, body: str) -> Item:
    return Item(id=name, owners=(name,), type="item", title=title, body=body, keywords="", language="en")


def _question(name: str, text: str) -> EvaluationQuery:
    return EvaluationQuery(name, "", Text(title=text, language="en"))


def _claims(projects: Sequence[dict[str, str]]) -> Task:
    lot = random.Random(SEED)
    documents, asked = [], []
    for number, project in enumerate(projects):
        sentences = re.split(r"(?<=[.!?])\s+", " ".join(project["objective"].split()))
        fitting = [n for n, s in enumerate(sentences) if n and len(s.split()) in CLAIM_WORDS]
        if number < ASKED and fitting:
            asked.append(_question(project["id"], sentences.pop(lot.choice(fitting))))
        documents.append(_document(project["id"], project["title"], " ".join(sentences)))
    return Task(documents, asked, "claims", {query.id: [query.id] for query in asked})


def _titles(projects: Sequence[dict[str, str]]) -> Task:
    documents = [_document(project["id"], "", project["objective"]) for project in projects]
    asked = [_question(project["id"], project["title"]) for project in projects[:ASKED]]
    return Task(documents, asked, "titles", {query.id: [query.id] for query in asked})


def _funded(projects: Sequence[dict[str, str]], calls: dict[str, str]) -> Task:
    """Calls open to every topic are left out: their title says nothing of the projects."""
    paid: dict[str, list[str]] = {}
    for project in projects:
        topic = project["topics"]
        if topic in calls and not topic.startswith(("ERC", "HORIZON-MSCA", "MSCA")):
            paid.setdefault(topic, []).append(project["id"])
    qrels = {topic: ids for topic, ids in sorted(paid.items()) if len(ids) <= MOST_FUNDED}
    documents = [_document(project["id"], project["title"], project["objective"]) for project in projects]
    return Task(documents, [_question(topic, calls[topic]) for topic in qrels], "funded", qrels)
