"""The tables of the service. SQLAlchemy and the standard library only (see ``models.person``)."""

from models.activity import Activity
from models.api_token import ApiToken
from models.base import Base
from models.call import Call, CallKind, Deadline
from models.curation import (
    LIVE_DECISIONS,
    RECOMMENDED,
    TURNED_DOWN,
    CuratedState,
    CuratedSuggestion,
    DecisionState,
    DeskClaim,
    DeskDecision,
    DeskKind,
    DeskSettings,
    DeskVerdict,
    ListingCheck,
)
from models.introduction import (
    ACCEPTED_STATES,
    OPEN_STATES,
    DeclineReason,
    Introduction,
    IntroductionMessage,
    IntroductionState,
    PairBlock,
    Route,
    Side,
    StopReason,
)
from models.listing import DevelopmentStage, Direction, IprStatus, Listing, ListingCategory
from models.mail import DigestItem, MailPace, MailPreference, MutedMail
from models.meeting import Meeting, MeetingSlot, MeetingState
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
from models.outcome import Outcome, OutcomeKind
from models.person import SECRETARIAT, Membership, MembershipRole, Person, Role
from models.project import Participation, ParticipationRole, Project
from models.publication import ALLOWED_MOVES, PublicationState
from models.ranking_model import RankingModel, RankingSwitchOff
from models.rate_limit import RateLimit
from models.saved import SavedSuggestion, SavedVerdict
from models.venue import Amenity, Closure, OpeningHours, Space, SpaceKind, Venue
from models.verdict import DismissReason, Verdict, VerdictKind

__all__ = [
    "ACCEPTED_STATES",
    "ALLOWED_MOVES",
    "HOST_KINDS",
    "LIVE_DECISIONS",
    "OPEN_STATES",
    "RECOMMENDED",
    "SECRETARIAT",
    "TURNED_DOWN",
    "Activity",
    "Amenity",
    "ApiToken",
    "Base",
    "Call",
    "CallKind",
    "Closure",
    "ClusterMembership",
    "ClusterMembershipState",
    "CuratedState",
    "CuratedSuggestion",
    "Deadline",
    "DecisionState",
    "DeclineReason",
    "DeskClaim",
    "DeskDecision",
    "DeskKind",
    "DeskSettings",
    "DeskVerdict",
    "DevelopmentStage",
    "DigestItem",
    "Direction",
    "DismissReason",
    "Introduction",
    "IntroductionMessage",
    "IntroductionState",
    "IprStatus",
    "Listing",
    "ListingCategory",
    "ListingCheck",
    "MailPace",
    "MailPreference",
    "Meeting",
    "MeetingSlot",
    "MeetingState",
    "Membership",
    "MembershipRole",
    "MutedMail",
    "OpeningHours",
    "Organisation",
    "OrganisationKind",
    "Origin",
    "OutboxRow",
    "Outcome",
    "OutcomeKind",
    "PairBlock",
    "Participation",
    "ParticipationRole",
    "Person",
    "Project",
    "PublicationState",
    "RankingModel",
    "RankingSwitchOff",
    "RateLimit",
    "Role",
    "Route",
    "SavedSuggestion",
    "SavedVerdict",
    "Side",
    "SmeClass",
    "Space",
    "SpaceKind",
    "StopReason",
    "TurnoverBand",
    "Venue",
    "Verdict",
    "VerdictKind",
    "VerificationState",
]
