"""Pages for everybody: the first page, its map, how matching works, who may do what."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, make_response, render_template, request, url_for

from matchmaker.extensions import db
from matchmaker.home import presenters
from matchmaker.listings.queries import visible_listing
from matchmaker.matching.diversity import NEAR_EQUAL, OFTEN_SHOWN
from matchmaker.network import queries
from matchmaker.network.kept import kept_answers
from matchmaker.network.presenters import figure_tiles
from matchmaker.network.queries import City, PublishedNeed
from matchmaker.permissions import PERMISSIONS
from matchmaker.ranking.presenters import weight_lines
from matchmaker.ranking.queries import model_for_everybody
from matchmaker.suggestions import access
from matchmaker.suggestions.access import Scene
from matchmaker.suggestions.index_access import current_index
from matchmaker.suggestions.ranking import NO_FILTERS
from matchmaker.suggestions.rules import AROUND_WEIGHTS, PARTNER_MEETS, TargetKind
from matchmaker.suggestions.subjects import TypedText, find_subject
from matchmaker.suggestions.views import strip
from matchmaker.web.translation import current_language
from models.columns import utc_now

LONGEST_TEXT = 1_000
NO_ANSWERS: dict[str, Any] = {"asked": "", "need": None, "lists": [], "indexed": True}
EXAMPLES = 3
#: Of so many of the newest the most telling are taken.
EXAMPLES_TRIED = 12
#: Seconds for which the map is kept, here and by browsers: cities change slowly and cost most.
MAP_AGE = 300


def show() -> str:
    """What this is, who is in it, what one would get: with a text, three real answers to it."""
    text = request.args.get("text", "").strip()[:LONGEST_TEXT]
    if request.headers.get("HX-Request") == "true":
        return render_template("pages/_answers.html", **_answers_to_text(text))
    kept = kept_answers()
    language = current_language()
    examples = kept.get(f"examples {language} {current_index().count}", lambda: _telling_needs(language))
    figures = kept.get("figures", lambda: queries.figures(db.session, utc_now()))
    return render_template(
        "pages/home.html",
        text=text,
        examples=presenters.example_links(examples),
        is_empty=figures.is_empty,
        tiles=figure_tiles(figures),
        cities=presenters.city_lines(_cities()),
        longest=LONGEST_TEXT,
        **(_answers_to_text(text) if text else _example(_chosen(examples), examples)),
    )


def _telling_needs(language: str) -> list[PublishedNeed]:
    """Of the newest needs, those for which the network has the best partner: they show most."""
    needs = queries.newest_needs(db.session, language, utc_now(), EXAMPLES_TRIED)
    return sorted(needs, key=lambda need: -_best_partner_score(need.id))[:EXAMPLES]


def _best_partner_score(listing_id: int) -> float:
    subject = find_subject(db.session, f"listing-{listing_id}")
    if subject is None:
        return 0.0
    best = Scene(subject, asker=None, own=False).search(NO_FILTERS).found(TargetKind.PARTNER, 0, 1)
    return best.suggestions[0].score if best.suggestions else 0.0


def _chosen(examples: list[PublishedNeed]) -> int | None:
    """The example in the address, else the first."""
    asked = request.args.get("need", "")
    if asked.isdecimal() and len(asked) < 12:
        return int(asked)
    return examples[0].id if examples else None


def _answers_to_text(text: str) -> dict[str, Any]:
    """The best partner, call and place for a typed text."""
    if not text:
        return NO_ANSWERS
    return {"asked": text, "need": None, **_best(access.scene_of_text(TypedText(body=text)))}


def _example(listing_id: int | None, examples: list[PublishedNeed]) -> dict[str, Any]:
    """The answers to a need; those to the examples are asked for often and kept for a while."""
    if listing_id not in {example.id for example in examples}:
        return _answers_to_need(listing_id)
    name = f"example {current_language()} {listing_id} {current_index().count}"
    return kept_answers().get(name, lambda: _answers_to_need(listing_id))


def _answers_to_need(listing_id: int | None) -> dict[str, Any]:
    """The same for a need that anybody may read; nothing for one that is not shown (any more)."""
    if listing_id is None:
        return NO_ANSWERS
    need = visible_listing(db.session, listing_id, None)
    subject = find_subject(db.session, f"listing-{listing_id}") if need is not None else None
    if need is None or subject is None:
        return NO_ANSWERS
    shown = {
        "title": need.title,
        "url": url_for("listings.show", listing_id=need.id),
        "language": need.language,
        "owner": need.organisation.name,
    }
    return {"asked": need.title, "need": shown, **_best(Scene(subject, asker=None, own=False))}


def _best(scene: Scene) -> dict[str, Any]:
    found = strip(scene, most=1)
    return {"lists": found["lists"], "indexed": found["indexed"]}


def map_points() -> Response:
    """Organisations by city, as the map takes them; a browser that has it already gets no body."""
    body = kept_answers().get("map", _map_document, MAP_AGE)
    answer = make_response(body)
    answer.mimetype = "application/json"
    answer.headers["Cache-Control"] = f"public, max-age={MAP_AGE}"
    answer.add_etag()
    # Empties the answer where the browser has this very one.
    answer.make_conditional(request)
    return answer


def _cities() -> list[City]:
    return kept_answers().get("cities", lambda: queries.cities(db.session), MAP_AGE)


def _map_document() -> str:
    document = {
        "directory": url_for("organisations.directory"),
        "cities": [presenters.map_entry(city) for city in _cities()],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def matching() -> str:
    """The main parameters of the ranking in plain words, with the values in force."""
    return render_template(
        "pages/matching.html",
        parameters=presenters.parameters(current_index().setting),
        directions=presenters.directions(PARTNER_MEETS),
        around=presenters.weights_in_words(AROUND_WEIGHTS),
        often_shown=OFTEN_SHOWN,
        near_equal=NEAR_EQUAL,
        learnt=weight_lines(model_for_everybody(db.session)),
    )


def rules() -> str:
    """The permission table."""
    return render_template("pages/rules.html", rows=presenters.permission_rows(PERMISSIONS.values()))
