"""Claims of profiles as pages show them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for
from flask_babel import format_date

from matchmaker.organisations import claim_rules, presenters
from matchmaker.organisations.claim_queries import WaitingClaim
from matchmaker.organisations.claim_rules import Proof
from matchmaker.organisations.identity import own_identity
from matchmaker.organisations.words import PROOFS
from matchmaker.web.translation import _
from models import ClaimState, Organisation, OrganisationClaim, Person

_TONES = {Proof.SAME_DOMAIN: "good", Proof.FREE_MAIL: "waiting", Proof.UNCONFIRMED: "waiting"}


@dataclass(frozen=True, slots=True)
class ProofWords:
    """What a claimant's address says, and how that speaks for them: good, waiting or neutral."""

    sentence: str
    tone: str


def proof_of(person: Person, organisation: Organisation) -> ProofWords:
    """What the address of a person who claims an organisation says."""
    hints = _hints(person, organisation)
    sentence = str(PROOFS[hints.proof]) % {"address": hints.address_domain, "web": hints.web_domain}
    return ProofWords(sentence, _TONES.get(hints.proof, "neutral"))


def speaks_for_itself(person: Person, organisation: Organisation) -> bool:
    """Is the person's address at the organisation's website?"""
    return _hints(person, organisation).proof is Proof.SAME_DOMAIN


def _hints(person: Person, organisation: Organisation) -> claim_rules.Hints:
    return claim_rules.hints_of(
        email=person.email, confirmed=person.confirmed_at is not None, website=organisation.website
    )


@dataclass(frozen=True, slots=True)
class ClaimCard:
    """A claim that waits, finished for those who decide on it."""

    id: int
    organisation: str
    url: str
    facts: list[str]
    website: str
    claimant: str
    email: str
    job_title: str
    message: str
    since: str
    proof: ProofWords
    at_desk: bool


def card_of(waiting: WaitingClaim) -> ClaimCard:
    """The card of a claim."""
    claim, organisation, person = waiting.claim, waiting.claim.organisation, waiting.claim.person
    return ClaimCard(
        id=claim.id,
        organisation=organisation.name,
        url=url_for("organisations.show", slug=organisation.slug),
        facts=presenters.facts_line(organisation, own_identity(organisation)),
        website=organisation.website,
        claimant=person.name or person.email,
        email=person.email,
        job_title=claim.job_title,
        message=claim.message,
        since=format_date(claim.created_at, "medium"),
        proof=proof_of(person, organisation),
        at_desk=waiting.at_desk,
    )


@dataclass(frozen=True, slots=True)
class OwnClaim:
    """A person's own claim, finished for a list: with the way back while it waits."""

    name: str
    url: str
    standing: str
    withdraw_url: str


def own_line(claim: OrganisationClaim) -> OwnClaim:
    """A person's claim that waits or was refused."""
    waits = claim.state is ClaimState.WAITING
    day = claim.created_at if waits else claim.decided_at
    sentence = _("Claimed on %(day)s; waits for an answer.") if waits else _("Refused on %(day)s.")
    return OwnClaim(
        name=claim.organisation.name,
        url=url_for("organisations.show", slug=claim.organisation.slug),
        standing=sentence % {"day": format_date(day, "medium")},
        withdraw_url=url_for("claims.withdraw", claim_id=claim.id) if waits else "",
    )
