"""What the two organisations of an introduction are called to whom, as long as one shows no name."""

from __future__ import annotations

from collections.abc import Collection

from matchmaker.introductions import rules
from models import Introduction, Side


def name_of(introduction: Introduction, side: Side, sides: Collection[Side]) -> str:
    """The name of the asking or the asked organisation, as people of some sides may read it.

    An organisation shown without its name has a stand-in until the introduction is accepted. One that
    asks without its name in this request alone is another matter: see `rules.sees_asking_name`.
    """
    organisation = introduction.organisation_of(side)
    assert organisation is not None, "Only a broker may be missing."
    return (
        organisation.own_name if rules.sees_own_name(side, sides, introduction.state) else organisation.name
    )
