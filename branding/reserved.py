"""Periods of elections, as the team types them: one a line, "du 01/09/2027 au 15/03/2028 : municipales"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_LINE = re.compile(
    r"^(?:du\s+)?(\d{1,2})/(\d{1,2})/(\d{4})\s+(?:au|-|–)\s+(\d{1,2})/(\d{1,2})/(\d{4})\s*:?\s*(.*)$", re.IGNORECASE
)
MOST = 50


@dataclass(frozen=True)
class ReservedPeriod:
    """Both days belong to the period; `name` may be empty."""

    start: date
    end: date
    name: str = ""


def read_reserved(text: str) -> list[ReservedPeriod]:
    """Return the periods that the text names; blank lines do not count.

    Raises:
        ValidationError: a line is none, or ends before it starts; the sentence quotes it.
    """
    return list(_periods(text))


def reserved_at(text: str, day: date) -> ReservedPeriod | None:
    """Return the period that the day lies in; lines that are none, which no screen lets in, count for nothing."""
    for line in text.splitlines()[:MOST]:
        try:
            found = [period for period in _periods(line) if period.start <= day <= period.end]
        except ValidationError:
            continue
        if found:
            return found[0]
    return None


def _periods(text: str) -> Iterator[ReservedPeriod]:
    for line in filter(None, map(str.strip, text.splitlines())):
        found = _LINE.match(line)
        try:
            numbers = [int(number) for number in (found.groups()[:6] if found else ())]
            start, end = date(*numbers[2::-1]), date(*numbers[5:2:-1])
        except (TypeError, ValueError) as error:  # no such line, or no such day
            raise ValidationError(
                _("Write the line “%(line)s” as: du 01/09/2027 au 15/03/2028 : municipales") % {"line": line}
            ) from error
        if end < start:
            raise ValidationError(_("The period “%(line)s” ends before it starts.") % {"line": line})
        yield ReservedPeriod(start, end, found[7].strip() if found else "")


def check_reserved(text: str) -> None:
    """Refuse a text of which a line is no period; see `read_reserved`."""
    read_reserved(text)
