"""A picture small enough to travel with a list over a 2G line: WebP, at most 8 KB, without the camera's metadata."""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from server.files.content import open_image

LIMIT = 8 * 1024
STEPS = [(320, 60), (320, 40), (240, 40), (240, 25), (160, 25), (120, 15), (80, 10)]


def thumbnail(path: Path) -> bytes:
    with open_image(path) as image:
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
