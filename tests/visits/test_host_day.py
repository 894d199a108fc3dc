"""The host's day: one request is open to the keys, and everything works without them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from matchmaker.agreements.house_days import Stay
from models import Person, Visit, VisitDeclineReason, VisitState
from tests.forms_in_pages import form_in
from tests.visits.roaming import NOWHERE, Roaming, asked, make_roaming, monday

SignIn = Callable[[Person], FlaskClient]
DAY = "/visits/today"


@pytest.fixture
def roaming(session: Session) -> Roaming:
    made = make_roaming(session, country=NOWHERE)
    session.commit()
    return made


@pytest.fixture
def requests(session: Session, roaming: Roaming) -> list[Visit]:
    """Three requests, in the order of the page."""
    days = [monday() + timedelta(days=number) for number in range(3)]
    return [asked(session, roaming, Stay(day, day)) for day in days]


def keys_on(page: str) -> dict[str, str]:
    """Where links with a key lead, by key."""
    links = re.findall(r"<a [^>]*>", page)
    found = {}
    for link in links:
        key, target = re.search(r'data-key="(.)"', link), re.search(r'href="([^"]*)"', link)
        if key and target:
            found[key[1]] = target[1]
    return found


def test_keys_act_on_the_first_request_and_move_to_the_next(
    sign_in: SignIn, roaming: Roaming, requests: list[Visit]
) -> None:
    host = sign_in(roaming.host_person)
    first, second, third = (visit.token for visit in requests)
    keys = keys_on(host.get(DAY).text)
    assert keys == {"j": f"{DAY}?request={second}#requests", "o": f"/visits/{first}#next"}
    assert keys_on(host.get(f"{DAY}?request={second}").text) == {
        "j": f"{DAY}?request={third}#requests",
        "k": f"{DAY}?request={first}#requests",
        "o": f"/visits/{second}#next",
    }
    last = host.get(f"{DAY}?request={third}").text
    assert "j" not in keys_on(last)
    assert last.count('data-key="a"') == 1
    assert last.count('data-key="d"') == 1


def test_request_that_is_gone_leaves_the_first_one_open(
    sign_in: SignIn, roaming: Roaming, requests: list[Visit]
) -> None:
    page = sign_in(roaming.host_person).get(f"{DAY}?request=no-such-request").text
    assert keys_on(page)["o"] == f"/visits/{requests[0].token}#next"


def test_day_without_requests_has_no_keys(sign_in: SignIn, roaming: Roaming) -> None:
    page = sign_in(roaming.host_person).get(DAY).text
    assert "data-desk" not in page
    assert "data-key" not in page


def test_reason_in_the_list_declines(
    session: Session, sign_in: SignIn, roaming: Roaming, requests: list[Visit]
) -> None:
    host = sign_in(roaming.host_person)
    visit = requests[1]
    form = form_in(host.get(DAY), f"/visits/{visit.token}/decline")
    answer = form.sent(host, {"reason": VisitDeclineReason.TOO_LONG.value})
    assert answer.headers["Location"] == DAY
    session.refresh(visit)
    assert (visit.state, visit.decline_reason) == (VisitState.DECLINED, VisitDeclineReason.TOO_LONG)
