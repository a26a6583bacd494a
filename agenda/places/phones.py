"""French phone numbers: kept as +33…, shown as people read them, with short numbers left as they are."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NBSP = "\N{NO-BREAK SPACE}"
_SEPARATORS = re.compile(r"[\s.\-_/()\u00a0\u202f\u2011]+")
_NATIONAL = re.compile(r"0[1-9][0-9]{8}")
_INTERNATIONAL = re.compile(r"\+[1-9][0-9]{6,14}")
# Emergency and social numbers (15, 112, 115…), operators' and services' (3949, 3646), directory (118 712).
_SHORT = re.compile(r"1[0-9]{1,2}|3[0-9]{3}|118[0-9]{3}")
# Overseas, the same national figures stand behind another country code (ARCEP's numbering plan).
_OVERSEAS = {
    "+590": ("0590", "0690", "0691"),
    "+594": ("0594", "0694"),
    "+596": ("0596", "0696", "0697"),
    "+262": ("0262", "0263", "0269", "0639", "0692", "0693"),
}


class PhoneError(ValueError):
    """The text is no number that a French telephone can dial."""


def normalise_phone(text: str) -> str:
    """Return a number as it is kept: "+33386841900", or a short number's bare figures ("3949").

    Accepts "03 86 84 19 00", "03.86.84.19.00", "+33 (0)3 86…", "0033 3 86…", "0 800 …", "+262 …". "" stays "".

    Raises:
        PhoneError: anything else, two numbers at once included.
    """
    figures = _SEPARATORS.sub("", text.strip().replace("(0)", ""))
    if not figures:
        return ""
    if figures.startswith("00"):
        figures = f"+{figures[2:]}"
    if re.fullmatch(r"\+330[1-9][0-9]{8}", figures):
        figures = f"+33{figures[4:]}"
    if _NATIONAL.fullmatch(figures):
        country = next((code for code, starts in _OVERSEAS.items() if figures.startswith(starts)), "+33")
        return f"{country}{figures[1:]}"
    if figures.startswith("+33"):
        if re.fullmatch(r"\+33[1-9][0-9]{8}", figures):
            return figures
        raise PhoneError(text)
    if _SHORT.fullmatch(figures) or _INTERNATIONAL.fullmatch(figures):
        return figures
    raise PhoneError(text)


def first_phone(text: str) -> str:
    """Return the first of several numbers in one text ("03 86… / 06 07…", "03 86… ou 06…"), normalised.

    Raises:
        PhoneError: no part of the text is a number.
    """
    for part in re.split(r"[/;,|]|\bou\b|\bet\b", text):
        try:
            if number := normalise_phone(part):
                return number
        except PhoneError:
            continue
    raise PhoneError(text)


def display_phone(number: str) -> str:
    """Return a kept number as it is read aloud, with no-break spaces: "03 86 84 19 00", "0 800 00 00 00", "39 49"."""
    national = next((f"0{number[len(c) :]}" for c in ("+33", *_OVERSEAS) if number.startswith(c)), "")
    if not _NATIONAL.fullmatch(national):
        return number if number.startswith("+") else _in_pairs(number)
    if national.startswith("08"):
        return NBSP.join([national[0], national[1:4], *re.findall(r"\d\d", national[4:])])
    if number.startswith("+33"):
        return _in_pairs(national)
    return NBSP.join([national[:4], *re.findall(r"\d\d", national[4:])])


def _in_pairs(figures: str) -> str:
    if re.fullmatch(r"118\d{3}", figures):
        return f"118{NBSP}{figures[3:]}"
    return NBSP.join(re.findall(r"\d\d?", figures)) if len(figures) > 3 else figures


def phone_link(number: str) -> str:
    """Return the address of a link that dials the kept number, "" for none."""
    return f"tel:{number}" if number else ""


def validate_phone(text: str) -> None:
    """Raise ValidationError unless the text is one phone number."""
    try:
        normalise_phone(text)
    except PhoneError as error:
        raise ValidationError(
            _("This is not a phone number: ten figures, like 03 86 12 34 56, or a short number like 39 49.")
        ) from error
