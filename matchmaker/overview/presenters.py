"""Steps in words, and whom they lead to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for

from matchmaker.overview.rules import Step, StepKind
from matchmaker.web.translation import _, _n
from models import Organisation


@dataclass(frozen=True, slots=True)
class StepCard:
    """A step, finished for `next_step`."""

    title: str
    text: str
    url: str
    action: str
    gain: str = ""


def step_cards(
    steps: Sequence[Step], organisation: Organisation | None = None, gaps: Sequence[dict[str, str]] = ()
) -> list[StepCard]:
    """Steps as cards.

    :param organisation: of the hat worn.
    :param gaps: what its profile lacks, the weightiest first.
    """
    return [_card(step, organisation, gaps) for step in steps]


def _card(step: Step, organisation: Organisation | None, gaps: Sequence[dict[str, str]]) -> StepCard:
    if step.kind is StepKind.PROFILE and organisation is not None and gaps:
        return StepCard(
            _("Complete the profile"),
            gaps[0]["sentence"],
            url_for("organisations.edit", slug=organisation.slug, _anchor=gaps[0]["field"]),
            _("Change the profile"),
            gaps[0]["gain"],
        )
    if step.kind is StepKind.SUGGESTIONS:
        return _suggestions(step.count)
    return (
        _introduction_card(step)
        or _text_card(step)
        or _venue_card(step)
        or _cluster_card(step)
        or _network_card(step)
    )


def _introduction_card(step: Step) -> StepCard | None:
    introductions = url_for("introductions.index")
    match step.kind:
        case StepKind.ANSWER:
            return StepCard(
                _n("Somebody asks to meet you", "%(num)s ask to meet you", step.count),
                _("They have written why. A yes exchanges contacts; a no says whom to ask instead."),
                introductions,
                _("Accept or decline"),
            )
        case StepKind.RELEASE:
            return StepCard(
                _n("A member asks for an introduction", "%(num)s introductions to release", step.count),
                _("Release it, or stop it with a reason that helps to write better."),
                introductions,
                _("Release or stop"),
            )
    return None


def _suggestions(count: int) -> StepCard:
    return StepCard(
        _("See what fits"),
        _n(
            "Your published need or offer is matched every day.",
            "Your %(num)s published needs and offers are matched every day.",
            count,
        ),
        url_for("suggestions.mine"),
        _("Open the suggestions"),
        _("Saving and dismissing sharpens what you see next."),
    )


def _text_card(step: Step) -> StepCard | None:
    mine = url_for("listings.mine")
    match step.kind:
        case StepKind.CONFIRM:
            return StepCard(
                _n("Does it still hold?", "Do these %(num)s still hold?", step.count),
                _("You published it half a year ago. Without an answer it leaves the suggestions."),
                mine,
                _("Say that it holds"),
                _("One click keeps it in front of those it fits."),
            )
        case StepKind.FIRST_LISTING:
            return StepCard(
                _("Describe a first need or offer"),
                _("A title and a few sentences are enough. You see while writing what it would match."),
                url_for("listings.new"),
                _("Describe a need or an offer"),
                _("Partners, calls and places are suggested for it at once."),
            )
        case StepKind.RENEW:
            return StepCard(
                _n("One text is about to expire", "%(num)s texts are about to expire", step.count),
                _("After its date a need or an offer is hidden, until somebody renews it."),
                mine,
                _("Renew for a year"),
                _("It stays in the suggestions of others."),
            )
        case StepKind.DRAFTS:
            return StepCard(
                _n("One draft waits", "%(num)s drafts wait", step.count),
                _("Nobody else sees a draft, and nothing is matched with it."),
                mine,
                _("Finish and publish"),
                _("It is matched within seconds."),
            )
    return None


def _venue_card(step: Step) -> StepCard | None:
    mine = url_for("venues.mine")
    match step.kind:
        case StepKind.FIRST_VENUE:
            return StepCard(
                _("Describe where visitors can work"),
                _("The rooms, the hours, and how business is done in your city."),
                url_for("venues.new"),
                _("Describe a venue"),
                _("It is suggested to companies that fit your neighbours."),
            )
        case StepKind.VENUE_DRAFTS:
            return StepCard(
                _n("One venue is not published", "%(num)s venues are not published", step.count),
                _("Nobody finds it before. A space and one open day are enough."),
                mine,
                _("Complete and publish"),
            )
        case StepKind.GUIDE:
            return StepCard(
                _n(
                    "A local guide was not reviewed for a year",
                    "%(num)s local guides were not reviewed for a year",
                    step.count,
                ),
                _("Visitors see the date. Read it once more and say that it holds."),
                mine,
                _("Review the guide"),
                _("Visitors trust a fresh guide."),
            )
        case StepKind.VENUE_GAPS:
            return StepCard(
                _n("One venue could say more", "%(num)s venues could say more", step.count),
                _("Something is missing that matching or visitors would use."),
                mine,
                _("See what is missing"),
            )
    return None


def _cluster_card(step: Step) -> StepCard | None:
    members = url_for("clusters.members")
    match step.kind:
        case StepKind.REQUESTS:
            return StepCard(
                _n("One organisation asks to join", "%(num)s organisations ask to join", step.count),
                _("They wait for your answer."),
                members,
                _("Answer the requests"),
            )
        case StepKind.VERIFY:
            return StepCard(
                _n("One member is not verified", "%(num)s members are not verified", step.count),
                _("Look whether they are who they say they are."),
                members,
                _("Verify members"),
                _("At equal fit, verified organisations are suggested first."),
            )
        case StepKind.SILENT_MEMBERS:
            return StepCard(
                _n(
                    "One member has published nothing",
                    "%(num)s members have published nothing",
                    step.count,
                ),
                _("Without a need or an offer nobody can be matched with them."),
                members,
                _("See your members"),
            )
    return None


def _network_card(step: Step) -> StepCard:
    network = url_for("network.show")
    match step.kind:
        case StepKind.GIVEN_UP:
            return StepCard(
                _n("One job was given up", "%(num)s jobs were given up", step.count),
                _("A mail was not sent, or a text not indexed, after several tries."),
                url_for("network.show", _anchor="outbox"),
                _("See what failed"),
            )
        case StepKind.LATE:
            return StepCard(
                _n("One job is late", "%(num)s jobs are late", step.count),
                _("The worker may have stopped: mails and suggestions wait."),
                url_for("network.show", _anchor="outbox"),
                _("See the outbox"),
            )
        case StepKind.CLAIMS:
            return StepCard(
                _n("Somebody claims a profile", "%(num)s claims of profiles", step.count),
                _("They say that a profile from public data is theirs, and wait for an answer."),
                url_for("claims.waiting"),
                _("Hand over or refuse"),
            )
    return StepCard(
        _n("One organisation to verify", "%(num)s organisations to verify", step.count),
        _("They registered, and nobody has looked who they are."),
        f"{network}#verify",
        _("See whom"),
    )


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """An organisation in a short list."""

    name: str
    url: str
    note: str


def organisation_lines(organisations: Sequence[Organisation]) -> list[OrganisationLine]:
    """Organisations with their city."""
    return [
        OrganisationLine(
            organisation.name,
            url_for("organisations.show", slug=organisation.slug),
            organisation.city,
        )
        for organisation in organisations
    ]
