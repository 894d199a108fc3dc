"""Verbs on meetings of an introduction: propose times, choose one, cancel."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from matchmaker.introductions import errors, rules
from matchmaker.introductions.moving import hold, log, tell
from matchmaker.introductions.sides import people_of, sides_of
from models import Introduction, Meeting, MeetingSlot, MeetingState, Person, Side, Venue
from models.columns import utc_now

_OTHER = {Side.ASKING: Side.ASKED, Side.ASKED: Side.ASKING}


def propose_meeting(
    session: Session,
    introduction: Introduction,
    *,
    actor: Person,
    slots: Sequence[datetime],
    minutes: int,
    venue: Venue | None = None,
    link: str = "",
    now: datetime | None = None,
) -> Meeting:
    """Propose two or three times to the other side.

    Replaces a proposal that still waits. A meeting that is fixed stays so until one of the new times is
    chosen; then its calendar entry moves.

    :param slots: aware times, in any zone.
    :param minutes: 15, 20 or 30.
    :param venue: where to meet; None for online or to be agreed.
    :param link: address of an online room.
    :raises NotYourMove: the actor is of neither side.
    :raises NotAcceptedYet: the introduction is not accepted.
    :raises WrongSlots: also `WrongMinutes` and `WrongLink`.
    """
    now = now or utc_now()
    hold(session, introduction)
    side = _own_side(introduction, actor)
    times = rules.check_proposal(slots, minutes, link, now)
    waiting = live_meeting(session, introduction, MeetingState.PROPOSED)
    if waiting is not None:
        waiting.state = MeetingState.REPLACED
        session.flush()
    fixed = live_meeting(session, introduction, MeetingState.CHOSEN)
    meeting = Meeting(
        introduction=introduction,
        proposed_by=actor,
        side=side,
        minutes=minutes,
        venue=venue,
        link=link,
        uid=fixed.uid if fixed is not None else f"{secrets.token_hex(16)}@matchmaker",
        sequence=fixed.sequence + 1 if fixed is not None else 0,
        slots=[MeetingSlot(starts_at=time) for time in times],
    )
    session.add(meeting)
    session.flush()
    log(session, introduction, "meeting_proposed", actor=actor, meeting_id=meeting.id)
    _tell(session, introduction, "meeting_proposed", [_OTHER[side]], meeting, besides=actor)
    return meeting


def choose_slot(
    session: Session,
    introduction: Introduction,
    slot: MeetingSlot,
    *,
    actor: Person,
    now: datetime | None = None,
) -> Meeting:
    """Fix a meeting at one of the proposed times; both sides get a calendar entry.

    Harmless to repeat with the same slot.

    :raises NotYourMove: the actor is of neither side.
    :raises OwnProposal: the actor's own side proposed.
    :raises MeetingMoved: the proposal was replaced or cancelled, or another time was chosen.
    :raises SlotPassed: the time is over.
    """
    now = now or utc_now()
    hold(session, introduction)
    meeting = slot.meeting
    session.refresh(meeting, attribute_names=["state", "starts_at"])
    _check_chooser(introduction, meeting, actor)
    if meeting.state is MeetingState.CHOSEN and meeting.starts_at == slot.starts_at:
        return meeting
    if meeting.state is not MeetingState.PROPOSED or meeting.introduction_id != introduction.id:
        raise errors.MeetingMoved
    if slot.starts_at <= now:
        raise errors.SlotPassed
    _replace_fixed(session, introduction)
    meeting.state = MeetingState.CHOSEN
    meeting.starts_at = slot.starts_at
    meeting.chosen_by = actor
    session.flush()
    log(session, introduction, "meeting_fixed", actor=actor, meeting_id=meeting.id)
    _tell(session, introduction, "meeting_fixed", list(_OTHER), meeting)
    return meeting


def cancel_meeting(
    session: Session,
    introduction: Introduction,
    meeting: Meeting,
    *,
    actor: Person,
    words: str = "",
    now: datetime | None = None,
) -> Meeting:
    """Call a meeting off, or take a proposal back. Harmless to repeat.

    What was in calendars is cancelled there. A proposal that would have moved a fixed meeting goes with it.

    :raises NotYourMove: the actor is of neither side.
    :raises MeetingMoved: other times took its place.
    """
    hold(session, introduction)
    side = _own_side(introduction, actor)
    session.refresh(meeting, attribute_names=["state", "sequence"])
    if meeting.state is MeetingState.CANCELLED:
        return meeting
    if meeting.state is MeetingState.REPLACED or meeting.introduction_id != introduction.id:
        raise errors.MeetingMoved
    was_fixed = meeting.state is MeetingState.CHOSEN
    if was_fixed:
        moved = live_meeting(session, introduction, MeetingState.PROPOSED)
        if moved is not None:
            moved.state = MeetingState.CANCELLED
    meeting.state = MeetingState.CANCELLED
    meeting.sequence += 1
    session.flush()
    log(session, introduction, "meeting_cancelled", actor=actor, words=words, meeting_id=meeting.id)
    told = list(_OTHER) if was_fixed else [_OTHER[side]]
    _tell(session, introduction, "meeting_cancelled", told, meeting, words=words[:500])
    return meeting


def live_meeting(session: Session, introduction: Introduction, state: MeetingState) -> Meeting | None:
    """The one meeting of an introduction that is proposed, or the one that is fixed."""
    return session.scalar(
        select(Meeting).where(Meeting.introduction_id == introduction.id, Meeting.state == state)
    )


def _replace_fixed(session: Session, introduction: Introduction) -> None:
    fixed = live_meeting(session, introduction, MeetingState.CHOSEN)
    if fixed is not None:
        fixed.state = MeetingState.REPLACED
        session.flush()


def _own_side(introduction: Introduction, actor: Person) -> Side:
    """The side of the two that an actor is of; the broker meets nobody."""
    sides = sides_of(actor, introduction)
    rules.check_talking(introduction.state, sides - {Side.BROKER})
    return next(side for side in _OTHER if side in sides)


def _check_chooser(introduction: Introduction, meeting: Meeting, actor: Person) -> None:
    _own_side(introduction, actor)
    if _OTHER[meeting.side] not in sides_of(actor, introduction):
        raise errors.OwnProposal


def _tell(
    session: Session,
    introduction: Introduction,
    kind: str,
    sides: Sequence[Side],
    meeting: Meeting,
    *,
    besides: Person | None = None,
    **values: str,
) -> None:
    for side in sides:
        people = people_of(session, introduction, side)
        tell(
            session,
            introduction,
            kind,
            side,
            people,
            about=f"{meeting.id}:{meeting.sequence}",
            besides=besides,
            meeting_id=meeting.id,
            **values,
        )
