"""A picture small enough to travel with a list over a 2G line: WebP, at most 8 KB, without the camera's metadata."""

from base64 import b64decode
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from server.files.content import NotAllowed, open_image

LIMIT = 8 * 1024
STEPS = [(320, 60), (320, 40), (240, 40), (240, 25), (160, 25), (120, 15), (80, 10)]
# A phone's small picture has 80,000 or so; what claims many more is no small picture.
MOST_PIXELS = 1_000_000


def redrawn(text: str) -> bytes:
    """The phone's own small picture, drawn anew: staff get pixels, never bytes that a phone wrote."""
    try:
        data = b64decode(text, validate=True)
        if len(data) > LIMIT:
            raise NotAllowed
        return small_picture(open_image(BytesIO(data), MOST_PIXELS))
    except NotAllowed:
        raise
    except Exception as error:  # no base64, and Pillow's decoders raise many kinds on hostile files
        raise NotAllowed from error


def thumbnail(path: Path) -> bytes:
    return small_picture(open_image(path))


def small_picture(opened: Image.Image) -> bytes:
    with opened as image:
        image.draft("RGB", (640, 640))
        upright = ImageOps.exif_transpose(image)
        picture = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    for side, quality in STEPS:
        small = encoded(picture, side, quality)
        if len(small) <= LIMIT:
            return small
    return small


def encoded(picture: Image.Image, side: int, quality: int) -> bytes:
    copy = picture.copy()
    copy.thumbnail((side, side))
    copy.info.clear()
    out = BytesIO()
    copy.save(out, "WEBP", quality=quality, method=4, exif=b"", icc_profile=b"")
    return out.getvalue()
