"""A person's data as one file to take away: JSON for programs, and a page to read it by."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime

from flask import render_template

from matchmaker.people.personal_data import Section

FILENAME = "my-data.zip"


def archive_of(data: Mapping[str, Section], made_at: datetime) -> bytes:
    """The bytes of a ZIP file with ``data.json`` and ``index.html``.

    :param data: sections of rows, as `personal_data` finds them.
    :param made_at: stands in both files.
    """
    document = {"made_at": made_at, **data}
    page = render_template("people/_archive.html", data=data, made_at=made_at)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(document, indent=2, ensure_ascii=False, default=str))
        archive.writestr("index.html", page)
    return written.getvalue()
