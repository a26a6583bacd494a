"""What the people of a structure read of the programme."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from agenda.programme.models import ProgrammeDate, ProgrammeItem, concerns
from agenda.programme.pages import ProgrammeKind
from agenda.programme.wording import last_day_of
from cms.accounts.models import User
from cms.structures.models import StructurePage
from cms.structures.queries import is_team

# On a structure's home.
NEXT = 3
# A deadline stands at the top of the home from so many days before.
REMINDED = timedelta(days=14)
# What a home looks through for its next dates and its deadlines.
LOOKED_THROUGH = 40


def just(structure: StructurePage) -> Any:
    """Return one structure as the queryset that the reads of dates take."""
    return StructurePage.objects.filter(pk=structure.pk)


def open_spaces_of(user: User) -> Any:
    """Return the structures in whose open spaces the person is, in whatever role."""
    return StructurePage.objects.filter(memberships__user=user, space__archived_at=None)


def coming(structure: StructurePage, now: datetime) -> Any:
    """Return the structure's dates to come, the earliest first."""
    return ProgrammeDate.objects.of(just(structure)).coming(now).select_related("item")


def past(structure: StructurePage, now: datetime) -> Any:
    """Return the structure's dates that are over, the latest first."""
    return ProgrammeDate.objects.of(just(structure)).past(now).select_related("item")


def on_home(structure: StructurePage, now: datetime) -> tuple[list[ProgrammeDate], list[ProgrammeDate]]:
    """Return (the next dates, the deadlines near enough to be reminded of) of a structure. One query."""
    rows = list(coming(structure, now)[:LOOKED_THROUGH])
    today: date = timezone.localdate(now)
    near = [
        row
        for row in rows
        if row.item.kind == ProgrammeKind.DEADLINE and not row.item.is_cancelled
        and last_day_of(row) - today <= REMINDED
    ]  # fmt: skip
    return rows[:NEXT], near


def readable_items(user: User) -> Any:
    """Return the items that the person may read: as the team all of them, else what concerns their structures."""
    items = ProgrammeItem.objects.filter(gone_at=None)
    return items if is_team(user) else items.filter(concerns(open_spaces_of(user)))
