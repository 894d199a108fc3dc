"""Kinds and phases of calls, in words."""

from __future__ import annotations

from matchmaker.calls.rules import Phase
from matchmaker.web.translation import LazyString, _l
from models import CallKind

KINDS: dict[CallKind, LazyString] = {
    CallKind.FUNDING: _l("Funding"),
    CallKind.PROCUREMENT: _l("Procurement"),
    CallKind.PILOT: _l("Pilot"),
    CallKind.FACILITY_ACCESS: _l("Access to a facility"),
    CallKind.CHALLENGE: _l("Challenge"),
    CallKind.ACCELERATOR: _l("Accelerator"),
    CallKind.TRAINING: _l("Training place"),
}

PHASES: dict[Phase, LazyString] = {
    Phase.OPEN: _l("Open"),
    Phase.FORTHCOMING: _l("Opens later"),
    Phase.CLOSED: _l("Closed"),
}
