"""Days with a dash or a stroke: two that follow each other, three or more in a list, the number of a sitting."""

import re

from agenda.recurrence import items
from agenda.recurrence.items import PartialDate
from agenda.recurrence.lexicon import DAYNUM, JOIN, MON, WE, YEAR, date_of, month_number
from agenda.recurrence.patterns.registry import Made, pattern

# What may be numbered: "atelier 2".
NUMBERED = re.compile(
    r"(?:atelier|groupe|niveau|module|phase|session|partie|etape|volet|episode|theme|site|equipe|seance|cours|cycle de|"
    r"n°|numero|salle|gymnase|lot|saison) ?$"
)
NUMBERED_AT = 16
_PAIR = rf"{DAYNUM}(?: ?- ?| et ){DAYNUM}"


@pattern(
    rf"((?:les? |du |des |ces? )?{WE} )?(?:du |des |les )?({_PAIR}(?:{JOIN}(?:du |des |les )?{_PAIR}){{0,5}}) ({MON})"
    rf"(?: ({YEAR}))?"
)
def _two_days(match: re.Match[str], text: str) -> Made:
    """Read "6-7 et 13-14 mars": two days that follow each other are these, whatever the dash means."""
    found = [int(number) for number in re.findall(r"\d+", match.group(2))]
    # "6 et 7 mars" is a list, and a year said later may be of these days too.
    listed = not match.group(1) and "-" not in match.group(2)
    dated_later = not match.group(4) and re.search(YEAR, match.string[match.end() :])
    if listed or dated_later or any(last != first + 1 for first, last in zip(found[::2], found[1::2], strict=True)):
        return None
    month, year = month_number(match.group(3)), int(match.group(4)) if match.group(4) else None
    weekdays = (5, 6) if match.group(1) else (None, None)
    return items.Dates(text, tuple(PartialDate(day, month, year, weekdays[n % 2]) for n, day in enumerate(found)))


_FIGURES = r"\d{1,2}/\d{1,2}(?:/(?:20)?\d\d)?(?![\d/])"


@pattern(rf"(?:les )?{_FIGURES}(?: ?- ?{_FIGURES}){{2,40}}")
def _dashed_dates(match: re.Match[str], text: str) -> Made:
    """Read "19/09 - 17/10 - 14/11": three or more are no period."""
    found = [date_of(one) for one in re.findall(_FIGURES, match.group())]
    return items.Dates(text, tuple(one for one in found if one)) if None not in found else None


_ANOTHER = re.compile(rf"{DAYNUM} {MON}|\d/\d")


@pattern(r"([1-9]|1[0-2])/([2-9]|1[0-2])(?![\d/])")
def _share(match: re.Match[str], text: str) -> Made:
    """Ask whether "atelier 1/3", "(2/4)" counts the sittings, where there is another date."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    named = NUMBERED.search(before[-NUMBERED_AT:]) or (before.endswith("(") and after.startswith(")"))
    counts = (
        int(match.group(1)) <= int(match.group(2)) and named and (_ANOTHER.search(before) or _ANOTHER.search(after))
    )
    return items.Unknown(text) if counts else None
