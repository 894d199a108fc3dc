"""Who may do what to which thing: one table, permission to rule, each with a reason for the refused.

A rule is a small predicate over the person and the thing. Pages, the API and the command line ask
`check`; the page that explains the policy renders `PERMISSIONS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import object_session

from matchmaker.i18n import N_
from matchmaker.refusals import NotAllowed
from models import (
    ACCEPTED_STATES,
    HOST_KINDS,
    Call,
    ClusterMembershipState,
    Event,
    Introduction,
    IntroductionState,
    Listing,
    MembershipRole,
    Organisation,
    OrganisationClaim,
    OrganisationKind,
    Person,
    Project,
    Venue,
    VerificationState,
    Visit,
)

#: Kinds of organisation that run calls: they have money, patients, citizens or rooms to offer.
CALL_OWNER_KINDS = HOST_KINDS | {
    OrganisationKind.PUBLIC_AUTHORITY,
    OrganisationKind.HEALTHCARE,
    OrganisationKind.UNIVERSITY,
    OrganisationKind.RESEARCH,
}

Predicate = Callable[[Person, Any], bool]


def organisations_of(thing: object) -> list[Organisation]:
    """The organisations whose people speak for a thing.

    :raises TypeError: for a thing nobody is responsible for.
    """
    match thing:
        case Organisation():
            return [thing]
        case Listing():
            return [thing.organisation]
        case Venue():
            return [thing.host]
        case Event():
            return [thing.organisation]
        case Call():
            return [thing.owner] if thing.owner is not None else []
        case Project():
            return [thing.lead] if thing.lead is not None else []
    raise TypeError(f"No organisation speaks for a {type(thing).__name__}.")


def is_signed_in(person: Person, thing: object) -> bool:
    """Anybody with an account."""
    return person.active


def is_secretariat(person: Person, thing: object) -> bool:
    """The network's operator."""
    return person.is_secretariat


def belongs_to_it(person: Person, thing: object) -> bool:
    """Somebody of the organisation, in any role."""
    return any(person.membership_in(owner.id) is not None for owner in organisations_of(thing))


def owns_it(person: Person, thing: object) -> bool:
    """An owner of the organisation, or the manager where it is a cluster."""
    roles = (person.membership_in(owner.id) for owner in organisations_of(thing))
    return any(
        role is not None and role.role in (MembershipRole.OWNER, MembershipRole.MANAGER) for role in roles
    )


def manages_its_cluster(person: Person, thing: object) -> bool:
    """The manager of a cluster that the organisation belongs to."""
    managed = person.managed_cluster_ids
    # Most people manage none: then nobody's memberships need to be loaded.
    return bool(managed) and any(
        link.cluster_id in managed
        for owner in organisations_of(thing)
        for link in owner.cluster_memberships
        if link.state is ClusterMembershipState.ACTIVE
    )


def manages_it(person: Person, thing: object) -> bool:
    """The manager of the cluster itself."""
    return isinstance(thing, Organisation) and thing.id in person.managed_cluster_ids


def manages_any_cluster(person: Person, thing: object) -> bool:
    """The manager of some cluster, whichever."""
    return bool(person.managed_cluster_ids)


def may_run_calls(person: Person, thing: object) -> bool:
    """Somebody of an organisation of a kind that runs calls."""
    return isinstance(thing, Organisation) and thing.kind in CALL_OWNER_KINDS and belongs_to_it(person, thing)


def receives_visitors(person: Person, thing: object) -> bool:
    """Somebody of an organisation of a kind that receives visitors."""
    return isinstance(thing, Organisation) and thing.kind.is_host and belongs_to_it(person, thing)


def asks_in_it(person: Person, thing: object) -> bool:
    """Somebody of the organisation that asks for the introduction."""
    return isinstance(thing, Introduction) and person.membership_in(thing.asking_organisation_id) is not None


def is_asked_in_it(person: Person, thing: object) -> bool:
    """Somebody of the organisation that is asked, once the request was released to it."""
    return (
        isinstance(thing, Introduction)
        and thing.released_at is not None
        and person.membership_in(thing.asked_organisation_id) is not None
    )


def brokers_it(person: Person, thing: object) -> bool:
    """A manager of the cluster that brokers the introduction, or the secretariat, once it was requested."""
    return (
        isinstance(thing, Introduction)
        and thing.state is not IntroductionState.DRAFT
        and (person.is_secretariat or thing.broker_id in person.managed_cluster_ids)
    )


def looks_after_a_side(person: Person, thing: object) -> bool:
    """The manager of a cluster of a side: of the asking one once it was requested, of the asked one once
    it was released.
    """
    if not isinstance(thing, Introduction) or thing.state is IntroductionState.DRAFT:
        return False
    asked_too = thing.released_at is not None and manages_its_cluster(person, thing.asked_organisation)
    return asked_too or manages_its_cluster(person, thing.asking_organisation)


def was_introduced_to_it(person: Person, thing: object) -> bool:
    """Somebody of an organisation that an accepted introduction joined to it."""
    session = object_session(thing) if isinstance(thing, Organisation) else None
    if session is None or not isinstance(thing, Organisation):
        return False
    own = [membership.organisation_id for membership in person.memberships]
    other_side = or_(
        (Introduction.asking_organisation_id == thing.id) & Introduction.asked_organisation_id.in_(own),
        (Introduction.asked_organisation_id == thing.id) & Introduction.asking_organisation_id.in_(own),
    )
    accepted = exists().where(Introduction.state.in_(ACCEPTED_STATES), other_side)
    return bool(session.scalar(select(accepted)))


def visits_in_it(person: Person, thing: object) -> bool:
    """Somebody of the organisation whose people visit."""
    return isinstance(thing, Visit) and person.membership_in(thing.organisation_id) is not None


def hosts_it(person: Person, thing: object) -> bool:
    """Somebody of the host of the venue that is visited."""
    return isinstance(thing, Visit) and person.membership_in(thing.venue.host_id) is not None


def looks_after_the_visitor(person: Person, thing: object) -> bool:
    """The manager of a cluster of the visiting organisation."""
    return isinstance(thing, Visit) and manages_its_cluster(person, thing.organisation)


def made_the_claim(person: Person, thing: object) -> bool:
    """Who says that the profile is their organisation's."""
    return isinstance(thing, OrganisationClaim) and thing.person_id == person.id


def looks_after_the_claimed(person: Person, thing: object) -> bool:
    """The manager of a verified cluster that the claimed profile belongs to.

    Not where it is a cluster itself, nor where the claimant manages a cluster of it: then the secretariat
    decides. `claim_queries.waits_at_a_desk` says the same in SQL.
    """
    if not isinstance(thing, OrganisationClaim) or thing.organisation.kind is OrganisationKind.CLUSTER:
        return False
    clusters = {
        link.cluster_id
        for link in thing.organisation.cluster_memberships
        if link.state is ClusterMembershipState.ACTIVE
        and link.cluster.verification is VerificationState.VERIFIED
    }
    is_at_a_desk = clusters.isdisjoint(thing.person.managed_cluster_ids)
    return is_at_a_desk and not clusters.isdisjoint(person.managed_cluster_ids)


@dataclass(frozen=True, slots=True)
class Permission:
    """One row of the table: any of the predicates is enough."""

    name: str
    what: str
    any_of: tuple[Predicate, ...]
    refusal: str

    def holds(self, person: Person, thing: object) -> bool:
        """May the person do it to the thing?"""
        return person.active and any(predicate(person, thing) for predicate in self.any_of)


_OUR_OWN = (belongs_to_it, is_secretariat)
_OURS_OR_MANAGED = (belongs_to_it, manages_its_cluster, is_secretariat)

PERMISSIONS: dict[str, Permission] = {
    permission.name: permission
    for permission in (
        Permission(
            "organisation.edit",
            N_("change an organisation's profile"),
            _OURS_OR_MANAGED,
            N_("Only people of this organisation or its cluster manager can change its profile."),
        ),
        Permission(
            "organisation.identify",
            N_("know the name, website and place of an organisation that leaves them out"),
            (*_OURS_OR_MANAGED, was_introduced_to_it),
            N_("Only those introduced to this organisation know who it is."),
        ),
        Permission(
            "organisation.members",
            N_("decide who belongs to an organisation"),
            (owns_it, is_secretariat),
            N_("Only an owner of this organisation can decide who belongs to it."),
        ),
        Permission(
            "organisation.verify",
            N_("verify an organisation"),
            (manages_its_cluster, is_secretariat),
            N_("Only its cluster manager or the secretariat can verify an organisation."),
        ),
        Permission(
            "claim.withdraw",
            N_("take a claim of a profile back"),
            (made_the_claim,),
            N_("Only who made this claim can take it back."),
        ),
        Permission(
            "claim.decide",
            N_("hand a profile from public data over to somebody who claims it, or refuse"),
            (looks_after_the_claimed, is_secretariat),
            N_("Only a manager of its cluster or the secretariat can decide on this claim."),
        ),
        Permission(
            "claim.oversee",
            N_("see who claims which profiles"),
            (is_secretariat,),
            N_("Only the network's secretariat can see this page."),
        ),
        Permission(
            "cluster.manage",
            N_("accept members into a cluster and look after them"),
            (owns_it, is_secretariat),
            N_("Only a manager of this cluster can do that."),
        ),
        Permission(
            "desk.use",
            N_("decide at a cluster's desk what waits, and say how the desk works"),
            (manages_it,),
            N_("Only a manager of this cluster works at its desk."),
        ),
        Permission(
            "member.curate",
            N_("choose suggestions for a member and send them to both sides"),
            (manages_its_cluster,),
            N_("Only its cluster manager can choose suggestions for an organisation."),
        ),
        Permission(
            "listing.edit",
            N_("write, publish, renew and withdraw needs and offers"),
            _OURS_OR_MANAGED,
            N_("Only people of this organisation or its cluster manager can change its needs and offers."),
        ),
        Permission(
            "project.edit",
            N_("describe and change projects"),
            _OUR_OWN,
            N_("Only people of the leading organisation can change a project."),
        ),
        Permission(
            "call.create",
            N_("run a call"),
            (may_run_calls, is_secretariat),
            N_(
                "Calls are run by parks, incubators, clusters, public authorities, healthcare providers, "
                "universities and research organisations."
            ),
        ),
        Permission(
            "call.edit",
            N_("publish and change calls"),
            _OUR_OWN,
            N_("Only people of the organisation that runs a call can change it."),
        ),
        Permission(
            "venue.edit",
            N_("describe venues, their spaces and closures"),
            _OUR_OWN,
            N_("Only people of the host can change its venues."),
        ),
        Permission(
            "agreement.see",
            N_("see how a cluster or host stands to the roaming agreement"),
            _OUR_OWN,
            N_("Only people of this organisation and the secretariat can see its agreement."),
        ),
        Permission(
            "agreement.sign",
            N_("sign, renew and withdraw from the roaming agreement, and name the coordinator"),
            (owns_it, is_secretariat),
            N_("Only an owner or manager of this organisation can sign for it."),
        ),
        Permission(
            "agreement.oversee",
            N_("see who signed the roaming agreement, and whose is due"),
            (is_secretariat,),
            N_("Only the network's secretariat can see this page."),
        ),
        Permission(
            "agreement.publish",
            N_("publish a new version of the roaming agreement"),
            (is_secretariat,),
            N_("Only the network's secretariat can publish terms."),
        ),
        Permission(
            "host.additions",
            N_("say what a host adds to the roaming agreement"),
            _OUR_OWN,
            N_("Only people of the host can say what it adds to the agreement."),
        ),
        Permission(
            "event.create",
            N_("hold an event"),
            (receives_visitors,),
            N_("Science parks, incubators and clusters hold events here."),
        ),
        Permission(
            "event.edit",
            N_("publish, change and call off events, and see who registered"),
            _OUR_OWN,
            N_("Only people of the organisation that holds an event can change it."),
        ),
        Permission(
            "suggestions.see",
            N_("see what fits an organisation, and why"),
            _OURS_OR_MANAGED,
            N_("Only people of this organisation or its cluster manager can see what is suggested to it."),
        ),
        Permission(
            "introduction.request",
            N_("ask for an introduction in the name of an organisation"),
            (belongs_to_it,),
            N_("Only people of this organisation can ask for introductions in its name."),
        ),
        Permission(
            "introduction.see",
            N_("follow an introduction"),
            (asks_in_it, is_asked_in_it, brokers_it, looks_after_a_side),
            N_("Only the two sides of an introduction and their cluster managers can see it."),
        ),
        Permission(
            "introduction.withdraw",
            N_("change, send and withdraw a request for an introduction"),
            (asks_in_it,),
            N_("Only people of the asking organisation can do that."),
        ),
        Permission(
            "introduction.release",
            N_("release or stop a request for an introduction"),
            (brokers_it,),
            N_("Only a manager of the brokering cluster can release or stop this request."),
        ),
        Permission(
            "introduction.answer",
            N_("accept or decline an introduction"),
            (is_asked_in_it,),
            N_("Only people of the asked organisation can answer this request."),
        ),
        Permission(
            "introduction.talk",
            N_("talk, meet and report on an accepted introduction"),
            (asks_in_it, is_asked_in_it, brokers_it),
            N_("Only the two sides of an introduction and its broker can do that."),
        ),
        Permission(
            "visit.request",
            N_("ask for a visit in the name of an organisation"),
            (belongs_to_it,),
            N_("Only people of this organisation can ask for visits in its name."),
        ),
        Permission(
            "visit.see",
            N_("follow a visit"),
            (visits_in_it, hosts_it, looks_after_the_visitor, is_secretariat),
            N_("Only the two sides of a visit and the visitor's cluster manager can see it."),
        ),
        Permission(
            "visit.answer",
            N_("accept or decline a visit, propose other dates, note who came"),
            (hosts_it,),
            N_("Only people of the host can do that."),
        ),
        Permission(
            "visit.change",
            N_("change the dates of a visit, withdraw it, take a freed place"),
            (visits_in_it,),
            N_("Only people of the visiting organisation can do that."),
        ),
        Permission(
            "visit.take_part",
            N_("cancel a confirmed visit, complete it and give feedback"),
            (visits_in_it, hosts_it),
            N_("Only the two sides of a visit can do that."),
        ),
        Permission(
            "visit.talk",
            N_("read and write in the conversation on a visit"),
            (visits_in_it, hosts_it),
            N_("Only the two sides of a visit can do that."),
        ),
        Permission(
            "venue.receive",
            N_("see who visits a venue today, and note arrivals"),
            (belongs_to_it,),
            N_("Only people of the host see who visits its venues."),
        ),
        Permission(
            "ranking.see",
            N_("see what ranking learnt from verdicts"),
            (manages_any_cluster, is_secretariat),
            N_("Only managers of clusters and the secretariat can see this page."),
        ),
        Permission(
            "ranking.switch",
            N_("switch learnt ranking off and on for everybody"),
            (is_secretariat,),
            N_("Only the network's secretariat can decide this for everybody."),
        ),
        Permission(
            "report.see",
            N_("see who gives and who takes, answer times and honour rates, of the own clusters or of all"),
            (manages_any_cluster, is_secretariat),
            N_("Only managers of clusters and the secretariat can see these figures."),
        ),
        Permission(
            "report.network",
            N_("see and export every use of the roaming agreement"),
            (is_secretariat,),
            N_("Only the network's secretariat can see this report."),
        ),
        Permission(
            "network.see",
            N_("see figures of the whole network"),
            (is_secretariat,),
            N_("Only the network's secretariat can see this page."),
        ),
    )
}


def allowed(person: Person | None, permission: str, thing: object) -> bool:
    """May the person do it? Nobody signed in may do nothing.

    :raises KeyError: for a permission that is not in the table.
    """
    row = PERMISSIONS[permission]
    return person is not None and row.holds(person, thing)


def check(person: Person | None, permission: str, thing: object) -> None:
    """Pass, or refuse with the permission's sentence.

    :raises NotAllowed: the person may not do it.
    """
    if not allowed(person, permission, thing):
        raise NotAllowed(PERMISSIONS[permission].refusal)
