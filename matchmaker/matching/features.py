"""What a learnt ranking looks at besides the text: each feature named, bounded, and 0 for "unknown".

With *d* the number of works an organisation took part in and *n* those shared with who asks:

    worked_together   n / (n + 2)
    close_ties        n / sqrt(d of the one * d of the other)               (cosine)
    mostly_together   n / (d + 2)
    shared_partners   s / (s + 0.1),  s = how close it is to the partners of who asks, each
                                          weighed by n / (n + 2) over log2(2 + d)
    knows_others      c / 4, at most 1,  c = how close it is to the best hundred by their texts,
                                             each weighed by its score, over sqrt(d + 1)
    experience        ln(1 + d) / ln(1 + 400), at most 1
    both_experienced  experience of the one * experience of the other
    recent_work       exp(-years since its last work began)
    small_teams       sqrt of the mean over its works of 1 / (members - 1)
    same_country      1 or 0
    nearby            exp(-kilometres between the two / 50), 0 where a position is unknown
    answers           (answered - 0.7 asked) / (asked + 4)
    accepts           (accepted - 0.5 answered) / (answered + 4)
    waiting           w / (w + 3),  w = introductions that wait for its answer
    stale             1 or 0
    refused_before    1 for a pair refused today, less the longer ago

The best hundred are those of everybody (`Fitting`), also where a list is narrowed down: an SME
that is known to the universities of a field is as well known in a list of SMEs alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from matchmaker.geography import AROUND_KM
from matchmaker.matching.facts import Facts, Floats, Numbers


class Feature(StrEnum):
    """The features in the order of the columns of `feature_table`."""

    WORKED_TOGETHER = "worked_together"
    CLOSE_TIES = "close_ties"
    MOSTLY_TOGETHER = "mostly_together"
    SHARED_PARTNERS = "shared_partners"
    KNOWS_OTHERS = "knows_others"
    EXPERIENCE = "experience"
    BOTH_EXPERIENCED = "both_experienced"
    RECENT_WORK = "recent_work"
    SMALL_TEAMS = "small_teams"
    SAME_COUNTRY = "same_country"
    NEARBY = "nearby"
    ANSWERS = "answers"
    ACCEPTS = "accepts"
    WAITING = "waiting"
    STALE = "stale"
    REFUSED_BEFORE = "refused_before"


FEATURES = tuple(Feature)

#: In which direction a feature may only count, so that no accident of the data turns sense around.
RAISES = frozenset(
    {
        Feature.WORKED_TOGETHER,
        Feature.CLOSE_TIES,
        Feature.MOSTLY_TOGETHER,
        Feature.SHARED_PARTNERS,
        Feature.KNOWS_OTHERS,
        Feature.ANSWERS,
        Feature.ACCEPTS,
    }
)
LOWERS = frozenset({Feature.WAITING, Feature.STALE, Feature.REFUSED_BEFORE})

#: So many of the best are those whom it is good to know.
BEST_KNOWN = 100
#: How close to them is as close as counts.
WELL_KNOWN = 4
MOST_WORKS = 400
USUAL_ANSWER_RATE = 0.7
USUAL_ACCEPTANCE = 0.5
#: As many made-up usual answers stand beside the real ones, so that one does not make a reputation.
DOUBT = 4


@dataclass(frozen=True, slots=True)
class Fitting:
    """Those that fit best by their texts alone, best first, whatever a list is narrowed to."""

    ids: Sequence[str]
    text_scores: Floats


def feature_table(facts: Facts, asking: str, owner_ids: Sequence[str], fitting: Fitting) -> Floats:
    """One row for each owner, one column for each of `FEATURES`.

    :param asking: the organisation that looks for partners; empty or unknown where nobody does.
    :param fitting: whom it is good to know, at least the best `BEST_KNOWN`; no score below 0.
    """
    table = np.zeros((len(owner_ids), len(FEATURES)))
    rows = facts.rows_of(owner_ids)
    known = np.flatnonzero(rows < len(facts))
    rows = rows[known]
    if not len(rows):
        return table
    asker = int(facts.rows_of([asking])[0])
    columns = _of_owners(facts, rows) | _of_list(facts, rows, fitting, asker)
    if asker < len(facts):
        columns |= _of_pairs(facts, asker, rows)
    for feature, values in columns.items():
        table[known, FEATURES.index(feature)] = values
    return table


def saturated(amount: Floats, half: float) -> Floats:
    """From 0 towards 1, half way at `half`."""
    return amount / (amount + half)


def _of_owners(facts: Facts, rows: Numbers) -> dict[Feature, Floats]:
    answered = facts.answered[rows]
    return {
        Feature.EXPERIENCE: _experience(facts.activity[rows]),
        Feature.RECENT_WORK: np.exp(-facts.idle_years[rows]),
        Feature.SMALL_TEAMS: np.sqrt(facts.mean_shares[rows]),
        Feature.ANSWERS: _beside_usual(answered, facts.asked[rows], USUAL_ANSWER_RATE),
        Feature.ACCEPTS: _beside_usual(facts.accepted[rows], answered, USUAL_ACCEPTANCE),
        Feature.WAITING: saturated(facts.waiting[rows], 3),
        Feature.STALE: facts.stale[rows].astype(np.float64),
    }


def _experience(works: Floats) -> Floats:
    experience: Floats = np.minimum(np.log1p(works) / np.log1p(MOST_WORKS), 1)
    return experience


def _beside_usual(times: Floats, of: Floats, usual: float) -> Floats:
    """How much oftener than usual; 0 where nothing is known."""
    return (times - usual * of) / (of + DOUBT)


def _of_list(facts: Facts, rows: Numbers, fitting: Fitting, asker: int) -> dict[Feature, Floats]:
    best = facts.rows_of(fitting.ids[:BEST_KNOWN])
    scores = fitting.text_scores[:BEST_KNOWN]
    others = (best < len(facts)) & (best != asker)
    weights = scores[others] * (len(scores) / max(scores.sum(), 1e-9))
    near = facts.closeness(rows, best[others], weights) / np.sqrt(facts.activity[rows] + 1)
    return {Feature.KNOWS_OTHERS: np.minimum(near / WELL_KNOWN, 1)}


def _of_pairs(facts: Facts, asker: int, rows: Numbers) -> dict[Feature, Floats]:
    partners, works = facts.partners_of(asker)
    together = saturated(works, 2)
    # Whom everybody works with says little about whom one could trust through them.
    telling = together / np.log2(2 + facts.activity[partners])
    partners_of_partners = facts.closeness(rows, partners, telling)
    joint = np.zeros(len(facts))
    joint[partners] = works
    joint = joint[rows]
    activity = facts.activity[rows]
    country = facts.countries[asker]
    return {
        Feature.WORKED_TOGETHER: saturated(joint, 2),
        Feature.CLOSE_TIES: joint / np.sqrt(np.maximum(activity, 1) * max(facts.activity[asker], 1)),
        Feature.MOSTLY_TOGETHER: joint / (activity + 2),
        Feature.SHARED_PARTNERS: saturated(partners_of_partners, 0.1),
        Feature.BOTH_EXPERIENCED: _experience(activity) * _experience(facts.activity[[asker]]),
        Feature.SAME_COUNTRY: (facts.countries[rows] == country) & (country != b""),
        Feature.NEARBY: np.exp(-facts.kilometres(asker, rows) / AROUND_KM),
        Feature.REFUSED_BEFORE: facts.refusals(asker, rows),
    }
