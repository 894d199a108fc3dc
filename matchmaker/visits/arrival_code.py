"""The arrival code as a picture that a phone reads at the desk."""

from __future__ import annotations

from io import BytesIO


def arrival_svg(address: str) -> bytes:
    """A QR code as SVG, black on white with its quiet border, without styles or scripts of its own.

    :param address: of the desk's page for the arrival; the code is its last part.
    """
    # Takes a while to import, and few answers draw one.
    import segno

    drawn = BytesIO()
    segno.make_qr(address, error="m").save(
        drawn, kind="svg", dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None
    )
    return drawn.getvalue()
