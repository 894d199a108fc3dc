"""Why a whole file is not taken."""

from __future__ import annotations

from matchmaker.i18n import N_
from matchmaker.refusals import Refusal


class UnreadableFile(Refusal):
    """The file can't be opened as what it should be; nothing was written."""

    sentence = N_("%(file)s can't be read: %(why)s. Nothing was imported.")
    status = 422


class BadRowError(ValueError):
    """One row is not taken; the message says why. The others are."""
