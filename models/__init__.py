"""The tables of the service. SQLAlchemy and the standard library only (see ``models.person``)."""

from models.activity import Activity
from models.api_token import ApiToken
from models.base import Base
from models.call import Call, CallKind, Deadline
from models.listing import DevelopmentStage, Direction, IprStatus, Listing, ListingCategory
from models.organisation import (
    HOST_KINDS,
    ClusterMembership,
    ClusterMembershipState,
    Organisation,
    OrganisationKind,
    Origin,
    SmeClass,
    TurnoverBand,
    VerificationState,
)
from models.outbox import OutboxRow
from models.person import SECRETARIAT, Membership, MembershipRole, Person, Role
from models.project import Participation, ParticipationRole, Project
from models.publication import ALLOWED_MOVES, PublicationState
from models.rate_limit import RateLimit
from models.saved import SavedSuggestion, SavedVerdict
from models.venue import Amenity, Closure, OpeningHours, Space, SpaceKind, Venue

__all__ = [
    "ALLOWED_MOVES",
    "HOST_KINDS",
    "SECRETARIAT",
    "Activity",
    "Amenity",
    "ApiToken",
    "Base",
    "Call",
    "CallKind",
    "Closure",
    "ClusterMembership",
    "ClusterMembershipState",
    "Deadline",
    "DevelopmentStage",
    "Direction",
    "IprStatus",
    "Listing",
    "ListingCategory",
    "Membership",
    "MembershipRole",
    "OpeningHours",
    "Organisation",
    "OrganisationKind",
    "Origin",
    "OutboxRow",
    "Participation",
    "ParticipationRole",
    "Person",
    "Project",
    "PublicationState",
    "RateLimit",
    "Role",
    "SavedSuggestion",
    "SavedVerdict",
    "SmeClass",
    "Space",
    "SpaceKind",
    "TurnoverBand",
    "Venue",
    "VerificationState",
]
