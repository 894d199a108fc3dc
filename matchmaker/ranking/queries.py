"""Which learnt model ranks for whom, and everything a person may want to know of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload

from matchmaker.matching.facts import Facts
from matchmaker.matching.learning import LearntModel
from matchmaker.ranking.facts_access import facts_of
from models import ClusterMembership, ClusterMembershipState, Organisation, RankingModel, RankingSwitchOff

#: Names the order of the text alone, where a verdict names what ranked its list.
TEXT = "text"
VERSIONS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class LearntRanking:
    """A model ready to be applied for one organisation."""

    name: str
    model: LearntModel
    facts: Facts
    asking: str


def learnt_ranking_for(session: Session, organisation: Organisation | None) -> LearntRanking | None:
    """The model that ranks partners for an organisation; None for the order of the text.

    One query, so that switching it off holds from the next page on. Nothing where no facts were
    gathered yet, or the model is of an older form.
    """
    facts = facts_of(session)
    if facts is None or organisation is None:
        return None
    row = session.scalar(_in_use().where(~_switched_off_for(organisation.id).exists()))
    model = None if row is None else model_of(row)
    if row is None or model is None:
        return None
    return LearntRanking(row.name, model, facts, str(organisation.id))


def model_of(row: RankingModel) -> LearntModel | None:
    """The weights of a version; None where they were learnt by another form of the code."""
    try:
        return LearntModel.from_json(json.dumps(row.parameters))
    except ValueError:
        return None


def _switched_off_for(organisation_id: int) -> Select[int]:
    clusters = select(ClusterMembership.cluster_id).where(
        ClusterMembership.organisation_id == organisation_id,
        ClusterMembership.state == ClusterMembershipState.ACTIVE,
    )
    return select(RankingSwitchOff.id).where(
        or_(
            RankingSwitchOff.cluster_id.is_(None),
            RankingSwitchOff.cluster_id == organisation_id,
            RankingSwitchOff.cluster_id.in_(clusters),
        )
    )


def model_in_use(session: Session) -> RankingModel | None:
    """The version that ranks wherever nobody switched it off."""
    return session.scalar(_in_use())


def _in_use() -> Select[RankingModel]:
    """The newest version, if it was good enough: one at most, even where two were learnt at once."""
    newest = select(func.max(RankingModel.id)).scalar_subquery()
    return select(RankingModel).where(RankingModel.id == newest, RankingModel.in_use)


def model_for_everybody(session: Session) -> RankingModel | None:
    """The version in use, unless it is switched off for the whole network."""
    off = select(RankingSwitchOff.id).where(RankingSwitchOff.cluster_id.is_(None)).exists()
    return session.scalar(select(RankingModel).where(RankingModel.in_use, ~off).limit(1))


def newest_model(session: Session) -> RankingModel | None:
    """The version learnt last, in use or not."""
    return session.scalar(select(RankingModel).order_by(RankingModel.id.desc()).limit(1))


def versions(session: Session, limit: int = VERSIONS_SHOWN) -> Sequence[RankingModel]:
    """The newest versions first."""
    return session.scalars(select(RankingModel).order_by(RankingModel.id.desc()).limit(limit)).all()


def switched_off(session: Session) -> dict[str, RankingSwitchOff]:
    """By scope, where it is off."""
    rows = session.scalars(select(RankingSwitchOff).options(joinedload(RankingSwitchOff.by)))
    return {row.scope: row for row in rows}
