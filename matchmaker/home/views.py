"""Pages for everybody: the first page, its map, how matching works, who may do what."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, make_response, render_template, request, url_for

from matchmaker.extensions import db
from matchmaker.home import presenters
from matchmaker.network import queries
from matchmaker.network.kept import kept_answers
from matchmaker.permissions import PERMISSIONS
from matchmaker.suggestions import access
from matchmaker.suggestions.index_access import current_index
from matchmaker.suggestions.rules import AROUND_WEIGHTS, PARTNER_MEETS
from matchmaker.suggestions.subjects import TypedText
from matchmaker.suggestions.views import strip
from matchmaker.web.translation import current_language
from models.columns import utc_now

LONGEST_TEXT = 1_000
EXAMPLES = 3
#: Seconds a browser may keep the map.
MAP_AGE = 300


def show() -> str:
    """What this is, who is in it, what one would get: with a text, three real answers to it."""
    text = request.args.get("text", "").strip()[:LONGEST_TEXT]
    if request.headers.get("HX-Request") == "true":
        return render_template("pages/_answers.html", **_answers(text))
    kept = kept_answers()
    language = current_language()
    examples = kept.get(
        f"examples {language}", lambda: queries.newest_needs(db.session, language, utc_now(), EXAMPLES)
    )
    return render_template(
        "pages/home.html",
        text=text,
        examples=examples,
        figures=kept.get("figures", lambda: queries.figures(db.session, utc_now())),
        cities=presenters.city_lines(kept.get("cities", lambda: queries.cities(db.session))),
        longest=LONGEST_TEXT,
        **_answers(text or (examples[0] if examples else "")),
    )


def _answers(text: str) -> dict[str, Any]:
    """The best partner, call and place for a text."""
    if not text:
        return {"asked": "", "lists": [], "indexed": True}
    found = strip(access.scene_of_text(TypedText(body=text)), most=1)
    return {"asked": text, "lists": found["lists"], "indexed": found["indexed"]}


def map_points() -> Response:
    """Organisations by city, as the map takes them; a browser that has it already gets no body."""
    body = kept_answers().get(f"map {current_language()}", _map_document)
    answer = make_response(body)
    answer.mimetype = "application/json"
    # The words in it are in the language of the page.
    answer.headers["Vary"] = "Cookie, Accept-Language"
    answer.headers["Cache-Control"] = f"private, max-age={MAP_AGE}"
    answer.add_etag()
    # Empties the answer where the browser has this very one.
    answer.make_conditional(request)
    return answer


def _map_document() -> str:
    cities = kept_answers().get("cities", lambda: queries.cities(db.session))
    document = {
        "directory": url_for("organisations.directory"),
        "cities": [presenters.map_entry(city) for city in cities],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def matching() -> str:
    """The main parameters of the ranking in plain words, with the values in force."""
    return render_template(
        "pages/matching.html",
        parameters=presenters.parameters(current_index().setting),
        directions=presenters.directions(PARTNER_MEETS),
        around=presenters.weights_in_words(AROUND_WEIGHTS),
    )


def rules() -> str:
    """The permission table."""
    return render_template("pages/rules.html", rows=presenters.permission_rows(PERMISSIONS.values()))
