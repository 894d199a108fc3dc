"""Pure decisions about signing: for how long, when to renew, when to remind, when it ends."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from matchmaker.agreements.errors import NothingToWithdraw, SignedAlready, TermsIncomplete
from models import AgreementTerms, ClauseRule, Signature

#: Renewal opens so many days before a signature ends (our own default).
RENEWAL_OPENS_DAYS = 60
#: Notices go out so many days before it ends (our own default), the last one last.
NOTICE_DAYS = (30, 14)
#: After it ended without a renewal, it is said once, within so many days.
LAPSE_TOLD_WITHIN = timedelta(days=7)
MOST_EXTRA_DAYS = 60
MOST_LEAD_DAYS = 60
LONGEST_TEXT = 2000
LONGEST_WORDS = 500
#: Of the terms and their clauses, in characters; numbers and titles as wide as their columns.
LONGEST_TITLE = 256
LONGEST_NUMBER = 8
LONGEST_CLAUSE_TITLE = 120
LONGEST_CLAUSE = 4000
#: Days and months in terms, at most (our own default).
MOST_IN_TERMS = 366
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ClauseText:
    """One clause before it is stored."""

    number: str
    title: str
    text: str
    rule: ClauseRule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsText:
    """A version of the terms before it is stored; the values are those of `models.AgreementTerms`."""

    effective_from: date
    title: str
    clauses: Sequence[ClauseText]
    introduction: str = ""
    language: str = "en"
    free_working_days: int = 5
    same_fees: bool = True
    term_months: int = 12
    withdrawal_notice_days: int = 30
    answer_days: int = 3


def text_of(terms: AgreementTerms) -> TermsText:
    """A stored version as it was before it was stored, for a next one to begin with."""
    return TermsText(
        effective_from=terms.effective_from,
        title=terms.title,
        introduction=terms.introduction,
        language=terms.language,
        free_working_days=terms.free_working_days,
        same_fees=terms.same_fees,
        term_months=terms.term_months,
        withdrawal_notice_days=terms.withdrawal_notice_days,
        answer_days=terms.answer_days,
        clauses=tuple(ClauseText(one.number, one.title, one.text, one.rule) for one in terms.clauses),
    )


def check_terms(terms: TermsText) -> None:
    """Pass for terms that settle everything the service decides by, each thing once.

    :raises TermsIncomplete: a rule has no clause, or two; a number is used twice; a value makes no sense.
    """
    rules = [clause.rule for clause in terms.clauses if clause.rule is not None]
    numbers = [clause.number for clause in terms.clauses]
    missing = sorted(rule.value for rule in set(ClauseRule) - set(rules))
    if missing:
        raise TermsIncomplete(what=", ".join(missing))
    for found in (rules, numbers):
        twice = sorted({str(one) for one in found if found.count(one) > 1})  # type: ignore[arg-type]
        if twice:
            raise TermsIncomplete(what=", ".join(twice))
    values = (terms.free_working_days, terms.term_months, terms.answer_days, terms.withdrawal_notice_days + 1)
    if min(values) < 1:
        raise TermsIncomplete(what="free_working_days, term_months, answer_days, withdrawal_notice_days")


def add_months(day: date, months: int) -> date:
    """The same day some months on, or the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def term_from(first: date, months: int) -> tuple[date, date]:
    """First and last day of a signature that holds for some months."""
    return first, add_months(first, months) - _ONE_DAY


def next_first_day(signatures: Iterable[Signature], today: date) -> date:
    """The first day of what is signed today: today, or the day after what holds still ends.

    :raises SignedAlready: what holds is not due for renewal yet, or was renewed.
    """
    last = max((signature.last_day for signature in signatures), default=None)
    if last is None or last < today:
        return today
    if not renewal_is_open(signatures, today):
        raise SignedAlready(day=last.isoformat())
    return last + _ONE_DAY


def renewal_is_open(signatures: Iterable[Signature], today: date) -> bool:
    """May it be signed today, for the first time, again or for another year?

    Not while it holds for longer than `RENEWAL_OPENS_DAYS`; after a withdrawal, at once.
    """
    latest = max(signatures, key=lambda signature: signature.last_day, default=None)
    return (
        latest is None or latest.last_day < today or latest.withdrawn_on is not None or is_due(latest, today)
    )


def is_due(signature: Signature, today: date) -> bool:
    """Does it hold, and is its renewal open?"""
    left = (signature.last_day - today).days
    return signature.withdrawn_on is None and 0 <= left <= RENEWAL_OPENS_DAYS


def notice_due(last_day: date, today: date) -> int | None:
    """Which of `NOTICE_DAYS` is to be sent today, or None; a missed one is made good."""
    left = (last_day - today).days
    if left < 0:
        return None
    return min((days for days in NOTICE_DAYS if left <= days), default=None)


def withdrawn_end(signatures: Iterable[Signature], today: date, notice_days: int) -> date:
    """The last day that holds after a withdrawal today.

    :raises NothingToWithdraw: nothing holds from today on, or it was withdrawn before.
    """
    running = [one for one in signatures if one.last_day >= today and one.withdrawn_on is None]
    if not running:
        raise NothingToWithdraw
    return today + timedelta(days=notice_days)
