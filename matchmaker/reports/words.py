"""The figures of fair play in words, and what each means."""

from __future__ import annotations

from matchmaker.reports.rules import Figure
from matchmaker.web.translation import LazyString, _l

FIGURES: dict[Figure, LazyString] = {
    Figure.REQUESTED: _l("Asked for"),
    Figure.ACCEPTED: _l("Accepted"),
    Figure.TOOK_PLACE: _l("Took place"),
    Figure.OPEN: _l("Wait for an answer or a place"),
    Figure.DECLINED: _l("Declined"),
    Figure.LAPSED: _l("Lapsed"),
    Figure.WITHDRAWN: _l("Withdrawn before an answer"),
    Figure.AHEAD: _l("Confirmed, not begun or not noted"),
    Figure.CANCELLED_BY_HOST: _l("Cancelled by the host"),
    Figure.CANCELLED_BY_VISITOR: _l("Cancelled by the visitors"),
    Figure.NO_SHOW: _l("Nobody came"),
    Figure.ASKED: _l("Hosts were asked, and it is known whether they answered"),
    Figure.ANSWERED: _l("Answered by the host"),
    Figure.UNANSWERED: _l("Lapsed without a word of the host"),
    Figure.PROMISED: _l("Accepted, and it is known whether the host kept its word"),
    Figure.HONOURED: _l("The host kept its word"),
    Figure.BROKEN: _l("The host did not keep its word"),
}
#: What becomes of requests: each visit is in exactly one.
OUTCOMES: tuple[Figure, ...] = (
    Figure.TOOK_PLACE,
    Figure.AHEAD,
    Figure.OPEN,
    Figure.DECLINED,
    Figure.LAPSED,
    Figure.WITHDRAWN,
    Figure.CANCELLED_BY_HOST,
    Figure.CANCELLED_BY_VISITOR,
    Figure.NO_SHOW,
)
#: How the figures are made, as pages and files tell it: the word and its meaning.
MEANINGS: tuple[tuple[LazyString, LazyString], ...] = (
    (
        _l("Year"),
        _l("A visit belongs to the year in which it begins, whatever is counted of it."),
    ),
    (
        _l("Took place"),
        _l("The visitors arrived: by code, or noted by the host."),
    ),
    (
        _l("Days"),
        _l("Working days of the place times people: two people for three working days use six days."),
    ),
    (
        _l("Given and taken"),
        _l(
            "A cluster gives what takes place at its own venues and those of its members, and takes what its "
            "members use elsewhere through its agreement. A host in two clusters gives for both."
        ),
    ),
    (
        _l("Answer time"),
        _l(
            "Half of the requests were answered within so many working days of the place, with yes, no or "
            "other dates; 0 is the same day. What lapsed in silence counts as never answered. Not counted: "
            "what was confirmed at once, stood in line, was withdrawn before an answer, or still waits."
        ),
    ),
    (
        _l("Honour rate"),
        _l(
            "Of accepted visits whose end is known, the share in which the host kept its word: the visitors "
            "came and did not say that it was not as agreed. A visit that the host cancelled was not kept. "
            "Cancelled by the visitors and no-shows count neither way."
        ),
    ),
)
