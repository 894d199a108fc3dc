"""The ready accounts of the invented network, one for each role; shown on its sign-in page only."""

from __future__ import annotations

from dataclasses import dataclass

from matchmaker.i18n import N_
from matchmaker.web.translation import _

#: Known to everybody; the accounts exist in the invented network alone.
DEMO_PASSWORD = "matchmaker-demo"  # noqa: S105 - printed on the sign-in page


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """An account to look around with; the role's word and the sentence are marked for translation."""

    role: str
    email: str
    name: str
    organisation: str
    about: str


SIGN_INS: tuple[DemoSignIn, ...] = (
    DemoSignIn(
        N_("Small company"),
        "sme@demo.example",
        "Liis Tamm",
        "Ensümaat",
        N_("Looks for partners, calls and a place to work abroad."),
    ),
    DemoSignIn(
        N_("Host"),
        "host@demo.example",
        "Astrid Lindqvist",
        "Öresund Science Village",
        N_("Runs a science park and lists desks and rooms for visitors."),
    ),
    DemoSignIn(
        N_("Cluster manager"),
        "manager@demo.example",
        "Mārtiņš Bērziņš",
        "Baltic Bio Cluster",
        N_("Accepts members, verifies them and helps them find partners."),
    ),
    DemoSignIn(
        N_("Secretariat"),
        "secretariat@demo.example",
        "Aino Virtanen",
        "",
        N_("Runs the network and sees all of it."),
    ),
    DemoSignIn(
        N_("Research group"),
        "research@demo.example",
        "Katarzyna Nowak",
        "Gdańsk Marine Biotechnology Institute",
        N_("Offers know-how and laboratories, and joins projects."),
    ),
)


@dataclass(frozen=True, slots=True)
class ShownSignIn:
    """A ready account in the words of the page's language."""

    role: str
    email: str
    password: str
    about: str


def shown_sign_ins() -> list[ShownSignIn]:
    """The accounts as the sign-in page offers them."""
    return [ShownSignIn(_(one.role), one.email, DEMO_PASSWORD, _(one.about)) for one in SIGN_INS]
