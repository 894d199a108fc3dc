"""The first page of who is signed in, by role: what happened, and what to do next."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from matchmaker.curation.queries import queue_of
from matchmaker.extensions import db
from matchmaker.introductions import queries as introductions
from matchmaker.introductions.presenters import chosen_for, line_of, shelf_named
from matchmaker.listings import presenters as listing_presenters
from matchmaker.network import queries as network
from matchmaker.network.presenters import activity_items, figure_tiles, import_lines
from matchmaker.organisations import claim_presenters
from matchmaker.organisations import claim_queries as claims
from matchmaker.organisations import presenters as organisation_presenters
from matchmaker.organisations.profile_queries import log_of
from matchmaker.overview import presenters, queries, rules
from matchmaker.overview.rules import TextFacts, VenueFacts
from matchmaker.permissions import allowed
from matchmaker.publication.rules import Gap
from matchmaker.suggestions.access import Scene
from matchmaker.suggestions.subjects import subject_of_organisation
from matchmaker.suggestions.views import strip
from matchmaker.venues import presenters as venue_presenters
from matchmaker.venues import queries as venues
from matchmaker.venues.rules import gaps, is_guide_stale
from matchmaker.venues.service import values_of
from matchmaker.web.authorising import require_person
from matchmaker.web.context import current_hat
from models import Organisation, OrganisationKind, Person, PublicationState, Venue
from models.columns import utc_now

LISTINGS_SHOWN = 6
INTRODUCTIONS_SHOWN = 5
ENTRIES_SHOWN = 8


def show() -> str:
    """The overview of the hat worn; without one the secretariat's, or the way to a first organisation."""
    person, hat = require_person(), current_hat()
    if hat is None:
        return _secretariat() if person.is_secretariat else _nobody(person)
    organisation = hat.organisation
    if request.args.get("part") == "best":
        return _best(organisation)
    if organisation.kind is OrganisationKind.CLUSTER and allowed(person, "cluster.manage", organisation):
        return _manager(person, organisation)
    if organisation.kind.is_host:
        return _host(person, organisation)
    context, facts = _own(person, organisation)
    steps = rules.member_steps(facts)
    return _page("member", organisation, steps, context)


def _nobody(person: Person) -> str:
    """Somebody of no organisation yet, and what became of the profiles they claimed."""
    now = utc_now()
    own = claims.claims_of(db.session, person, now)
    return render_template("overview/nobody.html", claims=[claim_presenters.own_line(claim) for claim in own])


def _best(organisation: Organisation) -> str:
    """The best partner, call and place, for the strip of the page."""
    scene = Scene(subject_of_organisation(db.session, organisation, utc_now()), organisation, own=True)
    found = strip(scene, most=1)
    return render_template("overview/_best.html", lists=found["lists"], indexed=found["indexed"])


def _own(person: Person, organisation: Organisation) -> tuple[dict[str, Any], TextFacts]:
    """What every organisation sees of itself, and the facts its steps follow from."""
    profile_gaps = organisation_presenters.gaps_of(organisation)
    may_edit = allowed(person, "organisation.edit", organisation)
    facts = queries.text_facts(
        db.session, organisation, profile_gaps=len(profile_gaps) if may_edit else 0, now=utc_now()
    )
    listings = queries.newest_listings(db.session, organisation, LISTINGS_SHOWN)
    entries = log_of(db.session, organisation, ENTRIES_SHOWN)
    context = {
        "person": person,
        "gaps": profile_gaps,
        "facts": facts,
        "listings": [
            (listing_presenters.card_of(listing), listing_presenters.standing_of(listing))
            for listing in listings
        ],
        "entries": organisation_presenters.log_entries(entries),
    }
    return context, facts


def _host(person: Person, host: Organisation) -> str:
    context, facts = _own(person, host)
    own = venues.venues_of(db.session, host)
    today = utc_now().date()
    lacking = {venue.id: _gaps_of(venue) for venue in own}
    stale = [venue for venue in own if any(_guide(venue)) and is_guide_stale(venue.guide_reviewed_on, today)]
    venue_facts = VenueFacts(
        venues=len(own),
        drafts=sum(venue.state is PublicationState.DRAFT for venue in own),
        stale_guides=len(stale),
        with_gaps=sum(bool(lacking[venue.id]) for venue in own if venue not in stale),
    )
    context["venues"] = [
        (
            venue,
            venue_presenters.room_of(venue.spaces),
            [venue_presenters.closure_words(c) for c in venues.closures_ahead(venue, today)[:1]],
        )
        for venue in own
    ]
    return _page("host", host, rules.host_steps(venue_facts, facts), context)


def _guide(venue: Venue) -> tuple[str, str, str]:
    return values_of(venue).guide


def _gaps_of(venue: Venue) -> list[Gap]:
    # The language was checked when the text was written; detecting it anew costs more than the rest.
    return gaps(
        values_of(venue),
        spaces=len(venue.spaces),
        reviewed_on=venue.guide_reviewed_on,
        detected_language=venue.language,
        today=utc_now().date(),
    )


def _manager(person: Person, cluster: Organisation) -> str:
    context, facts = _own(person, cluster)
    members = queries.members_of(db.session, cluster)
    context |= {
        "members": members,
        "at_desk": len(queue_of(db.session, person, utc_now()).entries)
        if cluster.id in person.managed_cluster_ids
        else None,
        "asking": presenters.organisation_lines(members.asking),
        "unverified": presenters.organisation_lines(members.unverified),
        "silent": presenters.organisation_lines(members.silent),
    }
    return _page("manager", cluster, rules.manager_steps(members.facts, facts), context)


def _secretariat() -> str:
    now = utc_now()
    health = network.outbox_health(db.session, now)
    to_verify = network.count_to_verify(db.session)
    steps = rules.secretariat_steps(
        claims=claims.count_for_secretariat(db.session),
        to_verify=to_verify,
        given_up=health.given_up,
        late=health.late,
    )
    return render_template(
        "overview/secretariat.html",
        steps=presenters.step_cards(steps),
        tiles=figure_tiles(network.figures(db.session, now)),
        health=health,
        to_verify_count=to_verify,
        to_verify=presenters.organisation_lines(network.to_verify(db.session)),
        imports=import_lines(network.imports(db.session)),
        entries=activity_items(network.last_activity(db.session, ENTRIES_SHOWN)),
    )


def _page(name: str, organisation: Organisation, steps: list[rules.Step], context: dict[str, Any]) -> str:
    person = require_person()
    waiting = introductions.waiting_for(db.session, person, organisation_id=organisation.id)
    steps = rules.with_introductions(steps, to_answer=waiting.to_answer, to_release=waiting.to_release)
    open_ones = chosen_for(person, organisation, shelf_named("open"))
    latest = introductions.latest_first(db.session, open_ones, INTRODUCTIONS_SHOWN)
    return render_template(
        f"overview/{name}.html",
        organisation=organisation,
        introductions=[line_of(row, person, organisation) for row in latest],
        steps=presenters.step_cards(steps, organisation, context["gaps"]),
        **context,
    )
