"""What a verb raises when it will not do something: one sentence for the person."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - the domain's word; it is no fault of the program
    """Base of all refusals.

    The sentence is a marked, untranslated text with named placeholders (``%(name)s``); pages, the
    API and the command line translate it first and fill it in after.
    """

    #: The sentence, marked with ``N_``; each refusal sets its own.
    sentence: str = "This can't be done."
    #: The HTTP status a page or the API answers with.
    status: int = 409

    def __init__(self, sentence: str | None = None, **values: object) -> None:
        if sentence is not None:
            self.sentence = sentence
        self.values = values
        super().__init__(self.sentence % values if values else self.sentence)


class NotAllowed(Refusal):
    """The person may not do this to this thing."""

    status = 403
