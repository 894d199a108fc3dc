"""What is said after a visit and introductions were asked for together."""

from __future__ import annotations

from flask import flash

from matchmaker.trips.service import AskedTrip
from matchmaker.web.translation import refusal_text


def tell_refused(asked: AskedTrip) -> None:
    """Name those who could not be asked, each with the reason."""
    for company, refusal in asked.refused:
        flash(f"{company.name}: {refusal_text(refusal)}", "warning")
