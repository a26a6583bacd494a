"""Understands opening hours as people type them in French and writes them in OpenStreetMap's syntax.

"Lundi au vendredi 9h-12h15 et 13h30-17h ; samedi de 9h à 12h" → "Mo-Fr 09:00-12:15,13:30-17:00; Sa 09:00-12:00".
Whatever is not wholly understood ("un mardi sur deux", "sauf août") is left as it is: half-read hours send people to
a closed door.
"""

import re
import unicodedata

from agenda.places.hours import hours_in_french

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_OSM = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_TOKEN = re.compile(
    r"(?P<time>[0-9]{1,2} ?(?:h|:) ?(?:[0-5][0-9])?)|(?P<everyday>tous les jours|7\s*j\s*/\s*7)"
    r"|(?P<word>[a-z]+)|(?P<range>[-–—])|(?P<end>[;\n/])|(?P<between>[\s,:.&+]+)|(?P<other>.)"
)
_FILLERS = {"de", "du", "le", "les", "et", "ouvert", "ouverture", "horaires", "matin", "midi"}
_RANGES = {"a", "au", "jusqu"}

# First and last day of each run, and the hours in pairs.
Rule = tuple[list[tuple[int, int]], list[str]]


def _day_of(word: str) -> int | None:
    """Return 0 for "lundi", "lundis", "lun"; None for other words. "mar" is Tuesday: Wednesday is "mer"."""
    stem = word.removesuffix("s") if len(word) > 4 else word
    found = [number for number, day in enumerate(_DAYS) if day == stem or (len(stem) == 3 and day.startswith(stem))]
    return found[0] if len(found) == 1 else None


def _clock(text: str) -> str | None:
    hours, _separator, minutes = text.replace(" ", "").replace("h", ":").partition(":")
    clock = f"{int(hours):02d}:{minutes or '00'}"
    return clock if clock <= "24:00" else None


class _Reader:
    """Collects days, then times; a day after times begins the next rule."""

    def __init__(self) -> None:
        self.rules: list[Rule] = []
        self.days: list[tuple[int, int]] = []
        self.times: list[str] = []
        self.is_range = False

    def day(self, number: int) -> None:
        if self.times:
            self.close()
        if self.is_range and self.days:
            self.days[-1] = (self.days[-1][0], number)
        else:
            self.days.append((number, number))
        self.is_range = False

    def close(self) -> None:
        if self.days or self.times:
            self.rules.append((self.days, self.times))
        self.days, self.times, self.is_range = [], [], False


def read_typed_hours(text: str) -> str | None:
    """Return the hours in OpenStreetMap's syntax; None unless every word of the text is understood."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'"))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).replace("jusqu'", "jusqu ").strip()
    reader = _Reader()
    for match in _TOKEN.finditer(plain):
        if not _take(reader, str(match.lastgroup), match.group()):
            return None
    reader.close()
    return _write(reader.rules)


def _take(reader: _Reader, kind: str, text: str) -> bool:
    """Give one token to the reader; False when it is not understood."""
    if kind == "time":
        clock = _clock(text)
        reader.times.append(clock or "")
        return clock is not None
    if kind == "everyday":
        reader.day(0)
        reader.is_range = True
        reader.day(6)
    elif kind == "range" or text in _RANGES:
        reader.is_range = True
    elif kind == "end":
        reader.close()
    elif kind == "word" and text not in _FILLERS:
        number = _day_of(text)
        if number is None:
            return False
        reader.day(number)
    return kind != "other"


def _write(rules: list[Rule]) -> str | None:
    """Return the rules as text; None when one lacks its days, its hours, or the end of a stretch.

    Also when a day stands in two of them: "lundi au vendredi 9h-17h ; mercredi 9h-12h" may mean both or the second.
    """
    parts: list[str] = []
    told: set[int] = set()
    for days, times in rules:
        stretches = list(zip(times[::2], times[1::2], strict=False))
        if not days or not times or len(times) % 2 or any(start >= end for start, end in stretches):
            return None
        for first, last in days:
            run = {number % 7 for number in range(first, last + 1 if last >= first else last + 8)}
            if told & run:
                return None
            told |= run
        names = ",".join(_OSM[first] if first == last else f"{_OSM[first]}-{_OSM[last]}" for first, last in days)
        parts.append(f"{names} {','.join(f'{start}-{end}' for start, end in stretches)}")
    return "; ".join(parts) or None


def typed_form(hours: str) -> str:
    """Return stored hours as a person would type them; "" when that would not mean the same (seasons, comments)."""
    lines = hours_in_french(hours) if hours else []
    text = " ; ".join(lines).replace("\N{NO-BREAK SPACE}", " ")
    again = read_typed_hours(text) if text else None
    return text if again and hours_in_french(again) == lines and "PH" not in hours else ""
