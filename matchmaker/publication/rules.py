"""Pure decisions about the life of a published text, and about what makes it findable."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from matchmaker.i18n import N_
from matchmaker.publication.errors import (
    ChangedMeanwhile,
    ExpiredMeanwhile,
    MoveRefused,
    NoWebAddress,
    OnlyDraftsAreDeleted,
    PublishedMeanwhile,
    TooLong,
    TooManyKeywords,
    WithdrawnMeanwhile,
)
from models import PublicationState

MOST_KEYWORDS = 5
LONGEST_KEYWORD = 40
#: Below this many words a text shares too few with others to be found by meaning (our own default).
FEWEST_WORDS = 40
#: A title with fewer words rarely says what is looked for (our own default).
FEWEST_TITLE_WORDS = 3

MEANWHILE: dict[PublicationState, type[ChangedMeanwhile]] = {
    PublicationState.EXPIRED: ExpiredMeanwhile,
    PublicationState.WITHDRAWN: WithdrawnMeanwhile,
    PublicationState.PUBLISHED: PublishedMeanwhile,
}


def check_move(state: PublicationState, wanted: PublicationState) -> None:
    """Pass, or refuse a move that the table does not allow.

    :raises MoveRefused: with a sentence that says how the thing stands.
    """
    if not state.may_become(wanted):
        raise MoveRefused(state)


def check_editable(state: PublicationState) -> None:
    """Everything but the archive may be changed.

    :raises MoveRefused: it is in the archive.
    """
    if state is PublicationState.ARCHIVED:
        raise MoveRefused(state)


def check_deletable(state: PublicationState) -> None:
    """Pass for a draft.

    :raises OnlyDraftsAreDeleted: others may have seen it.
    """
    if state is not PublicationState.DRAFT:
        raise OnlyDraftsAreDeleted


def version_of(standing: PublicationState, updated_at: datetime) -> str:
    """What a form remembers of the thing it was opened on.

    :param standing: how it stands, an expiry that no job has noted yet included.
    """
    return f"{standing.value} {updated_at.isoformat()}"


def check_version(seen: str, standing: PublicationState, updated_at: datetime) -> None:
    """Pass if the thing is still as the form saw it.

    :param seen: what `version_of` gave when the form was opened.
    :raises ChangedMeanwhile: or the narrower refusal for what happened to it.
    """
    if seen == version_of(standing, updated_at):
        return
    if seen.partition(" ")[0] != standing.value:
        raise MEANWHILE.get(standing, ChangedMeanwhile)
    raise ChangedMeanwhile


def split_keywords(text: str) -> list[str]:
    """Keywords of a comma- or semicolon-separated line, without repeats whatever their case."""
    words = (" ".join(word.split()) for word in text.replace(";", ",").replace("\n", ",").split(","))
    unique: dict[str, str] = {}
    for word in words:
        if word:
            unique.setdefault(word.casefold(), word)
    return list(unique.values())


def check_keywords(keywords: Sequence[str]) -> None:
    """Pass for at most five short ones.

    :raises TooManyKeywords: more than five.
    :raises TooLong: one is over 40 characters.
    """
    if len(keywords) > MOST_KEYWORDS:
        raise TooManyKeywords("keywords", most=MOST_KEYWORDS, count=len(keywords))
    longest = max(map(len, keywords), default=0)
    if longest > LONGEST_KEYWORD:
        raise TooLong("keywords", length=longest, limit=LONGEST_KEYWORD)


def check_lengths(values: object, limits: Mapping[str, int]) -> None:
    """Pass if no text attribute of the values is over its limit.

    :param limits: attribute name to the most characters.
    :raises TooLong: naming the first that is.
    """
    for name, limit in limits.items():
        length = len(getattr(values, name))
        if length > limit:
            raise TooLong(name, length=length, limit=limit)


def is_web_address(address: str) -> bool:
    """May a page link there? Imported addresses are asked this too before they become a link."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not any(map(str.isspace, address))


def check_web_address(field: str, address: str) -> None:
    """Pass for nothing, and for an address that a page may link to.

    :raises NoWebAddress: it has another scheme, or no host.
    """
    if address and not is_web_address(address):
        raise NoWebAddress(field)


@dataclasses.dataclass(frozen=True, slots=True)
class Gap:
    """Something that would make a text easier to match.

    :param field: the form's field where it is put right.
    :param sentence: what is missing, marked for translation, with named placeholders.
    :param gain: what putting it right brings, marked for translation.
    """

    field: str
    sentence: str
    gain: str
    values: Mapping[str, object] = dataclasses.field(default_factory=dict)


def text_gaps(title: str, body_field: str, *bodies: str) -> list[Gap]:
    """What the title and the running text lack.

    :param body_field: the field to write more into.
    """
    gaps = []
    if len(title.split()) < FEWEST_TITLE_WORDS:
        gaps.append(
            Gap(
                "title",
                N_("The title says little by itself."),
                N_("Words in the title weigh most: name the thing and what it is for."),
            )
        )
    count = sum(len(body.split()) for body in bodies)
    if count < FEWEST_WORDS:
        gaps.append(
            Gap(
                body_field,
                N_("The text is short: %(count)s words. At least %(fewest)s make it findable."),
                N_("Materials, methods, norms and uses by name are what others are matched on."),
                {"count": count, "fewest": FEWEST_WORDS},
            )
        )
    return gaps


def keyword_gaps(keywords: Sequence[str]) -> list[Gap]:
    """Keywords are the surest words: say so where there are none or few."""
    if len(keywords) >= 2:
        return []
    return [
        Gap(
            "keywords",
            N_("There are no keywords yet.") if not keywords else N_("There is only one keyword."),
            N_("Three to five terms of your trade count more than the same words in running text."),
        )
    ]


def language_gaps(language: str, detected: str) -> list[Gap]:
    """The stated language should be the one the text is written in.

    :param detected: what the text looks like; equal to ``language`` where that can't be told.
    """
    if detected == language:
        return []
    return [
        Gap(
            "language",
            N_("The text does not seem to be in the language stated."),
            N_("With the right language, other forms of the same word are recognised too."),
        )
    ]
