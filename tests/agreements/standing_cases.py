"""Worked cases of standing, reckoned by hand: who asks for which days where, and what follows.

2027 begins on a Friday; 1 March is a Monday. Clauses are those of the default terms: 1 who may roam,
2 free days, 3 free services, 4 longer stays, 7 agreed beforehand, 8 notice, 9 the host's discretion,
10 opening hours, 13 term, 14 withdrawal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from matchmaker.agreements.standing import SpaceAsked
from models import Confirmation, SpaceKind, Standing, VisitService

WITHIN, HOST, OUTSIDE = Standing.WITHIN, Standing.HOST_DECIDES, Standing.OUTSIDE
MONDAY_TO_FRIDAY = (0, 1, 2, 3, 4)
SUNDAY_TO_THURSDAY = (6, 0, 1, 2, 3)
SIGNED_2027 = ("2027-01-01..2027-12-31",)
ZONES = {
    "AE": "Asia/Dubai",
    "DE": "Europe/Berlin",
    "EE": "Europe/Tallinn",
    "FI": "Europe/Helsinki",
    "HK": "Asia/Hong_Kong",
    "IL": "Asia/Jerusalem",
    "LT": "Europe/Vilnius",
    "LV": "Europe/Riga",
    "PL": "Europe/Warsaw",
    "SA": "Asia/Riyadh",
    "SE": "Europe/Stockholm",
}


def space(
    kind: SpaceKind = SpaceKind.DESK,
    people: int = 1,
    capacity: int = 6,
    confirmation: Confirmation = Confirmation.AT_ONCE,
) -> SpaceAsked:
    """A space that is asked for."""
    return SpaceAsked(name=kind.value, kind=kind, people=people, capacity=capacity, confirmation=confirmation)


DESK = space()
ON_APPROVAL = Confirmation.ON_APPROVAL


@dataclass(frozen=True, kw_only=True)
class Case:
    """One request, and how it stands. Spans are ``first..last``; ``!`` marks a withdrawal's end."""

    name: str
    stay: str
    standing: Standing
    clause: str
    #: Working days of the venue within the stay.
    days: int
    #: The same with the stays it is one with; None: the same number.
    counted: int | None = None
    country: str = "EE"
    region: str = ""
    asked_at: str = "2027-01-04T09:00:00+00:00"
    opens_on: tuple[int, ...] = MONDAY_TO_FRIDAY
    closed: tuple[str, ...] = ()
    #: What each cluster of the organisation signed.
    home: tuple[tuple[str, ...], ...] = (SIGNED_2027,)
    host: tuple[str, ...] = SIGNED_2027
    lead_time: int = 0
    host_lead_time: int = 0
    extra_days: int = 0
    host_services: frozenset[VisitService] = frozenset()
    spaces: Sequence[SpaceAsked] = field(default=(DESK,))
    services: frozenset[VisitService] = frozenset()
    others: tuple[str, ...] = ()
    own_member: bool = False


WEEKENDS = (
    Case(name="Monday to Friday", stay="2027-03-01..2027-03-05", standing=WITHIN, clause="2", days=5),
    Case(name="one Wednesday", stay="2027-03-03..2027-03-03", standing=WITHIN, clause="2", days=1),
    Case(name="Thursday to Wednesday", stay="2027-03-04..2027-03-10", standing=WITHIN, clause="2", days=5),
    Case(name="a week and a Monday", stay="2027-03-01..2027-03-08", standing=HOST, clause="4", days=6),
    Case(name="Friday to Thursday", stay="2027-03-05..2027-03-11", standing=WITHIN, clause="2", days=5),
    Case(name="Friday to Friday", stay="2027-03-05..2027-03-12", standing=HOST, clause="4", days=6),
    Case(name="a week with its Sunday", stay="2027-03-01..2027-03-07", standing=WITHIN, clause="2", days=5),
    Case(name="a weekend only", stay="2027-03-06..2027-03-07", standing=OUTSIDE, clause="10", days=0),
    Case(name="arrival on Saturday", stay="2027-03-06..2027-03-12", standing=WITHIN, clause="2", days=5),
    Case(
        name="a Saturday with open doors costs no free day",
        stay="2027-03-06..2027-03-06",
        opens_on=(0, 1, 2, 3, 4, 5),
        standing=WITHIN,
        clause="2",
        days=0,
    ),
    Case(
        name="a house that is shut on Fridays",
        stay="2027-03-01..2027-03-08",
        opens_on=(0, 1, 2, 3),
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="a house with two days a week",
        stay="2027-03-01..2027-03-12",
        opens_on=(1, 3),
        standing=WITHIN,
        clause="2",
        days=4,
    ),
    Case(
        name="a weekday without hours",
        stay="2027-03-01..2027-03-01",
        opens_on=(1, 3),
        standing=OUTSIDE,
        clause="10",
        days=0,
    ),
)

OTHER_WEEKENDS = (
    Case(
        name="Israel, Sunday to Thursday",
        country="IL",
        opens_on=SUNDAY_TO_THURSDAY,
        stay="2027-03-07..2027-03-11",
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="Israel, Monday to Friday",
        country="IL",
        opens_on=SUNDAY_TO_THURSDAY,
        stay="2027-03-08..2027-03-12",
        standing=WITHIN,
        clause="2",
        days=4,
    ),
    Case(
        name="Israel, across its weekend",
        country="IL",
        opens_on=SUNDAY_TO_THURSDAY,
        stay="2027-03-10..2027-03-16",
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="Israel, Sunday to Sunday",
        country="IL",
        opens_on=SUNDAY_TO_THURSDAY,
        stay="2027-03-07..2027-03-14",
        standing=HOST,
        clause="4",
        days=6,
    ),
    Case(
        name="Israel, Friday and Saturday",
        country="IL",
        opens_on=SUNDAY_TO_THURSDAY,
        stay="2027-03-12..2027-03-13",
        standing=OUTSIDE,
        clause="10",
        days=0,
    ),
    Case(
        name="Israel, across the first day of Pesach",
        country="IL",
        opens_on=SUNDAY_TO_THURSDAY,
        stay="2027-04-18..2027-04-25",
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="Saudi Arabia, Sunday to Thursday",
        country="SA",
        opens_on=SUNDAY_TO_THURSDAY,
        stay="2027-04-04..2027-04-08",
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="Saudi Arabia, across its weekend",
        country="SA",
        opens_on=SUNDAY_TO_THURSDAY,
        stay="2027-04-08..2027-04-12",
        standing=WITHIN,
        clause="2",
        days=3,
    ),
    Case(
        name="Saudi Arabia, National Day in the stay",
        country="SA",
        opens_on=SUNDAY_TO_THURSDAY,
        stay="2027-09-19..2027-09-26",
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="Emirates, Monday to Friday",
        country="AE",
        stay="2027-04-05..2027-04-09",
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="Emirates, two National Days in the stay",
        country="AE",
        stay="2027-11-29..2027-12-06",
        standing=WITHIN,
        clause="2",
        days=4,
    ),
)

HOLIDAYS = (
    Case(
        name="Sweden, Midsummer Eve and Day in the stay",
        country="SE",
        stay="2027-06-21..2027-06-28",
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="Sweden, one day longer over Midsummer",
        country="SE",
        stay="2027-06-21..2027-06-29",
        standing=HOST,
        clause="4",
        days=6,
    ),
    Case(
        name="Sweden, Midsummer Eve alone",
        country="SE",
        stay="2027-06-25..2027-06-25",
        standing=OUTSIDE,
        clause="10",
        days=0,
    ),
    Case(
        name="Sweden, Ascension Day in the stay",
        country="SE",
        stay="2027-05-03..2027-05-10",
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="Estonia, Victory Day and Midsummer in the stay",
        stay="2027-06-21..2027-06-29",
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="Estonia, one day longer over Midsummer",
        stay="2027-06-21..2027-06-30",
        standing=HOST,
        clause="4",
        days=6,
    ),
    Case(
        name="Estonia, only the two days of Midsummer",
        stay="2027-06-23..2027-06-24",
        standing=OUTSIDE,
        clause="10",
        days=0,
    ),
    Case(
        name="Estonia, Independence Day in the stay",
        stay="2027-02-22..2027-03-01",
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="Estonia, over Christmas",
        stay="2027-12-22..2027-12-29",
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="Latvia, Līgo and Jāņi in the stay",
        country="LV",
        stay="2027-06-21..2027-06-29",
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="Latvia, both days of Easter that fall on weekdays",
        country="LV",
        stay="2027-03-24..2027-03-31",
        standing=WITHIN,
        clause="2",
        days=4,
    ),
    Case(
        name="Lithuania, Joninės in the stay",
        country="LT",
        stay="2027-06-21..2027-06-28",
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="Lithuania, 16 February in the stay",
        country="LT",
        stay="2027-02-15..2027-02-22",
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="Finland, Midsummer Eve in the stay",
        country="FI",
        stay="2027-06-21..2027-06-28",
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="Poland, Easter Monday in the stay, Good Friday a working day",
        country="PL",
        stay="2027-03-24..2027-03-31",
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="Berlin, its own Women's Day in the stay",
        country="DE",
        region="BE",
        stay="2027-03-05..2027-03-12",
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="Bavaria, no Women's Day",
        country="DE",
        region="BY",
        stay="2027-03-05..2027-03-12",
        standing=HOST,
        clause="4",
        days=6,
    ),
    Case(
        name="Bavaria, its own Corpus Christi in the stay",
        country="DE",
        region="BY",
        stay="2027-05-24..2027-05-31",
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="Berlin, no Corpus Christi",
        country="DE",
        region="BE",
        stay="2027-05-24..2027-05-31",
        standing=HOST,
        clause="4",
        days=6,
    ),
)

CLOSURES = (
    Case(
        name="closed midway",
        stay="2027-03-01..2027-03-09",
        closed=("2027-03-03..2027-03-04",),
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="closed midway, one day longer",
        stay="2027-03-01..2027-03-10",
        closed=("2027-03-03..2027-03-04",),
        standing=HOST,
        clause="4",
        days=6,
    ),
    Case(
        name="closed on the first day",
        stay="2027-03-01..2027-03-08",
        closed=("2027-03-01..2027-03-01",),
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="closed all the time",
        stay="2027-03-01..2027-03-05",
        closed=("2027-02-22..2027-03-12",),
        standing=OUTSIDE,
        clause="10",
        days=0,
    ),
    Case(
        name="closed on a Saturday with open doors",
        stay="2027-03-06..2027-03-06",
        opens_on=(0, 1, 2, 3, 4, 5),
        closed=("2027-03-06..2027-03-06",),
        standing=OUTSIDE,
        clause="10",
        days=0,
    ),
)

CLOCKS = (
    Case(
        name="a stay across the night when summer time begins",
        stay="2027-03-25..2027-03-31",
        standing=WITHIN,
        clause="2",
        days=4,
    ),
    Case(
        name="a stay across the night when summer time ends",
        country="LV",
        stay="2027-10-28..2027-11-03",
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="asked half an hour into the day summer time begins: two days of notice",
        stay="2027-03-30..2027-03-31",
        asked_at="2027-03-27T22:30:00+00:00",
        lead_time=2,
        standing=WITHIN,
        clause="2",
        days=2,
    ),
    Case(
        name="asked in the last minute of the day summer time begins",
        stay="2027-03-30..2027-03-31",
        asked_at="2027-03-28T20:59:00+00:00",
        lead_time=2,
        standing=WITHIN,
        clause="2",
        days=2,
    ),
    Case(
        name="asked at midnight after the day summer time begins",
        stay="2027-03-30..2027-03-31",
        asked_at="2027-03-28T21:00:00+00:00",
        lead_time=2,
        standing=HOST,
        clause="8",
        days=2,
    ),
    Case(
        name="asked in the last minute of the day summer time ends",
        stay="2027-11-02..2027-11-02",
        asked_at="2027-10-31T21:59:00+00:00",
        lead_time=2,
        standing=WITHIN,
        clause="2",
        days=1,
    ),
    Case(
        name="asked at midnight after the day summer time ends",
        stay="2027-11-02..2027-11-02",
        asked_at="2027-10-31T22:00:00+00:00",
        lead_time=2,
        standing=HOST,
        clause="8",
        days=1,
    ),
    Case(
        name="asked when it is tomorrow in Hong Kong",
        country="HK",
        stay="2027-03-10..2027-03-12",
        asked_at="2027-03-07T16:30:00+00:00",
        lead_time=3,
        standing=HOST,
        clause="8",
        days=3,
    ),
    Case(
        name="asked at the same moment in Tartu",
        stay="2027-03-10..2027-03-12",
        asked_at="2027-03-07T16:30:00+00:00",
        lead_time=3,
        standing=WITHIN,
        clause="2",
        days=3,
    ),
)

NOTICE = (
    Case(
        name="one day short of the notice",
        stay="2027-01-08..2027-01-08",
        lead_time=5,
        standing=HOST,
        clause="8",
        days=1,
    ),
    Case(
        name="the notice to the day",
        stay="2027-01-08..2027-01-08",
        lead_time=4,
        standing=WITHIN,
        clause="2",
        days=1,
    ),
    Case(
        name="the host asks for more notice than the venue",
        stay="2027-01-08..2027-01-08",
        lead_time=2,
        host_lead_time=7,
        standing=HOST,
        clause="8",
        days=1,
    ),
    Case(
        name="the venue asks for more notice than the host",
        stay="2027-01-08..2027-01-08",
        lead_time=7,
        host_lead_time=2,
        standing=HOST,
        clause="8",
        days=1,
    ),
    Case(
        name="today, where no notice is asked for",
        stay="2027-01-04..2027-01-04",
        standing=WITHIN,
        clause="2",
        days=1,
    ),
    Case(
        name="from yesterday on",
        stay="2027-01-03..2027-01-05",
        lead_time=2,
        standing=OUTSIDE,
        clause="7",
        days=2,
    ),
)

SIGNATURES = (
    Case(
        name="no cluster at all",
        stay="2027-03-01..2027-03-05",
        home=(),
        standing=OUTSIDE,
        clause="1",
        days=5,
    ),
    Case(
        name="the home cluster never signed",
        stay="2027-03-01..2027-03-05",
        home=((),),
        standing=OUTSIDE,
        clause="1",
        days=5,
    ),
    Case(
        name="one of two home clusters signed",
        stay="2027-03-01..2027-03-05",
        home=((), SIGNED_2027),
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="the home cluster's signature lapsed before",
        stay="2027-03-01..2027-03-05",
        home=(("2026-02-01..2027-01-31",),),
        standing=OUTSIDE,
        clause="13",
        days=5,
    ),
    Case(
        name="the home cluster's signature lapses during the stay",
        stay="2027-03-01..2027-03-05",
        home=(("2026-03-04..2027-03-03",),),
        standing=OUTSIDE,
        clause="13",
        days=5,
    ),
    Case(
        name="the home cluster's signature holds to the last day",
        stay="2027-03-01..2027-03-05",
        home=(("2026-03-06..2027-03-05",),),
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="renewed without a gap in the middle of the stay",
        stay="2027-03-01..2027-03-05",
        home=(("2026-03-04..2027-03-03", "2027-03-04..2028-03-03"),),
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="renewed a day too late",
        stay="2027-03-01..2027-03-05",
        home=(("2026-03-03..2027-03-02", "2027-03-04..2028-03-03"),),
        standing=OUTSIDE,
        clause="13",
        days=5,
    ),
    Case(
        name="the home cluster signs from the middle of the stay on",
        stay="2027-03-01..2027-03-05",
        home=(("2027-03-03..2028-03-02",),),
        standing=OUTSIDE,
        clause="13",
        days=5,
    ),
    Case(
        name="the home cluster withdrew, the notice is over",
        stay="2027-03-01..2027-03-05",
        home=(("2026-06-01..2027-02-20!",),),
        standing=OUTSIDE,
        clause="14",
        days=5,
    ),
    Case(
        name="the home cluster withdrew, the notice runs beyond the stay",
        stay="2027-03-01..2027-03-05",
        home=(("2026-06-01..2027-03-20!",),),
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="the home cluster withdrew, the notice ends during the stay",
        stay="2027-03-01..2027-03-05",
        home=(("2026-06-01..2027-03-04!",),),
        standing=OUTSIDE,
        clause="14",
        days=5,
    ),
    Case(
        name="withdrew, then signed again",
        stay="2027-03-01..2027-03-05",
        home=(("2026-06-01..2027-01-20!", "2027-02-01..2028-01-31"),),
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="one cluster lapses during the stay, the other holds",
        stay="2027-03-01..2027-03-05",
        home=(("2026-03-04..2027-03-03",), SIGNED_2027),
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="the host never signed",
        stay="2027-03-01..2027-03-05",
        host=(),
        standing=OUTSIDE,
        clause="1",
        days=5,
    ),
    Case(
        name="the host's signature lapses during the stay",
        stay="2027-03-01..2027-03-05",
        host=("2026-03-05..2027-03-04",),
        standing=OUTSIDE,
        clause="13",
        days=5,
    ),
    Case(
        name="the host withdrew, the notice is over",
        stay="2027-03-01..2027-03-05",
        host=("2026-06-01..2027-02-20!",),
        standing=OUTSIDE,
        clause="14",
        days=5,
    ),
    Case(
        name="the host's signature begins after the stay",
        stay="2027-03-01..2027-03-05",
        host=("2027-04-01..2028-03-31",),
        standing=OUTSIDE,
        clause="13",
        days=5,
    ),
    Case(
        name="a member of the host itself, without any signature",
        stay="2027-03-01..2027-03-05",
        home=(),
        own_member=True,
        standing=HOST,
        clause="1",
        days=5,
    ),
)

SPACES = (
    Case(
        name="a party that fills the desks",
        stay="2027-03-01..2027-03-05",
        spaces=(space(people=6, capacity=6),),
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="a party above the desks' capacity",
        stay="2027-03-01..2027-03-05",
        spaces=(space(people=7, capacity=6),),
        standing=OUTSIDE,
        clause="7",
        days=5,
    ),
    Case(
        name="a desk fits, the room does not",
        stay="2027-03-01..2027-03-05",
        spaces=(DESK, space(SpaceKind.MEETING_ROOM, people=9, capacity=8)),
        standing=OUTSIDE,
        clause="7",
        days=5,
    ),
    Case(
        name="a room on approval",
        stay="2027-03-01..2027-03-05",
        spaces=(space(SpaceKind.MEETING_ROOM, confirmation=ON_APPROVAL),),
        standing=HOST,
        clause="9",
        days=5,
    ),
    Case(
        name="a room the host confirms at once",
        stay="2027-03-01..2027-03-05",
        spaces=(space(SpaceKind.MEETING_ROOM),),
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="a desk on approval is within the terms all the same",
        stay="2027-03-01..2027-03-05",
        spaces=(space(confirmation=ON_APPROVAL),),
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="an office is beyond the free services",
        stay="2027-03-01..2027-03-05",
        spaces=(space(SpaceKind.OFFICE),),
        standing=HOST,
        clause="3",
        days=5,
    ),
    Case(
        name="an office where the host offers it",
        stay="2027-03-01..2027-03-05",
        spaces=(space(SpaceKind.OFFICE),),
        host_services=frozenset({VisitService.OFFICE}),
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="a laboratory on approval",
        stay="2027-03-01..2027-03-05",
        spaces=(space(SpaceKind.LAB, confirmation=ON_APPROVAL),),
        host_services=frozenset({VisitService.LAB}),
        standing=HOST,
        clause="9",
        days=5,
    ),
    Case(
        name="introductions to the management",
        stay="2027-03-01..2027-03-05",
        services=frozenset({VisitService.INTRODUCTIONS, VisitService.EVENTS}),
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="a culture briefing the host does not offer",
        stay="2027-03-01..2027-03-05",
        services=frozenset({VisitService.CULTURE_BRIEFING}),
        standing=HOST,
        clause="3",
        days=5,
    ),
    Case(
        name="people to meet, no space",
        stay="2027-03-01..2027-03-05",
        spaces=(),
        services=frozenset({VisitService.INTRODUCTIONS}),
        standing=WITHIN,
        clause="2",
        days=5,
    ),
)

ADDITIONS = (
    Case(
        name="ten days where the host adds five",
        stay="2027-03-01..2027-03-12",
        extra_days=5,
        standing=WITHIN,
        clause="2",
        days=10,
    ),
    Case(
        name="eleven days where the host adds five",
        stay="2027-03-01..2027-03-15",
        extra_days=5,
        standing=HOST,
        clause="4",
        days=11,
    ),
    Case(
        name="the host's days do not mend a missing signature",
        stay="2027-03-01..2027-03-12",
        extra_days=5,
        host=(),
        standing=OUTSIDE,
        clause="1",
        days=10,
    ),
)

ONE_STAY = (
    Case(
        name="two weeks asked for one by one",
        stay="2027-03-08..2027-03-09",
        others=("2027-03-01..2027-03-05",),
        standing=HOST,
        clause="4",
        days=2,
        counted=7,
    ),
    Case(
        name="the week before is asked for afterwards",
        stay="2027-03-01..2027-03-05",
        others=("2027-03-08..2027-03-09",),
        standing=HOST,
        clause="4",
        days=5,
        counted=7,
    ),
    Case(
        name="three and two days with a weekend between",
        stay="2027-03-08..2027-03-09",
        others=("2027-03-03..2027-03-05",),
        standing=WITHIN,
        clause="2",
        days=2,
        counted=5,
    ),
    Case(
        name="a working day lies between",
        stay="2027-03-09..2027-03-15",
        others=("2027-03-01..2027-03-05",),
        standing=WITHIN,
        clause="2",
        days=5,
    ),
    Case(
        name="only holidays lie between",
        stay="2027-06-25..2027-06-28",
        others=("2027-06-17..2027-06-22",),
        standing=HOST,
        clause="4",
        days=2,
        counted=6,
    ),
    Case(
        name="a chain of three",
        stay="2027-03-08..2027-03-08",
        others=("2027-03-01..2027-03-02", "2027-03-03..2027-03-05"),
        standing=HOST,
        clause="4",
        days=1,
        counted=6,
    ),
    Case(
        name="two stays that share days",
        stay="2027-03-03..2027-03-08",
        others=("2027-03-01..2027-03-05",),
        standing=HOST,
        clause="4",
        days=4,
        counted=6,
    ),
)

TOGETHER = (
    Case(
        name="too long and at short notice: the length comes first",
        stay="2027-01-05..2027-01-13",
        lead_time=3,
        standing=HOST,
        clause="4",
        days=7,
    ),
    Case(
        name="too long, and the host never signed: the signature comes first",
        stay="2027-03-01..2027-03-12",
        host=(),
        standing=OUTSIDE,
        clause="1",
        days=10,
    ),
)

CASES = (
    *WEEKENDS,
    *OTHER_WEEKENDS,
    *HOLIDAYS,
    *CLOSURES,
    *CLOCKS,
    *NOTICE,
    *SIGNATURES,
    *SPACES,
    *ADDITIONS,
    *ONE_STAY,
    *TOGETHER,
)
