"""Features by hand, sums that add up, and what fitting a model may and may not do."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.geography import Place, distance_km
from matchmaker.matching import Ask, Item, MemoryIndex, Text, rank_owners
from matchmaker.matching.facts import Facts, OwnerFacts, Together
from matchmaker.matching.features import (
    BEST_KNOWN,
    FEATURES,
    LOWERS,
    RAISES,
    Feature,
    Fitting,
    feature_table,
)
from matchmaker.matching.learning import (
    LEAST_HELD_OUT,
    TEXT_ALONE,
    JudgedList,
    Judgement,
    LearntModel,
    NothingToLearn,
    fit,
    judge,
    train,
)
from matchmaker.matching.reranking import rerank_owners

#: a and b did two works with nobody else; b, c and d did one; e never did any. b is half a degree
#: north of a; nobody knows where the others are.
FACTS = Facts.build(
    {
        "a": OwnerFacts("EE", position=(58.0, 25.0)),
        "b": OwnerFacts("EE", asked=10, answered=9, accepted=6, waiting=3, position=(58.5, 25.0)),
        "c": OwnerFacts("LV", asked=4, answered=0, stale=True),
        "e": OwnerFacts("EE"),
    },
    [Together(["a", "b"], 3.0), Together(["b", "a"], 1.0), Together(["b", "c", "d"], 0.0)],
    {("a", "c"): 0.5},
)


def values_of(owner: str, asking: str = "a") -> dict[Feature, float]:
    table = feature_table(FACTS, asking, [owner], Fitting([owner], np.array([1.0])))
    return dict(zip(FEATURES, table[0].tolist(), strict=True))


def test_features_of_a_partner_by_hand() -> None:
    found = values_of("b")
    assert found[Feature.WORKED_TOGETHER] == 2 / (2 + 2)
    assert found[Feature.CLOSE_TIES] == pytest.approx(2 / math.sqrt(3 * 2))
    assert found[Feature.MOSTLY_TOGETHER] == 2 / (3 + 2)
    assert found[Feature.SAME_COUNTRY] == 1
    assert found[Feature.NEARBY] == pytest.approx(math.exp(-(6371.0088 * math.radians(0.5)) / 50))
    assert found[Feature.EXPERIENCE] == pytest.approx(math.log(4) / math.log(401))
    assert found[Feature.BOTH_EXPERIENCED] == pytest.approx(math.log(4) * math.log(3) / math.log(401) ** 2)
    assert found[Feature.RECENT_WORK] == 1
    # Two works of two and one of three.
    assert found[Feature.SMALL_TEAMS] == pytest.approx(math.sqrt((1 + 1 + 0.5) / 3))
    assert found[Feature.ANSWERS] == pytest.approx((9 - 0.7 * 10) / (10 + 4))
    assert found[Feature.ACCEPTS] == pytest.approx((6 - 0.5 * 9) / (9 + 4))
    assert found[Feature.WAITING] == 3 / (3 + 3)
    assert found[Feature.STALE] == 0
    assert found[Feature.REFUSED_BEFORE] == 0


def test_features_of_a_partners_partner_by_hand() -> None:
    found = values_of("c")
    assert found[Feature.WORKED_TOGETHER] == 0
    # With b, whom a worked with twice (2 / 4) and who did three works, it did one of three: half is theirs.
    near = 0.5 / math.log2(2 + 3) * 0.5
    assert found[Feature.SHARED_PARTNERS] == pytest.approx(near / (near + 0.1))
    assert found[Feature.SAME_COUNTRY] == 0
    assert found[Feature.NEARBY] == 0
    assert found[Feature.ANSWERS] == pytest.approx(-0.7 * 4 / 8)
    assert found[Feature.STALE] == 1
    assert found[Feature.REFUSED_BEFORE] == 0.5


def test_knowing_others_of_the_list_by_hand() -> None:
    table = feature_table(FACTS, "", ["b", "d"], Fitting(["b", "d"], np.array([3.0, 1.0])))
    # Text scores are scaled to a mean of 1: d is half known by b, whose weight is 3 / 2, in one work.
    known = 1.5 * 0.5 / math.sqrt(2) / 4
    assert table[1, FEATURES.index(Feature.KNOWS_OTHERS)] == pytest.approx(known)
    # Whom it is good to know need not be in the list.
    narrowed = feature_table(FACTS, "", ["d"], Fitting(["b", "d"], np.array([3.0, 1.0])))
    assert narrowed[0, FEATURES.index(Feature.KNOWS_OTHERS)] == pytest.approx(known)


def test_refusals_have_a_direction() -> None:
    assert values_of("a", asking="c")[Feature.REFUSED_BEFORE] == 0


def test_unknown_owners_and_askers_have_no_features_of_pairs() -> None:
    assert set(values_of("nobody").values()) == {0.0}
    found = values_of("b", asking="")
    of_pairs = (Feature.WORKED_TOGETHER, Feature.SAME_COUNTRY, Feature.NEARBY)
    assert [found[one] for one in of_pairs] == [0, 0, 0]
    assert found[Feature.WAITING] == 0.5


degrees = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@given(here=degrees, there=degrees)
def test_distances_are_those_shown_beside_suggestions(
    here: tuple[float, float], there: tuple[float, float]
) -> None:
    facts = Facts.build({"a": OwnerFacts(position=here), "b": OwnerFacts(position=there)}, [])
    shown = distance_km(Place("", "", *here), Place("", "", *there))
    assert facts.kilometres(0, np.array([1]))[0] == pytest.approx(shown, abs=0.1)


def test_facts_survive_the_disk(tmp_path: Path) -> None:
    FACTS.save(tmp_path / "facts")
    loaded = Facts.load(tmp_path / "facts")
    fitting = Fitting(["b", "c", "d"], np.array([3.0, 2.0, 1.0]))
    from_disk, kept = (feature_table(facts, "a", fitting.ids, fitting) for facts in (loaded, FACTS))
    assert np.array_equal(from_disk, kept)


NAMES = list("abcdefgh")
owners = st.sampled_from(NAMES)


@settings(deadline=None)
@given(
    works=st.lists(st.tuples(st.sets(owners, min_size=1), st.floats(0, 30)), max_size=12),
    answers=st.dictionaries(owners, st.tuples(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))),
    asking=owners,
)
def test_features_are_bounded(
    works: list[tuple[set[str], float]], answers: dict[str, tuple[int, int, int]], asking: str
) -> None:
    known = {
        owner: OwnerFacts("EE", asked=a + b, answered=a, accepted=min(a, c), waiting=c)
        for owner, (a, b, c) in answers.items()
    }
    facts = Facts.build(known, [Together(members, years) for members, years in works])
    table = feature_table(facts, asking, NAMES, Fitting(NAMES, np.arange(8, 0, -1) / 8))
    assert np.isfinite(table).all()
    assert (np.abs(table) <= 1 + 1e-9).all()


TIES = (
    Feature.WORKED_TOGETHER,
    Feature.CLOSE_TIES,
    Feature.MOSTLY_TOGETHER,
    Feature.SHARED_PARTNERS,
    Feature.KNOWS_OTHERS,
    Feature.SMALL_TEAMS,
    Feature.SAME_COUNTRY,
)


class ByDefinition:
    """The ties of the docstring of `features`, pair by pair and work by work."""

    def __init__(self, works: list[list[str]], countries: dict[str, str]) -> None:
        self.works = [{*members} for members in works]
        self.countries = countries

    def works_of(self, one: str) -> int:
        return sum(one in members for members in self.works)

    def joint(self, one: str, other: str) -> int:
        return sum({one, other} <= members for members in self.works) if one != other else 0

    def closeness(self, one: str, weights: dict[str, float]) -> float:
        return sum(
            weights.get(other, 0.0) / max(len(members) - 1, 1)
            for members in self.works
            if one in members
            for other in members - {one}
        )

    def small_teams(self, one: str) -> float:
        shares = [1 / max(len(members) - 1, 1) for members in self.works if one in members]
        return math.sqrt(sum(shares) / max(len(shares), 1))

    def ties(self, asking: str, one: str, fitting: dict[str, float]) -> dict[Feature, float]:
        known = {*self.countries} | {member for members in self.works for member in members}
        together = {name: (n := self.joint(asking, name)) / (n + 2) for name in NAMES}
        telling = {name: share / math.log2(2 + self.works_of(name)) for name, share in together.items()}
        best = dict(list(fitting.items())[:BEST_KNOWN])
        scale = len(best) / sum(best.values())
        good = {name: score * scale for name, score in best.items() if name != asking}
        near = self.closeness(one, good) / math.sqrt(self.works_of(one) + 1)
        values = {Feature.KNOWS_OTHERS: min(near / 4, 1), Feature.SMALL_TEAMS: self.small_teams(one)}
        if asking in known:
            country = self.countries.get(one, "")
            through = self.closeness(one, telling)
            n, d, own = self.joint(asking, one), self.works_of(one), self.works_of(asking)
            values |= {
                Feature.WORKED_TOGETHER: n / (n + 2),
                Feature.CLOSE_TIES: n / math.sqrt(max(d, 1) * max(own, 1)),
                Feature.MOSTLY_TOGETHER: n / (d + 2),
                Feature.SHARED_PARTNERS: through / (through + 0.1),
                Feature.SAME_COUNTRY: float(country == self.countries.get(asking, "") != ""),
            }
        return values if one in known else {}


@settings(deadline=None)
@given(
    works=st.lists(st.lists(owners, min_size=1, max_size=5, unique=True), max_size=12),
    countries=st.dictionaries(owners, st.sampled_from(["", "EE", "LV"])),
    listed=st.lists(owners, min_size=1, unique=True),
    fitting=st.dictionaries(owners, st.floats(0.1, 3), min_size=1),
    asking=owners,
)
def test_ties_are_those_of_their_definitions(
    works: list[list[str]],
    countries: dict[str, str],
    listed: list[str],
    fitting: dict[str, float],
    asking: str,
) -> None:
    known = {owner: OwnerFacts(country) for owner, country in countries.items()}
    facts = Facts.build(known, [Together(members, 1.0) for members in works])
    best = Fitting([*fitting], np.array([*fitting.values()]))
    table = feature_table(facts, asking, listed, best)
    network = ByDefinition(works, countries)
    for row, one in zip(table, listed, strict=True):
        by_definition = network.ties(asking, one, fitting)
        found = {feature: row[FEATURES.index(feature)] for feature in TIES}
        assert found == pytest.approx({tie: by_definition.get(tie, 0.0) for tie in TIES}, abs=1e-9)


def judged(feature: Feature, values: list[float], gains: list[float]) -> JudgedList:
    """A list of even texts that differ in one feature."""
    table = np.zeros((len(values), len(FEATURES)))
    table[:, FEATURES.index(feature)] = values
    return JudgedList(np.linspace(1.0, 0.9, len(values)), table, np.array(gains))


def liking_ties(number: int = 160) -> list[JudgedList]:
    """Mostly the one with ties is wanted, now and then the best text."""
    return [
        judged(Feature.WORKED_TOGETHER, [0, 0, 0.5, 0], [1, 0, 0, 0] if one % 4 == 0 else [0, 0, 1, 0])
        for one in range(number)
    ]


def test_what_is_wanted_gets_a_weight_and_beats_the_text() -> None:
    model, judgement = train(liking_ties())
    assert model.weights[Feature.WORKED_TOGETHER] > 0
    assert judgement.lists == 40
    assert judgement.learnt > judgement.text
    assert judgement.is_better


def test_refused_ones_teach_too() -> None:
    model = fit([judged(Feature.STALE, [1, 0, 0], [-1, 0, 0]), *liking_ties(8)])
    assert model.weights[Feature.STALE] < 0


def test_training_twice_gives_the_same_model() -> None:
    assert fit(liking_ties()).to_json() == fit(liking_ties()).to_json()


def test_a_feature_never_counts_against_its_sense() -> None:
    hating = [judged(Feature.WORKED_TOGETHER, [0.5, 0, 0], [0, 1, 0]) for _ in range(20)]
    loving = [judged(Feature.STALE, [0, 0, 1], [0, 0, 1]) for _ in range(20)]
    model = fit([*hating, *loving, *(judged(Feature.ANSWERS, [0, 0, 0], [1, 0, 0]) for _ in range(80))])
    assert all(model.weights[feature] >= 0 for feature in RAISES)
    assert all(model.weights[feature] <= 0 for feature in LOWERS)


def test_nothing_can_be_learnt_from_nothing_or_from_nonsense() -> None:
    with pytest.raises(NothingToLearn):
        fit([])
    with pytest.raises(NothingToLearn):
        fit([judged(Feature.STALE, [0, 0, 0], [0, 0, 1]) for _ in range(50)])


def test_a_model_that_is_not_better_or_hardly_judged_is_not_used() -> None:
    lists = [judged(Feature.WORKED_TOGETHER, [0, 0, 0.5, 0], [1, 0, 0, 0]) for _ in range(200)]
    assert not train(lists)[1].is_better
    assert not Judgement(LEAST_HELD_OUT - 1, 0.1, 0.9).is_better
    assert not Judgement(1000, 0.500, 0.504).is_better
    assert Judgement(LEAST_HELD_OUT, 0.500, 0.505).is_better


def test_wanted_ones_outside_the_list_count_in_the_ideal() -> None:
    one = judged(Feature.STALE, [0, 0], [1, 0])
    assert judge(TEXT_ALONE, [one]).text == 1.0
    twice = JudgedList(one.text_scores, one.features, one.gains, wanted=2)
    assert judge(TEXT_ALONE, [twice]).text == pytest.approx(1 / (1 + 1 / math.log2(3)))


def test_models_are_kept_as_json() -> None:
    model = fit(liking_ties())
    assert LearntModel.from_json(model.to_json()) == model
    for broken in ("", "[]", "{}", json.dumps({"form": 0}), model.to_json().replace("stale", "magic")):
        with pytest.raises(ValueError):  # noqa: PT011  # of whatever words
            LearntModel.from_json(broken)


ITEMS = [
    Item(f"i{number}", (owner,), "offer", title, "", "", "en")
    for number, (owner, title) in enumerate(
        [("b", "cold enzymes"), ("c", "cold enzymes on silica"), ("d", "enzymes"), ("e", "silica carriers")]
    )
]


def ranked(model: LearntModel) -> list[tuple[str, float]]:
    index = MemoryIndex()
    index.rebuild(ITEMS, {})
    asks = [Ask("need", index.prepare(Text("cold enzymes on silica carriers", "", "", "en")))]
    found = rerank_owners(index, asks, 10, model=model, facts=FACTS, asking="a")
    for one in found:
        assert one.score == one.match.score + sum(one.parts.values())
    if model is TEXT_ALONE:
        by_text = rank_owners(index, asks, 10)
        assert [one.match for one in found] == by_text
    return [(one.owner, one.score) for one in found]


def test_no_weights_give_exactly_the_order_of_the_text() -> None:
    assert [owner for owner, _ in ranked(TEXT_ALONE)] == ["e", "c", "b", "d"]


def test_ties_raise_and_refusals_lower() -> None:
    assert ranked(LearntModel({Feature.WORKED_TOGETHER: 2.0}))[0][0] == "b"
    assert ranked(LearntModel({Feature.REFUSED_BEFORE: -2.0}))[-1][0] == "c"


@given(st.dictionaries(st.sampled_from(FEATURES), st.floats(-3, 3)))
@settings(deadline=None, max_examples=40)
def test_scores_are_sums_of_their_parts_whatever_the_weights(weights: dict[Feature, float]) -> None:
    found = ranked(LearntModel(weights))
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert {owner for owner, _ in found} == {"b", "c", "d", "e"}
