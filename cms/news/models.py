"""News of a structure: a short article, proposed to the newsletter like an event."""

from datetime import date
from typing import ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import PageManager

from cms.foundation.references import GuardedReferences
from cms.structures.models import PLAIN_FEATURES, StructureContent, StructureContentQuerySet


class NewsPageQuerySet(StructureContentQuerySet):
    """Reads of news."""

    def published(self) -> Self:
        """Return what everybody may read, latest first."""
        return super().published().order_by("-first_published_at", "-pk")


class NewsPage(StructureContent):
    """One piece of news."""

    summary = models.CharField(_("in one or two sentences"), max_length=280)
    body = RichTextField(_("text"), blank=True, features=PLAIN_FEATURES)
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

    template = "pages/news.html"
    base_form_class = GuardedReferences
    objects = PageManager.from_queryset(NewsPageQuerySet)()

    content_panels: ClassVar[list] = [
        FieldPanel("title", heading=_("Title")),
        FieldPanel("summary"),
        FieldPanel("body"),
        MultiFieldPanel([FieldPanel("image"), FieldPanel("image_alt")], heading=_("Picture (optional)")),
        *StructureContent.newsletter_panels,
    ]

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")

    def clean(self) -> None:
        """Ask for a text alternative as soon as there is a picture."""
        super().clean()
        if self.image_id and not self.image_alt:
            raise ValidationError({"image_alt": _("Say in a few words what the picture shows.")})

    @property
    def published_date(self) -> date | None:
        """Local day of the first publication."""
        return timezone.localdate(self.first_published_at) if self.first_published_at else None
