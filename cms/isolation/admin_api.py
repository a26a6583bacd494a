"""Wagtail's admin API of images and documents, which lists everybody's: here each person gets their own."""

from typing import Any

from django.db.models import QuerySet
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet

from cms.isolation.scope import own_media


class OwnMedia:
    """What both have in common."""

    def get_queryset(self) -> QuerySet[Any]:
        """Narrow core's list to the collections of the person."""
        found: QuerySet[Any] = super().get_queryset()  # type: ignore[misc]
        return found.filter(pk__in=own_media(found.model, self.request.user).values("pk"))  # type: ignore[attr-defined]


class OwnImages(OwnMedia, ImagesAdminAPIViewSet):
    """Images."""


class OwnDocuments(OwnMedia, DocumentsAdminAPIViewSet):
    """Documents."""


def scope_endpoints(router: WagtailAPIRouter) -> None:
    """Put ours in the place of core's (hook `construct_admin_api`, registered to run after core's)."""
    router.register_endpoint("images", OwnImages)
    router.register_endpoint("documents", OwnDocuments)
