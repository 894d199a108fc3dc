"""What the links in mails of visits are good for."""

from __future__ import annotations

from enum import StrEnum


class LinkPurpose(StrEnum):
    """What a link is good for; for nothing else."""

    #: The host answers a request.
    ANSWER = "visit-answer"
    #: The other side answers dates that were proposed.
    DATES = "visit-dates"
    #: Who is next in line takes the freed place, or leaves it.
    PLACE = "visit-place"
