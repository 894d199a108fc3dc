"""A small linear model that re-ranks a list by what happened before; its parts are its reasons.

    score = text score + best text score of the list * sum over features of weight * value

A weight is what its feature is worth beside the best text of the list; the text keeps weight 1,
so that the terms of the text still add up, and with no weights the order is that of the text.

The weights are those under which the choices that were made are likeliest, when out of a list
one is chosen with a probability proportional to exp(utility) and the utility is linear: the
conditional logit of D. McFadden, 1974, which is also ListNet's top-one loss (Z. Cao and others,
2007). L2 keeps all but the text's weight near 0; the directions of `features.RAISES` and
`LOWERS` hold. No randomness: the same lists in the same order give the same model.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import optimize

from matchmaker.matching.evaluation import ndcg
from matchmaker.matching.facts import Floats
from matchmaker.matching.features import FEATURES, LOWERS, RAISES, Feature

#: Raised when features change their meaning: a model of another form is not applied.
FORM = 3
#: How many of the engine's best are looked at again.
DEPTH = 200
#: Strength of the pull to 0 on each weight, in units of its feature's spread.
PULL = 1e-3
#: A model that beats the text by less is not worth its reasons.
LEAST_GAIN = 0.005
#: On fewer lists than this nothing can be said.
LEAST_HELD_OUT = 30
#: The share of lists, the newest, that a model is judged on.
HELD_OUT_SHARE = 0.25


class NothingToLearn(Exception):  # noqa: N818  # named for what is the case
    """No list in which anything was preferred to anything, or the text counts against itself."""


@dataclass(frozen=True)
class JudgedList:
    """A list as it was judged, best text first.

    `gains`: above 0 for what was wanted, below 0 for what was refused, 0 for what nobody spoke of.
    `wanted`: how many would have been right, also outside the list; None for those in it.
    """

    text_scores: Floats
    features: Floats
    gains: Floats
    wanted: int | None = None

    @property
    def inputs(self) -> Floats:
        """The text beside its best, then the features."""
        best = self.text_scores.max(initial=0.0) or 1.0
        return np.column_stack([self.text_scores / best, self.features])


@dataclass(frozen=True, slots=True)
class Judgement:
    """nDCG@10 on held-out lists: of the text alone, and of the model."""

    lists: int
    text: float
    learnt: float

    @property
    def is_better(self) -> bool:
        """Does the model beat the text by enough, on enough lists?"""
        return self.lists >= LEAST_HELD_OUT and self.learnt >= self.text + LEAST_GAIN


@dataclass(frozen=True)
class LearntModel:
    """Weights by feature, and how far each feature varied in what they were learnt from."""

    weights: Mapping[Feature, float]
    spreads: Mapping[Feature, float] = field(default_factory=dict)
    lists: int = 0
    form: int = FORM

    def parts(self, text_scores: Floats, features: Floats) -> Floats:
        """What each feature (column) adds to the score of each owner (row), in the text's unit."""
        weights = np.array([self.weights.get(feature, 0.0) for feature in FEATURES])
        parts: Floats = features * weights * text_scores.max(initial=0.0)
        return parts

    def to_json(self) -> str:
        """As plain JSON, floats in full."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, written: str) -> LearntModel:
        """A model as `to_json` wrote it.

        :raises ValueError: for another form or anything else.
        """
        try:
            values = json.loads(written)
            if values["form"] != FORM:
                raise ValueError(f"a model of form {values['form']}, not {FORM}")
            weights, spreads = (
                {Feature(name): float(value) for name, value in values[key].items()}
                for key in ("weights", "spreads")
            )
            return cls(weights, spreads, int(values["lists"]))
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"not a learnt model: {error}") from error


TEXT_ALONE = LearntModel({})


def fit(lists: Sequence[JudgedList]) -> LearntModel:
    """The model that makes the judgements of the lists likeliest.

    :raises NothingToLearn: where no list prefers anything, or more text would be worse.
    """
    sets = [chosen for judged in lists for chosen in _choices(judged)]
    if not sets:
        raise NothingToLearn("No list prefers anything to anything.")
    inputs = np.vstack([rows for rows, _ in sets])
    spreads = inputs.std(axis=0)
    spreads[spreads < 1e-9] = np.inf
    problem = _Problem(inputs / spreads, sets, len(lists))
    bounds = [(None, None), *map(_bounds, FEATURES)]
    start = np.zeros(inputs.shape[1])
    found = optimize.minimize(problem.loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    text, *others = (found.x / spreads).tolist()
    if text <= 0:
        raise NothingToLearn("More of the text would be worse: nothing of this can be believed.")
    weights = {feature: weight / text for feature, weight in zip(FEATURES, others, strict=True)}
    known = np.where(np.isfinite(spreads), spreads, 0.0)[1:].tolist()
    return LearntModel(weights, dict(zip(FEATURES, known, strict=True)), len(lists))


def judge(model: LearntModel, lists: Sequence[JudgedList]) -> Judgement:
    """The model beside the text alone, on the lists in which anything is wanted."""
    judged = [one for one in lists if (one.gains > 0).any() or one.wanted]
    return Judgement(len(judged), mean_ndcg(TEXT_ALONE, judged), mean_ndcg(model, judged))


def mean_ndcg(model: LearntModel, lists: Sequence[JudgedList]) -> float:
    """Mean nDCG@10 of lists in the model's order, equal ones in the order they came in."""
    return math.fsum(_ndcg(model, one) for one in lists) / max(len(lists), 1)


def train(lists: Sequence[JudgedList]) -> tuple[LearntModel, Judgement]:
    """A model of all lists (the oldest first), judged by one that never saw the newest of them.

    :raises NothingToLearn: where there is too little.
    """
    held_out = round(len(lists) * HELD_OUT_SHARE)
    older, newest = lists[: len(lists) - held_out], lists[len(lists) - held_out :]
    return fit(lists), judge(fit(older), newest)


def _ndcg(model: LearntModel, one: JudgedList) -> float:
    scores = one.text_scores + model.parts(one.text_scores, one.features).sum(axis=1)
    wanted = [str(place) for place in np.flatnonzero(one.gains > 0)]
    outside = range((one.wanted or len(wanted)) - len(wanted))
    order = [str(place) for place in np.argsort(-scores, kind="stable")]
    return ndcg(order, {*wanted, *(f"outside {number}" for number in outside)}, 10)


def _bounds(feature: Feature) -> tuple[float | None, float | None]:
    return (0.0 if feature in RAISES else None, 0.0 if feature in LOWERS else None)


_Choices = list[tuple[Floats, Floats]]


def _choices(judged: JudgedList) -> _Choices:
    """Rows to choose from and how much of the choice fell on each.

    What was wanted was chosen out of the whole list; what many wanted counts less than in
    proportion. What was refused lost against each of the others, in pairs.
    """
    inputs, gains = judged.inputs, judged.gains
    wanted = np.maximum(gains, 0)
    sets: _Choices = []
    if wanted.any() and (gains <= 0).any():
        sets.append((inputs, wanted / math.sqrt(np.count_nonzero(wanted))))
    others = np.flatnonzero(gains >= 0)
    for refused in np.flatnonzero(gains < 0):
        weight = -gains[refused] / max(len(others), 1)
        for other in others:
            sets.append((inputs[[other, refused]], np.array([weight, 0.0])))
    return sets


class _Problem:
    """Minus the mean log-likelihood of choices, with its gradient."""

    def __init__(self, inputs: Floats, sets: _Choices, lists: int) -> None:
        lengths = np.array([len(rows) for rows, _ in sets])
        self._inputs = inputs
        self._lists = lists
        self._starts: npt.NDArray[np.int64] = np.cumsum([0, *lengths[:-1]])
        self._set_of_row = np.repeat(np.arange(len(sets)), lengths)
        self._chosen = np.concatenate([chosen for _, chosen in sets])
        self._weights = np.add.reduceat(self._chosen, self._starts)

    def loss(self, weights: Floats) -> tuple[float, Floats]:
        """The loss and its gradient, with the pull on all but the first weight."""
        utility = self._inputs @ weights
        utility -= np.maximum.reduceat(utility, self._starts)[self._set_of_row]
        odds = np.exp(utility)
        sums = np.add.reduceat(odds, self._starts)
        likelihood = self._chosen @ utility - self._weights @ np.log(sums)
        expected = self._weights[self._set_of_row] * odds / sums[self._set_of_row]
        gradient = self._inputs.T @ (expected - self._chosen) / self._lists
        pulled = np.concatenate([[0.0], weights[1:]])
        return -likelihood / self._lists + PULL * float(pulled @ pulled), gradient + 2 * PULL * pulled
