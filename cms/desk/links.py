"""Which of the desk's light forms opens a page, and which one begins a new one."""

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.models import Page

from cms.structures.models import StructurePage

# By the name of a page's model, as content types keep it.
_EDIT = {"eventpage": "desk:edit_event", "newspage": "desk:edit_news", "placepage": "desk:edit_place"}
_ADD = {"event": "desk:add_event", "news": "desk:add_news", "place": "desk:add_place"}


def form_url(content_type: ContentType, page_id: int) -> str:
    """Return the address of the light form of a structure's page or of what stands below it."""
    if content_type.model == "structurepage":
        return f"{reverse('desk:edit_structure')}?structure={page_id}"
    return reverse(_EDIT[content_type.model], args=[page_id])


def form_url_of(page: Page) -> str:
    """Return the address of a page's light form; its content type is one of ours."""
    return form_url(page.cached_content_type, page.pk)


def add_urls(structure: StructurePage) -> dict[str, str]:
    """Return, for "event", "news" and "place", the address of the form that begins one in a structure's space."""
    return {kind: f"{reverse(name)}?structure={structure.pk}" for kind, name in _ADD.items()}
