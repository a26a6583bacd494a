"""To whom a structure's mails about the month go: the people of its space, its mailbox when nobody is there."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from agenda.rhythm.models import MonthOptOut
from cms.accounts.models import User
from cms.structures.models import StructurePage
from cms.structures.people import Membership
from newsletter.month.models import ReminderOptOut


@dataclass(frozen=True)
class Reader:
    """One address: a person, or the mailbox of one structure where no person is."""

    address: str
    user: User | None = None
    mailbox_of: int | None = None


def readers_of(structures: Iterable[StructurePage]) -> dict[Reader, list[StructurePage]]:
    """Return {reader: structures}, each person once, structures by name. One query."""
    rows = list(structures)
    members: dict[int, list[User]] = defaultdict(list)
    for membership in (
        Membership.objects.filter(structure__in=rows, user__is_active=True)
        .exclude(user__email="")
        .select_related("user")
        .order_by("user__pk")
    ):
        members[membership.structure_id].append(membership.user)
    found: dict[Reader, list[StructurePage]] = defaultdict(list)
    for structure in rows:
        for user in members[structure.pk]:
            found[Reader(user.email, user)].append(structure)
        if not members[structure.pk] and structure.email:
            found[Reader(structure.email, None, structure.pk)].append(structure)
    return found


def wanting(found: dict[Reader, list[StructurePage]]) -> dict[Reader, list[StructurePage]]:
    """Leave out who asked for no reminders, and the structures that are not asked every month. Two queries."""
    quiet = set(
        MonthOptOut.objects.filter(structure__in={one.pk for rows in found.values() for one in rows}).values_list(
            "structure_id", flat=True
        )
    )
    users, boxes = set(), set()
    for user_id, structure_id in ReminderOptOut.objects.values_list("user_id", "structure_id"):
        users.add(user_id)
        boxes.add(structure_id)
    return {
        reader: kept
        for reader, rows in found.items()
        if (reader.user.pk not in users if reader.user else reader.mailbox_of not in boxes)
        and (kept := [one for one in rows if one.pk not in quiet])
    }
