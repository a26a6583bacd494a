"""The pages of the programme's calendar: one index, and below it one page an item. Partners read them at the desk only.

Nothing of them is public: they have no address on the site, no route leads to them, the index is restricted to the
team, and every outlet reads other models. Partners read their projection (`agenda.programme.models`), never the page.
"""

from typing import Any, ClassVar, NoReturn

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from agenda.programme.dates import DatesRefused, parse_dates
from cms.structures.models import StructurePage
from cms.territories.models import Epci

MOST_TEXT = 8000


class ProgrammeKind(models.TextChoices):
    """What sort of item it is."""

    COMMITTEE = "committee", _("committee")
    MEETING = "meeting", _("meeting of partners")
    DEADLINE = "deadline", _("deadline")
    ACTION = "action", _("action sheet")


class Audience(models.TextChoices):
    """Which structures an item concerns."""

    ALL = "all", _("all structures")
    EPCI = "epci", _("the structures of some EPCI")
    NAMED = "named", _("some structures only")


class PartnersOnly(Page):
    """A page that the site does not serve, to nobody: no route, no address, no preview, no moderation."""

    preview_modes: ClassVar[list] = []
    promote_panels: ClassVar[list] = []
    settings_panels: ClassVar[list] = []
    show_in_menus_default = False

    class Meta:
        abstract = True

    def route(self, request: HttpRequest, path_components: list[str]) -> NoReturn:
        """Answer 404, before anything asks for a password: that there is something is not told either."""
        raise Http404

    def get_url_parts(self, request: HttpRequest | None = None) -> None:
        """Return no address: sitemaps, links of rich text and the editor's "view live" have none to show."""

    @property
    def has_workflow(self) -> bool:
        """Say no: who writes here publishes."""
        return False

    def get_workflow(self) -> None:
        """Return none: who writes here publishes."""


class ProgrammeIndexPage(PartnersOnly):
    """Parent of all items; made by `prepare_platform`."""

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["agenda.ProgrammePage"]

    class Meta:
        verbose_name = _("programme's calendar")
        verbose_name_plural = _("programme's calendars")


class ProgrammePage(PartnersOnly):
    """One item: a committee, a deadline, an action sheet; written on the team's light form, kept with its history."""

    kind = models.CharField(_("kind"), max_length=10, choices=ProgrammeKind.choices, default=ProgrammeKind.COMMITTEE)
    # What `agenda.programme.dates` reads.
    dates = models.JSONField(_("dates"), default=list)
    where = models.CharField(_("where"), max_length=200, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    text = models.TextField(_("text"), max_length=MOST_TEXT, blank=True)
    document = models.ForeignKey(
        "wagtaildocs.Document", verbose_name=_("document"), null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+",
    )  # fmt: skip
    is_cancelled = models.BooleanField(_("cancelled"), default=False)
    audience = models.CharField(_("whom it concerns"), max_length=5, choices=Audience.choices, default=Audience.ALL)
    epcis = ParentalManyToManyField(Epci, verbose_name=_("EPCI"), blank=True, related_name="+")
    structures = ParentalManyToManyField(StructurePage, verbose_name=_("structures"), blank=True, related_name="+")

    # Begun on the light form only; the editor leads there (cms/team/programme_hooks.py).
    is_creatable = False
    parent_page_types: ClassVar[list[str]] = ["agenda.ProgrammeIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list] = [FieldPanel("title")]

    class Meta:
        verbose_name = _("item of the programme")
        verbose_name_plural = _("items of the programme")

    def clean(self) -> None:
        """Refuse dates that cannot be read, and an audience that names nobody."""
        super().clean()
        try:
            parse_dates(self.dates)
        except DatesRefused as refusal:
            raise ValidationError({"dates": str(refusal)}) from refusal

    def described(self) -> dict[str, Any]:
        """Return what calendars and the desk say of the item beside its dates, as JSON."""
        return {
            "kind": self.kind,
            "title": self.title,
            "where": self.where,
            "link": self.link,
            "text": self.text,
            "document": self.document_id,
            "is_cancelled": self.is_cancelled,
        }
