"""Debian's libical3 by ctypes: the engine of Evolution, KOrganizer and Cyrus; it applies no RECURRENCE-ID by itself."""

import ctypes
import ctypes.util
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

LIBRARY = "libical.so.3"
HOW_TO_GET = "libical could not be loaded: as root on Debian, `make system` (or apt-get install libical3)"

# icalenums.h and icalproperty.h of libical 3.
VEVENT = 4


class Span(ctypes.Structure):
    """`struct icaltime_span`: whole seconds since 1970, and whether the time is busy."""

    _fields_ = [("start", ctypes.c_int64), ("end", ctypes.c_int64), ("is_busy", ctypes.c_int)]


class Time(ctypes.Structure):
    """`struct icaltimetype`, which functions take and return by value."""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        ("is_date", ctypes.c_int), ("is_daylight", ctypes.c_int), ("zone", ctypes.c_void_p),
    ]  # fmt: skip


CALLBACK = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(Span), ctypes.c_void_p)


def available() -> bool:
    """Whether the library is on this machine."""
    try:
        _library()
    except OSError:
        return False
    return True


@cache
def _library() -> Any:
    found = ctypes.CDLL(LIBRARY)
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    for name, result, *given in (
        ("icalparser_parse_string", pointer, text),
        ("icalcomponent_get_first_component", pointer, pointer, ctypes.c_int),
        ("icalcomponent_get_next_component", pointer, pointer, ctypes.c_int),
        ("icalcomponent_get_summary", text, pointer),
        ("icalcomponent_get_status", ctypes.c_int, pointer),
        ("icalproperty_status_to_string", text, ctypes.c_int),
        ("icalcomponent_foreach_recurrence", None, pointer, Time, Time, CALLBACK, pointer),
        ("icaltime_from_timet_with_zone", Time, ctypes.c_int64, ctypes.c_int, pointer),
        ("icaltimezone_get_utc_timezone", pointer),
        ("icalrestriction_check", ctypes.c_int, pointer),
        ("icalcomponent_count_errors", ctypes.c_int, pointer),
        ("icalcomponent_free", None, pointer),
    ):
        function = getattr(found, str(name))
        function.restype, function.argtypes = result, given
    return found


def read_with_libical(text: str, span: tuple[datetime, datetime]) -> list[tuple[str, int, int, str]]:
    """Return what libical finds in a calendar that its own checker accepts."""
    library = _library()
    calendar = library.icalparser_parse_string(text.encode())
    assert calendar, "not parsed"
    assert library.icalcomponent_count_errors(calendar) == 0, "parsed with errors"
    assert library.icalrestriction_check(calendar) == 1, "icalrestriction_check"
    utc = library.icaltimezone_get_utc_timezone()
    first, last = (library.icaltime_from_timet_with_zone(int(one.timestamp()), 0, utc) for one in span)
    found: list[tuple[str, int, int, str]] = []
    for event in _events(library, calendar):
        title = library.icalcomponent_get_summary(event).decode()
        status = library.icalproperty_status_to_string(library.icalcomponent_get_status(event)).decode()

        def note(_event: Any, span: Any, _data: Any, title: str = title, status: str = status) -> None:
            found.append((title, span.contents.start, span.contents.end, status))

        library.icalcomponent_foreach_recurrence(event, first, last, CALLBACK(note), None)
    library.icalcomponent_free(calendar)
    return found


def _events(library: Any, calendar: Any) -> Iterator[Any]:
    event = library.icalcomponent_get_first_component(calendar, VEVENT)
    while event:
        yield event
        event = library.icalcomponent_get_next_component(calendar, VEVENT)
