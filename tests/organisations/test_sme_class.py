"""The derived size class, against Recommendation 2003/361/EC, in Python and in SQL."""

from __future__ import annotations

import itertools

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Organisation, OrganisationKind, SmeClass, TurnoverBand
from tests.factories import make_organisation

M2, M10, M50, MORE = TurnoverBand


@pytest.mark.parametrize(
    ("headcount", "turnover", "small_balance", "size"),
    [
        (0, M2, False, SmeClass.MICRO),
        (9, M2, False, SmeClass.MICRO),
        (10, M2, False, SmeClass.SMALL),
        (9, M10, False, SmeClass.SMALL),
        (49, M10, False, SmeClass.SMALL),
        (50, M2, False, SmeClass.MEDIUM),
        (49, M50, False, SmeClass.MEDIUM),
        (249, M50, False, SmeClass.MEDIUM),
        (249, MORE, True, SmeClass.MEDIUM),
        (5, MORE, True, SmeClass.MEDIUM),
        (249, MORE, False, SmeClass.LARGE),
        (5, MORE, False, SmeClass.LARGE),
        (250, M2, False, SmeClass.LARGE),
        (250, MORE, True, SmeClass.LARGE),
        (None, M2, False, None),
        (10, None, False, None),
    ],
)
def test_sme_class_by_figures(
    headcount: int | None, turnover: TurnoverBand | None, *, small_balance: bool, size: SmeClass | None
) -> None:
    organisation = Organisation(
        kind=OrganisationKind.COMPANY,
        headcount=headcount,
        turnover_band=turnover,
        balance_sheet_up_to_43m=small_balance,
    )
    assert organisation.sme_class is size


def test_is_sme_is_the_same_in_python_and_in_sql(session: Session) -> None:
    cases = itertools.product(
        (OrganisationKind.COMPANY, OrganisationKind.UNIVERSITY),
        (None, 5, 60, 249, 250),
        (None, M2, M50, MORE),
        (False, True),
        (None, False, True),
    )
    for kind, headcount, turnover, balance, by_source in cases:
        make_organisation(
            session,
            kind=kind,
            headcount=headcount,
            turnover_band=turnover,
            balance_sheet_up_to_43m=balance,
            sme_by_source=by_source,
        )
    in_sql = set(session.scalars(select(Organisation.id).where(Organisation.is_sme)))
    not_in_sql = set(session.scalars(select(Organisation.id).where(~Organisation.is_sme)))
    everything = session.scalars(select(Organisation)).all()
    assert in_sql == {each.id for each in everything if each.is_sme}
    assert not_in_sql == {each.id for each in everything if not each.is_sme}
