"""What outlives a place's page or changes it at once: identity, closures, corrections, merges."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agenda.places.models import PlacePage
from cms.foundation.personal_data import declare


class PlaceRecord(models.Model):
    """A place's identity, made at its first publication; it outlives the page: `/l/<code>` says what became of it.

    A copy or an alias of a page has no record of its own until it is published itself (an alias never).
    """

    page = models.OneToOneField(PlacePage, null=True, on_delete=models.SET_NULL, related_name="record")
    code = models.CharField(_("code"), max_length=6, unique=True)
    # What the place was called when it was last published, for the sentence after its deletion.
    name = models.CharField(_("name"), max_length=255)
    first_published_at = models.DateTimeField(_("first published at"))
    # When somebody who knows last said that all is right; when we last asked (freshness mail).
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    # Where the permanent address leads after a merge.
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="absorbed")
    # The values of the last import: a field that differs from them was edited by hand and is never overwritten (§3.8).
    imported = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("place record")
        verbose_name_plural = _("place records")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


def _author() -> "models.ForeignKey":
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), null=True, on_delete=models.SET_NULL, related_name="+"
    )


class PlaceClosure(models.Model):
    """Days on which a place is shut whatever its hours say; shows at once, like a notice (design §3.2)."""

    place = models.ForeignKey(PlacePage, verbose_name=_("place"), on_delete=models.CASCADE, related_name="closures")
    start_date = models.DateField(_("first day"))
    end_date = models.DateField(_("last day"))
    sentence = models.CharField(_("what people read"), max_length=160, blank=True)
    author = _author()
    at = models.DateTimeField(_("given at"))
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    personal_data = declare(author="Who announced the closure, for its structure and the team; until the account goes")

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering: ClassVar = ["start_date", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(end_date__gte=F("start_date")), name="closure_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"{self.start_date} – {self.end_date}"


class CorrectionOrigin(models.TextChoices):
    """Who corrected a place without its editor."""

    MAIL = "mail", _("the place itself, from a freshness mail")
    RECEPTION = "reception", _("the reception desk")


class PlaceCorrection(models.Model):
    """A phone, an hour… changed at once outside moderation; told to the structure and the team, undoable."""

    place = models.ForeignKey(PlacePage, verbose_name=_("place"), on_delete=models.CASCADE, related_name="corrections")
    before = models.JSONField(_("before"))
    after = models.JSONField(_("after"))
    origin = models.CharField(_("origin"), max_length=10, choices=CorrectionOrigin.choices)
    author = _author()
    at = models.DateTimeField(_("made at"))
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    # The phone and e-mail in `before` and `after` are those the place publishes; a small structure's may be a person's.
    personal_data = declare(
        before="The place's former phone and e-mail, to take a correction back; deleted after twelve months",
        after="The place's corrected phone and e-mail, to take a correction back; deleted after twelve months",
        author="Who corrected the place, for the team; deleted after twelve months, or with the account",
    )

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.place_id} {self.at:%Y-%m-%d}"


class PlaceMerge(models.Model):
    """Two pages that described one place: which one stays, and what moved with the other, so that it can be undone."""

    kept = models.ForeignKey(PlacePage, on_delete=models.CASCADE, related_name="merged_here")
    dropped = models.ForeignKey(PlacePage, on_delete=models.CASCADE, related_name="merged_away")
    # Ids of the events that were moved from the dropped page to the kept one.
    moved_events = models.JSONField(default=list)
    author = _author()
    at = models.DateTimeField(_("made at"))
    undone_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    class Meta:
        verbose_name = _("merge of places")
        verbose_name_plural = _("merges of places")
        ordering: ClassVar = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.dropped_id} → {self.kept_id}"


class DistinctPlaces(models.Model):
    """Two places that look alike and are two, as a person said: not proposed for a merge again. `one_id < other_id`."""

    one = models.ForeignKey(PlacePage, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(PlacePage, on_delete=models.CASCADE, related_name="+")
    author = _author()
    at = models.DateTimeField(_("said at"))

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["one", "other"], name="distinct_places_once")]

    def __str__(self) -> str:
        return f"{self.one_id} ≠ {self.other_id}"
