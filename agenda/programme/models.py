"""What partners read of the programme: items and their dates as published, and the private feed of each structure."""

from datetime import datetime, timedelta
from typing import ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Exists, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from agenda.programme.pages import MOST_TEXT, Audience, ProgrammeKind, ProgrammePage
from cms.structures.models import StructurePage
from cms.territories.models import Epci

# What was taken out stays in the feed as cancelled for so long: calendars that are rarely opened hear of it.
TOMBSTONE = timedelta(days=90)


def concerns(structures: QuerySet[StructurePage]) -> Q:
    """Return the condition on items that holds for what concerns any of the structures (not: who may read them)."""
    epcis = ProgrammeItem.epcis.through.objects.filter(epci__in=structures.order_by().values("commune__epci"))
    named = ProgrammeItem.structures.through.objects.filter(structurepage__in=structures.order_by().values("pk"))
    return (
        # Of nobody's structures nothing is concerned: who is in no open space is no partner.
        (Q(audience=Audience.ALL) & Q(Exists(structures.order_by())))
        | Q(audience=Audience.EPCI, pk__in=epcis.values("programmeitem"))
        | Q(audience=Audience.NAMED, pk__in=named.values("programmeitem"))
    )


class ProgrammeItem(models.Model):
    """The published record of a page: it outlives the page, so that calendars hear that the item is no more."""

    uid = models.UUIDField(default=uuid4, unique=True, editable=False)
    page = models.OneToOneField(ProgrammePage, null=True, on_delete=models.SET_NULL, related_name="item")
    kind = models.CharField(_("kind"), max_length=10, choices=ProgrammeKind.choices)
    title = models.CharField(_("title"), max_length=255)
    where = models.CharField(_("where"), max_length=200, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    text = models.TextField(_("text"), max_length=MOST_TEXT, blank=True)
    document = models.ForeignKey(
        "wagtaildocs.Document", verbose_name=_("document"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_cancelled = models.BooleanField(_("cancelled"), default=False)
    audience = models.CharField(_("whom it concerns"), max_length=5, choices=Audience.choices)
    epcis = models.ManyToManyField(Epci, verbose_name=_("EPCI"), related_name="+")
    structures = models.ManyToManyField(StructurePage, verbose_name=_("structures"), related_name="+")
    published_at = models.DateTimeField(_("first published at"))
    # Taken out: deleted or unpublished.
    gone_at = models.DateTimeField(_("taken out at"), null=True, blank=True)

    class Meta:
        verbose_name = _("published item of the programme")
        verbose_name_plural = _("published items of the programme")

    def __str__(self) -> str:
        return self.title


class ProgrammeDateQuerySet(models.QuerySet["ProgrammeDate"]):
    """Reads of dates."""

    def of(self, structures: QuerySet[StructurePage]) -> Self:
        """Return the dates of what concerns any of the structures."""
        return self.filter(item__in=ProgrammeItem.objects.filter(concerns(structures)).values("pk"))

    def standing(self) -> Self:
        """Return what was not taken out; cancelled items stand, and say so."""
        return self.filter(gone_at=None)

    def coming(self, now: datetime) -> Self:
        """Return what is not over, the earliest first."""
        return self.standing().filter(ends_at__gt=now).order_by("starts_at", "pk")

    def past(self, now: datetime) -> Self:
        """Return what is over, the latest first."""
        return self.standing().filter(ends_at__lte=now).order_by("-starts_at", "-pk")

    def in_feed(self, start: datetime, now: datetime) -> Self:
        """Return what ended at `start` or later, with what was taken out lately, in a fixed order."""
        lately = Q(gone_at=None) | Q(gone_at__gt=now - TOMBSTONE)
        return self.filter(lately, ends_at__gte=start).order_by("starts_at", "pk")


class ProgrammeDate(models.Model):
    """One date of an item: one event of a calendar, under one uid for ever."""

    item = models.ForeignKey(ProgrammeItem, on_delete=models.CASCADE, related_name="dates")
    # The id of the date in the page's value.
    key = models.CharField(max_length=32)
    uid = models.UUIDField(unique=True, editable=False)
    starts_at = models.DateTimeField(_("start"), db_index=True)
    # Of whole days, the midnight after the last one.
    ends_at = models.DateTimeField(_("end"), db_index=True)
    is_all_day = models.BooleanField(_("whole days"))
    # Moves, with `changed_at`, whenever anything that a calendar shows of the date differs (RFC 5545 §3.8.7.4).
    sequence = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(_("published at"))
    changed_at = models.DateTimeField(_("changed at"))
    gone_at = models.DateTimeField(_("taken out at"), null=True, blank=True)

    objects = ProgrammeDateQuerySet.as_manager()

    class Meta:
        verbose_name = _("date of the programme")
        verbose_name_plural = _("dates of the programme")
        constraints: ClassVar[list] = [
            models.UniqueConstraint(fields=["item", "key"], name="programme_date_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="programme_date_ends_later"),
        ]

    def __str__(self) -> str:
        return f"{self.item} – {self.starts_at:%Y-%m-%d %H:%M}"


class ProgrammeFeed(models.Model):
    """The private address of one structure's calendar of the programme; no row, no address.

    The address itself is not stored. It is made of `nonce` with the installation's SECRET_KEY, so that it can be shown
    again to the people of the structure, and known by its hash, so that a stolen copy of the database opens nothing
    (agenda/programme/feed.py).
    """

    structure = models.OneToOneField(StructurePage, on_delete=models.CASCADE, related_name="programme_feed")
    nonce = models.CharField(max_length=32)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("private feed of the programme")
        verbose_name_plural = _("private feeds of the programme")

    def __str__(self) -> str:
        return str(self.structure)
