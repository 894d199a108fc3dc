"""What an address and a website say about a claim."""

from __future__ import annotations

import pytest

from matchmaker.organisations.claim_rules import Hints, Proof, hints_of, registered_domain, web_domain


@pytest.mark.parametrize(
    ("email", "website", "proof"),
    [
        ("liis@alfa.ee", "https://www.alfa.ee/en", Proof.SAME_DOMAIN),
        ("liis@LAB.Alfa.EE", "alfa.ee", Proof.SAME_DOMAIN),
        ("liis@alfa.ee", "https://shop.alfa.ee:8443", Proof.SAME_DOMAIN),
        ("liis@õun.ee", "https://xn--un-bka.ee", Proof.SAME_DOMAIN),
        ("liis@chem.ox.ac.uk", "https://www.ox.ac.uk", Proof.SAME_DOMAIN),
        ("liis@ox.ac.uk", "https://cam.ac.uk", Proof.OTHER_DOMAIN),
        ("liis@notalfa.ee", "https://alfa.ee", Proof.OTHER_DOMAIN),
        ("liis@alfa.ee.example", "https://alfa.ee", Proof.OTHER_DOMAIN),
        ("liis@gmail.com", "https://alfa.ee", Proof.FREE_MAIL),
        ("liis@inbox.lv", "", Proof.FREE_MAIL),
        ("liis@alfa.ee", "", Proof.NO_WEBSITE),
        ("liis@google.com", "https://sites.google.com/alfa", Proof.NO_WEBSITE),
        ("liis@alfa.ee", "http://[broken", Proof.NO_WEBSITE),
    ],
)
def test_address_is_held_against_the_website(email: str, website: str, proof: Proof) -> None:
    assert hints_of(email=email, confirmed=True, website=website).proof is proof


def test_unconfirmed_address_proves_nothing() -> None:
    hints = hints_of(email="liis@alfa.ee", confirmed=False, website="https://alfa.ee")
    assert hints == Hints(Proof.UNCONFIRMED, "alfa.ee", "alfa.ee")


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("www.alfa.co.uk.", "alfa.co.uk"),
        ("alfa.com.pl", "alfa.com.pl"),
        ("co.uk", "co.uk"),
        ("localhost", ""),
        ("192.168.0.1", ""),
        ("a..b", ""),
        ("", ""),
    ],
)
def test_registered_domain_is_what_somebody_registered(host: str, domain: str) -> None:
    assert registered_domain(host) == domain


def test_page_on_a_shared_site_has_no_domain_of_its_own() -> None:
    assert web_domain("https://alfa.wordpress.com") == ""
    assert web_domain("www.alfa.lv") == "alfa.lv"
