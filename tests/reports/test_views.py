"""Pages and files of fair play: who sees what, and every figure opens its records."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from itertools import pairwise

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from matchmaker.reports.exports import COLUMNS
from models import Person, VisitSide, VisitState
from models.columns import utc_now
from tests.factories import make_person, make_secretariat
from tests.query_counter import counted_queries
from tests.reports.network_of_visits import MONDAY, YEAR, add_visit, make_side

SignIn = Callable[[Person], FlaskClient]
PAGES = ("/fair-play", "/fair-play/visits")
FILES = ("/network/visits", "/network/visits.csv", "/network/visits.xlsx")


def table_rows(page: str, caption: str) -> list[list[str]]:
    """The rows of the table with a caption: the words of each cell."""
    table = page.partition(f'aria-label="{caption}"')[2].partition("</table>")[0].partition("<tbody>")[2]
    return [
        [
            " ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split())
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in table.split("</tr>")
        if "<t" in row
    ]


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_pages_are_not_for_everybody(session: Session, sign_in: SignIn, address: str) -> None:
    tartu = make_side(session, "Tartu")
    session.commit()
    assert sign_in(make_person(session)).get(address).status_code == 403
    assert sign_in(tartu.host_person).get(address).status_code == 403


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_nobody_signed_in_is_led_to_the_sign_in(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code in {302, 401}


def test_manager_sees_the_pages_and_not_the_network_report(session: Session, sign_in: SignIn) -> None:
    tartu = make_side(session, "Tartu")
    session.commit()
    client = sign_in(tartu.manager)
    assert [client.get(address).status_code for address in PAGES] == [200, 200]
    assert [client.get(address).status_code for address in FILES] == [403, 403, 403]


def test_empty_pages_say_how_figures_come_about(session: Session, sign_in: SignIn) -> None:
    client = sign_in(make_secretariat(session))
    for address in ("/fair-play", "/network/visits"):
        assert "No visits yet" in client.get(address).get_data(as_text=True)
    assert client.get("/network/visits.xlsx").status_code == 200


def test_fair_play_tells_balance_answer_time_and_honour_rate(session: Session, sign_in: SignIn) -> None:
    tartu, lund = make_side(session, "Tartu"), make_side(session, "Lund")
    add_visit(session, lund, tartu)
    add_visit(session, lund, tartu, state=VisitState.CANCELLED, cancelled_by_side=VisitSide.HOST)
    add_visit(session, tartu, lund, working_days=1, party_size=1)
    person = make_secretariat(session)
    session.commit()
    page = sign_in(person).get("/fair-play").get_data(as_text=True)
    assert table_rows(page, "Balance of clusters") == [
        ["Tartu Cluster", "1 visits given", "6 days given", "1 visits taken", "1 days taken", "+5"],
        ["Lund Cluster", "1 visits given", "1 days given", "1 visits taken", "6 days taken", "\u22125"],
    ]
    (tartu_row, lund_row) = table_rows(page, "Hosts")
    assert tartu_row[0] == "Tartu Park"
    assert tartu_row[5:] == ["1 working day", "0", "50% 1 kept of 2 accepted"]
    assert lund_row[5:] == ["1 working day", "0", "100% 1 kept of 1 accepted"]


def test_every_figure_opens_as_many_records(session: Session, sign_in: SignIn) -> None:
    tartu, lund = make_side(session, "Tartu"), make_side(session, "Lund")
    for state in VisitState:
        add_visit(session, lund, tartu, state=state, cancelled_by_side=VisitSide.VISITOR)
    add_visit(session, tartu, lund, home_cluster=None)
    add_visit(session, tartu, lund, state=VisitState.LAPSED, first_answered_at=None)
    person = make_secretariat(session)
    session.commit()
    client = sign_in(person)
    opened = 0
    for address in ("/fair-play", "/network/visits"):
        page = client.get(address).get_data(as_text=True)
        links = re.findall(r'<a href="(/fair-play/visits\?[^"]+)">([\d,]+)<span[^>]*> ([^<]*)</span>', page)
        for link, number, what in links:
            records = client.get(unescape(link)).get_data(as_text=True)
            rows = len(re.findall('<th scope="row"', records))
            if "days" in what:
                assert f"{number} days used" in records, link
            else:
                assert rows == int(number), link
            opened += 1
    assert opened > 20


def test_records_of_what_is_not_there_are_not_found(session: Session, sign_in: SignIn) -> None:
    tartu, lund = make_side(session, "Tartu"), make_side(session, "Lund")
    turku = make_side(session, "Turku")
    add_visit(session, lund, tartu)
    add_visit(session, turku, turku)
    session.commit()
    client = sign_in(lund.manager)
    assert client.get(f"/fair-play/visits?host={tartu.host.slug}").status_code == 200
    for query in ("figure=bribes", "host=nobody", f"host={turku.host.slug}", f"taking={turku.cluster.slug}"):
        assert client.get(f"/fair-play/visits?{query}").status_code == 404


def test_manager_opens_only_visits_to_read(session: Session, sign_in: SignIn) -> None:
    tartu, lund = make_side(session, "Tartu"), make_side(session, "Lund")
    taken, given = add_visit(session, lund, tartu), add_visit(session, tartu, lund)
    session.commit()
    page = sign_in(lund.manager).get("/fair-play/visits").get_data(as_text=True)
    assert f"/visits/{taken.token}" in page
    assert f"/visits/{given.token}" not in page
    assert len(table_rows(page, "Asked for")) == 2


def test_csv_holds_every_visit_and_no_formula(session: Session, sign_in: SignIn) -> None:
    tartu, lund = make_side(session, "Tartu"), make_side(session, "Lund")
    lund.company.name = '=HYPERLINK("http://x.example","Enzymes")'
    add_visit(session, lund, tartu)
    later = MONDAY + timedelta(days=7)
    add_visit(session, tartu, lund, starts_on=later, ends_on=later, state=VisitState.DECLINED)
    person = make_secretariat(session)
    session.commit()
    answer = sign_in(person).get(f"/network/visits.csv?year={YEAR}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="visits-{YEAR}.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))
    assert [row["took_place"] for row in rows] == ["yes", "no"]
    assert rows[0]["visitor"].startswith("'=HYPERLINK")
    assert tuple(rows[0]) == COLUMNS
    assert (rows[0]["days"], rows[0]["answer_working_days"], rows[0]["host_kept_word"]) == ("6", "1", "yes")


def test_page_costs_the_same_for_one_cluster_and_for_forty(
    session: Session, sign_in: SignIn, connection: Connection
) -> None:
    sides = [make_side(session, "Tartu")]
    add_visit(session, sides[0], sides[0])
    client = sign_in(make_secretariat(session))
    addresses = [*PAGES, *FILES]

    def cost() -> list[int]:
        counted = []
        for address in addresses:
            with counted_queries(connection) as statements:
                assert client.get(address).status_code == 200
            counted.append(len(statements))
        return counted

    session.commit()
    client.get("/fair-play")
    for_one = cost()
    sides += [make_side(session, f"Number {number}") for number in range(39)]
    for visitor, host in pairwise(sides):
        add_visit(session, visitor, host)
    session.commit()
    assert cost() == for_one


def test_account_menu_of_managers_leads_there(session: Session, sign_in: SignIn) -> None:
    tartu = make_side(session, "Tartu")
    session.commit()
    assert 'href="/fair-play"' in sign_in(tartu.manager).get("/account").get_data(as_text=True)


def test_open_request_of_this_week_waits(session: Session, sign_in: SignIn) -> None:
    tartu, lund = make_side(session, "Tartu"), make_side(session, "Lund")
    today = utc_now().date()
    values = {"starts_on": today, "ends_on": today, "first_answered_at": None}
    add_visit(session, lund, tartu, state=VisitState.REQUESTED, **values)
    person = make_secretariat(session)
    session.commit()
    page = sign_in(person).get("/network/visits").get_data(as_text=True)
    (row,) = table_rows(page, "What became of requests")
    assert row == ["Wait for an answer or a place", "1 Wait for an answer or a place", "100%"]
