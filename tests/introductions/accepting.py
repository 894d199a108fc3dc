"""Accepting an introduction, for processes of their own."""

from __future__ import annotations

from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from matchmaker.introductions import answering_service
from matchmaker.refusals import Refusal
from matchmaker.transactions import tune_engine
from models import Introduction, Person


def accept(url: str, introduction_id: int, person_id: int) -> str:
    """Accept an introduction as one of the people asked.

    :param url: of the database.
    :returns: ``accepted``, or the name of the refusal.
    """
    engine = create_engine(url)
    tune_engine(engine)
    try:
        with sessionmaker(engine)() as session, session.begin():
            introduction = session.get_one(Introduction, introduction_id)
            person = session.get_one(Person, person_id)
            answering_service.accept_introduction(session, introduction, actor=person)
    except Refusal as refusal:
        return type(refusal).__name__
    return "accepted"
