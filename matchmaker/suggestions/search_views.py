"""Typing what one looks for: the search page, and the live preview beside every form."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from matchmaker.extensions import db
from matchmaker.suggestions import access, names
from matchmaker.suggestions.rules import TextKind
from matchmaker.suggestions.subjects import TypedText
from matchmaker.suggestions.views import strip

LONGEST_QUERY = 4_000
#: What a form describes, where it has no field for the direction.
FORM_KINDS = {
    "project": TextKind.PROJECT,
    "call": TextKind.CALL,
    "organisation": TextKind.PROFILE,
    "need": TextKind.NEED,
    "offer": TextKind.OFFER,
}


def search() -> str:
    """Names that hit, and what fits the words as a text; public things only, for everybody."""
    typed = request.args.get("q", "").strip()
    shortened = len(typed) > LONGEST_QUERY
    typed = typed[:LONGEST_QUERY]
    context: dict[str, Any] = {"q": typed, "shortened": shortened, "hits": [], "found": None}
    if typed:
        scene = access.scene_of_text(TypedText(body=typed))
        context["hits"] = names.name_hits(db.session, typed)
        context["found"] = strip(scene)
    return render_template("suggestions/search.html", **context)


def preview() -> str:
    """What the text of a form would match. Nothing is saved; forms may be half filled in."""
    typed = _typed_in_form()
    context: dict[str, Any] = {"typed": typed, "found": None}
    if not typed.is_empty:
        context["found"] = strip(access.scene_of_text(typed))
    if request.headers.get("HX-Request") == "true":
        return render_template("suggestions/_preview.html", **context)
    return render_template("suggestions/preview.html", **context)


def _typed_in_form() -> TypedText:
    form = request.form
    kind = FORM_KINDS.get(form.get("direction", "")) or FORM_KINDS.get(request.args.get("kind", ""))
    bodies = (form.get(name, "") for name in ("summary", "description", "story", "text", "results"))
    return TypedText(
        title=form.get("title", ""),
        body="\n\n".join(body for body in bodies if body),
        keywords=", ".join(form.getlist("keywords")),
        kind=kind or TextKind.TEXT,
        language=form.get("language", "") or None,
    )
