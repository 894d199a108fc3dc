"""Pictures somebody sends: read with care, drawn anew, and kept without what a camera wrote beside them.

What is kept is never what was sent: a file that is a picture and something else at once ends here, and
so do the position, the date and the owner's name that phones put into each photograph.
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from matchmaker.venues.errors import PictureTooHeavy, PictureTooLarge, PictureTooSmall, UnreadablePicture

#: A photograph as phones and cameras make them (our own defaults).
MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 60_000_000
#: Smaller ones look torn on a page.
LEAST_EDGE = 320
#: Longest edge of what is kept, and of what stands on a card.
EDGE = 1600
CARD_EDGE = 640
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")
MEDIA_TYPE = "image/jpeg"
_WHITE = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture drawn anew, as JPEG: for a page and, smaller, for a card."""

    data: bytes
    card: bytes
    width: int
    height: int


def redrawn(sent: bytes) -> Picture:
    """What is kept of a picture: turned upright, at most `EDGE` pixels long, without metadata.

    :param sent: a file from anybody.
    :raises PictureTooHeavy: it has more than `MOST_BYTES`.
    :raises PictureTooLarge: it unfolds to more than `MOST_PIXELS`.
    :raises PictureTooSmall: an edge is shorter than `LEAST_EDGE`.
    :raises UnreadablePicture: it is no JPEG, PNG or WebP, or a broken one.
    """
    if len(sent) > MOST_BYTES:
        raise PictureTooHeavy("picture", megabytes=MOST_BYTES // 1024 // 1024)
    try:
        with Image.open(io.BytesIO(sent), formats=FORMATS) as picture:
            _check_size(picture)
            return _drawn(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        # Pillow looks at the size in the header too; nothing is unfolded before.
        raise _too_large() from error
    # Broken files fail in all these ways in the decoders.
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise UnreadablePicture("picture") from error


def _check_size(picture: Image.Image) -> None:
    if picture.width * picture.height > MOST_PIXELS:
        raise _too_large()
    if min(picture.size) < LEAST_EDGE:
        raise PictureTooSmall("picture", pixels=LEAST_EDGE)


def _too_large() -> PictureTooLarge:
    return PictureTooLarge("picture", megapixels=MOST_PIXELS // 1_000_000)


def _drawn(picture: Image.Image) -> Picture:
    # A photograph of 50 megapixels is decoded at a fraction of them where only that is kept.
    picture.draft("RGB", (EDGE, EDGE))
    upright = _on_white(ImageOps.exif_transpose(picture))
    upright.thumbnail((EDGE, EDGE), Image.Resampling.LANCZOS)
    small = upright.copy()
    small.thumbnail((CARD_EDGE, CARD_EDGE), Image.Resampling.LANCZOS)
    return Picture(_jpeg(upright), _jpeg(small), upright.width, upright.height)


def _on_white(picture: Image.Image) -> Image.Image:
    """Only the colours: a new image, to which nothing of the file's other contents belongs."""
    seen = picture.convert("RGBA") if picture.has_transparency_data else picture.convert("RGB")
    canvas = Image.new("RGB", seen.size, _WHITE)
    canvas.paste(seen, mask=seen.getchannel("A") if seen.mode == "RGBA" else None)
    return canvas


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return out.getvalue()
