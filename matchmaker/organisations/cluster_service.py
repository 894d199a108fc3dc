"""Verbs on who belongs to which cluster: ask, accept, leave."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker import activity
from matchmaker.notifications.catalogue import notify
from matchmaker.organisations.errors import NotACluster, NotOfItself
from matchmaker.organisations.service import owners_of, reindex_profile
from models import (
    ClusterMembership,
    ClusterMembershipState,
    Organisation,
    OrganisationKind,
    Person,
)


def ask_to_join(
    session: Session, organisation: Organisation, cluster: Organisation, *, actor: Person
) -> ClusterMembership:
    """Ask for an organisation to become a member, and tell the cluster's managers.

    Harmless to repeat: the request or membership that stands is returned.

    :raises NotACluster: the other one is no cluster.
    :raises NotOfItself: it is the same organisation.
    """
    if cluster.kind is not OrganisationKind.CLUSTER:
        raise NotACluster(organisation=cluster.name)
    if cluster.id == organisation.id:
        raise NotOfItself
    known = session.scalar(
        select(ClusterMembership).where(
            ClusterMembership.organisation_id == organisation.id,
            ClusterMembership.cluster_id == cluster.id,
        )
    )
    if known is not None:
        return known
    link = ClusterMembership(organisation=organisation, cluster=cluster)
    session.add(link)
    session.flush()
    _log(session, "cluster.asked", link, actor)
    for manager in owners_of(session, cluster):
        notify(
            session,
            "cluster_asked",
            to=manager,
            organisation=organisation.name,
            slug=organisation.slug,
            cluster=cluster.name,
        )
    return link


def accept_member(session: Session, link: ClusterMembership, *, actor: Person) -> ClusterMembership:
    """Accept an organisation that asked, and tell its owners."""
    if link.state is ClusterMembershipState.ACTIVE:
        return link
    link.state = ClusterMembershipState.ACTIVE
    _log(session, "cluster.accepted", link, actor)
    reindex_profile(session, link.organisation)
    for owner in owners_of(session, link.organisation):
        notify(
            session,
            "cluster_accepted",
            to=owner,
            organisation=link.organisation.name,
            slug=link.organisation.slug,
            cluster=link.cluster.name,
        )
    return link


def decline_member(
    session: Session, link: ClusterMembership, *, actor: Person, ground: str, reason: str = ""
) -> None:
    """Turn a request to join down, and tell who asked why.

    :param ground: ``other_field``, ``not_eligible`` or ``no_contact``.
    :param reason: the manager's words.
    """
    for owner in owners_of(session, link.organisation):
        notify(
            session,
            "cluster_declined",
            to=owner,
            organisation=link.organisation.name,
            slug=link.organisation.slug,
            cluster=link.cluster.name,
            ground=ground,
            reason=reason,
        )
    leave_cluster(session, link, actor=actor, reason=reason)


def leave_cluster(session: Session, link: ClusterMembership, *, actor: Person, reason: str = "") -> None:
    """End a membership, or take back or turn down a request."""
    _log(session, "cluster.left", link, actor, reason=reason)
    reindex_profile(session, link.organisation)
    session.delete(link)


def _log(session: Session, verb: str, link: ClusterMembership, actor: Person, reason: str = "") -> None:
    activity.record(
        session,
        verb,
        link,
        actor=actor,
        organisation=link.organisation,
        reason=reason,
        cluster=link.cluster.name,
        cluster_id=link.cluster_id,
    )
