"""What the links in mails of introductions are good for."""

from __future__ import annotations

from enum import StrEnum


class LinkPurpose(StrEnum):
    """What a link is good for; for nothing else."""

    ANSWER = "introduction-answer"
    TIMES = "introduction-times"
    OUTCOME = "introduction-outcome"
