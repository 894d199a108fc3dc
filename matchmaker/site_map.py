"""Every address of the service, in one list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask

from matchmaker.agreements import terms_views as agreement_terms
from matchmaker.agreements import views as agreements
from matchmaker.calendar import views as calendar
from matchmaker.calls import views as calls
from matchmaker.curation import member_views as curated_members
from matchmaker.curation import views as desk
from matchmaker.demo import views as demo
from matchmaker.erasure import views as erasure
from matchmaker.events import views as events
from matchmaker.extensions import csrf
from matchmaker.home import views as home
from matchmaker.introductions import asking_views as introduction_asking
from matchmaker.introductions import meeting_views as introduction_meetings
from matchmaker.introductions import outcome_views as introduction_outcomes
from matchmaker.introductions import signed_views as introduction_links
from matchmaker.introductions import views as introductions
from matchmaker.listings import views as listings
from matchmaker.metrics import views as metrics
from matchmaker.network import views as network
from matchmaker.notifications import views as mails
from matchmaker.organisations import claim_views as claims
from matchmaker.organisations import cluster_views as clusters
from matchmaker.organisations import people_views as organisation_people
from matchmaker.organisations import views as organisations
from matchmaker.overview import views as overview
from matchmaker.people import data_views as own_data
from matchmaker.people import token_views as tokens
from matchmaker.people import views as people
from matchmaker.projects import views as projects
from matchmaker.ranking import views as ranking
from matchmaker.reports import views as reports
from matchmaker.suggestions import search_views
from matchmaker.suggestions import views as suggestions
from matchmaker.trips import search_views as venue_search
from matchmaker.trips import venue_views as venue_page
from matchmaker.trips import views as trips
from matchmaker.trips import visit_views as visit_asking
from matchmaker.venues import parts_views as venue_parts
from matchmaker.venues import picture_views as venue_pictures
from matchmaker.venues import views as venues
from matchmaker.visits import arrival_views as visit_arrivals
from matchmaker.visits import free_views as free_places
from matchmaker.visits import host_views as visit_hosts
from matchmaker.visits import signed_views as visit_links
from matchmaker.visits import views as visits
from matchmaker.web import choices, health


@dataclass(frozen=True, slots=True)
class Route:
    """An address, the name links use for it, and the function that answers."""

    rule: str
    endpoint: str
    view: Callable[..., Any]
    method: str = "GET"
    #: The address itself proves who asks, so that no form's token is needed: such links work from mails,
    #: without cookies.
    signed: bool = False


ROUTES: tuple[Route, ...] = (
    # home
    Route("/", "pages.home", home.show),
    Route("/map.json", "pages.map_points", home.map_points),
    Route("/how-matching-works", "pages.matching", home.matching),
    Route("/who-may-do-what", "pages.rules", home.rules),
    # overview
    Route("/overview", "overview.show", overview.show),
    # people
    Route("/hat", "people.wear_hat", people.wear_hat, "POST"),
    Route("/account", "people.account", people.account),
    Route("/account", "people.save_account", people.save_account, "POST"),
    Route("/account/data", "people.data", own_data.show),
    Route("/account/data", "people.take_data", own_data.take, "POST"),
    Route("/account/erase", "people.leave", erasure.show),
    Route("/account/erase", "people.erase", erasure.erase, "POST"),
    Route("/account/tokens", "people.tokens", tokens.show),
    Route("/account/tokens", "people.create_token", tokens.create, "POST"),
    Route("/account/tokens/<int:token_id>/revoke", "people.revoke_token", tokens.revoke, "POST"),
    Route("/account/calendars", "calendar.manage", calendar.manage),
    Route("/account/calendars", "calendar.create", calendar.create, "POST"),
    Route("/account/calendars/<int:feed_id>/revoke", "calendar.revoke", calendar.revoke, "POST"),
    Route("/account/mails", "mails.preferences", mails.preferences),
    Route("/account/mails", "mails.save_preferences", mails.save_preferences, "POST"),
    Route("/mails/stop/<token>", "mails.unsubscribe", mails.unsubscribe),
    Route("/mails/stop/<token>", "mails.stop", mails.stop, "POST", signed=True),
    Route("/mails/stop/<token>/undo", "mails.resume", mails.resume, "POST", signed=True),
    # calendar, for programs that have its address
    Route("/calendar/<token>.ics", "calendar.show", calendar.show),
    # demo
    Route("/demo/mail", "demo.mails", demo.mails),
    Route("/demo/mail/<name>", "demo.mail", demo.mail),
    # organisations
    Route("/organisations", "organisations.directory", organisations.directory),
    Route("/organisations/new", "organisations.new", organisations.new),
    Route("/organisations/new", "organisations.create", organisations.create, "POST"),
    Route("/organisations/<slug>", "organisations.show", organisations.show),
    Route("/organisations/<slug>/edit", "organisations.edit", organisations.edit),
    Route("/organisations/<slug>/edit", "organisations.save", organisations.save, "POST"),
    Route("/organisations/<slug>/people", "organisations.people", organisation_people.people),
    Route("/organisations/<slug>/people", "organisations.add_person", organisation_people.add_person, "POST"),
    Route(
        "/organisations/<slug>/people/<int:membership_id>/role",
        "organisations.change_role",
        organisation_people.change_role,
        "POST",
    ),
    Route(
        "/organisations/<slug>/people/<int:membership_id>/remove",
        "organisations.remove_person",
        organisation_people.remove_person,
        "POST",
    ),
    Route(
        "/organisations/<slug>/clusters",
        "organisations.join_cluster",
        clusters.join_cluster,
        "POST",
    ),
    Route(
        "/organisations/<slug>/clusters/<int:link_id>/leave",
        "organisations.leave_cluster",
        clusters.leave_cluster,
        "POST",
    ),
    Route(
        "/organisations/<slug>/visibility",
        "organisations.change_visibility",
        organisations.change_visibility,
        "POST",
    ),
    Route(
        "/organisations/<slug>/naming",
        "organisations.change_naming",
        organisations.change_naming,
        "POST",
    ),
    Route("/organisations/<slug>/verify", "organisations.verify", organisations.verify, "POST"),
    # claims of profiles from public data
    Route("/organisations/<slug>/claim", "claims.new", claims.new),
    Route("/organisations/<slug>/claim", "claims.create", claims.create, "POST"),
    Route("/claims", "claims.waiting", claims.waiting),
    Route("/claims/<int:claim_id>/withdraw", "claims.withdraw", claims.withdraw, "POST"),
    Route("/claims/<int:claim_id>/accept", "claims.accept", claims.accept, "POST"),
    Route("/claims/<int:claim_id>/refuse", "claims.refuse", claims.refuse, "POST"),
    # clusters
    Route("/members", "clusters.members", clusters.members),
    Route("/members/<int:link_id>/accept", "clusters.accept", clusters.accept, "POST"),
    Route("/members/<int:link_id>/decline", "clusters.decline", clusters.decline, "POST"),
    Route("/members/<slug>", "clusters.member", curated_members.member),
    Route("/members/<slug>/suggestions", "clusters.curate", curated_members.curate, "POST"),
    # desk
    Route("/desk", "desk.show", desk.show),
    Route("/desk/settings", "desk.settings", desk.settings),
    Route("/desk/settings/<slug>", "desk.save_settings", desk.save_settings, "POST"),
    Route("/desk/decide", "desk.decide_many", desk.decide_many, "POST"),
    Route("/desk/undo", "desk.undo", desk.undo, "POST"),
    Route("/desk/<item>", "desk.item", desk.item),
    Route("/desk/<item>/decide", "desk.decide", desk.decide, "POST"),
    Route("/desk/<item>/agree", "desk.agree", desk.agree, "POST"),
    Route("/desk/<item>/send-back", "desk.send_back", desk.send_back, "POST"),
    # listings
    Route("/needs-and-offers", "listings.browse", listings.browse),
    Route("/listings", "listings.mine", listings.mine),
    Route("/listings/new", "listings.new", listings.new),
    Route("/listings/new", "listings.create", listings.create, "POST"),
    Route("/listings/check", "listings.check_text", listings.check_text, "POST"),
    Route("/listings/<int:listing_id>", "listings.show", listings.show),
    Route("/listings/<int:listing_id>/edit", "listings.edit", listings.edit),
    Route("/listings/<int:listing_id>/edit", "listings.save", listings.save, "POST"),
    Route("/listings/<int:listing_id>/publish", "listings.publish", listings.publish, "POST"),
    Route("/listings/<int:listing_id>/renew", "listings.renew", listings.renew, "POST"),
    Route("/listings/<int:listing_id>/confirm", "listings.confirm", listings.confirm, "POST"),
    Route("/listings/<int:listing_id>/withdraw", "listings.withdraw", listings.withdraw, "POST"),
    Route("/listings/<int:listing_id>/delete", "listings.delete", listings.delete, "POST"),
    # projects
    Route("/projects", "projects.browse", projects.browse),
    Route("/projects/mine", "projects.mine", projects.mine),
    Route("/projects/new", "projects.new", projects.new),
    Route("/projects/new", "projects.create", projects.create, "POST"),
    Route("/projects/check", "projects.check_text", projects.check_text, "POST"),
    Route("/projects/<int:project_id>", "projects.show", projects.show),
    Route("/projects/<int:project_id>/edit", "projects.edit", projects.edit),
    Route("/projects/<int:project_id>/edit", "projects.save", projects.save, "POST"),
    Route("/projects/<int:project_id>/publish", "projects.publish", projects.publish, "POST"),
    Route("/projects/<int:project_id>/withdraw", "projects.withdraw", projects.withdraw, "POST"),
    Route("/projects/<int:project_id>/delete", "projects.delete", projects.delete, "POST"),
    # calls
    Route("/calls", "calls.browse", calls.browse),
    Route("/calls/mine", "calls.mine", calls.mine),
    Route("/calls/new", "calls.new", calls.new),
    Route("/calls/new", "calls.create", calls.create, "POST"),
    Route("/calls/check", "calls.check_text", calls.check_text, "POST"),
    Route("/calls/<int:call_id>", "calls.show", calls.show),
    Route("/calls/<int:call_id>/edit", "calls.edit", calls.edit),
    Route("/calls/<int:call_id>/edit", "calls.save", calls.save, "POST"),
    Route("/calls/<int:call_id>/publish", "calls.publish", calls.publish, "POST"),
    Route("/calls/<int:call_id>/withdraw", "calls.withdraw", calls.withdraw, "POST"),
    Route("/calls/<int:call_id>/delete", "calls.delete", calls.delete, "POST"),
    # venues
    Route("/places", "venues.browse", venue_search.browse),
    Route("/venues", "venues.mine", venues.mine),
    Route("/venues/new", "venues.new", venues.new),
    Route("/venues/new", "venues.create", venues.create, "POST"),
    Route("/places/<slug>", "venues.show", venue_page.show),
    Route("/places/<slug>/edit", "venues.edit", venues.edit),
    Route("/places/<slug>/edit", "venues.save", venues.save, "POST"),
    Route("/places/<slug>/spaces", "venues.add_space", venue_parts.add_space, "POST"),
    Route(
        "/places/<slug>/spaces/<int:space_id>/remove",
        "venues.remove_space",
        venue_parts.remove_space,
        "POST",
    ),
    Route(
        "/places/<slug>/spaces/<int:space_id>/confirmation",
        "venues.change_confirmation",
        venue_parts.change_confirmation,
        "POST",
    ),
    Route("/places/<slug>/pictures", "venues.add_picture", venue_pictures.add_picture, "POST"),
    Route(
        "/places/<slug>/pictures/<int:picture_id>/remove",
        "venues.remove_picture",
        venue_pictures.remove_picture,
        "POST",
    ),
    Route("/pictures/<digest>/<size>.jpg", "venues.picture", venue_pictures.picture),
    Route("/places/<slug>/closures", "venues.add_closure", venue_parts.add_closure, "POST"),
    Route(
        "/places/<slug>/closures/<int:closure_id>/remove",
        "venues.remove_closure",
        venue_parts.remove_closure,
        "POST",
    ),
    Route("/places/<slug>/publish", "venues.publish", venues.publish, "POST"),
    Route("/places/<slug>/withdraw", "venues.withdraw", venues.withdraw, "POST"),
    # agreements
    Route("/agreement", "agreements.show", agreements.show),
    Route("/agreement/versions/<int:number>", "agreements.version", agreements.version),
    Route("/network/agreement", "agreements.overview", agreements.overview),
    Route("/network/agreement/new", "agreements.new_terms", agreement_terms.new),
    Route("/network/agreement/new", "agreements.publish_terms", agreement_terms.publish, "POST"),
    Route("/organisations/<slug>/agreement", "agreements.ours", agreements.ours),
    Route("/organisations/<slug>/agreement", "agreements.sign", agreements.sign, "POST"),
    Route(
        "/organisations/<slug>/agreement/coordinator",
        "agreements.name_coordinator",
        agreements.name_coordinator,
        "POST",
    ),
    Route("/organisations/<slug>/agreement/withdraw", "agreements.ask_withdraw", agreements.ask_withdraw),
    Route("/organisations/<slug>/agreement/withdraw", "agreements.withdraw", agreements.withdraw, "POST"),
    Route("/organisations/<slug>/additions", "agreements.additions", agreements.additions),
    Route("/organisations/<slug>/additions", "agreements.save_additions", agreements.save_additions, "POST"),
    # events
    Route("/events", "events.browse", events.browse),
    Route("/events/mine", "events.mine", events.mine),
    Route("/events/new", "events.new", events.new),
    Route("/events/new", "events.create", events.create, "POST"),
    Route("/events/<slug>", "events.show", events.show),
    Route("/events/<slug>.ics", "events.calendar", events.calendar),
    Route("/events/<slug>/edit", "events.edit", events.edit),
    Route("/events/<slug>/edit", "events.save", events.save, "POST"),
    Route("/events/<slug>/publish", "events.publish", events.publish, "POST"),
    Route("/events/<slug>/cancel", "events.cancel", events.cancel, "POST"),
    Route("/events/<slug>/delete", "events.delete", events.delete, "POST"),
    Route("/events/<slug>/register", "events.register", events.register, "POST"),
    Route("/events/<slug>/unregister", "events.unregister", events.unregister, "POST"),
    # visits
    Route("/places/<slug>/visit", "visits.new", visit_asking.new),
    Route("/places/<slug>/visit", "visits.create", visit_asking.create, "POST"),
    Route("/places/<slug>/free", "visits.free", free_places.free),
    Route("/free-places", "visits.availability", free_places.availability),
    Route("/visits", "visits.index", visits.index),
    Route("/visits/today", "visits.day", visit_hosts.day),
    Route("/visits/today/arrive", "visits.arrive_by_code", visit_hosts.arrive, "POST"),
    Route("/visits/sheet", "visits.sheet", visit_hosts.sheet),
    Route("/visits/<token>", "visits.show", visits.show),
    Route("/visits/<token>/code.svg", "visits.code_picture", visit_arrivals.picture),
    Route("/arrive/<code>", "visits.arrival", visit_arrivals.arrival),
    Route("/visits/<token>/badge", "visits.badge", visits.badge),
    Route("/visits/<token>/visit.ics", "visits.download", visits.download),
    Route("/visits/<token>/accept", "visits.accept", visits.accept, "POST"),
    Route("/visits/<token>/decline", "visits.decline", visits.decline, "POST"),
    Route("/visits/<token>/dates", "visits.change_dates", visits.change_dates, "POST"),
    Route("/visits/<token>/agree", "visits.agree", visits.agree, "POST"),
    Route("/visits/<token>/turn-down", "visits.turn_down", visits.turn_down, "POST"),
    Route("/visits/<token>/withdraw", "visits.withdraw", visits.withdraw, "POST"),
    Route("/visits/<token>/take", "visits.take", visits.take, "POST"),
    Route("/visits/<token>/cancel", "visits.cancel", visits.cancel, "POST"),
    Route("/visits/<token>/arrive", "visits.arrive", visits.arrive, "POST"),
    Route("/visits/<token>/no-show", "visits.miss", visits.miss, "POST"),
    Route("/visits/<token>/complete", "visits.complete", visits.complete, "POST"),
    Route("/visits/<token>/feedback", "visits.give_feedback", visits.give_feedback, "POST"),
    Route("/visits/<token>/say", "visits.say", visits.say, "POST"),
    # visits, by the links of mails
    Route("/visit-answer/<link>", "visits.answer_by_mail", visit_links.answer),
    Route("/visit-answer/<link>/accept", "visits.accept_by_mail", visit_links.accept, "POST", signed=True),
    Route("/visit-answer/<link>/decline", "visits.decline_by_mail", visit_links.decline, "POST", signed=True),
    Route("/visit-dates/<link>", "visits.dates_by_mail", visit_links.dates),
    Route("/visit-dates/<link>/agree", "visits.agree_by_mail", visit_links.agree, "POST", signed=True),
    Route(
        "/visit-dates/<link>/turn-down",
        "visits.turn_down_by_mail",
        visit_links.turn_down,
        "POST",
        signed=True,
    ),
    Route(
        "/visit-dates/<link>/withdraw", "visits.withdraw_by_mail", visit_links.withdraw, "POST", signed=True
    ),
    Route("/visit-place/<link>", "visits.place_by_mail", visit_links.place),
    Route("/visit-place/<link>/take", "visits.take_by_mail", visit_links.take, "POST", signed=True),
    Route("/visit-place/<link>/leave", "visits.leave_by_mail", visit_links.leave, "POST", signed=True),
    # trips
    Route("/trips", "trips.plan", trips.plan),
    Route("/trips/ask", "trips.ask", trips.ask, "POST"),
    # suggestions
    Route("/suggestions", "suggestions.mine", suggestions.mine),
    Route("/suggestions/<subject>", "suggestions.show", suggestions.show),
    Route("/suggestions/<subject>/why/<target>", "suggestions.why", suggestions.why),
    Route("/suggestions/<subject>/why-not", "suggestions.why_not", suggestions.why_not),
    Route("/suggestions/<subject>/compare", "suggestions.compare", suggestions.compare),
    Route(
        "/suggestions/<subject>/verdict",
        "suggestions.give_verdict",
        suggestions.give_verdict,
        "POST",
    ),
    Route("/search", "suggestions.search", search_views.search),
    Route("/preview", "suggestions.preview", search_views.preview, "POST"),
    # introductions
    Route("/introductions", "introductions.index", introductions.index),
    Route("/introductions/with/<slug>", "introductions.with_organisation", introductions.with_organisation),
    Route("/introductions/new", "introductions.new", introduction_asking.new),
    Route("/introductions/new", "introductions.create", introduction_asking.create, "POST"),
    Route("/introductions/<int:introduction_id>", "introductions.show", introductions.show),
    Route("/introductions/<int:introduction_id>/edit", "introductions.edit", introduction_asking.edit),
    Route(
        "/introductions/<int:introduction_id>/edit", "introductions.save", introduction_asking.save, "POST"
    ),
    Route(
        "/introductions/<int:introduction_id>/discard",
        "introductions.discard",
        introduction_asking.discard,
        "POST",
    ),
    Route(
        "/introductions/<int:introduction_id>/release", "introductions.release", introductions.release, "POST"
    ),
    Route("/introductions/<int:introduction_id>/stop", "introductions.stop", introductions.stop, "POST"),
    Route(
        "/introductions/<int:introduction_id>/accept", "introductions.accept", introductions.accept, "POST"
    ),
    Route(
        "/introductions/<int:introduction_id>/decline", "introductions.decline", introductions.decline, "POST"
    ),
    Route(
        "/introductions/<int:introduction_id>/withdraw",
        "introductions.withdraw",
        introductions.withdraw,
        "POST",
    ),
    Route("/introductions/<int:introduction_id>/say", "introductions.say", introductions.say, "POST"),
    Route(
        "/introductions/<int:introduction_id>/met", "introductions.mark_met", introductions.mark_met, "POST"
    ),
    Route(
        "/introductions/<int:introduction_id>/never-again", "introductions.block", introductions.block, "POST"
    ),
    Route("/pairs/<int:block_id>/undo", "introductions.unblock", introductions.unblock, "POST"),
    Route(
        "/introductions/<int:introduction_id>/meeting",
        "introductions.propose_meeting",
        introduction_meetings.propose,
    ),
    Route(
        "/introductions/<int:introduction_id>/meeting",
        "introductions.save_meeting",
        introduction_meetings.save,
        "POST",
    ),
    Route(
        "/introductions/<int:introduction_id>/meeting/<int:meeting_id>/choose",
        "introductions.choose_slot",
        introduction_meetings.choose,
        "POST",
    ),
    Route(
        "/introductions/<int:introduction_id>/meeting/<int:meeting_id>/cancel",
        "introductions.cancel_meeting",
        introduction_meetings.cancel,
        "POST",
    ),
    Route(
        "/introductions/<int:introduction_id>/meeting/<int:meeting_id>.ics",
        "introductions.meeting_file",
        introduction_meetings.download,
    ),
    Route("/introductions/<int:introduction_id>/outcome", "introductions.outcome", introduction_outcomes.ask),
    Route(
        "/introductions/<int:introduction_id>/outcome",
        "introductions.report_outcome",
        introduction_outcomes.report,
        "POST",
    ),
    # introductions, by the links of mails
    Route("/answer/<token>", "introductions.answer", introduction_links.answer),
    Route(
        "/answer/<token>/accept",
        "introductions.accept_by_mail",
        introduction_links.accept,
        "POST",
        signed=True,
    ),
    Route(
        "/answer/<token>/decline",
        "introductions.decline_by_mail",
        introduction_links.decline,
        "POST",
        signed=True,
    ),
    Route("/times/<token>", "introductions.times", introduction_links.times),
    Route("/times/<token>", "introductions.choose_by_mail", introduction_links.choose, "POST", signed=True),
    Route("/outcome/<token>", "introductions.outcome_by_mail", introduction_links.outcome),
    Route("/outcome/<token>", "introductions.report_by_mail", introduction_links.report, "POST", signed=True),
    # ranking
    Route("/ranking", "ranking.show", ranking.show),
    Route("/ranking/off", "ranking.switch_off", ranking.switch_off, "POST"),
    Route("/ranking/on", "ranking.switch_on", ranking.switch_on, "POST"),
    # reports
    Route("/fair-play", "reports.show", reports.show),
    Route("/fair-play/visits", "reports.records", reports.records),
    Route("/network/visits", "reports.network", reports.network),
    Route("/network/visits.csv", "reports.csv_file", reports.csv_file),
    Route("/network/visits.xlsx", "reports.xlsx_file", reports.xlsx_file),
    # network
    Route("/network", "network.show", network.show),
    # web
    Route("/language", "web.choose_language", choices.choose_language, "POST"),
    Route("/theme", "web.choose_theme", choices.choose_theme, "POST"),
    Route("/health/live", "health.live", health.live),
    Route("/health/ready", "health.ready", health.ready),
    Route("/metrics", "metrics.show", metrics.show),
)


def init_app(app: Flask) -> None:
    """Register every route."""
    for route in ROUTES:
        app.add_url_rule(route.rule, route.endpoint, route.view, methods=[route.method])
        if route.signed:
            csrf.exempt(route.view)
