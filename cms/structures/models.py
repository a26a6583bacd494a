"""Partner structures: one page each, public, and the root of the structure's editorial space."""

from functools import cached_property
from typing import Any, ClassVar, Self, cast

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Substr
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.query import PageQuerySet

from cms.foundation.context import ProvidedContextMixin
from cms.structures.page_form import StructurePageForm
from cms.structures.siret import validate_siret
from cms.territories.models import Commune, Epci

# Root, home page, structure, content; a substring that is longer than the path is the path again.
DEEPEST = 4

# What partners may use in a longer text; everything else is refused by Wagtail's converter.
PLAIN_FEATURES = ["h3", "bold", "italic", "ol", "ul", "link"]


class StructureKind(models.TextChoices):
    """What sort of partner it is."""

    TOWN_HALL = "town_hall", _("town hall")
    EPCI = "epci", _("intermunicipal body")
    CCAS = "ccas", _("social centre of a commune (CCAS)")
    FRANCE_SERVICES = "france_services", _("France Services")
    ASSOCIATION = "association", _("association")
    LIBRARY = "library", _("library")
    FABLAB = "fablab", _("fablab or shared workshop")
    DEPARTEMENT = "departement", _("département or public service")
    OTHER = "other", _("other")


class StructurePage(ProvidedContextMixin, Page):
    """Who a partner is, how to reach it; parent of everything it publishes."""

    kind = models.CharField(_("kind"), max_length=20, choices=StructureKind.choices, default=StructureKind.ASSOCIATION)
    siret = models.CharField(
        _("SIRET number"), max_length=14, blank=True, validators=[validate_siret], help_text=_("14 digits, optional.")
    )
    summary = models.CharField(_("in one sentence"), max_length=280, blank=True)
    body = RichTextField(_("who we are"), blank=True, features=PLAIN_FEATURES)
    commune = models.ForeignKey(
        Commune, verbose_name=_("commune"), null=True, blank=True, on_delete=models.PROTECT, related_name="structures"
    )
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail of the structure"), blank=True)
    website = models.URLField(_("website"), blank=True)
    logo = models.ForeignKey(
        "wagtailimages.Image",
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # The space where imported places stand until their structure is known (design §3.7).
    is_register = models.BooleanField(_("holds the département's register"), default=False, editable=False)

    template = "pages/structure.html"
    base_form_class = StructurePageForm
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["agenda.EventPage", "cms.NewsPage", "agenda.PlacePage"]

    # Published by the structure about itself: nobody's personal data (design §3.20).
    public_contacts = ("phone", "email")

    content_panels: ClassVar[list] = [
        FieldPanel("title", heading=_("Name of the structure")),
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("phone"), FieldPanel("email"), FieldPanel("website")], heading=_("How to reach you")
        ),
        MultiFieldPanel([FieldPanel("address"), FieldPanel("commune")], heading=_("Where you are")),
        FieldPanel("logo"),
        MultiFieldPanel([FieldRowPanel([FieldPanel("kind"), FieldPanel("siret")])], heading=_("For the record")),
    ]
    promote_panels: ClassVar[list] = []

    class Meta:
        verbose_name = _("structure")
        verbose_name_plural = _("structures")

    @property
    def epci(self) -> Epci | None:
        """The EPCI of the structure's commune."""
        return self.commune.epci if self.commune else None

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the page of an archived space from going public, whichever way it is published (queue, admin, tick)."""
        # The database is asked: Wagtail publishes an instance made from a revision, which knows no space.
        if (
            self.live  # type: ignore[has-type]
            and self.pk
            and StructurePage.objects.filter(pk=self.pk, space__archived_at__isnull=False).exists()
        ):
            self.live = False
        super().save(*args, **kwargs)


class StructureContentQuerySet(PageQuerySet):
    """Reads of what structures write."""

    def published(self) -> Self:
        """Return what everybody may read: live and without restriction itself and up to the root, no alias.

        One query and lazy, unlike Wagtail's `public()`, so that a form may hold it from the import on.
        """
        chain = [Substr(OuterRef("path"), 1, level * Page.steplen) for level in range(1, DEEPEST + 1)]
        closed = Page.objects.filter(Q(live=False) | Q(view_restrictions__isnull=False), path__in=chain)
        return self.filter(~Exists(closed), alias_of__isnull=True)


class StructureContent(ProvidedContextMixin, Page):
    """What a structure writes: its parent is the structure's page, and it may be proposed for the newsletter."""

    newsletter_proposed = models.BooleanField(
        _("propose it for the newsletter"),
        default=False,
        help_text=_("The communication team then puts it in the next issue."),
    )
    newsletter_sentence = models.CharField(
        _("sentence for the newsletter"),
        max_length=200,
        blank=True,
        help_text=_("One sentence that makes people want to come. Without it, the summary is used."),
    )

    parent_page_types: ClassVar[list[str]] = ["cms.StructurePage"]
    subpage_types: ClassVar[list[str]] = []

    # The slug follows the title and permanent addresses do not depend on it: one thing less to ask a partner.
    promote_panels: ClassVar[list] = []
    newsletter_panels: ClassVar[list] = [
        MultiFieldPanel([FieldPanel("newsletter_proposed"), FieldPanel("newsletter_sentence")], heading=_("Newsletter"))
    ]

    class Meta:
        abstract = True

    @cached_property
    def structure(self) -> StructurePage:
        """The structure whose space the page stands in."""
        return cast("StructurePage", self.get_parent().specific)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the page; Wagtail would also serve it below a structure that is not published any more."""
        if not self.structure.live and not getattr(request, "is_preview", False):
            raise Http404
        return super().serve(request, *args, **kwargs)
