"""The way of a form that writes a text: validate, one verb, lead on; or show it again with what was typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Response, abort, flash, make_response, redirect, render_template, url_for

from matchmaker.publication.errors import ChangedMeanwhile
from matchmaker.publication.forms import VersionedForm
from matchmaker.publication.rules import Gap
from matchmaker.refusals import Refusal
from matchmaker.web.authorising import require_person
from matchmaker.web.context import current_hat
from matchmaker.web.translation import _
from models import Organisation

UNPROCESSABLE = 422


def acting_organisation() -> Organisation:
    """The organisation the person of the request acts for; leads on to adding one where there is none."""
    require_person()
    hat = current_hat()
    if hat is None:
        flash(_("Add your organisation first: what you publish belongs to one."), "info")
        abort(lead_on(url_for("organisations.new")))
    return hat.organisation


def answer_form(
    form: VersionedForm,
    write: Callable[[], str],
    form_page: Callable[[int], Response],
    version_now: Callable[[], str] | None = None,
) -> Response:
    """Answer a sent form.

    :param write: does the verb and returns the address to lead on to.
    :param form_page: renders the form again with a status.
    :param version_now: the version to go on from once the person was told of a change.
    """
    if not form.validate():
        return form_page(UNPROCESSABLE)
    try:
        address = write()
    except Refusal as refusal:
        status = form.show(refusal)
        if isinstance(refusal, ChangedMeanwhile) and version_now is not None:
            form.version.data = version_now()
        return form_page(status)
    return lead_on(address)


def lead_on(address: str) -> Response:
    """Redirect after a POST."""
    return make_response(redirect(address, code=303))


def gaps_fragment(gaps: Sequence[Gap]) -> Response:
    """The part of a page that says what is missing, for a form that is being filled in."""
    return make_response(render_template("publication/_gaps.html", gaps=told(gaps)))


def told(gaps: Sequence[Gap]) -> list[dict[str, str]]:
    """Gaps in the language of the page: ``field``, ``sentence`` and ``gain``."""
    return [
        {"field": gap.field, "sentence": _(gap.sentence, **gap.values), "gain": _(gap.gain)} for gap in gaps
    ]
