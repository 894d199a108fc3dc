"""Why a calendar's address can't be made."""

from __future__ import annotations

from matchmaker.i18n import N_
from matchmaker.refusals import Refusal


class TooManyFeeds(Refusal):
    """More addresses than anybody keeps an eye on."""

    sentence = N_("You have %(most)s calendar addresses that work. Revoke one you no longer use first.")


class NotYourCalendar(Refusal):
    """A venue, cluster or event whose calendar the person may not see."""

    status = 403
    sentence = N_("You can't subscribe to this calendar. Choose one from the list.")
