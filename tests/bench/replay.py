"""What learning from verdicts is worth, played on public data.

Past participations stand for accepted introductions: of a project signed in half a year, who
leads it asked, and the others said yes; the texts, ties and activities are those known before
that half year. A model learnt so from the years before ranks the partners of the evaluation
queries. Relevant owners of these are read for measuring alone: what is learnt from is dated
before the first of them.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from time import thread_time

import numpy as np

from matchmaker.matching import Ask, MemoryIndex, Text, Where
from matchmaker.matching.evaluation import ndcg, read_items, read_owners, read_qrels, read_queries
from matchmaker.matching.facts import Facts, OwnerFacts, Together
from matchmaker.matching.features import feature_table
from matchmaker.matching.items import Item, OwnerFacets
from matchmaker.matching.learning import DEPTH, JudgedList, LearntModel, fit
from matchmaker.matching.reranking import candidates
from tests.bench.measuring import Timing
from tests.bench.real import BESIDE, VARIABLE, Network, archive
from tests.bench.report import Line, Report

FOLDER = "eval/partners"
#: Half years that are learnt from: each is asked about with what was known on its first day.
LEARNT = (
    (date(2022, 7, 1), date(2023, 1, 1)),
    (date(2023, 1, 1), date(2023, 7, 1)),
    (date(2023, 7, 1), date(2024, 1, 1)),
    (date(2024, 1, 1), date(2024, 7, 1)),
    (date(2024, 7, 1), date(2025, 1, 1)),
)
#: The first day of the evaluation queries.
ASKED_FROM = date(2025, 1, 1)
SME = {"sme": ("yes",)}
#: Whom a list is of, and the filter that narrows it down to them.
AMONG: Mapping[str, Mapping[str, Sequence[str]]] = {"partners": {}, "SME partners": SME}
#: A half year is ranked only by what was learnt from at least so many before it.
FEWEST_LEARNT_FROM = 2
#: nDCG@10 to reach (the third line).
REACH = {"partners": 0.160, "SME partners": 0.228}
#: Of so many queries the time that the features take is measured, and it is to be at most this.
TIMED = 200
MOST_FOR_FEATURES = 2e-3


def folder() -> Path | None:
    """Where the evaluation files are; None where they are not."""
    path = Path(os.environ.get(VARIABLE, BESIDE)) / FOLDER
    return path if path.exists() else None


@dataclass(frozen=True)
class Past:
    """Everything that was known on a day, and an index of it."""

    index: MemoryIndex
    facts: Facts

    @classmethod
    def until(cls, day: date, corpus: Corpus) -> Past:
        """Known before the day."""
        before = [item for item in corpus.items if corpus.days[item.id] < day]
        index = MemoryIndex()
        index.rebuild(before, corpus.owners)
        known = {
            owner: OwnerFacts(country=facets["country"][0], position=corpus.positions.get(owner))
            for owner, facets in corpus.owners.items()
            if facets["country"]
        }
        works = [Together(item.owners, (day - corpus.days[item.id]).days / 365.25) for item in before]
        return cls(index, Facts.build(known, works))

    def met_by(self, asking: str) -> set[str]:
        """Whom somebody worked with before."""
        row = int(self.facts.rows_of([asking])[0])
        if row == len(self.facts):
            return set()
        met, _works = self.facts.partners_of(row)
        return {name.decode() for name in self.facts.ids[met].tolist()}

    def played(self, text: Text, asking: str, wanted: Collection[str], among: str) -> Played:
        """The owners found for a text, as it was judged who was wanted."""
        asks = [Ask("text", self.index.prepare(text))]
        where = Where(owners=AMONG[among], without_owners=[asking] if asking else [])
        found = candidates(self.index, asks, where)
        gains = np.array([owner in wanted for owner in found.ids], np.float64)
        table = feature_table(self.facts, asking, found.ids, found.fitting)
        judged = JudgedList(found.text_scores, table, gains, len(wanted))
        return Played(found.ids, judged, {*wanted}, self.met_by(asking))


@dataclass(frozen=True, slots=True)
class Played:
    """A list as it was judged: its owners, best text first, who of all was wanted, whom who asks knew."""

    owners: Sequence[str]
    judged: JudgedList
    wanted: Collection[str]
    met: Collection[str]

    def by(self, model: LearntModel) -> list[str]:
        """The owners in the model's order."""
        scores = self.judged.text_scores
        learnt = scores + model.parts(scores, self.judged.features).sum(axis=1)
        return [self.owners[place] for place in np.argsort(-learnt, kind="stable")]


@dataclass(frozen=True)
class Corpus:
    """The files; `leads` has by project the organisation that leads it, `positions` where each is."""

    items: Sequence[Item]
    days: Mapping[str, date]
    owners: Mapping[str, OwnerFacets]
    leads: Mapping[str, str]
    positions: Mapping[str, tuple[float, float]]

    def is_sme(self, owner: str) -> bool:
        """Is it an SME, as far as the files know it?"""
        return owner in self.owners and self.owners[owner]["sme"] == SME["sme"]

    @classmethod
    def read(cls, path: Path, network: Network) -> Corpus:
        """Read the items with their days, and the owners.

        Who leads, and where everybody is, the network alone knows.
        """
        with gzip.open(path / "items.jsonl.gz", "rt", encoding="utf-8") as lines:
            days = {record["id"]: date.fromisoformat(record["date"]) for record in map(json.loads, lines)}
        items = [*read_items(path / "items.jsonl.gz")]
        owners = read_owners(path / "owners.jsonl.gz")
        return cls(items, days, owners, network.leads, network.positions)


def half_years(corpus: Corpus) -> Iterator[dict[str, list[Played]]]:
    """The lists of each half year that is learnt from, the oldest first, by whom they are of.

    Each is asked for twice, of everybody and of SMEs alone: one model is to rank both.
    """
    for first, end in LEARNT:
        past = Past.until(first, corpus)
        played: dict[str, list[Played]] = {among: [] for among in AMONG}
        for item in corpus.items:
            asking = corpus.leads.get(item.id, "")
            if not first <= corpus.days[item.id] < end or asking not in item.owners:
                continue
            others = [owner for owner in item.owners if owner != asking]
            smes = [owner for owner in others if corpus.is_sme(owner)]
            for among, wanted in (("partners", others), ("SME partners", smes)):
                if wanted:
                    played[among].append(past.played(item.text, asking, wanted, among))
        yield played


def learnt_from(years: Iterable[Mapping[str, Sequence[Played]]]) -> LearntModel:
    """One model of all lists of some half years."""
    return fit([one.judged for lists in years for played in lists.values() for one in played])


def measure(report: Report) -> None:
    """Learn from the past, rank the evaluation queries, compare."""
    path, projects = folder(), archive()
    if path is None or projects is None:
        report.remark(f"The replay is left out: no evaluation files or projects here (see {VARIABLE}).")
        return
    corpus = Corpus.read(path, Network(projects))
    assert max(end for _, end in LEARNT) <= ASKED_FROM
    years = [*half_years(corpus)]
    model = learnt_from(years)
    report.remark(f"Learnt from {model.lists:,} lists. Weights beside the best text of a list at 1:")
    for feature, weight in model.weights.items():
        report.remark(f"  {feature.value:16} {weight:+.3f}  (spread {model.spreads[feature]:.3f})")
    present = Past.until(ASKED_FROM, corpus)
    queries = [*read_queries(path / "queries.jsonl")]
    # Each of the last half years, ranked by what was learnt from those before it, and the evaluation.
    ranked = [(years[place], learnt_from(years[:place])) for place in range(FEWEST_LEARNT_FROM, len(years))]
    for among, qrels in (("partners", "qrels.tsv"), ("SME partners", "qrels.sme.tsv")):
        relevant = read_qrels(path / qrels)
        asked = [
            present.played(query.text, query.owner, wanted, among)
            for query in queries
            if (wanted := {*relevant.get(query.id, ())})
        ]
        results = Results.of([(asked, model)])
        results.tell(report, among)
        earlier = [(lists[among], before) for lists, before in ranked]
        Results.of([*earlier, (asked, model)]).tell_over_years(report, among, len(earlier) + 1)
    _tell_speed(report, present, path)


def _tell_speed(report: Report, present: Past, path: Path) -> None:
    """How long the features of a list take, beside finding the list by its texts."""
    facts = present.facts.prepared()
    taken = []
    for query in islice(read_queries(path / "queries.jsonl"), TIMED):
        asks = [Ask("text", present.index.prepare(query.text))]
        found = candidates(present.index, asks, Where(without_owners=[query.owner]))
        begun = thread_time()
        feature_table(facts, query.owner, found.ids, found.fitting)
        taken.append(thread_time() - begun)
    timing = Timing.of(taken)
    report.line(
        Line(
            f"learnt features of {DEPTH} candidates, processor time",
            f"≤ {MOST_FOR_FEATURES * 1e3:.0f} ms",
            f"{timing.median * 1e3:.1f} ms (p95 {timing.p95 * 1e3:.1f} ms)",
            timing.median <= MOST_FOR_FEATURES,
        )
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """Mean nDCG@10 of text and model on the same queries, and how far chance moves their difference."""

    queries: int
    text: float
    learnt: float
    chance: float

    @classmethod
    def of(cls, pairs: Sequence[tuple[float, float]]) -> Compared:
        """From text and model on each query; `chance` is the standard error of the mean difference."""
        text, learnt = np.array(pairs).T
        chance = (learnt - text).std(ddof=1) / len(pairs) ** 0.5
        return cls(len(pairs), float(text.mean()), float(learnt.mean()), float(chance))

    def __str__(self) -> str:
        gain = self.learnt - self.text
        return f"{self.learnt:.4f} (text alone {self.text:.4f}, {gain:+.4f} ± {self.chance:.4f})"


@dataclass(frozen=True, slots=True)
class Results:
    """Over all partners, and over those never worked with before."""

    all: Compared
    new: Compared

    @classmethod
    def of(cls, ranked: Iterable[tuple[Sequence[Played], LearntModel]]) -> Results:
        """Rank each list twice: by its texts and by the model beside it."""
        overall, new = [], []
        for lists, model in ranked:
            for one in lists:
                by_model = one.by(model)
                overall.append((ndcg(one.owners, one.wanted, 10), ndcg(by_model, one.wanted, 10)))
                if unmet := {*one.wanted} - {*one.met}:
                    by_text, learnt = (
                        [owner for owner in order if owner not in one.met] for order in (one.owners, by_model)
                    )
                    new.append((ndcg(by_text, unmet, 10), ndcg(learnt, unmet, 10)))
        return cls(Compared.of(overall), Compared.of(new))

    def tell(self, report: Report, name: str) -> None:
        """Two lines: beside the figure to reach, and for partners that are new to the lead."""
        report.line(
            Line(
                f"learnt ranking, {name}: nDCG@10 of {self.all.queries} queries",
                f"≥ {REACH[name]:.3f}",
                str(self.all),
                self.all.learnt >= REACH[name],
            )
        )
        report.line(
            Line(
                f"the same, {name} the lead never worked with: {self.new.queries} queries",
                "no worse than text alone",
                str(self.new),
                self.new.learnt >= self.new.text,
            )
        )

    def tell_over_years(self, report: Report, name: str, years: int) -> None:
        """One line: a single half year has too few partners that are new to say much of them."""
        report.line(
            Line(
                f"the same over {years} half years, each ranked by what was learnt before it: "
                f"{self.new.queries:,} lists",
                "no worse than text alone",
                str(self.new),
                self.new.learnt >= self.new.text,
            )
        )
