"""Who answers the phone: lines in order, who is on duty, who is away, and what the answering machine says."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agenda.places.hours import validate_hours
from agenda.places.models import PlacePage
from agenda.places.phones import validate_phone
from cms.foundation.personal_data import declare
from cms.territories.models import Commune, Epci


class LineKind(models.TextChoices):
    """The links of the chain, in the order in which they are tried."""

    SINGLE = "single", _("single number")
    COUNSELLOR = "counsellor", _("digital adviser of the commune")
    FRANCE_SERVICES = "france_services", _("France Services")
    MACHINE = "machine", _("answering machine")


class Line(models.Model):
    """A number to call, when somebody answers there, and for which communes.

    The single number's own number and hours are the brand's (one record for another département): `phone` and `hours`
    are empty on that row. A line with a `place` reads what is empty here from the place.
    """

    kind = models.CharField(_("kind"), max_length=20, choices=LineKind.choices)
    name = models.CharField(_("name"), max_length=120, help_text=_("As residents should hear it."))
    phone = models.CharField(_("phone"), max_length=20, blank=True, validators=[validate_phone])
    hours = models.CharField(_("hours"), max_length=500, blank=True, validators=[validate_hours])
    note = models.CharField(_("note"), max_length=160, blank=True)
    place = models.ForeignKey(
        PlacePage, verbose_name=_("place"), null=True, blank=True, on_delete=models.SET_NULL, related_name="lines"
    )
    # Neither communes nor EPCI: the line is for the whole département.
    communes = models.ManyToManyField(Commune, verbose_name=_("communes"), blank=True, related_name="lines")
    epcis = models.ManyToManyField(Epci, verbose_name=_("EPCI"), blank=True, related_name="lines")
    # Empty: every need; else codes of the national services.
    needs = models.JSONField(_("needs"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    personal_data = declare(
        name="A service's name or, with their agreement, an adviser's; kept while the line is in use",
        phone="A professional number published to residents; kept while the line is in use",
    )

    class Meta:
        verbose_name = _("line")
        verbose_name_plural = _("lines")
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind"], condition=Q(kind="single"), name="one_single_line")
        ]

    def __str__(self) -> str:
        return self.name


class LineClosure(models.Model):
    """Days on which nobody answers a line, and where its callers are sent meanwhile."""

    line = models.ForeignKey(Line, verbose_name=_("line"), on_delete=models.CASCADE, related_name="closures")
    start_date = models.DateField(_("first day"))
    end_date = models.DateField(_("last day"))
    sentence = models.CharField(_("what people read"), max_length=160, blank=True)
    referral = models.ForeignKey(
        Line, verbose_name=_("calls go to"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = _("closure of a line")
        verbose_name_plural = _("closures of lines")
        ordering: ClassVar = ["start_date", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(end_date__gte=F("start_date")), name="line_closure_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"{self.start_date} – {self.end_date}"


class Shift(models.Model):
    """Somebody's weekly turn on a line. A line with shifts answers only within its hours *and* a shift that is held."""

    line = models.ForeignKey(Line, verbose_name=_("line"), on_delete=models.CASCADE, related_name="shifts")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="shifts"
    )
    weekday = models.PositiveSmallIntegerField(_("day"), validators=[MaxValueValidator(6)])  # Monday is 0
    start_time = models.TimeField(_("from"))
    end_time = models.TimeField(_("to"))

    personal_data = declare(person="Who works when on the public line; deleted with the account or the rota")

    class Meta:
        verbose_name = _("turn")
        verbose_name_plural = _("rota")
        ordering: ClassVar = ["weekday", "start_time", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(end_time__gt=F("start_time")), name="shift_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.start_time:%H:%M}–{self.end_time:%H:%M}"


class Absence(models.Model):
    """Days on which a person does not hold their turns, and who holds them instead, if anybody."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("person"), on_delete=models.CASCADE, related_name="absences"
    )
    start_date = models.DateField(_("first day"))
    end_date = models.DateField(_("last day"))
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("replaced by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    personal_data = declare(
        person="Who is away from the public line, without the reason; deleted three months after the last day"
    )

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering: ClassVar = ["start_date", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(end_date__gte=F("start_date")), name="absence_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"{self.start_date} – {self.end_date}"


class MachineText(models.Model):
    """What the team wants the answering machine to say on a day instead of the text that is composed by itself."""

    day = models.DateField(_("day"), unique=True)
    text = models.TextField(_("text"), max_length=900)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(_("written at"))

    personal_data = declare(author="Who wrote the text, for the team; the name goes with the account")

    class Meta:
        verbose_name = _("text of the answering machine")
        verbose_name_plural = _("texts of the answering machine")
        ordering: ClassVar = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}"
