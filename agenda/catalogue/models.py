"""The published catalogue: one entry per event, from which every outlet reads (design §3.4–3.6)."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from agenda.catalogue.facets import EntryFacet, Facet
from agenda.catalogue.word_models import EntryWord
from agenda.events.models import EventPage, Price
from cms.structures.models import StructurePage
from cms.territories.models import Neighbour


class EntryState(models.TextChoices):
    """Whether the public sees the entry; a withdrawn one is kept as a tombstone with its identity."""

    PUBLIC = "public", _("public")
    WITHDRAWN = "withdrawn", _("withdrawn")


class EntryStatus(models.TextChoices):
    """What the notices say about the event as a whole."""

    SCHEDULED = "scheduled", _("takes place")
    CANCELLED = "cancelled", _("cancelled")
    POSTPONED = "postponed", _("postponed")
    FULL = "full", _("full")


class EntryQuerySet(models.QuerySet["Entry"]):
    """The filters that mean the same in every outlet."""

    def public(self) -> Self:
        """Return what everybody may see."""
        return self.filter(state=EntryState.PUBLIC)

    def public_or_withdrawn_since(self, moment: datetime) -> Self:
        """Return what everybody may see, and the tombstones of what was withdrawn since a moment."""
        return self.filter(Q(state=EntryState.PUBLIC) | Q(state=EntryState.WITHDRAWN, changed_at__gte=moment))

    def without_ical(self) -> Self:
        """Leave the calendar texts in the database: they are most of an entry, and only calendars read them."""
        return self.defer("ical", "ical_status", "ical_hidden")

    def in_communes_around(self, insee: str, km: int) -> Self:
        """Return the entries within `km` of the commune's point, remote ones of the area's structures included."""
        around = Neighbour.objects.filter(origin_id=insee, metres__lte=km * 1000).values("target_id")
        return self.filter(commune_insee__in=around)

    def in_epci(self, siren: str) -> Self:
        """Return the entries of an EPCI's communes."""
        return self.filter(epci_siren=siren)

    def of_structure(self, structure_id: int) -> Self:
        """Return what a structure organises, alone or not: one indexed join, once an entry."""
        return self.filter(organisers__structure_id=structure_id)

    def with_theme(self, code: str) -> Self:
        """Return the entries of a theme; an empty code filters nothing."""
        return self.filter(themes__theme=code) if code else self

    def for_audience(self, code: str) -> Self:
        """Return the entries for an audience, those for everybody included; an empty code filters nothing."""
        marks = EntryFacet.objects.filter(facet=Facet.AUDIENCE, code__in=(code, EntryFacet.EVERYBODY))
        return self.filter(Exists(marks.filter(entry=OuterRef("pk")))) if code else self

    def receiving(self, need: str) -> Self:
        """Return the entries that can receive people with a special need; an empty code filters nothing."""
        marks = EntryFacet.objects.filter(facet=Facet.NEED, code=need)
        return self.filter(Exists(marks.filter(entry=OuterRef("pk")))) if need else self

    def at_price(self, kind: str) -> Self:
        """Return the entries of a kind of price; an empty kind filters nothing."""
        return self.filter(price=kind) if kind else self

    def in_mode(self, mode: str) -> Self:
        """Return the entries that people go to ("on_site") or take part in from afar ("remote"); "" filters nothing."""
        return self.filter(remote=mode == "remote") if mode else self

    def holding(self, words: Sequence[int]) -> Self:
        """Return the entries that hold at least one of some words of the search index (ids)."""
        # Asked entry by entry: a list of the thousands that hold a frequent word takes SQLite twice as long.
        return self.filter(Exists(EntryWord.objects.filter(word__in=words, entry=OuterRef("pk"))))

    def between(self, start: datetime, end: datetime) -> Self:
        """Return the entries whose first to last sitting touches the span."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def sitting_after(self, moment: datetime, until: datetime | None = None) -> Self:
        """Return the entries with a sitting to come or going on at a moment, the start of the next as `next_start`.

        With `until` that one must start before. A cancelled sitting still counts: people who know of it must read that
        it is cancelled. One row an entry: see `Occurrence.next_from`.
        """
        bounds: dict[str, Any] = {"next_from__lte": moment, "ends_at__gt": moment}
        if until:
            bounds["starts_at__lt"] = until
        # In one call: the bounds are those of one sitting.
        found = self.filter(ends_at__gt=moment, **{f"occurrences__{bound}": value for bound, value in bounds.items()})
        # The entry's own bound too: an index serves it.
        found = found.filter(starts_at__lt=until) if until else found
        return found.annotate(next_start=F("occurrences__starts_at"))

    def upcoming(self, now: datetime, until: datetime | None = None) -> Self:
        """Return `sitting_after`, the one with the next sitting first."""
        return self.sitting_after(now, until).order_by("next_start", "pk")

    def with_distance_from(self, insee: str) -> Self:
        """Annotate `metres`, the straight line from the commune's point to the entry's commune; None beyond 30 km."""
        metres = Neighbour.objects.filter(origin_id=insee, target_id=OuterRef("commune_insee")).values("metres")
        return self.annotate(metres=Subquery(metres[:1]))

    def fingerprint(self) -> tuple[int, int, int]:
        """Return (count, highest, sum) of the change numbers: it moves with every change of the set. One query."""
        row = self.aggregate(n=Count("pk"), top=Max("change_no"), total=Sum("change_no"))
        return row["n"], row["top"] or 0, row["total"] or 0


class Entry(models.Model):
    """The published record of one event. `project_event` alone writes it."""

    # Identity: made at first publication, for ever (design §3.5).
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=8, unique=True)
    page = models.OneToOneField(EventPage, null=True, on_delete=models.SET_NULL, related_name="entry")
    sequence = models.PositiveIntegerField(default=0)
    first_published_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    change_no = models.PositiveBigIntegerField(unique=True)

    # What outlets filter by.
    state = models.CharField(max_length=10, choices=EntryState.choices)
    status = models.CharField(max_length=10, choices=EntryStatus.choices)
    structure = models.ForeignKey(StructurePage, null=True, on_delete=models.SET_NULL, related_name="entries")
    title = models.CharField(max_length=255)
    summary = models.CharField(max_length=280)
    kind = models.CharField(max_length=12)
    commune_insee = models.CharField(max_length=5, blank=True)
    epci_siren = models.CharField(max_length=9, blank=True)
    departement = models.CharField(max_length=3, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    remote = models.BooleanField(default=False)
    price = models.CharField(max_length=12, choices=Price.choices, default=Price.FREE)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    # What outlets show.
    description = models.JSONField()
    digest = models.CharField(max_length=64)
    ical = models.TextField(blank=True)
    # The same with what is called off struck out, or hidden; null where that makes no difference (`Cancellations`).
    ical_status = models.TextField(null=True)  # noqa: DJ001 - "" is a calendar in which nothing is shown
    ical_hidden = models.TextField(null=True)  # noqa: DJ001
    # {first sitting: UID in calendars} of the series and dates that do not derive theirs (`catalogue.identities`).
    uids = models.JSONField(default=dict)
    # {UID: [start and end of the first sitting, when it went]} of series and dates that an edit took away lately.
    gone = models.JSONField(default=dict)
    renderer = models.PositiveSmallIntegerField(default=0)

    # What the projection has seen, so that the sweep compares without describing anything.
    revision_seen = models.PositiveBigIntegerField(null=True)
    notices_seen = models.PositiveIntegerField(default=0)

    # Only where a commune was asked for: how far from it the entry's commune lies.
    metres: int | None

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("catalogue entry")
        verbose_name_plural = _("catalogue entries")
        indexes = [
            # With all that counts by commune read, so that they do without the rows, which hold descriptions; the key
            # too, by which themes, audiences and sittings are joined (PostgreSQL's indexes do not hold it).
            models.Index(
                fields=["state", "commune_insee", "ends_at", "starts_at", "status", "remote", "price", "id"],
                name="entry_by_commune_whole",
            ),
            models.Index(fields=["state", "epci_siren", "ends_at"], name="entry_by_epci"),
            models.Index(fields=["state", "structure", "ends_at"], name="entry_by_structure"),
            # All that a search of the whole agenda reads: rows, which hold descriptions, are left where they are.
            models.Index(
                fields=["state", "ends_at", "starts_at", "commune_insee", "status", "remote", "price", "id"],
                name="entry_by_end_whole",
            ),
            models.Index(fields=["state", "first_published_at"], name="entry_by_publication"),
        ]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="entry_ends_after_start")]

    def __str__(self) -> str:
        return self.title

    @property
    def path(self) -> str:
        """The permanent address without the host."""
        return f"/e/{self.code}"

    @property
    def url(self) -> str:
        """The permanent address."""
        return f"{settings.PUBLIC_URL}{self.path}"

    @property
    def distance_km(self) -> int | None:
        """Whole kilometres from the commune asked for; after `with_distance_from` or `at_their_distance`."""
        metres: int | None = getattr(self, "metres", None)
        return None if metres is None else round(metres / 1000)


class OccurrenceState(models.TextChoices):
    """What became of one sitting."""

    SCHEDULED = "scheduled", _("takes place")
    CANCELLED = "cancelled", _("cancelled")
    MOVED = "moved", _("moved")
    POSTPONED = "postponed", _("postponed")
    FULL = "full", _("full")


# When the first sitting of an entry begins to be its next one.
EVER = datetime(1970, 1, 1, tzinfo=UTC)


class Occurrence(models.Model):
    """One dated sitting of an entry, named by the instant first announced; rewritten by the projection only.

    `next_from` is the last end of the entry's sittings that start before this one (`EVER` for the first): while
    `next_from` ≤ moment < `ends_at`, and only then, this is the entry's next sitting. At every moment that is one row
    an entry at most, so that what comes next is found, counted and ordered by comparing columns.
    """

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="occurrences")
    original_start = models.DateTimeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    next_from = models.DateTimeField()
    seats = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=10, choices=OccurrenceState.choices, default=OccurrenceState.SCHEDULED)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["starts_at"]
        indexes = [
            models.Index(fields=["ends_at", "starts_at"], name="occurrence_by_time"),
            # What comes next: of some entries, and of all of them in the order of their dates.
            models.Index(fields=["entry", "ends_at", "next_from", "starts_at"], name="occurrence_next_of_entry"),
            models.Index(fields=["starts_at", "entry", "ends_at", "next_from"], name="occurrence_next"),
        ]
        constraints = [models.UniqueConstraint(fields=["entry", "original_start"], name="occurrence_once")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M} {self.state}"

    @property
    def is_off(self) -> bool:
        """Whether nobody should come at that hour."""
        return self.state in {OccurrenceState.CANCELLED, OccurrenceState.POSTPONED}

    @property
    def duration(self) -> timedelta:
        """From start to end."""
        return self.ends_at - self.starts_at


class EntryTheme(models.Model):
    """An entry's themes, one row each: what a filter can use an index for on both databases."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="themes")
    theme = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["theme", "entry"], name="entry_theme_once")]

    def __str__(self) -> str:
        return self.theme


class EntryStructure(models.Model):
    """Who organises an entry, one row a structure: its owner and its co-organisers; written by the projection only."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="organisers")
    structure = models.ForeignKey(StructurePage, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["structure", "entry"], name="entry_structure_once")]

    def __str__(self) -> str:
        return f"{self.structure_id} {self.entry_id}"
