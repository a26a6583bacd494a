"""When a structure's page is published, under whatever name: its group and its media follow."""

from typing import Any

from wagtail.signals import page_published

from cms.structures.models import StructurePage
from cms.structures.spaces import follow_name


def on_published(instance: StructurePage, **_kwargs: Any) -> None:
    """Rename what is named after the structure."""
    follow_name(instance)


def connect() -> None:
    """Listen, once."""
    page_published.connect(on_published, sender=StructurePage, dispatch_uid="structures-follow-name")
