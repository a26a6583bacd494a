"""Places where residents find help, in the fields of the national schema."""

from contextlib import suppress
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import PageManager

from agenda.places.checks import validate_pivot, validate_postal_code, validate_typology
from agenda.places.doubts import DoubtsPanel
from agenda.places.forms import InClosedList, PlacePageForm
from agenda.places.hours import hours_in_french, validate_hours
from agenda.places.national_panel import WhatIsMissing
from agenda.places.phones import PhoneError, display_phone, normalise_phone, phone_link, validate_phone
from agenda.places.typed_hours import read_typed_hours
from agenda.places.vocabulary import everyday_words
from cms.structures.models import StructureContent, StructureContentQuerySet
from cms.territories.models import Commune


def _closed_list(name: str, label: Any) -> models.JSONField:
    return models.JSONField(label, default=list, blank=True, validators=[InClosedList(name)])


class Licence(models.TextChoices):
    """Under which licence we hold a place."""

    OPEN = "lo2", _("Licence Ouverte 2.0")
    ODBL = "odbl", _("ODbL 1.0")


# What is read of a place beside others; any other field costs a query a place. Without a code, the page has its path.
CARD_FIELDS = (
    *("title", "url_path", "address", "postal_code", "phone", "hours", "itinerance", "services", "licence", "source"),
    *("commune__name", "record__code"),
)


class PlacePageQuerySet(StructureContentQuerySet):
    """Reads of places."""

    def with_card(self) -> "PlacePageQuerySet":
        """Fetch what a card shows (commune, permanent address) in the same query."""
        return self.select_related("commune", "record")

    def only_card(self) -> "PlacePageQuerySet":
        """Fetch that and no more: of some seventy columns those that cards, texts and lines show (`CARD_FIELDS`)."""
        return self.with_card().only(*CARD_FIELDS)

    def with_opening(self) -> "PlacePageQuerySet":
        """Fetch what `agenda.places.opening` and the stops read besides the row: three queries for any number."""
        return self.prefetch_related("closures", "stops__commune")


class PlacePage(StructureContent):
    """A place of the register: title is the national `nom`, the other fields follow the schema 1.0.2."""

    national_id = models.CharField(_("national identifier"), max_length=200, blank=True, db_index=True)
    pivot = models.CharField(
        _("SIRET, RNA or RIDET number"), max_length=14, blank=True, validators=[validate_pivot],
        help_text=_("Of the place itself, if it has one."),
    )  # fmt: skip
    address = models.CharField(_("number and street"), max_length=200, blank=True)
    address_complement = models.CharField(
        _("building, floor, entrance"), max_length=200, blank=True, help_text=_("What helps people find the door.")
    )
    # Empty only for an imported row whose commune is unknown: the form asks for it.
    commune = models.ForeignKey(
        Commune, verbose_name=_("commune"), null=True, blank=True, on_delete=models.PROTECT, related_name="places"
    )
    postal_code = models.CharField(_("postal code"), max_length=5, blank=True, validators=[validate_postal_code])
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    typology = models.CharField(
        _("national type codes"),
        max_length=120,
        blank=True,
        validators=[validate_typology],
        help_text=_("Joined by |."),
    )
    phone = models.CharField(_("phone"), max_length=20, blank=True, validators=[validate_phone])
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), max_length=400, blank=True)
    hours = models.CharField(
        _("opening hours"), max_length=500, blank=True, validators=[validate_hours],
        help_text=_("For example: lundi au vendredi 9h-12h et 14h-17h ; samedi 9h-12h"),
    )  # fmt: skip
    summary = models.CharField(
        _("in one or two sentences"),
        max_length=280,
        blank=True,
        help_text=_("What people find there, in everyday words."),
    )
    details = models.TextField(_("to know more"), max_length=4000, blank=True)
    source = models.CharField(_("source"), max_length=120, blank=True)
    itinerance = _closed_list("itinerance", _("stays or moves"))
    parent_structure = models.CharField(
        _("structure above"), max_length=200, blank=True, help_text=_("The network or body that the place belongs to.")
    )
    further_emails = models.CharField(_("further e-mails"), max_length=600, blank=True, help_text=_("Joined by |."))
    further_websites = models.CharField(_("further websites"), max_length=800, blank=True, help_text=_("Joined by |."))
    # What we may do with an imported place: ODbL rows are shown to people and never merged into a table we publish.
    licence = models.CharField(
        _("licence"), max_length=5, choices=Licence.choices, default=Licence.OPEN, editable=False
    )
    updated_date = models.DateField(
        _("checked on"),
        null=True,
        blank=True,
        help_text=_("The day when somebody last made sure that all this is right."),
    )
    services = _closed_list("services", _("what people can do there"))
    audiences = _closed_list("audiences", _("mainly for"))
    special_needs = _closed_list("special_needs", _("able to receive"))
    fees = _closed_list("fees", _("what it costs"))
    national_programmes = _closed_list("national_programmes", _("national programmes"))
    labels = _closed_list("labels", _("training and labels"))
    other_labels = models.CharField(_("other labels"), max_length=400, blank=True, help_text=_("Joined by |."))
    access_modes = _closed_list("access_modes", _("how to come"))
    support_modes = _closed_list("support_modes", _("how people are helped"))
    booking_url = models.URLField(_("link to book an appointment"), max_length=400, blank=True)
    access_url = models.URLField(_("page on acceslibre.beta.gouv.fr"), max_length=400, blank=True)

    template = "pages/place.html"
    base_form_class = PlacePageForm
    objects = PageManager.from_queryset(PlacePageQuerySet)()

    # The place's own, published with it: nobody's personal data (design §3.20).
    public_contacts = ("phone", "email")

    content_panels: ClassVar[list] = [
        DoubtsPanel(),
        FieldPanel("title", heading=_("Name of the place")),
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldPanel("address"),
                FieldPanel("address_complement"),
                FieldPanel("commune"),
                FieldPanel("postal_code"),
                FieldPanel("itinerance"),
            ],
            heading=_("Where it is"),
        ),
        InlinePanel(
            "stops",
            heading=_("Stops, for a bus or a van"),
            label=_("Stop"),
            max_num=60,
            classname="collapsed",
            help_text=_("Only for what moves from commune to commune: where it stops, and when."),
        ),
        MultiFieldPanel(
            [
                FieldPanel("phone"),
                FieldPanel("hours"),
                FieldPanel("email"),
                FieldPanel("website"),
                FieldPanel("booking_url"),
            ],
            heading=_("How to reach it"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("services", "support_modes", "access_modes", "fees")],
            heading=_("What is done there"),
        ),
        MultiFieldPanel(
            [FieldPanel("audiences"), FieldPanel("special_needs"), FieldPanel("access_url")], heading=_("For whom")
        ),
        FieldPanel("details"),
        FieldPanel("updated_date"),
        WhatIsMissing(heading=_("What is missing for the national map")),
        MultiFieldPanel(
            [
                FieldPanel("national_programmes"),
                FieldPanel("labels"),
                FieldPanel("other_labels"),
                FieldRowPanel([FieldPanel("typology"), FieldPanel("pivot")]),
                FieldRowPanel([FieldPanel("latitude"), FieldPanel("longitude")]),
                FieldPanel("parent_structure"),
                FieldRowPanel([FieldPanel("further_emails"), FieldPanel("further_websites")]),
                FieldRowPanel([FieldPanel("national_id"), FieldPanel("source")]),
            ],
            heading=_("For the national map (optional)"),
            classname="collapsed",
        ),
    ]

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Complete what follows from other fields before it is checked."""
        if self.commune and not self.postal_code:
            self.postal_code = self.commune.postal_code
        # A number that is none stays as it is: the field's own validator says what is wrong.
        with suppress(PhoneError):
            self.phone = normalise_phone(self.phone)
        self.hours = read_typed_hours(self.hours) or self.hours
        super().full_clean(*args, **kwargs)

    def clean(self) -> None:
        """Refuse half a point and a day of checking without meaning."""
        super().clean()
        if (self.latitude is None) != (self.longitude is None):
            raise ValidationError({"longitude": _("Give both latitude and longitude, or none.")})

    @property
    def code(self) -> str:
        """The short code of the permanent address; "" before the first publication."""
        record = getattr(self, "record", None)
        return record.code if record else ""

    @property
    def permanent_path(self) -> str:
        """`/l/<code>`, or the page's own path while there is no code."""
        return f"/l/{self.code}" if self.code else (self.url or "")

    @property
    def point(self) -> tuple[float, float] | None:
        """(latitude, longitude) of the place, else of its commune, else None."""
        if self.latitude is not None and self.longitude is not None:
            return self.latitude, self.longitude
        commune = self.commune
        if commune is None or commune.latitude is None or commune.longitude is None:
            return None
        return commune.latitude, commune.longitude

    @property
    def phone_display(self) -> str:
        """The number as it is read: "03 86 84 19 00"."""
        return display_phone(self.phone)

    @property
    def phone_link(self) -> str:
        """`tel:` address."""
        return phone_link(self.phone)

    @property
    def itinerant(self) -> bool:
        """Whether it moves from town to town (it may have a fixed address besides)."""
        return "itinerant" in self.itinerance

    @property
    def only_moves(self) -> bool:
        """Whether it is found at its stops only: its address is where it is kept. No query for what stays."""
        return self.itinerance == ["itinerant"] and bool(self.stops.all())

    @property
    def hours_lines(self) -> list[str]:
        """The usual week in French."""
        return hours_in_french(self.hours) if self.hours else []

    @property
    def service_words(self) -> list[str]:
        """What people can do there, in everyday words, as one sentence strings them: a capital for the first only."""
        words = everyday_words("services", self.services)
        return [word if number == 0 else word[:1].lower() + word[1:] for number, word in enumerate(words)]
