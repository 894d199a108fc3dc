"""Business roaming in the invented network: who signed, who visits whom, what is on.

All is written by the verbs at the times it would have happened, so that the log, the places and the
figures fit. On which weekdays and holidays the past visits fall decides the day the demo is loaded; those
that no house is open for are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from matchmaker.agreements import service as agreements
from matchmaker.agreements.house_days import Stay
from matchmaker.agreements.service import AdditionsWritten
from matchmaker.events import service as events
from matchmaker.events.rules import EventValues
from matchmaker.refusals import Refusal
from matchmaker.visits import arriving_service, proposing_service, service
from matchmaker.visits.asking import Wish
from matchmaker.visits.moving import hold, move
from matchmaker.visits.rules import Move
from models import (
    Activity,
    Confirmation,
    Organisation,
    OutboxRow,
    Person,
    Space,
    SpaceKind,
    Visit,
    VisitDeclineReason,
    VisitService,
    VisitSide,
    VisitState,
)

SME, PARK = "emajoe-ensuumid", "park-tartu"
ROOM = SpaceKind.MEETING_ROOM
Organisations = Mapping[str, Organisation]

#: Organisation and how many days ago it signed; who is not here never did.
SIGNED: Mapping[str, int] = {
    "cluster-biotech-baltic": 325,
    "cluster-health-oresund": 318,
    "cluster-wood-design": 311,
    "cluster-clean-gdansk": 322,
    "cluster-digital-karlsruhe": 300,
    "park-tartu": 345,
    "park-tallinn": 330,
    "park-riga": 328,
    "park-vilnius": 316,
    "park-kaunas": 309,
    "park-helsinki": 324,
    "park-oulu": 305,
    "park-lund": 319,
    "park-gdansk": 321,
    "park-munich": 302,
    "park-hamburg": 299,
    "park-london": 312,
    "park-hong-kong": 304,
    "park-copenhagen": 317,
    "incubator-gdynia": 400,
}
WITHDREW = {"park-london": 10}
#: Their desks within the terms are confirmed at once.
AT_ONCE = frozenset({"park-helsinki", "park-lund", "park-copenhagen", "park-vilnius", "park-hong-kong"})
#: Past visits: who, where, weeks ago, working days, people.
PAST: Sequence[tuple[str, str, int, int, int]] = (
    ("daugava-ferment", "park-tartu", 38, 3, 2),
    ("skane-bondbona", "park-tartu", 35, 2, 1),
    ("zulawy-bialko", "park-helsinki", 34, 4, 2),
    ("saare-furcella", "park-lund", 33, 5, 1),
    ("amager-peptide", "park-vilnius", 31, 3, 2),
    ("karlsruhe-edge-vision", "park-tallinn", 29, 5, 2),
    ("nemunas-polymerase", "park-copenhagen", 28, 2, 1),
    ("emajoe-ensuumid", "park-riga", 27, 2, 1),
    ("altona-kristall", "park-hong-kong", 26, 5, 1),
    ("gdansk-pulsed-water", "park-hamburg", 24, 3, 2),
    ("daugava-ferment", "park-lund", 22, 4, 1),
    ("emajoe-ensuumid", "park-hong-kong", 20, 5, 2),
    ("skane-bondbona", "park-gdansk", 18, 3, 2),
    ("amager-peptide", "park-tartu", 17, 2, 1),
    ("oulu-bioraman", "park-munich", 15, 3, 1),
    ("nemunas-polymerase", "park-helsinki", 13, 5, 2),
    ("zulawy-bialko", "park-copenhagen", 11, 2, 1),
    ("karlsruhe-edge-vision", "park-oulu", 9, 4, 2),
    ("saare-furcella", "park-kaunas", 8, 1, 1),
    ("altona-kristall", "park-vilnius", 6, 3, 1),
)
_PRAISE = (
    "The desk was ready and somebody met us at the door.",
    "We met four companies in three days; two of them write to us now.",
    "Good advice on how the hospitals buy. The coffee could be stronger.",
    "Quiet, quick, and the local guide was right about the tram.",
)


def load_roaming(session: Session, organisations: Organisations, *, now: datetime) -> None:
    """Write the agreement's signatures, visits in every state, and events. Their mails are not sent."""
    session.flush()
    writer = _Writer(session, organisations, now)
    writer.signatures()
    writer.houses()
    writer.past_visits()
    writer.of_the_small_company()
    writer.at_the_park()
    writer.events()
    session.flush()
    session.execute(delete(OutboxRow))


class _Writer:
    def __init__(self, session: Session, organisations: Organisations, now: datetime) -> None:
        self.session = session
        self.organisations = organisations
        self.now = now

    def signatures(self) -> None:
        """Most have signed; one lapsed, one gave notice, one cluster never signed."""
        agreements.ensure_terms(self.session, (self.now - timedelta(days=420)).date())
        self.session.flush()
        for key, days in SIGNED.items():
            organisation, person = self.organisations[key], self._person(key)
            day = (self.now - timedelta(days=days)).date()
            agreements.sign(self.session, organisation, coordinator=person, today=day, actor=person)
        for key, days in WITHDREW.items():
            agreements.withdraw(
                self.session,
                self.organisations[key],
                words="The building closes for renovation next year.",
                today=(self.now - timedelta(days=days)).date(),
                actor=self._person(key),
            )
        agreements.change_additions(
            self.session,
            self.organisations[PARK],
            AdditionsWritten(
                extra_free_days=2,
                lead_time_days=1,
                services=[VisitService.CULTURE_BRIEFING],
                rates="Lab bench 60 € a day, office for three 90 € a day, from the eighth working day on "
                "desks 15 € a day.",
                notes="The biohouse issues badges: tell us the names of those who come.",
            ),
            actor=self._person(PARK),
        )

    def houses(self) -> None:
        """Some hosts let the service confirm their desks."""
        for key in AT_ONCE:
            for venue in self.organisations[key].venues:
                for space in venue.spaces:
                    if space.kind is SpaceKind.DESK:
                        space.confirmation = Confirmation.AT_ONCE
        self.session.flush()

    def past_visits(self) -> None:
        """A year of visits: most went well, some were declined, called off, forgotten or lapsed."""
        for number, (visitor, host, weeks, days, people) in enumerate(PAST):
            stay = self._stay(-weeks, days)
            asked_at = self._morning(stay.first, days=-12)
            try:
                visit = self._ask(visitor, host, stay, people=people, at=asked_at)
            except Refusal:
                continue
            self._bring_to_its_end(visit, number, asked_at)

    def _bring_to_its_end(self, visit: Visit, number: int, asked_at: datetime) -> None:
        host, answered_at = self._host(visit), asked_at + timedelta(hours=3 + 5 * (number % 9))
        if visit.state is VisitState.REQUESTED and number % 10 == 4:
            self._at(visit, asked_at + timedelta(days=3), self._lapse)
            return
        if visit.state is VisitState.REQUESTED and number % 7 == 5:
            self._at(visit, answered_at, self._decline)
            return
        if visit.state is VisitState.REQUESTED:
            self._at(
                visit,
                answered_at,
                self._accept,
            )
        first_morning = self._morning(visit.starts_on)
        if number % 9 == 8:
            self._at(visit, first_morning - timedelta(days=2), self._cancel_by_host)
            return
        if number % 12 == 10:
            self._at(visit, first_morning + timedelta(hours=6), self._no_show)
            return
        self._at(
            visit,
            first_morning,
            self._arrive,
        )
        self._at(
            visit,
            self._morning(visit.ends_on) + timedelta(hours=8),
            self._complete,
        )
        for side, person in ((VisitSide.VISITOR, self._visitor(visit)), (VisitSide.HOST, host)):
            if number % 5 == 3 and side is VisitSide.HOST:
                continue
            arriving_service.give_feedback(
                self.session,
                visit,
                actor=person,
                side=side,
                rating=5 - number % 3,
                text=_PRAISE[number % len(_PRAISE)] if side is VisitSide.VISITOR else "",
                now=self._morning(visit.ends_on) + timedelta(days=2),
            )

    def of_the_small_company(self) -> None:
        """What the small company finds among its visits: each waits for something else."""
        ago = self._ago
        self._ask_when_open(SME, "park-helsinki", weeks=3, days=3, people=2, at=ago(4))
        self._ask_when_open(
            SME, "park-gdansk", weeks=5, days=2, kind=SpaceKind.MEETING_ROOM, people=4, at=ago(1)
        )
        moved = self._ask_when_open(SME, "park-munich", weeks=4, days=3, at=ago(2))
        other = Stay(moved.starts_on + timedelta(days=7), moved.ends_on + timedelta(days=7))
        proposing_service.propose_dates(
            self.session,
            moved,
            other,
            actor=self._host(moved),
            words="That week the whole house is at the trade fair. A week later all desks are yours.",
            now=ago(1),
        )
        self._date_back(moved, ago(1))
        full = self._ask_when_open(SME, "park-kaunas", weeks=2, days=2, kind=SpaceKind.LAB, at=ago(8))
        self._at(full, ago(7), self._decline)
        lately = self._ask_when_open(SME, "park-vilnius", weeks=-3, days=3, at=ago(40))
        self._at(
            lately,
            self._morning(lately.starts_on),
            self._arrive,
        )
        end = self._morning(lately.ends_on) + timedelta(hours=8)
        self._at(
            lately,
            end,
            self._complete,
        )

    def at_the_park(self) -> None:
        """What the park finds to do: requests, arrivals, a full house with somebody in line."""
        hall = self._space(PARK, SpaceKind.DESK, place=1)
        ago = self._ago
        self._ask_when_open("daugava-ferment", PARK, weeks=2, days=4, kind=SpaceKind.LAB, people=2, at=ago(1))
        self._ask_when_open("zulawy-bialko", PARK, weeks=3, days=7, at=ago(2))
        coming = self._ask_when_open("nemunas-polymerase", PARK, weeks=0, days=3, from_today=True, at=ago(9))
        self._at(coming, ago(8), self._accept)
        for visitor in ("skane-bondbona", "amager-peptide"):
            visit = self._ask_when_open(visitor, PARK, weeks=6, days=3, space=hall, people=2, at=ago(15))
            full = Stay(visit.starts_on, visit.ends_on)
            self._at(visit, ago(14), self._accept)
        service.join_waiting_list(
            self.session,
            self.organisations["altona-kristall"],
            Wish(spaces=[hall], stay=full, people=1, purpose=_PURPOSE, names=_NAMES[:1]),
            actor=self._person("altona-kristall"),
            now=ago(3),
        )

    def events(self) -> None:
        """What is on in the next weeks; the small company goes to one and waits for another."""
        for key, weeks, title, text, places in _EVENTS:
            organiser = self.organisations[key]
            venue = organiser.venues[0] if organiser.venues else None
            zone = ZoneInfo(venue.time_zone if venue else "Europe/Riga")
            day = self._stay(weeks, 1).first + timedelta(days=2)
            values = EventValues(
                title=title,
                text=text,
                venue_id=venue.id if venue else None,
                city=organiser.city or "",
                country=organiser.country,
                starts_at=datetime.combine(day, time(13), zone),
                ends_at=datetime.combine(day, time(17), zone),
                time_zone=zone.key,
                places=places,
                fee_members="Free for members",
                fee_others="40 €",
            )
            actor = self._person(key)
            event = events.draft_event(self.session, organiser, values, actor=actor)
            events.publish_event(self.session, event, actor=actor, now=self.now)
            self.session.flush()
            for guest in _GUESTS[: (places or 3) + 1]:
                events.register(
                    self.session,
                    event,
                    actor=self._person(guest),
                    organisation=self.organisations[guest],
                    now=self.now,
                )
                self.session.flush()

    def _ask_when_open(
        self,
        visitor: str,
        host: str,
        *,
        weeks: int,
        days: int,
        at: datetime,
        people: int = 1,
        kind: SpaceKind = SpaceKind.DESK,
        space: Space | None = None,
        from_today: bool = False,
    ) -> Visit:
        """Ask for a stay in a week, or in the first one after it that the house is open in."""
        stay = self._stay(weeks, days)
        if from_today:
            stay = Stay(self.now.date(), self.now.date() + timedelta(days=days))
        for _later in range(8):
            try:
                return self._ask(visitor, host, stay, people=people, kind=kind, space=space, at=at)
            except Refusal as refusal:
                last = refusal
                stay = Stay(stay.first + timedelta(days=7), stay.last + timedelta(days=7))
        raise last

    def _ask(
        self,
        visitor: str,
        host: str,
        stay: Stay,
        *,
        at: datetime,
        people: int = 1,
        kind: SpaceKind = SpaceKind.DESK,
        space: Space | None = None,
    ) -> Visit:
        wish = Wish(
            spaces=[space or self._space(host, kind)],
            stay=stay,
            people=people,
            purpose=_PURPOSE,
            services=[VisitService.DESK, VisitService.INTRODUCTIONS],
            names=_NAMES[:people],
        )
        with self.session.begin_nested():
            visit = service.request_visit(
                self.session, self.organisations[visitor], wish, actor=self._person(visitor), now=at
            )
        visit.created_at = visit.requested_at = at
        self._date_back(visit, at)
        return visit

    def _at(self, visit: Visit, at: datetime, happens: Callable[[Visit, datetime], object]) -> None:
        happens(visit, at)
        self._date_back(visit, at)

    def _accept(self, visit: Visit, at: datetime) -> None:
        service.accept_visit(self.session, visit, actor=self._host(visit), now=at)

    def _arrive(self, visit: Visit, at: datetime) -> None:
        arriving_service.arrive(self.session, visit, actor=self._host(visit), now=at)

    def _complete(self, visit: Visit, at: datetime) -> None:
        arriving_service.complete_visit(self.session, visit, actor=self._host(visit), now=at)

    def _lapse(self, visit: Visit, at: datetime) -> None:
        hold(self.session, visit)
        move(self.session, visit, Move.LAPSE, actor=None, now=at)

    def _decline(self, visit: Visit, at: datetime) -> None:
        service.decline_visit(
            self.session,
            visit,
            actor=self._host(visit),
            reason=VisitDeclineReason.FULL,
            words="A course has the room that week.",
            now=at,
        )

    def _cancel_by_host(self, visit: Visit, at: datetime) -> None:
        words = "A burst pipe: the floor is shut this week."
        service.cancel_visit(self.session, visit, actor=self._host(visit), words=words, now=at)

    def _no_show(self, visit: Visit, at: datetime) -> None:
        arriving_service.note_no_show(self.session, visit, actor=self._host(visit), now=at)

    def _host(self, visit: Visit) -> Person:
        return self._person(visit.venue.host.slug)

    def _visitor(self, visit: Visit) -> Person:
        return self._person(visit.organisation.slug)

    def _person(self, key: str) -> Person:
        return self.organisations[key].memberships[0].person

    def _space(self, host: str, kind: SpaceKind, place: int = 0) -> Space:
        venue = self.organisations[host].venues[place]
        return next(space for space in venue.spaces if space.kind is kind)

    def _stay(self, weeks: int, days: int) -> Stay:
        """From the Monday of a week on, counted from this one."""
        today = self.now.date()
        monday = today + timedelta(days=7 * weeks - today.weekday())
        return Stay(monday, monday + timedelta(days=days - 1))

    def _morning(self, day: object, days: int = 0) -> datetime:
        return datetime.combine(day, time(7, 30), self.now.tzinfo) + timedelta(days=days)  # type: ignore[arg-type]

    def _ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def _date_back(self, visit: Visit, at: datetime) -> None:
        """Say that what the log was given just now happened at another time."""
        self.session.flush()
        of_it = (Activity.subject_kind == "visit", Activity.subject_id == visit.id)
        self.session.execute(update(Activity).where(*of_it, Activity.at > self.now).values(at=at))


_NAMES = ("Liis Tamm", "Marek Nowicki", "Elin Persson", "Jonas Kairys")
_PURPOSE = (
    "We look for a first customer and for a lab to test with, and would like to meet two or three companies "
    "of the house."
)
#: Of these the first ones come to each event.
_GUESTS = ("daugava-ferment", "skane-bondbona", "emajoe-ensuumid", "zulawy-bialko", "amager-peptide")
#: Organiser, in how many weeks, title, text, places.
_EVENTS: Sequence[tuple[str, int, str, str, int | None]] = (
    (
        "park-helsinki",
        3,
        "Scale-up evening: from 10 L to 1,000 L",
        (
            "Three companies tell what went wrong between flask and plant, and a contract manufacturer "
            "says what it wants to know before it gives a price. Soup afterwards."
        ),
        30,
    ),
    (
        "park-gdansk",
        5,
        "Water meets hospital: procurement breakfast",
        "Two hospitals and the city's water works say what they will buy next year and how to bid.",
        2,
    ),
    (
        "cluster-biotech-baltic",
        2,
        "Baltic Biotech Circle: members' afternoon",
        "Five minutes each: what you make, what you look for. Then tables.",
        60,
    ),
    (
        "park-lund",
        4,
        "Open beamline day",
        "What neutrons and X-rays tell of your material, and who pays for the first hours.",
        20,
    ),
    (
        "park-hong-kong",
        7,
        "How to sell medical devices in southern China",
        "Registration, distributors and hospitals, with two founders who did it.",
        25,
    ),
    (
        "park-tartu",
        3,
        "Enzymes in food: pilot hall tour",
        "A walk through the fermentation hall, with time for questions on novel food.",
        12,
    ),
)
