"""Sizes, money and standing of organisations in words."""

from __future__ import annotations

from matchmaker.organisations.claim_rules import Proof
from matchmaker.web.translation import LazyString, _l
from models import ClaimGround, SmeClass, TurnoverBand

TURNOVER: dict[TurnoverBand, LazyString] = {
    TurnoverBand.UP_TO_2M: _l("Up to 2 million euros"),
    TurnoverBand.UP_TO_10M: _l("Up to 10 million euros"),
    TurnoverBand.UP_TO_50M: _l("Up to 50 million euros"),
    TurnoverBand.OVER_50M: _l("More than 50 million euros"),
}

SIZES: dict[SmeClass, LazyString] = {
    SmeClass.MICRO: _l("Micro company"),
    SmeClass.SMALL: _l("Small company"),
    SmeClass.MEDIUM: _l("Medium company"),
    SmeClass.LARGE: _l("Large company"),
}

#: Why a claim is refused, as those who decide choose it.
CLAIM_GROUNDS: dict[ClaimGround, LazyString] = {
    ClaimGround.NOT_SHOWN: _l("Nothing shows that they speak for it"),
    ClaimGround.OTHER_ORGANISATION: _l("They belong to another organisation"),
    ClaimGround.NO_CONTACT: _l("Nobody could be reached"),
}

#: What the claimant's address says, for those who decide.
PROOFS: dict[Proof, LazyString] = {
    Proof.SAME_DOMAIN: _l("The address is at %(web)s, as the website is."),
    Proof.OTHER_DOMAIN: _l("The address is at %(address)s, the website at %(web)s."),
    Proof.FREE_MAIL: _l("The address is at %(address)s, where anybody gets one."),
    Proof.NO_WEBSITE: _l("The profile names no website of its own to compare the address with."),
    Proof.UNCONFIRMED: _l("Nobody has confirmed the address yet."),
}
