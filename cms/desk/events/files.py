"""What somebody may send with an event: a picture or a poster, told apart by their bytes, refused with a sentence."""

import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

PDF = "application/pdf"
# Kilobytes of a poster made for printing, and of a phone's photo, which is made smaller here.
LARGEST_PDF = 10 * 1024 * 1024
LARGEST_PICTURE = 20 * 1024 * 1024
# No outlet shows more than 1200 pixels; twice that for sharp screens.
LONGEST_SIDE = 2400
PICTURES = frozenset({"jpg", "jpeg", "png", "webp", "gif"})
# As Pillow names them; MPO is what some phones write under .jpg.
_READ = ("JPEG", "PNG", "WEBP", "GIF")
_START = 1024


class FileRefused(ValueError):
    """The file cannot be taken; the message is for the person."""


@dataclass(frozen=True)
class ReadFile:
    """A file that may be kept: a picture is turned upright, made smaller and holds no place and no maker any more."""

    name: str
    content: bytes
    is_pdf: bool


def read_file(file: IO[bytes], *, name: str, size: int) -> ReadFile:
    """Return what was sent, ready to be kept.

    Raises:
        FileRefused: too large, neither picture nor PDF whatever its name says, or damaged.
    """
    ending = PurePath(name).suffix.lower().lstrip(".")
    if size == 0:
        raise FileRefused(_("This file is empty: choose it again."))
    if size > LARGEST_PICTURE:
        raise FileRefused(_too_large(size, LARGEST_PICTURE))
    file.seek(0)
    start = file.read(_START)
    is_pdf = start.lstrip().startswith(b"%PDF-")
    _refuse_by_name(ending, start, is_pdf=is_pdf)
    file.seek(0)
    if is_pdf:
        if size > LARGEST_PDF:
            raise FileRefused(_too_large(size, LARGEST_PDF))
        return ReadFile(f"{_stem(name)}.pdf", file.read(), is_pdf=True)
    content, kind = _picture(file)
    return ReadFile(f"{_stem(name)}.{kind}", content, is_pdf=False)


def _refuse_by_name(ending: str, start: bytes, *, is_pdf: bool) -> None:
    """Refuse what the name or the first bytes tell, with the words that help most."""
    if ending in {"heic", "heif"}:
        raise FileRefused(_("This is a HEIC photo, which many devices cannot show: send it as JPEG."))
    if ending == "svg" or b"<svg" in start.lower():
        raise FileRefused(_("SVG drawings are not accepted: send a JPEG or PNG picture, or a PDF."))
    if ending not in PICTURES | {"pdf"}:
        raise FileRefused(_("This file is neither a picture nor a PDF: send a JPEG or PNG picture, or a PDF."))
    if is_pdf != (ending == "pdf"):
        raise FileRefused(_("This file is not what its name says: save it again as JPEG, PNG or PDF."))


def _too_large(size: int, most: int) -> str:
    values = {"size": round(size / 1024 / 1024), "most": most // 1024 // 1024}
    return _("This file is too large (%(size)s MB): %(most)s MB at most.") % values


def _stem(name: str) -> str:
    return PurePath(name.replace("\\", "/")).stem[:80] or "fichier"


def _picture(file: IO[bytes]) -> tuple[bytes, str]:
    """Return the picture written anew, and its ending. Only its header is read before its size is known."""
    try:
        with warnings.catch_warnings():
            # Pillow warns of pictures that would fill the memory, and refuses still larger ones: we ask their size.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file, formats=_READ) as opened:
                _refuse_pixels(*opened.size)
                return _rewritten(opened)
    except FileRefused:
        raise
    except Image.DecompressionBombError as error:
        raise FileRefused(_("This picture has too many pixels: make it smaller, then send it again.")) from error
    except Exception as error:
        # Pillow's readers raise nearly anything on damaged files.
        raise FileRefused(_("This file cannot be read as a picture: it may be damaged.")) from error


def _refuse_pixels(width: int, height: int) -> None:
    if width * height > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise FileRefused(_("This picture has too many pixels: make it smaller, then send it again."))


def _rewritten(opened: Image.Image) -> tuple[bytes, str]:
    """Return the pixels upright and at most LONGEST_SIDE long; nothing of EXIF (place, device, name) goes along."""
    is_photo = opened.format in {"JPEG", "MPO"}
    if is_photo:
        opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(opened)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = BytesIO()
    if is_photo:
        upright.convert("RGB").save(out, "JPEG", quality=85, optimize=True)
        return out.getvalue(), "jpg"
    has_alpha = "A" in upright.getbands() or "transparency" in upright.info
    upright.info.clear()
    upright.convert("RGBA" if has_alpha else "RGB").save(out, "PNG")
    return out.getvalue(), "png"
