"""Why an event can't be kept, shown or joined."""

from __future__ import annotations

from matchmaker.i18n import N_
from matchmaker.publication.errors import AtField
from matchmaker.refusals import Refusal


class NoOrganiser(Refusal):
    """Events are held by organisations that receive visitors."""

    status = 403
    sentence = N_("Science parks, incubators and clusters hold events here.")


class EndsFirst(AtField):
    """An event that ends before it begins."""

    sentence = N_("The end lies before the beginning.")


class LastsTooLong(AtField):
    """Several weeks are a programme, not an event."""

    sentence = N_("At most %(days)s days. Write each part of a longer programme as an event of its own.")


class PlacesOutOfRange(AtField):
    """No place at all, or a stadium."""

    sentence = N_("Between 1 and %(most)s places, or leave it empty for as many as come.")


class PlacesTaken(AtField):
    """Nobody who has a place loses it because the room became smaller."""

    sentence = N_("%(taken)s people have a place already. Ask some of them first, then make it smaller.")


class ClosesTooLate(AtField):
    """Registration ends before the event does."""

    sentence = N_("Registration must close before the event ends.")


class ZoneUnknown(AtField):
    """A zone the clock knows nothing of."""

    sentence = N_("“%(name)s” is no known time zone. Choose one from the list, for example Europe/Riga.")


class AlreadyOver(AtField):
    """What lies in the past is not announced."""

    sentence = N_("This lies in the past. Give the days to come.")


class EventIsOff(Refusal):
    """What was called off stays so."""

    sentence = N_("This event was called off. Write a new one for another day.")


class EventPublished(Refusal):
    """Only what nobody saw is deleted."""

    sentence = N_("Only drafts can be deleted. Call this event off instead, so that everybody is told.")


class NotOpen(Refusal):
    """Nobody can register any more, or not yet."""

    sentence = N_("Registration for this event is closed.")


class NotRegistered(Refusal):
    """Nothing to take back."""

    sentence = N_("You are not registered for this event.")
