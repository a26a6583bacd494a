"""Knows everything of a département and of its programme, in one row: names, logo, colours, number, texts."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.forms import ColorInput
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.fields import RichTextField

from branding import defaults
from branding.contrast import HEX, READABLE, contrast, mix, nearest_readable
from branding.logo import is_stored, logo_kind, read_logo, validate_logo
from branding.phone import phone_uri, validate_hours, validate_phone
from branding.reserved import check_reserved
from cms.foundation.personal_data import declare

SINGLE_ROW = 1
# Share of the primary colour in the quiet bands behind text: both text colours must stay readable there too.
BAND_SHARE = 0.07
TEXT_FEATURES = ["h2", "h3", "bold", "ol", "ul", "link"]


def logo_path(_brand: "Brand", filename: str) -> str:
    """Name a logo by what it is, so that an export read back gives the same name."""
    return f"branding/logo.{'svg' if filename.lower().endswith('svg') else 'png'}"


def _colour(label: Any, default: str, help_text: Any) -> "models.CharField[str, str]":
    validator = RegexValidator(HEX, _("Write the colour as # and six digits, for example #0e4d5c."), code="colour")
    return models.CharField(label, max_length=7, default=default, validators=[validator], help_text=help_text)


@register_setting(icon="globe", order=100)
class Brand(BaseGenericSetting):
    """The one record that another département replaces to make this installation its own (design §3.12)."""

    class HolidayZone(models.TextChoices):
        """School holidays of metropolitan France are set by zone."""

        A = "A", _("Zone A")
        B = "B", _("Zone B")
        C = "C", _("Zone C")

    programme_name = models.CharField(_("programme name"), max_length=80, default=defaults.PROGRAMME_NAME)
    short_name = models.CharField(
        _("short name"), max_length=40, default=defaults.SHORT_NAME, help_text=_("Beside the logo and in page titles.")
    )
    newsletter_name = models.CharField(_("newsletter name"), max_length=80, default=defaults.NEWSLETTER_NAME)
    tagline = models.CharField(
        _("tagline"), max_length=160, default=defaults.TAGLINE, help_text=_("One sentence under the name.")
    )
    departement_name = models.CharField(
        _("name of the département"), max_length=60, default=defaults.DEPARTEMENT_NAME, help_text=_("Name alone.")
    )
    departement_the = models.CharField(
        _("name with its article"), max_length=60, default=defaults.DEPARTEMENT_THE, help_text=_("As in: discover …")
    )
    departement_in = models.CharField(
        _("name after “in”"), max_length=60, default=defaults.DEPARTEMENT_IN, help_text=_("As in: an event …")
    )
    logo = models.FileField(
        _("logo"), upload_to=logo_path, blank=True, validators=[validate_logo],
        help_text=_("SVG or PNG, 300 kB at most; shown 56 pixels high."),
    )  # fmt: skip
    colour_primary = _colour(_("primary colour"), defaults.COLOUR_PRIMARY, _("Titles, links and buttons."))
    colour_accent = _colour(_("accent colour"), defaults.COLOUR_ACCENT, _("The phone box and highlights; ink upon it."))
    colour_ink = _colour(_("ink"), defaults.COLOUR_INK, _("Running text."))
    colour_paper = _colour(_("paper"), defaults.COLOUR_PAPER, _("Background of pages and mails."))
    phone = models.CharField(
        _("phone number"), max_length=24, blank=True, validators=[validate_phone],
        help_text=_("The one number residents call; written as it should be read."),
    )  # fmt: skip
    phone_hours = models.CharField(
        _("phone hours"), max_length=255, blank=True, validators=[validate_hours],
        help_text=_("As in OpenStreetMap: Mo-Fr 09:00-12:00,14:00-17:00; PH off"),
    )  # fmt: skip
    phone_note = models.CharField(
        _("note under the number"), max_length=160, blank=True, help_text=_("Who answers, what the call costs.")
    )
    contact_email = models.EmailField(_("contact e-mail"), blank=True)
    sender_name = models.CharField(
        _("sender name"), max_length=80, default=defaults.SENDER_NAME, help_text=_("Shown as the sender of mails.")
    )
    postal_address = models.TextField(_("postal address"), blank=True, help_text=_("At the foot of pages and mails."))
    holiday_zone = models.CharField(
        _("school holiday zone"), max_length=1, choices=HolidayZone.choices, default=HolidayZone.A
    )
    four_eyes = models.BooleanField(
        _("two people for a newsletter"),
        default=False,
        help_text=_("Who changed the letter last does not approve it, unless a rereader called it good to be sent."),
    )
    compose_day = models.PositiveSmallIntegerField(
        _("day of the draft newsletter"), default=20, validators=[MinValueValidator(1), MaxValueValidator(28)],
        help_text=_("Day of the month (1 to 28) on which the draft is made."),
    )  # fmt: skip
    reserved_periods = models.TextField(
        _("election periods"),
        blank=True,
        validators=[check_reserved],
        help_text=_(
            "One a line: du 01/09/2027 au 15/03/2028 : municipales. An editorial by an elected official is recalled."
        ),
    )
    assisted_at_once = models.BooleanField(
        _("people signed up at a counter need not confirm by mail"), default=False,
        help_text=_("The data protection officer's decision. Their welcome mail then holds a button “it was not me”."),
    )  # fmt: skip
    consent_text = models.TextField(
        _("consent text"), default=defaults.consent_text, help_text=_("What a subscriber agrees to; kept as evidence.")
    )
    legal_text = RichTextField(_("legal notice"), blank=True, default=defaults.legal_text, features=TEXT_FEATURES)
    privacy_text = RichTextField(_("privacy"), blank=True, default=defaults.privacy_text, features=TEXT_FEATURES)
    accessibility_text = RichTextField(
        _("accessibility"), blank=True, default=defaults.accessibility_text, features=TEXT_FEATURES
    )

    personal_data = declare(
        phone="The programme's public number, no person's; kept while the installation runs",
        contact_email="The programme's public address, no person's; kept while the installation runs",
        postal_address="The programme's public address, no person's; kept while the installation runs",
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("programme_name", "short_name", "tagline", "logo", "newsletter_name")],
            heading=_("Names"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("phone", "phone_hours", "phone_note")], heading=_("Who to call")
        ),
        MultiFieldPanel(
            [
                FieldPanel(name, widget=ColorInput)
                for name in ("colour_primary", "colour_accent", "colour_ink", "colour_paper")
            ],
            heading=_("Colours"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("departement_name", "departement_the", "departement_in", "holiday_zone")],
            heading=_("Département"),
        ),
        MultiFieldPanel(
            [
                FieldPanel(name)
                for name in (
                    "contact_email",
                    "postal_address",
                    "sender_name",
                    "compose_day",
                    "four_eyes",
                    "reserved_periods",
                    "assisted_at_once",
                )
            ],
            heading=_("Contact and newsletter"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("consent_text", "legal_text", "privacy_text", "accessibility_text")],
            heading=_("Texts"),
        ),
    ]

    class Meta:
        verbose_name = _("brand and département")

    @classmethod
    def _get_or_create(cls) -> "Brand":
        # Wagtail would create the row here, in the middle of a page view; a GET changes no row.
        return cls.base_queryset().first() or cls(pk=SINGLE_ROW)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the one row, whatever the instance was made from."""
        self.pk = SINGLE_ROW
        kwargs["force_insert"] = False
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse colours upon which text could not be read, and make the logo's name tell its kind."""
        super().clean()
        if errors := self._unreadable():
            raise ValidationError(errors)
        if self.logo and not is_stored(self.logo):
            kind = logo_kind(read_logo(self.logo.file))
            self.logo.name = f"logo.{kind}"

    def _unreadable(self) -> dict[str, str]:
        """Return {field: sentence} for each text colour whose contrast is below 4.5 on one of its grounds."""
        colours = (self.colour_primary, self.colour_accent, self.colour_ink, self.colour_paper)
        if not all(HEX.match(str(colour)) for colour in colours):
            return {}
        grounds = (self.colour_paper, mix(self.colour_paper, self.colour_primary, BAND_SHARE))
        pairs = (
            ("colour_ink", self.colour_ink, grounds),
            ("colour_primary", self.colour_primary, grounds),
            ("colour_accent", self.colour_accent, (self.colour_ink,)),
        )
        found = {field: sentence for field, colour, upon in pairs if (sentence := _complaint(colour, upon))}
        if "colour_ink" in found:
            # An ink to be changed is no measure for the accent.
            found.pop("colour_accent", None)
        return found

    @cached_property
    def phone_uri(self) -> str:
        """Return the number as a `tel:` address, empty when there is none."""
        return phone_uri(self.phone)

    @property
    def address_lines(self) -> list[str]:
        """Return the postal address line by line."""
        return [line for line in re.split(r"\s*\n\s*", self.postal_address.strip()) if line]


def _complaint(colour: str, grounds: tuple[str, ...]) -> str:
    worst = min(grounds, key=lambda ground: contrast(colour, ground))
    ratio = contrast(colour, worst)
    if ratio >= READABLE:
        return ""
    # Rounded down: 4.49 shown as 4.5 would contradict the refusal.
    shown = number_format(int(ratio * 100) / 100, 2)
    return gettext(
        "Contrast is %(ratio)s against %(ground)s; text needs at least 4.5. Take a clearly darker or lighter colour, "
        "for example %(example)s."
    ) % {"ratio": shown, "ground": worst, "example": nearest_readable(colour, worst)}
