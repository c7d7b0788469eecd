"""Is this really a photo or a PDF? Decided by the bytes; names and declared types are only claims."""

from io import BytesIO
from pathlib import Path
from typing import Literal

from PIL import Image

FileType = Literal["image/jpeg", "image/webp", "image/png", "application/pdf"]
TYPES: dict[str, FileType] = {"JPEG": "image/jpeg", "WEBP": "image/webp", "PNG": "image/png"}
ENDINGS: dict[str, str] = {
    "image/jpeg": "jpg", "image/webp": "webp", "image/png": "png", "application/pdf": "pdf"
}  # fmt: skip

# The best phone cameras make 50 million pixels; a decoded one takes four bytes.
MAX_PIXELS = 50_000_000
# Pillow would only warn. Our own limit is checked before anything is decoded.
Image.MAX_IMAGE_PIXELS = None


class NotAllowed(Exception):
    """The file is none of the kinds that are taken, or is damaged."""


def open_image(source: Path | BytesIO, most: int = MAX_PIXELS) -> Image.Image:
    """Opened, measured, not yet decoded."""
    try:
        image = Image.open(source, formats=list(TYPES))
    except Exception as error:  # Pillow's parsers raise many kinds on hostile files
        raise NotAllowed from error
    if image.width * image.height > most:
        image.close()
        raise NotAllowed
    return image


def real_type(path: Path) -> FileType:
    """Decodes images to the end, so that a file cut short or a mere header does not pass."""
    if is_pdf(path):
        return "application/pdf"
    with open_image(path) as image:
        kind = TYPES[image.format or ""]
        if kind == "image/jpeg":
            # A JPEG is decoded at an eighth of its size, still reading every byte.
            image.draft("RGB", (image.width // 8, image.height // 8))
        try:
            image.load()
        except Exception as error:
            raise NotAllowed from error
    return kind


def is_pdf(path: Path) -> bool:
    with path.open("rb") as file:
        if file.read(5) != b"%PDF-":
            return False
        file.seek(max(0, path.stat().st_size - 1024))
        return b"%%EOF" in file.read()
