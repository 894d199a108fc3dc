"""The learnt ranking in words: how it stands, what each feature weighs, who may switch it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import format_datetime, format_decimal

from matchmaker.matching.features import Feature
from matchmaker.matching.learning import LEAST_GAIN, LEAST_HELD_OUT
from matchmaker.ranking.queries import model_of
from matchmaker.ranking.service import NETWORK, scope_of
from matchmaker.ranking.words import FEATURE_WORDS
from matchmaker.web.translation import LazyString, _, _n
from models import MembershipRole, Person, RankingModel, RankingSwitchOff


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version with its figures."""

    name: str
    learnt: str
    verdicts: int
    lists: int
    text: str
    model: str
    in_use: bool


@dataclass(frozen=True, slots=True)
class WeightLine:
    """A feature: what it looks at, and what it is worth beside the best text at 1."""

    name: str
    what: str
    weight: float
    shown: str


@dataclass(frozen=True, slots=True)
class Switch:
    """For whom learnt ranking is on or off, and who switched it off when; `cluster` is a slug."""

    label: str
    cluster: str
    is_off: bool
    by: str


def standing(newest: RankingModel | None) -> LazyString | str:
    """How it stands, in a sentence or two."""
    if newest is None:
        return _("Nothing was learnt yet: the order of suggestions is that of their texts.")
    if newest.in_use:
        return _(
            "The newest version beats the texts alone on lists it never saw, and puts suggestions in order."
        )
    if newest.held_out_lists < LEAST_HELD_OUT:
        return _n(
            "Too little was said of suggestions to judge by: %(num)s list, and %(least)s are needed. "
            "The order is that of the texts.",
            "Too little was said of suggestions to judge by: %(num)s lists, and %(least)s are needed. "
            "The order is that of the texts.",
            newest.held_out_lists,
            least=LEAST_HELD_OUT,
        )
    return _(
        "The newest version does not beat the texts alone by %(gain)s or more. "
        "The order is that of the texts.",
        gain=_figure(LEAST_GAIN),
    )


def version_lines(versions: Sequence[RankingModel]) -> list[VersionLine]:
    """Versions with their figures.

    :param versions: the newest first: no other one is ever in use.
    """
    return [
        VersionLine(
            row.name,
            format_datetime(row.trained_at, "short"),
            row.verdicts,
            row.held_out_lists,
            _figure(row.text_ndcg),
            _figure(row.learnt_ndcg),
            row.in_use and row is versions[0],
        )
        for row in versions
    ]


def weight_lines(row: RankingModel | None) -> list[WeightLine]:
    """The features of a version, the weightiest first."""
    model = None if row is None else model_of(row)
    if model is None:
        return []
    lines = [_weight_line(feature, weight) for feature, weight in model.weights.items()]
    return sorted(lines, key=lambda line: (-abs(line.weight), line.name))


def _weight_line(feature: Feature, weight: float) -> WeightLine:
    words = FEATURE_WORDS[feature]
    return WeightLine(str(words.high), str(words.what), weight, _signed(weight))


def switches(person: Person, off: Mapping[str, RankingSwitchOff]) -> list[Switch]:
    """The switches somebody may press: of the clusters they manage, and of all for the secretariat."""
    clusters = [m.organisation for m in person.memberships if m.role is MembershipRole.MANAGER]
    found = [Switch(_("The whole network"), "", NETWORK in off, _who(off.get(NETWORK)))]
    if not person.is_secretariat:
        found = [one for one in found if one.is_off]
    for cluster in clusters:
        scope = scope_of(cluster)
        found.append(Switch(cluster.name, cluster.slug, scope in off, _who(off.get(scope))))
    return found


def _who(row: RankingSwitchOff | None) -> str:
    if row is None:
        return ""
    day = format_datetime(row.at, "short")
    if row.by is None:
        return str(_("Switched off on %(day)s.", day=day))
    return str(_("Switched off by %(name)s on %(day)s.", name=row.by.name, day=day))


def _figure(value: float) -> str:
    return str(format_decimal(value, "0.000"))


def _signed(value: float) -> str:
    return str(format_decimal(value, "+0.000;−0.000"))
