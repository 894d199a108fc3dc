"""Links in mails with which one answers without signing in: made, read, and told kindly what is wrong.

A link opens a page, and only the buttons of that page decide: a mail scanner that follows links decides
nothing. A link that was used, overtaken, changed or kept too long says so and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Generic, TypeVar

from flask import Response, make_response, render_template, url_for
from sqlalchemy.orm import Session

from matchmaker.extensions import db
from matchmaker.refusals import Refusal
from matchmaker.web.signing import ExpiredLink, ForgedLink, signed, unsigned
from matchmaker.web.translation import LazyString, _, refusal_text
from models import Introduction, Person, Visit

#: Longer than any answer is waited for with its reminders, and than a holiday (our own default).
HOLDS_FOR = timedelta(days=45)


#: What one is asked about by mail.
SubjectT = TypeVar("SubjectT", Introduction, Visit)


@dataclass(frozen=True, slots=True)
class Bearer(Generic[SubjectT]):
    """Whom a link was mailed to, what it is about, and the version it spoke of."""

    subject: SubjectT
    person: Person
    version: int


def token_for(purpose: str, subject: Introduction | Visit, person: Person, version: int) -> str:
    """The token of a link.

    :param purpose: what it is good for; for nothing else.
    """
    return signed(purpose, [subject.id, person.id, version])


def bearer_of(session: Session, kind: type[SubjectT], purpose: str, token: str) -> Bearer[SubjectT]:
    """Who comes with a link.

    :raises ForgedLink: it is none of ours, or what it speaks of is gone.
    :raises ExpiredLink: it is older than `HOLDS_FOR`.
    """
    subject_id, person_id, version = unsigned(purpose, token, within=HOLDS_FOR)
    subject = session.get(kind, subject_id)
    person = session.get(Person, person_id)
    if subject is None or person is None:
        raise ForgedLink
    return Bearer(subject, person, version)


@dataclass(frozen=True, slots=True)
class LinkPages(Generic[SubjectT]):
    """What the pages behind the links of one slice have in common."""

    #: What its links are about.
    kind: type[SubjectT]
    #: Said of a link that was kept too long.
    expired: LazyString
    #: Endpoint of the list in which one finds how things stand.
    index: str
    #: The signed-in page of one of them.
    url_of: Callable[[SubjectT], str]

    def answer(self, purpose: str, token: str, act: Callable[[Bearer[SubjectT]], Response]) -> Response:
        """Answer for whom a link was mailed to, or say what is wrong with the link.

        :param act: a refusal it raises is told, and what it did before is undone.
        """
        try:
            bearer = bearer_of(db.session, self.kind, purpose, token)
            url = self.url_of(bearer.subject)
            return self._acted(bearer, url, act)
        except ExpiredLink:
            return self.message(_("This link has expired"), str(self.expired), HTTPStatus.GONE)
        except ForgedLink:
            sentence = _(
                "This link is incomplete or was changed on the way. Nothing was changed. Open the link from "
                "the mail once more, or sign in."
            )
            return self.message(_("This link does not work"), sentence, HTTPStatus.NOT_FOUND)

    def _acted(
        self, bearer: Bearer[SubjectT], url: str, act: Callable[[Bearer[SubjectT]], Response]
    ) -> Response:
        try:
            return act(bearer)
        except Refusal as refusal:
            db.session.rollback()
            return self.message(_("Nothing was changed"), refusal_text(refusal), refusal.status, url)

    def message(self, title: str, sentence: str, status: int = HTTPStatus.OK, url: str = "") -> Response:
        """A page that says one thing, with the way to the signed-in page.

        :param url: where that way leads; to the list if empty.
        """
        rendered = render_template(
            "mails/link_message.html", title=title, sentence=sentence, url=url or url_for(self.index)
        )
        return make_response(rendered, status)
