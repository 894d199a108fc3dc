"""Phases of projects and roles in them, in words."""

from __future__ import annotations

from matchmaker.projects.rules import Phase
from matchmaker.web.translation import LazyString, _l
from models import ParticipationRole

PHASES: dict[Phase, LazyString] = {
    Phase.PLANNED: _l("Planned"),
    Phase.ONGOING: _l("Ongoing"),
    Phase.FINISHED: _l("Finished"),
}

ROLES: dict[ParticipationRole, LazyString] = {
    ParticipationRole.COORDINATOR: _l("Lead"),
    ParticipationRole.PARTICIPANT: _l("Participant"),
    ParticipationRole.ASSOCIATED_PARTNER: _l("Associated partner"),
    ParticipationRole.THIRD_PARTY: _l("Third party"),
    ParticipationRole.INTERNATIONAL_PARTNER: _l("International partner"),
}
