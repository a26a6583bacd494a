"""Where an itinerant place (a bus, a van) stops, and when: child rows of its page, drafted and approved with it."""

from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from agenda.places.hours import hours_in_french, validate_hours
from agenda.places.typed_hours import read_typed_hours, typed_form
from cms.territories.models import Commune


class TypedHoursInput(forms.TextInput):
    """Shows stored hours as people type them, wherever that means the same; public holidays are shut anyway."""

    def format_value(self, value: Any) -> str | None:
        """Return "1er mercredi du mois : 9 h – 12 h" for "We[1] 09:00-12:00; PH off"; other text as it is."""
        stored = super().format_value(value)
        return typed_form(stored.removesuffix("; PH off")) or stored if stored else stored


class PlaceStop(Orderable):
    """One stop: the commune, the spot, and the hours there in OpenStreetMap's syntax ("We[1] 09:00-12:00")."""

    place = ParentalKey("agenda.PlacePage", on_delete=models.CASCADE, related_name="stops")
    commune = models.ForeignKey(Commune, verbose_name=_("commune"), on_delete=models.PROTECT, related_name="stops")
    spot = models.CharField(
        _("where it stops"), max_length=120, blank=True, help_text=_("For example: place de la mairie")
    )
    hours = models.CharField(
        _("hours there"), max_length=500, blank=True, validators=[validate_hours],
        help_text=_("For example: 1er et 3e mercredi du mois, 9h-12h; or: mardi des semaines paires 14h-17h"),
    )  # fmt: skip

    panels: ClassVar[list] = [FieldPanel("commune"), FieldPanel("spot"), FieldPanel("hours", widget=TypedHoursInput)]

    class Meta(Orderable.Meta):
        verbose_name = _("stop")
        verbose_name_plural = _("stops")

    def __str__(self) -> str:
        return f"{self.commune_id} {self.spot}".strip()

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Read hours as people type them: "1er et 3e mercredi du mois, 9h-12h"."""
        self.hours = read_typed_hours(self.hours) or self.hours
        super().full_clean(*args, **kwargs)

    @property
    def hours_lines(self) -> list[str]:
        """The usual hours in French."""
        return hours_in_french(self.hours) if self.hours else []
