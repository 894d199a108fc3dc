"""The page on which people take their own data away."""

from __future__ import annotations

import io

from flask import render_template, send_file
from werkzeug.wrappers import Response

from matchmaker.extensions import db
from matchmaker.people.archive import FILENAME, archive_of
from matchmaker.people.forms import OwnPasswordForm
from matchmaker.people.personal_data import personal_data
from matchmaker.web.authorising import require_person
from models.columns import utc_now


def show() -> str:
    """What is kept, and the form to take it."""
    require_person()
    return render_template("people/data.html", form=OwnPasswordForm())


def take() -> Response | tuple[str, int]:
    """The file."""
    person = require_person()
    form = OwnPasswordForm()
    if not form.validate_on_submit():
        return render_template("people/data.html", form=form), 422
    archive = archive_of(personal_data(db.session, person), utc_now())
    answer = send_file(
        io.BytesIO(archive), mimetype="application/zip", as_attachment=True, download_name=FILENAME
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
