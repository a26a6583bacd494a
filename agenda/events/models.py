"""Events as structures write them, and the notices that change a published event at once."""

from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.models import PageManager

from agenda.events.forms import EventPageForm
from agenda.events.panels import EVENT_PANELS
from agenda.events.schedule import Schedule, ScheduleError, parse_schedule
from agenda.events.schedule_words import schedule_error_message
from agenda.places.vocabulary import AUDIENCES, SERVICES, SPECIAL_NEEDS
from cms.structures.models import PLAIN_FEATURES, StructureContent, StructureContentQuerySet
from cms.territories.models import Commune


class EventKind(models.TextChoices):
    """What sort of meeting it is."""

    WORKSHOP = "workshop", _("workshop")
    DROP_IN = "drop_in", _("drop-in hours")
    MEETING = "meeting", _("meeting")
    OPEN_DAY = "open_day", _("open day")


class Location(models.TextChoices):
    """Where an event happens: exactly one of three (design §3.7)."""

    PLACE = "place", _("at a place of the register")
    ADDRESS = "address", _("at another address")
    REMOTE = "remote", _("by phone or online")


class Price(models.TextChoices):
    """What it costs."""

    FREE = "free", _("free of charge")
    CONDITIONAL = "conditional", _("free under conditions")
    PAID = "paid", _("paid")


def validate_themes(value: Any) -> None:
    """Refuse anything but a list of codes of the national services."""
    if not isinstance(value, list) or any(code not in SERVICES for code in value):
        raise ValidationError(_("Choose among the themes shown."))


def validate_audiences(value: Any) -> None:
    """Refuse anything but a list of codes of the national audiences."""
    if not isinstance(value, list) or any(code not in AUDIENCES for code in value):
        raise ValidationError(_("Choose among what is shown."))


def validate_special_needs(value: Any) -> None:
    """Refuse anything but a list of codes of the national special needs."""
    if not isinstance(value, list) or any(code not in SPECIAL_NEEDS for code in value):
        raise ValidationError(_("Choose among what is shown."))


class EventPage(StructureContent):
    """One event, with one or many sittings."""

    kind = models.CharField(_("kind"), max_length=12, choices=EventKind.choices, default=EventKind.WORKSHOP)
    summary = models.CharField(
        _("in one or two sentences"), max_length=280, help_text=_("What people will do and learn, in everyday words.")
    )
    body = RichTextField(_("description"), blank=True, features=PLAIN_FEATURES)
    schedule = models.JSONField(_("dates"))
    is_cycle = models.BooleanField(
        _("several sittings, one registration"),
        default=False,
        help_text=_("Tick when people come to all the sittings, like a course."),
    )

    location = models.CharField(_("where"), max_length=8, choices=Location.choices, default=Location.PLACE)
    place = models.ForeignKey(
        "agenda.PlacePage",
        verbose_name=_("place"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
    )
    address_name = models.CharField(_("name of the place"), max_length=120, blank=True)
    address_street = models.CharField(_("number and street"), max_length=200, blank=True)
    address_commune = models.ForeignKey(
        Commune, verbose_name=_("commune"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    remote_link = models.URLField(_("link to join"), blank=True)
    remote_phone = models.CharField(_("phone number to call"), max_length=20, blank=True)

    bring = models.CharField(_("what to bring"), max_length=200, blank=True)
    access = models.CharField(_("access for disabled people"), max_length=200, blank=True)
    audience = models.CharField(_("for whom"), max_length=120, blank=True)
    # Codes that people filter by; the words beside them stand in `access` and `audience`. No audience: for everybody.
    special_needs = models.JSONField(
        _("able to receive"), default=list, blank=True, validators=[validate_special_needs]
    )
    audiences = models.JSONField(_("especially for"), default=list, blank=True, validators=[validate_audiences])
    themes = models.JSONField(_("themes"), default=list, blank=True, validators=[validate_themes])
    price = models.CharField(_("price"), max_length=12, choices=Price.choices, default=Price.FREE)
    price_details = models.CharField(_("price or conditions"), max_length=120, blank=True)
    registration_required = models.BooleanField(_("people must register"), default=False)
    registration_link = models.URLField(_("registration link"), blank=True)
    registration_phone = models.CharField(_("registration phone"), max_length=20, blank=True)
    registration_email = models.EmailField(_("registration e-mail"), blank=True)
    seats = models.PositiveSmallIntegerField(_("number of seats"), null=True, blank=True)

    image = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("picture"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    image_alt = models.CharField(
        _("what the picture shows"), max_length=200, blank=True, help_text=_("Read aloud to people who cannot see it.")
    )
    image_credit = models.CharField(_("who made the picture"), max_length=120, blank=True)
    image_rights = models.BooleanField(_("we may publish this picture"), default=False)
    poster = models.ForeignKey(
        "wagtaildocs.Document",
        verbose_name=_("your own poster"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("PDF or JPEG, if you already have one."),
    )

    template = "pages/event.html"
    base_form_class = EventPageForm
    objects = PageManager.from_queryset(StructureContentQuerySet)()
    # The structure's own, published with the event (design §3.20).
    public_contacts = ("registration_phone", "registration_email", "remote_phone")

    content_panels: ClassVar[list] = EVENT_PANELS + StructureContent.newsletter_panels

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    @cached_property
    def parsed_schedule(self) -> Schedule:
        """The schedule; raises ScheduleError when the stored value is none (a draft may be incomplete)."""
        return parse_schedule(self.schedule)

    def clean(self) -> None:
        """Say at the right field what is missing or cannot be."""
        super().clean()
        errors: dict[str, Any] = {}
        try:
            parse_schedule(self.schedule)
        except ScheduleError as error:
            errors["schedule"] = schedule_error_message(error)
        errors |= self._location_errors() | self._picture_errors()
        if errors:
            raise ValidationError(errors)

    def _location_errors(self) -> dict[str, Any]:
        if self.location == Location.PLACE and not self.place_id:
            return {"place": _("Choose the place, or “at another address”.")}
        if self.location == Location.ADDRESS:
            missing = [name for name in ("address_name", "address_commune_id") if not getattr(self, name)]
            return {name.removesuffix("_id"): _("Needed so that people find you.") for name in missing}
        if self.location == Location.REMOTE and not (self.remote_link or self.remote_phone):
            return {"remote_link": _("Give a link or a phone number.")}
        return {}

    def _picture_errors(self) -> dict[str, Any]:
        if not self.image_id:
            return {}
        errors: dict[str, Any] = {}
        if not self.image_alt:
            errors["image_alt"] = _("Say in a few words what the picture shows.")
        if not self.image_rights:
            errors["image_rights"] = _(
                "Without the right to publish it, leave the picture out: a drawing takes its place."
            )
        return errors


class NoticeKind(models.TextChoices):
    """What a notice says."""

    CANCELLED = "cancelled", _("cancelled")
    POSTPONED = "postponed", _("postponed")
    MOVED = "moved", _("moved")
    FULL = "full", _("full")
    STOPPED = "stopped", _("stopped from a date on")
    SENTENCE = "sentence", _("information")


# What takes people's day away: weaker words about the same sittings never hide it.
CALLED_OFF = frozenset({NoticeKind.CANCELLED, NoticeKind.POSTPONED})


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Reads of notices."""

    def standing(self) -> "NoticeQuerySet":
        """Return the notices that were not undone, oldest first: a later one wins."""
        return self.filter(undone_at=None).order_by("at", "pk")

    def ended_by(self, *, kind: str, original_start: datetime | None) -> "NoticeQuerySet":
        """Return the standing cancellations and postponements that a notice of `kind` about the same would end.

        An information ends nothing; a cancellation strengthens; "full" leaves the new day of a postponement standing.
        """
        if kind not in {NoticeKind.FULL, NoticeKind.MOVED, NoticeKind.POSTPONED}:
            return self.none()
        found = self.standing().filter(kind__in=CALLED_OFF - {kind}, original_start=original_start)
        return found.filter(new_start=None) if kind == NoticeKind.FULL else found

    def stops(self, original_start: datetime) -> "NoticeQuerySet":
        """Return the standing notices by which a series had stopped before that sitting, or with it."""
        return self.standing().filter(kind=NoticeKind.STOPPED, original_start__lte=original_start)

    def count_changes(self) -> int:
        """Return how often something was given or undone: it moves with each change, and never back."""
        counted = self.aggregate(given=models.Count("pk"), undone=models.Count("undone_at"))
        return counted["given"] + counted["undone"]


class Notice(models.Model):
    """What must show at once about a published event or one of its sittings (design §3.2).

    `original_start` names the sitting by the instant first announced; without it the notice is about the whole event.
    STOPPED names the first sitting that is not held any more: it and all that follow are cancelled.
    `new_start` and `new_end` go with MOVED (same event, another hour or day) and POSTPONED when the new date is known.
    """

    event = models.ForeignKey(EventPage, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(_("notice"), max_length=10, choices=NoticeKind.choices)
    original_start = models.DateTimeField(_("sitting"), null=True, blank=True)
    new_start = models.DateTimeField(_("new start"), null=True, blank=True)
    new_end = models.DateTimeField(_("new end"), null=True, blank=True)
    sentence = models.CharField(_("sentence for the public"), max_length=200, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(_("given at"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [models.Index(fields=["event", "at"], name="notice_by_event")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(new_start=None, new_end=None) | models.Q(new_end__gt=models.F("new_start")),
                name="notice_new_end_after_new_start",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="moved") | models.Q(new_start__isnull=False), name="notice_moved_says_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.original_start or ''}".strip()
