"""Knows which files may be a logo: a small PNG, or an SVG that only draws."""

from typing import IO, Any

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import ParseError, fromstring  # type: ignore[import-untyped]
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_BYTES = 300_000
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
SVG_NAMESPACE = "{http://www.w3.org/2000/svg}"
REFUSED_TAGS = {"script", "foreignObject", "iframe", "use", "image", "animate", "set", "a", "style"}


def logo_kind(content: bytes) -> str:
    """Return `png` or `svg`.

    Raises:
        ValidationError: the content is too large, neither of the two, or an SVG that could do more than draw.
    """
    if len(content) > MAX_BYTES:
        raise ValidationError(_("The logo is larger than 300 kB."), code="logo")
    if content.startswith(PNG_SIGNATURE):
        return "png"
    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise ValidationError(_("The logo must be a PNG or an SVG."), code="logo") from error
    if root.tag != f"{SVG_NAMESPACE}svg":
        raise ValidationError(_("The logo must be a PNG or an SVG."), code="logo")
    if not all(_only_draws(element) for element in root.iter()):
        raise ValidationError(_("This SVG holds scripts, links or styles; export it as plain paths."), code="logo")
    return "svg"


def _only_draws(element: Any) -> bool:
    tag = str(element.tag).rsplit("}", 1)[-1]
    names = {str(name).rsplit("}", 1)[-1].lower() for name in element.attrib}
    outside = any("url(" in str(value) and "url(#" not in str(value) for value in element.attrib.values())
    return tag not in REFUSED_TAGS and not outside and not any(name == "href" or name[:2] == "on" for name in names)


def read_logo(file: IO[bytes]) -> bytes:
    """Return at most one byte more than a logo may have, from the start of the file."""
    file.seek(0)
    return file.read(MAX_BYTES + 1)


def validate_logo(file: Any) -> None:
    """Field validator: see `logo_kind`; a stored logo was checked when it came."""
    if not is_stored(file):
        logo_kind(read_logo(file))


def is_stored(file: Any) -> bool:
    """Say whether a field's file was checked and kept before, rather than just uploaded."""
    return bool(getattr(file, "_committed", False))
