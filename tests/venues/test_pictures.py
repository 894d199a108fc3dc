"""What is kept of pictures that anybody may send."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from matchmaker.venues import pictures
from matchmaker.venues.errors import (
    PictureTooHeavy,
    PictureTooLarge,
    PictureTooSmall,
    UnreadablePicture,
)
from matchmaker.venues.pictures import CARD_EDGE, EDGE, Picture, redrawn

RED, BLUE = (200, 20, 20), (20, 20, 200)


def file_of(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """A picture as a file of a kind."""
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def read(picture: Picture) -> Image.Image:
    """What is kept, opened again."""
    return Image.open(io.BytesIO(picture.data))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_picture_of_each_kind_is_kept_as_jpeg_within_the_edge(kind: str) -> None:
    kept = redrawn(file_of(Image.new("RGB", (3200, 1600), RED), kind))
    picture = read(kept)
    assert (picture.format, picture.size) == ("JPEG", (EDGE, EDGE // 2))
    assert (kept.width, kept.height) == (EDGE, EDGE // 2)
    assert Image.open(io.BytesIO(kept.card)).size == (CARD_EDGE, CARD_EDGE // 2)


def test_small_picture_is_not_blown_up() -> None:
    assert read(redrawn(file_of(Image.new("RGB", (500, 400), RED)))).size == (500, 400)


def test_place_and_owner_are_dropped() -> None:
    exif = Image.Exif()
    exif[0x013B] = "Mari Kask"  # artist
    exif.get_ifd(0x8825).update({1: "N", 2: (58.0, 22.0, 0.0), 3: "E", 4: (26.0, 43.0, 0.0)})  # position
    sent = file_of(Image.new("RGB", (640, 480), RED), exif=exif, comment=b"from my phone")
    assert b"Mari Kask" in sent
    kept = redrawn(sent)
    assert b"Mari Kask" not in kept.data + kept.card
    assert b"from my phone" not in kept.data + kept.card
    assert dict(read(kept).getexif()) == {}
    assert {"exif", "comment", "icc_profile", "xmp"}.isdisjoint(read(kept).info)


def test_words_beside_a_png_are_dropped() -> None:
    from PIL.PngImagePlugin import PngInfo

    words = PngInfo()
    words.add_text("Author", "Mari Kask")
    sent = file_of(Image.new("RGB", (640, 480), RED), "PNG", pnginfo=words)
    assert b"Mari Kask" in sent
    assert b"Mari Kask" not in redrawn(sent).data


def test_what_hangs_behind_the_picture_is_dropped() -> None:
    sent = file_of(Image.new("RGB", (640, 480), RED)) + b"<script>alert(1)</script>"
    assert b"<script>" not in redrawn(sent).data


def test_picture_taken_sideways_stands_upright() -> None:
    lying = Image.new("RGB", (640, 400), RED)
    lying.paste(BLUE, (0, 0, 320, 400))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter clockwise
    kept = read(redrawn(file_of(lying, exif=exif)))
    assert kept.size == (400, 640)
    top, bottom = kept.getpixel((200, 100)), kept.getpixel((200, 540))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[2] > top[0]
    assert bottom[0] > bottom[2]


def test_clear_parts_become_white() -> None:
    kept = read(redrawn(file_of(Image.new("RGBA", (400, 400), (0, 0, 0, 0)), "PNG")))
    assert kept.getpixel((200, 200)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "LA", "P", "CMYK", "I;16", "1"])
def test_picture_of_any_colours_is_kept(mode: str) -> None:
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert read(redrawn(file_of(Image.new(mode, (400, 400)), kind))).mode == "RGB"


@pytest.mark.parametrize("edge", [8_000, 10_000, 30_000])
def test_bomb_is_refused_by_its_header(edge: int) -> None:
    small = file_of(Image.new("1", (edge, edge)), "PNG")
    assert len(small) < 1_000_000
    with pytest.raises(PictureTooLarge):
        redrawn(small)


def test_heavy_file_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_BYTES", 1000)
    with pytest.raises(PictureTooHeavy):
        redrawn(b"x" * 1001)


def test_thumbnail_is_refused() -> None:
    with pytest.raises(PictureTooSmall):
        redrawn(file_of(Image.new("RGB", (319, 900))))


@pytest.mark.parametrize(
    "sent", [b"", b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a" + b"\0" * 64]
)
def test_what_is_no_photograph_is_refused(sent: bytes) -> None:
    with pytest.raises(UnreadablePicture):
        redrawn(sent)


WHOLE = [file_of(Image.effect_noise((400, 400), 40).convert("RGB"), kind) for kind in ("JPEG", "PNG", "WEBP")]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(WHOLE), st.data())
def test_broken_file_is_refused_or_kept_whole(sent: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(sent) - 1))
    broken = sent[:place] + data.draw(st.binary(max_size=8)) + sent[place + data.draw(st.integers(0, 400)) :]
    try:
        kept = redrawn(broken)
    except (UnreadablePicture, PictureTooLarge, PictureTooSmall):
        return
    assert read(kept).size == (kept.width, kept.height)
