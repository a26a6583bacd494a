"""An event's dates as a page shows them, read from the entry's description."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cms.foundation.wording import NBSP, hour, hours, long_day, short_day


@dataclass(frozen=True)
class Sitting:
    """One date; times are local."""

    original_start: datetime
    start: datetime
    end: datetime
    state: str
    note: str

    @property
    def is_off(self) -> bool:
        """Whether nobody should come."""
        return self.state in {"cancelled", "postponed"}

    @property
    def was_moved(self) -> bool:
        """Whether it takes place at another time than first announced."""
        return self.start != self.original_start

    @property
    def day(self) -> str:
        """The day: "mardi 1er décembre 2026"."""
        return long_day(self.start.date())

    @property
    def short_day(self) -> str:
        """The day without its year: "mardi 1er décembre"."""
        return short_day(self.start.date())

    @property
    def hours(self) -> str:
        """The hours: "de 14 h à 16 h"."""
        return hours(self.start, self.end)

    @property
    def short_hours(self) -> str:
        """The hours in few signs: "14 h – 16 h"."""
        return f"{hour(self.start)}{NBSP}– {hour(self.end)}"

    @property
    def announced(self) -> str:
        """The date first announced: "mardi 1er décembre à 14 h"."""
        return f"{short_day(self.original_start.date())} à {hour(self.original_start)}"

    @property
    def state_word(self) -> str:
        """What became of it, in a word; empty when it takes place as announced."""
        return state_word(self.state)


def state_word(state: str) -> str:
    """Return "Annulé" and the like for a state of an event or a sitting; "" when it takes place as announced."""
    words = {
        "cancelled": _("Cancelled"),
        "postponed": _("Postponed"),
        "full": _("Full"),
        "moved": _("New time"),
    }
    return words.get(state, "")


def sittings_of(description: Mapping[str, Any]) -> list[Sitting]:
    """Return the dates of a description, in its order."""
    return [
        Sitting(
            datetime.fromisoformat(item["original_start"]),
            datetime.fromisoformat(item["start"]),
            datetime.fromisoformat(item["end"]),
            item["state"],
            item["note"],
        )
        for item in description["occurrences"]
    ]
