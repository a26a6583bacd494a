"""Who has not been heard of for long: one friendly word, and no other before there was something new."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q, Subquery
from wagtail.models import Page

from agenda.catalogue.models import Entry
from agenda.rhythm.models import Attendance, MonthQuestion, Nudge
from agenda.rhythm.signals import silence_noticed
from cms.structures.models import StructurePage

SILENCE = timedelta(days=60)
# A silent structure that got its word is left alone for so long, even if it stays silent.
AGAIN_AFTER = timedelta(days=365)
A_RUN = 50
# Questions and words are forgotten after that; numbers of people are kept, they name nobody.
KEEP = timedelta(days=425)


def silent_structures(now: datetime) -> list[StructurePage]:
    """Return the structures of which nothing was heard for sixty days, fifty at most.

    Heard of means: a page saved, something public still to come, or a month's question answered by a person.
    """
    since = now - SILENCE
    paths = Page.objects.filter(path__startswith=OuterRef("path"), latest_revision_created_at__gte=since)
    coming = Entry.objects.public().filter(structure=OuterRef("pk"), ends_at__gt=now)
    answered = MonthQuestion.objects.filter(structure=OuterRef("pk"), answered_at__gte=since, answered_by__isnull=False)
    told = Nudge.objects.filter(structure=OuterRef("pk")).order_by().values("structure").annotate(last=Max("at"))
    found = (
        StructurePage.objects.live()
        .filter(~Exists(paths), ~Exists(coming), ~Exists(answered), is_register=False, space__archived_at=None)
        .filter(space__opened_at__lt=since)
        .annotate(last_nudge=Subquery(told.values("last")[:1]))
    )
    # Something new since the last word, or a year went by.
    saved = Page.objects.filter(
        path__startswith=OuterRef("path"), latest_revision_created_at__gt=OuterRef("last_nudge")
    )
    due = Q(last_nudge=None) | Q(last_nudge__lt=now - AGAIN_AFTER) | Exists(saved)
    return list(found.filter(due).order_by("pk")[:A_RUN])


def nudge_silent(*, now: datetime) -> int:
    """Write to the structures that were silent for sixty days; return how many."""
    return sum(_nudge(structure, now) for structure in silent_structures(now))


@transaction.atomic
def _nudge(structure: StructurePage, now: datetime) -> int:
    # Two workers at once: the second sees the word of the first.
    StructurePage.objects.select_for_update().filter(pk=structure.pk).first()
    if Nudge.objects.filter(structure=structure, at__gt=now - SILENCE).exists():
        return 0
    Nudge.objects.create(structure=structure, at=now)
    silence_noticed.send(sender=Nudge, structure=structure, now=now)
    return 1


def purge_rhythm(*, now: datetime) -> int:
    """Forget old questions and words, and who told a number; return how many rows went."""
    old = now - KEEP
    Attendance.objects.filter(answered_at__lt=old, answered_by__isnull=False).update(answered_by=None)
    return MonthQuestion.objects.filter(asked_at__lt=old).delete()[0] + Nudge.objects.filter(at__lt=old).delete()[0]
