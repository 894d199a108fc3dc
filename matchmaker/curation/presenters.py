"""The desk as its page shows it: rows, tabs, buttons with keys, what was decided last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import format_time, format_timedelta

from matchmaker.curation import rules
from matchmaker.curation.queries import Queue, Thread, Waiting
from matchmaker.curation.rules import Urgency
from matchmaker.curation.words import KINDS, REASONS, VERDICTS
from matchmaker.organisations.presenters import log_entries
from matchmaker.people.names import shown_name
from matchmaker.web.translation import LazyString, _, _l, _n
from models import DecisionState, DeskClaim, DeskDecision, DeskKind, DeskVerdict, Direction
from models.columns import utc_now

#: Kinds on which a cluster may want two managers to agree.
SECOND_LOOKED = [
    kind for kind, of_kind in rules.KINDS.items() if not rules.FELT_BY_OTHERS.isdisjoint(of_kind.verdicts)
]
#: Rows of the list; the others come up as these are settled.
MOST_ROWS = 100

URGENCIES: dict[Urgency, tuple[str, str, LazyString]] = {
    Urgency.OVERDUE: ("stopped", "alert-triangle", _l("overdue")),
    Urgency.TODAY: ("waiting", "clock", _l("due today")),
    Urgency.SOON: ("waiting", "clock", _l("due soon")),
    Urgency.WAITING: ("neutral", "clock", _l("in time")),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue."""

    key: str
    url: str
    title: str
    organisation: str
    kind: str
    icon: str
    age: str
    due: str
    tone: str
    is_pressing: bool
    opened_by: str
    needs_second: bool
    is_open: bool


def url_of(key: str, kind: DeskKind | None) -> str:
    """The address of an item, in the queue narrowed to a kind."""
    return url_for("desk.item", item=key, kind=kind.value if kind is not None else None)


def desk_url(kind: DeskKind | None) -> str:
    """The address of the queue, narrowed to a kind."""
    return url_for("desk.show", kind=kind.value if kind is not None else None)


def rows_of(
    entries: Sequence[Waiting], current: Waiting | None, kind: DeskKind | None, now: datetime
) -> list[Row]:
    """The lines of the queue around the open item, at most `MOST_ROWS`."""
    place = next((n for n, entry in enumerate(entries) if entry is current), 0)
    first = max(0, min(place - MOST_ROWS // 2, len(entries) - MOST_ROWS))
    return [_row(entry, entry is current, kind, now) for entry in entries[first : first + MOST_ROWS]]


def _row(entry: Waiting, is_open: bool, kind: DeskKind | None, now: datetime) -> Row:  # noqa: FBT001 - a value
    item, words = entry.item, KINDS[entry.item.kind]
    tone, _icon, _word = URGENCIES[entry.urgency]
    return Row(
        key=item.key,
        url=url_of(item.key, kind),
        title=item.title,
        organisation=item.organisation if item.organisation != item.title else "",
        kind=kind_word(entry),
        icon=words.icon,
        age=age_words(item.since, now),
        due=due_words(entry, now),
        tone=tone,
        is_pressing=entry.urgency is not Urgency.WAITING,
        opened_by=shown_name(entry.opened_by.person) if entry.opened_by is not None else "",
        needs_second=entry.first is not None,
        is_open=is_open,
    )


def kind_word(entry: Waiting) -> str:
    """What the item is, in a word or two."""
    match entry.item.direction, entry.item.kind:
        case Direction.NEED, DeskKind.LISTING:
            return str(_("Need to check"))
        case Direction.OFFER, DeskKind.LISTING:
            return str(_("Offer to check"))
        case Direction.NEED, DeskKind.LAPSE:
            return str(_("Need expires soon"))
        case Direction.OFFER, DeskKind.LAPSE:
            return str(_("Offer expires soon"))
    return str(KINDS[entry.item.kind].one)


def age_words(since: datetime, now: datetime) -> str:
    """How long something waits, for example "3 days"."""
    return str(format_timedelta(now - since, threshold=1.2)) if now > since else str(_("new"))


def due_words(entry: Waiting, now: datetime) -> str:
    """How the item's clock stands."""
    left = entry.item.due - now
    if entry.urgency is Urgency.OVERDUE:
        return str(_("%(time)s overdue", time=format_timedelta(-left, threshold=1.2)))
    return str(_("%(time)s left", time=format_timedelta(left, threshold=1.2)))


def tabs_of(queue: Queue, kind: DeskKind | None) -> list[dict[str, Any]]:
    """All, and each kind of which something waits, with counts."""
    counts = queue.counts
    everything: dict[str, Any] = {
        "label": _("All"),
        "url": desk_url(None),
        "active": kind is None,
        "count": len(queue.entries),
    }
    return [
        everything,
        *(
            {
                "label": str(KINDS[one].many),
                "icon": KINDS[one].icon,
                "url": desk_url(one),
                "active": one is kind,
                "count": counts.get(one, 0),
            }
            for one in rules.KINDS
            if one in counts or one is kind
        ),
    ]


@dataclass(frozen=True, slots=True)
class Button:
    """A verdict as a button: its key, its words, and the reasons to choose from."""

    verdict: str
    label: str
    key: str
    icon: str
    effect: str
    primary: bool
    danger: bool
    reasons: list[tuple[str, str]]


_TURNING_DOWN = frozenset({DeskVerdict.STOP, DeskVerdict.DECLINE, DeskVerdict.REJECT, DeskVerdict.REFUSE})


def buttons_of(kind: DeskKind) -> list[Button]:
    """The verdicts on a kind of item, the likely one first."""
    return [_button(verdict, place == 0) for place, verdict in enumerate(rules.KINDS[kind].verdicts)]


def bulk_buttons_of(kind: DeskKind | None) -> list[Button]:
    """The verdicts that may be given on several items of a kind at once."""
    if kind is None:
        return []
    of_kind = rules.KINDS[kind]
    return [_button(verdict, primary=False) for verdict in of_kind.verdicts if verdict in of_kind.in_bulk]


def _button(verdict: DeskVerdict, primary: bool) -> Button:  # noqa: FBT001 - a value
    words = VERDICTS[verdict]
    return Button(
        verdict=verdict.value,
        label=str(words.label),
        key=words.key,
        icon=words.icon,
        effect=str(words.effect),
        primary=primary,
        danger=verdict in _TURNING_DOWN,
        reasons=[(code, str(REASONS[verdict][code])) for code in rules.REASONS.get(verdict, ())],
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What was decided, for the line with the way back."""

    sentence: str
    batch: str
    note: str


def told_last(queue: Queue) -> Told | None:
    """The manager's last decision while it can be taken back."""
    if not queue.last:
        return None
    first, many = queue.last[0], len(queue.last)
    done = str(VERDICTS[first.verdict].done)
    if many > 1:
        sentence = _n("%(done)s: %(num)s item.", "%(done)s: %(num)s items.", many, done=done)
    else:
        sentence = _("%(done)s: %(title)s.", done=done, title=first.title)
    return Told(sentence, first.batch, _standing(first))


def _standing(decision: DeskDecision) -> str:
    if decision.state is DecisionState.SECOND_LOOK:
        return str(_("It takes effect when another manager agrees."))
    assert decision.effective_at is not None
    if decision.effective_at <= utc_now():
        return str(_("It takes effect in a moment."))
    return str(_("It takes effect at %(time)s.", time=format_time(decision.effective_at, "medium")))


def failures(queue: Queue) -> list[str]:
    """What could not be done, as sentences."""
    return [
        _(
            "“%(title)s” could not be settled as you decided: %(why)s",
            title=decision.title,
            why=_(decision.failure, **decision.details.get("failure", {}))
            if decision.details.get("failure")
            else _(decision.failure),
        )
        for decision in queue.failed
    ]


def opened_words(claim: DeskClaim, now: datetime) -> str:
    """Who has an item open, and since when."""
    sentence = _(
        "%(name)s has had this open for %(time)s. Whoever decides first counts; the other one is told.",
        name=shown_name(claim.person),
        time=format_timedelta(now - claim.opened_at, threshold=1.2),
    )
    return str(sentence)


def first_words(decision: DeskDecision, now: datetime) -> str:
    """What the first of two managers decided."""
    words = VERDICTS[decision.verdict]
    reasons = REASONS.get(decision.verdict, {})
    reason = reasons.get(decision.details.get("reason", ""))
    parts = [str(words.done), str(reason) if reason else "", decision.reason]
    sentence = _(
        "%(name)s, %(time)s ago: %(what)s",
        name=shown_name(decision.actor),
        time=format_timedelta(now - decision.decided_at, threshold=1.2),
        what=" · ".join(part for part in parts if part),
    )
    return str(sentence)


def note_on(decision: DeskDecision | None) -> str:
    """Why an item that somebody decided on waits again; empty where nothing is to be told."""
    if decision is None:
        return ""
    if decision.state is DecisionState.SENT_BACK:
        note = decision.details.get("sent_back", "")
        said = _(
            "%(first)s chose “%(verdict)s”, and %(second)s did not agree.",
            first=shown_name(decision.actor),
            verdict=VERDICTS[decision.verdict].label,
            second=shown_name(decision.second),
        )
        return f"{said} {note}".strip()
    return ""


def thread_entries(thread: Thread) -> list[dict[str, Any]]:
    """A member's log as entries of a timeline, each with what it is about."""
    shown = log_entries(thread.entries)
    for entry, about in zip(shown, thread.entries, strict=True):
        entry["text"] = " · ".join(part for part in (thread.title_of(about), entry["text"]) if part)
    return shown


def key_help() -> list[tuple[str, str]]:
    """Every key of the desk and what it does; those of verdicts stand on their buttons too."""
    return [
        ("j", _("next item")),
        ("k", _("previous item")),
        ("u", _("take the last decision back")),
        ("e", _("write or change scores")),
        ("x", _("choose for a decision on several")),
        ("o", _("open the whole page")),
        ("1 … 6", _("choose a reason from the open list")),
        ("Esc", _("close a list or this help")),
        ("?", _("show this help")),
    ]


def settled_words(done: int, left: int) -> str:
    """What came of a decision on several."""
    sentence = str(_n("%(num)s item is settled.", "%(num)s items are settled.", done))
    if not left:
        return sentence
    rest = _n(
        "%(num)s needs a look of its own and still waits.",
        "%(num)s need a look of their own and still wait.",
        left,
    )
    return f"{sentence} {rest}"
