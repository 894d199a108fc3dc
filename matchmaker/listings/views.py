"""Pages of needs and offers."""

from __future__ import annotations

from flask import Response, abort, flash, make_response, render_template, request, url_for

from matchmaker.extensions import db
from matchmaker.listings import checks, presenters, queries, rules, service
from matchmaker.listings.forms import ListingForm
from matchmaker.listings.quality_words import check_words
from matchmaker.listings.words import CATEGORIES
from matchmaker.matching.languages import detect_language
from matchmaker.permissions import allowed, check
from matchmaker.publication.editing import acting_organisation, answer_form, gaps_fragment, lead_on, told
from matchmaker.publication.rules import Gap
from matchmaker.web.authorising import load, require_person, signed_in_person
from matchmaker.web.paging import page_of
from matchmaker.web.text import country_name
from matchmaker.web.translation import _
from models import Listing, Organisation
from models.columns import utc_now


def browse() -> str:
    """What everybody may read, newest first."""
    filters = presenters.filters_in_force()
    counts = queries.shown_counts(db.session, filters)
    total = sum(counts.values()) if filters.direction is None else counts[filters.direction]
    page = page_of(total, lambda limit, offset: queries.shown_listings(db.session, filters, limit, offset))
    countries = queries.countries_shown(db.session)
    return render_template(
        "listings/browse.html",
        page=page,
        cards=[presenters.card_of(listing) for listing in page.rows],
        tabs=presenters.direction_tabs(filters, counts),
        filters=filters,
        categories=CATEGORIES,
        countries=sorted(((code, country_name(code)) for code in countries), key=lambda pair: pair[1]),
    )


def mine() -> str:
    """All needs and offers of the organisation the person acts for, and what to do about each."""
    organisation = acting_organisation()
    listings = queries.listings_of(db.session, organisation)
    return render_template(
        "listings/mine.html",
        organisation=organisation,
        entries=[
            (listing, presenters.card_of(listing), presenters.standing_of(listing)) for listing in listings
        ],
    )


def new() -> Response:
    """An empty form."""
    organisation = acting_organisation()
    check(require_person(), "listing.edit", organisation)
    form = _form()
    form.direction.data = request.args.get("direction")
    return _form_page(form, organisation, None)


def create() -> Response:
    """Write a draft, or publish at once."""
    person, organisation = require_person(), acting_organisation()
    check(person, "listing.edit", organisation)
    form = _form()

    def write() -> str:
        listing = service.draft_listing(db.session, organisation, form.values(), actor=person)
        if form.is_publishing:
            service.publish_listing(db.session, listing, actor=person)
            flash(_("Published. Below is whom it may fit."), "success")
        else:
            flash(_("Saved as a draft. Nobody else sees it yet."), "success")
        return url_for("listings.show", listing_id=listing.id)

    return answer_form(form, write, lambda status: _form_page(form, organisation, None, status))


def show(listing_id: int) -> str:
    """One need or offer, and whom it fits for those who may see that."""
    person = signed_in_person()
    listing = queries.visible_listing(db.session, listing_id, person)
    if listing is None:
        abort(404)
    may_edit = allowed(person, "listing.edit", listing)
    check_of_text = checks.standing_check(db.session, listing) if may_edit else None
    return render_template(
        "listings/show.html",
        listing=listing,
        check=check_words(check_of_text) if check_of_text is not None else None,
        card=presenters.card_of(listing),
        details=presenters.details_of(listing),
        standing=presenters.standing_of(listing),
        may_edit=may_edit,
        may_see_suggestions=allowed(person, "suggestions.see", listing),
    )


def edit(listing_id: int) -> Response:
    """The form, filled in."""
    listing = load(Listing, "listing.edit", id=listing_id)
    form = _form(listing)
    form.version.data = service.version_now(listing)
    return _form_page(form, listing.organisation, listing)


def save(listing_id: int) -> Response:
    """Replace the text; publish or renew it with the second button."""
    listing = load(Listing, "listing.edit", id=listing_id)
    person, form = require_person(), _form()

    def write() -> str:
        service.change_listing(db.session, listing, form.values(), actor=person, seen=form.version.data or "")
        if form.is_publishing:
            service.publish_listing(db.session, listing, actor=person)
        flash(_("Saved and published.") if form.is_publishing else _("Saved."), "success")
        return url_for("listings.show", listing_id=listing.id)

    return answer_form(
        form,
        write,
        lambda status: _form_page(form, listing.organisation, listing, status),
        lambda: service.version_now(listing),
    )


def check_text() -> Response:
    """What is missing in the form as it is typed; nothing is saved."""
    require_person()
    return gaps_fragment(_gaps(_form()))


def publish(listing_id: int) -> Response:
    """Show it to everybody."""
    listing = load(Listing, "listing.edit", id=listing_id)
    service.publish_listing(db.session, listing, actor=require_person())
    flash(_("Published. Below is whom it may fit."), "success")
    return _to(listing)


def renew(listing_id: int) -> Response:
    """Show it for another year."""
    listing = load(Listing, "listing.edit", id=listing_id)
    service.renew_listing(db.session, listing, actor=require_person())
    flash(_("Renewed for another year."), "success")
    return _to(listing)


def confirm(listing_id: int) -> Response:
    """Say that it still holds."""
    listing = load(Listing, "listing.edit", id=listing_id)
    service.confirm_listing(db.session, listing, actor=require_person())
    flash(_("Thank you. It stays in suggestions."), "success")
    return _to(listing)


def withdraw(listing_id: int) -> Response:
    """Take it out of sight."""
    listing = load(Listing, "listing.edit", id=listing_id)
    service.withdraw_listing(db.session, listing, actor=require_person())
    flash(_("Withdrawn. Nobody else sees it any more; publish it again whenever you like."), "success")
    return _to(listing)


def delete(listing_id: int) -> Response:
    """Delete a draft."""
    listing = load(Listing, "listing.edit", id=listing_id)
    service.delete_listing(db.session, listing, actor=require_person())
    flash(_("The draft is deleted."), "success")
    return lead_on(url_for("listings.mine"))


def _form(listing: Listing | None = None) -> ListingForm:
    form = ListingForm(obj=listing)
    form.offer_choices()
    return form


def _form_page(
    form: ListingForm, organisation: Organisation, listing: Listing | None, status: int = 200
) -> Response:
    return make_response(
        render_template(
            "listings/form.html",
            form=form,
            organisation=organisation,
            listing=listing,
            # An expiry that no job has noted yet counts: the buttons must offer what can be done.
            state=rules.standing(listing.state, listing.valid_until, utc_now().date()) if listing else None,
            gaps=told(_gaps(form)),
        ),
        status,
    )


def _gaps(form: ListingForm) -> list[Gap]:
    values = form.values()
    text = f"{values.title} {values.summary} {values.description}"
    return rules.gaps(values, detected_language=detect_language(text, values.language))


def _to(listing: Listing) -> Response:
    return lead_on(url_for("listings.show", listing_id=listing.id))
