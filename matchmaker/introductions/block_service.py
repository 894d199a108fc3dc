"""Verbs on "never suggest this pair again"."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker import activity
from matchmaker.introductions import errors, rules
from matchmaker.introductions.moving import hold_organisations
from matchmaker.verdicts import note_verdict
from models import Organisation, PairBlock, Person, VerdictKind
from models.columns import utc_now


def block_pair(
    session: Session,
    organisation: Organisation,
    other: Organisation,
    *,
    actor: Person,
    now: datetime | None = None,
) -> PairBlock:
    """Never suggest or introduce two organisations to each other again, in either direction.

    Harmless to repeat. What is open between them runs on; what was accepted stays.

    :param organisation: the one that says so; the other is not told.
    :raises NotWithYourself: the two are one.
    """
    if organisation.id == other.id:
        raise errors.NotWithYourself
    hold_organisations(session, (organisation.id, other.id))
    lower, higher = rules.pair(organisation.id, other.id)
    known = session.scalar(
        select(PairBlock).where(
            PairBlock.lower_organisation_id == lower, PairBlock.higher_organisation_id == higher
        )
    )
    if known is not None:
        return known
    block = PairBlock(
        lower_organisation_id=lower,
        higher_organisation_id=higher,
        said_by_organisation_id=organisation.id,
        said_by=actor,
        at=now or utc_now(),
    )
    session.add(block)
    session.flush()
    activity.record(session, "pair.blocked", block, actor=actor, organisation=organisation, other=other.name)
    note_verdict(
        session,
        VerdictKind.BLOCKED,
        actor=actor,
        organisation_id=organisation.id,
        target_kind="organisation",
        target_id=other.id,
    )
    return block


def unblock_pair(session: Session, block: PairBlock, *, actor: Person) -> None:
    """Take "never again" back."""
    organisation = session.get_one(Organisation, block.said_by_organisation_id)
    activity.record(session, "pair.unblocked", block, actor=actor, organisation=organisation)
    session.delete(block)
