"""Pages of suggestions: for oneself, for a subject, why, why not, compared; and the word given on them."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, flash, make_response, redirect, render_template, request, url_for
from markupsafe import Markup

from matchmaker.extensions import db
from matchmaker.i18n import N_
from matchmaker.refusals import NotAllowed
from matchmaker.suggestions import access, kept, presenters, service, whynot
from matchmaker.suggestions import why as why_page
from matchmaker.suggestions.access import Scene, load_scene
from matchmaker.suggestions.curated import CuratedCard, curated_cards
from matchmaker.suggestions.forms import UNDO, VerdictForm
from matchmaker.suggestions.queries import SuggestionSearch
from matchmaker.suggestions.ranking import NO_FILTERS, Filters
from matchmaker.suggestions.rules import TargetKind
from matchmaker.suggestions.seen import seen_list
from matchmaker.suggestions.subjects import subject_of_organisation
from matchmaker.suggestions.targets import Target
from matchmaker.web.authorising import require_person
from matchmaker.web.choices import local_address
from matchmaker.web.context import current_hat
from matchmaker.web.paging import page_of, requested_page
from matchmaker.web.translation import _
from models import Call, Organisation, SavedVerdict, Venue
from models.columns import utc_now

PER_PAGE = 10
MOST_COMPARED = 4
UNPROCESSABLE = 422


def mine() -> str:
    """What fits the organisation whose hat is worn."""
    require_person()
    hat = current_hat()
    if hat is None:
        return render_template("suggestions/no_hat.html")
    subject = subject_of_organisation(db.session, hat.organisation, utc_now())
    return _page(Scene(subject, hat.organisation, own=True))


def show(subject: str) -> str:
    """What fits a subject; with ``fragment=1`` the best three of each kind, for other pages."""
    scene = load_scene(subject)
    if request.args.get("fragment") == "1":
        return render_template("suggestions/_strip.html", **strip(scene))
    return _page(scene)


def strip(scene: Scene, most: int = 3) -> dict[str, Any]:
    """What the strip of the best shows: for the fragment and for pages that contain it."""
    search = scene.search(access.requested_filters())
    lists = []
    found_of_each = search.found_of_each(most)
    for kind, (label, icon) in presenters.TAB_WORDS.items():
        found = found_of_each[kind]
        lists.append(
            {
                "label": str(label),
                "icon": icon,
                "total": found.total,
                "cards": presenters.cards(found.suggestions, scene, gaps=1),
                "url": presenters.subject_url("suggestions.show", scene.subject, tab=kind.value),
            }
        )
    return {"lists": lists, "indexed": search.index.count > 0, "subject": scene.subject}


def _page(scene: Scene) -> str:
    tab = request.args.get("tab", "")
    kind = TargetKind(tab) if tab in set(TargetKind) else TargetKind.PARTNER
    filters = access.requested_filters()
    search = scene.search(filters)
    if request.args.get("fragment") == presenters.COUNT:
        return render_template("suggestions/_count.html", number=search.total(kind))
    verdicts = kept.kept_by(db.session, scene.asker)
    if tab not in ("saved", "dismissed"):
        tab = kind.value
    context: dict[str, Any] = {
        **presenters.frame(scene),
        "links": why_page.source_links(scene.subject),
        "here": request.full_path,
        "indexed": search.index.count > 0,
        "tabs": _tabs(tab, search, scene, verdicts),
        "kept": None,
        "filters": filters,
        "curated": _curated(tab, scene, filters),
    }
    if tab in ("saved", "dismissed") and scene.own:
        context["kept"] = kept.kept_cards(db.session, verdicts, SavedVerdict(tab), scene)
        context["kept_kind"] = tab
        return render_template("suggestions/show.html", **context)
    page = page_of(
        search.total(kind),
        lambda limit, offset: search.found(kind, offset, limit).suggestions,
        PER_PAGE,
    )
    context |= {
        "kind": kind.value,
        "summary_noun": presenters.noun(kind, page.total),
        "page": page,
        "cards": presenters.cards(tuple(page.rows), scene),
        "bar": presenters.filter_bar(filters, search.index.owner_values("country"), kind),
    }
    return render_template("suggestions/show.html", **context)


def _curated(tab: str, scene: Scene, filters: Filters) -> list[CuratedCard]:
    """What the manager suggests, above the first page of all partners."""
    is_first = tab == TargetKind.PARTNER.value and not filters.any and requested_page() == 1
    return curated_cards(db.session, scene) if is_first else []


def _tabs(tab: str, search: SuggestionSearch, scene: Scene, verdicts: kept.Kept) -> list[dict[str, Any]]:
    # Looking for what is not shown takes longer than all the rest of the page.
    counts = {kind: search.total(kind) for kind in TargetKind if kind.value == tab}

    def address(name: str, **values: str) -> str:
        arguments: dict[str, Any] = request.args.to_dict(flat=False)
        arguments.pop("page", None)
        arguments |= {"tab": name, **values}
        assert request.endpoint is not None
        return url_for(request.endpoint, **(request.view_args or {}), **arguments)

    tabs = presenters.tab_items(tab, counts, address)
    if not scene.own:
        return tabs
    for verdict, label, icon in (
        (SavedVerdict.SAVED, _("Saved"), "bookmark"),
        (SavedVerdict.DISMISSED, _("Not these"), "ban"),
    ):
        number = len(verdicts.of(verdict))
        if number or tab == verdict.value:
            tabs.append(
                {
                    "label": label,
                    "icon": icon,
                    "count": number,
                    "url": address(verdict.value),
                    "active": tab == verdict.value,
                }
            )
    return tabs


def why(subject: str, target: str) -> str:
    """How one suggestion came about."""
    scene = load_scene(subject)
    found = access.load_target(target)
    kind = _kind_of(found)
    search = scene.search(access.requested_filters())
    suggestions = search.among(kind, {found.id})
    if not suggestions:
        if isinstance(found, Organisation) and not found.hidden:
            return _why_not_page(scene, search, found)
        abort(404)
    suggestion = suggestions[0]
    chosen = _chosen_pair(len(suggestion.pairs))
    pairs = [
        {
            "sentence": presenters.pair_sentence(pair, scene),
            "share": pair.share,
            "url": presenters.subject_url("suggestions.why", scene.subject, target=target, pair=place),
            "active": place == chosen,
        }
        for place, pair in enumerate(suggestion.pairs, 1)
    ]
    return render_template(
        "suggestions/why.html",
        **presenters.frame(scene),
        suggestion=suggestion,
        card=presenters.card(suggestion, scene),
        texts=why_page.side_by_side(suggestion.pairs[chosen - 1], search.index) if suggestion.pairs else None,
        pairs=pairs,
        bars=why_page.term_bars(suggestion),
        neighbours=[
            {
                "name": near.organisation.name,
                "url": url_for("organisations.show", slug=near.organisation.slug),
                "share": near.share,
                "km": None if near.distance_km is None else round(near.distance_km),
            }
            for near in suggestion.neighbours
        ],
    )


def _chosen_pair(number: int) -> int:
    value = request.args.get("pair", "1")
    chosen = int(value) if value.isdecimal() and len(value) < 4 else 1
    return min(max(1, chosen), max(1, number))


def why_not(subject: str) -> str:
    """Why an organisation, found by its name, is not suggested."""
    scene = load_scene(subject)
    name = request.args.get("name", "")[:256]
    search = scene.search(access.requested_filters())
    choices = whynot.organisations_named(db.session, name, may_see=_may_see_hidden())
    exact = [one for one in choices if name.strip().casefold() in (one.slug, one.name.casefold())]
    if len(choices) == 1 or len(exact) == 1:
        return _why_not_page(scene, search, (exact or choices)[0])
    return render_template(
        "suggestions/why_not.html",
        **presenters.frame(scene),
        name=name,
        answer=None,
        choices=[
            {
                "name": one.name,
                "place": presenters.place_words(one),
                "url": presenters.subject_url("suggestions.why_not", scene.subject, name=one.slug),
            }
            for one in choices
        ],
    )


def _may_see_hidden() -> frozenset[int]:
    return frozenset(membership.organisation_id for membership in require_person().memberships)


def _why_not_page(scene: Scene, search: SuggestionSearch, organisation: Organisation) -> str:
    answer = whynot.why_not_answer(search, organisation)
    return render_template(
        "suggestions/why_not.html",
        **presenters.frame(scene),
        name=organisation.name,
        answer=answer,
        obstacles=[str(why_page.OBSTACLES[obstacle]) for obstacle in answer.obstacles],
        organisation_url=url_for("organisations.show", slug=organisation.slug),
        card=presenters.card(answer.suggestion, scene) if answer.suggestion else None,
        choices=[],
    )


def compare(subject: str) -> str:
    """Up to four suggestions side by side."""
    scene = load_scene(subject)
    slugs = list(dict.fromkeys(request.args.getlist("with")))[:MOST_COMPARED]
    targets = [target for slug in slugs if (target := access.find_target(slug)) is not None]
    search = scene.search(access.requested_filters())
    suggestions = [
        one
        for kind in TargetKind
        for one in search.among(kind, {t.id for t in targets if _kind_of(t) is kind})
    ]
    return render_template(
        "suggestions/compare.html",
        **presenters.frame(scene),
        columns=presenters.columns(suggestions, scene),
    )


def give_verdict(subject: str) -> Response:
    """Save a suggestion, dismiss it, or take that back."""
    scene = load_scene(subject)
    person = require_person()
    if scene.asker is None:
        raise NotAllowed(N_("Add your organisation first: what you save or dismiss is kept for it."))
    form = VerdictForm()
    if not form.validate():
        reasons = [str(error) for errors in form.errors.values() for error in errors]
        page = render_template("errors/error.html", status=UNPROCESSABLE, sentence=" ".join(reasons))
        return make_response(page, UNPROCESSABLE)
    target = access.load_target(str(form.target.data))
    back = local_address(request.form.get("next")) or presenters.subject_url(
        "suggestions.show", scene.subject
    )
    if form.verdict.data == UNDO:
        service.take_back_verdict(db.session, scene.asker, target, actor=person)
        flash(_("Taken back. It can be suggested again."), "success")
    else:
        verdict = SavedVerdict(str(form.verdict.data))
        service.give_verdict(
            db.session,
            scene.asker,
            target,
            verdict,
            actor=person,
            reason=(form.reason.data or "").strip(),
            subject=scene.subject.slug,
            seen=seen_list(scene.search(NO_FILTERS), _kind_of(target), target.id),
        )
        _tell(verdict, target, scene)
    return make_response(redirect(back, code=303))


def _tell(verdict: SavedVerdict, target: Target, scene: Scene) -> None:
    name = target.title if isinstance(target, Call) else target.name
    if verdict is SavedVerdict.SAVED:
        said = _("%(name)s is saved for your organisation.", name=name)
        link = _("See all saved")
    else:
        said = _("%(name)s will not be suggested to your organisation again.", name=name)
        link = _("Take it back")
    url = url_for("suggestions.mine", tab=verdict.value)
    flash(Markup('{} <a href="{}">{}</a>').format(said, url, link), "success")


def _kind_of(target: Target) -> TargetKind:
    if isinstance(target, Organisation):
        return TargetKind.PARTNER
    return TargetKind.VENUE if isinstance(target, Venue) else TargetKind.CALL
