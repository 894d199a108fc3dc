"""A member as its manager sees it: what waits, whom to suggest, what happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for

from matchmaker.curation import presenters, proposing, queries, service, suggesting
from matchmaker.curation.forms import REPLACE, TAKE_BACK, CurateForm
from matchmaker.curation.words import REASONS
from matchmaker.extensions import db
from matchmaker.organisations.presenters import card_of
from matchmaker.organisations.profile_queries import figures_of
from matchmaker.people.names import shown_name
from matchmaker.refusals import Refusal
from matchmaker.suggestions import presenters as suggestion_cards
from matchmaker.suggestions.access import Scene
from matchmaker.suggestions.queries import SuggestionSearch
from matchmaker.suggestions.ranking import NO_FILTERS
from matchmaker.suggestions.reasons import Suggestion
from matchmaker.suggestions.rules import TargetKind
from matchmaker.suggestions.subjects import subject_of_organisation
from matchmaker.suggestions.whynot import organisations_named
from matchmaker.web.authorising import load, require_person
from matchmaker.web.translation import _, refusal_text
from models import (
    RECOMMENDED,
    TURNED_DOWN,
    CuratedState,
    CuratedSuggestion,
    DeskKind,
    DeskVerdict,
    DismissReason,
    Organisation,
    Person,
)
from models.columns import utc_now

SHOWN = 8


def member(slug: str) -> str:
    """The member's page for its manager."""
    organisation = load(Organisation, "member.curate", slug=slug)
    person, now = require_person(), utc_now()
    rows = queries.suggestions_for(db.session, organisation)
    settled = {row.target_id for row in rows if row.state is not CuratedState.PROPOSED}
    scene, search = _search(organisation)
    listed = search.found(TargetKind.PARTNER, 0, SHOWN + len(settled)).suggestions
    open_ones = [one for one in listed if one.target.id not in settled][:SHOWN]
    figures = figures_of(db.session, [organisation.id])
    queue = queries.queue_of(db.session, person, now)
    of_member = [entry for entry in queue.entries if entry.item.organisation_id == organisation.id]
    return render_template(
        "curation/member.html",
        organisation=organisation,
        card=card_of(organisation, figures[organisation.id]),
        at_desk=presenters.rows_of(of_member, None, None, now),
        recommended=[_kept(row) for row in rows if row.state in RECOMMENDED],
        turned_down=[_kept(row) for row in rows if row.state in TURNED_DOWN],
        under_way=_under_way(queue, rows),
        suggestions=suggestion_cards.cards(tuple(open_ones), scene, gaps=2),
        indexed=search.index.count > 0,
        thread=presenters.thread_entries(queries.thread_of(db.session, organisation.id, 20)),
        reasons=REASONS[DeskVerdict.DISMISS].items(),
        find=request.args.get("find", "")[:256],
        found=_named(organisation, request.args.get("find", "")[:256]),
    )


def _search(organisation: Organisation) -> tuple[Scene, SuggestionSearch]:
    scene = Scene(subject_of_organisation(db.session, organisation, utc_now()), organisation, own=False)
    return scene, scene.search(NO_FILTERS)


def _kept(row: CuratedSuggestion) -> dict[str, Any]:
    reason = REASONS[DeskVerdict.DISMISS].get(row.reason)
    return {
        "slug": row.target.slug,
        "title": row.target.name,
        "url": url_for("organisations.show", slug=row.target.slug),
        "state": row.state.value,
        "reason": str(reason) if reason is not None else "",
        "note": row.note,
        "by": shown_name(row.decided_by),
    }


def _under_way(queue: queries.Queue, rows: Sequence[CuratedSuggestion]) -> set[str]:
    """Slugs of those that were just suggested to both, and can still be taken back at the desk."""
    ids = {decision.subject_id for decision in queue.last if decision.kind is DeskKind.SUGGESTION}
    return {row.target.slug for row in rows if row.id in ids}


def _named(organisation: Organisation, name: str) -> list[dict[str, str]]:
    if not name.strip():
        return []
    return [
        {"slug": one.slug, "name": one.name, "place": suggestion_cards.place_words(one)}
        for one in organisations_named(db.session, name, may_see=frozenset())
        if one.id != organisation.id
    ]


def curate(slug: str) -> Response:
    """Suggest to both, pin, dismiss, replace, or take back."""
    organisation = load(Organisation, "member.curate", slug=slug)
    form, back = CurateForm(), url_for("clusters.member", slug=slug)
    if not form.validate():
        flash(" ".join(str(error) for errors in form.errors.values() for error in errors), "error")
        return _to(back)
    target = load(Organisation, slug=str(form.target.data))
    try:
        _act(organisation, target, form, require_person())
    except Refusal as refusal:
        flash(refusal_text(refusal), "error")
    return _to(back)


def _act(organisation: Organisation, target: Organisation, form: CurateForm, person: Person) -> None:
    """Do what the form says and tell so.

    :raises Refusal: with the sentence for the manager.
    """
    session, note, action = db.session, (form.note.data or "").strip(), form.action.data
    reason = DismissReason(form.reason.data or DismissReason.NOT_RELEVANT.value)
    row = _row(organisation, target)
    names = {"target": target.name, "organisation": organisation.name}
    if action == CuratedState.APPROVED.value:
        _approve(row, person, note)
        flash(_("%(target)s and %(organisation)s get your mail in a moment.", **names), "success")
    elif action == CuratedState.PINNED.value:
        suggesting.pin_suggestion(session, row, actor=person, note=note)
        flash(_("%(organisation)s sees %(target)s first now.", **names), "success")
    elif action == CuratedState.DISMISSED.value:
        suggesting.dismiss_suggestion(session, row, actor=person, reason=reason, note=note)
        flash(_("%(organisation)s does not see %(target)s any more.", **names), "success")
    elif action == REPLACE:
        other = load(Organisation, slug=str(form.instead.data))
        suggesting.replace_suggestion(session, row, other, actor=person, reason=reason, note=note)
        flash(_("%(other)s stands in the place of %(target)s now.", other=other.name, **names), "success")
    elif action == TAKE_BACK:
        suggesting.take_back_suggestion(session, row, actor=person)
        flash(_("Taken back. %(target)s is the engine's proposal again.", **names), "success")


def _approve(row: CuratedSuggestion, person: Person, note: str) -> None:
    """By the desk, so that it can be taken back and a second manager may have to agree."""
    item = queries.waiting_suggestion(db.session, row, person, utc_now())
    service.decide(
        db.session,
        DeskKind.SUGGESTION,
        row.id,
        DeskVerdict.APPROVE,
        actor=person,
        seen=item.version if item is not None else "",
        note=note,
    )


def _row(organisation: Organisation, target: Organisation) -> CuratedSuggestion:
    """What is kept of the pair, with the list the manager has before them where it is new."""
    known = suggesting.suggestion_of(db.session, organisation, target)
    if known is not None:
        return known
    _scene, search = _search(organisation)
    listed = search.found(TargetKind.PARTNER, 0, SHOWN).suggestions
    found: Suggestion | None = next((one for one in listed if one.target.id == target.id), None)
    origin = proposing.found_by(found, search) if found is not None else suggesting.Found()
    return suggesting.keep_suggestion(db.session, organisation, target, origin)


def _to(address: str) -> Response:
    return make_response(redirect(address, code=303))
