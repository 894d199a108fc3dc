"""Why a venue can't be kept or shown as described."""

from __future__ import annotations

from matchmaker.i18n import N_
from matchmaker.publication.errors import AtField
from matchmaker.refusals import Refusal


class UnknownTimeZone(AtField):
    """A zone the clock knows nothing of."""

    sentence = N_("“%(name)s” is no known time zone. Choose one from the list, for example Europe/Riga.")


class UnreadableHours(AtField):
    """Opening hours that are no span of time."""

    sentence = N_("Write opening hours like 09:00–17:00, or 09:00–12:00, 13:00–17:00.")


class ClosesBeforeOpening(AtField):
    """A span that ends before it begins."""

    sentence = N_("The place would close before it opens. Hours past midnight belong to the next day.")


class HoursOverlap(AtField):
    """Two spans of one day that share time."""

    sentence = N_("These opening hours overlap. Write each part of the day once.")


class HalfAPosition(AtField):
    """A latitude without a longitude, or the other way round."""

    sentence = N_("A position needs both latitude and longitude; leave both empty if you do not know them.")


class PositionOffTheMap(AtField):
    """Degrees that do not exist."""

    sentence = N_("Latitude runs from -90 to 90 degrees, longitude from -180 to 180.")


class NoticeOutOfRange(AtField):
    """A lead time nobody could plan with."""

    sentence = N_("Between 0 and %(most)s days of notice.")


class CapacityOutOfRange(AtField):
    """A space that holds nobody, or a stadium."""

    sentence = N_("Between 1 and %(most)s people.")


class SpaceNeedsAName(AtField):
    """A space without a name can't be told from another."""

    sentence = N_("Give the space a name visitors will find on the door.")


class ClosureEndsFirst(AtField):
    """A closure that ends before it begins."""

    sentence = N_("The last day lies before the first.")


class ClosureTooLong(AtField):
    """A closure of more than a year is a withdrawal."""

    sentence = N_("More than a year: withdraw the venue instead, and publish it again when it opens.")


class ClosureIsOver(AtField):
    """A closure in the past changes nothing."""

    sentence = N_("These days are over already.")


class LastSpace(Refusal):
    """What is published has at least one space."""

    sentence = N_("A published venue needs at least one space. Add another first, or withdraw the venue.")


class NotAHost(Refusal):
    """Venues belong to organisations that receive visitors."""

    status = 403
    sentence = N_(
        "Science parks, incubators and clusters list places here. If yours receives visitors too, "
        "change the kind of your organisation first."
    )


class PictureTooHeavy(AtField):
    """A file larger than cameras make them."""

    sentence = N_("The file is larger than %(megabytes)s MB. Send a smaller one.")


class PictureTooLarge(AtField):
    """More points than a page could ever show."""

    sentence = N_("The picture has more than %(megapixels)s million points. Send a smaller one.")


class PictureTooSmall(AtField):
    """A thumbnail, which looks torn on a page."""

    sentence = N_("Choose a larger picture: each edge needs at least %(pixels)s points.")


class UnreadablePicture(AtField):
    """No picture, or a broken one."""

    sentence = N_("This is no picture we can read. Send a JPEG, PNG or WebP file.")


class PictureNeedsWords(AtField):
    """Who cannot see the picture gets words instead."""

    sentence = N_("Say in a few words what the picture shows, for people who cannot see it.")


class TooManyPictures(Refusal):
    """More than anybody looks through."""

    sentence = N_("At most %(most)s pictures. Remove one first.")
