"""The home page, parent of all structures; what it shows is put together in `cms.pages.home`."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.foundation.context import ProvidedContextMixin


class HomePage(ProvidedContextMixin, Page):
    """Root of the public site."""

    template = "pages/home.html"
    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = ["cms.StructurePage", "agenda.ProgrammeIndexPage"]

    class Meta:
        verbose_name = _("home page")
