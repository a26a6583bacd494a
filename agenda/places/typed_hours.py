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
_FILLERS = {"de", "du", "le", "les", "et", "ouvert", "ouverture", "horaires", "matin", "midi", "tous", "chaque"}
_RANGES = {"a", "au", "jusqu"}
_NTH = re.compile(
    r"\b([1-5](?=er|e|nd)|premi|deuxi|second|troisi|quatri|derni)(?:ers?|eres?|emes?|es?|nde?s?|s)?\b(?! ?[h:])"
)
_MONTH = re.compile(r"\b(?:du|de chaque|chaque|des|de tous les) mois\b")
_WEEK = re.compile(r"[(,]? ?\b(?:les |des |en )?semaines? (?P<odd>im)?paires?\b\)?")
_SPECIAL = re.compile(f"{_NTH.pattern}|{_WEEK.pattern}")
_ORDINALS = {
    "1": 1, "premi": 1, "2": 2, "deuxi": 2, "second": 2, "3": 3, "troisi": 3, "4": 4, "quatri": 4, "5": 5, "derni": -1,
}  # fmt: skip

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
    if _SPECIAL.search(plain):
        return _read_special(plain)
    return _read_week(plain)


def _read_special(plain: str) -> str | None:
    """Read segments of which some are about the nth weekday of a month, or about odd or even weeks."""
    written: list[str] = []
    told: list[tuple[int, int, int]] = []
    for segment in filter(None, (part.strip() for part in re.split(r"[;\n]", plain))):
        week = _WEEK.search(segment)
        rest = _WEEK.sub(" ", segment)
        ordinals = [_ORDINALS[found] for found in _NTH.findall(rest)]
        rest = _MONTH.sub(" ", _NTH.sub(" ", rest))
        rule = _read_week(rest)
        if rule is None or ";" in rule:
            return None
        days, _space, times = rule.partition(" ")
        if ordinals:
            # "1er lundi et mardi" may mean two things.
            if len(days) != 2:
                return None
            told += [(_OSM.index(days), nth, 0) for nth in ordinals]
            days = ",".join(f"{days}[{nth}]" for nth in ordinals)
        elif _MONTH.search(segment):
            return None
        parity = 0 if week is None else 1 if week["odd"] else 2
        told += [] if ordinals else [(day, 0, parity) for day in _days_of(days)]
        written.append(f"{f'week {parity}-53/2 ' if parity else ''}{days} {times}")
    # A rule for some Wednesdays would replace, on these, what is said of all of them.
    clash = any(
        one[0] == other[0] and (one == other or not ((one[1] and other[1]) or (one[2] and other[2])))
        for n, one in enumerate(told)
        for other in told[:n]
    )
    return None if clash else "; ".join(written) or None


def _days_of(days: str) -> list[int]:
    found: list[int] = []
    for part in days.split(","):
        first, last = _OSM.index(part[:2]), _OSM.index(part[-2:])
        found += [number % 7 for number in range(first, (last if last >= first else last + 7) + 1)]
    return found


def _read_week(plain: str) -> str | None:
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
