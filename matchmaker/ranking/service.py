"""Keeping versions of the learnt model, and switching it off and on."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from matchmaker import activity
from matchmaker.matching.learning import Judgement, LearntModel
from models import Organisation, Person, RankingModel, RankingSwitchOff

NETWORK = "network"


def scope_of(cluster: Organisation | None) -> str:
    """How a switch names whom it holds for: a cluster's members, or everybody."""
    return NETWORK if cluster is None else f"cluster:{cluster.id}"


def keep_model(
    session: Session, model: LearntModel, judgement: Judgement, *, verdicts: int, newest_verdict_id: int
) -> RankingModel:
    """Keep a version, and put it to use in place of the one before if it beats the text by enough.

    One that does not ends the use of the one before too: that was judged on older verdicts.
    """
    row = RankingModel(
        newest_verdict_id=newest_verdict_id,
        verdicts=verdicts,
        parameters=asdict(model),
        held_out_lists=judgement.lists,
        text_ndcg=judgement.text,
        learnt_ndcg=judgement.learnt,
        in_use=judgement.is_better,
    )
    session.execute(update(RankingModel).where(RankingModel.in_use).values(in_use=False))
    session.add(row)
    session.flush()
    return row


def switch_off(session: Session, cluster: Organisation | None, *, actor: Person | None) -> None:
    """Let the text alone rank, for a cluster and its members or (None) for everybody.

    Harmless to repeat.

    :param actor: None for the operator at the command line.
    """
    if _switch(session, cluster) is not None:
        return
    switch = RankingSwitchOff(
        scope=scope_of(cluster),
        cluster_id=cluster.id if cluster is not None else None,
        by_id=actor.id if actor is not None else None,
    )
    session.add(switch)
    activity.record(session, "ranking.switched_off", switch, actor=actor, organisation=cluster)


def switch_on(session: Session, cluster: Organisation | None, *, actor: Person | None) -> None:
    """Let the learnt model rank again where it was switched off. Harmless to repeat.

    :param actor: None for the operator at the command line.
    """
    switch = _switch(session, cluster)
    if switch is None:
        return
    activity.record(session, "ranking.switched_on", switch, actor=actor, organisation=cluster)
    session.delete(switch)
    session.flush()


def _switch(session: Session, cluster: Organisation | None) -> RankingSwitchOff | None:
    return session.scalar(select(RankingSwitchOff).where(RankingSwitchOff.scope == scope_of(cluster)))
