"""What an address and a website say about a claim of a profile, from values alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

#: So many claims of one person may wait at a time (our own default).
MOST_WAITING = 3
#: A claim that was decided on is shown to its claimant for so many days.
SHOWN_DAYS = 30

#: Under a country, names are registered below these.
_SECOND_LEVELS = frozenset({"ac", "co", "com", "edu", "gov", "mil", "net", "or", "org"})
#: Anybody gets an address here within a minute.
_FREE_MAIL = frozenset(
    {
        "aol.com", "fastmail.com", "gmail.com", "gmx.at", "gmx.ch", "gmx.com", "gmx.de", "gmx.net",
        "googlemail.com", "hot.ee", "hotmail.com", "icloud.com", "inbox.lt", "inbox.lv", "interia.pl",
        "kolumbus.fi", "live.com", "live.se", "mail.com", "mail.ee", "mail.ru", "me.com", "msn.com",
        "o2.pl", "online.ee", "onet.pl", "outlook.com", "pm.me", "proton.me", "protonmail.com",
        "seznam.cz", "t-online.de", "tuta.com", "ukr.net", "web.de", "wp.pl", "yahoo.com", "yandex.com",
        "zoho.com",
    }
)  # fmt: skip
#: Anybody gets a page here, so that the domain says nothing about whose it is.
_SHARED_SITES = frozenset(
    {
        "blogspot.com", "business.site", "edicy.co", "europa.eu", "facebook.com", "github.io",
        "gitlab.io", "google.com", "instagram.com", "jimdofree.com", "linkedin.com", "linktr.ee",
        "medium.com", "mozello.com", "netlify.app", "squarespace.com", "twitter.com", "vercel.app",
        "voog.com", "webnode.com", "weebly.com", "wixsite.com", "wordpress.com", "x.com", "youtube.com",
    }
)  # fmt: skip


class Proof(StrEnum):
    """What the claimant's address says about whether they belong to the organisation."""

    #: Its domain is the website's: whoever reads mail there belongs to it, most likely.
    SAME_DOMAIN = "same_domain"
    OTHER_DOMAIN = "other_domain"
    FREE_MAIL = "free_mail"
    #: There is nothing to compare it with.
    NO_WEBSITE = "no_website"
    #: Nobody has shown that they read mail there.
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True, slots=True)
class Hints:
    """What the address says, and the two domains that were compared; empty where there is none."""

    proof: Proof
    address_domain: str
    web_domain: str


def hints_of(*, email: str, confirmed: bool, website: str) -> Hints:
    """What the claimant's address says.

    :param confirmed: did they open the link that was mailed to the address?
    """
    address, web = mail_domain(email), web_domain(website)
    return Hints(_proof(address, web, confirmed=confirmed), address, web)


def _proof(address: str, web: str, *, confirmed: bool) -> Proof:
    if not confirmed:
        return Proof.UNCONFIRMED
    if address in _FREE_MAIL:
        return Proof.FREE_MAIL
    if not web:
        return Proof.NO_WEBSITE
    return Proof.SAME_DOMAIN if address == web else Proof.OTHER_DOMAIN


def mail_domain(email: str) -> str:
    """The registered domain of an address."""
    return registered_domain(email.rpartition("@")[2])


def web_domain(website: str) -> str:
    """The registered domain of a website; empty where it has none of its own."""
    try:
        host = urlsplit(website if "//" in website else f"//{website}").hostname or ""
    except ValueError:
        return ""
    domain = registered_domain(host)
    return "" if domain in _SHARED_SITES else domain


def registered_domain(host: str) -> str:
    """The part of a host's name that somebody registered: ``lab.example.ac.uk`` becomes ``example.ac.uk``.

    The usual second levels of countries are known, not the whole list of public suffixes: at worst two
    registrants of a rare suffix count as one, and a person decides. Empty for what is no name.
    """
    try:
        labels = host.strip().rstrip(".").encode("idna").decode().lower().split(".")
    except UnicodeError:
        return ""
    if len(labels) < 2 or not all(labels) or labels[-1].isdecimal():
        return ""
    is_below = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVELS
    return ".".join(labels[-3:] if is_below else labels[-2:])
