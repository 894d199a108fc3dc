"""The ready accounts of the invented network, one for each role; shown on its sign-in page only."""

from __future__ import annotations

from dataclasses import dataclass

from matchmaker.i18n import N_
from matchmaker.web.translation import _
from models import MembershipRole

#: Known to everybody; the accounts exist in the invented network alone.
DEMO_PASSWORD = "matchmaker-demo"  # noqa: S105 - printed on the sign-in page


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """An account to look around with; the role's word and the sentence are marked for translation.

    `organisation` is a key of the demo data, empty for the secretariat, who speaks for none.
    """

    role: str
    email: str
    name: str
    organisation: str
    about: str
    membership: MembershipRole = MembershipRole.OWNER


SIGN_INS: tuple[DemoSignIn, ...] = (
    DemoSignIn(
        N_("Small company"),
        "sme@demo.example",
        "Liis Tamm",
        "emajoe-ensuumid",
        N_("Looks for partners, calls and a place to work abroad."),
    ),
    DemoSignIn(
        N_("Host"),
        "host@demo.example",
        "Kaarel Saar",
        "park-tartu",
        N_("Runs a science park and lists desks and rooms for visitors."),
    ),
    DemoSignIn(
        N_("Cluster manager"),
        "manager@demo.example",
        "Mārtiņš Bērziņš",
        "cluster-biotech-baltic",
        N_("Accepts members, verifies them and helps them find partners."),
        MembershipRole.MANAGER,
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
        "motlawa-university",
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
