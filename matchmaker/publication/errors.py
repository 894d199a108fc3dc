"""Why a text can't be published, changed or deleted."""

from __future__ import annotations

from typing import ClassVar

from matchmaker.i18n import N_
from matchmaker.refusals import Refusal
from models import PublicationState


class MoveRefused(Refusal):
    """The move is not in the table of allowed ones."""

    sentence = N_("That is not possible any more. Reload the page to see how it stands.")

    _BY_STATE: ClassVar[dict[PublicationState, str]] = {
        PublicationState.DRAFT: N_("This is still a draft. Publish it first."),
        PublicationState.PUBLISHED: N_("This is published. Withdraw it first."),
        PublicationState.EXPIRED: N_("This has expired. Renew it to show it again."),
        PublicationState.WITHDRAWN: N_("This has been withdrawn. Publish it again to show it."),
        PublicationState.ARCHIVED: N_("This is in the archive and can't be changed. Copy it into a new one."),
    }

    def __init__(self, state: PublicationState) -> None:
        super().__init__(self._BY_STATE[state])


class OnlyDraftsAreDeleted(Refusal):
    """What others may have seen stays on record."""

    sentence = N_(
        "Only drafts can be deleted. Withdraw this instead: nobody sees it then, and its history is kept."
    )


class ChangedMeanwhile(Refusal):
    """The thing was changed after the form was opened."""

    sentence = N_(
        "Somebody changed this while you were writing. Your text is still here and not saved yet. "
        "Look at the saved version, then save again to replace it with yours."
    )


class ExpiredMeanwhile(ChangedMeanwhile):
    """It ran out while it was open in a form."""

    sentence = N_(
        "This expired while you were writing. Your text is still here and not saved yet. "
        "Save it, or renew it for another year with your text."
    )


class WithdrawnMeanwhile(ChangedMeanwhile):
    """It was withdrawn while it was open in a form."""

    sentence = N_(
        "This was withdrawn while you were writing. Your text is still here and not saved yet. "
        "Save it, or publish it again with your text."
    )


class PublishedMeanwhile(ChangedMeanwhile):
    """It was published while it was open in a form."""

    sentence = N_(
        "This was published while you were writing. Your text is still here and not saved yet. "
        "Look at the published version, then save again to replace it with yours."
    )


class Incomplete(Refusal):
    """Something that readers need is missing.

    ``missing`` maps the field to its sentence.
    """

    status = 422
    sentence = N_("Some things that readers need are still missing, so it can't be published yet.")

    def __init__(self, missing: dict[str, str]) -> None:
        self.missing = missing
        super().__init__()


class AtField(Refusal):
    """Something typed can't be taken; ``field`` names where."""

    status = 422
    field: str

    def __init__(self, field: str, **values: object) -> None:
        self.field = field
        super().__init__(None, **values)


class TooLong(AtField):
    """A text is over its limit."""

    sentence = N_("At most %(limit)s characters; these are %(length)s.")


class TooManyKeywords(AtField):
    """More keywords than a reader takes in."""

    sentence = N_("At most %(most)s keywords; these are %(count)s.")


class NoWebAddress(AtField):
    """A link that leads nowhere, or somewhere a page must not."""

    sentence = N_("Write the whole web address, beginning with https://.")


class EndsBeforeItBegins(AtField):
    """An end before its beginning."""

    sentence = N_("The end lies before the beginning.")


class NegativeAmount(AtField):
    """Less than nothing."""

    sentence = N_("An amount can't be negative.")
