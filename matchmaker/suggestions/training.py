"""Learning from verdicts: the lists people judged, what was known then, a new version of the model.

Facts are gathered as of the beginning of the week of each verdict, so that what a verdict says
is never among what it is explained by. Texts are scored as they are today: what a text was worth
then is not kept apart from what the model of then made of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from matchmaker.matching import Ask, Index, Where, score_owners
from matchmaker.matching.facts import Facts
from matchmaker.matching.features import feature_table
from matchmaker.matching.learning import JudgedList, Judgement, LearntModel, NothingToLearn, train
from matchmaker.matching.reranking import fitting_owners
from matchmaker.ranking.facts_access import access_of
from matchmaker.ranking.gathering import facts_at
from matchmaker.ranking.queries import newest_model
from matchmaker.ranking.rules import GAINS, Word, gains_of
from matchmaker.ranking.service import keep_model
from matchmaker.suggestions.ranking import asks_of
from matchmaker.suggestions.rules import TargetKind
from matchmaker.suggestions.subjects import find_subject
from matchmaker.transactions import reading_only
from models import Organisation, RankingModel, Verdict, VerdictKind
from models.columns import utc_now

#: Learn again after this long, if anything was said since, or at once after so many new verdicts.
LEARN_EVERY = timedelta(days=7)
LEARN_AFTER = 200
#: Verdicts older than this say little about today.
LOOK_BACK = timedelta(days=730)

_COUNTED = {*GAINS, VerdictKind.TAKEN_BACK}


@dataclass(frozen=True, slots=True)
class SaidOf:
    """All that one organisation said of one list: when first, about what, what it had before it."""

    at: datetime
    organisation_id: int
    subject: str
    shown: tuple[int, ...]
    words: tuple[Word, ...]


def gather_facts(session: Session) -> None:
    """Bring what ranking knows of organisations up to date, for every process."""
    access = access_of(session)
    if access is not None:
        access.write(facts_at(session, utc_now()))


def is_due(session: Session, now: datetime) -> bool:
    """Has enough been said, or anything for long enough, since the last version was learnt?"""
    last = newest_model(session)
    said = select(func.count(Verdict.id)).where(
        Verdict.target_kind == "organisation", Verdict.kind.in_(_COUNTED)
    )
    if last is None:
        return bool(session.scalar(said))
    new = session.scalar(said.where(Verdict.id > last.newest_verdict_id)) or 0
    return new >= LEARN_AFTER or (new > 0 and now - last.trained_at >= LEARN_EVERY)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A version before it is kept, and the verdicts it was learnt from: how many, the newest."""

    model: LearntModel
    judgement: Judgement
    verdicts: int
    newest_verdict_id: int

    def keep(self, session: Session) -> RankingModel:
        """Write it down, and put it to use if it beats the text."""
        return keep_model(
            session,
            self.model,
            self.judgement,
            verdicts=self.verdicts,
            newest_verdict_id=self.newest_verdict_id,
        )


def lesson_of(session: Session, index: Index, *, now: datetime) -> Lesson:
    """Learn from what was said so far, and judge it. Reads only.

    :raises NothingToLearn: where nothing was judged yet, or text counts for nothing in it.
    """
    said = _said(session, now - LOOK_BACK)
    lists = [judged for judged in _judged(session, index, said) if judged is not None]
    model, judgement = train(lists)
    newest = session.scalar(select(func.max(Verdict.id))) or 0
    return Lesson(model, judgement, sum(len(one.words) for one in said), newest)


def learn(sessions: sessionmaker[Session], index: Index) -> RankingModel:
    """Gather facts, learn a new version and keep it; nobody who writes has to wait meanwhile.

    :raises NothingToLearn: where nothing was judged yet, or text counts for nothing in it.
    """
    with reading_only(), sessions() as session:
        gather_facts(session)
        lesson = lesson_of(session, index, now=utc_now())
    with sessions.begin() as session:
        row = lesson.keep(session)
        session.expunge(row)
    return row


def _said(session: Session, since: datetime) -> list[SaidOf]:
    """What was said of lists of partners, the oldest first; repeated words on a list together."""
    rows = session.scalars(
        select(Verdict)
        .where(
            Verdict.target_kind == "organisation",
            Verdict.kind.in_(_COUNTED),
            Verdict.subject != "",
            Verdict.at >= since,
        )
        .order_by(Verdict.at, Verdict.id)
    )
    by_list: dict[tuple[int, str], SaidOf] = {}
    for row in rows:
        key = row.organisation_id, row.subject
        shown = tuple(int(one["id"]) for one in row.shown)
        word = Word(row.target_id, row.kind)
        before = by_list.get(key)
        if before is None:
            by_list[key] = SaidOf(row.at, row.organisation_id, row.subject, shown, (word,))
        else:
            together = tuple(dict.fromkeys((*before.shown, *shown)))
            by_list[key] = replace(before, shown=together, words=(*before.words, word))
    return list(by_list.values())


def _judged(session: Session, index: Index, said: Sequence[SaidOf]) -> Iterator[JudgedList | None]:
    """Each as a list to learn from, with what was known in its week; None where nothing is left of it."""
    by_week: defaultdict[datetime, list[SaidOf]] = defaultdict(list)
    for one in said:
        by_week[_week_of(one.at)].append(one)
    for week, of_week in by_week.items():
        facts = facts_at(session, week)
        for one in of_week:
            yield _judged_list(session, index, one, facts)


def _week_of(moment: datetime) -> datetime:
    monday = moment - timedelta(days=moment.weekday())
    return monday.replace(hour=0, minute=0, second=0, microsecond=0)


def _judged_list(session: Session, index: Index, said: SaidOf, facts: Facts) -> JudgedList | None:
    gains = gains_of(said.words)
    subject = find_subject(session, said.subject)
    owners = [str(number) for number in dict.fromkeys((*said.shown, *gains))]
    if subject is None or not gains or session.get(Organisation, said.organisation_id) is None:
        return None
    asks: list[Ask] = asks_of(index, subject, TargetKind.PARTNER)
    scored = [match for match in score_owners(index, asks, owners) if match.score > 0]
    scored.sort(key=lambda match: (-match.score, match.owner))
    if not scored:
        return None
    texts = np.array([match.score for match in scored])
    ids = [match.owner for match in scored]
    others = Where(without_owners=[str(said.organisation_id)])
    table = feature_table(facts, str(said.organisation_id), ids, fitting_owners(index, asks, others))
    return JudgedList(texts, table, np.array([gains.get(int(owner), 0.0) for owner in ids]))


def learn_when_due(sessions: sessionmaker[Session], index: Index) -> RankingModel | None:
    """What the worker does each hour: gather facts, and learn where it is time."""
    with reading_only(), sessions() as session:
        if not is_due(session, utc_now()):
            gather_facts(session)
            return None
    try:
        return learn(sessions, index)
    except NothingToLearn:
        return None
