"""Template filters that write texts, hours, distances, numbers and QR codes the way the pages show them."""

import re
from datetime import date, datetime
from functools import lru_cache

import segno
from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from branding.phone import phone_uri
from cms.foundation.wording import NBSP, day_and_month, hour, long_day, plain_day, short_day

register = template.Library()

# No line may begin with one of these signs, nor end with the opening quotation mark.
_BEFORE_SIGN = re.compile(r"(?<=\S)[ \t]+(?=[:;?!»])")
_AFTER_OPENING = re.compile(r"«[ \t]+(?=\S)")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=[\w«])")


@register.filter(is_safe=True)
def french(text: str | None) -> str:
    """Set a line that somebody typed as French printers do: no-break spaces around `: ; ? ! « »`, curved apostrophes.

    Markup (a safe string) is left as it is: its apostrophes may be quotation marks of attributes.
    """
    if text is None or isinstance(text, SafeString):
        return text or ""
    text = _BEFORE_SIGN.sub(NBSP, str(text))
    return _APOSTROPHE.sub("\N{RIGHT SINGLE QUOTATION MARK}", _AFTER_OPENING.sub(f"«{NBSP}", text))


@register.filter
def clock(moment: datetime | None) -> str:
    """Write an hour in French, local time: `14 h 30`."""
    if not moment:
        return ""
    return hour(timezone.localtime(moment) if timezone.is_aware(moment) else moment)


@register.filter
def day_in_words(day: date | None) -> str:
    """Write a day within a sentence: "mardi 1er décembre 2026"; empty when unknown."""
    return long_day(day) if day else ""


@register.filter
def day_month(day: date | None) -> str:
    """Write "1er décembre", local; Django's own filter writes "1 décembre"."""
    return day_and_month(_local_day(day)) if day else ""


@register.filter
def short_date(day: date | None) -> str:
    """Write "mardi 1er décembre", local."""
    return short_day(_local_day(day)) if day else ""


@register.filter
def plain_date(day: date | None) -> str:
    """Write "1er décembre 2026", local."""
    return plain_day(_local_day(day)) if day else ""


def _local_day(day: date) -> date:
    return timezone.localdate(day) if isinstance(day, datetime) and timezone.is_aware(day) else day


@register.filter
def distance(kilometres: float | str | None) -> str:
    """Write a distance in whole kilometres: `12 km`, `moins de 1 km`; empty when unknown."""
    if kilometres is None or kilometres == "":
        return ""
    whole = round(float(kilometres))
    return f"{whole}\u00a0km" if whole else "moins de 1\u00a0km"


@register.filter
def filesize(size: int | None) -> str:
    """Write a number of bytes with the decimal units of files in French: `812 octets`, `14 ko`, `1,3 Mo`."""
    if not size:
        return ""
    if size < 1000:
        return f"{size}{NBSP}octet{'s' if size > 1 else ''}"
    if size < 999_500:
        return f"{round(size / 1000)}{NBSP}ko"
    return f"{size / 1_000_000:.1f}{NBSP}Mo".replace(".", ",")


@register.filter
def tel(phone: str | None) -> str:
    """Return the `tel:` address of a number, empty when a telephone could not dial it."""
    return phone_uri(phone or "")


@register.filter
@lru_cache(maxsize=512)
def qr(address: str) -> str:
    """Return an address as a QR code in a `data:` image (black on white, quiet zone of 4 modules)."""
    return str(segno.make(address, error="m", micro=False).svg_data_uri(border=4, scale=4, dark="#000", light="#fff"))
