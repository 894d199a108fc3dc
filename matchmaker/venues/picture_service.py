"""What a host does with the pictures of a venue, and where their files lie.

A file is named by the hash of what is in it: it is written before the row that names it is committed,
never changes, and goes after the last row that names it is gone.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matchmaker.publication import service as publication
from matchmaker.transactions import after_commit
from matchmaker.venues.errors import PictureNeedsWords, TooManyPictures
from matchmaker.venues.pictures import redrawn
from models import Person, Venue, VenuePicture

#: Of one venue (our own default).
MOST_PICTURES = 8
LONGEST_WORDS = 300


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folder of the files."""

    folder: Path

    def page_file(self, digest: str) -> Path:
        """The file for a page."""
        return self.folder / f"{digest}.jpg"

    def card_file(self, digest: str) -> Path:
        """The smaller one for a card."""
        return self.folder / f"{digest}-card.jpg"

    def put(self, file: Path, data: bytes) -> None:
        """Write a file whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        beside = file.with_suffix(".new")
        beside.write_bytes(data)
        beside.replace(file)

    def drop(self, digest: str) -> None:
        """Take both files away; harmless where there are none."""
        for file in (self.page_file(digest), self.card_file(digest)):
            file.unlink(missing_ok=True)


def add_picture(
    session: Session, venue: Venue, *, sent: bytes, words: str, shelf: Shelf, actor: Person
) -> VenuePicture:
    """Keep a picture, drawn anew; the same one again only gets the new words.

    :param sent: the file as it came, from anybody.
    :param words: what it shows, at most 300 characters.
    :raises PictureNeedsWords: there are none.
    :raises TooManyPictures: the venue has eight already.
    :raises UnreadablePicture: also `PictureTooHeavy`, `PictureTooLarge`, `PictureTooSmall`.
    """
    if not words.strip():
        raise PictureNeedsWords("words")
    publication.hold(session, venue)
    drawn = redrawn(sent)
    digest = hashlib.sha256(drawn.data).hexdigest()
    picture = next((one for one in venue.pictures if one.digest == digest), None)
    if picture is None:
        if len(venue.pictures) >= MOST_PICTURES:
            raise TooManyPictures(most=MOST_PICTURES)
        shelf.put(shelf.page_file(digest), drawn.data)
        shelf.put(shelf.card_file(digest), drawn.card)
        picture = VenuePicture(
            digest=digest,
            width=drawn.width,
            height=drawn.height,
            position=max((one.position for one in venue.pictures), default=-1) + 1,
            added_by_id=actor.id,
        )
        venue.pictures.append(picture)
    picture.alternative_text = " ".join(words.split())[:LONGEST_WORDS]
    session.flush()
    publication.announce(session, venue, "picture_added", actor=actor)
    return picture


def remove_picture(session: Session, picture: VenuePicture, *, shelf: Shelf, actor: Person) -> None:
    """Take a picture away; its files go with the last venue that shows it."""
    venue, digest = picture.venue, picture.digest
    venue.pictures.remove(picture)
    publication.announce(session, venue, "picture_removed", actor=actor)
    session.flush()
    if not session.scalar(select(func.count(VenuePicture.id)).where(VenuePicture.digest == digest)):
        after_commit(session, partial(shelf.drop, digest))
